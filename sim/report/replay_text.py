"""Takes the facts of the record as replayed; gives the table as lines of text or as sections of a document, and the share that holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sim.facts.ledger import Fact
from sim.report.cells import unlabelled
from sim.report.facts import signs_text
from sim.report.names import Names
from sim.report.outline import Entry, Row, Section
from sim.report.pieces import in_words
from sim.report.replay import AGAINST, ELSEWHEN, HOLDS, NEVER, UNMOVED, Replayed

_COLUMNS = ("replay_fact", "replay_its", "replay_model", "replay_verdict", "replay_signs")
_WIDTHS = (6, 20, 20, 10)  # fact, its quarters, the model's quarters, verdict


def replay_text(
    names: Names, rows: Sequence[Replayed], background: Sequence[Fact], untold: Sequence[Fact], played: int
) -> Iterator[str]:
    """The table: what the scenario imposes, what the rules produce, how much of each holds, what only equations cite.

    Args:
        untold: facts of the span that nothing of the scenario names.
        played: quarters that the world lived through.
    """
    say, rules = names.phrases, names.rules
    yield say("replay_head", scenario=rules.id, version=rules.version, **_span(names))
    if played < rules.turns:
        yield say("replay_ended", date=say.date(rules.start + played - 1))
    for imposed, head in ((True, "replay_imposed"), (False, "replay_produced")):
        part = [row for row in rows if row.imposed == imposed]
        if not part:
            continue
        yield from ("", say(head), "")
        yield _line(*(say(column) for column in _COLUMNS))
        for row in part:
            yield from _row(names, row)
    yield ""
    yield from shares(names, rows, background, untold)


def replay_sections(
    names: Names, rows: Sequence[Replayed], background: Sequence[Fact], untold: Sequence[Fact]
) -> Iterator[Section]:
    """As `replay_text`, for a document: what is imposed and what is produced as tables, the shares above the first."""
    say, id = names.phrases, names.rules.id
    columns = tuple(say(column) for column in (*_COLUMNS[1:], "replay_remarks"))
    told = tuple(shares(names, rows, background, untold))
    yield Section(f"{id}-shares", names.plain("title"), rows=unlabelled(told))
    for imposed, head in ((True, "replay_imposed"), (False, "replay_produced")):
        entries = []
        for row in rows:
            if row.imposed == imposed:
                cells = _cells(names, row)
                texts = (cells.its, cells.model, cells.verdict, cells.signs, "; ".join(cells.remarks))
                under = tuple(Row(column, in_words(text)) for column, text in zip(columns, texts, strict=True))
                anchor = f"{id}-{row.fact.id}-{'imposed' if imposed else 'produced'}"
                entries.append(Entry(anchor, row.fact.id, "", "", in_words(cells.text), under))
        yield Section(
            f"{id}-{head}", f"{names.plain('title')}: {say(head)}", tuple(entries), columns=columns, first=say(_COLUMNS[0])
        )  # fmt: skip


def no_record_text(names: Names, named: Sequence[Fact], untold: Sequence[Fact]) -> Iterator[str]:
    """What is said instead of a table where no record exists: the facts that reach into the span, all the same."""
    rules = names.rules
    yield names.phrases("replay_no_record", scenario=rules.id, version=rules.version, **_span(names))
    yield from _ids(names, "replay_reaching", named)
    yield from _ids(names, "replay_untold", untold)


def no_record_section(names: Names, named: Sequence[Fact], untold: Sequence[Fact]) -> Section:
    """As `no_record_text`, for a document."""
    told = tuple(no_record_text(names, named, untold))
    return Section(f"{names.rules.id}-shares", names.plain("title"), rows=unlabelled(told))


def shares(names: Names, rows: Sequence[Replayed], background: Sequence[Fact], untold: Sequence[Fact]) -> Iterator[str]:
    """How much of each holds, as sentences; then the facts of the span that have no row."""
    say = names.phrases
    if rows:
        yield _share(names, [row for row in rows if row.imposed], "replay_imposed_share")
        yield _share(names, [row for row in rows if not row.imposed], "replay_produced_share")
    else:
        yield say("replay_no_rows")
    chance = sum(row.luck for row in rows)
    if chance:
        yield say("replay_luck", n=chance)
    still = sum(row.holds and not row.imposed and bool(row.still) for row in rows)
    if still:
        yield say("replay_still", n=still)
    yield from _ids(names, "replay_background", background)
    if rows or background:  # what cites no fact at all tells another country's story
        yield from _ids(names, "replay_untold", untold)


def _ids(names: Names, phrase: str, facts: Sequence[Fact]) -> Iterator[str]:
    """Facts by their ids, as a sentence; nothing for none."""
    if facts:
        yield names.phrases(phrase, facts=", ".join(fact.id for fact in facts))


def _span(names: Names) -> dict[str, str]:
    say, rules = names.phrases, names.rules
    return {"first": say.date(rules.start), "last": say.date(rules.start + rules.turns - 1)}


def _share(names: Names, rows: Sequence[Replayed], phrase: str) -> str:
    say = names.phrases
    holds, fair = sum(row.holds for row in rows), sum(not row.luck for row in rows)
    return say(
        phrase, all=len(rows), holds=holds, on_time=sum(row.on_time for row in rows), share=_percent(names, holds, len(rows)),
        fair=_percent(names, holds, fair),
    )  # fmt: skip


def _percent(names: Names, part: int, whole: int) -> str:
    return names.phrases("percent", number=names.phrases.number(100 * part / whole, 0)) if whole else "-"


@dataclass(frozen=True, slots=True)
class _Cells:
    """What is told of one row."""

    text: str
    its: str
    model: str
    verdict: str
    signs: str
    remarks: tuple[str, ...]  # through what it came; why it does not hold


def _row(names: Names, row: Replayed) -> Iterator[str]:
    cells, indent = _cells(names, row), f"{'':{_WIDTHS[0]}}  "
    yield _line(row.fact.id, cells.its, cells.model, cells.verdict, cells.signs)
    yield f"{indent}{cells.text}"
    yield from (f"{indent}{remark}" for remark in cells.remarks)


def _cells(names: Names, row: Replayed) -> _Cells:
    say, fact = names.phrases, row.fact
    signs = signs_text(fact.signs) if any(fact.signs.values()) else say("replay_uncoded")
    if row.sign:
        signs = say("replay_rises" if row.sign > 0 else "replay_falls", number=row.shown_by)
    if row.added:
        added = ", ".join(f"{power} {_amount(names, x)}" for power, x in row.added.items())
        signs = say("replay_added", coded=signs, added=added, number=row.shown_by)
    elif row.imposed and row.still:
        signs = say("replay_told", coded=signs)
    remarks = []
    happened = [".".join(c.path) for c in row.carriers if any(row.first <= q <= row.last for q in c.quarters)]
    if happened:
        remarks.append(say("replay_through", paths=", ".join(happened)))
    if row.verdict != HOLDS:
        remarks.append(say("replay_why", why=_why(names, row)))
        said = names.words.say(say.lang, "record", fact.id, "missed", default="")
        remarks += [said] if said else []
    return _Cells(
        fact.told(say.lang),
        _quarters(names, (row.first, row.last) if row.first < row.last else (row.first,), " - "),
        _quarters(names, row.quarters, ", ") or "-", say(f"verdict_{row.verdict}"), signs, tuple(remarks),
    )  # fmt: skip


def _why(names: Names, row: Replayed) -> str:
    """Why a row does not hold."""
    say = names.phrases
    if row.verdict == ELSEWHEN:
        return say("replay_why_elsewhen", quarters=_quarters(names, row.quarters, ", "))
    if row.verdict == NEVER:
        missing = dict.fromkeys((c.path[:2] if c.path[0] == "events" else c.path, c.lacks) for c in row.carriers)
        return "; ".join(say(f"replay_lacks_{lacks}", path=".".join(path)) for path, lacks in missing)
    if row.sign:
        return say("replay_why_still" if row.verdict == UNMOVED else "replay_why_turned", number=row.shown_by)
    if row.verdict == AGAINST:
        signs = row.fact.signs
        wrong = [power for power, x in row.added.items() if x * signs.get(power, 0) < 0]
        return "; ".join(
            say("replay_why_against", power=power, amount=_amount(names, row.added[power]), sign=f"{signs[power]:+d}")
            for power in wrong
        )
    return say("replay_why_unmoved", powers=", ".join(row.still))


def _amount(names: Names, x: float) -> str:
    """With two decimals, or as many more as it takes to see the sign."""
    places = next((n for n in (2, 3, 4) if round(x, n)), 6)
    return names.phrases.signed(x, places)


def _quarters(names: Names, quarters: Sequence[int], between: str) -> str:
    return between.join(names.phrases.date(q) for q in quarters)


def _line(*cells: str) -> str:
    widths = (*_WIDTHS, 0)
    return "  ".join(f"{cell:<{width}}" for cell, width in zip(cells, widths, strict=True)).rstrip()
