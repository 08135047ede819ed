"""Takes the entries of the codex, gives the book of terms, numbers, verbs, facts and paragraphs, searched while one types."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pygame

from sim.report.codex import KINDS, matching
from sim.report.desk import TextRun
from sim.report.pages import Entry
from sim.ui.panel import Host, Sheet, row_of
from sim.ui.widgets import Box, Button, Column, Field, Icon, Rich, Widget, button

KIND_ICONS = {
    "term": "book-open",
    "number": "gauge",
    "verb": "feather",
    "paragraph": "pilcrow",
    "fact": "landmark",
    "mechanism": "workflow",
    "work": "library",
}
MOST = 40  # entries shown at a time; typing narrows them


class CodexPanel(Sheet):
    """The book."""

    id = "codex"
    width = 900
    icon = "book-open"
    tall = True

    def __init__(self, app: Host, entries: Callable[[], tuple[Entry, ...]] | None = None, query: str = "") -> None:
        super().__init__(app)
        self.query = query
        self.kind = ""
        self._entries = entries
        self.focus = "codex.search"

    def entries(self) -> tuple[Entry, ...]:
        """Everything that can be looked up in the language of the moment."""
        if self._entries is not None:
            return self._entries()
        return self.app.session.codex() if self.app.session is not None else ()

    def title(self) -> str:
        return self.look.words("codex")

    def fixed(self, x: int, y: int, width: int) -> tuple[list[Widget], int]:
        look, w = self.look, self.look.words
        high = look.type.height("heading") + look.px(12)
        search = Field(look, pygame.Rect(x, y, width, high), "codex.search", self.query, self.search, self.enter)
        search.blank, search.hint = w("codex_search"), ""
        kinds = ("", *KINDS)
        made: list[Button] = [
            button(
                look,
                f"codex.kind.{kind or 'all'}",
                w(f"codex_{kind or 'all'}"),
                (0, 0),
                partial(self.narrow, kind),
                kind="tab",
                chosen=self.kind == kind,
                style="small",
            )
            for kind in kinds
        ]
        low = row_of(look, x, search.rect.bottom + look.px(8), width, made, 2)
        return [search, *made], low + look.px(10) - y

    def body(self, x: int, y: int, width: int) -> tuple[list[Widget], int]:
        look, p, w = self.look, self.look.palette, self.look.words
        pen = Column(look, x, y, width)
        found = matching(self.entries(), self.query, self.kind)
        if not found:
            pen.text("body", w("codex_nothing", query=self.query), p.muted)
        for number, entry in enumerate(found[:MOST]):
            pen.add(self._entry(entry, number, x, pen.y, width))
            pen.space(5)
        if len(found) > MOST:
            pen.text("small", w("codex_more", count=len(found) - MOST), p.muted)
        return pen.items, pen.height

    def _entry(self, entry: Entry, number: int, x: int, y: int, width: int) -> Box:
        look, p = self.look, self.look.palette
        pad = look.px(10)
        live = self.app.session is not None and entry.kind in ("number", "verb", "term")
        row = Box(pygame.Rect(x, y, width, 10), f"entry.{number}", explain=entry.id if live else "", tab=live, radius=6)
        row.fill, row.edge = p.raised, p.edge
        icon = Icon(look, KIND_ICONS[entry.kind], 16, p.gold, (x + pad, y + look.px(8)))
        left = icon.rect.right + pad
        pen = Column(look, left, y + look.px(5), x + width - pad - left)
        pen.text("strong", entry.title, p.text)
        if entry.text and entry.text != entry.title:
            pen.text("note", entry.text, p.text)
        pen.text("small", entry.meta, p.muted)
        row.add(icon, *pen.items)
        if entry.opens and entry.kind in ("term", "paragraph"):
            runs = [TextRun(f"{title}  ", opens=name) for name, title in entry.opens]
            rich = Rich(
                look,
                runs,
                p.muted,
                p.link,
                (left, pen.y),
                pen.width,
                style="small",
                bold="tag",
                id=f"entry.{number}.link",
            )
            row.add(rich)
            pen.y = rich.rect.bottom
        row.rect.h = max(pen.y, icon.rect.bottom) + look.px(6) - y
        return row

    def search(self, text: str) -> None:
        """Take what was typed."""
        self.query = text
        self.scrolls.clear()

    def narrow(self, kind: str) -> None:
        """Show one kind only; again: all."""
        self.kind = "" if self.kind == kind else kind
        self.scrolls.clear()
        self.app.stale()

    def enter(self) -> None:
        """From the field to the first entry that opens."""
        first = next((w for w in self.stops() if w.id.startswith("entry.")), None)
        if first is not None:
            self.focus = first.id
            self.app.stale()

    def key(self, event: pygame.event.Event) -> bool:
        if event.key == pygame.K_SLASH:
            self.focus = "codex.search"
            self.app.stale()
            return True
        return super().key(event)
