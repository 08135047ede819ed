"""Takes series of numbers, gives line charts painted at twice the size and kept: history, bands, a judgement on its scale."""

from __future__ import annotations

import itertools
from collections import OrderedDict
from collections.abc import Callable, Sequence

import pygame

from sim.report.counsel import Fan
from sim.report.desk import Judgement
from sim.ui.look import Look
from sim.ui.theme import Colour, blend

OVER = 2
KEPT = 160
_kept: OrderedDict[tuple[object, ...], pygame.Surface] = OrderedDict()


def kept(key: tuple[object, ...], size: tuple[int, int], paint: Callable[[pygame.Surface], None]) -> pygame.Surface:
    """A surface with alpha, painted at twice the size once for a key."""
    full = (*key, size)
    if full not in _kept:
        sheet = pygame.Surface((max(1, size[0]) * OVER, max(1, size[1]) * OVER), pygame.SRCALPHA)
        paint(sheet)
        _kept[full] = pygame.transform.smoothscale(sheet, (max(1, size[0]), max(1, size[1])))
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    _kept.move_to_end(full)
    return _kept[full]


def stroke(sheet: pygame.Surface, points: Sequence[tuple[float, float]], colour: Colour, width: float) -> None:
    """A thick line with round joints and flat ends."""
    for one, other in itertools.pairwise(points):
        dx, dy = other[0] - one[0], other[1] - one[1]
        length = (dx * dx + dy * dy) ** 0.5 or 1.0
        nx, ny = -dy / length * width / 2, dx / length * width / 2
        corners = [
            (one[0] + nx, one[1] + ny),
            (other[0] + nx, other[1] + ny),
            (other[0] - nx, other[1] - ny),
            (one[0] - nx, one[1] - ny),
        ]
        pygame.draw.polygon(sheet, colour, corners)
    if width >= 3:
        for point in points[1:-1]:
            pygame.draw.circle(sheet, colour, point, width / 2 - 0.5)


def dashed(
    sheet: pygame.Surface, points: Sequence[tuple[float, float]], colour: Colour, width: float, pattern: Sequence[float]
) -> None:
    """A line along `points` whose strokes and gaps follow `pattern` in pixels (on, off, on, off ...); empty means solid."""
    if not pattern:
        stroke(sheet, points, colour, width)
        return
    index, left, piece = 0, pattern[0], [points[0]]
    for one, other in itertools.pairwise(points):
        length = max(1e-6, ((other[0] - one[0]) ** 2 + (other[1] - one[1]) ** 2) ** 0.5)
        done = 0.0
        while length - done > left:
            done += left
            at = (one[0] + (other[0] - one[0]) * done / length, one[1] + (other[1] - one[1]) * done / length)
            if index % 2 == 0:
                stroke(sheet, [*piece, at], colour, width)
            piece = [at]
            index += 1
            left = pattern[index % len(pattern)]
        left -= length - done
        piece.append(other)
    if index % 2 == 0:
        stroke(sheet, piece, colour, width)


def history(
    surface: pygame.Surface, rect: pygame.Rect, look: Look, values: Sequence[float], turns: int, colour: Colour
) -> None:
    """Past values over the whole length of the game; the first and the last are marked."""
    p = look.palette
    low, high = min(values), max(values)
    pad = max((high - low) * 0.12, abs(high) * 0.02, 1e-6)
    low, high = low - pad, high + pad

    def paint(sheet: pygame.Surface) -> None:
        w, h = sheet.get_size()
        left, right, top, floor = 4 * OVER, w - 8 * OVER, 6 * OVER, h - 6 * OVER
        for i in range(3):
            y = top + (floor - top) * i / 2
            pygame.draw.line(sheet, (*p.edge, 255), (left, y), (right, y), 1)
        for turn in range(0, turns, 4):
            x = left + (right - left) * turn / max(1, turns - 1)
            pygame.draw.line(sheet, (*p.edge, 150), (x, top), (x, floor), 1)
        if low < 0 < high:
            y = floor - (floor - top) * (0 - low) / (high - low)
            dashed(sheet, [(left, y), (right, y)], p.muted, OVER, (6 * OVER, 4 * OVER))
        points = [
            (left + (right - left) * i / max(1, turns - 1), floor - (floor - top) * (v - low) / (high - low))
            for i, v in enumerate(values)
        ]
        if len(points) > 1:
            shade = pygame.Surface((w, h), pygame.SRCALPHA)
            pygame.draw.polygon(shade, (*colour, 36), [*points, (points[-1][0], floor), (points[0][0], floor)])
            sheet.blit(shade, (0, 0))
            stroke(sheet, points, colour, look.px(2) * OVER)
        pygame.draw.circle(sheet, colour, points[-1], look.px(4) * OVER)

    key = ("history", tuple(values), turns, colour, p.name, look.scale)
    surface.blit(kept(key, rect.size, paint), rect)


