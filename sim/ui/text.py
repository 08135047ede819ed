"""Takes strings and the name of a style, gives widths, wrapped lines and pixels.

All text is normalised to NFC. Manrope and Source Serif lack some shapes (▲▼◆✓), which come from Source Sans. A capital with two marks
(Ể, Ổ) is drawn taller than its font says; such a surface is moved up by the difference, so that the baseline stays.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from math import ceil
from pathlib import Path

import pygame

from sim.report.phrases import true_minus
from sim.ui.theme import SMALLEST, STYLES, Colour

FILES: dict[str, tuple[str, str]] = {
    "medium": ("font_manrope", "Manrope-Medium.ttf"),
    "semibold": ("font_manrope", "Manrope-SemiBold.ttf"),
    "bold": ("font_manrope", "Manrope-Bold.ttf"),
    "serif": ("font_source_serif_pro", "SourceSerifPro-Regular.ttf"),
    "serif_bold": ("font_source_serif_pro", "SourceSerifPro-Bold.ttf"),
    "shapes": ("font_source_sans_pro", "SourceSansPro-Semibold.ttf"),
}
SHAPES = frozenset("▲▼◆✓■→←↑↓≈≤≥−")  # taken from Source Sans
DRAWN = frozenset("●○")  # in none of the fonts: drawn as discs
SEPARATORS = (".", ",")  # of numbers: drawn apart from digits, as Manrope kerns them under a 1 (2.1 would read 21)
SPACE = 0.29  # of an em; the fonts set their spaces too tight to read at 12 pixels
LINE = 1.46  # line height in em; two stacked marks need more than the 1.38 of plain text
KEEP = 6000  # rendered pieces


def font_file(name: str) -> Path:
    """Path of a font of `FILES`.

    Errors: FileNotFoundError if the package that carries the font is not installed.
    """
    package, file = FILES[name]
    spec = find_spec(package)  # found without importing: the packages' own code asks for pkg_resources
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(
            f"the font package {package.replace('_', '-')} is not installed; set the program up anew"
        )
    return Path(next(iter(spec.submodule_search_locations))) / "files" / file


def typeset(text: str) -> str:
    """The form that is painted: one code point for one Vietnamese letter, a true minus before a number, a third point that is no ©."""
    text = true_minus(text).replace("(c)", "(\u200cc)")  # the font would join these three into one sign
    return text if text.isascii() else unicodedata.normalize("NFC", text)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of running text after wrapping; `run` is the index of the run it came from."""

    text: str
    style: str
    x: int
    width: int
    run: int


