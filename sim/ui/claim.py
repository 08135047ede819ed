"""Takes a view of the map, gives the line of China's claim in the East Sea as dashes: a claim that can be shown, never a border.

The dashes are laid by hand after the map of the two notes that China sent to the United Nations on 7 May 2009 (CML/17/2009,
CML/18/2009), read together with Limits in the Seas 143 (U.S. Department of State 2014), to about a quarter of a degree.
"""

from __future__ import annotations

import pygame

from sim.ui.look import Look
from sim.ui.map import Point, View

DASHES: tuple[tuple[Point, Point], ...] = (
    ((109.3, 15.1), (109.9, 16.1)),
    ((110.3, 12.3), (110.1, 11.2)),
    ((108.2, 7.1), (108.3, 6.0)),
    ((111.8, 3.4), (112.8, 3.8)),
    ((115.6, 7.1), (116.3, 8.0)),
    ((118.5, 10.9), (119.1, 11.9)),
    ((119.1, 14.9), (119.1, 16.1)),
    ((119.5, 18.0), (120.0, 19.1)),
    ((121.2, 20.8), (121.9, 21.7)),
)
NAMED_AT: Point = (116.2, 7.0)  # beside the fifth dash, where the sea is empty


def draw(surface: pygame.Surface, corner: tuple[int, int], view: View, look: Look) -> None:
    """The dashes on a map whose top left lies at `corner`."""
    p = look.palette
    for ends in DASHES:
        (x1, y1), (x2, y2) = (view.at(*end) for end in ends)
        a, b = (round(corner[0] + x1), round(corner[1] + y1)), (round(corner[0] + x2), round(corner[1] + y2))
        pygame.draw.line(surface, p.bg, a, b, look.px(4))
        pygame.draw.line(surface, p.disputed, a, b, max(1, look.px(2)))
