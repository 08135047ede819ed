"""Takes a view of the map, gives the line of China's claim in the East Sea as dashes: a claim that can be shown, never a border.

The dashes are those of Natural Earth 1:10m (public domain; its supplement of maritime lines for China), to a hundredth of a degree,
each by its ends and, where it bends, its middle. They are the nine of the map that China sent to the United Nations on 7 May 2009
(CML/17/2009, CML/18/2009); the tenth, east of Taiwan, which maps since 2013 add, is not drawn. China has published no coordinates:
every tracing is read off a map. Beside another one, of a Chinese map service, this one lies within 0.15 degrees across the line, and
its dashes begin and end up to 0.45 degrees elsewhere along it.
"""

from __future__ import annotations

import pygame

from sim.ui.look import Look
from sim.ui.map import Point, View

DASHES: tuple[tuple[Point, ...], ...] = (
    ((109.32, 16.59), (109.87, 15.58)),
    ((110.40, 12.62), (110.29, 12.05), (110.09, 11.50)),
    ((108.43, 7.37), (108.30, 6.78), (108.39, 6.19)),
    ((111.54, 3.40), (112.14, 3.46), (112.70, 3.67)),
    ((115.68, 7.28), (116.51, 8.12)),
    ((118.59, 11.28), (119.04, 12.36)),
    ((119.01, 14.75), (119.02, 15.90)),
    ((119.39, 17.77), (119.57, 18.31), (119.83, 18.81)),
    ((121.08, 20.88), (121.84, 21.72)),
)
NAMED_AT: Point = (116.2, 7.0)  # beside the fifth dash, where the sea is empty


def draw(surface: pygame.Surface, corner: tuple[int, int], view: View, look: Look) -> None:
    """The dashes on a map whose top left lies at `corner`."""
    p = look.palette
    for dash in DASHES:
        points = [(round(corner[0] + x), round(corner[1] + y)) for x, y in (view.at(*point) for point in dash)]
        pygame.draw.lines(surface, p.bg, False, points, look.px(4))
        pygame.draw.lines(surface, p.disputed, False, points, max(1, look.px(2)))
