"""Takes the size of a rectangle and a palette, gives the coast around the East Sea baked once, and places on it.

Mercator (x = longitude, y = ln tan(45 deg + latitude / 2)) by hand. The coast is Natural Earth (origin inside data/coast.json). The
Paracels, the Spratlys and Scarborough are painted neutrally as disputed, under both names; no claim line is part of it (see `claim`).
"""

from __future__ import annotations

import json
from collections import OrderedDict
from functools import cache
from math import log, pi, radians, tan
from pathlib import Path
from typing import Any

import pygame

from sim.ui.theme import PALETTES, Palette, blend

Point = tuple[float, float]
# The part of the world that must be seen whatever the shape of the view: west, south, east, north.
MUST_SEE = (99.5, 5.2, 121.0, 24.4)
CITIES: tuple[tuple[str, float, float, str], ...] = (
    ("city_hanoi", 105.85, 21.03, "left"),
    ("city_danang", 108.22, 16.07, "left"),
    ("city_hcm", 106.7, 10.78, "left"),
)
ISLANDS: tuple[tuple[str, float, float], ...] = (
    ("isles_paracels", 112.0, 16.5),
    ("isles_spratlys", 114.2, 9.6),
    ("isles_scarborough", 117.76, 15.15),
)
SEA = (114.9, 12.9)
SHORES = (109.4, 119.8)  # longitudes of Vietnam and of Luzon at the latitude of that name
HANOI = (105.85, 21.03)
INCIDENTS: tuple[Point, ...] = (
    (111.4, 14.6),
    (110.6, 8.6),
    (113.2, 18.2),
    (109.6, 7.0),
    (112.4, 11.2),
    (116.6, 17.8),
    (116.2, 12.0),
)
KEPT = 3  # baked maps


def mercator(lon: float, lat: float) -> Point:
    """Mercator plane, in radians, y upwards."""
    return radians(lon), log(tan(pi / 4 + radians(lat) / 2))


class View:
    """The map on a rectangle of `size` pixels, whose top left is (0, 0)."""

    def __init__(self, size: tuple[int, int]) -> None:
        west, south = mercator(MUST_SEE[0], MUST_SEE[1])
        east, north = mercator(MUST_SEE[2], MUST_SEE[3])
        self.k = min(size[0] / (east - west), size[1] / (north - south))
        self.x0 = size[0] / 2 - self.k * (west + east) / 2
        self.y0 = size[1] / 2 + self.k * (south + north) / 2

    def at(self, lon: float, lat: float) -> Point:
        """Pixel of a place."""
        x, y = mercator(lon, lat)
        return self.x0 + self.k * x, self.y0 - self.k * y


@cache
def shapes() -> tuple[tuple[str, tuple[Point, ...]], ...]:
    """(owner, ring in Mercator) of all land."""
    data: dict[str, Any] = json.loads((Path(__file__).parent / "data" / "coast.json").read_text(encoding="utf-8"))
    arcs: list[list[Point]] = []
    for flat in data["arcs"]:
        lon = lat = 0
        points: list[Point] = []
        for dx, dy in zip(flat[::2], flat[1::2], strict=True):
            lon, lat = lon + dx, lat + dy
            points.append(mercator(lon / 100, min(84.0, max(-84.0, lat / 100))))
        arcs.append(points)
    out = []
    for shape in data["shapes"]:
        ring: list[Point] = []
        for i in shape["ring"]:
            part = arcs[i] if i >= 0 else arcs[~i][::-1]
            ring += part[1:] if ring else part
        out.append((str(shape["owner"]), tuple(ring)))
    return tuple(out)


_baked: OrderedDict[tuple[tuple[int, int], str], pygame.Surface] = OrderedDict()


def bake(size: tuple[int, int], palette: str) -> pygame.Surface:
    """The sea and all land at this size; kept, so that asking again costs nothing."""
    key = (size, palette)
    if key in _baked:
        _baked.move_to_end(key)
        return _baked[key]
    _baked[key] = _paint(size, PALETTES[palette])
    while len(_baked) > KEPT:
        _baked.popitem(last=False)
    return _baked[key]


