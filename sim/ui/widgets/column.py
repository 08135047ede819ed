"""Takes widgets one after the other, gives them stacked from top to bottom, and chips set like words."""

from __future__ import annotations

from collections.abc import Sequence

from sim.report.desk import Chip
from sim.ui.look import Look
from sim.ui.theme import Colour
from sim.ui.widgets.base import Widget
from sim.ui.widgets.shapes import Icon
from sim.ui.widgets.texts import ChipTag, Text


class Column:
    """A pen that moves down: everything added stands below what was added before."""

    def __init__(self, look: Look, x: int, y: int, width: int) -> None:
        self.look = look
        self.x, self.y, self.width = x, y, width
        self.top = y
        self.items: list[Widget] = []

    @property
    def height(self) -> int:
        """Height used so far."""
        return self.y - self.top

    def space(self, units: float) -> None:
        """Leave a gap."""
        self.y += self.look.px(units)

    def text(self, style: str, text: str, colour: Colour, *, align: str = "left", inset: int = 0) -> Text | None:
        """Add a wrapped text; nothing for an empty one."""
        if not text:
            return None
        item = Text(self.look, style, text, colour, (self.x + inset, self.y), self.width - inset, align=align)
        self.items.append(item)
        self.y += item.rect.h
        return item

    def noted(self, icon: str, tint: Colour, text: str, colour: Colour, *, row: Widget | None = None) -> None:
        """Add a small text behind an icon; inside `row`, which then takes their height, where something opens from them."""
        look, units, gap = self.look, 13 if row is None else 14, 5 if row is None else 7
        glyph = Icon(look, icon, units, tint, (self.x, self.y + look.px(2)))
        inset = look.px(units + gap)
        told = Text(look, "small", text, colour, (self.x + inset, self.y), self.width - inset)
        if row is None:
            self.add(glyph)
            self.add(told)
            return
        row.add(glyph, told)
        row.rect.h = max(told.rect.h, glyph.rect.h + look.px(2))
        self.add(row)

    def add(self, widget: Widget) -> Widget:
        """Add a widget that already stands at (x, y)."""
        self.items.append(widget)
        self.y = max(self.y, widget.rect.bottom)
        return widget

    def chips(self, all_chips: Sequence[Chip], id: str, *, ink: bool) -> None:
        """Add chips, wrapped like words."""
        items, bottom = chips(self.look, all_chips, self.x, self.y, self.width, id, ink=ink)
        self.items += items
        self.y = bottom


def chips(
    look: Look, all_chips: Sequence[Chip], x: int, y: int, width: int, id: str, *, ink: bool
) -> tuple[list[Widget], int]:
    """Chips set one after the other from (x, y), and the y below them."""
    items: list[Widget] = []
    pen, gap, line = x, look.px(12), look.type.height("small")
    low = y
    for number, chip in enumerate(all_chips):
        tag = ChipTag(look, chip, (0, 0), f"{id}.chip{number}", ink=ink, width=width)
        if pen > x and pen + tag.rect.w > x + width:
            pen, y = x, low
        tag.rect.topleft = (pen, y)
        low = max(low, y + tag.rect.h)
        items.append(tag)
        pen += tag.rect.w + gap
    return items, max(low, y + line if items else y)


def stack_height(look: Look, rows: Sequence[tuple[str, str]], width: int) -> int:
    """Height of several (style, text) one below the other."""
    return sum(len(look.type.wrap(style, text, width)) * look.type.height(style) for style, text in rows if text)
