"""Takes the id of a power, gives its page: rank, mood, every number about it, what links to it."""

from __future__ import annotations

import pygame

from sim.report.desk import Number
from sim.ui import plots
from sim.ui.look import Look
from sim.ui.panel import Host, Sheet
from sim.ui.theme import Colour
from sim.ui.widgets import Bar, Box, Column, Flag, Picture, Text, Widget


class PowerPanel(Sheet):
    """One power in full."""

    id = "power"
    width = 720

    def __init__(self, app: Host, power: str) -> None:
        super().__init__(app)
        powers = app.desk().powers
        self.power = next((c for c in powers if c.id == power), powers[0]).id

    def title(self) -> str:
        return next(c.title for c in self.app.desk().powers if c.id == self.power)

    def body(self, x: int, y: int, width: int) -> tuple[list[Widget], int]:
        look, p = self.look, self.look.palette
        desk = self.app.desk()
        card = next(c for c in desk.powers if c.id == self.power)
        pen = Column(look, x, y, width)
        flag = Flag(look, card.id, 44, (x, y))
        pen.items.append(flag)
        pen.x, pen.width = flag.rect.right + look.px(12), width - flag.rect.w - look.px(12)
        pen.text("heading", card.rank, p.text)
        pen.text("body", card.mood, p.muted)
        pen.x, pen.width = x, width
        pen.y = max(pen.y, flag.rect.bottom) + look.px(10)
        values = card.relation.history
        if values:
            picture = pygame.Rect(x, pen.y, width, look.px(110))
            colour = p.power(card.id)

            def draw(surface: pygame.Surface, rect: pygame.Rect, look: Look) -> None:
                plots.history(surface, rect, look, values, desk.turns + 1, colour)

            pen.add(Picture(picture, draw))
            pen.space(8)
        numbers = [card.relation, *([card.dependence] if card.dependence else []), *card.details]
        seen: set[str] = set()
        ends = (
            max(look.type.width("heading", n.text) for n in numbers),
            max(look.type.width("tag", n.change_text) for n in numbers),
        )
        for number in numbers:
            if number.name not in seen:
                seen.add(number.name)
                pen.add(number_row(look, number, x, pen.y, width, p.power(card.id), ends))
                pen.space(6)
        return pen.items, pen.height


def number_row(look: Look, number: Number, x: int, y: int, width: int, colour: Colour, ends: tuple[int, int]) -> Box:
    """A number with its bar, its word and its change; `ends` are the widths kept for value and change."""
    p = look.palette
    pad = look.px(10)
    row = Box(
        pygame.Rect(x, y, width, 10), f"row.{number.name}", explain=number.name, hint=number.lamp, tab=True, radius=6
    )
    row.fill, row.edge = p.raised, p.edge
    value = Text(look, "heading", number.text, p.text, (0, y + look.px(4)))
    change = Text(look, "tag", number.change_text, p.change(number.good), (0, y + look.px(6)))
    change.rect.right = x + width - pad
    value.rect.right = x + width - pad - ends[1] - look.px(12)
    bar_w = look.px(150) if width > look.px(460) else 0
    edge = value.rect.right - ends[0] - look.px(10)
    room = edge - look.px(8) - bar_w - x - pad
    text = f"{number.title} · {number.word}" if number.word else number.title
    title = Text(look, "strong", text, p.text, (x + pad, y + look.px(5)), room)
    row.add(title, value, change)
    if bar_w:
        bar = pygame.Rect(edge - bar_w, 0, bar_w, look.px(8))
        bar.centery = value.rect.centery
        row.add(Bar(bar, number.value, number.low, number.high, colour))
    bottom = max(title.rect.bottom, value.rect.bottom)
    if number.lamp:
        lamp = Text(look, "small", number.lamp, p.worse, (x + pad, bottom), width - 2 * pad)
        row.add(lamp)
        bottom = lamp.rect.bottom
    row.rect.h = bottom + look.px(5) - y
    return row
