"""Takes a coverage, gives it as a picture: events down, quarters across, the share of worlds in each cell, arrows from cause to effect."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from sim.report.cells import percent
from sim.report.names import Names
from sim.rulebook.expression import EventRead, walk
from sim.rulebook.rulebook import Event, Rulebook, quarter_name
from sim.workshop.coverage import Coverage, Reach

_ROW, _HEAD, _LEFT, _RIGHT = 22, 54, 330, 64
_WIDEST, _NARROWEST = 46, 14  # of a quarter
_LABEL = 46  # characters

_STYLE = """
.graph text { font: 12px system-ui, "Segoe UI", "Noto Sans", sans-serif; fill: #1d2521; }
.graph .soft { fill: #56625b; }
.graph .never { fill: #9a5b12; font-weight: bold; }
.graph .paper { fill: #fbfaf6; }
.graph .line { stroke: #d9d5c8; }
.graph .cell { fill: #1f6b4a; }
.graph .arrow { fill: none; stroke: #9a5b12; stroke-width: 1.2; opacity: .55; }
.graph .tip { fill: #9a5b12; }
"""
_DARK = """
.graph text { fill: #e6e8e3; } .graph .soft { fill: #a3ada6; } .graph .never, .graph .tip { fill: #e3a45f; }
.graph .paper { fill: #151a17; } .graph .line { stroke: #354039; } .graph .cell { fill: #7fcfa4; } .graph .arrow { stroke: #e3a45f; }
"""
_PAGE = """
body { margin: 1.5rem; background: #fbfaf6; color: #1d2521; font: 1rem/1.5 system-ui, "Segoe UI", "Noto Sans", sans-serif; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: .8rem; }
th, td { padding: .15rem .4rem; border-bottom: 1px solid #8884; text-align: right; }
tbody th { text-align: left; font-weight: normal; }
@media (prefers-color-scheme: dark) { body { background: #151a17; color: #e6e8e3; } }
"""


def causes(rules: Rulebook, event: Event) -> tuple[str, ...]:
    """The events that an event follows, or asks about in its condition."""
    found: list[str] = []
    rows = [] if event.after is None else [event.after[0]]
    if event.when is not None:
        rows += [node.rows[0] for node in walk(event.when.node) if isinstance(node, EventRead)]
    for row in rows:
        found += [e.id for e in rules.events if e.first <= row < e.first + e.size and e.id != event.id]
    return tuple(dict.fromkeys(found))


def svg(names: Names, found: Coverage) -> str:
    """The picture as an SVG file that needs nothing else."""
    return "\n".join(_svg(names, found)) + "\n"


def page(names: Names, found: Coverage) -> str:
    """The picture in an HTML file, with its numbers as a table for those who cannot see it."""
    rules, title = names.rules, escape(f"{names.plain('title')}: {found.scenario} {names.rules.version}")
    quarters = "".join(f"<th scope=col>{quarter_name(rules.start + t)}</th>" for t in range(rules.turns))
    rows = []
    for event in _in_order(found):
        cells = "".join(f"<td>{percent(share) if share else ''}</td>" for share in event.by_turn)
        rows.append(f"<tr><th scope=row>{escape(_title(names, event))}</th><td>{percent(event.share)}</td>{cells}</tr>")
    played = ", ".join(f"{n:,} {escape(name)}" for name, n in zip(found.policies, found.worlds, strict=True))
    return (
        f'<!doctype html>\n<html lang="{names.lang}">\n<head><meta charset="utf-8"><title>{title}</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<style>{_PAGE}</style></head>\n<body><h1>{title}</h1>\n"
        f"<p>{played}; seed {found.seed}</p>\n<div class=scroll>{svg(names, found)}</div>\n"
        f"<div class=scroll><table><thead><tr><th></th><th>%</th>{quarters}</tr></thead>\n<tbody>{''.join(rows)}</tbody></table></div>\n"
        "</body></html>\n"
    )


def _in_order(found: Coverage) -> list[Reach]:
    """The earliest first, by the mean quarter; what never came stands last."""

    def mean(event: Reach) -> float:
        total = sum(event.by_turn)
        return sum(t * share for t, share in enumerate(event.by_turn)) / total if total else float("inf")

    return sorted(found.events, key=mean)


def _title(names: Names, event: Reach) -> str:
    return names.plain("events", event.event, "title", self_="…", target="…")


def _svg(names: Names, found: Coverage) -> Iterator[str]:
    rules = names.rules
    events = _in_order(found)
    wide = max(_NARROWEST, min(_WIDEST, 1100 // rules.turns))
    width, height = _LEFT + wide * rules.turns + _RIGHT, _HEAD + _ROW * len(events) + 16
    yield (
        f'<svg class="graph" xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img">'
    )
    yield f"<title>{escape(names.plain('title'))}</title><style>{_STYLE}"
    yield f"@media (prefers-color-scheme: dark) {{{_DARK}}}</style>"
    yield f'<rect class="paper" width="{width}" height="{height}"/>'
    for turn in range(rules.turns):
        x, quarter = _LEFT + wide * turn, rules.start + turn
        if quarter % 4 == 0 or turn == 0:
            yield f'<text x="{x + 2}" y="{_HEAD - 26}">{quarter // 4}</text>'
            yield f'<line class="line" x1="{x}" y1="{_HEAD - 22}" x2="{x}" y2="{height - 12}"/>'
        if wide >= 24:
            yield f'<text class="soft" x="{x + wide / 2}" y="{_HEAD - 8}" text-anchor="middle">Q{quarter % 4 + 1}</text>'
    for row, event in enumerate(events):
        yield from _row(names, event, row, wide)
    yield from _arrows(rules, events, wide)
    yield "</svg>"


def _row(names: Names, event: Reach, row: int, wide: int) -> Iterator[str]:
    rules, y = names.rules, _HEAD + _ROW * row
    title = _title(names, event)
    shown = title if len(title) <= _LABEL else title[: _LABEL - 1].rstrip() + "…"
    kept = f": {event.blocked[0].text}" if event.blocked and event.share < 1 else ""
    style = ' class="never"' if not event.share else ""
    yield f"<g><title>{escape(f'{event.event} ({event.kind}){kept}')}</title>"
    yield f'<text{style} x="{_LEFT - 10}" y="{y + 15}" text-anchor="end">{escape(shown)}</text></g>'
    yield f'<line class="line" x1="{_LEFT}" y1="{y + _ROW}" x2="{_LEFT + wide * rules.turns}" y2="{y + _ROW}"/>'
    for turn, share in enumerate(event.by_turn):
        if share:
            date = quarter_name(rules.start + turn)
            yield (
                f'<rect class="cell" x="{_LEFT + wide * turn + 1}" y="{y + 2}" width="{wide - 2}" height="{_ROW - 4}" rx="2" '
                f'fill-opacity="{0.12 + 0.88 * share:.2f}"><title>{escape(title)}, {date}: {share:.1%}</title></rect>'
            )
    yield f'<text{style} x="{_LEFT + wide * rules.turns + 8}" y="{y + 15}">{escape(percent(event.share))}</text>'


def _arrows(rules: Rulebook, events: list[Reach], wide: int) -> Iterator[str]:
    place = {}
    for row, reach in enumerate(events):
        if reach.share:
            turn = max(range(rules.turns), key=lambda t, shares=reach.by_turn: shares[t])  # type: ignore[misc]
            place[reach.event] = (_LEFT + wide * (turn + 0.5), _HEAD + _ROW * (row + 0.5))
    for event in rules.events:
        for cause in causes(rules, event):
            if cause in place and event.id in place:
                (x, y), (to_x, to_y) = place[cause], place[event.id]
                bend = max(abs(to_x - x) / 2, wide / 2)
                yield f'<path class="arrow" d="M{x:g} {y:g} C{x + bend:g} {y:g} {to_x - bend:g} {to_y:g} {to_x:g} {to_y:g}"/>'
                yield f'<circle class="tip" cx="{to_x:g}" cy="{to_y:g}" r="2.5"/>'
