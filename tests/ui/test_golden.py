"""Takes four panels, gives proof that they still look as they did: small pictures, compared with tolerance.

After a change of the screen that is meant, look at the panels and write them anew: `python -m tests.ui.test_golden`.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")

import pygame

from .test_layout import prepare

FOLDER = Path(__file__).parent / "golden"
SMALL = (64, 36)
PICTURES = {
    "map-vi": ("map", "vi"),
    "crisis-en": ("crisis", "en"),
    "final-vi": ("final", "vi"),
    "web-en": ("web", "en"),
}
MEAN, WORST = 7.0, 90.0  # of 255: fonts and smoothing differ between machines, a lost panel does not hide


def small(name: str) -> bytes:
    """A panel as 64 by 36 points, three bytes each."""
    panel, lang = PICTURES[name]
    picture = prepare(panel, lang, (1280, 720), 100).draw()
    return pygame.image.tobytes(pygame.transform.smoothscale(picture, SMALL), "RGB")


@pytest.mark.parametrize("name", PICTURES)
def test_a_panel_looks_as_it_did(name: str) -> None:
    now, then = small(name), bytes.fromhex((FOLDER / f"{name}.txt").read_text(encoding="ascii"))
    assert len(now) == len(then)
    apart = [abs(a - b) for a, b in zip(now, then, strict=True)]
    assert sum(apart) / len(apart) < MEAN
    assert max(apart) < WORST


def test_the_tolerance_tells_panels_apart() -> None:
    one, other = (bytes.fromhex((FOLDER / f"{name}.txt").read_text(encoding="ascii")) for name in ("map-vi", "web-en"))
    assert sum(abs(a - b) for a, b in zip(one, other, strict=True)) / len(one) > MEAN


def main() -> None:
    """Write all of them."""
    FOLDER.mkdir(exist_ok=True)
    for name in PICTURES:
        rows = small(name).hex()
        wide = SMALL[0] * 6
        (FOLDER / f"{name}.txt").write_text(
            "\n".join(rows[i : i + wide] for i in range(0, len(rows), wide)) + "\n", encoding="ascii"
        )


if __name__ == "__main__":
    main()
