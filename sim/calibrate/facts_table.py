"""Takes a table of facts that a user brings (CSV), gives its rows; everything wrong with line, column and cure, all at once.

Columns: date (YYYY-MM or YYYY-MM-DD), kind, actor, value; for votes also us, russia (1 yes, 2 abstain, 3 no), yes, no, abstain (the
totals) and position (Vietnam's percentile the year before; empty: the model's own). A column `remark` is for people.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

from sim.base.diagnostic import Report, meant
from sim.base.errors import ScenarioError
from sim.base.span import Span

KINDS = ("vote", "tier", "arms_share", "trade_share", "incident", "visit")
ALWAYS = ("date", "kind", "actor", "value")
OF_VOTES = ("us", "russia", "yes", "no", "abstain", "position")
COLUMNS = (*ALWAYS, *OF_VOTES, "remark")
_DATE = re.compile(r"^(\d{4})-(\d{2})(?:-(\d{2}))?$")
_CELL = re.compile(r'"(?:[^"]|"")*"|[^,]*')


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of the table."""

    line: int
    date: str  # as written; dates of one precision sort as text
    quarter: int  # since year 0
    kind: str
    actor: str
    value: float  # vote: 1 yes, 2 abstain, 3 no; tier: the step reached; shares: 0..1; incident: 1 or 0; visit: 1
    us: int = 0
    russia: int = 0
    totals: tuple[int, int, int] = (0, 0, 0)  # yes, no, abstain
    position: float | None = None


def read(text: str, file: str, actors: Mapping[str, Collection[str]]) -> tuple[Fact, ...]:
    """The rows of a table, in its order.

    Args:
        actors: for each kind, who may stand in the column `actor`; none: the column is not looked at.

    Errors: ScenarioError with every mistake of the table.
    """
    report = Report({file: text})
    lines = text.lstrip("\ufeff").splitlines()
    heads = [name for name, _ in _cells(lines[0])] if lines else []
    span = Span(file, 1, 1, 1, len(lines[0]) + 1 if lines else 1)
    missing = [name for name in ALWAYS if name not in heads]
    if missing:
        named = ", ".join(f"`{name}`" for name in missing)
        cure = f"the first line is `{','.join(COLUMNS[:-1])}`"
        other = next((sign for sign in ";\t" if lines and sign in lines[0]), "")
        if other and "," not in lines[0]:
            cure = f"separate the columns by commas, not by {'semicolons' if other == ';' else 'tabs'}"
        report.error("E310", f"the head lacks the column{'s' * (len(missing) > 1)} {named}", span, cure)
    for name, at in _cells(lines[0]) if lines and (len(lines[0].split(",")) > 1 or not missing) else []:
        if name not in COLUMNS:
            report.error(
                "E311", f"unknown column `{name}`", Span(file, 1, at, 1, at + max(len(name), 1)),
                meant(name, COLUMNS, f"columns: {', '.join(COLUMNS)}"),
            )  # fmt: skip
    found = []
    said: dict[Fact, int] = {}
    if report.ok:
        for number, line in enumerate(lines[1:], start=2):
            if line.strip(" ,"):
                row = _Line(file, number, line, heads, report)
                fact = row.fact(actors)
                if fact is not None:
                    before = said.setdefault(replace(fact, line=0), number)
                    if before != number and fact.kind != "vote":  # two texts of a day may get the same votes
                        row.wrong(
                            "E319", f"the same as line {before}", 1, line, "a fact counts once: take one of the two out"
                        )
                    found.append(fact)
        if not found and report.ok:
            report.error("E312", "the table has no row", span, "write a fact in every line below the head")
    if not report.ok:
        raise ScenarioError(report)
    return tuple(found)


def _is_day(year: int, month: int, day: int) -> bool:
    return year > 0 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def _cells(line: str) -> list[tuple[str, int]]:
    """Each cell of a line with its first column (1-based)."""
    found, at = [], 0
    while at <= len(line):
        cell = _CELL.match(line, at)
        assert cell is not None
        raw = cell[0]
        content = raw[1:-1].replace('""', '"') if raw.startswith('"') else raw
        found.append((content.strip(), at + 1 + (len(raw) - len(raw.lstrip()))))
        at = cell.end() + 1
    return found


