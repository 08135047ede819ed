"""Takes the words, gives how the model works in short pieces, each with the door to more."""

from __future__ import annotations

import pygame

from sim.report import model
from sim.report.desk import TextRun
from sim.report.phrases import Phrases
from sim.ui.ornament import draw_drum
from sim.ui.panel import Sheet, row_of
from sim.ui.panels.codex import CodexPanel
from sim.ui.widgets import Button, Column, Icon, Rich, Widget, button

ICONS = {
    "turn": "hourglass",
    "memory": "handshake",
    "triad": "scale",
    "dependence": "link",
    "home": "landmark",
    "danger": "siren",
    "luck": "dices",
    "adviser": "telescope",
    "source": "microscope",
}


class ModelPanel(Sheet):
    """How the model works."""

    id = "model"
    width = 980
    icon = "workflow"

    def title(self) -> str:
        return self.look.words("model")

    def ornament(self, surface: pygame.Surface, rect: pygame.Rect) -> None:
        side = self.look.px(560)
        draw_drum(surface, pygame.Rect(rect.right - side // 2, rect.bottom - side // 2, side, side), self.look, 26)

    def body(self, x: int, y: int, width: int) -> tuple[list[Widget], int]:
        look, p, say = self.look, self.look.palette, Phrases(self.look.words.lang)
        pen = Column(look, x, y, width)
        pen.text("read", model.lead(say), p.text)
        pen.space(10)
        gap = look.px(26)
        columns = 2 if width > look.px(640) else 1
        cell = (width - gap * (columns - 1)) // columns
        row_y, low = pen.y, pen.y
        for number, (id, title, text) in enumerate(model.pieces(say)):
            if number % columns == 0:
                row_y = low
            left = x + (number % columns) * (cell + gap)
            inner = Column(look, left + look.px(34), row_y, cell - look.px(34))
            pen.items.append(Icon(look, ICONS[id], 22, p.gold, (left, row_y + look.px(3))))
            inner.text("heading", title, p.gold)
            runs = [TextRun(text)]
            inner.add(Rich(look, runs, p.text, p.link, (inner.x, inner.y), inner.width, style="body", id=f"model.{id}"))
            pen.items += inner.items
            low = max(low, inner.y + look.px(12))
        pen.y = low
        return pen.items, pen.height

    def foot(self, x: int, y: int, width: int) -> tuple[list[Widget], int]:
        look, w = self.look, self.look.words
        made: list[Button] = []
        if self.app.session is not None:
            made.append(
                button(
                    look,
                    "model.codex",
                    w("codex"),
                    (0, 0),
                    lambda: self.app.push(CodexPanel(self.app)),
                    icon="book-open",
                )
            )
        made.append(button(look, "model.back", w("back"), (0, 0), self.close, key="Esc"))
        low = row_of(look, x, y + look.px(10), width, made)
        return list(made), low - y
