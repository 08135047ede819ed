"""Takes the desk and a rectangle, gives the map: the baked coast, relation lines, flags, places, ships of headlines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pygame

from sim.report.desk import PowerCard
from sim.ui import map as atlas
from sim.ui.look import Look
from sim.ui.plots import OVER, dashed, kept
from sim.ui.theme import Colour, blend
from sim.ui.widgets import Box, Flag, Icon, Picture, Text, Widget

if TYPE_CHECKING:
    from sim.ui.panels.game import GamePanel

# Where the flags stand, as shares of the view, and how their lines bend; the rest of the powers share the lower edge.
PLACES: dict[str, tuple[float, float, float]] = {
    "us": (0.94, 0.32, -0.16),
    "china": (0.44, 0.06, 0.14),
    "russia": (0.1, 0.06, 0.12),
    "eu": (0.06, 0.4, 0.1),
}
PATTERNS: dict[str, tuple[float, ...]] = {"us": (), "china": (24, 7), "russia": (18, 7, 5, 7), "eu": (7, 7)}
THIN, THICK = 1.5, 7.0  # units


class MapLabel(Text):
    """Text with a dark rim, readable over land and sea."""

    rim: Colour = (0, 0, 0)

    def paint(self, surface: pygame.Surface, look: Look) -> None:
        x, y = self.rect.topleft
        colour = self.colour
        self.colour = self.rim
        for dx, dy in ((-1, 0), (1, 0), (0, -1), (0, 1), (-1, -1), (1, 1), (-1, 1), (1, -1)):
            self.rect.topleft = (x + dx, y + dy)
            super().paint(surface, look)
        self.colour = colour
        self.rect.topleft = (x, y)
        super().paint(surface, look)


def build(game: GamePanel, rect: pygame.Rect) -> Widget:
    """The map and everything on it."""
    look, desk = game.look, game.desk
    view = atlas.View(rect.size)
    hanoi = view.at(*atlas.HANOI)
    spots = {power.id: _spot(power, number, rect) for number, power in enumerate(desk.powers)}
    lines = tuple(
        (
            look.palette.power(power.id),
            _warmth(power, look),
            tuple(n * look.scale * OVER for n in PATTERNS.get(power.id, (8, 4, 2, 4))),
            tuple(atlas.curve(hanoi, (x - rect.x, y - rect.y), bend)),
        )
        for power in desk.powers
        for x, y, bend in (spots[power.id],)
    )

    def draw(surface: pygame.Surface, place: pygame.Rect, look: Look) -> None:
        old = surface.get_clip()
        surface.set_clip(place.clip(old))
        surface.blit(atlas.bake(place.size, look.palette.name), place)
        surface.blit(kept(("relations", lines), place.size, paint), place)
        for _, lon, lat in atlas.ISLANDS:
            x, y = view.at(lon, lat)
            centre, r = (x + place.x, y + place.y), look.px(13 if lat > 9.7 else 17)
            ring = atlas.curve((centre[0] - r, centre[1]), (centre[0] + r, centre[1]), -1.0, 16)
            ring += atlas.curve((centre[0] + r, centre[1]), (centre[0] - r, centre[1]), -1.0, 16)
            dashed(surface, ring, look.palette.disputed, look.px(1.2), (look.px(4), look.px(3)))
        pygame.draw.rect(surface, look.palette.edge, place, 1)
        surface.set_clip(old)

    def paint(sheet: pygame.Surface) -> None:
        for colour, width, pattern, points in lines:
            big = [(x * OVER, y * OVER) for x, y in points]
            dashed(sheet, big, blend(colour, (0, 0, 0), 0.6), width * OVER + 2 * OVER, pattern)
            dashed(sheet, big, colour, width * OVER, pattern)

    picture = Picture(rect, draw, "map")
    _flags(game, picture, rect, spots)
    _ships(game, picture, rect, view)
    _labels(game, picture, rect, view)
    return picture


def _spot(power: PowerCard, number: int, rect: pygame.Rect) -> tuple[float, float, float]:
    x, y, bend = PLACES.get(power.id, (0.12 + 0.2 * (number % 5), 0.9, 0.1))
    return rect.x + rect.w * x, rect.y + rect.h * y, bend


def _warmth(power: PowerCard, look: Look) -> float:
    n = power.relation
    share = (n.value - n.low) / (n.high - n.low) if n.high > n.low else 0.5
    return look.scale * (THIN + (THICK - THIN) * min(1.0, max(0.0, share)))


def _flags(game: GamePanel, picture: Picture, rect: pygame.Rect, spots: dict[str, tuple[float, float, float]]) -> None:
    look, p = game.look, game.look.palette
    for power in game.desk.powers:
        x, y, _ = spots[power.id]
        size = 36 if not look.narrow else 28
        number = Text(look, "tag", power.relation.text, p.text, (0, 0))
        high = look.px(size) + look.px(2) + number.rect.h
        token = Widget(
            pygame.Rect(0, 0, max(look.px(size), number.rect.w + look.px(10)), high),
            f"map.{power.id}",
            explain=power.relation.name,
            on_activate=lambda id=power.id: game.open_power(id),  # type: ignore[misc]
            tab=False,
        )
        token.rect.center = (round(x), round(y) + number.rect.h // 2)
        token.rect.clamp_ip(rect.inflate(-look.px(8), -look.px(8)))
        disc = Flag(look, power.id, size, (token.rect.centerx - look.px(size) // 2, token.rect.y))
        pill = Box(pygame.Rect(0, 0, number.rect.w + look.px(10), number.rect.h), radius=8)
        pill.fill = p.bg
        pill.rect.midbottom = token.rect.midbottom
        number.rect.center = pill.rect.center
        pill.add(number)
        token.add(disc, pill)
        picture.add(token)


def _ships(game: GamePanel, picture: Picture, rect: pygame.Rect, view: atlas.View) -> None:
    look, p = game.look, game.look.palette
    news = [h for h in game.desk.bulletin if h.place == "sea"]
    for number, headline in enumerate(news[: len(atlas.INCIDENTS)]):
        x, y = view.at(*atlas.INCIDENTS[number])
        size = look.px(28)
        ship = Box(
            pygame.Rect(0, 0, size, size),
            f"map.ship{number}",
            hint=f"{headline.title}\n{headline.text}",
            tab=True,
            radius=14,
        )
        ship.fill, ship.edge = p.warn, p.power(headline.power) if headline.power else p.worse
        ship.rect.center = (round(rect.x + x), round(rect.y + y))
        if not rect.contains(ship.rect) or any(ship.rect.colliderect(c.rect) for c in picture.children):
            continue
        ship.add(Icon(look, "ship", 18, p.warn_text, (ship.rect.centerx - look.px(9), ship.rect.centery - look.px(9))))
        picture.add(ship)


def _labels(game: GamePanel, picture: Picture, rect: pygame.Rect, view: atlas.View) -> None:
    look, p, w = game.look, game.look.palette, game.look.words
    gap = look.px(7)
    jobs: list[tuple[str, str, float, float, int, Colour, tuple[str, ...]]] = []
    for id, lon, lat in atlas.ISLANDS:
        off = look.px(16 if lat > 9.7 else 20)
        jobs.append((w(id), "small", lon, lat, off, p.sea_text, ("below", "above", "right", "left")))
    jobs.append((w("sea_name"), "sea", *atlas.SEA, 0, p.sea_text, ("here", "below", "above")))
    for id, lon, lat, side in atlas.CITIES:
        jobs.append((w(id), "small", lon, lat, gap, p.text, (side, "right", "below", "above")))
    for text, style, lon, lat, off, colour, sides in jobs:
        x, y = view.at(lon, lat)
        widths: tuple[int | None, ...] = (None, look.px(120))
        placed = False
        for width in widths:
            label = MapLabel(look, style, text, colour, (0, 0), width, align="centre")
            if width is not None:
                label.rect.w = label.needs(look)[0]
            label.rim = p.sea_low if colour == p.sea_text else p.bg
            for side in sides:
                _put(label.rect, round(rect.x + x), round(rect.y + y), side, off)
                clear = not any(label.rect.colliderect(c.rect) for c in picture.children)
                if rect.inflate(-6, -6).contains(label.rect) and clear:
                    picture.add(label)
                    placed = True
                    break
            if placed:
                break
        if off == gap and rect.collidepoint(rect.x + x, rect.y + y):
            spot = Widget(pygame.Rect(0, 0, 1, 1))
            spot.rect.center = (round(rect.x + x), round(rect.y + y))
            picture.add(_Dot(spot.rect.inflate(look.px(6), look.px(6))))


class _Dot(Widget):
    """A town."""

    def paint(self, surface: pygame.Surface, look: Look) -> None:
        pygame.draw.aacircle(surface, look.palette.bg, self.rect.center, self.rect.w / 2 + 1)
        pygame.draw.aacircle(surface, look.palette.text, self.rect.center, self.rect.w / 2 - look.px(0.6))


def _put(box: pygame.Rect, x: int, y: int, side: str, off: int) -> None:
    if side == "left":
        box.midright = (x - off, y)
    elif side == "right":
        box.midleft = (x + off, y)
    elif side == "above":
        box.midbottom = (x, y - off)
    elif side == "below":
        box.midtop = (x, y + off)
    else:
        box.center = (x, y)
