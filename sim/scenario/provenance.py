"""Where numbers come from: every number is measured, fitted, direction or assumed, and sources are facts that say so.

Takes what was compiled and the ledger of facts; gives a `Count`, with contradictions and gaps in the report.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.base.diagnostic import nearest
from sim.base.yaml_reader import Place
from sim.facts.ledger import Fact, Ledger, Work, codes, covers, dates_closely, derived_from, matches
from sim.rulebook.phrasebook import Phrasebook, Provenance
from sim.rulebook.rulebook import quarter_name
from sim.scenario.blocks import Blocks
from sim.scenario.formulas import NumberAt, Path


@dataclass(frozen=True, slots=True)
class Count:
    """How many of what, for `check` and for the menu."""

    events: int
    actions: int
    measured: int
    fitted: int
    direction: int
    assumed: int
    starts: int
    starts_measured: int
    dates: int
    dates_measured: int  # a fact covers the quarter
    dates_close: int = 0  # of these, to the year or closer; the others lie within longer years of a fact
    graded: int = 0  # sizes in words, which are no numbers of their own
    each: tuple[tuple[Path, str], ...] = ()  # every number: where it stands, what it is

    @property
    def numbers(self) -> int:
        return self.measured + self.fitted + self.direction + self.assumed

    @property
    def share_measured(self) -> float:
        """Measured numbers as a share of all, 0..1."""
        return self.measured / self.numbers if self.numbers else 0.0

    def __str__(self) -> str:
        return (
            f"{self.events} events, {self.actions} actions, {self.numbers} numbers: {self.measured} measured, "
            f"{self.fitted} fitted, {self.direction} direction, {self.assumed} assumed"
            + (f"; {self.graded} sizes in words" if self.graded else "")
        )


def count_numbers(blocks: Blocks, words: Phrasebook, ledger: Ledger) -> Count:
    """Classify every number; what has no provenance, or contradicts it, goes to the report."""
    _known_sources(blocks, words, ledger)
    tally = {"measured": 0, "fitted": 0, "direction": 0, "assumed": 0}
    starts = starts_measured = dates = dates_measured = dates_close = 0
    each: list[tuple[Path, str]] = []
    bare: set[Path] = set()
    for number in blocks.numbers:
        origin = words.source(*number.path)
        kind = _date(blocks, number, origin, ledger) if number.kind == "date" else _kind(blocks, number, origin, ledger)
        if kind is None:
            if number.owner not in bare and not _misspelt(origin, ledger):
                bare.add(number.owner)
                works = ", ".join(origin.sources)
                blocks.error(
                    "E151",
                    f"`{'.'.join(number.owner)}` holds a number with "
                    + (f"no fact: {works} is a work" if works else "neither source nor reason"),
                    number.path,
                    "say `assumed: why`, too" if works else "add `source: [F...]`, or `assumed: why`",
                )
            kind = "assumed"
        tally[kind] += 1
        each.append((number.path, kind))
        if number.kind == "start":
            starts, starts_measured = starts + 1, starts_measured + (kind == "measured")
        if number.kind == "date":
            dates, dates_measured = dates + 1, dates_measured + (kind == "measured")
            dates_close += _closely(number.value or 0, _facts(origin, ledger))
    model = blocks.model
    return Count(
        len(model.events), len(model.actions), tally["measured"], tally["fitted"], tally["direction"], tally["assumed"],
        starts, starts_measured, dates, dates_measured, dates_close, blocks.graded,
        tuple(each),
    )  # fmt: skip


def together(counts: Mapping[str, Count], parents: Mapping[str, Sequence[str]]) -> Counter[str]:
    """How many numbers of several scenarios are what; a number that a scenario takes over from another of them counts once.

    Args:
        counts: by scenario.
        parents: by scenario, what it extends, the nearest first.
    """
    total: Counter[str] = Counter()
    for id, count in counts.items():
        own = Counter(count.each)
        above = next((parent for parent in parents[id] if parent in counts), None)
        if above is not None:
            own -= Counter(counts[above].each)
        for (_, kind), n in own.items():
            total[kind] += n
    return total


def _known_sources(blocks: Blocks, words: Phrasebook, ledger: Ledger) -> None:
    known = [*ledger.facts, *ledger.mechanisms, *ledger.works]
    table = set(known)
    for path, origin in words.provenance.items():
        for position, id in enumerate(origin.sources):
            if id in table:
                continue
            close = nearest(id, known)
            here: Place = (*path, "source", position)
            span = blocks.document.span(here if here in blocks.document.spans else (*path, "source"))
            cure = f"did you mean `{close}`?" if close else "facts stand in seeds/"
            several = re.split(r"[\s,;]+", id.strip())
            if len(several) > 1 and all(part in table for part in several):
                cure = f"write a list: `[{', '.join(several)}]`"
            elif not close and not re.fullmatch(r"[\w-]+", id):
                cure = "a source is an id of seeds/; where you read it yourself stands under `assumed:`"
            blocks.report.error("E150", f"unknown fact `{id}`", span, cure)


def _misspelt(origin: Provenance, ledger: Ledger) -> bool:
    """Whether a source is unknown, which is an error of its own."""
    return any(id not in ledger for id in origin.sources)


def _facts(origin: Provenance, ledger: Ledger) -> list[Fact]:
    return [ledger.facts[id] for id in origin.sources if id in ledger.facts]


def _kind(blocks: Blocks, number: NumberAt, origin: Provenance, ledger: Ledger) -> str | None:
    facts = _facts(origin, ledger)
    if number.kind == "moment" and number.value is not None:
        if _closely(number.value, facts):
            return "measured"
        number = number._replace(value=None)
    named: list[Fact | Work] = [*facts, *(ledger.works[id] for id in origin.sources if id in ledger.works)]
    given = [source for source in named if _speaks_of(source, number.path)]
    if number.value is not None:
        if any(matches(source, number.value) for source in given) or derived_from(facts, number.value):
            return "measured"
        figures = [
            f"{source.id}: {', '.join(f'{n} {v:g}' for n, v in source.figures.items())}"
            for source in given
            if source.figures
        ]
        if figures and not origin.assumed and not origin.fitted:
            blocks.error(
                "E153",
                f"{number.value:g} is no figure of its sources",
                number.path,
                f"{'; '.join(figures)[:160]}; or say `assumed: why`",
            )
    if origin.fitted and not _unmoved(blocks, number):
        return "fitted"
    if facts or any(id in ledger.mechanisms for id in origin.sources):
        return "direction"
    return "assumed" if origin.assumed else None


def _unmoved(blocks: Blocks, number: NumberAt) -> bool:
    """Whether a fit left this member of a fitted parameter at its prior."""
    section, id, *rest = number.path
    prior = blocks.model.parameters[id].prior if section == "parameters" else None
    for step in rest[1:]:
        prior = prior.get(step) if isinstance(prior, dict) else None
    return isinstance(prior, (int, float)) and number.value == prior


def _speaks_of(source: Fact | Work, path: Path) -> bool:
    """Whether figures of the source may measure what stands at the path: a code only what bears its name, of its own actors."""
    names = codes(source)
    if not names or not isinstance(source, Fact):
        return not names
    whose = path[-1] if path[-1] not in ("start", "value") else ""
    return any(name in step for name in names for step in path) and (not whose or whose in source.actors)


def _covered(fact: Fact, quarters: float) -> bool:
    return covers(fact, int(quarters) // 4, int(quarters) % 4 + 1)


def _closely(quarters: float, facts: Sequence[Fact]) -> bool:
    """Whether a fact dates the quarter to the year or closer; one that lasts for years cannot place a bound within them."""
    return any(dates_closely(fact, int(quarters) // 4, int(quarters) % 4 + 1) for fact in facts)


def _date(blocks: Blocks, number: NumberAt, origin: Provenance, ledger: Ledger) -> str | None:
    quarters = int(number.value or 0)
    if any(_covered(fact, quarters) for fact in _facts(origin, ledger)):
        return "measured"
    event = blocks.model.events[number.path[1]]
    if event.date_assumed is None and not _misspelt(origin, ledger):
        blocks.error(
            "E152", f"no fact that `{number.path[1]}` names covers {quarter_name(quarters)}", number.path,
            "name the fact that gives the date, or say `date_assumed: why`",
        )  # fmt: skip
    return "assumed"
