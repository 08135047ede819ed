"""Takes the desk after a quarter has ended, gives the report of that quarter: numbers, what you did, what happened, what moved most."""

from __future__ import annotations

from dataclasses import replace

import pygame

from sim.report.desk import Number
from sim.ui.ornament import draw_drum
from sim.ui.panel import Host, Sheet, count, even, row_of
from sim.ui.panels import moved
from sim.ui.panels.foretell import stated
from sim.ui.panels.quarter import Quarter
from sim.ui.panels.topbar import icon_for
from sim.ui.widgets import Box, Column, Flag, Icon, Text, Widget, button

MOST_LINES = 6
MOST_CAUSES = 3
MARK_ICONS = {"order": "feather", "answer": "stamp", "move": "flag", "event": "zap"}


class TurnReportPanel(Sheet):
    """What the quarter brought."""

    id = "report"
    width = 980
    icon = "scroll-text"

    def __init__(self, app: Host, game: Quarter) -> None:
        super().__init__(app)
        self.game = game
        self.focus = "report.go"

    def title(self) -> str:
        marks = self.app.desk().timeline
        date = max(marks, key=lambda m: m.turn).date if marks else ""
        return self.look.words("report_title", date=date).strip()

    def ornament(self, surface: pygame.Surface, rect: pygame.Rect) -> None:
        side = self.look.px(620)
        draw_drum(surface, pygame.Rect(rect.right - side * 2 // 3, rect.y - side // 3, side, side), self.look, 30)

    def body(self, x: int, y: int, width: int) -> tuple[list[Widget], int]:
        look, p, w = self.look, self.look.palette, self.look.words
        desk = self.app.desk()
        pen = Column(look, x, y, width)
        self._numbers(pen)
        two = width > look.px(700)
        gap = look.px(24)
        cell = (width - gap) // 2 if two else width
        left = Column(look, x, pen.y, cell)
        last = max((m.turn for m in desk.timeline), default=0)
        marks = [m for m in desk.timeline if m.turn == last]
        for head, kinds in (("report_done", ("order", "answer")), ("report_came", ("move", "event"))):
            told = [m for m in marks if m.kind in kinds]
            left.text("heading", w(head), p.gold)
            left.space(2)
            for mark in told:
                icon: Widget = (
                    Flag(look, mark.power, 16, (x, left.y + look.px(1)))
                    if mark.power
                    else Icon(look, MARK_ICONS.get(mark.kind, "zap"), 15, p.muted, (x, left.y + look.px(2)))
                )
                left.items.append(icon)
                left.add(Text(look, "small", mark.title, p.text, (x + look.px(24), left.y), cell - look.px(24)))
                left.space(2)
            if not told:
                left.text("small", w("report_nothing"), p.muted)
            left.space(8)
        if self.app.session is not None:
            told_before = self.app.session.foretold()
            due = tuple(t for t in told_before.lines if t.due == last and t.came is not None)
            stated(look, left, replace(told_before, lines=due), "heading")
        right = Column(look, x + cell + gap, pen.y, cell) if two else Column(look, x, left.y, cell)
        right.text("heading", w("report_moved"), p.gold)
        right.space(2)
        for number, line in enumerate(moved.most_first(desk)[:MOST_LINES]):
            right.add(moved.row(look, line, f"moved.{number}", right, MOST_CAUSES))
            right.space(4)
        return [*pen.items, *left.items, *right.items], max(left.y, right.y) - y

    def foot(self, x: int, y: int, width: int) -> tuple[list[Widget], int]:
        look, w = self.look, self.look.words
        made = [
            button(look, "report.go", w("report_go"), (0, 0), self.close, kind="primary", key="↵"),
            button(look, "report.ledger", w("view_ledger"), (0, 0), self.ledger, icon="scale", key="F5"),
            button(
                look,
                "report.always",
                w("report_always"),
                (0, 0),
                self.toggle,
                icon="check" if self.app.settings.reports else "minus",
                chosen=self.app.settings.reports,
            ),
        ]
        low = row_of(look, x, y + look.px(10), width, made)
        return list(made), low - y

    def _numbers(self, pen: Column) -> None:
        """The nine numbers of the first glance, side by side."""
        look, desk = self.look, self.app.desk()
        tiles: list[tuple[Number, str]] = [(c.relation, c.id) for c in desk.powers]
        tiles += [(n, "") for n in desk.numbers]
        gap = look.px(6)
        columns = max(1, min(len(tiles), (pen.width + gap) // look.px(98)))
        rows = -(-len(tiles) // columns)
        columns = -(-len(tiles) // rows)
        cell = (pen.width - gap * (columns - 1)) // columns
        y = pen.y
        for start in range(0, len(tiles), columns):
            row = [
                self._tile(number, power, pen.x + place * (cell + gap), y, cell)
                for place, (number, power) in enumerate(tiles[start : start + columns])
            ]
            pen.items += row
            y = even(row) + gap
        pen.y = y - gap + look.px(14)

    def _tile(self, number: Number, power: str, x: int, y: int, width: int) -> Box:
        look, p = self.look, self.look.palette
        box = Box(pygame.Rect(x, y, width, 10), f"report.{number.name}", explain=number.name, tab=True, radius=6)
        box.fill, box.edge = p.raised, p.edge
        pad = look.px(8)
        mark: Widget = (
            Flag(look, power, 18, (x + pad, y + look.px(7)))
            if power
            else Icon(look, icon_for(number.name), 17, p.gold, (x + pad, y + look.px(7)))
        )
        value = count(self.app, number, "heading", (mark.rect.right + look.px(6), y + look.px(4)), "tile")
        change = Text(look, "tag", number.change_text, p.change(number.good), (x + pad, value.rect.bottom))
        title = next((c.title for c in self.app.desk().powers if c.id == power), number.title)
        word = Text(look, "small", title, p.muted, (x + pad, change.rect.bottom), width - 2 * pad)
        box.add(mark, value, change, word)
        box.rect.h = word.rect.bottom + look.px(4) - y
        return box

    def ledger(self) -> None:
        """Close it and show the whole ledger."""
        self.close()
        self.game.show("ledger")

    def toggle(self) -> None:
        """Whether it opens by itself after every quarter."""
        self.app.choose(reports=not self.app.settings.reports)

    def key(self, event: pygame.event.Event) -> bool:
        if event.key in (pygame.K_RETURN, pygame.K_KP_ENTER):
            self.close()
        elif event.key == pygame.K_F5:
            self.ledger()
        else:
            return super().key(event)
        return True
