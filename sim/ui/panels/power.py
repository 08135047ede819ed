"""Takes the id of a power, gives its page: chances, the tie as a sum of the past, dependence by domain, numbers, deeds, sources."""

from __future__ import annotations

import pygame

from sim.report.desk import Number
from sim.report.pages import Deed, Domain, PowerPage, Remembered
from sim.ui import plots
from sim.ui.look import Look
from sim.ui.panel import Host, Sheet
from sim.ui.theme import Colour, blend
from sim.ui.widgets import Bar, Box, Column, Flag, Icon, Picture, Text, Widget, source_line
from sim.ui.widgets.meters import Split, Swing
from sim.ui.widgets.texts import arrowed

DEED_ICONS = {"vote": "vote", "answer": "stamp", "order": "feather", "move": "flag", "event": "zap"}
TWO = 760.0  # units of width from which the page has two columns
TINTS = (0.0, 0.28, 0.48, 0.64, 0.76, 0.84)  # how far each domain's colour is mixed with the panel


class PowerPanel(Sheet):
    """One power in full."""

    id = "power"
    width = 1120

    def __init__(self, app: Host, power: str) -> None:
        super().__init__(app)
        powers = app.desk().powers
        self.power = next((c for c in powers if c.id == power), powers[0]).id

    def title(self) -> str:
        return next(c.title for c in self.app.desk().powers if c.id == self.power)

    def page(self) -> PowerPage | None:
        """What the game tells about it."""
        return self.app.session.page(self.power) if self.app.session is not None else None

    def key(self, event: pygame.event.Event) -> bool:
        if event.key in (pygame.K_COMMA, pygame.K_PERIOD):
            ids = [c.id for c in self.app.desk().powers]
            self.power = ids[(ids.index(self.power) + (1 if event.key == pygame.K_PERIOD else -1)) % len(ids)]
            self.scrolls.clear()
            self.app.stale()
            return True
        return super().key(event)

    def body(self, x: int, y: int, width: int) -> tuple[list[Widget], int]:
        look, page = self.look, self.page()
        if page is None:
            return [], 0
        gap = look.px(26)
        two = width > look.px(TWO)
        cell = (width - gap) // 2 if two else width
        left = Column(look, x, y, cell)
        self._head(left, page)
        self._past(left, page)
        right = Column(look, x + cell + gap, y, cell) if two else Column(look, x, left.y, cell)
        self._dependence(right, page)
        self._numbers(right, page)
        if two and right.height < left.height:
            self._deeds(right, page)
        elif two:
            self._deeds(left, page)
        else:
            self._deeds(right, page)
        low = Column(look, x, max(left.y, right.y), width)
        if page.sources:
            low.space(6)
            low.text("tag", look.words("sources"), look.palette.muted)
            for source in page.sources:
                low.text("small", source_line(source), look.palette.muted)
        return [*left.items, *right.items, *low.items], low.y - y

    def _head(self, pen: Column, page: PowerPage) -> None:
        look, p = self.look, self.look.palette
        colour = p.power(page.id)
        x, width = pen.x, pen.width
        flag = Flag(look, page.id, 48, (x, pen.y))
        pen.items.append(flag)
        pen.x, pen.width = flag.rect.right + look.px(14), width - flag.rect.w - look.px(14)
        pen.text("heading", page.rank, p.text)
        pen.text("small", page.about, p.muted)
        pen.x, pen.width = x, width
        pen.y = max(pen.y, flag.rect.bottom) + look.px(8)
        for chance in page.chances:
            value = Text(look, "tag", chance.text, p.text, (0, pen.y))
            value.rect.right = x + width
            bar = pygame.Rect(0, 0, min(look.px(150), width // 3), look.px(7))
            title = Text(look, "small", chance.title, p.muted, (x, pen.y), width - bar.w - look.px(62))
            bar.midright = (x + width - look.px(46), pen.y + look.type.height("small") // 2)
            pen.add(title)
            pen.add(value)
            pen.items.append(Bar(bar, chance.share, 0.0, 1.0, colour))
        values = page.relation.history
        if len(values) > 1:
            pen.space(6)
            picture = pygame.Rect(x, pen.y, width, look.px(96))
            turns, fan = self.app.desk().turns, self.app.fan(page.relation.name)

            def draw(surface: pygame.Surface, rect: pygame.Rect, look: Look) -> None:
                if fan is not None:
                    plots.fan(surface, rect, look, values, fan, colour, past_shown=len(values))
                else:
                    plots.history(surface, rect, look, values, turns + 1, colour)

            pen.add(Picture(picture, draw))
        pen.space(10)

    def _past(self, pen: Column, page: PowerPage) -> None:
        """The tie as a sum of named causes, each worn down by memory."""
        look, p, w = self.look, self.look.palette, self.look.words
        number = page.relation
        head = f"{w('page_past')}  =  {number.text}"
        pen.text("heading", head if page.remembered else w("relations"), p.gold)
        pen.space(2)
        pen.add(number_row(look, number, pen.x, pen.y, pen.width, p.power(page.id)))
        pen.space(4)
        most = max((abs(line.amount) for line in page.remembered), default=1.0) or 1.0
        for index, line in enumerate(page.remembered):
            pen.add(_swing(look, line, index, pen, most))
        pen.space(10)

    def _dependence(self, pen: Column, page: PowerPage) -> None:
        look, p, w = self.look, self.look.palette, self.look.words
        if page.dependence is None:
            return
        pen.text("heading", w("page_domains") if page.domains else w("dependence"), p.gold)
        pen.space(2)
        pen.add(number_row(look, page.dependence, pen.x, pen.y, pen.width, p.power(page.id)))
        if page.domains:
            pen.space(6)
            colour = p.power(page.id)
            tints = [blend(colour, p.panel, TINTS[min(i, len(TINTS) - 1)]) for i in range(len(page.domains))]
            bar = pygame.Rect(pen.x, pen.y, pen.width, look.px(12))
            pen.add(Split(bar, [d.amount for d in page.domains], tints))
            pen.space(4)
            for index, domain in enumerate(page.domains):
                pen.add(_domain(look, domain, index, pen, tints[index]))
        pen.space(10)

    def _numbers(self, pen: Column, page: PowerPage) -> None:
        look, p = self.look, self.look.palette
        seen: set[str] = {page.relation.name}
        for section in page.sections:
            numbers = [n for n in section.numbers if n.name not in seen]
            seen |= {n.name for n in numbers}
            if not numbers:
                continue
            pen.text("heading", section.title, p.gold)
            pen.space(2)
            for number in numbers:
                pen.add(number_row(look, number, pen.x, pen.y, pen.width, p.power(page.id)))
            pen.space(10)

    def _deeds(self, pen: Column, page: PowerPage) -> None:
        look, p, w = self.look, self.look.palette, self.look.words
        pen.text("heading", w("page_deeds"), p.gold)
        pen.space(2)
        if not page.deeds:
            pen.text("body", w("none_yet"), p.muted)
        wide = max((look.type.width("tag", d.date) for d in page.deeds), default=0) + look.px(10)
        ends = max((look.type.width("tag", _signed(d)) for d in page.deeds), default=0)
        for deed in page.deeds:
            icon = Icon(look, DEED_ICONS.get(deed.kind, "zap"), 13, p.muted, (pen.x + wide, pen.y + look.px(3)))
            left = icon.rect.right + look.px(7)
            value = Text(look, "tag", _signed(deed), p.change(deed.chip.good), (0, pen.y))
            value.rect.right = pen.x + pen.width
            pen.items += [Text(look, "tag", deed.date, p.muted, (pen.x, pen.y)), icon, value]
            pen.add(
                Text(look, "small", deed.title, p.text, (left, pen.y), pen.x + pen.width - ends - look.px(10) - left)
            )
        pen.space(10)


def _signed(deed: Deed) -> str:
    return arrowed(deed.chip.good, deed.chip.text)


def _swing(look: Look, line: Remembered, index: int, pen: Column, most: float) -> Widget:
    """One part of the past: when, what, what is left of it, as a bar to either side."""
    p = look.palette
    row = Widget(
        pygame.Rect(pen.x, pen.y, pen.width, 10),
        f"past.{index}",
        hint="\n".join(
            t for t in (line.date, line.title, line.first_text, *(source_line(s) for s in line.sources)) if t
        ),
        explain=line.opens,
        tab=True,
        radius=4,
    )
    value = Text(look, "tag", arrowed(line.good, line.amount_text), p.change(line.good), (0, pen.y))
    value.rect.right = pen.x + pen.width
    bar_w = min(look.px(110), pen.width // 4)
    bar = pygame.Rect(0, 0, bar_w, look.px(9))
    bar.midright = (pen.x + pen.width - look.px(64), pen.y + look.type.height("small") // 2)
    told = f"{line.date} · {line.title}" if line.date else line.title
    title = Text(look, "small", told, p.text, (pen.x, pen.y), bar.x - look.px(8) - pen.x)
    row.add(title, Swing(bar, line.amount, most, line.good), value)
    row.rect.h = max(title.rect.h, value.rect.h)
    return row


def _domain(look: Look, domain: Domain, index: int, pen: Column, colour: Colour) -> Widget:
    p = look.palette
    row = Widget(pygame.Rect(pen.x, pen.y, pen.width, 10), f"domain.{index}", explain=domain.opens, tab=True, radius=4)
    value = Text(look, "tag", domain.text, p.text, (0, pen.y))
    value.rect.right = pen.x + pen.width
    chip = pygame.Rect(pen.x, pen.y + look.px(4), look.px(10), look.px(10))
    left = chip.right + look.px(8)
    title = Text(look, "small", domain.title, p.text, (left, pen.y), value.rect.x - look.px(8) - left)
    row.add(Split(chip, [1.0], [colour]), title, value)
    row.rect.h = max(title.rect.h, value.rect.h)
    return row


def number_row(look: Look, number: Number, x: int, y: int, width: int, colour: Colour) -> Box:
    """A number in one line with its bar, its word and its change."""
    p = look.palette
    pad = look.px(8)
    row = Box(
        pygame.Rect(x, y, width, 10), f"row.{number.name}", explain=number.name, hint=number.lamp, tab=True, radius=4
    )
    change = Text(look, "tag", number.change_text, p.change(number.good), (0, y + look.px(2)))
    change.rect.right = x + width - pad
    value = Text(look, "strong", number.text, p.text, (0, y + look.px(1)))
    value.rect.right = min(change.rect.x - look.px(10), x + width - pad - look.px(60))
    bar_w = look.px(84) if width > look.px(330) else 0
    bar_x = value.rect.x - look.px(10) - bar_w if value.rect.w > look.px(54) else x + width - pad - look.px(124) - bar_w
    text = f"{number.title} · {number.word}" if number.word else number.title
    title = Text(look, "small", text, p.text, (x + pad, y + look.px(2)), max(look.px(40), bar_x - look.px(8) - x - pad))
    row.add(title, value, change)
    if bar_w:
        bar = pygame.Rect(bar_x, 0, bar_w, look.px(6))
        bar.centery = value.rect.centery
        row.add(Bar(bar, number.value, number.low, number.high, colour))
    bottom = max(title.rect.bottom, value.rect.bottom)
    if number.lamp:
        lamp = Text(look, "small", number.lamp, p.worse, (x + pad, bottom), width - 2 * pad)
        row.add(lamp)
        bottom = lamp.rect.bottom
    row.rect.h = bottom + look.px(2) - y
    return row
