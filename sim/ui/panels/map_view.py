"""Takes the desk and a rectangle, gives the map: the baked coast, relation lines, flags, places, ships of headlines."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pygame

from sim.report.desk import PowerCard
from sim.ui import claim
from sim.ui import map as atlas
from sim.ui.look import Look
from sim.ui.panels.quarter import Quarter
from sim.ui.plots import OVER, dashed, kept
from sim.ui.theme import Colour, blend
from sim.ui.widgets import Box, Flag, Icon, Picture, Text, Widget, button

# Where the flags stand, as shares of the view, and how their lines bend; the rest of the powers share the lower edge.
PLACES: dict[str, tuple[float, float, float]] = {
    "us": (0.94, 0.32, -0.16),
    "china": (0.44, 0.06, 0.14),
    "russia": (0.1, 0.06, 0.12),
    "eu": (0.06, 0.4, 0.1),
}
PATTERNS: dict[str, tuple[float, ...]] = {"us": (), "china": (24, 7), "russia": (18, 7, 5, 7), "eu": (7, 7)}
# Ways to look for room for a name, the better first; those of the sea lead away from the mainland.
SEAWARD = ((0, -1), (1, -1), (0, 1), (1, 0))
WAYS = ((0, 1), (1, 0), (1, 1), (1, -1), (0, -1), (-1, 1), (-1, -1), (-1, 0))
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


def build(game: Quarter, rect: pygame.Rect) -> Widget:
    """The map and everything on it."""
    look, desk = game.look, game.desk
    view, claimed = atlas.View(rect.size), game.app.settings.claims
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
        if claimed:
            claim.draw(surface, place.topleft, view, look)
        surface.blit(kept(("relations", lines), place.size, paint), place)
        pygame.draw.rect(surface, look.palette.edge, place, 1)
        surface.set_clip(old)

    def paint(sheet: pygame.Surface) -> None:
        for colour, width, pattern, points in lines:
            big = [(x * OVER, y * OVER) for x, y in points]
            dashed(sheet, big, blend(colour, (0, 0, 0), 0.6), width * OVER + 2 * OVER, pattern)
            dashed(sheet, big, colour, width * OVER, pattern)

    picture = Picture(rect, draw, "map")
    _flags(game, picture, rect, spots)
    if game.view == "map":
        _switch(game, picture, rect)
    _rings(look, picture, rect, view)
    _waters(game, picture, rect, view, [(rect.x + x, rect.y + y) for *_, points in lines for x, y in points])
    if claimed:
        _claim(game, picture, rect, view)
    _cities(game, picture, rect, view)
    return picture


def _switch(game: Quarter, picture: Picture, rect: pygame.Rect) -> None:
    """Shows or hides the line of a claim; off until somebody asks for it."""
    look, on = game.look, game.app.settings.claims
    made = button(
        look,
        "map.claims",
        look.words("map_claims"),
        (0, 0),
        lambda: game.app.choose(claims=not on),
        icon="check" if on else "minus",
        style="small",
        chosen=on,
        hint=look.words("claim_about"),
    )
    made.move(rect.x + look.px(8), rect.bottom - look.px(8) - made.rect.h)
    if rect.contains(made.rect) and not any(made.rect.colliderect(c.rect) for c in picture.children):
        picture.add(made)


def _claim(game: Quarter, picture: Picture, rect: pygame.Rect, view: atlas.View) -> None:
    """The name of the line, which says that it is a claim, whose, and that it is contested."""
    look = game.look
    before = len(picture.children)
    _name(
        look,
        picture,
        rect,
        look.words("claim_name"),
        "small",
        view.at(*claim.NAMED_AT),
        look.px(6),
        origin=rect.topleft,
    )
    for label in picture.children[before:]:
        label.id, label.hint, label.tab = "map.claim", look.words("claim_about"), True


def _spot(power: PowerCard, number: int, rect: pygame.Rect) -> tuple[float, float, float]:
    x, y, bend = PLACES.get(power.id, (0.12 + 0.2 * (number % 5), 0.9, 0.1))
    return rect.x + rect.w * x, rect.y + rect.h * y, bend


def _warmth(power: PowerCard, look: Look) -> float:
    n = power.relation
    share = (n.value - n.low) / (n.high - n.low) if n.high > n.low else 0.5
    return look.scale * (THIN + (THICK - THIN) * min(1.0, max(0.0, share)))


def _flags(game: Quarter, picture: Picture, rect: pygame.Rect, spots: dict[str, tuple[float, float, float]]) -> None:
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
            on_activate=partial(game.open_power, power.id),
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


def _ships(game: Quarter, picture: Picture, rect: pygame.Rect, view: atlas.View) -> None:
    look, p = game.look, game.look.palette
    news = [h for h in game.desk.bulletin if h.place == "sea"]
    spots = [view.at(lon, lat) for lon, lat in atlas.INCIDENTS]
    for number, headline in enumerate(news[:4]):
        size = look.px(28 if not look.narrow else 24)
        hint = f"{headline.title}\n{headline.text}"
        ship = Box(pygame.Rect(0, 0, size, size), f"map.ship{number}", hint=hint, tab=True, radius=14)
        ship.fill, ship.edge = p.warn, p.power(headline.power) if headline.power else p.worse
        while spots:
            x, y = spots.pop(0)
            ship.rect.center = (round(rect.x + x), round(rect.y + y))
            if rect.contains(ship.rect) and not any(ship.rect.colliderect(c.rect) for c in picture.children):
                break
        else:
            return
        ship.add(Icon(look, "ship", 18, p.warn_text, (ship.rect.centerx - look.px(9), ship.rect.centery - look.px(9))))
        picture.add(ship)


def _rings(look: Look, picture: Picture, rect: pygame.Rect, view: atlas.View) -> None:
    for _, lon, lat in atlas.ISLANDS:
        x, y = view.at(lon, lat)
        ring = _Ring(pygame.Rect(0, 0, 2 * _reach(look, lat) + 1, 2 * _reach(look, lat) + 1))
        ring.rect.center = (round(rect.x + x), round(rect.y + y))
        if rect.contains(ring.rect) and not any(ring.rect.colliderect(c.rect) for c in picture.children):
            picture.add(ring)


def _reach(look: Look, lat: float) -> int:
    """Half the width of the ring around islands at a latitude: the Spratlys lie wider."""
    return look.px((13 if lat > 9.7 else 17) * (0.75 if look.narrow else 1))


def _waters(
    game: Quarter, picture: Picture, rect: pygame.Rect, view: atlas.View, lines: Sequence[tuple[float, float]]
) -> None:
    """The disputed islands, the sea, ships of the news: all named, as near to their place as the others allow, none over our coast.

    `lines`: points of the relation lines, which names keep off where they can.
    """
    look, w = game.look, game.look.words
    west, east = (view.at(lon, atlas.SEA[1])[0] for lon in atlas.SHORES)
    style = "sea" if look.type.width("sea", w("sea_name")) < east - west else "note"
    water = pygame.Rect(rect.x + round(west) + look.px(5), rect.y, round(east - west) - look.px(8), rect.h)
    for id, lon, lat in atlas.ISLANDS:
        off = _reach(look, lat) + look.px(2)
        beyond = pygame.Rect(water.x, rect.y, rect.right - water.x, rect.h)
        _name(look, picture, beyond, w(id), "small", view.at(lon, lat), off, origin=rect.topleft, lines=lines)
    sea = view.at(*atlas.SEA)
    _name(look, picture, water.clip(rect), w("sea_name"), style, sea, 0, origin=rect.topleft, lines=lines)
    _ships(game, picture, rect, view)


def _name(
    look: Look,
    picture: Picture,
    rect: pygame.Rect,
    text: str,
    style: str,
    at: tuple[float, float],
    off: int,
    *,
    origin: tuple[int, int],
    lines: Sequence[tuple[float, float]] = (),
) -> None:
    """Put a name within `rect`, a part of the map whose corner is `origin`, as near to its place as the others allow."""
    p = look.palette
    place = (round(origin[0] + at[0]), round(origin[1] + at[1]))
    labels = [_label(look, text, style, p.sea_text, p.sea_low, None)]
    labels.append(_label(look, text.replace(" (", "\n("), style, p.sea_text, p.sea_low, rect.w))
    labels[-1].text = labels[0].text
    labels.append(_label(look, text, style, p.sea_text, p.sea_low, look.px(90)))
    labels = [label for label in labels if label.rect.w <= rect.w] or labels[-1:]
    step = look.px(4 if not off else 9)
    near, far = (9, 30) if not off else (3, 10)
    for steps, avoided in ((near, lines), (far, lines), (near, ()), (far, ())):
        for label in labels:
            places = _around(label.rect, place, off, step, steps)
            clear = (q for q in places if not any(q.collidepoint(point) for point in avoided))
            if any(_free(label, picture, rect, q) for q in clear):
                picture.add(label)
                return


def _around(box: pygame.Rect, at: tuple[int, int], off: int, step: int, steps: int) -> list[pygame.Rect]:
    """Places for a label: on the spot itself when `off` is 0, else below or above it, then further and further around."""
    places = [box.copy() for _ in range(3)]
    places[0].center = at
    places[1].midtop = (at[0], at[1] + off)
    places[2].midbottom = (at[0], at[1] - off)
    if off:
        del places[0]
    for ring in range(1, steps):
        for dx, dy in WAYS if off else SEAWARD:
            place = box.copy()
            place.center = (at[0] + dx * ring * 2 * step, at[1] + dy * (ring * step + off))
            places.append(place)
    return places


def _label(look: Look, text: str, style: str, colour: Colour, rim: Colour, width: int | None) -> MapLabel:
    label = MapLabel(look, style, text, colour, (0, 0), width, align="centre")
    label.rect.w = label.needs(look)[0]
    label.rim = rim
    return label


def _free(label: MapLabel, picture: Picture, rect: pygame.Rect, place: pygame.Rect) -> bool:
    """Put a label there if nothing else is; True if it stands."""
    if rect.inflate(-6, -6).contains(place) and not any(place.colliderect(c.rect) for c in picture.children):
        label.rect.topleft = place.topleft
        return True
    return False


def _cities(game: Quarter, picture: Picture, rect: pygame.Rect, view: atlas.View) -> None:
    """Towns with their names where there is room."""
    look, p, w = game.look, game.look.palette, game.look.words
    gap = look.px(7)
    for id, lon, lat, side in atlas.CITIES:
        x, y = view.at(lon, lat)
        at = (round(rect.x + x), round(rect.y + y))
        if not rect.inflate(-20, -20).collidepoint(at):
            continue
        label = _label(look, w(id), "small", p.text, p.bg, None)
        for choice in (side, "right", "below", "above"):
            place = label.rect.copy()
            _put(place, at[0], at[1], choice, gap)
            if _free(label, picture, rect, place):
                picture.add(label)
                break
        dot = pygame.Rect(0, 0, look.px(7), look.px(7))
        dot.center = at
        if not any(dot.colliderect(c.rect) for c in picture.children):
            picture.add(_Dot(dot))


class _Ring(Widget):
    """A dashed ring around disputed islands."""

    def paint(self, surface: pygame.Surface, look: Look) -> None:
        left, right, y = float(self.rect.x), float(self.rect.right), float(self.rect.centery)
        ring = atlas.curve((left, y), (right, y), -1.0, 16) + atlas.curve((right, y), (left, y), -1.0, 16)
        dashed(surface, ring, look.palette.disputed, look.px(1.2), (look.px(4), look.px(3)))


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
    else:
        box.midtop = (x, y + off)
