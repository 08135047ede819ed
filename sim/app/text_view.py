"""Takes the desk and what opens from it, gives lines of plain text: the same game as in the window, without a control character."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from sim.report.desk import (
    Chip,
    Desk,
    Explanation,
    Final,
    LedgerLine,
    Number,
    OptionLine,
    Paper,
    PowerCard,
    Source,
    Verb,
)
from sim.report.phrases import Phrases

WIDTH = 100
SHORT_LEDGER = 6
MOST_CAUSES = 4
REASON = 110  # letters of why a verb is not possible; `do` says all of it


def wrapped(text: str, indent: int, first: str = "") -> Iterator[str]:
    """A paragraph in lines of at most WIDTH columns."""
    lead = " " * indent
    held = f"{first}{text}".replace(" %", "\N{NO-BREAK SPACE}%")  # a figure and its sign stay on one line
    for line in textwrap.wrap(
        held, WIDTH, initial_indent=lead, subsequent_indent=lead + " " * len(first), break_on_hyphens=False
    ):
        yield line.replace("\N{NO-BREAK SPACE}%", " %")


def tokens(chips: Iterable[Chip]) -> str:
    """Chips in brackets, such as `[US +0.3, Public -1 %]`, or nothing."""
    told = ", ".join(f"{chip.label} {chip.text}" for chip in chips)
    return f"[{told}]" if told else ""


def joined(*parts: str, by: str = "  ") -> str:
    """The parts that say something."""
    return by.join(part for part in parts if part)


def whole(desk: Desk, say: Phrases) -> list[str]:
    """The desk from top to bottom."""
    lines = [*heading(desk, say), ""]
    if desk.lamps:
        lines += [say("text_lamps"), *(line for lamp in desk.lamps for line in wrapped(lamp, 4, "! ")), ""]
    lines += [say("text_powers"), *(line for power in desk.powers for line in _power(power)), ""]
    lines += [say("text_numbers"), *(f"  {_number(n)}" for n in desk.numbers), ""]
    if desk.bulletin:
        lines.append(say("text_bulletin"))
        for told in desk.bulletin:
            lines += wrapped(joined(told.title, tokens(told.chips)), 2, "* ")
            lines += wrapped(joined(told.text, _ids(told.sources)), 4)
        lines.append("")
    if desk.ledger:
        lines += [say("text_ledger"), *short_ledger(desk.ledger), ""]
    if desk.final:
        return [*lines, *final(desk.final, say)]
    lines += [*papers(desk, say), "", *agenda(desk, say), "", *plan(desk, say), say("text_hint")]
    return lines


def heading(desk: Desk, say: Phrases) -> list[str]:
    """Scenario, date, turn, attention."""
    top = joined(
        desk.scenario_title, desk.date, say("text_turn", turn=desk.turn, turns=desk.turns), _attention(desk), by=" · "
    )  # fmt: skip
    return [top, "=" * min(WIDTH, len(top))]


def _attention(desk: Desk) -> str:
    return f"{desk.attention_title}: {desk.attention_text}" if desk.attention_title else ""


def _number(n: Number) -> str:
    return joined(f"{n.title} <{n.name}>: {n.text}", n.word, n.change_text, f"! {n.lamp}" if n.lamp else "")


def _power(power: PowerCard) -> Iterator[str]:
    tie = joined(power.relation.text, power.relation.word, power.relation.change_text)
    rests_on = f"{power.dependence.title.partition(' (')[0]} {power.dependence.text}" if power.dependence else ""
    yield from wrapped(joined(f"{power.title} <{power.id}>: {tie}", power.rank, rests_on, power.mood, by="; "), 2)


def papers(desk: Desk, say: Phrases) -> list[str]:
    """The open papers; the numbers of the answers run on from paper to paper."""
    lines = [say("text_papers")]
    if not desk.papers:
        lines.append(f"  {say('text_no_papers')}")
    first = 1
    for paper in desk.papers:
        lines += _paper(paper, first, say)
        first += len(paper.options)
    return lines


def _paper(paper: Paper, first: int, say: Phrases) -> list[str]:
    lines = list(wrapped(f"{paper.kicker} | {paper.title}", 2))
    lines += wrapped("".join(run.text for run in paper.text), 4)
    for number, option in enumerate(paper.options, start=first):
        lines += _option(option, number, say)
    lines += wrapped(paper.wait_text, 4, "-  ")
    lines += wrapped(_ids(paper.sources), 4)
    return lines


def _option(option: OptionLine, number: int, say: Phrases) -> list[str]:
    state = say("text_answered") if option.chosen else "" if option.legal else say("text_illegal", reason=option.reason)
    head = joined(option.title, f"({option.cost_text})" if option.cost_text else "", tokens(option.chips), state)
    lines = list(wrapped(head, 4, f"{number}  "))
    lines += wrapped(joined(option.text, option.advice), 7)
    for risk in option.risks:
        lines += wrapped(risk, 7, "? ")
    return lines


def agenda(desk: Desk, say: Phrases) -> list[str]:
    """The standing verbs by group."""
    lines = [say("text_agenda")]
    for group in desk.groups:
        lines.append(f"  {group.title}")
        for verb in (v for v in desk.verbs if v.group == group.id):
            lines += _verb(verb, say)
    return lines


def _verb(verb: Verb, say: Phrases) -> list[str]:
    cost = f"({verb.cost_text})" if verb.cost_text else ""
    legal = [t for t in verb.targets if t.legal]
    if len({t.reason for t in verb.targets if not t.legal}) < 2 and not legal:
        return list(wrapped(joined(verb.title, cost, _why_not(verb.reason, say)), 4, f"{verb.id}  "))
    if [t.id for t in verb.targets] == [""]:
        state = say("text_answered") if legal[0].ordered else ""
        return list(wrapped(joined(verb.title, cost, tokens(legal[0].chips), state), 4, f"{verb.id}  "))
    lines = list(wrapped(joined(verb.title, cost), 4, f"{verb.id}  "))
    for target in verb.targets:
        if target.legal:
            state = say("text_answered") if target.ordered else ""
            own_cost = f"({target.cost_text})" if target.cost_text != verb.cost_text and target.cost_text else ""
            lines += wrapped(joined(target.id, own_cost, tokens(target.chips), state), 8)
        else:
            lines += wrapped(joined(target.id, _why_not(target.reason, say)), 8)
    return lines


def _why_not(reason: str, say: Phrases) -> str:
    return say("text_illegal", reason=textwrap.shorten(reason, REASON, placeholder=" …"))


def plan(desk: Desk, say: Phrases) -> list[str]:
    """What is in hand, and what it does at once."""
    lines = [say("text_plan"), *(f"  {line}" for line in desk.plan or (say("nothing_planned"),))]
    if desk.forecast.lines:
        lines += [say("text_forecast"), *wrapped(tokens(desk.forecast.lines)[1:-1], 2)]
        lines += [line for risk in desk.forecast.risks for line in wrapped(risk, 2, "? ")]
        lines += wrapped(desk.forecast.note, 2)
    return [*lines, ""]


def short_ledger(ledger: Iterable[LedgerLine]) -> list[str]:
    """The largest changes, one paragraph each."""
    lines: list[str] = []
    for entry in list(ledger)[:SHORT_LEDGER]:
        told = ", ".join(f"{c.title} {c.amount_text}" for c in entry.causes[:MOST_CAUSES])
        more = ", …" if len(entry.causes) > MOST_CAUSES else ""
        head = f"{entry.title}: {entry.start_text} -> {entry.end_text} ({entry.change_text})"
        lines += wrapped(f"{head}: {told}{more}", 2)
    return lines


def long_ledger(ledger: Iterable[LedgerLine], say: Phrases) -> list[str]:
    """Every change with every cause."""
    lines = [say("text_ledger")]
    entries = list(ledger)
    if not entries:
        lines.append(f"  {say('ledger_none')}")
    for entry in entries:
        lines += wrapped(
            f"{entry.title} <{entry.name}>: {entry.start_text} -> {entry.end_text} ({entry.change_text})", 2
        )
        for cause in entry.causes:
            lines += wrapped(joined(cause.amount_text, cause.title, _ids(cause.sources)), 6)
    return lines


def _ids(sources: Iterable[Source]) -> str:
    found = ", ".join(s.id for s in sources)
    return f"({found})" if found else ""


def explanation(found: Explanation, say: Phrases) -> list[str]:
    """What opens for a name."""
    lines = [f"{found.title} <{found.name}>"]
    lines += wrapped(found.about, 2)
    unit = found.unit if found.range_text else ""
    pairs = [
        ("text_value", found.value_text),
        ("text_start", found.start_text),
        ("text_end", found.end_text),
        ("text_change", found.change_text),
        ("text_range", found.range_text),
        ("text_unit", unit),
        ("text_formula", found.formula),
    ]
    for id, text in pairs:
        if text:
            lines += wrapped(f"{say(id)}: {text}", 2)
    for cause in found.causes:
        lines += wrapped(joined(cause.amount_text, cause.title), 4)
        for source in cause.sources:
            lines += wrapped(
                joined(source.id, source.text, by=": ") if source.id not in source.text else source.text, 10
            )
    if found.sources:
        lines.append(f"  {say('text_sources')}:")
        for source in found.sources:
            lines += wrapped(source.text or source.id, 4)
    if found.opens:
        lines += wrapped(f"{say('text_opens')}: {', '.join(found.opens)}", 2)
    return lines


def final(end: Final, say: Phrases) -> list[str]:
    """The end of a game: the judgements on one scale with history and the others."""
    lines = [end.title, *wrapped(end.text, 2)]
    if end.profile:
        lines += ["", end.profile, *wrapped(end.profile_why, 2)]
    lines += ["", say("text_final")]
    width = max((len(j.title) for j in end.judgements), default=0)
    for j in end.judgements:
        parts = [f"{say('you_name')} {j.you_text}"]
        if j.history_text:
            parts.append(f"{say('history_name')} {j.history_text}")
        if j.median_text:
            parts.append(f"{say('median_name')} {j.median_text}")
        lines.append(f"  {j.title:<{width}}  {'  '.join(parts)}")
        lines += wrapped(j.about, 4)
    if end.chain:
        lines += ["", say("text_chain"), *(line for link in end.chain for line in wrapped(link, 2, "- "))]
    if end.sources:
        lines += ["", say("text_sources"), *(line for s in end.sources for line in wrapped(s.text or s.id, 2))]
    return lines
