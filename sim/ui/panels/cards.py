"""Takes the powers of the desk, gives their cards in a column; what does not fit goes: mood, sparkline, bars, rank."""

from __future__ import annotations

import pygame

from sim.report.desk import Number, PowerCard
from sim.ui import plots
from sim.ui.look import Look
from sim.ui.panel import count
from sim.ui.panels.quarter import Quarter
from sim.ui.theme import Colour
from sim.ui.widgets import Bar, Box, Flag, Picture, Scroll, Spark, Text, Widget

# What each form of a card shows below its head, from rich to poor.
FORMS: tuple[frozenset[str], ...] = (
    frozenset({"rank", "mood", "spark", "relation", "dependence"}),
    frozenset({"rank", "spark", "relation", "dependence"}),
    frozenset({"rank", "spark", "dependence"}),
    frozenset({"rank", "relation", "dependence"}),
    frozenset({"rank", "relation"}),
    frozenset({"relation"}),
    frozenset(),
)


def build(game: Quarter, rect: pygame.Rect) -> Widget:
    """The column of cards."""
    look, powers = game.look, game.desk.powers
    gap = look.px(7)
    forms = FORMS[3:] if look.narrow else FORMS
    column = Widget(rect, "cards")
    cards: list[Box] = []
    for form in forms:
        cards = [_card(game, power, rect.x, rect.y, rect.w, form, 0) for power in powers]
        used = sum(card.rect.h for card in cards) + gap * max(0, len(cards) - 1)
        if used <= rect.h:
            spare = (rect.h - used) // max(1, len(cards))
            high = max(card.rect.h for card in cards)
            even = (rect.h - gap * max(0, len(cards) - 1)) // max(1, len(cards))
            y = rect.y
            for number, power in enumerate(powers):
                more = even - cards[number].rect.h if high <= even else spare
                cards[number] = _card(game, power, rect.x, y, rect.w, form, min(more, look.px(90)))
                y = cards[number].rect.bottom + gap
            column.add(*cards)
            return column
    lane = Scroll.lane(look)
    y = rect.y
    cards = []
    for power in powers:
        cards.append(_card(game, power, rect.x, y, rect.w - lane, forms[-1], 0))
        y = cards[-1].rect.bottom + gap
    column.add(game.scroll(rect, "cards.scroll", list(cards), y - gap - rect.y))
    return column


def _card(game: Quarter, power: PowerCard, x: int, y: int, width: int, form: frozenset[str], more: int) -> Box:
    look, p = game.look, game.look.palette
    number = power.relation
    card = Box(
        pygame.Rect(x, y, width, 10),
        f"power.{power.id}",
        explain=number.name,
        hint=number.lamp,
        on_activate=lambda: game.open_power(power.id),
        radius=8,
    )
    card.fill, card.edge, card.stripe = p.panel, p.edge, p.power(power.id)
    pad = look.px(12)
    left, top = x + pad + look.px(2), y + look.px(6)
    size = 28 if not look.narrow else 22
    flag = Flag(look, power.id, size, (left, top + look.px(3)))
    value = count(game.app, number, "big" if not look.narrow else "title", (0, top), "card")
    change = Text(look, "tag", number.change_text, p.change(number.good), (0, value.rect.bottom))
    right = x + width - pad
    value.rect.right = right
    change.rect.right = right
    text_x = flag.rect.right + look.px(9)
    title_w = right - max(value.rect.w, change.rect.w) - look.px(8) - text_x
    title = Text(look, "heading", power.title, p.text, (text_x, top), title_w)
    told = f"{number.word} · {power.rank}" if number.word and "relation" not in form else power.rank
    if "rank" not in form:  # the word alone, where it stands beside the change and takes no line of its own
        told = number.word if not form and len(title.lines) == 1 else ""
    place, room = (text_x, title.rect.bottom), title_w
    if max((look.type.width("small", word) for word in told.split()), default=0) > room:  # no word is broken
        place = (left, max(title.rect.bottom, flag.rect.bottom, change.rect.bottom))
        room = right - left
    rank = Text(look, "small", told, p.muted, place, room)
    card.add(flag, title, value, change)
    pen = max(title.rect.bottom, change.rect.bottom, flag.rect.bottom)
    if told:
        card.add(rank)
        pen = max(pen, rank.rect.bottom)
    pen = _bars(game, power, card, form, pygame.Rect(left, pen + look.px(2), right - left, 0))
    if "mood" in form and power.mood:
        mood = Text(look, "small", power.mood, p.muted, (left, pen), right - left)
        card.add(mood)
        pen = mood.rect.bottom
    if "spark" in form:
        high_spark = look.px(18) + more
        area = pygame.Rect(left - look.px(4), pen, right - left + look.px(8), high_spark)
        card.add(_line(game, number, area, p.power(power.id)))
        pen += high_spark
        more = 0
    card.rect.h = pen + look.px(5) + more - y
    return card


def _bars(game: Quarter, power: PowerCard, card: Box, form: frozenset[str], room: pygame.Rect) -> int:
    """Add the bars of a form below each other, from the top of the room; where they end."""
    look, p, w = game.look, game.look.palette, game.look.words
    number = power.relation
    rows: list[tuple[str, float, float, float, Colour, str, str]] = []
    if "relation" in form:
        rows.append((number.word or w("relations"), number.value, number.low, number.high, p.power(power.id), "", ""))
    if "dependence" in form and power.dependence is not None:
        d = power.dependence
        rows.append((w("dependence"), d.value, d.low, d.high, p.muted, d.name, d.text))
    label_w = max((look.type.width("small", row[0]) for row in rows), default=0)
    label_w = min(label_w, round(card.rect.w * 0.45))
    end_w = max((look.type.width("small", row[6]) for row in rows), default=0)
    pen = room.y
    for label, now, low, high, colour, name, text in rows:
        caption = Text(look, "small", label, p.muted, (room.x, pen), label_w)
        bar_x = room.x + label_w + look.px(8)
        end_x = room.right - end_w
        bar = pygame.Rect(bar_x, 0, end_x - bar_x - (look.px(6) if end_w else 0), look.px(7))
        bar.centery = pen + look.type.height("small") // 2
        row = Widget(
            pygame.Rect(room.x, pen, room.w, caption.rect.h), f"{card.id}.{name}" if name else "", explain=name
        )
        meter = Bar(bar, now, low, high, colour)
        meter.mover = f"meter.{power.id}.{name}"
        row.add(caption, meter)
        if text:
            row.add(Text(look, "small", text, p.muted, (end_x, pen)))
        card.add(row)
        pen = row.rect.bottom
    return pen


def _line(game: Quarter, number: Number, area: pygame.Rect, colour: Colour) -> Widget:
    """The past of a tie as a line, and as a fan where it may go once the adviser has said so."""
    fan = game.fan(number.name)
    if fan is None:
        return Spark(area, number.history, colour)

    def draw(surface: pygame.Surface, rect: pygame.Rect, look: Look) -> None:
        plots.fan(surface, rect, look, number.history, fan, colour, full=False)

    return Picture(area, draw)
