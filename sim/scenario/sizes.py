"""Sizes in words: grades, the scales that they count in, and levels.

Takes the validated model, gives what formulas need to know of a word: `Scale`s, levels, and how many numbers they are.
"""

from __future__ import annotations

from itertools import pairwise

from sim.base.diagnostic import Report, meant
from sim.base.yaml_reader import Document
from sim.rulebook import expression as ex
from sim.scenario.formulas import Formulas, NumberAt, Path
from sim.scenario.intervals import ANY
from sim.scenario.resolve import BARE, Scale, clash
from sim.scenario.schema import ScenarioIn, Shown

RESERVED = (
    "date", "year", "quarter", "turn", "numbers", "self", "target", "game",
    "and", "or", "not", "between", "over", "true", "false", "turns", "quarters",
)  # fmt: skip


class Sizes(Formulas):
    """Knows the words for sizes of one scenario."""

    def __init__(self, model: ScenarioIn, document: Document, report: Report) -> None:
        super().__init__(document, report)
        self.model = model

    def make_grades(self) -> None:
        """The sizes in words: each is one number, however many effects use it; a series of equal ratios is one for all of them."""
        sizes = sorted(float(grade.value) for grade in self.model.grades.values())
        even = len(sizes) > 2 and all(a * sizes[1] == b * sizes[0] for a, b in pairwise(sizes))
        for id, grade in self.model.grades.items():
            path: Path = ("grades", id)
            if float(grade.value) != 1.0 and (not even or float(grade.value) == max(sizes)):
                self.numbers.append(NumberAt((*path, "value"), float(grade.value), "grade", path))
            numbers = (self.model.variables, self.model.derived, self.model.delays, self.model.parameters)
            if id in RESERVED or any(id in section for section in numbers):
                self.report.error(
                    "E127", f"`{id}` is already a number", self.document.key_span(path),
                    "one word, one thing: take another id",
                )  # fmt: skip

    def levels_of(self, id: str) -> dict[str, float]:
        """The levels that a carried or derived number declares."""
        shown: Shown | None = self.model.variables.get(id) or self.model.derived.get(id)
        return {level: float(found.from_) for level, found in shown.levels.items()} if shown else {}

    def count_levels(self, section: str, id: str, shown: Shown, low: float) -> None:
        """The levels of a number are numbers of the author's, but for the one at which its range begins.

        Steps that follow one another by one (0 none, 1 normal, 2 ...) are names for whole numbers, not numbers of their own.
        """
        self.check_levels(section, id, shown)
        starts = sorted(float(level.from_) for level in shown.levels.values())
        if all(after - before == 1.0 for before, after in pairwise(starts)):
            return
        for level, found in shown.levels.items():
            if float(found.from_) not in (low, 0.0, 1.0, -1.0):
                path: Path = (section, id, "levels", level)
                value = float(found.from_) if found.source else None  # else the block cites what its values are
                self.numbers.append(NumberAt(path, value, "level", (section, id)))

    def check_levels(self, section: str, id: str, shown: Shown) -> None:
        """Each level holds from a value of its own, within the declared range."""
        range = getattr(shown, "range", None)
        seen: dict[float, str] = {}
        for level, found in shown.levels.items():
            path: Path = (section, id, "levels", level, "from")
            at = float(found.from_)
            if seen.setdefault(at, level) != level:
                self.error(
                    "E216",
                    f"`{level}` and `{seen[at]}` of `{id}` begin at the same value",
                    path,
                    "one of them never holds",
                )
            if range is not None and not range[0] <= at <= range[1]:
                self.error(
                    "E126", f"{at:g} is outside the declared range {range[0]:g} to {range[1]:g}", path,
                    f"so `{level}` never begins: widen the range or change the number",
                )  # fmt: skip

    def scale(self, id: str) -> Scale:
        """What grades in an effect on `id` are multiplied by."""
        holder = self.model.variables.get(id) or self.model.delays.get(id)
        if holder is None or holder.scale is None:
            return Scale(id, None, ANY)
        if holder.scale == 1:  # counted in pieces
            return Scale(id, BARE.node, BARE.range)
        path: Path = ("variables" if id in self.model.variables else "delays", id, "scale")
        block = self.table.get(str(holder.scale))
        if block is None or block.kind != "parameter" or block.axes:
            self.error(
                "E171", f"`{holder.scale}` is no parameter that is one number", path,
                meant(str(holder.scale), [p for p, m in self.model.parameters.items() if not m.for_], "declare it under parameters"),
            )  # fmt: skip
            return BARE
        if clash(block.unit or None, holder.unit or None):
            self.error(
                "E205",
                f"the scale of `{id}` is in {block.unit}, `{id}` in {holder.unit}",
                path,
                "bring both to one unit",
            )
        self.used.add(block.id)
        return Scale(id, ex.Read("parameter", block.id, (block.row,), (), block.id), block.range)
