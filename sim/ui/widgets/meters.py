"""Takes amounts, gives widgets that weigh them: parts of a whole, a swing to either side, a fan of what may come."""

from __future__ import annotations

from collections.abc import Sequence

import pygame

from sim.ui.look import Look
from sim.ui.theme import Colour
from sim.ui.widgets.base import Widget


class Split(Widget):
    """A bar cut into parts of a whole, from left to right."""

    def __init__(self, rect: pygame.Rect, parts: Sequence[float], colours: Sequence[Colour]) -> None:
        super().__init__(rect)
        self.parts, self.colours = tuple(max(0.0, part) for part in parts), tuple(colours)

    def paint(self, surface: pygame.Surface, look: Look) -> None:
        whole = sum(self.parts)
        radius = min(look.px(3), self.rect.h // 2)
        pygame.draw.rect(surface, look.palette.track, self.rect, border_radius=radius)
        if whole <= 0:
            return
        done = 0.0
        for part, colour in zip(self.parts, self.colours, strict=True):
            x = self.rect.x + round(self.rect.w * done / whole)
            done += part
            end = self.rect.x + round(self.rect.w * done / whole)
            if end > x:
                pygame.draw.rect(
                    surface, colour, (x, self.rect.y, max(1, end - x - (1 if done < whole else 0)), self.rect.h)
                )


class Swing(Widget):
    """An amount as a bar that grows from the middle to the left or to the right."""

    def __init__(self, rect: pygame.Rect, amount: float, most: float, good: int) -> None:
        super().__init__(rect)
        self.amount, self.most, self.good = amount, most, good

    def paint(self, surface: pygame.Surface, look: Look) -> None:
        p = look.palette
        middle = self.rect.centerx
        length = max(1, round(self.rect.w / 2 * min(1.0, abs(self.amount) / self.most)))
        bar = pygame.Rect(middle if self.amount >= 0 else middle - length, self.rect.y, length, self.rect.h)
        pygame.draw.rect(surface, p.change(self.good), bar, border_radius=look.px(2))
        pygame.draw.line(surface, p.muted, (middle, self.rect.y - 1), (middle, self.rect.bottom))


class Progress(Widget):
    """How far a piece of work is, as a thin line."""

    def __init__(self, rect: pygame.Rect, share: float) -> None:
        super().__init__(rect)
        self.share = min(1.0, max(0.0, share))

    def paint(self, surface: pygame.Surface, look: Look) -> None:
        surface.fill(look.palette.track, self.rect)
        surface.fill(look.palette.gold, (self.rect.x, self.rect.y, round(self.rect.w * self.share), self.rect.h))
