"""Takes a finished game's desk, gives its final report as one HTML file that needs nothing else: no network, no script."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from sim.report.counsel import Estimate, Foretellings, Turnings
from sim.report.desk import Desk, Final, Judgement, Number
from sim.report.names import Names
from sim.report.phrases import true_minus

WIDE, HIGH = 640, 46  # of the picture of a judgement, in its own units

_STYLE = """
:root { color-scheme: light dark; --ink: #2c221c; --soft: #6a5a4a; --paper: #f6efdd; --card: #fdf9ee; --line: #d8c9a6; --gold: #9a6410;
  --better: #00527c; --worse: #963406; --dot: #a8987c; }
@media (prefers-color-scheme: dark) { :root { --ink: #ece4d6; --soft: #a89c8c; --paper: #12100d; --card: #1f1b18; --line: #423a32;
  --gold: #e2b254; --better: #56b4e9; --worse: #e67e3c; --dot: #7d7264; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1.05rem/1.6 "Source Serif 4", Georgia, "Noto Serif", serif; }
main { max-width: 56rem; margin: 0 auto; padding: 2rem 1.2rem 4rem; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 .2rem; }
h2 { font-size: 1.25rem; margin: 2.4rem 0 .6rem; color: var(--gold); }
h3 { font-size: 1.05rem; margin: 0; }
p { margin: .3rem 0 .7rem; }
.soft { color: var(--soft); }
.title { font-size: 1.4rem; color: var(--gold); margin: 1rem 0 0; }
small, table, .tag, svg text { font-family: system-ui, "Segoe UI", "Noto Sans", sans-serif; }
section.card { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .7rem 1rem; margin: .6rem 0; }
.row { display: flex; justify-content: space-between; gap: 1rem; align-items: baseline; }
.you { font: bold 1.5rem/1 system-ui, "Noto Sans", sans-serif; color: var(--gold); }
svg { width: 100%; height: auto; display: block; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
td, th { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line); }
td.n, th.n { text-align: right; white-space: nowrap; }
td.d { white-space: nowrap; width: 1%; }
.better { color: var(--better); } .worse { color: var(--worse); }
ul { padding-left: 1.2rem; margin: .3rem 0; }
"""


def _told(text: str) -> str:
    """A text as it stands on the page."""
    return escape(true_minus(text))


def keepsake(
    names: Names, desk: Desk, seed: int, turnings: Turnings, estimates: Sequence[Estimate], told: Foretellings
) -> str:
    """The whole page; empty before the end of the game."""
    if desk.final is None:
        return ""
    return "\n".join(_page(names, desk, desk.final, seed, turnings, estimates, told)) + "\n"


def _page(
    names: Names, desk: Desk, final: Final, seed: int, turnings: Turnings, estimates: Sequence[Estimate], told: Foretellings
) -> Iterator[str]:  # fmt: skip
    say = names.phrases
    yield "<!doctype html>"
    yield f'<html lang="{desk.lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{_told(desk.scenario_title)}: {_told(final.title)}</title><style>{_STYLE}</style></head><body><main>"
    yield f"<h1>{_told(desk.scenario_title)}</h1>"
    yield f'<p class="soft">{_told(say("keepsake_line", date=desk.date, seed=seed, version=names.rules.version))}</p>'
    yield f"<p><strong>{_told(final.title)}.</strong> {_told(final.text)}</p>"
    if final.profile:
        yield f'<p class="title">{_told(final.profile)}</p><p>{_told(final.profile_why)}</p>'
    yield f"<h2>{_told(say('keepsake_judgements'))}</h2>"
    yield f'<p class="soft"><small>{_told(say("keepsake_legend"))}</small></p>'
    for item in final.judgements:
        yield from _judgement(names, item)
    if final.chain:
        yield f"<h2>{_told(say('text_chain').capitalize())}</h2><ul>"
        yield from (f"<li>{_told(line)}</li>" for line in final.chain)
        yield "</ul>"
    yield from _turnings(names, turnings)
    yield from _numbers(names, desk)
    yield from _estimates(names, estimates)
    yield from _foretold(names, told)
    yield from _timeline(names, desk)
    if final.sources:
        yield f"<h2>{_told(say('doc_sources'))}</h2><ul>"
        yield from (f"<li><small>{_told(source.text or source.id)}</small></li>" for source in final.sources)
        yield "</ul>"
    yield f'<p class="soft"><small>{_told(say("keepsake_note"))}</small></p></main></body></html>'


def _judgement(names: Names, item: Judgement) -> Iterator[str]:
    say = names.phrases
    others = [f"{say('history_name')} {item.history_text}" if item.history_text else ""]
    others.append(f"{say('median_name')} {item.median_text}" if item.median_text else "")
    told = " · ".join(t for t in others if t)
    yield f'<section class="card"><div class="row"><h3>{_told(item.title)}</h3><span class="you">{_told(item.you_text)}</span></div>'
    yield f'<p class="soft"><small>{_told(item.about)}<br>{_told(told)}</small></p>{_picture(item)}</section>'


def _picture(item: Judgement) -> str:
    """Cloud, median, history and you on one scale."""
    span = item.high - item.low or 1.0

    def x(value: float) -> float:
        return round(12 + (WIDE - 24) * min(1.0, max(0.0, (value - item.low) / span)), 1)

    middle = HIGH / 2
    parts = [
        f'<line x1="12" y1="{middle}" x2="{WIDE - 12}" y2="{middle}" stroke="var(--line)" stroke-width="7" stroke-linecap="round"/>'
    ]
    dots = "".join(
        f"M{x(value)} {round(middle + ((number * 7919) % 17 / 16 - 0.5) * HIGH * 0.62, 1)}h0"
        for number, value in enumerate(item.cloud)
    )
    parts.append(
        f'<path d="{dots}" stroke="var(--dot)" stroke-opacity=".35" stroke-width="4.4" stroke-linecap="round"/>'
        if dots
        else ""
    )
    if item.median is not None:
        parts.append(f'<rect x="{x(item.median) - 1.5}" y="3" width="3" height="{HIGH - 6}" fill="var(--ink)"/>')
    at = x(item.you)
    parts.append(f'<path d="M{at} {middle - 9}l9 9l-9 9l-9-9z" fill="var(--gold)" stroke="var(--paper)"/>')
    if item.history is not None:
        parts.append(
            f'<circle cx="{x(item.history)}" cy="{middle}" r="13" fill="none" stroke="var(--better)" stroke-width="2.6"/>'
        )
    return f'<svg viewBox="0 0 {WIDE} {HIGH}" role="img" aria-label="{_told(item.title)}: {_told(item.you_text)}">{"".join(parts)}</svg>'


def _turnings(names: Names, turnings: Turnings) -> Iterator[str]:
    if not turnings.lines:
        return
    yield f"<h2>{_told(names.phrases('keepsake_turning'))}</h2><p class=soft><small>{_told(turnings.note)}</small></p><table>"
    for line in turnings.lines:
        side = "better" if line.good > 0 else "worse" if line.good < 0 else "soft"
        chips = ", ".join(f"{chip.label} {chip.text}" for chip in line.by)
        yield f'<tr><td class="d">{_told(line.date)}</td><td><strong>{_told(line.title)}</strong><br>{_told(line.instead)}'
        yield f'<br><span class=soft>{_told(chips)}</span></td><td class="{side}">{_told(line.text)}</td></tr>'
    yield "</table>"


def _estimates(names: Names, estimates: Sequence[Estimate]) -> Iterator[str]:
    if not estimates:
        return
    say = names.phrases
    yield f"<h2>{_told(say('keepsake_declassified'))}</h2><table>"
    yield f"<tr><th></th><th class=n>{_told(say('keepsake_seen'))}</th><th class=n>{_told(say('keepsake_true'))}</th><th></th></tr>"
    for one in estimates:
        yield f'<tr><td>{_told(one.title)}</td><td class="n">{_told(one.seen_text)}</td><td class="n">{_told(one.true_text)}</td>'
        yield f"<td>{_told(one.off_text)}</td></tr>"
    yield "</table>"


def _foretold(names: Names, told: Foretellings) -> Iterator[str]:
    if not told.lines:
        return
    yield f"<h2>{_told(names.phrases('keepsake_foretold'))}</h2><p class=soft><small>{_told(told.note)}</small></p><table>"
    for line in told.lines:
        yield f'<tr><td class="d">{_told(line.date)}</td><td>{_told(line.title)}</td><td>{_told(line.text)}</td></tr>'
    yield "</table>"


def _numbers(names: Names, desk: Desk) -> Iterator[str]:
    say = names.phrases
    told: list[tuple[str, Number]] = [(c.title, c.relation) for c in desk.powers] + [(n.title, n) for n in desk.numbers]
    yield f"<h2>{_told(say('keepsake_numbers'))}</h2><table>"
    for title, number in told:
        measure = names.find(number.name)
        start = names.value(measure, number.history[0]) if measure is not None and number.history else ""
        word = f" ({_told(number.word)})" if number.word else ""
        yield f'<tr><td>{_told(title)}{word}</td><td class="n">{_told(start)} → {_told(number.text)}</td>'
        yield f"<td>{_spark(number.history)}</td></tr>"
    yield "</table>"


def _spark(values: Sequence[float]) -> str:
    if len(values) < 2:
        return ""
    low, high = min(values), max(values)
    span = high - low or 1.0
    points = " ".join(
        f"{round(160 * i / (len(values) - 1), 1)},{round(24 - 20 * (v - low) / span, 1)}" for i, v in enumerate(values)
    )
    line = f'<polyline points="{points}" fill="none" stroke="var(--gold)" stroke-width="2"/>'
    return f'<svg viewBox="-2 0 166 28" style="width:10rem">{line}</svg>'


def _timeline(names: Names, desk: Desk) -> Iterator[str]:
    yield f"<h2>{_told(names.phrases('keepsake_timeline'))}</h2><table>"
    for date in dict.fromkeys(mark.date for mark in desk.timeline):
        marks = [m for m in desk.timeline if m.date == date]
        own = [f"<strong>{_told(m.title)}</strong>" for m in marks if m.kind in ("order", "answer")]
        other = [_told(m.title) for m in marks if m.kind not in ("order", "answer")]
        yield f'<tr><td class="d">{_told(date)}</td><td>{"<br>".join([*own, *other])}</td></tr>'
    yield "</table>"
