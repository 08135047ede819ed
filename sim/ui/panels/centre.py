"""Takes the desk, gives the middle of the screen: tabs, lit lamps, and the chosen view."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pygame

from sim.report.counsel import Fan
from sim.report.desk import CauseLine, Headline, LedgerLine, TimelineMark
from sim.ui import plots
from sim.ui.look import Look
from sim.ui.panel import row_of
from sim.ui.panels import map_view, moved, web_view
from sim.ui.panels.quarter import Quarter
from sim.ui.widgets import (
    Box,
    Button,
    Column,
    Flag,
    Icon,
    Picture,
    Scroll,
    Text,
    Widget,
    button,
    source_line,
    source_tag,
)
from sim.ui.widgets.texts import arrowed

VIEWS = ("bulletin", "map", "web", "charts", "timeline", "ledger")
VIEW_ICONS = {
    "bulletin": "newspaper",
    "map": "map",
    "web": "waypoints",
    "charts": "chart-line",
    "timeline": "history",
    "ledger": "scale",
}
VIEW_KEYS = {"bulletin": "F2", "map": "M", "web": "F11", "charts": "F3", "timeline": "F4", "ledger": "F5"}
MARK_ICONS = {"order": "feather", "answer": "stamp", "move": "flag", "event": "zap"}


def build(game: Quarter, rect: pygame.Rect) -> Widget:
    """Tabs, lamps, view."""
    look, p = game.look, game.look.palette
    centre = Widget(rect, "centre")
    tabs = _tabs(game, rect)
    bottom = row_of(look, rect.x, rect.y, rect.w, tabs, 4)
    centre.add(*tabs)
    y = bottom + look.px(6)
    lamps = [t for t in game.desk.lamps if t]
    if lamps:
        box = Box(pygame.Rect(rect.x, y, rect.w, 10), "lamps", radius=6)
        box.fill, box.edge = p.warn, p.worse
        pen = Column(look, rect.x + look.px(32), y + look.px(5), rect.w - look.px(42))
        for lamp in lamps:
            pen.text("strong", lamp, p.warn_text)
        box.add(Icon(look, "flame", 18, p.warn_text, (rect.x + look.px(8), y + look.px(5))), *pen.items)
        box.rect.h = max(pen.height, look.px(18)) + look.px(10)
        if box.rect.h > rect.h // 3:
            box.rect.h = rect.h // 3
            view = pygame.Rect(rect.x + look.px(8), y + look.px(4), rect.w - look.px(10), box.rect.h - look.px(8))
            box.children = [game.scroll(view, "lamps.scroll", box.children, pen.height + look.px(2))]
        centre.add(box)
        y = box.rect.bottom + look.px(6)
    room = pygame.Rect(rect.x, y, rect.w, rect.bottom - y)
    if game.view == "map":
        centre.add(map_view.build(game, room))
    elif game.view == "web":
        centre.add(web_view.build(game, room))
    elif game.view == "bulletin":
        news = listing(game, room, "bulletin")
        gap, least = look.px(8), max(look.px(180), round(room.w * 0.4))  # a flatter map shows nothing well
        high = min(room.h, _content(news) + 2 * look.px(8) + 2)
        if room.w >= look.px(900):  # a very wide window has room for both side by side
            wide = round(room.w * 0.5)
            news = listing(game, pygame.Rect(room.x, room.y, wide, room.h), "bulletin", fill=True)
            beside = pygame.Rect(room.x + wide + gap, room.y, room.w - wide - gap, room.h)
            centre.add(news, map_view.build(game, beside))
        elif room.h - high - gap >= least:  # a short bulletin leaves the map in sight
            news = listing(game, pygame.Rect(room.x, room.y, room.w, high), "bulletin")
            below = pygame.Rect(room.x, room.y + high + gap, room.w, room.h - high - gap)
            centre.add(news, map_view.build(game, below))
        else:
            centre.add(listing(game, room, "bulletin", fill=True))
    else:
        centre.add(listing(game, room, game.view))
    return centre


def _content(box: Box) -> int:
    """Height that the content of a listing takes."""
    return next(child.height for child in box.children if isinstance(child, Scroll))


def _tabs(game: Quarter, rect: pygame.Rect) -> list[Button]:
    look, w = game.look, game.look.words
    views = [v for v in VIEWS if v != "bulletin" or game.desk.bulletin]

    def make(form: str, icon_width: float = 40) -> list[Button]:
        named = form != "icons"
        return [
            button(
                look,
                f"view.{view}",
                w(f"view_{view}") if named or view == game.view else "",
                (0, 0),
                partial(game.show, view),
                icon="" if form == "small" else VIEW_ICONS[view],
                kind="tab",
                chosen=view == game.view,
                hint=f"{w(f'view_{view}')} ({VIEW_KEYS[view]})",
                width=None if named or view == game.view else look.px(icon_width),
                style="small" if form == "small" else "strong",
            )
            for view in views
        ]

    # Names give way last: first the icons go, then all names but that of the open view, then some air.
    made = [make("full"), make("small"), make("icons"), make("icons", 32)]
    gaps = look.px(4) * (len(views) - 1)
    return next((tabs for tabs in made if sum(t.rect.w for t in tabs) + gaps <= rect.w), made[-1])


def listing(game: Quarter, rect: pygame.Rect, view: str, *, fill: bool = False) -> Box:
    """A view that reads from top to bottom, in a box that scrolls; room that a bulletin leaves may be filled with what moved most."""
    look, p, w = game.look, game.look.palette, game.look.words
    box = Box(rect, f"{view}.box", radius=8)
    box.fill, box.edge = p.panel, p.edge
    pad = look.px(14)
    lane = Scroll.lane(look)
    inner = pygame.Rect(rect.x + pad, rect.y + look.px(8), rect.w - 2 * pad + lane // 2, rect.h - look.px(16))
    pen = Column(look, inner.x, inner.y, rect.w - 2 * pad - lane)
    desk = game.desk
    if view == "bulletin" and (desk.timeline or desk.ledger):
        more = button(
            look,
            "bulletin.report",
            w("report_short"),
            (0, pen.y),
            game.open_report,
            icon="scroll-text",
            kind="ghost",
            style="small",
            hint=w("report_hint"),
        )
        more.move(pen.x + pen.width - more.rect.w, 0)
        head = Text(look, "title", w("head_bulletin"), p.gold, (pen.x, pen.y), more.rect.x - look.px(8) - pen.x)
        pen.add(head)
        pen.add(more)
    else:
        pen.text("title", w(f"head_{view}"), p.gold)
    pen.space(6)
    if view == "bulletin":
        for number, headline in enumerate(desk.bulletin[:5]):
            _headline(look, pen, headline, number)
        if fill and desk.ledger:
            moved.fill(look, pen, desk, inner.bottom)
        if not desk.bulletin:
            pen.text("body", w("none_yet"), p.muted)
    elif view == "ledger":
        for number, line in enumerate(desk.ledger):
            _ledger(look, pen, line, number)
        if not desk.ledger:
            pen.text("body", w("none_yet"), p.muted)
    elif view == "timeline":
        _timeline(look, pen, desk.timeline)
        if not desk.timeline:
            pen.text("body", w("none_yet"), p.muted)
    elif view == "charts":
        _charts(game, pen)
    box.add(game.scroll(inner, f"{view}.scroll", pen.items, pen.height))
    return box


def _headline(look: Look, pen: Column, news: Headline, number: int) -> None:
    p = look.palette
    top = pen.y
    x, width = pen.x, pen.width
    if news.power:
        pen.items.append(Flag(look, news.power, 26, (x, top + look.px(3))))
    else:
        pen.items.append(
            Icon(look, "ship" if news.place == "sea" else "newspaper", 22, p.gold, (x + look.px(2), top + look.px(3)))
        )
    pen.x, pen.width = x + look.px(38), width - look.px(38)
    pen.text("heading", news.title, p.text)
    pen.text("read", news.text, p.text)
    if news.chips:
        pen.chips(news.chips, f"headline.{number}", ink=False)
    if news.sources:
        line = Text(
            look,
            "small",
            ", ".join(source_tag(s) for s in news.sources),
            p.muted,
            (pen.x, pen.y),
            pen.width,
            id=f"headline.{number}.sources",
        )
        line.hint = "\n".join(source_line(s) for s in news.sources)
        pen.add(line)
    pen.y = max(pen.y, top + look.px(32))
    pen.x, pen.width = x, width
    pen.space(14)


def _ledger(look: Look, pen: Column, line: LedgerLine, number: int) -> None:
    p = look.palette
    pad = look.px(10)
    row = Box(pygame.Rect(pen.x, pen.y, pen.width, 10), f"ledger.{number}", explain=line.name, tab=True, radius=6)
    row.fill, row.edge = p.raised, p.edge
    change = Text(
        look,
        "heading",
        arrowed(line.good, line.change_text),
        p.change(line.good),
        (0, 0),
    )
    change.rect.topright = (row.rect.right - pad, row.rect.y + look.px(5))
    inner = Column(look, row.rect.x + pad, row.rect.y + look.px(5), change.rect.x - row.rect.x - 2 * pad)
    inner.text("heading", line.title, p.text)
    inner.text("small", f"{line.start_text} → {line.end_text}", p.muted)
    row.add(change, *inner.items)
    y = max(inner.y, change.rect.bottom) + look.px(3)
    most = max((abs(c.amount) for c in line.causes), default=1.0) or 1.0
    amount_w = max((look.type.width("tag", _amount(c)) for c in line.causes), default=0)
    bar_w = look.px(70) if pen.width > look.px(420) else 0
    for cause in line.causes:
        amount = Text(look, "tag", _amount(cause), p.change(cause.good), (row.rect.x + pad, y), amount_w, align="right")
        x = amount.rect.right + look.px(8)
        if bar_w:
            row.add(Picture(pygame.Rect(x, y, bar_w, amount.rect.h), _bar(cause, most)))
            x += bar_w + look.px(8)
        ids = ", ".join(source_tag(s) for s in cause.sources)
        title = Text(
            look, "small", f"{cause.title}  ({ids})" if ids else cause.title, p.text, (x, y), row.rect.right - pad - x
        )
        row.add(amount, title)
        y = max(amount.rect.bottom, title.rect.bottom)
    row.rect.h = y + look.px(6) - row.rect.y
    pen.add(row)
    pen.space(8)


def _amount(cause: CauseLine) -> str:
    return arrowed(cause.good, cause.amount_text)


def _bar(cause: CauseLine, most: float) -> Callable[[pygame.Surface, pygame.Rect, Look], None]:
    def draw(surface: pygame.Surface, rect: pygame.Rect, look: Look) -> None:
        p = look.palette
        middle = rect.centerx
        length = max(1, round(rect.w / 2 * abs(cause.amount) / most))
        bar = pygame.Rect(middle if cause.amount >= 0 else middle - length, 0, length, look.px(7))
        bar.centery = rect.centery
        pygame.draw.rect(surface, p.change(cause.good), bar, border_radius=look.px(2))
        pygame.draw.line(surface, p.muted, (middle, rect.y + 2), (middle, rect.bottom - 3))

    return draw


def _timeline(look: Look, pen: Column, marks: tuple[TimelineMark, ...]) -> None:
    p = look.palette
    dates = list(dict.fromkeys((m.turn, m.date) for m in sorted(marks, key=lambda m: -m.turn)))
    wide = max((look.type.width("tag", date) for _, date in dates), default=0) + look.px(14)
    x, width = pen.x, pen.width
    for turn, date in dates:
        top = pen.y
        pen.items.append(Text(look, "tag", date, p.gold, (x, top)))
        pen.x, pen.width = x + wide + look.px(26), width - wide - look.px(26)
        for mark in (m for m in marks if m.turn == turn):
            colour = p.power(mark.power) if mark.power else p.gold
            pen.items.append(
                Icon(
                    look,
                    MARK_ICONS.get(mark.kind, "zap"),
                    15,
                    p.gold if mark.kind in ("order", "answer") else p.muted,
                    (x + wide, pen.y + look.px(2)),
                )
            )
            row = Text(look, "body", mark.title, p.text, (pen.x + look.px(16), pen.y), pen.width - look.px(16))
            pen.items.append(_Spot(pygame.Rect(pen.x, pen.y + look.px(5), look.px(9), look.px(9)), colour))
            pen.add(row)
            pen.space(2)
        pen.x, pen.width = x, width
        pen.y = max(pen.y, top + look.type.height("tag"))
        pen.space(6)


class _Spot(Widget):
    """A dot in the colour of who did it."""

    def __init__(self, rect: pygame.Rect, colour: tuple[int, int, int]) -> None:
        super().__init__(rect)
        self.colour = colour

    def paint(self, surface: pygame.Surface, look: Look) -> None:
        pygame.draw.aacircle(surface, self.colour, self.rect.center, self.rect.w / 2)


def _charts(game: Quarter, pen: Column) -> None:
    look, p, w, desk = game.look, game.look.palette, game.look.words, game.desk
    series = {name: values for name, values in desk.series.items() if values}
    if not series:
        pen.text("body", w("none_yet"), p.muted)
        return
    gap = look.px(12)
    columns = max(1, min(3, (pen.width + gap) // look.px(230)))
    cell = (pen.width - gap * (columns - 1)) // columns
    known = {n.name: n.text for n in (*desk.numbers, *(c.relation for c in desk.powers))}
    row_y, low = pen.y, pen.y
    for number, (name, values) in enumerate(series.items()):
        column = number % columns
        if column == 0:
            row_y = low + (gap if number else 0)
        x = pen.x + column * (cell + gap)
        box = Box(pygame.Rect(x, row_y, cell, 10), f"chart.{name}", explain=name, tab=True, radius=6)
        box.fill, box.edge = p.raised, p.edge
        inner = Column(look, x + look.px(10), row_y + look.px(6), cell - look.px(20))
        inner.text("strong", game.app.title_of(name), p.text)
        now = known.get(name) or plain(values[-1], game.app.settings.lang)
        inner.text("small", w("chart_words", start=plain(values[0], game.app.settings.lang), now=now), p.muted)
        colour = next((p.power(c.id) for c in desk.powers if c.relation.name == name), p.gold)
        picture = pygame.Rect(inner.x - look.px(4), inner.y + look.px(2), cell - look.px(12), look.px(86))

        fan = game.fan(name)

        def draw(
            surface: pygame.Surface,
            rect: pygame.Rect,
            look: Look,
            v: tuple[float, ...] = values,
            c: tuple[int, int, int] = colour,
            ahead: Fan | None = fan,
        ) -> None:
            if ahead is not None:
                plots.fan(surface, rect, look, v, ahead, c, past_shown=len(v))
            else:
                plots.history(surface, rect, look, v, desk.turns + 1, c)

        box.add(*inner.items, Picture(picture, draw))
        box.rect.h = picture.bottom + look.px(4) - row_y
        pen.items.append(box)
        low = max(low, box.rect.bottom)
    pen.y = low


def plain(value: float, lang: str) -> str:
    """A number with three figures at most, with the decimal mark of the language."""
    text = f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return (text.replace(".", ",") if lang == "vi" else text).replace("-", "−")
