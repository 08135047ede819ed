"""Takes the family of an event, gives its illustration as a woodcut in four tones, drawn in code.

Every scene is drawn on a unit square stretched to the rectangle: x to the right, y downwards, 0 to 1.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import cos, pi, sin

import pygame

from sim.ui.look import Look
from sim.ui.plots import kept
from sim.ui.theme import Colour, blend

Point = tuple[float, float]


@dataclass(slots=True)
class Print:
    """A sheet to print on, and its tones from the lightest to the darkest, and the red of the seal."""

    sheet: pygame.Surface
    sky: Colour
    far: Colour
    near: Colour
    ink: Colour
    red: Colour

    def _at(self, point: Point) -> Point:
        w, h = self.sheet.get_size()
        return (point[0] * w, point[1] * h)

    def shape(self, colour: Colour, points: Sequence[Point]) -> None:
        """A filled outline."""
        pygame.draw.polygon(self.sheet, colour, [self._at(p) for p in points])

    def block(self, colour: Colour, x: float, y: float, w: float, h: float) -> None:
        """A filled rectangle."""
        self.shape(colour, [(x, y), (x + w, y), (x + w, y + h), (x, y + h)])

    def disc(self, colour: Colour, x: float, y: float, r: float) -> None:
        """A filled circle; `r` is a share of the height."""
        pygame.draw.circle(self.sheet, colour, self._at((x, y)), r * self.sheet.get_height())

    def line(self, colour: Colour, points: Sequence[Point], width: float = 0.02) -> None:
        """An open line; `width` is a share of the height."""
        pygame.draw.lines(
            self.sheet, colour, False, [self._at(p) for p in points], max(1, round(width * self.sheet.get_height()))
        )

    def waves(self, colour: Colour, y: float, count: int, size: float, shift: float = 0.0) -> None:
        """A row of scales, as on old prints of the sea."""
        step = 1.0 / count
        for i in range(-1, count + 1):
            middle = (i + 0.5 + shift) * step
            arc = [(middle + step * 0.5 * cos(pi * k / 8), y - size * sin(pi * k / 8)) for k in range(9)]
            self.line(colour, arc, 0.022)

    def ship(self, colour: Colour, x: float, y: float, size: float, turned: bool = False) -> None:
        """A patrol ship, its bow to the right unless turned."""
        s = -size if turned else size
        hull = [(-0.5, 0), (0.56, -0.06), (0.42, 0.14), (-0.42, 0.14)]
        deck = [(-0.24, 0), (-0.24, -0.16), (-0.02, -0.16), (-0.02, -0.28), (0.12, -0.28), (0.2, -0.03)]
        for part in (hull, deck):
            self.shape(colour, [(x + px * s, y + py * size * 1.6) for px, py in part])
        self.line(colour, [(x + 0.05 * s, y - 0.4 * size), (x + 0.05 * s, y - 0.85 * size)], 0.018)

    def person(self, colour: Colour, x: float, y: float, size: float) -> None:
        """Somebody standing, from the waist up."""
        w, h = self.sheet.get_size()
        narrow = size * h / w
        self.disc(colour, x, y - size * 0.62, size * 0.24)
        self.shape(
            colour,
            [
                (x - narrow * 0.42, y),
                (x - narrow * 0.34, y - size * 0.3),
                (x, y - size * 0.4),
                (x + narrow * 0.34, y - size * 0.3),
                (x + narrow * 0.42, y),
            ],
        )


def _sea(p: Print) -> None:
    p.disc(p.red, 0.2, 0.34, 0.15)
    p.shape(p.far, [(0, 0.62), (0.12, 0.5), (0.22, 0.56), (0.32, 0.44), (0.44, 0.62)])
    p.block(p.near, 0, 0.62, 1, 0.38)
    p.ship(p.ink, 0.4, 0.6, 0.34)
    p.ship(p.ink, 0.78, 0.66, 0.3, turned=True)
    for row in range(4):
        p.waves(p.sky if row % 2 else p.far, 0.76 + 0.09 * row, 9, 0.06, 0.5 * (row % 2))


def _assembly(p: Print) -> None:
    p.shape(p.far, [(0.2, 0.5), (0.5, 0.08), (0.8, 0.5)])
    p.disc(p.sky, 0.5, 0.34, 0.12)
    p.line(p.near, [(0.5, 0.22), (0.5, 0.46)], 0.02)
    p.line(p.near, [(0.43, 0.34), (0.57, 0.34)], 0.02)
    p.block(p.near, 0.38, 0.5, 0.24, 0.08)
    for row, (y, count, size) in enumerate(((0.74, 9, 0.16), (0.92, 7, 0.22))):
        for i in range(count):
            colour = p.red if row == 1 and i == 3 else p.ink if row else p.near
            p.person(colour, (i + 0.5) / count, y, size)
    p.block(p.ink, 0, 0.93, 1, 0.07)


def _summit(p: Print) -> None:
    for i, colour in enumerate((p.far, p.red, p.far, p.near)):
        x = 0.14 + i * 0.24
        p.line(p.ink, [(x, 0.1), (x, 0.74)], 0.022)
        p.shape(colour, [(x, 0.12), (x + 0.16, 0.17), (x + 0.15, 0.4), (x, 0.36)])
    p.disc(p.sky, 0.46, 0.25, 0.05)
    p.person(p.ink, 0.4, 0.96, 0.5)
    p.person(p.ink, 0.62, 0.96, 0.5)
    p.line(p.ink, [(0.43, 0.78), (0.51, 0.82), (0.59, 0.78)], 0.05)
    p.block(p.near, 0, 0.92, 1, 0.08)


def _arms(p: Print) -> None:
    p.shape(p.far, [(0, 0.8), (0, 0.3), (0.24, 0.16), (0.24, 0.8)])
    p.shape(p.far, [(0.24, 0.8), (0.24, 0.34), (0.46, 0.2), (0.46, 0.8)])
    p.line(p.near, [(0.62, 0.84), (0.7, 0.14), (0.98, 0.3)], 0.03)
    p.line(p.near, [(0.7, 0.14), (0.54, 0.3)], 0.03)
    p.line(p.near, [(0.9, 0.26), (0.9, 0.48)], 0.015)
    p.ship(p.ink, 0.5, 0.72, 0.52)
    p.disc(p.red, 0.9, 0.5, 0.05)
    p.block(p.near, 0, 0.84, 1, 0.16)
    for i in range(8):
        p.block(p.sky, 0.04 + i * 0.12, 0.89, 0.06, 0.03)


def _trade(p: Print) -> None:
    for x in (0.18, 0.46):
        p.line(p.near, [(x, 0.78), (x + 0.05, 0.16), (x + 0.1, 0.78)], 0.03)
        p.line(p.near, [(x - 0.1, 0.2), (x + 0.3, 0.2)], 0.035)
        p.line(p.near, [(x + 0.22, 0.2), (x + 0.22, 0.44)], 0.015)
    for row in range(3):
        for i in range(5 - row):
            colour = (p.ink, p.red, p.far, p.near)[(i * 2 + row * 3) % 4]
            p.block(colour, 0.5 + (i + row * 0.5) * 0.095, 0.68 - row * 0.13, 0.085, 0.11)
    p.shape(p.ink, [(0.36, 0.8), (1.0, 0.8), (0.94, 0.92), (0.42, 0.92)])
    p.block(p.near, 0, 0.78, 0.34, 0.22)
    p.waves(p.far, 0.98, 8, 0.05)


def _home(p: Print) -> None:
    p.disc(p.red, 0.5, 0.22, 0.12)
    p.shape(
        p.ink,
        [(0.12, 0.5), (0.24, 0.34), (0.76, 0.34), (0.88, 0.5), (0.94, 0.46), (0.8, 0.26), (0.2, 0.26), (0.06, 0.46)],
    )
    p.block(p.far, 0.2, 0.5, 0.6, 0.32)
    for i in range(5):
        p.block(p.near, 0.23 + i * 0.125, 0.5, 0.04, 0.32)
    p.block(p.ink, 0.14, 0.82, 0.72, 0.05)
    for i in range(9):
        p.person(p.ink if i % 2 else p.near, (i + 0.5) / 9, 1.02, 0.2)


def _letter(p: Print) -> None:
    p.block(p.near, 0, 0.8, 1, 0.2)
    p.shape(p.sky, [(0.2, 0.24), (0.8, 0.2), (0.84, 0.78), (0.24, 0.82)])
    p.line(p.ink, [(0.2, 0.24), (0.53, 0.56), (0.8, 0.2)], 0.022)
    p.line(p.ink, [(0.24, 0.82), (0.45, 0.49)], 0.015)
    p.line(p.ink, [(0.84, 0.78), (0.6, 0.47)], 0.015)
    p.line(p.ink, [(0.2, 0.24), (0.8, 0.2), (0.84, 0.78), (0.24, 0.82), (0.2, 0.24)], 0.022)
    p.disc(p.red, 0.53, 0.56, 0.1)
    p.line(p.ink, [(0.98, 0.1), (0.78, 0.5)], 0.04)


def _talk(p: Print) -> None:
    p.block(p.far, 0.06, 0.1, 0.88, 0.44)
    for i in range(3):
        p.block(p.sky, 0.1 + i * 0.29, 0.14, 0.22, 0.36)
    p.shape(p.near, [(0.16, 0.5), (0.3, 0.34), (0.44, 0.42), (0.6, 0.28), (0.84, 0.5)])
    p.person(p.ink, 0.2, 0.86, 0.44)
    p.person(p.ink, 0.8, 0.86, 0.44)
    p.shape(p.red, [(0.3, 0.78), (0.7, 0.78), (0.76, 0.94), (0.24, 0.94)])
    p.block(p.ink, 0.47, 0.66, 0.05, 0.12)
    p.disc(p.far, 0.495, 0.64, 0.07)


SCENES: dict[str, Callable[[Print], None]] = {
    "sea": _sea,
    "assembly": _assembly,
    "summit": _summit,
    "arms": _arms,
    "trade": _trade,
    "home": _home,
    "letter": _letter,
    "talk": _talk,
}


def draw(surface: pygame.Surface, rect: pygame.Rect, look: Look, family: str, ground: Colour, ink: Colour) -> None:
    """Print the scene of a family on a ground; an unknown family gets the talk."""
    p = look.palette

    def paint(sheet: pygame.Surface) -> None:
        sheet.fill(blend(ground, ink, 0.06))
        sky, far, near, dark = (blend(ground, ink, share) for share in (0.04, 0.24, 0.46, 0.8))
        SCENES.get(family, _talk)(Print(sheet, sky, far, near, dark, p.seal))

    picture = kept(("scene", family, ground, ink, p.seal), rect.size, paint)
    surface.blit(picture, rect)
    pygame.draw.rect(surface, blend(ground, ink, 0.35), rect, look.px(1))
