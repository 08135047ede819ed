"""Takes the adviser's forecast of what is in focus, gives it in full: nine fans, chances, four advisers, what could be added to the agenda.

`rows` gives the same in short, for the corner of the desk.
"""

from __future__ import annotations

from functools import partial

import pygame

from sim.report.counsel import ChanceLine, Fan, Outlook, Ranking, Voice
from sim.report.desk import Desk
from sim.ui import plots
from sim.ui.look import Look
from sim.ui.panel import Host, Sheet, even
from sim.ui.panels.foretell import ForetellPanel, chance_of, stated
from sim.ui.panels.quarter import Quarter
from sim.ui.theme import Colour
from sim.ui.widgets import Box, Button, Column, Icon, Picture, Text, Widget, button
from sim.ui.widgets.meters import Progress, Split

CHANCE_ICONS = {"crisis": "siren", "lamp": "flame", "ending": "skull"}


class OutlookPanel(Sheet):
    """The forecast in full."""

    id = "outlook"
    width = 1160
    icon = "telescope"
    tall = True

    def __init__(self, app: Host, game: Quarter) -> None:
        super().__init__(app)
        self.game = game

    def title(self) -> str:
        found = self.game.outlook()
        return found.title if found else self.look.words("outlook")

    def body(self, x: int, y: int, width: int) -> tuple[list[Widget], int]:
        look, p, w = self.look, self.look.palette, self.look.words
        pen = Column(look, x, y, width)
        found = self.game.outlook()
        if found is None or not found.fans:
            pen.text("body", found.note if found else w("outlook_none"), p.muted)
            return pen.items, pen.height
        progress(look, pen, found)
        pen.text("small", found.note, p.muted)
        pen.text("small", w("outlook_legend"), p.muted)
        pen.space(6)
        self._fans(pen, found)
        two = width > look.px(700)
        gap = look.px(24)
        cell = (width - gap) // 2 if two else width
        left = Column(look, x, pen.y, cell)
        chances(look, left, found.chances, "outlook")
        if self.app.session is not None:
            stated(look, left, self.app.session.foretold())
        ranking(self.app, left, self.game)
        right = Column(look, x + cell + gap, pen.y, cell) if two else Column(look, x, left.y, cell)
        voices(look, right, found.voices, self.game)
        return [*pen.items, *left.items, *right.items], max(left.y, right.y) - y

    def _fans(self, pen: Column, found: Outlook) -> None:
        look, desk = self.look, self.app.desk()
        gap = look.px(10)
        columns = max(1, min(3, (pen.width + gap) // look.px(230)))
        cell = (pen.width - gap * (columns - 1)) // columns
        y = pen.y
        for start in range(0, len(found.fans), columns):
            row = [
                self._fan(one, desk, pen.x + place * (cell + gap), y, cell)
                for place, one in enumerate(found.fans[start : start + columns])
            ]
            y = even(row) + gap
            pen.items += row
        pen.y = y - gap + look.px(14)

    def _fan(self, one: Fan, desk: Desk, x: int, y: int, width: int) -> Box:
        look, p = self.look, self.look.palette
        box = Box(pygame.Rect(x, y, width, 10), f"fan.{one.name}", explain=one.name, tab=True, radius=6)
        box.fill, box.edge = p.raised, p.edge
        pad = look.px(9)
        value = Text(look, "strong", f"{one.now_text}  {one.change_text}", p.change(one.good), (0, y + look.px(5)))
        value.rect.right = x + width - pad
        inner = Column(look, x + pad, y + look.px(5), value.rect.x - look.px(8) - x - pad)
        inner.text("strong", one.title, p.text)
        inner.y = max(inner.y, value.rect.bottom)
        picture = pygame.Rect(x + pad - look.px(3), inner.y + look.px(2), width - 2 * pad + look.px(6), look.px(74))
        colour, past = tint(look, desk, one), desk.series.get(one.name, ())

        def draw(surface: pygame.Surface, rect: pygame.Rect, look: Look) -> None:
            plots.fan(surface, rect, look, past, one, colour)

        inner.y, inner.width = picture.bottom + look.px(2), width - 2 * pad
        inner.text("small", f"{one.quarters[-1].date}: {one.quarters[-1].text}", p.text)
        inner.text("small", one.words, p.gold)
        inner.text("small", one.note, p.muted)
        if one.threshold is not None:
            inner.space(3)
            inner.add(self._foretell(one, (inner.x, inner.y)))
        box.add(value, *inner.items, Picture(picture, draw))
        box.rect.h = inner.y + look.px(5) - y
        return box

    def _foretell(self, one: Fan, at: tuple[int, int]) -> Button:
        """The way to a forecast of one's own."""
        w, said = self.look.words, chance_of(self.app, one)
        return button(
            self.look,
            f"foretell.{one.name}",
            w("foretell") if said is None else w("foretell_said", share=said),
            at,
            lambda: self.app.push(ForetellPanel(self.app, one)),
            icon="telescope" if said is None else "check",
            chosen=said is not None,
            style="small",
            hint=w("foretell_note"),
        )


def tint(look: Look, desk: Desk, one: Fan) -> Colour:
    """The colour of a number: that of its power, else gold."""
    return next((look.palette.power(c.id) for c in desk.powers if c.relation.name == one.name), look.palette.gold)


def progress(look: Look, pen: Column, found: Outlook) -> None:
    """How far the adviser is, while it is not done."""
    if found.progress < 1:
        pen.add(Progress(pygame.Rect(pen.x, pen.y, pen.width, look.px(3)), found.progress))
        pen.space(3)


def rows(game: Quarter, pen: Column, found: Outlook) -> None:
    """Every number in a line: name, small fan, band a year ahead and the same in words."""
    look, p, desk = game.look, game.look.palette, game.desk
    fan_w = look.px(74)
    names = {c.relation.name: c.title for c in desk.powers} | {n.name: n.title for n in desk.numbers}
    for one in found.fans:
        row = Widget(
            pygame.Rect(pen.x, pen.y, pen.width, 10), f"ahead.{one.name}", explain=one.name, tab=False, radius=4
        )
        label_w = min(look.px(104), round(pen.width * 0.3))
        title = Text(look, "small", names.get(one.name, one.title), p.text, (pen.x, pen.y), label_w)
        left = pen.x + label_w + look.px(6)
        picture = pygame.Rect(left, pen.y, fan_w, max(look.px(20), look.type.height("small")))
        colour, past = tint(look, desk, one), desk.series.get(one.name, ())

        def draw(
            surface: pygame.Surface,
            rect: pygame.Rect,
            look: Look,
            v: tuple[float, ...] = past,
            f: Fan = one,
            c: Colour = colour,
        ) -> None:
            plots.fan(surface, rect, look, v[-4:], f, c, full=False)

        left = picture.right + look.px(8)
        words = Text(
            look, "small", f"{one.quarters[-1].text} · {one.words}", p.muted, (left, pen.y), pen.x + pen.width - left
        )
        row.add(title, Picture(picture, draw), words)
        row.rect.h = max(title.rect.h, picture.h, words.rect.h)
        pen.add(row)
        pen.space(2)


def chances(look: Look, pen: Column, lines: tuple[ChanceLine, ...], id: str) -> None:
    """Crises, lamps and endings that may come."""
    p = look.palette
    if not lines:
        return
    pen.text("tag", look.words("outlook_chances"), p.gold)
    pen.space(2)
    for number, line in enumerate(lines):
        place, hint = pygame.Rect(pen.x, pen.y, pen.width, 10), f"{line.title}\n{line.text}"
        row = Widget(place, f"{id}.chance{number}", hint=hint, tab=False, radius=4)
        pen.noted(CHANCE_ICONS.get(line.kind, "zap"), p.worse, f"{line.title}: {line.text}", p.text, row=row)
        pen.space(2)
    pen.space(8)


def voices(look: Look, pen: Column, told: tuple[Voice, ...], game: Quarter) -> None:
    """The four advisers: what each expects by its own weights, what it would take, how well it has foreseen."""
    p, w = look.palette, look.words
    if not told:
        return
    pen.text("tag", w("outlook_voices"), p.gold)
    pen.space(3)
    tints = [p.gold, p.better, p.worse, p.muted, p.link, p.text]
    for voice in told:
        box = Box(pygame.Rect(pen.x, pen.y, pen.width, 10), f"voice.{voice.id}", hint=voice.about, tab=True, radius=6)
        box.fill, box.edge = p.raised, p.edge
        pad = look.px(9)
        icon = Icon(look, voice.icon, 18, p.gold, (pen.x + pad, pen.y + look.px(8)))
        left = icon.rect.right + pad
        inner = Column(look, left, pen.y + look.px(5), pen.x + pen.width - pad - left)
        inner.text("strong", voice.title, p.text)
        inner.text("body", voice.text, p.text)
        weights = [x for x in voice.weights if x.weight]
        if weights:
            inner.space(2)
            bar = pygame.Rect(inner.x, inner.y, inner.width, look.px(6))
            inner.add(
                Split(bar, [abs(x.weight) for x in weights], [tints[i % len(tints)] for i in range(len(weights))])
            )
            inner.text(
                "small", f"{w('outlook_weights')}: " + ", ".join(f"{x.title} {x.text}" for x in weights), p.muted
            )
        inner.text("small", voice.accuracy_text, p.muted)
        box.add(icon, *inner.items)
        box.rect.h = inner.y + look.px(5) - pen.y
        pen.add(box)
        pen.space(5)


def ranking(app: Host, pen: Column, game: Quarter) -> None:
    """What could be added to the agenda, best first; each line orders it."""
    look, p = app.look, app.look.palette
    found: Ranking | None = game.ranking()
    if found is None or not (found.lines or found.note):
        return
    pen.text("tag", look.words("outlook_rank"), p.gold)
    pen.space(3)
    if found.progress < 1:
        pen.add(Progress(pygame.Rect(pen.x, pen.y, pen.width, look.px(3)), found.progress))
        pen.space(3)
    for number, line in enumerate(found.lines[:6]):
        verb = next((v for v in game.desk.verbs if v.id == line.verb), None)
        if verb is None:
            continue
        made = button(
            look,
            f"rank.{number}",
            f"{line.title}   {line.text}",
            (pen.x, pen.y),
            partial(game.order, verb, line.target),
            icon=verb.icon,
            width=pen.width,
            style="small",
        )
        pen.add(made)
        pen.space(3)
    pen.text("small", found.note, p.muted)
    pen.space(8)
