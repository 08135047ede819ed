"""Takes the size of the menu, gives its background: a stand of bamboo before the moon and a bronze drum, drawn in code."""

from __future__ import annotations

import itertools
from math import cos, pi, sin

import pygame

from sim.ui.look import Look
from sim.ui.ornament import draw_drum
from sim.ui.plots import OVER, kept
from sim.ui.theme import Colour, Palette, blend

# Stalks: place as a share of the width, lean, thickness in units, depth 0 (near) .. 1 (far).
STALKS = (
    (0.72, -0.05, 15, 0.75),
    (0.8, 0.03, 22, 0.45),
    (0.88, -0.03, 30, 0.0),
    (0.95, 0.05, 18, 0.3),
    (0.66, 0.02, 9, 0.88),
    (0.99, -0.02, 26, 0.6),
)
GREEN: Colour = (96, 130, 74)
MOON = (0.83, 0.34)  # shares of width and height


def draw_bamboo(surface: pygame.Surface, rect: pygame.Rect, look: Look) -> None:
    """Paint the background of the menu."""
    p = look.palette
    surface.fill(p.bg, rect)
    look.grain(surface, rect, p.bg)
    surface.blit(kept(("moon", p.name), rect.size, lambda sheet: _moon(sheet, p)), rect)
    side = round(rect.h * 0.98)
    middle = (rect.x + round(rect.w * MOON[0]), rect.y + round(rect.h * MOON[1]))
    old = surface.get_clip()
    surface.set_clip(rect.clip(old))
    draw_drum(surface, pygame.Rect(middle[0] - side // 2, middle[1] - side // 2, side, side), look, 58)
    surface.set_clip(old)
    surface.blit(kept(("bamboo", p.name, look.scale), rect.size, lambda sheet: _stalks(sheet, look, p)), rect)


def _moon(sheet: pygame.Surface, p: Palette) -> None:
    w, h = sheet.get_size()
    for i in range(48):
        colour = (*blend(p.bg, p.gold, 0.004 * i), 120 if i < 24 else 255)
        pygame.draw.circle(sheet, colour, (round(w * MOON[0]), round(h * MOON[1])), round(h * (0.26 - 0.0032 * i)))


def _stalks(sheet: pygame.Surface, look: Look, p: Palette) -> None:
    w, h = sheet.get_size()
    for place, lean, thick, far in sorted(STALKS, key=lambda s: -s[3]):
        share = 0.82 + (place - 0.66) * 0.5 if look.narrow else place  # in a narrow window the words need more room
        tone = blend(blend(GREEN, p.gold, 0.18), p.bg, 0.34 + 0.5 * far)
        width = thick * look.scale * OVER
        steps = 9
        points = []
        for i in range(steps + 1):
            t = i / steps
            points.append((w * (share + lean * t * t), h * (1.04 - 1.12 * t)))
        for number, (one, other) in enumerate(itertools.pairwise(points)):
            taper = width * (1 - 0.045 * number)
            gap = 0.025
            a = (one[0] + (other[0] - one[0]) * gap, one[1] + (other[1] - one[1]) * gap)
            b = (one[0] + (other[0] - one[0]) * (1 - gap), one[1] + (other[1] - one[1]) * (1 - gap))
            body = [
                (a[0] - taper / 2, a[1]),
                (a[0] + taper / 2, a[1]),
                (b[0] + taper / 2, b[1]),
                (b[0] - taper / 2, b[1]),
            ]
            pygame.draw.polygon(sheet, tone, body)
            shine = [
                (a[0] - taper * 0.32, a[1]),
                (a[0] - taper * 0.16, a[1]),
                (b[0] - taper * 0.16, b[1]),
                (b[0] - taper * 0.32, b[1]),
            ]
            pygame.draw.polygon(sheet, blend(tone, p.text, 0.16), shine)
            ring = pygame.Rect(0, 0, round(taper * 1.16), max(2, round(taper * 0.16)))
            ring.center = (round(other[0]), round(other[1]))
            pygame.draw.ellipse(sheet, blend(tone, p.bg, 0.45), ring)
            if number > 3:
                for leaf in range(3):
                    side = 1 if (number + leaf) % 2 else -1
                    angle = -0.5 + 0.55 * leaf + 0.13 * number
                    _leaf(
                        sheet,
                        other,
                        side,
                        angle,
                        width * (2.6 + 0.4 * leaf) + h * 0.03,
                        blend(tone, p.gold, 0.1 * leaf),
                    )


def _leaf(
    sheet: pygame.Surface, root: tuple[float, float], side: int, angle: float, length: float, colour: Colour
) -> None:
    dx, dy = side * cos(angle), sin(angle)
    nx, ny = -dy, dx
    points = []
    for i in range(13):
        t = i / 12
        bulge = sin(pi * t) * (1 - 0.45 * t) * length * 0.085
        points.append(
            (root[0] + dx * length * t + nx * bulge, root[1] + dy * length * t + ny * bulge + 0.1 * length * t * t)
        )
    for i in range(12, -1, -1):
        t = i / 12
        bulge = sin(pi * t) * (1 - 0.45 * t) * length * 0.085
        points.append(
            (root[0] + dx * length * t - nx * bulge, root[1] + dy * length * t - ny * bulge + 0.1 * length * t * t)
        )
    pygame.draw.polygon(sheet, colour, points)
