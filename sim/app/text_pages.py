"""Takes what opens from the desk, gives lines of plain text: powers, codex, ladder, web, forecasts, turning points."""

from __future__ import annotations

from collections.abc import Sequence

from sim.app.text_view import joined, wrapped
from sim.report.counsel import Estimate, Foretellings, Outlook, Ranking, Turnings
from sim.report.desk import Crisis, Desk, Source
from sim.report.pages import Entry, PowerPage
from sim.report.phrases import Phrases

MOST_ENTRIES = 8
MOST_DEEDS = 12
MOST_QUARTERS = 12
FLAT = 0.05  # of its whole range: the least span over which a number is drawn
BLOCKS = "▁▂▃▄▅▆▇█"


def power(page: PowerPage, say: Phrases) -> list[str]:
    """One power in full."""
    lines = [f"{page.title} <{page.id}>: {page.rank}"]
    lines += wrapped(" · ".join(f"{c.title}: {c.text}" for c in page.chances), 2)
    tie = page.relation
    lines += wrapped(joined(f"{tie.name}: {tie.text}", tie.word, tie.change_text), 2)
    if page.remembered:
        lines.append(f"  {say('text_past')}:")
        for part in page.remembered:
            lines += wrapped(joined(part.amount_text, part.date, part.title, _brackets(part.first_text)), 4)
    if page.dependence is not None:
        lines += wrapped(joined(f"{page.dependence.name}: {page.dependence.text}", page.dependence.change_text), 2)
    for domain in page.domains:
        lines += wrapped(joined(domain.text, domain.title), 4)
    for section in page.sections:
        lines.append(f"  {section.title}:")
        for n in section.numbers:
            lines += wrapped(joined(f"{n.name}: {n.title}: {n.text}", n.word, n.change_text), 4)
    if page.deeds:
        lines.append(f"  {say('text_timeline')}:")
        for deed in page.deeds[:MOST_DEEDS]:
            lines += wrapped(joined(f"{deed.date}: {deed.title}", deed.chip.text), 4)
    return [*lines, *_sources(page.sources, say)]


def _brackets(text: str) -> str:
    return f"({text})" if text else ""


def _sources(sources: Sequence[Source], say: Phrases) -> list[str]:
    if not sources:
        return []
    return [f"  {say('text_sources')}:", *(line for s in sources for line in wrapped(s.text or s.id, 4))]


def entries(found: Sequence[Entry], say: Phrases) -> list[str]:
    """What the codex has for a word."""
    lines: list[str] = []
    for entry in found[:MOST_ENTRIES]:
        lines += wrapped(joined(f"{entry.title} <{entry.id}>", entry.meta, by=" · "), 2, "* ")
        for paragraph in entry.text.split("\n"):
            if paragraph and paragraph != entry.title:
                lines += wrapped(paragraph, 4)
    if len(found) > MOST_ENTRIES:
        lines.append(f"  {say('text_codex_more', count=len(found) - MOST_ENTRIES)}")
    return lines or [f"  {say('text_codex_none')}"]


def ladder(crisis: Crisis, desk: Desk, say: Phrases) -> list[str]:
    """The ladder from the top, then what each answer stakes."""
    rungs = (
        f"  {'>' if r.here else ' '} {joined(f'{r.number} {r.title}', r.accident_text)}" for r in reversed(crisis.rungs)
    )
    lines = [say("text_ladder"), *rungs]
    paper = next(p for p in desk.papers if p.id == crisis.paper)
    titles = {o.id: o.title for o in paper.options}
    for stake in crisis.stakes:
        chips = [c for c in (*stake.regard, *stake.home) if c.text]
        told = ", ".join(f"{c.label} {c.text}" for c in chips)
        lines += wrapped(joined(f"{titles[stake.option]} -> {stake.rung}", f"[{told}]" if told else ""), 2, "- ")
    return [*lines, *wrapped(crisis.way_down, 2)]


def web(desk: Desk) -> list[str]:
    """Who minds what another gains."""
    return [line for thread in desk.web for line in wrapped(joined(thread.text, thread.words), 2)]


