"""Takes the shelf, gives the menu: scenarios (broken ones with their error), continue, load, settings, keys, quit."""

from __future__ import annotations

from functools import partial

import pygame

from sim.play.level import LEVELS, level
from sim.report.session import SaveEntry, ScenarioEntry
from sim.ui.panel import Host, Panel, begin, row_of
from sim.ui.panels.bamboo import draw_bamboo
from sim.ui.panels.keys import KeysPanel
from sim.ui.panels.model import ModelPanel
from sim.ui.panels.saves import SavesPanel
from sim.ui.panels.settings import SettingsPanel
from sim.ui.panels.workshop import WorkshopPanel
from sim.ui.widgets import Button, Column, Field, Icon, Key, Picture, Text, Widget, button
from sim.ui.work import Work


class MenuPanel(Panel):
    """Where every visit starts."""

    id = "menu"
    whole = True

    def __init__(self, app: Host) -> None:
        super().__init__(app)
        self._entries: dict[str, tuple[ScenarioEntry, ...]] = {}
        self.seed = ""  # as typed; empty: one is drawn
        self._latest: SaveEntry | None = None
        self._reading: Work | None = None
        self._found: tuple[str, tuple[ScenarioEntry, ...], SaveEntry | None] = ("", (), None)

    def entries(self) -> tuple[ScenarioEntry, ...]:
        """Scenarios in the chosen language; empty while they are being read."""
        lang = self.app.settings.lang
        if lang not in self._entries:
            self._read(lang)
        return self._entries.get(lang, ())

    def _read(self, lang: str) -> None:
        """Read scenarios and saves, beside the pictures where the window has a background."""
        shelf = self.app.shelf

        def act() -> None:
            saves = shelf.saves(lang)
            newest = next((s for s in saves if not s.error), None)
            self._found = (lang, shelf.scenarios(lang), newest if newest and not newest.over else None)

        if not self.app.background:
            self.app.attempt(act)
            self._take()
        elif self._reading is None:
            self._reading = Work(act, self._take, 0)

    def _take(self) -> None:
        """What was read is there."""
        lang, entries, latest = self._found
        self._entries[lang], self._latest = entries, latest

    def think(self) -> bool:
        if self._reading is None:
            return False
        if self._reading.done:
            work, self._reading = self._reading, None
            if self.app.attempt(work.outcome):
                work.then()
            else:
                self._entries.setdefault(self.app.settings.lang, ())
            self.app.stale()
        return self._reading is not None

    def build(self, area: pygame.Rect) -> Widget:
        look, p, w = self.look, self.look.palette, self.look.words
        root = Picture(area.copy(), draw_bamboo)
        wide = min(look.px(640), round(area.w * (0.72 if look.narrow else 0.6)))
        x = area.x + (look.px(24) if look.narrow else max(look.px(40), (round(area.w * 0.62) - wide) // 2))
        pen = Column(look, x, area.y + look.px(26 if look.narrow else 54), wide)
        icon = Icon(look, "leaf", 34, p.gold, (x, pen.y + look.px(8)))
        title = Text(
            look,
            "hero" if not look.narrow else "big",
            w("app_title"),
            p.text,
            (icon.rect.right + look.px(12), pen.y),
            wide - icon.rect.w - look.px(12),
        )
        icon.rect.centery = title.rect.centery
        pen.add(icon)
        pen.add(title)
        pen.text("read", w("app_line"), p.muted)
        pen.space(12)
        root.add(*pen.items)
        foot = self._foot(x, wide)
        row_of(look, x, 0, wide, foot)
        foot_h = max(b.rect.bottom for b in foot)
        note = Text(look, "small", w("app_note"), p.muted, (x, 0), wide)
        note.rect.bottom = area.bottom - look.px(12)
        if look.narrow:  # there the scenarios need the room; the note stands at their end
            note.rect.y = area.bottom
        for item in foot:
            item.move(0, note.rect.y - look.px(10) - foot_h)
        top = pen.y
        room = pygame.Rect(x, top, wide, min(b.rect.y for b in foot) - look.px(12) - top)
        lane = look.px(12)
        inner = Column(look, x, top, wide - lane)
        self.entries()
        self._own_game(inner)
        inner.add(self._heading(x, inner.y, wide - lane))
        inner.space(4)
        self._difficulty(inner)
        inner.space(8)
        for number, entry in enumerate(self.entries()):
            inner.add(self._scenario(entry, number, x, inner.y, wide - lane))
            inner.space(8)
        if not self.entries():
            inner.text("body", w("reading_scenarios" if self._reading else "no_scenarios"), p.muted)
        if look.narrow:
            inner.text("small", w("app_note"), p.muted)
        root.add(self.scroll(room, "menu.scroll", inner.items, inner.height), *foot)
        if not look.narrow:
            root.add(note)
        return root

    def _own_game(self, pen: Column) -> None:
        """The way back into the game that is open, or into the latest save."""
        look, w = self.look, self.look.words
        if self.app.session is None:
            latest = self.latest()
            if latest is not None:
                label = w("menu_continue", title=latest.scenario_title, date=latest.date)
                at = (pen.x, pen.y)
                pen.add(button(look, "menu.continue", label, at, self.go_on, icon="play", kind="primary", key="↵"))
                pen.space(10)
            return
        again = button(
            look,
            "menu.resume",
            w("menu_look_back") if self.over else w("resume"),
            (pen.x, pen.y),
            self.app.resume,
            icon="history" if self.over else "play",
            kind="plain" if self.over else "primary",
            key="Esc",
        )
        pen.add(again)
        pen.space(4)
        told = w("seed_of", seed=self.app.session.seed)
        pen.text("small", f"{told} · {w(f'level_{self.app.session.level}')}", look.palette.muted)
        pen.space(8)

    def _heading(self, x: int, y: int, width: int) -> Widget:
        """The heading of the list, and the seed that the next game gets."""
        look, p, w = self.look, self.look.palette, self.look.words
        high = look.type.height("heading") + look.px(8)
        row = Widget(pygame.Rect(x, y, width, high))
        field = Field(
            look, pygame.Rect(0, y, look.px(170), high), "menu.seed", self.seed, self.sow, self.choose, w("seed_hint")
        )
        field.blank, field.digits, field.longest = w("seed_drawn"), True, 18
        field.rect.right = x + width
        label = Text(look, "small", w("seed"), p.muted, (0, 0))
        label.rect.midright = (field.rect.x - look.px(8), field.rect.centery)
        title = Text(look, "tag", w("scenarios"), p.gold, (x, 0))
        title.rect.centery = field.rect.centery
        row.add(title, label, field)
        return row

    def _difficulty(self, pen: Column) -> None:
        """How much the next game leaves to chance, and how well the player sees in it."""
        look, p, w = self.look, self.look.palette, self.look.words
        now = level(self.app.settings.level)
        label = Text(look, "small", w("menu_difficulty"), p.muted, (pen.x, 0))
        made = [
            button(
                look,
                f"menu.level.{one.id}",
                w(f"level_{one.id}"),
                (0, 0),
                partial(self.app.choose, level=one.id),
                icon="check" if one is now else "",
                chosen=one is now,
                style="small",
                hint=w(f"level_{one.id}_hint"),
            )
            for one in LEVELS
        ]
        left = label.rect.right + look.px(10)
        top = pen.y
        pen.y = row_of(look, left, pen.y, pen.x + pen.width - left, made)
        label.rect.y = top + (made[0].rect.h - label.rect.h) // 2
        pen.items += [label, *made]
        if not look.narrow:  # else its tooltip says it
            pen.space(2)
            pen.text("small", w(f"level_{now.id}_hint"), p.muted)

    def sow(self, seed: str) -> None:
        """Take the seed that was typed."""
        self.seed = seed

    def _scenario(self, entry: ScenarioEntry, number: int, x: int, y: int, width: int) -> Widget:
        look, p, w = self.look, self.look.palette, self.look.words
        row = Button(
            pygame.Rect(x, y, width, 10),
            f"scenario.{entry.id}",
            enabled=not entry.error,
            hint=entry.error,
            on_activate=lambda: self.start(entry),
            radius=8,
        )
        pad = look.px(14)
        glyph = Icon(
            look,
            "circle-x" if entry.error else "scroll-text",
            22,
            p.worse if entry.error else p.gold,
            (x + pad, y + look.px(12)),
        )
        pen = Column(
            look, glyph.rect.right + look.px(12), y + look.px(9), x + width - pad - glyph.rect.right - look.px(12)
        )
        pen.text("title", entry.title, p.muted if entry.error else p.text)
        fresh = self.latest() is None and self.app.session is None
        if (fresh and entry is self.first) or (self.over and entry is self.after):
            mark, told = Key(look, "↵", (pen.x, pen.y)), w("menu_first") if fresh else w("menu_next")
            pen.items += [mark, Text(look, "tag", told, p.gold, (mark.rect.right + look.px(6), pen.y))]
            pen.y = mark.rect.bottom
        pen.text(
            "small",
            w(
                "scenario_line",
                turns=entry.turns,
                dates=entry.dates,
                share=round(entry.measured * 100),
                version=entry.version,
            ),
            p.muted,
        )
        pen.text("note", entry.about, p.text if not entry.error else p.muted)
        if entry.error:
            pen.text("small", w("cannot_start", reason=entry.error), p.worse)
        row.add(glyph, *pen.items)
        row.rect.h = pen.y + look.px(9) - y
        return row

    def latest(self) -> SaveEntry | None:
        """The newest save that can be loaded; None if its game is over."""
        return self._latest

    def go_on(self) -> None:
        """Load the newest save and play on."""
        latest = self.latest()
        if latest is not None:
            begin(self.app, partial(self.app.shelf.load, latest.file, self.app.settings.lang))

    def _foot(self, x: int, width: int) -> list[Button]:
        look, w, app = self.look, self.look.words, self.app
        return [
            button(
                look, "menu.load", w("load"), (0, 0), lambda: app.push(SavesPanel(app)), icon="folder-open", key="F7"
            ),
            button(
                look,
                "menu.settings",
                w("settings"),
                (0, 0),
                lambda: app.push(SettingsPanel(app)),
                icon="settings",
                key="F8",
            ),
            button(look, "menu.workshop", w("workshop"), (0, 0), self.workshop, icon="hammer", key="W"),
            button(look, "menu.model", w("model"), (0, 0), lambda: app.push(ModelPanel(app)), icon="workflow"),
            button(
                look, "menu.keys", w("keys_title"), (0, 0), lambda: app.push(KeysPanel(app)), icon="keyboard", key="?"
            ),
            button(look, "menu.language", w("other_language"), (0, 0), app.other_language, icon="languages", key="L"),
            button(look, "menu.quit", w("quit"), (0, 0), app.quit, icon="log-out"),
        ]

    def workshop(self) -> None:
        """Open the writer's bench."""
        self.app.push(WorkshopPanel(self.app, self.entries()))

    def start(self, entry: ScenarioEntry) -> None:
        """Begin a game."""
        seed, chosen = int(self.seed) if self.seed else None, self.app.settings
        begin(self.app, partial(self.app.shelf.new, entry.id, seed, chosen.lang, chosen.level))

    @property
    def first(self) -> ScenarioEntry | None:
        """The first scenario that can be played."""
        return next((e for e in self.entries() if not e.error), None)

    @property
    def over(self) -> bool:
        """Whether the game that can be gone back to has ended."""
        return self.app.session is not None and self.app.desk().final is not None

    @property
    def after(self) -> ScenarioEntry | None:
        """What to play after the game that has ended: the next longer scenario that rests on measured numbers."""
        ids = [entry.id for entry in self.entries()]
        played = self.app.desk().scenario
        later = self.entries()[ids.index(played) + 1 :] if played in ids else ()
        return next((entry for entry in later if entry.measured > 0 and not entry.error), None)

    def choose(self) -> None:
        """After the seed: go on to the scenarios."""
        if self.first is not None:
            self.focus = f"scenario.{self.first.id}"

    def key(self, event: pygame.event.Event) -> bool:
        app = self.app
        if event.key == pygame.K_ESCAPE and app.session is not None:
            app.resume()
        elif event.key == pygame.K_F7:
            app.push(SavesPanel(app))
        elif event.key == pygame.K_w:
            self.workshop()
        elif event.key == pygame.K_F8:
            app.push(SettingsPanel(app))
        elif event.key in (pygame.K_RETURN, pygame.K_KP_ENTER):
            if self.over and self.after is not None:
                self.start(self.after)
            elif app.session is not None:
                app.resume()
            elif self.latest() is not None:
                self.go_on()
            elif self.first is not None:
                self.start(self.first)
        else:
            return False
        return True
