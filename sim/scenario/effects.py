"""Effects and costs: what acts change and what they take.

Takes `Blocks` and the effects as written, gives `Effect`s and `Cost`s with all rows resolved.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from sim.base.diagnostic import meant, nearest
from sim.rulebook.rulebook import Axis, Cost, Effect
from sim.scenario.addressing import Layout
from sim.scenario.blocks import Blocks
from sim.scenario.formulas import Path
from sim.scenario.parse import Apply, LiteralValue, Name, Place, Syntax
from sim.scenario.resolve import Block, Typed
from sim.scenario.schema import EffectIn

_BRACKET = re.compile(r"^([a-z][a-z0-9_]*)\s*[\[( ]\s*([a-z][a-z0-9_]*)\s*[\])]?$")  # climate[us], climate us

FAR = 10  # times the whole range of a number: what no effect is meant to move it


def _others(bound: str, axis: str) -> Callable[[Syntax], Syntax]:
    """An amount for all along `axis` but the one that `bound` is: `if(is(bound, axis), 0, amount)`."""

    def around(amount: Syntax) -> Syntax:
        place = amount.place
        one = Apply("is", (Name((bound,), place), Name((axis,), place)), None, place, place)
        return Apply("if", (one, LiteralValue(0.0, place), amount), None, place, place)

    return around


class Effects:
    """Compiles the effects and costs of every act."""

    def __init__(self, blocks: Blocks) -> None:
        self.b = blocks
        self.model = blocks.model

    def effects(
        self,
        effects: dict[str, EffectIn],
        path: Path,
        owner: Path,
        bound: Axis | None,
        locals: dict[str, float] | None = None,
    ) -> tuple[Effect, ...]:
        found = []
        for target, effect in effects.items():
            made = self.effect(target, effect, (*path, target), owner, bound, locals)
            if made is not None:
                found.append(made)
        return tuple(found)

    def effect(
        self,
        target: str,
        effect: EffectIn,
        path: Path,
        owner: Path,
        bound: Axis | None,
        locals: dict[str, float] | None,
    ) -> Effect | None:
        b = self.b
        head, *selectors = target.split(".")
        block = b.table.get(head)
        key = b.document.key_span(path)
        if block is None or block.kind not in ("variable", "delay"):
            self.no_target(target, path)
            return None
        around = None
        rivals = f"rivals_of_{bound.name}" if bound else ""
        for number, (selector, axis) in enumerate(zip(selectors, block.axes, strict=False)):
            if bound and selector == rivals and axis.group == bound.group and axis.name not in selectors:
                selectors[number], around = axis.name, _others(bound.name, axis.name)
        free = self.free_axes(block.axes, selectors, bound)
        axes = ([bound] if bound else []) + free
        layout = Layout(b.groups, list(axes), len(axes), [(a.name, i) for i, a in enumerate(axes)])
        rows, shape = layout.address(block.axes, selectors, Name((head, *selectors), Place(0, len(target))))
        for fault in layout.faults:
            b.report.error(fault.code, fault.message, key, fault.cure)
        if layout.faults:
            return None
        count = len(b.groups[bound.group].members) if bound else 1
        each = b.size(free)
        if bound and shape[0] > 1:
            table = tuple(tuple(block.row + r for r in rows[m * each : (m + 1) * each]) for m in range(count))
        else:
            table = (tuple(block.row + r for r in rows),) * count
        sets = effect.set is not None
        text = effect.set if effect.set is not None else effect.add
        at = (*path, "set") if sets else path
        formula, typed = b.formula(text or "0", at, axes, owner, locals=locals, scale=b.scale(head), around=around)
        b.check_unit(typed, head, block.unit, at)
        if block.kind == "variable":
            self.check_size(block, typed, sets, at)
        if sets and block.kind == "delay":
            b.error("E132", f"`{head}` is a delay; what is in it cannot be set", at, "add to it")
        return Effect("variable" if block.kind == "variable" else "delay", head, table, formula, sets)

    def check_size(self, block: Block, typed: Typed, sets: bool, at: Path) -> None:
        """An effect far beyond the range whatever the state: a slip of the hand, or per cent where a share is meant."""
        low, high = block.range
        most = FAR * (high - low)
        told = f"`{block.id}` is declared {low:g} to {high:g}"
        if sets and (typed.range.high < low or typed.range.low > high):
            self.b.report.warn("W204", "this sets a number outside its declared range", self.b.span(at), told)
        elif not sets and (typed.range.low > most or typed.range.high < -most):
            self.b.report.warn(
                "W204", f"this moves a number more than {FAR} times its whole range", self.b.span(at), told
            )

    def no_target(self, target: str, path: Path) -> None:
        """Report a target that is no variable and no delay."""
        b, key = self.b, self.b.document.key_span(path)
        head, *selectors = target.split(".")
        cure = "effects change variables and delays"
        if head in self.model.derived or head in b.table:
            b.report.error("E131", f"`{head}` is not carried, so nothing can be added to it", key, cure)
            return
        close = nearest(head, [*self.model.variables, *self.model.delays])
        bracket = _BRACKET.match(target)
        if bracket and bracket[1] in b.table:
            close, selectors = bracket[1], [bracket[2]]
        if head.isdecimal():
            cure = "inside { } a comma ends a value: a decimal has a point, as in `0.5`"
        elif close:
            cure = f"did you mean `{'.'.join([close, *selectors])}`?"
        b.report.error("E201", f"unknown name `{target}`", key, cure)

    def free_axes(self, axes: Sequence[Axis], selectors: Sequence[str], bound: Axis | None) -> list[Axis]:
        """Axes of the target that no selector fixes to a member or to the bound axis."""
        free = []
        for number, axis in enumerate(axes):
            selector = selectors[number] if number < len(selectors) else axis.name
            if bound is not None and selector == bound.name:
                continue
            if number < len(selectors) and selector != axis.name:
                continue
            free.append(axis)
        return free

    def costs(
        self, costs: dict[str, str], path: Path, owner: Path, bound: Axis | None, locals: dict[str, float] | None = None
    ) -> tuple[Cost, ...]:
        found = []
        for id, text in costs.items():
            block = self.b.table.get(id)
            if block is None or block.kind != "variable" or block.axes:
                self.b.report.error(
                    "E133", f"`{id}` cannot be paid with", self.b.document.key_span((*path, id)),
                    meant(id, [v for v, m in self.model.variables.items() if not m.for_], "a cost is a variable that is one number"),
                )  # fmt: skip
                continue
            formula, typed = self.b.formula(text, (*path, id), [bound] if bound else [], owner, locals=locals)
            if typed.range.high < 0:
                self.b.error("E133", "a cost is not below 0", (*path, id), "what an act gives stands under `effects:`")
            elif typed.range.low > block.range.high:
                self.b.error(
                    "E210", "this can never be paid", (*path, id),
                    f"`{id}` is declared {block.range.low:g} to {block.range.high:g}",
                )  # fmt: skip
            found.append(Cost(id, block.row, formula))
        return tuple(found)