def timeline(desk: Desk, say: Phrases) -> list[str]:
    """What happened so far, quarter by quarter, the latest first."""
    lines: list[str] = []
    for turn, date in dict.fromkeys((m.turn, m.date) for m in sorted(desk.timeline, key=lambda m: -m.turn)):
        lines.append(f"  {date}")
        for mark in (m for m in desk.timeline if m.turn == turn):
            lines += wrapped(mark.title, 4, "* ")
    return lines or [f"  {say('text_nothing_yet')}"]


def charts(desk: Desk, say: Phrases) -> list[str]:
    """Each number of the first glance in its last quarters, as blocks and as figures."""
    shown = [(power.title, power.relation) for power in desk.powers] + [(n.title, n) for n in desk.numbers]
    width = max((len(title) for title, _ in shown), default=0)
    lines: list[str] = []
    for title, number in shown:
        values = number.history[-MOST_QUARTERS:]
        low, high = min(values, default=0.0), max(values, default=0.0)
        least = (number.high - number.low) * FLAT
        low -= max(0.0, least - (high - low)) / 2  # what hardly moves is drawn flat
        step = max(high - low, least) / (len(BLOCKS) - 1) or 1.0
        drawn = "".join(BLOCKS[round((value - low) / step)] for value in values)
        figures = " ".join(say.number(value, 1 if high < 20 else 0).rjust(4) for value in values)
        lines.append(f"  {title:<{width}}  {drawn:<{MOST_QUARTERS}}  {figures}")
    return lines


def ranking(found: Ranking, say: Phrases) -> list[str]:
    """What could be added to the plan in hand, best first, as the command that would order it."""
    lines: list[str] = []
    for line in found.lines:
        lines += wrapped(joined(f"do {line.verb} {line.target}".rstrip(), line.title, line.text, by="  "), 2)
    return [*lines, *wrapped(found.note, 2)]


def guide(desk: Desk, say: Phrases) -> list[str]:
    """What the guide of a scenario says in this quarter; the window lays the desk piece by piece instead."""
    id = f"text_guide_{desk.scenario}_{desk.turn}"
    return ["", say("text_guide"), *wrapped(say(id), 2)] if desk.final is None and say.has(id) else []


def outlook(found: Outlook, say: Phrases) -> list[str]:
    """Bands of every number at the next quarter and at the last one, chances, the four advisers."""
    lines = [found.title]
    if not found.fans:
        return [*lines, *wrapped(found.note, 2)]
    for fan in found.fans:
        near, far = fan.quarters[0], fan.quarters[-1]
        told = f"{fan.title}: {fan.now_text}; {near.date} {near.text}"
        if far is not near:
            told += f"; {far.date} {far.text}"
        lines += wrapped(joined(told, fan.words, fan.note, by="; "), 2)
    lines += [line for chance in found.chances for line in wrapped(f"{chance.title}: {chance.text}", 2, "? ")]
    for voice in found.voices:
        weights = ", ".join(f"{w.title} {w.text}" for w in voice.weights)
        lines += wrapped(joined(f"{voice.title}: {voice.text}", f"({weights})", voice.accuracy_text), 2, "> ")
    return [*lines, *wrapped(found.note, 2)]


def foretold(found: Foretellings, say: Phrases) -> list[str]:
    """What the player foretold, and the score."""
    if not found.lines:
        return []
    lines = [say("keepsake_foretold").upper(), *wrapped(found.note, 2)]
    for line in found.lines:
        lines += wrapped(f"{line.date}: {line.title}: {line.text}", 2, "- ")
    return lines


def aftermath(turnings: Turnings, estimates: Sequence[Estimate], told: Foretellings, say: Phrases) -> list[str]:
    """Turning points, what was seen only roughly beside the truth, what the player foretold."""
    lines: list[str] = []
    if turnings.lines:
        lines += ["", say("keepsake_turning").upper(), *wrapped(turnings.note, 2)]
        for line in turnings.lines:
            chips = ", ".join(f"{chip.label} {chip.text}" for chip in line.by)
            lines += wrapped(
                joined(f"{line.date}: {line.title}", line.instead, line.text, f"[{chips}]", by="; "), 2, "- "
            )
    if estimates:
        lines += ["", say("keepsake_declassified").upper()]
        for one in estimates:
            seen = f"{one.title}: {say('keepsake_seen')} {one.seen_text}, {say('keepsake_true')} {one.true_text}"
            lines += wrapped(joined(seen, one.off_text, by="; "), 2)
    return [*lines, *([""] if told.lines else []), *foretold(told, say)]
