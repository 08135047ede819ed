"""Takes a rectangle that was filled, gives it the grain of its material: fibres of paper, brush strokes of lacquer."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import lru_cache
from math import cos, pi, sin

import pygame

from sim.ui.theme import Colour, Palette, luminance

TILE = 160  # pixels of a square of grain


def lay(surface: pygame.Surface, rect: pygame.Rect, palette: Palette, base: Colour) -> None:
    """A faint grain over a rectangle that was filled with `base`: fibres on what is light, brushed lacquer on what is dark."""
    if palette.name == "contrast":
        return
    tile = _fibres() if luminance(base) > 0.35 else _lacquer()
    old = surface.get_clip()
    surface.set_clip(rect.clip(old))
    for x in range(rect.x, rect.right, TILE):
        for y in range(rect.y, rect.bottom, TILE):
            surface.blit(tile, (x, y))
    surface.set_clip(old)


def _wrapped(tile: pygame.Surface, ink: Sequence[int], points: Sequence[tuple[float, float]]) -> None:
    """A thin line that goes on at the other side of the tile."""
    for dx in (-TILE, 0, TILE):
        for dy in (-TILE, 0, TILE):
            pygame.draw.lines(tile, ink, False, [(x + dx, y + dy) for x, y in points])


@lru_cache(maxsize=1)
def _fibres() -> pygame.Surface:
    """Dó paper: short dark and light fibres that lie as they fell."""
    dice, tile = random.Random(2), pygame.Surface((TILE, TILE), pygame.SRCALPHA)
    for number in range(120):
        x, y, angle = dice.random() * TILE, dice.random() * TILE, dice.random() * pi
        length, bend = 4 + dice.random() * 14, (dice.random() - 0.5) * 6
        points = [
            (x, y),
            (x + cos(angle) * length / 2 - sin(angle) * bend / 2, y + sin(angle) * length / 2 + cos(angle) * bend / 2),
            (x + cos(angle) * length, y + sin(angle) * length),
        ]
        _wrapped(tile, (118, 92, 52, 15) if number % 3 else (255, 252, 240, 46), points)
    for _ in range(26):
        tile.set_at((dice.randrange(TILE), dice.randrange(TILE)), (104, 76, 40, 44))
    return tile


@lru_cache(maxsize=1)
def _lacquer() -> pygame.Surface:
    """Rubbed lacquer: long strokes nearly level, and a speck of gold dust here and there."""
    dice, tile = random.Random(5), pygame.Surface((TILE, TILE), pygame.SRCALPHA)
    for number in range(90):
        x, y, length = dice.random() * TILE, dice.random() * TILE, 20 + dice.random() * 60
        slope = (dice.random() - 0.5) * 0.06
        _wrapped(tile, (255, 214, 170, 4) if number % 2 else (0, 0, 0, 15), [(x, y), (x + length, y + slope * length)])
    for _ in range(12):
        tile.set_at((dice.randrange(TILE), dice.randrange(TILE)), (226, 178, 84, 34))
    return tile