def _paint(size: tuple[int, int], p: Palette) -> pygame.Surface:
    over = 2 if size[0] * size[1] < 1_600_000 else 1
    w, h = size[0] * over, size[1] * over
    sheet = pygame.Surface((w, h))
    for y in range(h):
        sheet.fill(blend(p.sea_top, p.sea_low, y / h), (0, y, w, 1))
    view = View((w, h))
    polygons = [(whose, [(view.x0 + view.k * x, view.y0 - view.k * y) for x, y in ring]) for whose, ring in shapes()]
    frame = pygame.Rect(0, 0, w, h).inflate(w // 3, h // 3)
    seen = [(whose, ring) for whose, ring in polygons if _box(ring).colliderect(frame)]
    _glow(sheet, seen, p, w, h)
    _hatch(sheet, seen, p, over)
    line = blend(p.sea_top, p.sea_glow, 0.5)
    for lon in range(90, 150, 5):
        x = view.at(lon, 0)[0]
        pygame.draw.line(sheet, line, (x, 0), (x, h))
    for lat in range(-10, 50, 5):
        north = view.at(100, lat)[1]
        pygame.draw.line(sheet, line, (0, north), (w, north))
    for whose, ring in seen:
        if whose != "disputed":
            fill = p.land if whose == "other" else blend(p.power(whose), p.land, 0.08 if whose == "vietnam" else 0.55)
            pygame.draw.polygon(sheet, fill, ring)
    for whose, ring in seen:
        if whose in ("other", "china", "russia"):
            pygame.draw.lines(sheet, p.coast, True, ring, over)
    for whose, ring in seen:
        if whose == "vietnam":
            pygame.draw.lines(sheet, p.gold, True, ring, over + 1)
    for whose, ring in seen:
        if whose == "disputed":
            box = _box(ring)
            pygame.draw.circle(sheet, p.disputed, box.center, max(2, min(box.w, box.h) // 2 + over - 1))
    return pygame.transform.smoothscale(sheet, size) if over > 1 else sheet


def _glow(sheet: pygame.Surface, seen: list[tuple[str, list[Point]]], p: Palette, w: int, h: int) -> None:
    """Lighten the water along the coasts: the land drawn thick and small, then blurred by scaling."""
    small = 10
    mask = pygame.Surface((w // small + 1, h // small + 1), pygame.SRCALPHA)
    mask.fill((*p.sea_glow, 0))
    for whose, ring in seen:
        if whose != "disputed":
            pygame.draw.lines(mask, (*p.sea_glow, 110), True, [(x / small, y / small) for x, y in ring], 3)
    mask = pygame.transform.gaussian_blur(mask, 3)
    sheet.blit(pygame.transform.smoothscale(mask, (w, h)), (0, 0))


def _hatch(sheet: pygame.Surface, seen: list[tuple[str, list[Point]]], p: Palette, over: int) -> None:
    """Level strokes that fade away from the coast, as on engraved charts; the land is painted over their inner ends."""
    w, h = sheet.get_size()
    small = 2 * over
    mask = pygame.Surface((w // small + 1, h // small + 1), pygame.SRCALPHA)
    mask.fill((255, 255, 255, 0))
    for reach, alpha in ((11, 70), (7, 130), (4, 220)):
        for whose, ring in seen:
            if whose != "disputed":
                pygame.draw.lines(mask, (255, 255, 255, alpha), True, [(x / small, y / small) for x, y in ring], reach)
    strokes = pygame.Surface((w, h), pygame.SRCALPHA)
    colour = blend(p.sea_glow, p.sea_text, 0.35)
    for y in range(0, h, 4 * over):
        pygame.draw.line(strokes, (*colour, 150), (0, y), (w, y), max(1, over - 1))
    strokes.blit(pygame.transform.smoothscale(mask, (w, h)), (0, 0), special_flags=pygame.BLEND_RGBA_MULT)
    sheet.blit(strokes, (0, 0))


def _box(ring: list[Point]) -> pygame.Rect:
    xs = [x for x, _ in ring]
    ys = [y for _, y in ring]
    left, top = max(-30000, int(min(xs))), max(-30000, int(min(ys)))
    return pygame.Rect(left, top, min(60000, int(max(xs)) - left + 1), min(60000, int(max(ys)) - top + 1))


def curve(start: Point, end: Point, bend: float, steps: int = 48) -> list[Point]:
    """A quadratic curve whose middle is pushed sideways by `bend` of its length."""
    mx, my = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    dx, dy = end[0] - start[0], end[1] - start[1]
    cx, cy = mx - dy * bend, my + dx * bend
    out = []
    for i in range(steps + 1):
        t = i / steps
        a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t * t
        out.append((a * start[0] + b * cx + c * end[0], a * start[1] + b * cy + c * end[1]))
    return out
