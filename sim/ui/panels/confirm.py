"""Takes papers without an answer, gives the question whether to end the quarter all the same."""

from __future__ import annotations

import pygame

from sim.ui.panel import Host, Sheet, row_of
from sim.ui.panels.quarter import Quarter
from sim.ui.widgets import Column, Widget, button


class ConfirmPanel(Sheet):
    """What waiting will cost, and the choice."""

    id = "confirm"
    width = 520
    icon = "hourglass"

    def __init__(self, app: Host, game: Quarter) -> None:
        super().__init__(app)
        self.game = game

    def title(self) -> str:
        return self.look.words("confirm_title")

    def body(self, x: int, y: int, width: int) -> tuple[list[Widget], int]:
        look, p, w = self.look, self.look.palette, self.look.words
        pen = Column(look, x, y, width)
        for paper in self.game.desk.papers:
            if not paper.answered:
                pen.text("strong", paper.title, p.text)
                pen.text("body", paper.wait_text or w("confirm_wait"), p.muted)
                pen.space(8)
        made = [
            button(look, "confirm.end", w("end_quarter"), (0, 0), self.go, kind="primary", key="↵"),
            button(look, "confirm.back", w("back"), (0, 0), self.close, key="Esc"),
        ]
        pen.y = row_of(look, x, pen.y + look.px(4), width, made)
        pen.items += made
        return pen.items, pen.height

    def go(self) -> None:
        """End the quarter."""
        self.close()
        self.game.finish()

    def key(self, event: pygame.event.Event) -> bool:
        if event.key in (pygame.K_RETURN, pygame.K_KP_ENTER):
            self.go()
            return True
        return super().key(event)
