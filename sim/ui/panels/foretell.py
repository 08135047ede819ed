"""Takes one fan of the forecast, gives the sheet on which the player states how likely its words are; and the list of what was stated."""

from __future__ import annotations

from functools import partial

import pygame

from sim.report.counsel import Fan, Foretellings
from sim.ui.look import Look
from sim.ui.panel import Host, Sheet, row_of
from sim.ui.widgets import Button, Column, Widget, button

CHANCES = (5, 10, 25, 50, 75, 90, 95)  # per cent; finer ones nobody can tell apart
OUTCOME_ICONS = {None: "history", True: "check", False: "x"}


class ForetellPanel(Sheet):
    """How likely is it? Choosing answers and closes; choosing the same again takes it back."""

    id = "foretell"
    width = 720
    icon = "telescope"

    def __init__(self, app: Host, fan: Fan) -> None:
        super().__init__(app)
        self.told = fan

    def title(self) -> str:
        return self.look.words("foretell")

    def body(self, x: int, y: int, width: int) -> tuple[list[Widget], int]:
        look, p, w = self.look, self.look.palette, self.look.words
        fan, pen = self.told, Column(look, x, y, width)
        pen.text("heading", w("foretell_ask", title=fan.title, date=fan.quarters[-1].date), p.text)
        pen.text("read", w("foretell_words", words=fan.words), p.text)
        pen.space(8)
        now = chance_of(self.app, fan)
        made: list[Button] = [
            button(
                look,
                f"foretell.{chance}",
                f"{chance} %",
                (0, 0),
                partial(self.choose, chance),
                icon="check" if now == chance else "",
                key=str(number + 1),
                chosen=now == chance,
            )
            for number, chance in enumerate(CHANCES)
        ]
        pen.y = row_of(look, x, pen.y, width, made)
        pen.items += made
        pen.space(8)
        pen.text("small", w("foretell_note"), p.muted)
        return pen.items, pen.height

    def choose(self, chance: int) -> None:
        """State it."""
        session = self.app.session
        if session is not None and self.app.attempt(lambda: session.state(self.told, chance / 100)):
            self.close()

    def key(self, event: pygame.event.Event) -> bool:
        for first in (pygame.K_1, pygame.K_KP1):
            if 0 <= event.key - first < len(CHANCES):
                self.choose(CHANCES[event.key - first])
                return True
        return super().key(event)


def chance_of(app: Host, fan: Fan) -> int | None:
    """What was stated of this number this quarter, in per cent."""
    if app.session is None:
        return None
    lines, turn = app.session.foretold().lines, app.desk().turn
    return next((round(100 * t.chance) for t in lines if (t.name, t.turn) == (fan.name, turn)), None)


def stated(look: Look, pen: Column, found: Foretellings, heading: str = "tag") -> None:
    """Everything that was stated, the newest first, with the score."""
    p, w = look.palette, look.words
    if not found.lines:
        return
    pen.text(heading, w("foretold").upper() if heading == "tag" else w("foretold"), p.gold)
    pen.space(3)
    pen.text("small", found.note, p.muted)
    pen.space(3)
    for number, line in enumerate(found.lines):
        place = pygame.Rect(pen.x, pen.y, pen.width, 10)
        row = Widget(place, f"foretold.{number}", explain=line.name, tab=False, radius=4)
        tint = p.muted if line.came is None else p.gold
        pen.noted(OUTCOME_ICONS[line.came], tint, f"{line.date} · {line.title}: {line.text}", p.text, row=row)
        pen.space(2)
    pen.space(8)
