"""Validated model -> blocks of numbers: groups, parameters, variables, derived numbers, delays, and every formula.

Takes a `ScenarioIn` and its document, gives the tables that `scenario.acts` builds on. Everything wrong goes to the report with
its place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sim.base.diagnostic import Report, meant, nearest
from sim.base.yaml_reader import Document
from sim.rulebook.rulebook import Axis, Delay, Derived, Group, Parameter, Term, Variable, quarter_name
from sim.scenario.formulas import NumberAt, Path
from sim.scenario.intervals import ANY, Interval
from sim.scenario.order import in_order, named
from sim.scenario.renamed import first_id
from sim.scenario.resolve import Block, EventNames, Names, Scale, VerbNames
from sim.scenario.schema import DerivedIn, ScenarioIn, Shown
from sim.scenario.sizes import RESERVED, Sizes

MAX_ROWS = 100_000
_MEASURE = re.compile(r"^([-+]?[0-9]+(?:\.[0-9]+)?)\s*[^\W\d_][^-+*/^()0-9]*$")  # "5 points"
MAX_DEEP = 400  # derived numbers that read each other


def on_grid(x: float) -> float:
    """The nearest multiple of 2^-20, the grid on which causes sum exactly."""
    return (x + 1.5 * 2.0**32) - 1.5 * 2.0**32


class TooLarge(Exception):
    """The scenario is too large to be compiled; the reason stands in the report."""


class Blocks(Sizes):
    """Compiles everything that holds numbers; acts come after."""

    def __init__(self, model: ScenarioIn, document: Document, report: Report) -> None:
        super().__init__(model, document, report)
        self.rows = 0
        self.usual: list[tuple[int, int]] = []  # (row of the block, row of the parameter) of starts at a usual level
        self.aliases: dict[str, str] = {}
        self.derived: dict[str, Derived] = {}
        self.events: dict[str, EventNames] = {}
        self.verbs: dict[str, VerbNames] = {}
        self.names = Names(
            self.groups, self.aliases, self.block, lambda: [*self.table, *model.derived], self.events, self.verbs,
            self.track, self.tally, {id: float(grade.value) for id, grade in model.grades.items()}, self.levels_of,
        )  # fmt: skip
        self.make_groups()
        self.make_grades()
        self.parameters = self.make_parameters()
        self.declare_variables()
        self.delays_in = self.declare_delays()

    def origin(self, section: str, id: str) -> str:
        """The first id of what was renamed, "" for what was not."""
        first = first_id(self.model.renamed, section, id)
        return first if first != id else ""

    def played(self) -> str:
        """From when to when the scenario plays, as a cure says it."""
        clock = self.model.clock
        if clock is None:
            return "a scenario says with `clock:` which quarters are played"
        return f"it plays from {quarter_name(clock.start)} to {quarter_name(clock.start + clock.turns - 1)}"

    # -- groups ---------------------------------------------------------------------------------------------------------
    def make_groups(self) -> None:
        for id, group in self.model.groups.items():
            self.groups[id] = Group(id, tuple(group.members), group.within)
            self.aliases[id] = id
        for id, group in self.model.groups.items():
            if group.within is None:
                continue
            outer = self.groups.get(group.within)
            if outer is None:
                self.unknown_group(group.within, ("groups", id, "within"))
                continue
            for member in group.members:
                if member not in outer.members:
                    self.error(
                        "E121", f"`{member}` of `{id}` is no member of `{outer.id}`", ("groups", id, "members", member)
                    )
        holders: list[tuple[str, dict[str, Any]]] = [
            ("parameters", dict(self.model.parameters)), ("variables", dict(self.model.variables)),
            ("derived", dict(self.model.derived)), ("delays", dict(self.model.delays)),
        ]  # fmt: skip
        for section, table in holders:
            for id, holder in table.items():
                for group_id, alias in holder.for_:
                    if group_id not in self.groups:
                        self.unknown_group(group_id, (section, id, "for"))
                    elif self.aliases.setdefault(alias, group_id) != group_id:
                        was = self.aliases[alias]
                        self.error(
                            "E122",
                            f"`{alias}` is an axis of `{was}` elsewhere",
                            (section, id, "for"),
                            "use another name after `as`",
                        )

    def unknown_group(self, id: str, path: Path) -> str | None:
        """Report it; gives the group that was probably meant, so that checking goes on as if it stood there."""
        close = nearest(id, self.groups)
        self.error(
            "E123",
            f"unknown group `{id}`",
            path,
            f"did you mean `{close}`?" if close else f"groups: {', '.join(self.groups)}",
        )
        return close

    def axes(self, holder: Any) -> tuple[Axis, ...]:
        """The axes of a block; a misspelt group counts as the nearest."""
        found = []
        for group, alias in holder.for_:
            meant = group if group in self.groups else nearest(group, self.groups)
            if meant is not None:
                found.append(Axis(meant if alias == group else alias, meant))
        return tuple(found)

    # -- numbers --------------------------------------------------------------------------------------------------------
    def fill(self, axes: Sequence[Axis], raw: Any, path: Path, kind: str, owner: Path) -> list[float]:
        """Row-major numbers of a block from `start:` or `value:`; members that are not named stay 0."""
        values = [0.0] * self.size(axes)
        self._fill(axes, raw, path, kind, owner, values, 0)
        return values

    def _fill(
        self, axes: Sequence[Axis], raw: Any, path: Path, kind: str, owner: Path, values: list[float], base: int
    ) -> None:
        if isinstance(raw, dict):
            if not axes:
                self.error(
                    "E124", f"`{path[-1]}` is one number, not a map", path, "write one number, or declare `for:`"
                )
                return
            members = self.groups[axes[0].group].members
            step = self.size(axes[1:])
            for key, inner in raw.items():
                if key not in members:
                    cure = meant(str(key), members, f"members of `{axes[0].group}`: {', '.join(members)}")
                    self.report.error(
                        "E125",
                        f"unknown name `{key}`: it is no member of `{axes[0].group}`",
                        self.document.key_span((*path, key)),
                        cure,
                    )
                    continue
                self._fill(axes[1:], inner, (*path, key), kind, owner, values, base + members.index(key) * step)
        elif kind == "start" and isinstance(raw, str) and raw in self.model.parameters:
            block = self.table[raw]
            self.used.add(raw)
            if block.axes:
                self.error(
                    "E103", f"`{raw}` is a table; a start is one number", path, "name a parameter without `for:`"
                )
            for row in range(base, base + self.size(axes)):
                self.usual.append((row, block.row))
                values[row] = self.parameters[list(self.model.parameters).index(raw)].value[0]
        elif raw == "none" and self.names.grades:
            self.graded += 1
        elif isinstance(raw, str) and raw.lstrip("+-").strip() in self.names.grades:
            value = self.names.grades[raw.lstrip("+-").strip()] * (-1.0 if raw.startswith("-") else 1.0)
            self.graded += 1
            for row in range(base, base + self.size(axes)):
                values[row] = value
        elif isinstance(raw, bool) or not isinstance(raw, int | float):
            shown = "nothing" if raw is None else f"the text `{raw}`" if isinstance(raw, str) else str(raw)
            found = _MEASURE.match(raw) if isinstance(raw, str) else None
            cure = f"write {found[1]}; what it counts stands in `unit:`" if found else ""
            levels = self.levels_of(path[1])
            if isinstance(raw, str) and raw in levels:
                cure = f"`{raw}` begins at {levels[raw]:g}: write the number"
            self.error("E103", f"`{path[-1]}` needs a number, found {shown}", path, cure)
        else:
            if kind != "switch":
                self.numbers.append(NumberAt(path, float(raw), kind, owner))
            elif raw not in (0, 1):
                self.error("E172", f"a switch stands at 1 or 0, not at {raw:g}", path, "leave out `switch:` for a size")
            for row in range(base, base + self.size(axes)):
                values[row] = float(raw)

    def said(self, path: Path) -> bool:
        """Whether the numbers at a path could be read; those that could not are reported, and stand at 0."""
        return not self.report.has("E103", self.span(path))

    def in_range(self, values: Sequence[float], low: float, high: float, path: Path) -> None:
        for value in values:
            if not low <= value <= high:
                self.error(
                    "E126",
                    f"{value:g} is outside the declared range {low:g} to {high:g}",
                    path,
                    "widen the range or change the number",
                )
                return

    def make_parameters(self) -> tuple[Parameter, ...]:
        found, row = [], 0
        for id, p in self.model.parameters.items():
            path: Path = ("parameters", id)
            axes = self.axes(p)
            values = self.fill(axes, p.value, (*path, "value"), "switch" if p.switch else "parameter", path)
            low, high = p.range or (min(values, default=0.0), max(values, default=0.0))
            if self.said((*path, "value")):
                self.in_range(values, low, high, (*path, "value"))
            prior = None if p.prior is None else self.prior(axes, p.prior, (*path, "prior"), low, high)
            if p.free and p.switch:
                self.error(
                    "E172", f"`{id}` is a switch, so nothing of it can be fitted", (*path, "free"), "drop one of both"
                )
            if p.free and p.range is None:
                self.error(
                    "E170",
                    f"`{id}` is free, but within no range",
                    (*path, "free"),
                    "say how far it may move: `range: 0 to 1`",
                )
            found.append(Parameter(id, axes, row, tuple(values), low, high, p.unit, p.free, prior))
            self.declare(Block("parameter", id, axes, row, p.unit, Interval(low, high)), path)
            row += len(values)
        return tuple(found)

    def prior(self, axes: Sequence[Axis], raw: Any, path: Path, low: float, high: float) -> tuple[float, ...]:
        """What stood in a parameter before it was fitted: no number of the model, so it is not counted as one."""
        counted = len(self.numbers)
        values = self.fill(axes, raw, path, "parameter", path[:2])
        del self.numbers[counted:]
        self.in_range(values, low, high, path)
        return tuple(values)

    def declare(self, block: Block, path: Path) -> None:
        self.rows += self.size(block.axes)
        if self.rows > MAX_ROWS:
            self.error("E120", f"more than {MAX_ROWS:,} numbers in one scenario", path, "use smaller groups")
            raise TooLarge
        taken = self.table.get(block.id)
        if taken is not None or block.id in RESERVED:
            what = f"a {taken.kind}" if taken else "a word of the language"
            self.report.error(
                "E127",
                f"`{block.id}` is already {what}",
                self.document.key_span(path),
                "one word, one thing: take another id",
            )
        self.table.setdefault(block.id, block)

    def declare_variables(self) -> None:
        row = 0
        for id, v in self.model.variables.items():
            axes = self.axes(v)
            self.declare(
                Block("variable", id, axes, row, v.unit, Interval(on_grid(v.range[0]), on_grid(v.range[1]))),
                ("variables", id),
            )
            row += self.size(axes)
        for id in self.model.derived:
            if id in self.table or id in RESERVED:
                self.declare(Block("derived", id, (), 0, "", ANY), ("derived", id))

    def declare_delays(self) -> dict[str, tuple[int, tuple[Axis, ...]]]:
        found, row = {}, 0
        for id, d in self.model.delays.items():
            axes = self.axes(d)
            found[id] = (row, axes)
            self.declare(Block("delay", id, axes, row, d.unit, ANY), ("delays", id))
            self.depth = max(self.depth, d.lag[1] + 1)
            row += self.size(axes)
        self.trail_rows = row
        return found

    def block(self, id: str) -> Block | None:
        """What a name stands for. A derived number that is not yet compiled is part of a circle, or read by one."""
        d = self.model.derived.get(id)
        return self.table.get(id) or (None if d is None else Block("derived", id, self.axes(d), 0, "", ANY))

    def make_derived(self, id: str, d: DerivedIn) -> None:
        path: Path = ("derived", id)
        axes = self.axes(d)
        formula, typed = self.formula(d.formula, (*path, "formula"), axes, path, scale=Scale(id, None, ANY, False))
        found = typed.range
        if d.range is not None:
            found = Interval(max(d.range[0], found.low), min(d.range[1], found.high))
            found = found if found.low <= found.high else Interval(*d.range)
        low, high = d.range or found
        self.derived[id] = Derived(
            id, axes, self.size(axes), formula, low, high, d.unit, _good(d), d.decimals, self.levels(d)
        )
        self.table.setdefault(id, Block("derived", id, axes, 0, d.unit, found))
        self.count_levels("derived", id, d, low)

    @staticmethod
    def levels(shown: Shown) -> tuple[tuple[str, float], ...]:
        return tuple(sorted(((id, float(level.from_)) for id, level in shown.levels.items()), key=lambda pair: pair[1]))

    # -- results --------------------------------------------------------------------------------------------------------
    def make_variables(self) -> tuple[Variable, ...]:
        found = []
        for id, v in self.model.variables.items():
            path: Path = ("variables", id)
            block = self.table[id]
            if block.kind != "variable":  # its id is taken, which is reported
                continue
            start, self.usual = [0.0] * self.size(block.axes), []
            if v.start is not None:
                start = self.fill(block.axes, v.start, (*path, "start"), "start", path)
            given = v.start is not None or self.model.clock is not None  # a ruleset may leave them to its scenarios
            if given and self.said((*path, "start")):
                self.in_range(start, *v.range, (*path, "start"))
            terms = []
            for term_id, term in v.change.items():
                term_path = (*path, "change", term_id)
                at = (*term_path, "formula") if (*term_path, "formula") in self.document.spans else term_path
                formula, typed = self.formula(term.formula, at, block.axes, term_path)
                self.check_unit(typed, id, v.unit, at)
                terms.append(Term(term_id, formula))
            self.count_levels("variables", id, v, v.range[0])
            self.scale(id)
            found.append(
                Variable(
                    id, block.axes, block.row, tuple(on_grid(x) for x in start), block.range.low, block.range.high, v.unit,
                    _good(v), v.decimals, self.levels(v), tuple(terms), None if v.sums_to is None else float(v.sums_to),
                    float(v.sight), tuple(self.usual), self.origin("variables", id),
                )
            )  # fmt: skip
            if v.sums_to is not None and not v.for_:
                self.error(
                    "E129", f"`{id}` is one number, so `sums_to` says nothing", (*path, "sums_to"), "declare `for:`"
                )
        return tuple(found)

    def make_delays(self) -> tuple[Delay, ...]:
        found = []
        for id, d in self.model.delays.items():
            path: Path = ("delays", id)
            row, axes = self.delays_in[id]
            self.scale(id)
            inflow, _ = self.formula(d.inflow, (*path, "inflow"), axes, path)
            steady = [0.0] * self.size(axes)
            if d.start is not None:
                steady = self.fill(axes, d.start, (*path, "start"), "start", path)
            if d.lag[0] < 1:
                self.error("E130", f"`{id}` lets out at once", (*path, "lag"), "a delay lasts at least 1 quarter")
            found.append(
                Delay(
                    id, axes, row, row, inflow, max(d.lag[0], 1), max(d.lag[1], 1), tuple(map(on_grid, steady)), d.unit
                )
            )
        return tuple(found)

    def make_all_derived(self) -> tuple[Derived, ...]:
        """Compile the derived numbers, each after those that it reads; circles are reported."""
        formulas = {id: d.formula for id, d in self.model.derived.items()}
        order, circles = in_order(formulas)
        for circle in circles:
            said, where = f"derived numbers in a circle: {' -> '.join(circle)}", ("derived", circle[0], "formula")
            self.error("E128", said, where, "carry one of them as a variable")
        deep: dict[str, int] = {}
        for id in order:
            deep[id] = 1 + max((deep.get(other, 0) for other in named(formulas[id], formulas)), default=0)
            if deep[id] == MAX_DEEP + 1:
                self.error(
                    "E213", f"derived numbers lean on each other more than {MAX_DEEP} deep", ("derived", id, "formula"),
                    "carry one of them as a variable",
                )  # fmt: skip
            self.make_derived(id, self.model.derived[id])
        return tuple(self.derived[id] for id in self.model.derived)


def _good(shown: Shown) -> int:
    return {"high": 1, "low": -1, "none": 0}[shown.good]
