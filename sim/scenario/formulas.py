"""Formulas: text becomes compiled expressions, and what they remember is registered.

Takes expressions with their places, gives `Formula`s; faults go to the report with line and column. `scenario.blocks` builds on it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from sim.base.diagnostic import LINE_BREAK, Report
from sim.base.span import Span
from sim.base.yaml_reader import Document, Value
from sim.rulebook import expression as ex
from sim.rulebook.rulebook import Axis, Group, Tally, Tracker
from sim.scenario.addressing import Layout
from sim.scenario.intervals import ANY
from sim.scenario.parse import Infix, Place, Syntax, SyntaxFault, parse
from sim.scenario.resolve import Block, Names, Resolver, Scale, Typed, clash, reductions_in
from sim.scenario.resolve_history import history_call

Path = tuple[str, ...]
DATE = re.compile(r"[0-9]{4}-Q[1-4]$")
MAX_FAULTY = 300  # after so many faulty formulas the rest are left for the next check
MAX_AXES = 24  # arrays have at most 64 in NumPy; nobody can read a formula with as many


class NumberAt(NamedTuple):
    """One number of the author's: where, and its value if it stands alone."""

    path: Path
    value: float | None  # None: a literal inside a formula
    kind: str  # start, parameter, number, literal, level, grade, date (of an event), moment (a date in a formula)
    owner: Path  # the object that must give its provenance


def _count(part: str, text: str) -> int:
    """How often a part begins in a text, overlaps counted."""
    return sum(text.startswith(part, at) for at in range(len(text)))


