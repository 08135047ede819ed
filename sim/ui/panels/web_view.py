"""Takes the desk and a rectangle, gives the web: Vietnam and the powers around it, warmth of each tie, and who minds what another gains."""

from __future__ import annotations

from math import cos, pi, sin

import pygame

from sim.report.desk import PowerCard, Thread
from sim.ui.look import Look
from sim.ui.map import curve
from sim.ui.ornament import draw_drum
from sim.ui.panels.map_view import PATTERNS
from sim.ui.panels.quarter import Quarter
from sim.ui.plots import OVER, dashed, kept
from sim.ui.theme import Colour
from sim.ui.widgets import Box, Flag, Picture, Text, Widget

Spot = tuple[float, float]
BEND = 0.16
THIN, THICK = 1.5, 7.0


def build(game: Quarter, rect: pygame.Rect) -> Widget:
    """The whole web."""
    look, p, desk = game.look, game.look.palette, game.desk
    legend = Text(look, "small", look.words("web_legend"), p.muted, (0, 0), rect.w - look.px(28))
    legend.rect.bottomleft = (rect.x + look.px(14), rect.bottom - look.px(8))
    room = pygame.Rect(rect.x, rect.y, rect.w, legend.rect.y - rect.y)
    told = room.h > look.px(250)
    room = room if told else rect
    spots = _spots(desk.powers, room)
    centre = (float(room.centerx), float(room.centery))
    strokes: list[tuple[Colour, float, tuple[float, ...], tuple[Spot, ...]]] = []
    for power in desk.powers:
        n = power.relation
        share = (n.value - n.low) / (n.high - n.low) if n.high > n.low else 0.5
        pattern = tuple(x * look.scale * OVER for x in PATTERNS.get(power.id, (8, 4, 2, 4)))
        line = _shift(curve(centre, spots[power.id], 0.0), rect)
        strokes.append((p.power(power.id), look.scale * (THIN + (THICK - THIN) * share), pattern, line))
    for thread in desk.web:
        if thread.observer in spots and thread.gainer in spots and abs(thread.value) > 0.05:
            arc = _shift(curve(spots[thread.observer], spots[thread.gainer], BEND), rect)
            colour = p.worse if thread.value > 0 else p.better
            strokes.append((colour, look.scale * (0.8 + 3.2 * min(1.0, abs(thread.value))), (), arc[5:-5]))
            strokes.append((colour, look.scale * 1.6, (), _tip(arc, look.scale * 7)))
    drawn = tuple(strokes)

    def draw(surface: pygame.Surface, place: pygame.Rect, look: Look) -> None:
        look.box(surface, place, p.panel, p.edge, 8)
        look.grain(surface, place.inflate(-6, -6), p.panel)
        draw_drum(surface, place.inflate(-look.px(30), -look.px(30)), look, 26)

        def paint(sheet: pygame.Surface) -> None:
            for colour, width, pattern, points in drawn:
                dashed(sheet, [(x * OVER, y * OVER) for x, y in points], colour, max(2.0, width * OVER), pattern)

        surface.blit(kept(("web", drawn), place.size, paint), place)

    picture = Picture(rect, draw, "web")
    home = Flag(look, "vietnam", 46, (0, 0), "")
    home.rect.center = (round(centre[0]), round(centre[1]))
    picture.add(home)
    for power in desk.powers:
        _power(game, picture, room, power, spots[power.id])
    if told:
        picture.add(legend)
    for thread in desk.web:
        if thread.observer in spots and thread.gainer in spots and abs(thread.value) > 0.05:
            _thread(game, picture, room, thread, curve(spots[thread.observer], spots[thread.gainer], BEND))
    return picture


def _spots(powers: tuple[PowerCard, ...], rect: pygame.Rect) -> dict[str, Spot]:
    """Powers on an ellipse, so that four of them stand at the corners of a lying cross turned by an eighth."""
    found = {}
    for number, power in enumerate(powers):
        angle = 2 * pi * (number + 0.5) / max(1, len(powers)) - pi / 2
        found[power.id] = (
            rect.centerx + rect.w * 0.5 * 0.86 * cos(angle),
            rect.y + rect.h * (0.47 + 0.5 * 0.8 * sin(angle)),
        )
    return found


def _shift(points: list[Spot], rect: pygame.Rect) -> tuple[Spot, ...]:
    return tuple((x - rect.x, y - rect.y) for x, y in points)


def _tip(arc: tuple[Spot, ...], size: float) -> tuple[Spot, ...]:
    """An arrow head near the end of an arc."""
    x, y = arc[-6]
    dx, dy = x - arc[-9][0], y - arc[-9][1]
    length = (dx * dx + dy * dy) ** 0.5 or 1.0
    dx, dy = dx / length * size, dy / length * size
    return ((x - dx - dy * 0.6, y - dy + dx * 0.6), (x, y), (x - dx + dy * 0.6, y - dy - dx * 0.6))


def _power(game: Quarter, picture: Picture, rect: pygame.Rect, power: PowerCard, spot: Spot) -> None:
    look, p = game.look, game.look.palette
    number = power.relation
    flag = Flag(look, power.id, 40 if not look.narrow else 30, (0, 0))
    title = Text(look, "strong", power.title, p.text, (0, 0))
    told = Text(look, "small", f"{number.text}  {number.change_text}", p.change(number.good), (0, 0))
    wide = max(flag.rect.w, title.rect.w, told.rect.w) + look.px(12)
    box = Box(
        pygame.Rect(0, 0, wide, flag.rect.h + title.rect.h + told.rect.h + look.px(8)),
        f"web.{power.id}",
        explain=number.name,
        on_activate=lambda: game.open_power(power.id),
        radius=8,
    )
    box.fill, box.edge = p.bg, p.power(power.id)
    box.rect.center = (round(spot[0]), round(spot[1]))
    box.rect.clamp_ip(rect.inflate(-look.px(12), -look.px(12)))
    flag.rect.midtop = (box.rect.centerx, box.rect.y + look.px(4))
    title.rect.midtop = (box.rect.centerx, flag.rect.bottom)
    told.rect.midtop = (box.rect.centerx, title.rect.bottom)
    box.add(flag, title, told)
    if not any(box.rect.colliderect(c.rect) for c in picture.children):
        picture.add(box)


def _thread(game: Quarter, picture: Picture, rect: pygame.Rect, thread: Thread, arc: list[Spot]) -> None:
    """The size of what one minds of another's gain, on its arc where there is room."""
    look, p = game.look, game.look.palette
    text = Text(look, "tag", thread.text, p.worse if thread.value > 0 else p.better, (0, 0))
    pill = Box(
        pygame.Rect(0, 0, text.rect.w + look.px(10), text.rect.h),
        f"web.{thread.name}",
        hint=thread.words,
        explain=thread.name,
        tab=True,
        radius=8,
    )
    pill.fill, pill.edge = p.bg, p.edge
    for at in (24, 18, 30, 14, 34):
        pill.rect.center = (round(arc[at][0]), round(arc[at][1]))
        if rect.inflate(-8, -8).contains(pill.rect) and not any(
            pill.rect.colliderect(c.rect) for c in picture.children
        ):
            text.rect.center = pill.rect.center
            pill.add(text)
            picture.add(pill)
            return
