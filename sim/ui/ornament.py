"""Takes a rectangle and the look, gives ornament drawn in code: the ring of a bronze drum.

The drum follows the faces of the Đông Sơn drums: a star in the middle, then bands of triangles, circles with tangents, birds and rays.
"""

from __future__ import annotations

from collections.abc import Callable
from math import cos, pi, sin

import pygame

from sim.ui.look import Look
from sim.ui.plots import OVER, kept

RAYS = 14
BIRDS = 10
Place = Callable[[float, float], tuple[float, float]]


def draw_drum(surface: pygame.Surface, rect: pygame.Rect, look: Look, alpha: int = 46) -> None:
    """The face of a drum, faint, as large as the rectangle allows."""
    side = min(rect.w, rect.h)
    if side < 40 or look.palette.name == "contrast":
        return
    colour = look.palette.gold
    sheet = kept(("drum", colour, alpha), (side, side), lambda s: _drum(s, (*colour, alpha)))
    surface.blit(sheet, (rect.centerx - side // 2, rect.centery - side // 2))


def _drum(sheet: pygame.Surface, ink: tuple[int, int, int, int]) -> None:
    n = sheet.get_width()
    r = n / 2 - OVER
    middle = n / 2

    def at(angle: float, share: float) -> tuple[float, float]:
        return (middle + r * share * cos(angle), middle + r * share * sin(angle))

    thin = max(1, round(n / 520))
    for share in (1.0, 0.975, 0.9, 0.79, 0.765, 0.56, 0.535, 0.44, 0.36, 0.345):
        pygame.draw.circle(sheet, ink, (middle, middle), r * share, thin)
    _star(sheet, ink, at)
    _teeth(sheet, ink, at, 0.9, 0.975, 96)
    _teeth(sheet, ink, at, 0.44, 0.36, 54)
    for i in range(60):  # circles with tangents
        one = 2 * pi * i / 60
        pygame.draw.circle(sheet, ink, at(one, 0.845), r * 0.021, thin)
        pygame.draw.circle(sheet, ink, at(one, 0.845), max(1, r * 0.006))
        pygame.draw.line(sheet, ink, at(one + 0.02, 0.866), at(one + 2 * pi / 60 - 0.02, 0.824), thin)
    for i in range(BIRDS):
        _bird(sheet, ink, at, 2 * pi * i / BIRDS)
    for i in range(72):
        pygame.draw.circle(sheet, ink, at(2 * pi * i / 72, 0.487), max(1, r * 0.009))


def _star(sheet: pygame.Surface, ink: tuple[int, int, int, int], at: Place) -> None:
    points = [at(pi * i / RAYS - pi / 2, 0.33 if i % 2 == 0 else 0.12) for i in range(2 * RAYS)]
    pygame.draw.polygon(sheet, ink, points)
    for i in range(RAYS):  # feathers between the rays
        angle = pi * (2 * i + 1) / RAYS - pi / 2
        for share in (0.2, 0.25, 0.3):
            pygame.draw.lines(
                sheet,
                ink,
                False,
                [at(angle - 0.05, share + 0.025), at(angle, share), at(angle + 0.05, share + 0.025)],
                1,
            )


def _teeth(
    sheet: pygame.Surface, ink: tuple[int, int, int, int], at: Place, root: float, tip: float, count: int
) -> None:
    for i in range(count):
        one = 2 * pi * i / count
        half = pi / count * 0.8
        pygame.draw.polygon(
            sheet, ink, [at(one - half, root), at(one, root + (tip - root) * 0.85), at(one + half, root)]
        )


def _bird(sheet: pygame.Surface, ink: tuple[int, int, int, int], at: Place, angle: float) -> None:
    """A long-billed bird in flight, counter-clockwise as on the drums; `u` runs along the ring, `v` outwards."""

    def to(u: float, v: float) -> tuple[float, float]:
        return at(angle - u * 0.5, 0.66 + v * 0.105)

    body = [
        (0.52, 0.05),
        (0.36, 0.22),
        (0.3, 0.1),
        (0.05, 0.12),
        (-0.2, 0.3),
        (-0.46, 0.34),
        (-0.3, 0.02),
        (-0.42, -0.3),
        (-0.12, -0.16),
        (0.06, -0.1),
        (0.3, -0.04),
    ]
    pygame.draw.polygon(sheet, ink, [to(u, v) for u, v in body])
    wing = [(0.08, 0.1), (-0.14, 0.92), (-0.34, 0.78), (-0.1, 0.16)]
    pygame.draw.polygon(sheet, ink, [to(u, v) for u, v in wing])
    other = [(0.08, -0.1), (-0.06, -0.86), (-0.24, -0.74), (-0.08, -0.12)]
    pygame.draw.polygon(sheet, ink, [to(u, v) for u, v in other])
