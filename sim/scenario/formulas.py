"""Formulas: text becomes compiled expressions, and what they remember is registered.

Takes expressions with their places, gives `Formula`s; faults go to the report with line and column. `scenario.blocks` builds on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sim.base.diagnostic import Report
from sim.base.span import Span
from sim.base.yaml_reader import Document
from sim.rulebook import expression as ex
from sim.rulebook.rulebook import Axis, Group, Tally, Tracker
from sim.scenario.addressing import Layout
from sim.scenario.intervals import ANY
from sim.scenario.parse import Place, Syntax, SyntaxFault, parse
from sim.scenario.resolve import Block, Names, Resolver, Typed, clash, reductions_in
from sim.scenario.resolve_history import history_call

Path = tuple[str, ...]


class NumberAt(NamedTuple):
    """One number of the author's: where, and its value if it stands alone."""

    path: Path
    value: float | None  # None: a literal inside a formula
    kind: str  # start, parameter, number, literal, date
    owner: Path  # the object that must give its provenance


class Formulas:
    """Compiles expressions; `names` is given by the class that knows all names."""

    names: Names

    def __init__(self, document: Document, report: Report) -> None:
        self.document, self.report = document, report
        self.numbers: list[NumberAt] = []
        self.groups: dict[str, Group] = {}
        self.table: dict[str, Block] = {}
        self.trackers: dict[tuple[str, tuple[Axis, ...]], Tracker] = {}
        self.tallies: dict[tuple[str, str, tuple[Axis, ...]], Tally] = {}
        self.trail_rows = 0
        self.tally_rows = 0
        self.depth = 1

    def span(self, path: Path) -> Span:
        return self.document.span(path)

    def error(self, code: str, message: str, path: Path, cure: str = "") -> None:
        self.report.error(code, message, self.span(path), cure)

    def expression_span(self, path: Path, place: Place) -> Span:
        """The span of a part of an expression; the whole value where it does not stand on one line."""
        whole = self.span(path)
        if whole.line != whole.end_line:
            return whole
        lines = self.report.texts.get(whole.file, "").splitlines()
        line = lines[whole.line - 1] if whole.line <= len(lines) else ""
        quoted = line[whole.column - 1 : whole.column] in ("'", '"')
        first = whole.column + place.at + quoted
        last = min(whole.column + place.end + quoted, whole.end_column)
        return Span(whole.file, whole.line, min(first, whole.end_column), whole.line, max(last, first + 1))

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
    ) -> tuple[ex.Formula, Typed]:
        """Compile one expression whose result runs over `axes`; faults go to the report."""
        nothing = Typed(ex.YesNo(True) if test else ex.Number(0.0), test, None, ANY)
        sizes = tuple(self.size([a]) for a in axes)
        try:
            tree = parse(text)
        except SyntaxFault as slip:
            self.report.error("E200", slip.message, self.expression_span(path, slip.place), slip.cure)
            return ex.Formula(nothing.node, tuple(a.name for a in axes), sizes, len(axes), text), nothing
        formula, typed, resolver = self.resolve(tree, text, axes, locals)
        if test:
            resolver.yes_no(typed, tree.place)
        else:
            resolver.number(typed, tree.place)
        for fault in resolver.layout.faults:
            self.report.error(fault.code, fault.message, self.expression_span(path, fault.place), fault.cure)
        for lint in resolver.lints:
            self.report.warn(lint.code, lint.message, self.expression_span(path, lint.place), lint.cure)
        if test and not resolver.layout.faults and typed.range.single and not isinstance(typed.node, ex.YesNo):
            self.constant_condition(typed, resolver, tree, path)
        self.count_literals(formula.node, path, owner)
        return (
            (formula, typed)
            if not resolver.layout.faults
            else (ex.Formula(nothing.node, formula.axes, formula.sizes, formula.free, text), nothing)
        )

    def constant_condition(self, typed: Typed, resolver: Resolver, tree: Syntax, path: Path) -> None:
        """A condition that the declared ranges decide: name the clause that does it."""
        ranges = [
            f"`{node.name}` is declared {block.range.low:g} to {block.range.high:g}"
            for node in ex.walk(typed.node)
            if isinstance(node, ex.Read) and (block := self.table.get(node.id))
        ]
        why = "; ".join(dict.fromkeys(ranges)) or "it holds no changing number"
        never = typed.range.high <= 0
        (self.report.error if never else self.report.warn)(
            "E210" if never else "W210",
            f"this condition is always {'false' if never else 'true'}",
            self.expression_span(path, tree.place),
            why,
        )

    def check_unit(self, typed: Typed, id: str, unit: str, path: Path) -> None:
        """What is added to a number should be in its unit; a share is a pure number."""
        if clash(typed.unit, unit):
            self.error("E205", f"this adds {typed.unit} to `{id}`, which is in {unit}", path, "bring both to one unit")

    def resolve(
        self, tree: Syntax, text: str, axes: Sequence[Axis], locals: dict[str, float] | None
    ) -> tuple[ex.Formula, Typed, Resolver]:
        total = len(axes) + reductions_in(tree)
        scope = [(axis.name, i) for i, axis in enumerate(axes)]
        resolver = Resolver(
            self.names, text, Layout(self.groups, list(axes), total, scope), history_call, dict(locals or {})
        )
        typed = resolver.resolve(tree)
        names = tuple(a.name for a in resolver.layout.axes)
        sizes = tuple(self.size([a]) for a in resolver.layout.axes)
        return ex.Formula(typed.node, names, sizes, len(axes), text), typed, resolver

    def count_literals(self, node: ex.Node, path: Path, owner: Path) -> None:
        for part in ex.walk(node):
            if isinstance(part, ex.Number) and part.value not in (0.0, 1.0, -1.0):
                self.numbers.append(NumberAt(path, None, "literal", owner))

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
        """Sum `text` over the game, or record whether it ever held; gives its first row of the tally."""
        known = self.tallies.get((kind, text, axes))
        if known is None:
            formula, _, _ = self.resolve(tree, text, axes, None)
            known = Tally("sum" if kind == "sum" else "ever", self.tally_rows, self.size(axes), formula)
            self.tally_rows += known.size
            self.tallies[kind, text, axes] = known
        return known.row
