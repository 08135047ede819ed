"""Takes texts and styles, gives widgets that show them: plain, running with links, a chip, a key cap."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pygame

from sim.report.desk import Chip, Source, TextRun
from sim.report.phrases import ARROWS
from sim.ui.look import Look
from sim.ui.text import typeset
from sim.ui.theme import Colour
from sim.ui.widgets.base import Widget


def arrowed(good: int, text: str) -> str:
    """A change behind the arrow of what it is good for; a text that has an arrow of its own keeps it."""
    return text if text[:1] in (*ARROWS.values(), "") else f"{ARROWS[good]} {text}"


def source_tag(source: Source) -> str:
    """The id of a source; what is assumed or fitted says so in the language of its sentence."""
    return source.text.partition(":")[0] if source.id in ("assumed", "fitted") and source.text else source.id


def source_line(source: Source) -> str:
    """A source in one line; its id leads unless its own words do so already."""
    if not source.text:
        return source.id
    if source.id == "assumed" or source.text.startswith(source.id):
        return source.text
    return f"{source.id} · {source.text}"


class Text(Widget):
    """One text in one style, wrapped to a width; its rectangle is exactly as high as its lines."""

    def __init__(
        self,
        look: Look,
        style: str,
        text: str,
        colour: Colour,
        at: tuple[int, int],
        width: int | None = None,
        *,
        align: str = "left",
        id: str = "",
        hint: str = "",
        explain: str = "",
    ) -> None:
        text = typeset(text)
        self.style, self.text, self.colour, self.align = style, text, colour, align
        self.lines = look.type.wrap(style, text, width) if width is not None else [text]
        wide = width if width is not None else look.type.width(style, text)
        super().__init__(
            pygame.Rect(at, (max(1, wide), len(self.lines) * look.type.height(style))), id, hint=hint, explain=explain
        )

    def needs(self, look: Look) -> tuple[int, int]:
        return (
            max(look.type.width(self.style, line) for line in self.lines),
            len(self.lines) * look.type.height(self.style),
        )

    def paint(self, surface: pygame.Surface, look: Look) -> None:
        y = self.rect.y
        for line in self.lines:
            room = self.rect.w - look.type.width(self.style, line)
            x = self.rect.x + (room if self.align == "right" else room // 2 if self.align == "centre" else 0)
            look.type.draw(surface, self.style, line, self.colour, (x, y))
            y += look.type.height(self.style)


_FIGURE = re.compile(r"[-+\u2212]?\d[\d.,]*")


class Count(Text):
    """A text with one number in it, which rolls when the number becomes another one."""

    def __init__(
        self,
        look: Look,
        style: str,
        text: str,
        colour: Colour,
        at: tuple[int, int],
        mover: str,
        *,
        comma: bool = False,
        origin: float | None = None,
    ) -> None:
        super().__init__(look, style, text, colour, at)
        self.mover, self.origin, self.comma = mover, origin, comma
        self.figure = _FIGURE.search(self.text)
        self.final = self.text
        self.amount = self._read(self.figure[0]) if self.figure else 0.0

    def _read(self, figure: str) -> float:
        plain = figure.replace("\u2212", "-")
        plain = plain.replace(".", "").replace(",", ".") if self.comma else plain.replace(",", "")
        try:
            return float(plain)
        except ValueError:
            return 0.0

    def roll(self, amount: float) -> None:
        if self.figure is None or amount == self.amount:
            self.lines = [self.final]
            return
        decimals = (
            len(self.figure[0].rpartition("," if self.comma else ".")[2])
            if ("," if self.comma else ".") in self.figure[0]
            else 0
        )
        figure = f"{amount:.{decimals}f}"
        if self.comma:
            figure = figure.replace(".", ",")
        self.lines = [typeset(self.final[: self.figure.start()] + figure + self.final[self.figure.end() :])]


class Link(Widget):
    """A piece of running text that opens an explanation, underlined with dashes."""

    def __init__(
        self, look: Look, style: str, text: str, colour: Colour, at: tuple[int, int], id: str, explain: str
    ) -> None:
        size = (look.type.width(style, text), look.type.height(style))
        super().__init__(pygame.Rect(at, size), id, explain=explain, tab=True, radius=3)
        self.style, self.text, self.colour = style, text, colour

    def needs(self, look: Look) -> tuple[int, int]:
        return self.rect.size

    def paint(self, surface: pygame.Surface, look: Look) -> None:
        look.type.draw(surface, self.style, self.text, self.colour, self.rect.topleft)
        y = self.rect.bottom - look.px(3)
        step = look.px(4)
        for x in range(self.rect.x, self.rect.right - look.px(2), step + look.px(2)):
            pygame.draw.line(surface, self.colour, (x, y), (min(x + step, self.rect.right), y))


class Rich(Widget):
    """Running text with bold pieces and links, wrapped as one paragraph."""

    def __init__(
        self,
        look: Look,
        runs: Sequence[TextRun],
        colour: Colour,
        link: Colour,
        at: tuple[int, int],
        width: int,
        *,
        style: str = "read",
        bold: str = "read_bold",
        id: str = "rich",
    ) -> None:
        styles = [(run.text, bold if run.bold else style) for run in runs]
        self.lines = look.type.flow(styles, width)
        self.line = look.type.height(style)
        self.colour = colour
        super().__init__(pygame.Rect(at, (width, self.line * len(self.lines))))
        for row, pieces in enumerate(self.lines):
            for piece in pieces:
                run = runs[piece.run]
                place = (at[0] + piece.x, at[1] + row * self.line)
                if run.opens and piece.text.strip():
                    name = f"{id}.{row}.{piece.x}"
                    self.add(Link(look, piece.style, piece.text, link, place, name, run.opens))

        self.plain = [
            (row, piece) for row, pieces in enumerate(self.lines) for piece in pieces if not runs[piece.run].opens
        ]

    def needs(self, look: Look) -> tuple[int, int]:
        return (max((p.x + p.width for line in self.lines for p in line), default=0), self.line * len(self.lines))

    def paint(self, surface: pygame.Surface, look: Look) -> None:
        for row, piece in self.plain:
            place = (self.rect.x + piece.x, self.rect.y + row * self.line)
            look.type.draw(surface, piece.style, piece.text, self.colour, place)


class ChipTag(Widget):
    """Who or what, arrow, signed size."""

    def __init__(self, look: Look, chip: Chip, at: tuple[int, int], id: str, *, ink: bool, width: int = 10**6) -> None:
        self.good, self.ink = chip.good, ink
        self.label = typeset(chip.label)
        self.value = arrowed(chip.good, typeset(chip.text))
        self.gap = look.px(4)
        label = look.type.width("small", self.label)
        value = look.type.width("tag", self.value)
        self.rows = [self.label]
        self.below = label + self.gap + value > width
        line = look.type.height("small")
        if self.below:
            self.rows = look.type.wrap("small", self.label, width)
            wide = max(value, *(look.type.width("small", row) for row in self.rows))
            size = (wide, line * (len(self.rows) + 1))
        else:
            size = (label + (self.gap if label else 0) + value, line)
        self.size = size
        super().__init__(pygame.Rect(at, size), id, explain=chip.name, tab=False, radius=3)

    def needs(self, look: Look) -> tuple[int, int]:
        return self.size

    def paint(self, surface: pygame.Surface, look: Look) -> None:
        p = look.palette
        x, y = self.rect.topleft
        colour = p.change_ink(self.good) if self.ink else p.change(self.good)
        for row in self.rows:
            look.type.draw(surface, "small", row, p.ink_muted if self.ink else p.muted, (x, y))
            y += look.type.height("small")
        if self.below:
            look.type.draw(surface, "tag", self.value, colour, (x, y))
        else:
            label = look.type.width("small", self.label)
            look.type.draw(surface, "tag", self.value, colour, (x + label + (self.gap if label else 0), self.rect.y))


class Key(Widget):
    """A key cap."""

    def __init__(self, look: Look, text: str, at: tuple[int, int], *, ink: bool = False, on: bool = True) -> None:
        self.text, self.ink, self.on = text, ink, on
        high = look.type.height("tag")
        wide = max(high, look.type.width("tag", text) + look.px(8))
        super().__init__(pygame.Rect(at, (wide, high)))

    def needs(self, look: Look) -> tuple[int, int]:
        return (look.type.width("tag", self.text), look.type.height("tag"))

    def paint(self, surface: pygame.Surface, look: Look) -> None:
        p = look.palette
        fill = p.ink if self.ink else p.bg
        colour = (p.paper if self.ink else p.gold) if self.on else (p.paper_edge if self.ink else p.muted)
        look.box(surface, self.rect, fill, None, radius=4)
        x = self.rect.x + (self.rect.w - look.type.width("tag", self.text)) // 2
        look.type.draw(surface, "tag", self.text, colour, (x, self.rect.y))
