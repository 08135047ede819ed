"""Takes the id of a power, gives its flag as a disc drawn in code."""

from __future__ import annotations

from functools import cache
from math import cos, pi, sin

import pygame

OVER = 4  # drawn this many times larger, then made smooth


def _star(
    surface: pygame.Surface, x: float, y: float, r: float, colour: tuple[int, int, int], turn: float = 0.0
) -> None:
    points = []
    for i in range(10):
        radius = r if i % 2 == 0 else r * 0.382
        angle = turn - pi / 2 + i * pi / 5
        points.append((x + radius * cos(angle), y + radius * sin(angle)))
    pygame.draw.polygon(surface, colour, points)


def _paint(id: str, surface: pygame.Surface) -> None:
    n = surface.get_width()
    if id == "us":
        surface.fill((255, 255, 255))
        for i in range(0, 13, 2):
            surface.fill((188, 34, 52), (0, round(i * n / 13), n, round(n / 13) + 1))
        surface.fill((44, 60, 116), (0, 0, round(n * 0.56), round(n * 7 / 13)))
        for row in range(4):
            for column in range(4):
                x, y = n * (0.1 + 0.125 * column), n * (0.09 + 0.12 * row)
                _star(surface, x, y, n * 0.038, (255, 255, 255))
    elif id == "china":
        surface.fill((222, 41, 16))
        _star(surface, n * 0.36, n * 0.42, n * 0.2, (255, 222, 0))
        for x, y in ((0.62, 0.2), (0.72, 0.34), (0.72, 0.52), (0.62, 0.66)):
            _star(surface, n * x, n * y, n * 0.065, (255, 222, 0), turn=0.3)
    elif id == "russia":
        surface.fill((255, 255, 255))
        surface.fill((0, 57, 166), (0, n // 3, n, n - n // 3))
        surface.fill((213, 43, 30), (0, 2 * n // 3, n, n - 2 * n // 3))
    elif id == "eu":
        surface.fill((0, 51, 153))
        for i in range(12):
            angle = i * pi / 6
            _star(surface, n / 2 + n * 0.3 * cos(angle), n / 2 + n * 0.3 * sin(angle), n * 0.06, (255, 204, 0))
    elif id == "vietnam":
        surface.fill((218, 37, 29))
        _star(surface, n / 2, n / 2, n * 0.3, (255, 255, 0))
    else:  # a power of another scenario: a quiet disc whose hue follows its name
        hue = pygame.Color(0)
        hue.hsva = (sum(map(ord, id)) * 47 % 360, 45, 70, 100)
        surface.fill(hue)


@cache
def flag(id: str, size: int) -> pygame.Surface:
    """A disc of `size` pixels with alpha; an unknown power gets a plain disc of its own hue."""
    n = size * OVER
    square = pygame.Surface((n, n), pygame.SRCALPHA)
    _paint(id, square)
    mask = pygame.Surface((n, n), pygame.SRCALPHA)
    pygame.draw.circle(mask, (255, 255, 255, 255), (n / 2, n / 2), n / 2 - OVER / 2)
    square.blit(mask, (0, 0), special_flags=pygame.BLEND_RGBA_MULT)
    return pygame.transform.smoothscale(square, (size, size))