class Formulas:
    """Compiles expressions; `names` is given by the class that knows all names."""

    names: Names

    def __init__(self, document: Document, report: Report) -> None:
        self.document, self.report = document, report
        self.lines: dict[str, list[str]] = {}
        self.faulty = 0  # formulas
        self.used: set[str] = set()  # ids of numbers that something reads
        self.numbers: list[NumberAt] = []
        self.graded = 0  # sizes in words
        self.groups: dict[str, Group] = {}
        self.table: dict[str, Block] = {}
        self.trackers: dict[tuple[str, tuple[Axis, ...]], Tracker] = {}
        self.tallies: dict[tuple[str, str, tuple[Axis, ...]], Tally] = {}
        self.trail_rows = 0
        self.tally_rows = 0
        self.depth = 1

    def span(self, path: Path) -> Span:
        return self.document.span(path)

    def is_own(self, path: Path) -> bool:
        """Whether what stands at a path stands in the scenario's own folder, and is not inherited."""
        return self.document.key_span(path).file.rpartition("/")[0] == self.document.file.rpartition("/")[0]

    def error(self, code: str, message: str, path: Path, cure: str = "") -> None:
        """Report a mistake: at the value, or at the key where the value is a whole map."""
        value: Value = self.document.value
        for part in path:
            value = value.get(part) if isinstance(value, dict) else None
        span = self.document.key_span(path) if isinstance(value, dict) else self.span(path)
        self.report.error(code, message, span, cure)

    def expression_span(self, path: Path, text: str, place: Place) -> Span:
        """The span of a part of an expression, found again in the file; the whole value where quoting or folding hides it."""
        whole = self.span(path)
        if whole.file not in self.lines:
            self.lines[whole.file] = LINE_BREAK.split(self.report.texts.get(whole.file, ""))
        lines = self.lines[whole.file][whole.line - 1 : whole.end_line]
        if not lines:
            return whole
        wanted = text[place.at : place.end].partition("\n")[0]
        if not wanted:  # the end of the expression: the last character of its value
            return Span(whole.file, whole.end_line, max(whole.end_column - 1, 1), whole.end_line, whole.end_column)
        lines[-1] = lines[-1][: whole.end_column - 1]
        skip = _count(wanted, text[: place.at + len(wanted) - 1])
        for number, line in enumerate(lines, whole.line):
            at = whole.column - 2 if number == whole.line else -1
            while (at := line.find(wanted, at + 1)) >= 0:
                if not skip:
                    return Span(whole.file, number, at + 1, number, at + 1 + len(wanted))
                skip -= 1
        return whole

    def size(self, axes: Sequence[Axis]) -> int:
        product = 1
        for axis in axes:
            product *= len(self.groups[axis.group].members)
        return product

    def formula(
        self,
        text: str,
        path: Path,
        axes: Sequence[Axis],
        owner: Path,
        *,
        test: bool = False,
        locals: dict[str, float] | None = None,
        scale: Scale | None = None,
        around: Callable[[Syntax], Syntax] | None = None,
    ) -> tuple[ex.Formula, Typed]:
        """Compile one expression whose result runs over `axes`; faults go to the report.

        With a `scale`, grades may stand in it; `around` puts the parsed expression into another.
        """
        nothing = Typed(ex.YesNo(True) if test else ex.Number(0.0), test, None, ANY)
        sizes = tuple(self.size([a]) for a in axes)
        if self.faulty > MAX_FAULTY:
            return ex.Formula(nothing.node, tuple(a.name for a in axes), sizes, len(axes), text), nothing
        try:
            tree = around(parse(text)) if around else parse(text)
        except SyntaxFault as slip:
            self.faulty += 1
            self.report.error("E200", slip.message, self.expression_span(path, text, slip.place), slip.cure)
            return ex.Formula(nothing.node, tuple(a.name for a in axes), sizes, len(axes), text), nothing
        if len(axes) + reductions_in(tree) > MAX_AXES:
            self.error("E200", "the expression sums over too much", path, "name a part of it under `derived:`")
            return ex.Formula(nothing.node, tuple(a.name for a in axes), sizes, len(axes), text), nothing
        formula, typed, resolver = self.resolve(tree, text, axes, locals, scale)
        self.graded += resolver.graded
        if test:
            resolver.yes_no(typed, tree.place)
        else:
            resolver.number(typed, tree.place)
        self.faulty += bool(resolver.layout.faults)
        for fault in resolver.layout.faults:
            self.report.error(fault.code, fault.message, self.expression_span(path, text, fault.place), fault.cure)
        for lint in resolver.lints:
            self.report.warn(lint.code, lint.message, self.expression_span(path, text, lint.place), lint.cure)
        if test and not resolver.layout.faults and typed.range.single and not isinstance(typed.node, ex.YesNo):
            self.constant_condition(typed, tree, text, path, axes, locals)
        self.count_literals(formula.node, path, owner)
        return (formula, typed) if not resolver.layout.faults else (formula.part(nothing.node, text), nothing)

    def constant_condition(
        self, typed: Typed, tree: Syntax, text: str, path: Path, axes: Sequence[Axis], locals: dict[str, float] | None
    ) -> None:
        """A condition that the declared ranges decide: point at the clause that does it."""
        never = typed.range.high <= 0
        while isinstance(tree, Infix) and tree.op == "and" and never:
            halves = [(part, self.resolve(part, text, axes, locals)[1]) for part in (tree.a, tree.b)]
            deciding = next((half for half in halves if half[1].range.high <= 0), None)
            if deciding is None:
                break
            tree, typed = deciding
        ranges = [
            f"`{node.name}` is declared {block.range.low:g} to {block.range.high:g}"
            for node in ex.walk(typed.node)
            if isinstance(node, ex.Read) and (block := self.table.get(node.id))
        ]
        why = "; ".join(dict.fromkeys(ranges)) or "it holds no changing number"
        (self.report.error if never else self.report.warn)(
            "E210" if never else "W210",
            f"this condition is always {'false' if never else 'true'}",
            self.expression_span(path, text, tree.place),
            why,
        )

    def check_unit(self, typed: Typed, id: str, unit: str, path: Path) -> None:
        """What is added to a number should be in its unit; a share is a pure number."""
        if clash(typed.unit, unit):
            self.error("E205", f"this adds {typed.unit} to `{id}`, which is in {unit}", path, "bring both to one unit")

    def resolve(
        self,
        tree: Syntax,
        text: str,
        axes: Sequence[Axis],
        locals: dict[str, float] | None,
        scale: Scale | None = None,
    ) -> tuple[ex.Formula, Typed, Resolver]:
        total = len(axes) + reductions_in(tree)
        scope = [(axis.name, i) for i, axis in enumerate(axes)]
        resolver = Resolver(
            self.names, text, Layout(self.groups, list(axes), total, scope), history_call, dict(locals or {}), scale
        )
        typed = resolver.resolve(tree)
        self.used |= {node.id for node in ex.walk(typed.node) if isinstance(node, ex.Read)}
        names = tuple(a.name for a in resolver.layout.axes)
        sizes = tuple(self.size([a]) for a in resolver.layout.axes)
        return ex.Formula(typed.node, names, sizes, len(axes), text), typed, resolver

    def count_literals(self, node: ex.Node, path: Path, owner: Path) -> None:
        for part in ex.walk(node):
            if type(part) is ex.Number and part.value not in (0.0, 1.0, -1.0):
                self.numbers.append(NumberAt(path, None, "literal", owner))
            elif type(part) is ex.Word and DATE.match(part.word):
                self.numbers.append(NumberAt(path, part.value, "moment", owner))

    def track(self, tree: Syntax, text: str, axes: tuple[Axis, ...], turns: int) -> int:
        """Remember `text` turn by turn, at least `turns` back; gives its first row of the trail."""
        self.depth = max(self.depth, turns + 1)
        known = self.trackers.get((text, axes))
        if known is None:
            formula, _, _ = self.resolve(tree, text, axes, None)
            known = Tracker(self.trail_rows, self.size(axes), formula)
            self.trail_rows += known.size
            self.trackers[text, axes] = known
        return known.row

    def tally(self, kind: str, tree: Syntax, text: str, axes: tuple[Axis, ...]) -> int:
        """Sum `text` over the game, or record whether it ever held, or when first; gives its first row of the tally."""
        known = self.tallies.get((kind, text, axes))
        if known is None:
            formula, _, _ = self.resolve(tree, text, axes, None)
            if kind == "first":
                sooner = ex.Binary("-", ex.Number(ex.SOONER), ex.Clock("turn"))
                formula = replace(formula, node=ex.Call("if", (formula.node, sooner, ex.Number(0.0))))
            known = Tally("sum" if kind == "sum" else "ever", self.tally_rows, self.size(axes), formula)
            self.tally_rows += known.size
            self.tallies[kind, text, axes] = known
        return known.row
