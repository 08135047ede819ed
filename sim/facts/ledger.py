"""Takes the four files of `seeds/`; gives the ledger: facts, mechanisms and works that numbers and rules can name as source."""

from __future__ import annotations

import calendar
import datetime
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from itertools import permutations
from pathlib import Path
from types import MappingProxyType

from sim.base.diagnostic import Report, meant
from sim.base.errors import BambooError, ScenarioError
from sim.base.yaml_reader import read_file
from sim.facts.row import Row, rows_of

READINGS = ("copied", "normalised", "inferred")
POWERS = ("us", "china", "russia", "eu")
PRECISIONS = ("day", "month", "quarter", "year", "range", "era", "decade", "forecast", "undated")
CODES = ("tier (", "vote (", "step (", "state (")  # how the unit of a coded figure begins; the key of the code follows
FILES = {
    "sources.yaml": ("articles", "works"),
    "facts.yaml": ("facts",),
    "outside.yaml": ("outside",),
    "mechanisms.yaml": ("mechanisms",),
}

_WORDS = {
    "en": {"article": "article", "one": "paragraph", "many": "paragraphs", "undated": "undated", "since": "since"},
    "vi": {"article": "bài", "one": "đoạn", "many": "đoạn", "undated": "không rõ ngày", "since": "từ"},
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One dated or numbered statement, from an article (F...) or from outside (O...), in our words.

    `start` is None for a standing doctrine that no date belongs to; `end` is None if it goes on or is undated. `figures` are
    in `unit`; a share also stands there as `percent`. `signs` say whom it pleases, -2 to 2.
    """

    id: str
    start: datetime.date | None
    end: datetime.date | None
    precision: str
    actors: tuple[str, ...]
    kind: str
    text: str
    figures: Mapping[str, float]
    unit: str
    signs: Mapping[str, int]
    article: str  # "000" or "003"; empty for outside facts
    paragraph: int  # counted from 1 over non-empty lines; 0 for outside facts
    reading: str  # copied | normalised | inferred; empty for outside facts
    remark: str
    source: str  # for outside facts
    confidence: str  # for outside facts: high | medium | low
    text_vi: str = ""
    excuse: str = ""  # why no scenario uses it, where none does

    def told(self, lang: str) -> str:
        """What it says, in Vietnamese where that is asked for and known."""
        return self.text_vi if lang == "vi" and self.text_vi else self.text


@dataclass(frozen=True, slots=True)
class Mechanism:
    """How things hang together, as an article states or implies it."""

    id: str
    text: str
    sign: str
    form: str
    reading: str  # stated | implied
    paragraphs: Mapping[str, tuple[int, ...]]  # by article
    text_vi: str = ""

    def told(self, lang: str) -> str:
        """What it says, in Vietnamese where that is asked for and known."""
        return self.text_vi if lang == "vi" and self.text_vi else self.text


@dataclass(frozen=True, slots=True)
class Work:
    """A book or paper, or one of the two articles (then `file` names its text)."""

    id: str
    author: str
    title: str
    year: int = 0
    where: str = ""
    gives: str = ""
    file: str = ""
    figures: Mapping[str, float] = field(default_factory=dict)  # estimates that a rule may take over
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everything a `source:` may name."""

    facts: Mapping[str, Fact]
    mechanisms: Mapping[str, Mechanism]
    works: Mapping[str, Work]
    articles: Mapping[str, Work] = field(default_factory=dict)

    def __contains__(self, id: str) -> bool:
        return id in self.facts or id in self.mechanisms or id in self.works

    @property
    def ids(self) -> tuple[str, ...]:
        """Every id that a `source:` may name."""
        return (*self.facts, *self.mechanisms, *self.works)

    def describe(self, id: str, lang: str = "en") -> str:
        """One readable line about a source: date, what it says, and where that stands. Raises BambooError if unknown."""
        words = _WORDS.get(lang, _WORDS["en"])
        if id in self.facts:
            fact = self.facts[id]
            return f"{id}, {dates(fact, lang)}: {fact.told(lang)}{_figures(fact)} ({self._origin(fact, words)})"
        if id in self.mechanisms:
            mechanism = self.mechanisms[id]
            places = "; ".join(
                self._place(article, numbers, words) for article, numbers in mechanism.paragraphs.items()
            )
            return f"{id}: {mechanism.told(lang)} ({places})"
        if id in self.works:
            work = self.works[id]
            return f"{work.author} ({work.year}), {work.title}"
        raise BambooError(f"`{id}` is no fact, mechanism or work of the ledger", cure=meant(id, self.ids))

    def _origin(self, fact: Fact, words: Mapping[str, str]) -> str:
        return self._place(fact.article, (fact.paragraph,), words) if fact.article else fact.source

    def _place(self, article: str, numbers: tuple[int, ...], words: Mapping[str, str]) -> str:
        author = self.articles[article].author.rpartition(" ")[2]
        return f"{author}, {words['article']} {article}, {words['one' if len(numbers) == 1 else 'many']} {_ranges(numbers)}"


def covers(fact: Fact, year: int, quarter: int) -> bool:
    """True if any day of the quarter (1 to 4) lies within the fact. An undated fact covers no quarter."""
    if fact.start is None:
        return False
    month = 3 * quarter
    first = datetime.date(year, month - 2, 1)
    last = datetime.date(year, month, calendar.monthrange(year, month)[1])
    return fact.start <= last and (fact.end is None or first <= fact.end)


def dates_closely(fact: Fact, year: int, quarter: int) -> bool:
    """True if the fact covers the quarter and lasts no longer than a year, or begins or ends in it."""
    if not covers(fact, year, quarter) or fact.start is None:
        return False
    ends = [day for day in (fact.start, fact.end) if day is not None]
    edge = any((day.year, (day.month + 2) // 3) == (year, quarter) for day in ends)
    return edge or (fact.end is not None and (fact.end - fact.start).days <= 366)


def matches(fact: Fact | Work, value: float) -> bool:
    """True if the value equals a figure of the fact or work to six digits, a share and its per cent being the same figure."""
    return any(
        _same(value, known)
        for name, figure in fact.figures.items()
        for known in (
            (figure, figure / 100) if _is_percent(name) else (figure, figure * 100) if _is_share(fact) else (figure,)
        )
    )


def codes(fact: Fact | Work) -> tuple[str, ...]:
    """The names of the figures that are codes, as a rank or an embargo in force; empty if the fact counts or measures.

    A code says something only of what bears its name: the 4 of a top rank is no warmth of 4.
    """
    return tuple(fact.figures) if fact.unit.startswith(CODES) else ()


def derived_from(facts: Sequence[Fact], value: float) -> bool:
    """True if the value follows from what several facts give by arithmetic alone.

    It may be the sum of their figures, one each and all in one unit, or the share of one figure in another of the same name and
    unit (exports to a country over all exports), to three digits after the point.
    """
    single = [next(iter(fact.figures.values())) for fact in facts if len(fact.figures) == 1]
    if len(single) == len(facts) > 1 and len({fact.unit for fact in facts}) == 1 and _same(value, math.fsum(single)):
        return True
    return any(
        abs(value - part.figures[name] / whole) <= 0.0005 + 1e-12
        for part, total in permutations(facts, 2)
        if part.unit == total.unit
        for name, whole in total.figures.items()
        if name in part.figures and part.figures[name] < whole
    )


def _same(a: float, b: float) -> bool:
    return abs(a - b) <= 1e-6 * max(abs(a), abs(b), 1e-12)


def load(folder: Path | Traversable) -> Ledger:
    """Reads the ledger. Raises ScenarioError with every mistake, each at its place, if it is not sound."""
    report = Report()
    sections: dict[str, list[Row]] = {}
    for file, names in FILES.items():
        document = read_file(folder / file, f"{folder.name}/{file}", report)
        if document is not None:
            sections.update(rows_of(document, names, report))
    articles = {row.id: _work(row) for row in sections.get("articles", [])}
    works = {row.id: _work(row) for row in sections.get("works", [])}
    facts = {row.id: _fact(row, articles) for row in [*sections.get("facts", []), *sections.get("outside", [])]}
    mechanisms = {row.id: _mechanism(row, articles) for row in sections.get("mechanisms", [])}
    if not report.ok:
        raise ScenarioError(report)
    frozen = MappingProxyType
    return Ledger(frozen(facts), frozen(mechanisms), frozen(works), frozen(articles))


def _fact(row: Row, articles: Mapping[str, Work]) -> Fact:
    outside = row.section == "outside"
    start, end = row.date("start"), row.date("end")
    precision = row.text("precision", choices=PRECISIONS)
    if start and end and end < start:
        row.refuse("end", "the fact ends before it starts", "swap the two dates")
    if (start is None) != (precision == "undated"):
        row.refuse("precision", "a fact has a start, or the precision `undated`", "give one of the two")
    fact = Fact(
        id=row.id,
        start=start,
        end=end,
        precision=precision,
        actors=row.texts("actors"),
        kind=row.text("kind"),
        text=row.text("text"),
        figures=row.numbers("figures"),
        unit=row.text("unit", default=""),
        signs={power: int(sign) for power, sign in row.numbers("signs", names=POWERS, low=-2, high=2).items()},
        article="" if outside else row.text("article", choices=tuple(articles)),
        paragraph=0 if outside else row.whole("paragraph"),
        reading="" if outside else row.text("reading", choices=READINGS),
        remark=row.text("remark", default=""),
        source=row.text("source") if outside else "",
        confidence=row.text("confidence", choices=("high", "medium", "low")) if outside else "",
        text_vi=row.text("vi", default=""),
        excuse=row.text("excuse", default=""),
    )
    if fact.figures and not fact.unit:
        row.refuse("figures", "figures without a unit", "add `unit:`")
    row.finish()
    return fact


def _mechanism(row: Row, articles: Mapping[str, Work]) -> Mechanism:
    mechanism = Mechanism(
        id=row.id,
        text=row.text("text"),
        sign=row.text("sign"),
        form=row.text("form"),
        reading=row.text("reading", choices=("stated", "implied")),
        paragraphs=row.number_lists("paragraphs", names=tuple(articles)),
        text_vi=row.text("vi", default=""),
    )
    row.finish()
    return mechanism


def _work(row: Row) -> Work:
    article = row.section == "articles"
    work = Work(
        id=row.id,
        author=row.text("author"),
        title=row.text("title"),
        year=0 if article else row.whole("year"),
        where=row.text("where", default=""),
        gives=row.text("gives", default=""),
        file=row.text("file") if article else "",
        figures=MappingProxyType({} if article else row.numbers("figures")),
        unit="" if article else row.text("unit", default=""),
    )
    row.finish()
    return work


def _is_percent(name: str) -> bool:
    return name == "percent" or name.endswith("_percent")


def _is_share(fact: Fact | Work) -> bool:
    return fact.unit.startswith("share")


def dates(fact: Fact, lang: str = "en") -> str:
    """When a fact was, as precisely as it is known: `2022-04-07`, `2001 - 2024`, `since 2022-02`, `undated`."""
    words = _WORDS.get(lang, _WORDS["en"])
    if fact.start is None:
        return words["undated"]
    if fact.end is None:
        return f"{words['since']} {_day(fact.start, 'month')}"
    precision = (
        fact.precision
        if fact.precision in ("day", "month", "year")
        else "day"
        if fact.precision == "quarter"
        else "year"
    )
    first, last = _day(fact.start, precision), _day(fact.end, precision)
    return first if first == last else f"{first} - {last}"


def _day(day: datetime.date, precision: str) -> str:
    return day.isoformat()[: {"year": 4, "month": 7}.get(precision, 10)]


def _figures(fact: Fact) -> str:
    if codes(fact):
        return ""
    share_with_percent = "percent" in fact.figures and "share" in fact.figures
    if share_with_percent:
        return f" [{fact.figures['percent']:g} %]"
    if len(fact.figures) == 1:
        return f" [{next(iter(fact.figures.values())):,g} {fact.unit}]"
    shown = ", ".join(f"{name} {figure:,g}" for name, figure in fact.figures.items())
    return f" [{shown} {fact.unit}]" if shown else ""


def _ranges(numbers: tuple[int, ...]) -> str:
    """Numbers as a reader writes them: 9-11, 24."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