class Type:
    """Fonts at one scale, with everything measured and rendered kept until the scale changes."""

    def __init__(self, scale: float, smallest: int = SMALLEST) -> None:
        pygame.font.init()
        self.scale = scale
        self.smallest = smallest
        self._fonts: dict[tuple[str, int], pygame.font.Font] = {}
        self._widths: dict[tuple[str, str], int] = {}
        self._pieces: dict[tuple[str, str, Colour], list[tuple[pygame.Surface, int, int]]] = {}
        self._wraps: dict[tuple[str, str, int], list[str]] = {}

    def pixels(self, style: str) -> int:
        """Size of a style in pixels."""
        return max(self.smallest, round(STYLES[style][1] * self.scale))

    def height(self, style: str) -> int:
        """Height of one line."""
        return ceil(self.pixels(style) * LINE)

    def _font(self, name: str, size: int) -> pygame.font.Font:
        key = (name, size)
        if key not in self._fonts:
            self._fonts[key] = pygame.font.Font(font_file(name), size)
        return self._fonts[key]

    def _runs(self, style: str, text: str) -> list[tuple[pygame.font.Font | None, str, int]]:
        """Cut a line into (font, text, width); without a font it is a space or a disc."""
        size = self.pixels(style)
        plain = self._font(STYLES[style][0], size)
        runs: list[tuple[pygame.font.Font | None, str, int]] = []
        word = ""
        font: pygame.font.Font = plain

        def close() -> None:
            nonlocal word
            if word:
                runs.append((font, word, font.size(word)[0]))
                word = ""

        before = ""
        for char in text:
            if (before in SEPARATORS and char.isdigit()) or (before.isdigit() and char in SEPARATORS):
                close()
            before = char
            if char == " ":
                close()
                runs.append((None, char, max(2, round(size * SPACE))))
            elif char in DRAWN:
                close()
                runs.append((None, char, round(size * 0.62)))
            else:
                own = self._font("shapes", size) if char in SHAPES else plain
                if own is not font:
                    close()
                    font = own
                word += char
        close()
        return runs

    def width(self, style: str, text: str) -> int:
        """Width of one line of text."""
        key = (style, text)
        if key not in self._widths:
            if len(self._widths) > KEEP:
                self._widths.clear()
            self._widths[key] = sum(wide for _, _, wide in self._runs(style, typeset(text)))
        return self._widths[key]

    def draw(self, surface: pygame.Surface, style: str, text: str, colour: Colour, at: tuple[int, int]) -> None:
        """Draw one line with the top left of its line box at `at`."""
        if not text:
            return
        key = (style, text, colour)
        if key not in self._pieces:
            if len(self._pieces) > KEEP:
                self._pieces.clear()
            self._pieces[key] = self._render(style, typeset(text), colour)
        for piece, dx, dy in self._pieces[key]:
            surface.blit(piece, (at[0] + dx, at[1] + dy))

    def _render(self, style: str, text: str, colour: Colour) -> list[tuple[pygame.Surface, int, int]]:
        pieces: list[tuple[pygame.Surface, int, int]] = []
        plain = self._font(STYLES[style][0], self.pixels(style))
        baseline = (self.height(style) - plain.get_height() + 1) // 2 + plain.get_ascent()
        x = 0
        for font, part, wide in self._runs(style, text):
            if font is not None:
                surface = font.render(part, True, colour)
                drop = surface.get_height() - font.get_height()  # marks above the ascent make the surface taller
                pieces.append((surface, x, baseline - font.get_ascent() - drop))
            elif part in DRAWN:
                size = self.pixels(style)
                disc = pygame.Surface((wide, wide), pygame.SRCALPHA)
                middle, r = (wide - 1) / 2, size * 0.26
                pygame.draw.aacircle(disc, colour, (middle, middle), r, 0 if part == "●" else max(1, round(size / 10)))
                pieces.append((disc, x, baseline - round(size * 0.36 + wide / 2)))
            x += wide
        return pieces

    def wrap(self, style: str, text: str, width: int) -> list[str]:
        """Lines no wider than `width`; a word that is wider alone is broken between letters."""
        key = (style, text, width)
        if key in self._wraps:
            return self._wraps[key]
        lines: list[str] = []
        for paragraph in typeset(text).split("\n"):
            line = ""
            for word in paragraph.split(" "):
                trial = f"{line} {word}" if line else word
                if self.width(style, trial) <= width:
                    line = trial
                    continue
                if line:
                    lines.append(line)
                while self.width(style, word) > width and len(word) > 1:
                    cut = len(word) - 1
                    while cut > 1 and self.width(style, word[:cut]) > width:
                        cut -= 1
                    lines.append(word[:cut])
                    word = word[cut:]
                line = word
            lines.append(line)
        if len(self._wraps) > KEEP:
            self._wraps.clear()
        self._wraps[key] = lines
        return lines

    def flow(self, runs: Sequence[tuple[str, str]], width: int) -> list[list[Piece]]:
        """Wrap several (text, style) runs as one paragraph, line by line; a blank line stands for a paragraph break."""
        lines: list[list[Piece]] = [[]]
        x = 0
        for index, (text, style) in enumerate(runs):
            space = self.width(style, " ")
            for number, paragraph in enumerate(typeset(text).split("\n")):
                if number:
                    lines.append([])
                    x = 0
                for position, word in enumerate(paragraph.split(" ")):
                    gap = space if position and x else 0
                    if not word:
                        x += gap
                        continue
                    for part in self.wrap(style, word, width):
                        wide = self.width(style, part)
                        if x + gap + wide > width and lines[-1]:
                            lines.append([])
                            x, gap = 0, 0
                        line = lines[-1]
                        if line and line[-1].run == index and gap:
                            joined = f"{line[-1].text} {part}"
                            line[-1] = Piece(joined, style, line[-1].x, self.width(style, joined), index)
                            x = line[-1].x + line[-1].width
                        else:
                            line.append(Piece(part, style, x + gap, wide, index))
                            x += gap + wide
                        gap = 0
        return lines
