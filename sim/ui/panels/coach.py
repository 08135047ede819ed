"""Takes the desk of the prologue, gives the guide: which parts of the desk are shown by now, what to look at, and what to do next.

It knows the desk only as `Quarter`. A step goes on by itself when what it asks for has been done, or with Enter where it asks nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pygame

from sim.report.desk import Desk
from sim.ui.look import Look
from sim.ui.ornament import draw_drum
from sim.ui.panel import row_of
from sim.ui.panels.quarter import Quarter
from sim.ui.widgets import Box, Column, Icon, Widget, button

GUIDED = ("prologue",)  # scenarios that are played with the guide
PARTS = ("cards", "paper", "topbar", "agenda", "forecast", "ends", "centre")

Done = Callable[[Desk], bool]


@dataclass(frozen=True, slots=True)
class Step:
    """One step: id of its words, the quarter it belongs to, the part it brings, what it points at, and when it is done."""

    id: str
    turn: int
    part: str = ""
    target: str = ""
    done: Done | None = None  # None: Enter goes on


def _answered(desk: Desk) -> bool:
    return all(p.answered for p in desk.papers)


def _later(turn: int) -> Done:
    return lambda desk: desk.turn > turn or desk.final is not None


STEPS: tuple[Step, ...] = (
    Step("welcome", 1),
    Step("powers", 1, "cards", "cards"),
    Step("paper", 1, "paper", "paper", _answered),
    Step("bar", 1, "topbar", "topbar"),
    Step("agenda", 1, "agenda", "agenda", lambda desk: len(desk.plan) > 1),
    Step("forecast", 1, "forecast", "forecast"),
    Step("end", 1, "ends", "end", _later(1)),
    Step("centre", 2, "centre", "centre"),
    Step("why", 2, "", "cards"),
    Step("votes", 2, "", "paper", _later(2)),
    Step("free", 3, "", "end", _later(3)),
)


class Coach:
    """Where the guide stands."""

    def __init__(self, turn: int) -> None:
        self.at = next((i for i, step in enumerate(STEPS) if step.turn >= turn), len(STEPS))

    @property
    def step(self) -> Step | None:
        """The step at hand; None when the guide has said everything."""
        return STEPS[self.at] if self.at < len(STEPS) else None

    def shows(self, part: str) -> bool:
        """Whether a part of the desk is on the table by now."""
        return self.step is None or any(step.part == part for step in STEPS[: self.at + 1])

    def watch(self, desk: Desk) -> bool:
        """Go on as far as what was done allows; True if the step changed."""
        before = self.at
        while (step := self.step) is not None and (
            (step.done is not None and step.done(desk)) or step.turn < desk.turn or desk.final is not None
        ):
            self.at += 1
        return self.at != before

    def next(self) -> bool:
        """Go on by hand; False where the step waits for something else."""
        if self.step is None or self.step.done is not None:
            return False
        self.at += 1
        return True

    def skip(self) -> None:
        """Say no more."""
        self.at = len(STEPS)


def build(game: Quarter, coach: Coach, rect: pygame.Rect) -> Box:
    """The card of the guide, as high as its words need, at the top of `rect`."""
    look, p, w = game.look, game.look.palette, game.look.words
    step = coach.step
    assert step is not None
    box = Box(pygame.Rect(rect.x, rect.y, rect.w, 10), "coach", radius=8)
    box.fill, box.edge, box.stripe, box.grain = p.paper, p.gold, p.seal, True
    pad = look.px(16)
    icon = Icon(look, "graduation-cap", 22, p.kicker_ink, (rect.x + pad, rect.y + pad))
    aside = 0 if look.narrow else icon.rect.w + look.px(12)  # a narrow window needs the room for the words
    pen = Column(look, rect.x + pad + aside, rect.y + look.px(12), rect.w - 2 * pad - aside)
    pen.text("tag", w("coach_step", n=coach.at + 1, all=len(STEPS)), p.kicker_ink)
    title, _, text = w(f"coach_{step.id}").partition(": ")
    pen.text("title", title, p.ink)
    pen.space(4)
    pen.text("read", text, p.ink)
    pen.space(10)
    made = []
    if step.done is None:
        made.append(button(look, "coach.next", w("coach_next"), (0, 0), game.coach_next, kind="primary", key="↵"))
    made.append(button(look, "coach.skip", w("coach_skip"), (0, 0), game.coach_skip, icon="skip-forward"))
    pen.y = row_of(look, pen.x, pen.y, pen.width, made)
    box.add(*([icon] if aside else []), *pen.items, *made)
    box.rect.h = pen.y + look.px(14) - rect.y
    if box.rect.h > rect.h:
        box.rect.h = rect.h
        view = pygame.Rect(rect.x + look.px(8), rect.y + look.px(6), rect.w - look.px(12), rect.h - look.px(12))
        scroll = game.scroll(view, "coach.scroll", box.children, pen.y + look.px(8) - rect.y)
        scroll.ink = True
        box.children = [scroll]
    return box


class Cover(Widget):
    """What lies where a part of the desk will be: bare lacquer."""

    def paint(self, surface: pygame.Surface, look: Look) -> None:
        look.grain(surface, self.rect, look.palette.bg)


class Table(Widget):
    """The whole desk, with a golden frame around what the guide points at, and the drum while it is bare."""

    target: pygame.Rect | None = None
    bare = False

    def paint(self, surface: pygame.Surface, look: Look) -> None:
        look.grain(surface, self.rect, look.palette.bg)
        if self.bare:
            draw_drum(surface, self.rect.inflate(-look.px(30), -look.px(30)), look, 40)
        if self.target is not None:
            frame = self.target.inflate(look.px(8), look.px(8))
            look.box(surface, frame, None, look.palette.gold, 10, 3)
