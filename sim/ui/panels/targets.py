"""Takes a verb with several targets, gives the choice among them with cost, likely effect and reason."""

from __future__ import annotations

import pygame

from sim.report.desk import TargetLine, Verb
from sim.ui.panel import Host, Sheet
from sim.ui.panels.quarter import Quarter
from sim.ui.widgets import Button, Column, Flag, Key, Text, Widget


class TargetsPanel(Sheet):
    """The target picker."""

    id = "targets"
    width = 460

    def __init__(self, app: Host, game: Quarter, verb: str) -> None:
        super().__init__(app)
        self.game = game
        self.verb_id = verb

    @property
    def verb(self) -> Verb:
        """The verb as it stands on the desk."""
        return next(v for v in self.game.desk.verbs if v.id == self.verb_id)

    @property
    def icon(self) -> str:  # type: ignore[override]
        """Icon of the verb."""
        return self.verb.icon

    def title(self) -> str:
        return self.verb.title

    def body(self, x: int, y: int, width: int) -> tuple[list[Widget], int]:
        look, p = self.look, self.look.palette
        pen = Column(look, x, y, width)
        pen.text("body", self.verb.about, p.muted)
        pen.space(8)
        for number, target in enumerate(self.verb.targets):
            pen.add(self._row(target, number, x, pen.y, width))
            pen.space(6)
        return pen.items, pen.height

    def _row(self, target: TargetLine, number: int, x: int, y: int, width: int) -> Button:
        look, p, w = self.look, self.look.palette, self.look.words
        on = target.legal or target.ordered
        row = Button(
            pygame.Rect(x, y, width, 10),
            f"target.{target.id}",
            enabled=on,
            hint="" if target.legal else target.reason,
            on_activate=lambda: self.choose(target.id),
            on_focus=lambda: self.game.look_at("verb", self.verb_id, target.id),
        )
        row.chosen = target.ordered
        pad = look.px(8)
        key = Key(look, "✓" if target.ordered else str(number + 1), (x + pad, y + pad), on=on)
        left = key.rect.right + pad
        if any(target.id == power.id for power in self.game.desk.powers):
            flag = Flag(look, target.id, 22, (left, y + pad - look.px(2)))
            row.add(flag)
            left = flag.rect.right + pad
        cost = Text(look, "small", target.cost_text, p.muted, (0, y + pad))
        cost.rect.right = x + width - pad
        pen = Column(look, left, y + look.px(6), cost.rect.x - pad - left)
        pen.text("strong", target.title, p.text if on else p.muted)
        pen.width = x + width - pad - left
        pen.y = max(pen.y, cost.rect.bottom)
        if target.chips:
            pen.chips(target.chips, row.id, ink=False)
        if not target.legal and target.reason:
            pen.text("tag", w("why_not", reason=target.reason), p.worse)
        row.add(key, cost, *pen.items)
        row.rect.h = max(pen.y, key.rect.bottom) + look.px(6) - y
        return row

    def choose(self, target: str) -> None:
        """Order the verb with this target."""
        verb = self.verb
        self.close()
        self.game.order(verb, target)

    def key(self, event: pygame.event.Event) -> bool:
        number = event.key - pygame.K_1
        if 0 <= number < min(9, len(self.verb.targets)):
            target = self.verb.targets[number]
            if target.legal or target.ordered:
                self.choose(target.id)
            else:
                self.app.note(target.reason or self.look.words("not_now"))
            return True
        return super().key(event)
