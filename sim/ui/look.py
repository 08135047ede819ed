"""Takes a window size, a text size and a palette, gives what every widget needs to measure and paint itself."""

from __future__ import annotations

import pygame

from sim.ui import grain, icons
from sim.ui.text import Type
from sim.ui.theme import PALETTES, SMALLEST, Colour, Palette
from sim.ui.words import Words

PLAIN = (1280, 720)
LEAST, MOST = 0.8, 3.0


class Look:
    """Scale, palette, type and words of the window as it stands now."""

    def __init__(self, size: tuple[int, int], text_size: int, palette: str, words: Words) -> None:
        fit = min(size[0] / PLAIN[0], size[1] / PLAIN[1])
        self.scale = min(max(fit, LEAST), MOST) * text_size / 100
        self.palette: Palette = PALETTES.get(palette, PALETTES["lacquer"])
        self.type = Type(self.scale, smallest=round(SMALLEST * min(1.0, text_size / 100)))
        self.words = words
        self.size = size
        self.narrow = size[0] / self.scale < 1160 or size[1] / self.scale < 640

    def px(self, units: float) -> int:
        """Whole pixels for a length given at 1280x720; never less than one."""
        return max(1, round(units * self.scale))

    def icon(self, name: str, units: float, colour: Colour) -> pygame.Surface:
        """An icon of a size given at 1280x720."""
        return icons.icon(name, self.px(units), colour)

    def box(
        self,
        surface: pygame.Surface,
        rect: pygame.Rect,
        fill: Colour | None,
        edge: Colour | None = None,
        radius: float = 6,
        width: float = 1,
    ) -> None:
        """A rounded box with smooth corners."""
        r = min(self.px(radius), rect.w // 2, rect.h // 2)
        if edge is not None and fill is not None:
            pygame.draw.rect(surface, edge, rect, border_radius=r)
            inner = rect.inflate(-2 * self.px(width), -2 * self.px(width))
            pygame.draw.rect(surface, fill, inner, border_radius=max(0, r - self.px(width)))
        elif fill is not None:
            pygame.draw.rect(surface, fill, rect, border_radius=r)
        elif edge is not None:
            pygame.draw.rect(surface, edge, rect, width=self.px(width), border_radius=r)

    def grain(self, surface: pygame.Surface, rect: pygame.Rect, base: Colour) -> None:
        """The grain of paper or lacquer over a rectangle that was filled with `base`."""
        grain.lay(surface, rect, self.palette, base)
