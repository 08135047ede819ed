"""Takes what is told when a game is over, gives it as widgets: turning points with their progress, estimates beside the truth."""

from __future__ import annotations

import pygame

from sim.report.counsel import Estimate, TurningPoint, Turnings
from sim.ui.look import Look
from sim.ui.plots import OVER, dashed, kept, stroke
from sim.ui.widgets import Box, Column, Picture, Text, Widget
from sim.ui.widgets.meters import Progress, Swing
from sim.ui.widgets.texts import arrowed


def turning_points(look: Look, pen: Column, found: Turnings) -> None:
    """The weightiest decisions: when, what, what instead, and by how much the judgements would be others."""
    p, w = look.palette, look.words
    if not found.lines and found.progress >= 1:
        return
    pen.text("heading", w("final_turning"), p.gold)
    if found.progress < 1:
        pen.add(Progress(pygame.Rect(pen.x, pen.y + look.px(2), pen.width, look.px(3)), found.progress))
        pen.space(8)
    pen.text("small", found.note, p.muted)
    pen.space(4)
    most = max((abs(line.gain) for line in found.lines), default=1.0)
    for number, line in enumerate(found.lines):
        pen.add(_turning(look, line, number, pen, most))
        pen.space(4)
    pen.space(8)


def _turning(look: Look, line: TurningPoint, number: int, pen: Column, most: float) -> Box:
    p = look.palette
    row = Box(
        pygame.Rect(pen.x, pen.y, pen.width, 10),
        f"turning.{number}",
        hint=f"{line.title}\n{line.instead}\n{line.text}",
        tab=True,
        radius=6,
    )
    row.fill, row.edge = p.raised, p.edge
    pad = look.px(10)
    value = Text(look, "tag", arrowed(line.good, line.text), p.change(line.good), (0, pen.y + look.px(6)))
    wide = min(value.rect.w, pen.width // 2)
    value = Text(look, "tag", value.text, p.change(line.good), (0, pen.y + look.px(6)), wide)
    value.rect.right = pen.x + pen.width - pad
    bar = pygame.Rect(0, value.rect.bottom + look.px(3), min(look.px(150), wide), look.px(8))
    bar.right = value.rect.right
    inner = Column(look, pen.x + pad, pen.y + look.px(5), value.rect.x - look.px(12) - pen.x - pad)
    inner.text("strong", f"{line.date} · {line.title}", p.text)
    inner.text("small", line.instead, p.muted)
    inner.chips(line.by, row.id, ink=False)
    row.add(value, Swing(bar, line.gain, most, line.good), *inner.items)
    row.rect.h = max(inner.y, bar.bottom) + look.px(6) - pen.y
    return row


def estimates(look: Look, pen: Column, found: tuple[Estimate, ...]) -> None:
    """What was seen only roughly: your reading as a dashed line, the truth as a plain one."""
    p, w = look.palette, look.words
    if not found:
        return
    pen.text("heading", w("final_declassified"), p.gold)
    pen.text("small", w("final_declassified_line"), p.muted)
    pen.space(4)
    gap = look.px(10)
    columns = max(1, min(4, (pen.width + gap) // look.px(200)))
    cell = (pen.width - gap * (columns - 1)) // columns
    y, low = pen.y, pen.y
    for number, one in enumerate(found):
        if number and number % columns == 0:
            y = low + gap
        box = _estimate(look, one, number, pen.x + (number % columns) * (cell + gap), y, cell)
        pen.items.append(box)
        low = max(low, box.rect.bottom)
    pen.y = low + look.px(14)


def _estimate(look: Look, one: Estimate, number: int, x: int, y: int, width: int) -> Widget:
    p, w = look.palette, look.words
    box = Box(pygame.Rect(x, y, width, 10), f"estimate.{number}", explain=one.name, tab=True, radius=6)
    box.fill, box.edge = p.raised, p.edge
    inner = Column(look, x + look.px(9), y + look.px(5), width - look.px(18))
    inner.text("strong", one.title, p.text)
    picture = pygame.Rect(inner.x, inner.y + look.px(2), inner.width, look.px(46))

    def draw(surface: pygame.Surface, rect: pygame.Rect, look: Look) -> None:
        low, high = min(*one.seen, *one.true), max(*one.seen, *one.true)
        span = high - low or 1.0

        def paint(sheet: pygame.Surface) -> None:
            wide, high_ = sheet.get_size()

            def line(values: tuple[float, ...]) -> list[tuple[float, float]]:
                step = wide / max(1, len(values) - 1)
                return [(i * step, high_ - 6 - (high_ - 12) * (v - low) / span) for i, v in enumerate(values)]

            if len(one.true) > 1:
                stroke(sheet, line(one.true), p.better, look.px(1.8) * OVER)
                dashed(sheet, line(one.seen), p.gold, look.px(1.6) * OVER, (5 * OVER, 4 * OVER))

        surface.blit(kept(("estimate", one.seen, one.true, p.name, look.scale), rect.size, paint), rect)

    inner.y = picture.bottom + look.px(2)
    inner.text("small", w("final_seen", seen=one.seen_text, true=one.true_text), p.text)
    inner.text("small", one.off_text, p.muted)
    box.add(*inner.items, Picture(picture, draw))
    box.rect.h = inner.y + look.px(5) - y
    return box