def fan(
    surface: pygame.Surface,
    rect: pygame.Rect,
    look: Look,
    past: Sequence[float],
    ahead: Fan,
    colour: Colour,
    *,
    full: bool = True,
    past_shown: int = 8,
) -> None:
    """The past of a number, then where it may go: 80 and 50 % bands, the middle dashed, a few futures, the threshold of the words."""
    p = look.palette
    known = [*past[-past_shown:]] or [ahead.now]
    ends = [b for q in ahead.quarters for b in (q.low80, q.high80)]
    low, high = min([*known, *ends]), max([*known, *ends])
    if full:
        drawn = [value for path in ahead.paths for value in path]
        low, high = min([low, *drawn]), max([high, *drawn])
    if full and ahead.threshold is not None:
        low, high = min(low, ahead.threshold), max(high, ahead.threshold)
    pad = max((high - low) * 0.1, abs(high) * 0.01, 1e-6)
    low, high = low - pad, high + pad

    def paint(sheet: pygame.Surface) -> None:
        w, h = sheet.get_size()
        left, right, top, floor = 3 * OVER, w - 3 * OVER, 3 * OVER, h - 3 * OVER
        steps = len(known) - 1 + len(ahead.quarters)

        def at(step: float, value: float) -> tuple[float, float]:
            return (left + (right - left) * step / max(1, steps), floor - (floor - top) * (value - low) / (high - low))

        now = len(known) - 1
        # The inner band lies on the outer one: painted over it with what the two let through together.
        for share, ids in ((64, ("low80", "high80")), (142, ("low50", "high50"))):
            lower = [at(now, ahead.now), *(at(now + 1 + i, getattr(q, ids[0])) for i, q in enumerate(ahead.quarters))]
            upper = [at(now, ahead.now), *(at(now + 1 + i, getattr(q, ids[1])) for i, q in enumerate(ahead.quarters))]
            pygame.draw.polygon(sheet, (*colour, share), [*lower, *upper[::-1]])
        if full:
            for i in range(3):
                y = top + (floor - top) * i / 2
                pygame.draw.line(sheet, (*p.edge, 160), (left, y), (right, y), 1)
            pygame.draw.line(sheet, (*p.muted, 120), (at(now, 0)[0], top), (at(now, 0)[0], floor), 1)
        if full:
            for path in ahead.paths:
                pygame.draw.aalines(
                    sheet, blend(colour, p.panel, 0.45), False, [at(now + i, v) for i, v in enumerate(path)]
                )
            if ahead.threshold is not None:
                y = at(0, ahead.threshold)[1]
                dashed(sheet, [(left, y), (right, y)], p.gold, OVER, (5 * OVER, 4 * OVER))
        middle = [at(now, ahead.now), *(at(now + 1 + i, q.middle) for i, q in enumerate(ahead.quarters))]
        dashed(sheet, middle, p.text, look.px(1.4) * OVER, (5 * OVER, 3 * OVER))
        if len(known) > 1:
            stroke(sheet, [at(i, v) for i, v in enumerate(known)], colour, look.px(1.8) * OVER)
        pygame.draw.circle(sheet, colour, at(now, ahead.now), look.px(2.8) * OVER)

    key = ("fan", tuple(known), ahead, colour, p.name, look.scale, full)
    surface.blit(kept(key, rect.size, paint), rect)


def judgement(surface: pygame.Surface, rect: pygame.Rect, look: Look, item: Judgement) -> None:
    """Yours (diamond), history's (ring) and the median (bar) on the scale of one judgement, over the cloud of other governments."""
    p = look.palette

    def paint(sheet: pygame.Surface) -> None:
        w, h = sheet.get_size()
        edge, middle = look.px(15) * OVER, h / 2
        span = item.high - item.low or 1.0

        def x(value: float) -> float:
            return edge + (w - 2 * edge) * min(1.0, max(0.0, (value - item.low) / span))

        line = pygame.Rect(edge, round(middle - look.px(4) * OVER), w - 2 * edge, look.px(8) * OVER)
        pygame.draw.rect(sheet, p.track, line, border_radius=line.h // 2)
        many = len(item.cloud) > 300
        for number, value in enumerate(item.cloud):
            spread = ((number * 7919) % 17 / 16 - 0.5) * h * 0.55
            spot = pygame.Surface((10 * OVER, 10 * OVER), pygame.SRCALPHA)
            r = look.px(2 if many else 3) * OVER
            pygame.draw.circle(spot, (*p.muted, 42 if many else 90), spot.get_rect().center, r)
            sheet.blit(spot, spot.get_rect(center=(x(value), middle + spread)))
        if item.median is not None:
            bar = pygame.Rect(0, 0, look.px(3) * OVER, round(h * 0.86))
            bar.center = (round(x(item.median)), round(middle))
            pygame.draw.rect(sheet, p.text, bar)
        at, r = x(item.you), look.px(9) * OVER
        diamond = [(at, middle - r), (at + r, middle), (at, middle + r), (at - r, middle)]
        pygame.draw.polygon(sheet, p.gold, diamond)
        pygame.draw.polygon(sheet, blend(p.gold, p.bg, 0.6), diamond, OVER)
        if item.history is not None:  # wide enough to go around the diamond when both are the same
            centre, r = (x(item.history), middle), look.px(13) * OVER
            pygame.draw.circle(sheet, p.raised, centre, r + look.px(1) * OVER, look.px(4.4) * OVER)
            pygame.draw.circle(sheet, p.better, centre, r, look.px(2.4) * OVER)

    key = ("judgement", item, p.name, look.scale)
    surface.blit(kept(key, rect.size, paint), rect)