class _Line:
    """One line of the table; its methods read a cell and report what is wrong with it."""

    def __init__(self, file: str, number: int, line: str, heads: list[str], report: Report) -> None:
        self.file, self.number, self.length, self.report = file, number, len(line), report
        cells = _cells(line)
        self.cells = dict(zip(heads, cells, strict=False))
        self.good = True
        if len(cells) > len(heads):
            content, at = cells[len(heads)]
            self.wrong(
                "E313",
                f"{len(cells)} cells under {len(heads)} columns",
                at,
                content,
                "put texts with a comma in quotes",
            )

    def wrong(self, code: str, message: str, at: int, content: str, cure: str) -> None:
        self.good = False
        end = at + max(len(content), 1)
        self.report.error(code, message, Span(self.file, self.number, at, self.number, end), cure)

    def cell(self, name: str) -> tuple[str, int]:
        return self.cells.get(name, ("", self.length + 1))

    def number_in(self, name: str, low: float, high: float, what: str, *, whole: bool = False) -> float:
        """A number of a column; `what` says what belongs there."""
        content, at = self.cell(name)
        try:
            value = float(content.removesuffix("%")) / (100.0 if content.endswith("%") else 1.0)
        except ValueError:
            shown = f"`{content}`" if content else "nothing"
            self.wrong("E314", f"column `{name}` needs {what}, found {shown}", at, content, f"write {what}")
            return low
        if not low <= value <= high or (whole and value != int(value)):
            self.wrong("E315", f"column `{name}` cannot be {content}", at, content, f"write {what}")
        return value

    def quarter(self) -> int:
        content, at = self.cell("date")
        found = _DATE.match(content)
        if found is None or not _is_day(int(found[1]), int(found[2]), int(found[3] or 1)):
            self.wrong(
                "E316", f"`{content}` is no date", at, content, "write YYYY-MM or YYYY-MM-DD, for example 2023-09"
            )
            return 0
        return int(found[1]) * 4 + (int(found[2]) - 1) // 3

    def fact(self, actors: Mapping[str, Collection[str]]) -> Fact | None:
        kind, at = self.cell("kind")
        quarter = self.quarter()
        if kind not in KINDS:
            cure = meant(kind, KINDS, f"kinds: {', '.join(KINDS)}")
            self.wrong("E317", f"unknown kind `{kind}`", at, kind, cure)
            return None
        actor, at = self.cell("actor")
        known = actors.get(kind)
        if known and actor not in known:
            cure = meant(actor, known, f"actors of this kind: {', '.join(known)}")
            self.wrong("E318", f"column `actor` cannot be `{actor}`", at, actor, cure)
        read: dict[str, Callable[[], float]] = {
            "vote": lambda: self.number_in("value", 1, 3, "1 for yes, 2 for abstain or 3 for no", whole=True),
            "tier": lambda: self.number_in("value", 0, 4, "a step from 0 to 4", whole=True),
            "arms_share": lambda: self.number_in("value", 0, 1, "a share, such as 0.29 or 29%"),
            "trade_share": lambda: self.number_in("value", 0, 1, "a share, such as 0.29 or 29%"),
            "incident": self.incident,
            "visit": lambda: 1.0,
        }
        value, date = read[kind](), self.cell("date")[0]
        fact = (
            self.vote(date, quarter, actor, value)
            if kind == "vote"
            else Fact(self.number, date, quarter, kind, actor, value)
        )
        return fact if self.good else None

    def incident(self) -> float:
        if not self.cell("value")[0]:
            return 1.0
        return self.number_in("value", 0, 1, "1 for an incident, 0 for a quarter without", whole=True)

    def vote(self, date: str, quarter: int, actor: str, value: float) -> Fact:
        said = "1 for yes, 2 for abstain or 3 for no"
        us, russia = (int(self.number_in(name, 1, 3, said, whole=True)) for name in ("us", "russia"))
        yes, no, abstain = (
            int(self.number_in(name, 0, 10**4, "the number of states", whole=True)) for name in ("yes", "no", "abstain")
        )
        if self.good and yes + no + abstain == 0:
            content, at = self.cell("yes")
            self.wrong("E315", "nobody voted", at, content, "write the totals of the vote")
        given = self.cell("position")[0] != ""
        position = self.number_in("position", 0, 1, "a percentile from 0 to 1, or nothing") if given else None
        return Fact(self.number, date, quarter, "vote", actor, value, us, russia, (yes, no, abstain), position)
