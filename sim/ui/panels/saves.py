"""Takes the shelf, gives the list of saves (what cannot be loaded says why) and the dialog that names a new one."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pygame

from sim.report.session import SaveEntry
from sim.ui.panel import Host, Sheet, begin, row_of
from sim.ui.widgets import Button, Column, Field, Icon, Text, Widget, button


class SavesPanel(Sheet):
    """Saves, newest first as the shelf gives them."""

    id = "saves"
    width = 640
    icon = "folder-open"

    def title(self) -> str:
        return self.look.words("load_title")

    def body(self, x: int, y: int, width: int) -> tuple[list[Widget], int]:
        look, p, w = self.look, self.look.palette, self.look.words
        pen = Column(look, x, y, width)
        found: list[SaveEntry] = []

        def ask() -> None:
            found.extend(self.app.shelf.saves(self.app.settings.lang))

        self.app.attempt(ask)
        if not found:
            pen.text("body", w("no_saves"), p.muted)
        for number, entry in enumerate(found):
            pen.add(self._row(entry, number, x, pen.y, width))
            pen.space(6)
        return pen.items, pen.height

    def _row(self, entry: SaveEntry, number: int, x: int, y: int, width: int) -> Button:
        look, p, w = self.look, self.look.palette, self.look.words
        row = Button(
            pygame.Rect(x, y, width, 10),
            f"save.{number}",
            enabled=not entry.error,
            hint=entry.error,
            on_activate=lambda: self.load(entry),
        )
        pad = look.px(10)
        icon = Icon(
            look,
            "file-x" if entry.error else "history" if entry.autosave else "save",
            18,
            p.worse if entry.error else p.gold,
            (x + pad, y + pad),
        )
        left = icon.rect.right + pad
        when = Text(look, "small", entry.when, p.muted, (0, y + look.px(7)))
        when.rect.right = x + width - pad
        pen = Column(look, left, y + look.px(6), when.rect.x - pad - left)
        pen.text(
            "strong",
            w("autosave", name=entry.name) if entry.autosave else entry.name,
            p.muted if entry.error else p.text,
        )
        pen.width = x + width - pad - left
        pen.y = max(pen.y, when.rect.bottom)
        line = " · ".join(t for t in (entry.scenario_title, entry.date, w("save_over") if entry.over else "") if t)
        pen.text("small", line, p.muted)
        if entry.error:
            pen.text("small", w("cannot_load", reason=entry.error), p.worse)
        row.add(icon, when, *pen.items)
        row.rect.h = max(pen.y, icon.rect.bottom) + look.px(6) - y
        return row

    def load(self, entry: SaveEntry) -> None:
        """Open a save and play on."""
        begin(self.app, partial(self.app.shelf.load, entry.file, self.app.settings.lang))


class SavePanel(Sheet):
    """Names a save."""

    id = "save"
    width = 460
    icon = "save"

    def __init__(self, app: Host) -> None:
        super().__init__(app)
        desk = app.desk()
        self.name = f"{desk.scenario_title} {desk.date}"[:40]
        self.focus = "save.name"

    def title(self) -> str:
        return self.look.words("save_title")

    def body(self, x: int, y: int, width: int) -> tuple[list[Widget], int]:
        look, p, w = self.look, self.look.palette, self.look.words
        pen = Column(look, x, y, width)
        pen.text("body", w("save_name"), p.muted)
        pen.space(4)
        high = look.type.height("heading") + look.px(14)
        pen.add(Field(look, pygame.Rect(x, pen.y, width, high), "save.name", self.name, self.rename, self.save))
        pen.space(10)
        made = [
            button(
                look,
                "save.go",
                w("save"),
                (0, 0),
                self.save,
                kind="primary",
                key="↵",
                enabled=bool(self.name.strip()),
                hint=w("save_hint"),
            ),
            button(look, "save.back", w("back"), (0, 0), self.close, key="Esc"),
        ]
        pen.y = row_of(look, x, pen.y, width, made)
        pen.items += made
        return pen.items, pen.height

    def rename(self, name: str) -> None:
        """Take what was typed."""
        self.name = name

    def save(self) -> None:
        """Write the save."""
        name = self.name.strip()
        session = self.app.session
        if not name or session is None:
            self.app.note(self.look.words("save_needs_name"))
            return
        written: list[str] = []

        def act() -> None:
            written.append(session.save(name))

        if self.app.attempt(act):
            self.close()
            self.app.note(self.look.words("saved", file=Path(written[0]).name))
