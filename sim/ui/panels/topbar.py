"""Takes the desk, gives the bar at the top: date, five numbers, attention, and the buttons of the window."""

from __future__ import annotations

import pygame

from sim.report.desk import Number
from sim.ui.look import Look
from sim.ui.panel import count
from sim.ui.panels.quarter import Quarter
from sim.ui.widgets import Box, Button, Dots, Icon, Text, Widget, button

# An icon for a number, by a word in its name; the words are those of the nine numbers of a desk.
ICONS = (
    ("autonomy", "compass"),
    ("sea", "anchor"),
    ("security", "shield"),
    ("econom", "trending-up"),
    ("growth", "trending-up"),
    ("public", "users"),
    ("unity", "landmark"),
)


def icon_for(name: str) -> str:
    """Icon of a number."""
    return next((icon for word, icon in ICONS if word in name.lower()), "gauge")


def height(game: Quarter) -> int:
    """Height of the bar."""
    look = game.look
    return max(look.px(48), look.type.height("small") + look.type.height("heading") + look.px(6))


def build(game: Quarter, rect: pygame.Rect) -> Widget:
    """The whole bar."""
    look, p, w, desk = game.look, game.look.palette, game.look.words, game.desk
    bar = TopBox(rect, "topbar", radius=0)
    bar.fill = p.bar
    pad, gap = look.px(12), look.px(14)
    buttons = _buttons(game, rect)
    right = min(b.rect.x for b in buttons)
    x = rect.x + pad
    leaf = Icon(look, "leaf", 22, p.gold, (x, rect.centery - look.px(11)))
    x = leaf.rect.right + look.px(8)
    date = Text(look, "title", desk.date, p.text, (x, 0))
    date.rect.centery = rect.centery
    turn = Text(
        look,
        "small",
        w("turn_of", turn=desk.turn, turns=desk.turns),
        p.muted,
        (date.rect.right + look.px(8), 0),
        hint=w("turn_hint"),
    )
    turn.rect.centery = rect.centery + look.px(1)
    bar.add(leaf, date, turn)
    x = turn.rect.right + gap
    dots = Dots(look, desk.attention, desk.attention_full, (0, 0), "attention", desk.attention_text)
    word = Text(look, "small", w("attention"), p.muted, (0, 0))
    best: list[Widget] = []
    for form in ("inline", "stacked", "icon"):
        stats: list[Widget] = [_stat(game, number, form, rect) for number in desk.numbers]
        label = form != "icon"
        tail = dots.rect.w + (word.rect.w + look.px(6) if label else 0)
        used = sum(s.rect.w for s in stats) + tail
        free = right - gap - x - used
        best = stats
        if free >= look.px(10) * (len(stats) + 1) or form == "icon":
            between = max(look.px(4), min(look.px(34), free // (len(stats) + 1)))
            pen = x + between // 2
            for stat in best:
                stat.move(pen - stat.rect.x, 0)
                pen = stat.rect.right + between
            if label:
                word.rect.topleft = (pen, rect.centery - word.rect.h // 2)
                bar.add(word)
                pen = word.rect.right + look.px(6)
            dots.rect.midleft = (pen, rect.centery)
            break
    bar.add(*best, dots, *buttons)
    return bar


class TopBox(Box):
    """The bar with a golden line below."""

    def paint(self, surface: pygame.Surface, look: Look) -> None:
        super().paint(surface, look)
        surface.fill(look.palette.gold, (self.rect.x, self.rect.bottom - 1, self.rect.w, 1))


def _stat(game: Quarter, number: Number, form: str, rect: pygame.Rect) -> Widget:
    look, p = game.look, game.look.palette
    hint = number.lamp or (number.title if form == "icon" else "")
    inner = look.px(4)
    stat = Widget(
        pygame.Rect(0, rect.y + look.px(3), 10, rect.h - look.px(6)),
        f"number.{number.name}",
        hint=hint,
        explain=number.name,
        tab=True,
    )
    parts: list[Text | Icon] = []
    value: Text = count(game.app, number, "heading", (0, 0), "bar")
    change = Text(look, "tag", number.change_text, p.change(number.good), (0, 0))
    title = Text(look, "small", number.title, p.muted, (0, 0))
    lamp = Icon(look, "flame", 14, p.worse, (0, 0)) if number.lamp else None
    pen = inner
    middle = stat.rect.centery

    def put(part: Text | Icon, centre: int) -> None:
        nonlocal pen
        part.rect.midleft = (pen, centre)
        pen = part.rect.right + look.px(5)
        parts.append(part)

    if form == "stacked":
        line = look.type.height("small")
        top = stat.rect.y + (stat.rect.h - line - value.rect.h) // 2
        title.rect.topleft = (pen, top)
        if lamp:
            put(lamp, top + line + value.rect.h // 2)
        put(value, top + line + value.rect.h // 2)
        put(change, top + line + value.rect.h // 2)
        parts.append(title)
        pen = max(pen, title.rect.right + look.px(5))
    else:
        if form == "icon":
            put(Icon(look, icon_for(number.name), 16, p.gold, (0, 0)), middle)
        else:
            put(title, middle)
        if lamp:
            put(lamp, middle)
        put(value, middle)
        put(change, middle)
    stat.rect.w = pen - look.px(5) + inner
    stat.add(*parts)
    return stat


def _buttons(game: Quarter, rect: pygame.Rect) -> list[Button]:
    look, w, app = game.look, game.look.words, game.app
    items = (
        ("language", "languages", app.other_language, w("language_hint")),
        ("codex", "book-open", game.open_codex, w("codex_hint")),
        ("help", "circle-question-mark", game.open_keys, w("keys_hint")),
        ("save", "save", game.open_save, w("save_hint")),
        ("settings", "settings", game.open_settings, w("settings")),
        ("menu", "menu", app.to_menu, w("menu_hint")),
    )
    made = []
    x = rect.right - look.px(6)
    for id, icon, act, hint in reversed(items):
        item = button(look, f"top.{id}", "", (0, 0), act, icon=icon, kind="ghost", hint=hint, width=look.px(30))
        x -= item.rect.w
        item.move(x, rect.centery - item.rect.h // 2)
        made.append(item)
    return made[::-1]
