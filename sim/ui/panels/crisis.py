"""Takes a crisis on the desk, gives its panel: the ladder with the chance of accident, and what each answer stakes with whom."""

from __future__ import annotations

import pygame

from sim.report.desk import Chip, Crisis, OptionLine, Paper, Rung, Stake
from sim.report.phrases import ARROWS, capital
from sim.ui import scenes
from sim.ui.look import Look
from sim.ui.panel import Host, Sheet, row_of
from sim.ui.panels.quarter import Quarter
from sim.ui.theme import blend
from sim.ui.widgets import Box, Button, Column, Flag, Icon, Key, Picture, Rich, Text, Widget, button
from sim.ui.widgets.texts import arrowed

DANGER = 4  # from this rung on retreat costs


class CrisisPanel(Sheet):
    """One paper on the ladder."""

    id = "crisis"
    width = 1080
    icon = "siren"

    def __init__(self, app: Host, game: Quarter) -> None:
        super().__init__(app)
        self.game = game

    @property
    def crisis(self) -> Crisis | None:
        """The crisis as it stands."""
        return self.app.desk().crisis

    @property
    def paper(self) -> Paper | None:
        """Its paper."""
        crisis = self.crisis
        return next((p for p in self.app.desk().papers if crisis and p.id == crisis.paper), None)

    def title(self) -> str:
        return self.paper.title if self.paper else self.look.words("kind_crisis")

    def body(self, x: int, y: int, width: int) -> tuple[list[Widget], int]:
        look, p, w = self.look, self.look.palette, self.look.words
        crisis, paper = self.crisis, self.paper
        if crisis is None or paper is None:
            pen = Column(look, x, y, width)
            pen.text("body", w("crisis_over"), p.muted)
            return pen.items, pen.height
        gap = look.px(20)
        two = width > look.px(720)
        side = look.px(310) if two else width
        left = Column(look, x, y, side)
        left.text("tag", w("crisis_ladder"), p.gold)
        left.space(4)
        steps = {max(1, s.rung): s for s in crisis.stakes}  # below the first rung all is calm
        for rung in reversed(crisis.rungs):
            left.add(self._rung(rung, steps.get(rung.number), crisis, left))
            left.space(3)
        if not any(rung.here for rung in crisis.rungs):
            left.text("small", w("crisis_below"), p.gold)
            left.space(3)
        left.text("small", w("crisis_rule"), p.muted)
        if two:
            left.space(8)
            picture = pygame.Rect(x, left.y, side, look.px(120))

            def draw(surface: pygame.Surface, rect: pygame.Rect, look: Look) -> None:
                scenes.draw(surface, rect, look, paper.family or "sea", p.raised, p.text)

            left.add(Picture(picture, draw))
        right = Column(look, x + side + gap, y, width - side - gap) if two else Column(look, x, left.y + gap, width)
        right.text("tag", paper.kicker, p.worse)
        right.add(Rich(look, paper.text, p.text, p.link, (right.x, right.y), right.width, id="crisis.text"))
        right.space(8)
        for option in paper.options:
            stake = next((s for s in crisis.stakes if s.option == option.id), None)
            right.add(self._option(paper, option, stake, right))
            right.space(6)
        right.text("small", paper.wait_text, p.muted)
        if crisis.way_down:
            right.space(4)
            icon = Icon(look, "waves", 16, p.better, (right.x, right.y + look.px(2)))
            right.items.append(icon)
            right.add(
                Text(
                    look,
                    "strong",
                    crisis.way_down,
                    p.better,
                    (icon.rect.right + look.px(8), right.y),
                    right.width - look.px(26),
                )
            )
        return [*left.items, *right.items], max(left.y, right.y) - y

    def foot(self, x: int, y: int, width: int) -> tuple[list[Widget], int]:
        look = self.look
        made = [button(look, "crisis.back", look.words("crisis_desk"), (0, 0), self.close, icon="map", key="Esc")]
        low = row_of(look, x, y + look.px(10), width, made)
        return list(made), low - y

    def _rung(self, rung: Rung, step: Stake | None, crisis: Crisis, pen: Column) -> Box:
        look, p = self.look, self.look.palette
        heat = (rung.number - 1) / max(1, len(crisis.rungs) - 1)
        row = Box(
            pygame.Rect(pen.x, pen.y, pen.width, 10), f"rung.{rung.number}", explain=crisis.ladder, tab=False, radius=5
        )
        row.fill = blend(p.raised, p.warn, min(1.0, heat * 1.3))
        row.edge = p.gold if rung.here else p.edge
        key = Key(look, str(rung.number), (pen.x + look.px(8), pen.y + look.px(5)), on=rung.here)
        left = key.rect.right + look.px(8)
        inner = Column(look, left, pen.y + look.px(4), pen.x + pen.width - look.px(34) - left)
        inner.text(
            "strong" if rung.here else "body",
            capital(rung.title),
            p.warn_text if heat > 0.4 else p.text,
        )
        if rung.here:
            inner.text("small", look.words("crisis_here"), p.gold)
        inner.text("small", rung.accident_text, p.worse)
        row.add(key, *inner.items)
        if step is not None:
            mark = Icon(
                look,
                "waves" if step.quiet else "footprints",
                16,
                p.better if step.quiet else p.gold,
                (0, pen.y + look.px(6)),
            )
            mark.rect.right = pen.x + pen.width - look.px(10)
            row.add(mark)
        row.rect.h = max(inner.y, key.rect.bottom) + look.px(4) - pen.y
        return row

    def _option(self, paper: Paper, option: OptionLine, stake: Stake | None, pen: Column) -> Button:
        look, p, w = self.look, self.look.palette, self.look.words
        on = option.legal or option.chosen
        made = Button(
            pygame.Rect(pen.x, pen.y, pen.width, 10),
            f"crisis.option.{option.id}",
            enabled=on,
            hint="" if option.legal else option.reason,
            on_activate=lambda: self.answer(paper, option),
            on_focus=lambda: self.game.look_at("option", paper.id, option.id),
        )
        made.chosen = option.chosen
        pad = look.px(9)
        key = Key(look, "✓" if option.chosen else option.key, (pen.x + pad, pen.y + pad), on=on)
        left = key.rect.right + pad
        cost = Text(look, "tag", option.cost_text, p.gold, (0, pen.y + pad))
        cost.rect.right = pen.x + pen.width - pad
        inner = Column(look, left, pen.y + look.px(6), cost.rect.x - look.px(8) - left)
        inner.text("strong", option.title, p.text if on else p.muted)
        inner.width = pen.x + pen.width - pad - left
        inner.y = max(inner.y, cost.rect.bottom)
        inner.text("note", option.text, p.muted)
        if stake is not None:
            told = w("crisis_to_quiet", rung=stake.rung) if stake.quiet else w("crisis_to", rung=stake.rung)
            inner.text("small", told, p.better if stake.quiet else p.worse if stake.rung >= DANGER else p.text)
            inner.space(2)
            self._regard(stake, inner, option.id)
            if stake.home:
                inner.chips(stake.home, f"crisis.{option.id}.home", ink=False)
        for risk in option.risks:
            inner.text("small", risk, p.worse)
        if not option.legal and option.reason:
            inner.text("tag", w("why_not", reason=option.reason), p.worse)
        made.add(key, *([cost] if option.cost_text else []), *inner.items)
        made.rect.h = max(inner.y, key.rect.bottom) + look.px(6) - pen.y
        return made

    def _regard(self, stake: Stake, pen: Column, option: str) -> None:
        """What the answer does in the regard of each party: its flag and a signed size."""
        look, crisis = self.look, self.crisis
        x, y = pen.x, pen.y
        for (id, _), chip in zip(crisis.parties if crisis else (), stake.regard, strict=False):
            made = _party(look, id, chip, (x, y), f"crisis.{option}.{id}")
            if x > pen.x and made.rect.right > pen.x + pen.width:
                x, y = pen.x, made.rect.h + y
                made.move(x - made.rect.x, y - made.rect.y)
            pen.add(made)
            x = made.rect.right + look.px(14)

    def answer(self, paper: Paper, option: OptionLine) -> None:
        """Give this answer; the desk comes back."""
        chosen = option.chosen
        self.game.answer(paper.id, option.id)
        if not chosen and any(p.id == paper.id and p.answered for p in self.app.desk().papers):
            self.close()

    def key(self, event: pygame.event.Event) -> bool:
        number = str(event.key - pygame.K_0) if pygame.K_1 <= event.key <= pygame.K_9 else ""
        paper = self.paper
        option = next((o for o in paper.options if o.key == number), None) if paper and number else None
        if paper and option:
            if option.legal or option.chosen:
                self.answer(paper, option)
            else:
                self.app.note(option.reason or self.look.words("not_now"))
            return True
        if event.key in (pygame.K_RETURN, pygame.K_KP_ENTER):
            self.close()
            return True
        return super().key(event)


def _party(look: Look, id: str, chip: Chip, at: tuple[int, int], name: str) -> Widget:
    p = look.palette
    flag = Flag(look, id, 16, (at[0], at[1] + look.px(1)))
    told = arrowed(chip.good, chip.text) or ARROWS[0]
    text = Text(look, "tag", told, p.change(chip.good), (flag.rect.right + look.px(5), at[1]))
    made = Widget(
        pygame.Rect(at, (text.rect.right - at[0], max(text.rect.h, flag.rect.h + look.px(1)))),
        name,
        explain=chip.name,
        tab=False,
        radius=3,
    )
    made.add(flag, text)
    return made
