"""Takes the end of a game, gives the five judgements with you, history and other governments on one picture, and what led there."""

from __future__ import annotations

from collections.abc import Sequence

import pygame

from sim.report.desk import Judgement
from sim.ui import plots
from sim.ui.look import Look
from sim.ui.ornament import draw_drum
from sim.ui.panel import Sheet, row_of
from sim.ui.panels import aftermath
from sim.ui.panels.foretell import stated
from sim.ui.theme import Colour
from sim.ui.widgets import Box, Column, Picture, Text, Widget, button, source_line


class FinalPanel(Sheet):
    """The last sheet of a game."""

    id = "final"
    width = 960
    icon = "leaf"

    def title(self) -> str:
        final = self.app.desk().final
        return final.title if final else self.look.words("judgements")

    def body(self, x: int, y: int, width: int) -> tuple[list[Widget], int]:
        look, p, w = self.look, self.look.palette, self.look.words
        pen = Column(look, x, y, width)
        final = self.app.desk().final
        if final is None:
            pen.text("body", w("none_yet"), p.muted)
            return pen.items, pen.height
        if final.profile:
            pen.text("big", final.profile, p.gold)
            pen.text("read", final.profile_why, p.text)
            pen.space(2)
        pen.text("note", final.text, p.muted)
        pen.space(8)
        legend = [("◆", w("legend_you"), p.gold)]
        if any(j.history is not None for j in final.judgements):
            legend.append(("○", w("legend_history"), p.better))
        if any(j.median is not None for j in final.judgements):
            legend.append(("■", w("legend_median"), p.text))
        if any(j.cloud for j in final.judgements):
            legend.append(("●", w("legend_cloud"), p.muted))
        _marks(look, pen, legend)
        pen.space(6)
        for item in final.judgements:
            pen.add(_row(look, item, x, pen.y, width))
            pen.space(8)
        if final.chain:
            pen.text("heading", w("final_chain"), p.gold)
            for number, line in enumerate(final.chain):
                pen.text("body", f"{number + 1}. {line}", p.text)
            pen.space(8)
        pen.space(6)
        if self.app.session is not None:
            aftermath.turning_points(look, pen, self.app.session.turnings())
            aftermath.estimates(look, pen, self.app.session.declassified())
            stated(look, pen, self.app.session.foretold(), "heading")
        if final.sources:
            pen.text("tag", w("sources"), p.muted)
            for source in final.sources:
                pen.text("small", source_line(source), p.muted)
            pen.space(8)
        return pen.items, pen.height

    def foot(self, x: int, y: int, width: int) -> tuple[list[Widget], int]:
        look, w = self.look, self.look.words
        if self.app.desk().final is None:
            return [], 0
        made = [
            button(look, "final.look", w("final_look"), (0, 0), self.close, icon="map", key="Esc"),
            button(look, "final.export", w("final_export"), (0, 0), self.export, icon="file-down"),
            button(look, "final.menu", w("to_menu"), (0, 0), self.app.to_menu, kind="primary"),
        ]
        low = row_of(look, x, y + look.px(10), width, made)
        return list(made), low - y

    def export(self) -> None:
        """Write the report as one HTML file and say where."""
        session = self.app.session
        written: list[str] = []
        if session is None:
            return

        def act() -> None:
            written.append(session.export())

        self.app.work(act, lambda: self.app.note(self.look.words("final_exported", file=written[0])))

    def ornament(self, surface: pygame.Surface, rect: pygame.Rect) -> None:
        side = self.look.px(700)
        draw_drum(surface, pygame.Rect(rect.right - side // 2, rect.y - side // 3, side, side), self.look, 34)


def _marks(look: Look, pen: Column, entries: Sequence[tuple[str, str, Colour]]) -> None:
    """Marks with their words, set like words."""
    x, y = pen.x, pen.y
    for mark, label, colour in entries:
        text = Text(look, "small", f"{mark} {label}", colour, (x, y))
        if x > pen.x and text.rect.right > pen.x + pen.width:
            x, y = pen.x, text.rect.bottom
            text.rect.topleft = (x, y)
        pen.add(text)
        x = text.rect.right + look.px(18)


def _row(look: Look, item: Judgement, x: int, y: int, width: int) -> Box:
    p, w = look.palette, look.words
    pad = look.px(12)
    row = Box(pygame.Rect(x, y, width, 10), f"judgement.{item.name}", explain=item.name, tab=True, radius=8)
    row.fill, row.edge = p.raised, p.edge
    value = Text(look, "big", item.you_text or f"{item.you:.0f}", p.gold, (0, y + look.px(6)))
    value.rect.right = x + width - pad
    side = width > look.px(560)
    text_w = round(width * 0.36) if side else value.rect.x - x - 2 * pad
    pen = Column(look, x + pad, y + look.px(6), text_w)
    pen.text("heading", item.title, p.text)
    pen.text("small", item.about, p.muted)
    others = [
        ("○", w("final_history", value=item.history_text), p.better, item.history_text),
        ("■", w("final_median", value=item.median_text), p.text, item.median_text),
    ]
    _marks(look, pen, [(mark, words, colour) for mark, words, colour, known in others if known])
    bottom = max(pen.y, value.rect.bottom)
    if side:
        left = x + 2 * pad + text_w
        picture = pygame.Rect(
            left, y + look.px(6), value.rect.x - pad - left, max(look.px(44), bottom - y - look.px(6))
        )
    else:
        picture = pygame.Rect(x + pad, bottom, width - 2 * pad, look.px(44))
    bottom = max(bottom, picture.bottom)

    def draw(surface: pygame.Surface, rect: pygame.Rect, look: Look) -> None:
        plots.judgement(surface, rect, look, item)

    row.add(*pen.items, value, Picture(picture, draw))
    row.rect.h = bottom + look.px(6) - y
    return row
