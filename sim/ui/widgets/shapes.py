"""Takes numbers and names, gives widgets that draw them: box, icon, flag, bar, sparkline, dots, picture."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from functools import lru_cache

import pygame

from sim.ui import flags
from sim.ui.look import Look
from sim.ui.theme import Colour, blend
from sim.ui.widgets.base import Widget


class Box(Widget):
    """A filled, rounded container, with an optional stripe of colour at its left."""

    fill: Colour | None = None
    edge: Colour | None = None
    stripe: Colour | None = None
    shadow: bool = False
    grain: bool = False  # whether the fibres of its material show
    ornament: Callable[[pygame.Surface, pygame.Rect], None] | None = None

    def paint(self, surface: pygame.Surface, look: Look) -> None:
        if self.shadow:
            shade = _shadow(
                self.rect.size, tuple((look.px(10 - 2 * i), look.px(self.radius + 5 - i)) for i in range(4))
            )
            surface.blit(shade, shade.get_rect(center=self.rect.center).move(0, look.px(2)))
        look.box(surface, self.rect, self.fill, self.edge, self.radius)
        if self.grain and self.fill is not None:
            inset = look.px(self.radius / 3)
            look.grain(surface, self.rect.inflate(-2 * inset, -2 * inset), self.fill)
        if self.ornament is not None:
            old = surface.get_clip()
            surface.set_clip(self.rect.clip(old))
            self.ornament(surface, self.rect)
            surface.set_clip(old)
        if self.stripe is not None:
            high = self.rect.h - 2 * look.px(7)
            pygame.draw.rect(
                surface,
                self.stripe,
                (self.rect.x, self.rect.y + look.px(7), look.px(4), high),
                border_top_right_radius=look.px(3),
                border_bottom_right_radius=look.px(3),
            )


@lru_cache(maxsize=8)
def _shadow(size: tuple[int, int], layers: tuple[tuple[int, int], ...]) -> pygame.Surface:
    """What a box of this size throws: a soft edge of layers, each (how much larger, radius)."""
    most = max(grow for grow, _ in layers)
    made = pygame.Surface((size[0] + most, size[1] + most), pygame.SRCALPHA)
    for grow, radius in layers:
        shade = pygame.Surface((size[0] + grow, size[1] + grow), pygame.SRCALPHA)
        pygame.draw.rect(shade, (0, 0, 0, 26), shade.get_rect(), border_radius=radius)
        made.blit(shade, shade.get_rect(center=made.get_rect().center))
    return made


class Icon(Widget):
    """A line drawing."""

    def __init__(
        self, look: Look, name: str, units: float, colour: Colour, at: tuple[int, int], id: str = "", hint: str = ""
    ) -> None:
        super().__init__(pygame.Rect(at, (look.px(units), look.px(units))), id, hint=hint)
        self.name, self.units, self.colour = name, units, colour

    def paint(self, surface: pygame.Surface, look: Look) -> None:
        surface.blit(look.icon(self.name, self.units, self.colour), self.rect)


class Flag(Widget):
    """The disc of a power with a ring of its colour."""

    def __init__(self, look: Look, power: str, units: float, at: tuple[int, int], id: str = "") -> None:
        super().__init__(pygame.Rect(at, (look.px(units), look.px(units))), id, radius=units / 2)
        self.power = power

    def paint(self, surface: pygame.Surface, look: Look) -> None:
        centre, r = self.rect.center, self.rect.w / 2
        pygame.draw.aacircle(surface, look.palette.power(self.power), centre, r)
        ring = look.px(2)
        inside = self.rect.w - 2 * ring
        surface.blit(flags.flag(self.power, inside), (self.rect.x + ring, self.rect.y + ring))


class Bar(Widget):
    """A value between two ends; when the scale crosses zero the bar grows from zero."""

    def __init__(
        self, rect: pygame.Rect, value: float, low: float, high: float, colour: Colour, marks: Sequence[float] = ()
    ) -> None:
        super().__init__(rect)
        self.value, self.low, self.high, self.colour, self.marks = value, low, high, colour, marks
        self.amount = value

    def roll(self, amount: float) -> None:
        self.value = amount

    def _x(self, value: float) -> float:
        span = self.high - self.low
        share = (value - self.low) / span if span > 0 else 0.0
        return self.rect.x + self.rect.w * min(1.0, max(0.0, share))

    def paint(self, surface: pygame.Surface, look: Look) -> None:
        r = self.rect.h // 2
        pygame.draw.rect(surface, look.palette.track, self.rect, border_radius=r)
        root = self._x(0.0) if self.low < 0 < self.high else float(self.rect.x)
        ends = sorted((root, self._x(self.value)))
        if ends[1] - ends[0] >= 0.5:  # nothing stays empty
            full = pygame.Rect(round(ends[0]), self.rect.y, max(self.rect.h, round(ends[1] - ends[0])), self.rect.h)
            pygame.draw.rect(surface, self.colour, full.clamp(self.rect), border_radius=r)
        if self.low < 0 < self.high:
            pygame.draw.line(surface, look.palette.text, (root, self.rect.y - 1), (root, self.rect.bottom), look.px(1))
        for mark in self.marks:
            x = self._x(mark)
            pygame.draw.line(surface, look.palette.bg, (x, self.rect.y), (x, self.rect.bottom - 1), look.px(1))


class Spark(Widget):
    """A line of past values with its last point marked."""

    def __init__(self, rect: pygame.Rect, values: Sequence[float], colour: Colour) -> None:
        super().__init__(rect)
        self.values, self.colour = tuple(values), colour

    def paint(self, surface: pygame.Surface, look: Look) -> None:
        if not self.values:
            return
        area = self.rect.inflate(-look.px(8), -look.px(8))
        low, high = min(self.values), max(self.values)
        if high - low < 1e-9:
            low, high = low - 1, high + 1
        values = self.values if len(self.values) > 1 else self.values * 2
        points = [
            (area.x + area.w * i / (len(values) - 1), area.bottom - area.h * (v - low) / (high - low))
            for i, v in enumerate(values)
        ]
        shade = pygame.Surface(self.rect.size, pygame.SRCALPHA)
        floor = [(points[-1][0], area.bottom + look.px(3)), (points[0][0], area.bottom + look.px(3))]
        moved = [(x - self.rect.x, y - self.rect.y) for x, y in points + floor]
        pygame.draw.polygon(shade, (*self.colour, 46), moved)
        surface.blit(shade, self.rect)
        for one, other in itertools.pairwise(points):
            pygame.draw.aaline(surface, self.colour, one, other, look.px(1.6))
        pygame.draw.aacircle(surface, self.colour, points[-1], look.px(3))


class Dots(Widget):
    """Points of attention: full, half and spent."""

    def __init__(self, look: Look, left: float, full: float, at: tuple[int, int], id: str, hint: str) -> None:
        self.count = max(1, round(max(left, full) + 0.49))
        self.step, self.r = look.px(15), look.px(5)
        size = (self.step * self.count, look.px(18))
        super().__init__(pygame.Rect(at, size), id, hint=hint, tab=True)
        self.left = left

    def paint(self, surface: pygame.Surface, look: Look) -> None:
        p = look.palette
        for i in range(self.count):
            centre = (self.rect.x + self.step * i + self.step // 2, self.rect.centery)
            share = min(1.0, max(0.0, self.left - i))
            pygame.draw.aacircle(surface, blend(p.bar, p.gold, 0.55), centre, self.r)
            pygame.draw.aacircle(surface, p.bar, centre, self.r - look.px(1.4))
            if share >= 0.99:
                pygame.draw.aacircle(surface, p.gold, centre, self.r)
            elif share > 0.01:
                pygame.draw.aacircle(surface, p.gold, centre, self.r * (0.35 + 0.5 * share))


class Picture(Widget):
    """Anything painted by a function of the surface, the rectangle and the look."""

    def __init__(
        self,
        rect: pygame.Rect,
        draw: Callable[[pygame.Surface, pygame.Rect, Look], None],
        id: str = "",
        explain: str = "",
    ) -> None:
        super().__init__(rect, id, explain=explain)
        self.draw = draw

    def paint(self, surface: pygame.Surface, look: Look) -> None:
        self.draw(surface, self.rect, look)
