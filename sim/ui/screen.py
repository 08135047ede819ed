"""Takes events and the time, gives the picture of the window: `App`, the stack of panels with mouse, keyboard and tooltips.

It knows no clock and no display: the time is told to `tick`, the picture is handed out by `draw`. `window` runs it for a player,
`picture` for a file, and the tests drive it directly.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pygame

from sim.base.errors import BambooError
from sim.report.counsel import Fan
from sim.report.desk import Desk, Explanation
from sim.report.session import Session, Settings, Shelf
from sim.rulebook.phrasebook import LANGUAGES
from sim.ui.hands import Hands
from sim.ui.look import Look
from sim.ui.panel import Panel
from sim.ui.panels.game import GamePanel
from sim.ui.panels.menu import MenuPanel
from sim.ui.tips import Tips
from sim.ui.tween import Tweens
from sim.ui.widgets import Field, Widget
from sim.ui.widgets.texts import Text
from sim.ui.words import Words
from sim.ui.work import Work

NOTE_MS = 4500
FADE_MS = 160
LOOK_MS = 500  # how often the files of the scenario are looked at: an edit shows within a second


class App:
    """The whole window as a state that hears events.

    Attributes:
        running: False once the player has left.
        redraw: something on the screen changed since the last `draw`.
        thinking: the adviser has more to do; the window does not sleep meanwhile.
        background: slow work runs in a thread of its own, so that pictures go on.
    """

    def __init__(
        self, shelf: Shelf, size: tuple[int, int], session: Session | None = None, settings: Settings | None = None
    ) -> None:
        pygame.font.init()
        self.shelf = shelf
        self.session = session
        self._looked = 0
        self.settings = settings or shelf.settings()
        self.size = size
        self.now = 0
        self.running = True
        self.redraw = True
        self.mouse: tuple[int, int] | None = None
        self.by_mouse = True
        self.note_text = ""
        self._note_until = 0
        self._stale = True
        self._desk: Desk | None = None
        self._titles: dict[str, str] = {}
        self.background = False
        self._work: Work | None = None
        self.thinking = False
        self.tweens = Tweens()
        self._base = pygame.Surface(size)
        self._fade: tuple[pygame.Surface, int] | None = None
        self.tips = Tips(self)
        self.hands = Hands(self)
        self.look = self._look()
        self.panels: list[Panel] = []
        if session is not None:
            session.set_language(self.settings.lang)
            self.panels = [GamePanel(self)]
        else:
            self.panels = [MenuPanel(self)]

    # --- what panels ask -------------------------------------------------------------------------------------------------------

    @property
    def top(self) -> Panel:
        """The panel that hears events first."""
        return self.panels[-1]

    def desk(self) -> Desk:
        """The desk of the running game, asked once until something changes."""
        if self._desk is None:
            if self.session is None:
                raise RuntimeError("no game is running")
            self._desk = self.session.desk()
        return self._desk

    def explain(self, name: str) -> Explanation | None:
        """What opens for a name, None without a game or an answer."""
        if self.session is None or not name:
            return None
        try:
            return self.session.explain(name)
        except BambooError as error:
            self.note(str(error))
            return None

    def ahead(self, name: str) -> str:
        """Where a number may stand after the coming quarter, in a sentence; empty where the adviser has not said."""
        return self.panels[0].ahead(name)

    def fan(self, name: str) -> Fan | None:
        """Where a number may go, as far as the adviser has said."""
        return self.panels[0].fan(name)

    def title_of(self, name: str) -> str:
        """Readable title of a name that can be opened."""
        if name not in self._titles:
            found = self.explain(name)
            self._titles[name] = found.title if found else name
        return self._titles[name]

    def stale(self) -> None:
        """Lay everything out again before the next picture."""
        self._stale = self.redraw = True

    def changed(self) -> None:
        """The game moved: ask for a new desk."""
        self._desk = None
        self._titles.clear()
        self.tips.clear()
        self.stale()

    def attempt(self, act: Callable[[], str | None]) -> bool:
        """Do something that may refuse; a refusal becomes a note. True when it went well."""
        try:
            refusal = act()
        except BambooError as error:
            self.note(str(error))
            return False
        if refusal:
            self.note(refusal)
        return not refusal

    def work(self, act: Callable[[], str | None], then: Callable[[], None]) -> None:
        """Do something slow beside the pictures, then go on with `then` if it went well.

        Only the window has a background; elsewhere the work is done at once.
        """
        if not self.background:
            if self.attempt(act):
                then()
            return
        self.tips.clear()
        self._work = Work(act, then, self.now)

    @property
    def working(self) -> bool:
        """Whether something slow is being done; mouse and keyboard wait for it."""
        return self._work is not None

    def _collect(self) -> None:
        """Go on when the slow work is done."""
        if self._work is not None and self._work.done:
            work, self._work = self._work, None
            self.redraw = True
            if self.attempt(work.outcome):
                work.then()

    def note(self, text: str) -> None:
        """Show one sentence for some seconds."""
        self.note_text, self._note_until = text, self.now + NOTE_MS
        self.redraw = True

    def push(self, panel: Panel) -> None:
        """Put a panel on top."""
        self._start_fade()
        self.tips.clear()
        self.panels.append(panel)
        self.stale()

    def close(self, panel: Panel) -> None:
        """Take a panel and everything on it away; the last one stays."""
        if panel in self.panels and len(self.panels) > 1:
            self._start_fade()
            self.tips.clear()
            del self.panels[self.panels.index(panel) :]
            self.stale()

    def start(self, session: Session) -> None:
        """Play this game now."""
        session.set_language(self.settings.lang)
        self.session = session
        self.tweens.forget()
        self._start_fade()
        self.changed()
        self.panels = [GamePanel(self)]

    def reread(self) -> None:
        """Go on under the scenario's edited rules, if somebody edited it; say so, and where an error keeps the old ones."""
        edited = None if self.session is None or self.working else self.session.reread()
        if edited is not None:
            self.note(edited.brief)
            if not edited.problems:
                self.changed()

    def to_menu(self) -> None:
        """Show the menu; a running game stays and can be continued."""
        self._start_fade()
        self.tips.clear()
        self.panels = [MenuPanel(self)]
        self.stale()

    def resume(self) -> None:
        """Go back from the menu to the running game."""
        if self.session is not None:
            self._start_fade()
            self.panels = [GamePanel(self)]
            self.stale()

    def quit(self) -> None:
        """Leave."""
        self.running = False

    def choose(self, **changes: object) -> None:
        """Change settings and keep them."""
        self.settings = replace(self.settings, **changes)  # type: ignore[arg-type]
        if self.session is not None and "lang" in changes:
            self.session.set_language(self.settings.lang)
        self.attempt(lambda: self.shelf.keep(self.settings))
        self.look = self._look()
        self.changed()

    def other_language(self) -> None:
        """Switch to the next language."""
        now = LANGUAGES.index(self.settings.lang) if self.settings.lang in LANGUAGES else 0
        self.choose(lang=LANGUAGES[(now + 1) % len(LANGUAGES)])

    def resize(self, size: tuple[int, int]) -> None:
        """The window has another size."""
        if size != self.size and min(size) > 0:
            self.size = size
            self.look = self._look()
            self._base = pygame.Surface(size)
            self._fade = None
            self.tips.clear()
            self.stale()

    def _look(self) -> Look:
        return Look(self.size, self.settings.text_size, self.settings.palette, Words(self.settings.lang))

    def _start_fade(self) -> None:
        if self.settings.motion:
            self._fade = (self._base.copy(), self.now)

    def handle(self, event: pygame.event.Event) -> None:
        """Hear one pygame event."""
        if self.working:
            if event.type == pygame.QUIT:
                self.quit()
            return
        self.settle()
        self.hands.handle(event)
        self.settle()

    def skip_fade(self) -> None:
        """End the running transition."""
        self._fade = None
        if self.tweens.running:
            self.repaint()

    # --- time and picture ------------------------------------------------------------------------------------------------------

    def tick(self, now: int) -> None:
        """Tell the time in milliseconds; opens, locks and closes tooltips, lets notes fade."""
        self.now = now
        self._collect()
        if now - self._looked >= LOOK_MS:
            self._looked = now
            self.reread()
        self.settle()
        if self.note_text and now >= self._note_until:
            self.note_text = ""
            self.redraw = True
        if self._fade and now - self._fade[1] >= FADE_MS:
            self._fade = None
            self.redraw = True
        if self.tweens.arrived(now):
            self.repaint()
        if not self.working:
            widget, level = self.pointed()
            self.tips.rest(widget, level, now)
            if not self.redraw and not self.moving:
                self.thinking = self.panels[0].think()

    @property
    def title(self) -> str:
        """The name of the window: what lies open, the topmost first."""
        return " – ".join(t for t in (*(p.title() for p in reversed(self.panels)), self.look.words("app_title")) if t)

    @property
    def moving(self) -> bool:
        """Whether the picture changes by itself right now."""
        return self._fade is not None or self.working or self.tweens.running

    @property
    def typing(self) -> bool:
        """Whether the keyboard writes into a field."""
        return isinstance(self.top.root.find(self.top.focus), Field)

    def settle(self) -> None:
        """Lay out what is stale."""
        if self._stale:
            self._stale = False
            first = next((i for i in range(len(self.panels) - 1, -1, -1) if self.panels[i].whole), 0)
            for panel in self.panels[first:]:
                panel.rebuild()
            self.tweens.begin(self.top.root, self.now, self.settings.motion)
            for index, panel in enumerate(self.panels[first:]):
                if index:
                    shade = pygame.Surface(self.size, pygame.SRCALPHA)
                    shade.fill((0, 0, 0, 130))
                    self._base.blit(shade, (0, 0))
                else:
                    self._base.fill(self.look.palette.bg)
                panel.root.paint_all(self._base, self.look)
            self.redraw = True

    def repaint(self) -> None:
        """Paint again without a new layout (after scrolling)."""
        self.tweens.stop()
        first = next((i for i in range(len(self.panels) - 1, -1, -1) if self.panels[i].whole), 0)
        if len(self.panels) - first > 1:
            self.stale()
            return
        self._base.fill(self.look.palette.bg)
        self.top.root.paint_all(self._base, self.look)
        self.redraw = True

    def pointed(self) -> tuple[Widget | None, int]:
        """What the mouse, or else the keyboard, rests on, and in which tooltip (-1: the panel)."""
        if self.by_mouse:
            if self.mouse is None:
                return None, -1
            level = self.tips.level_at(self.mouse)
            if level >= 0:
                return self.tips.pile[level].root.hit(self.mouse), level
            return self.top.root.hit(self.mouse), -1
        level = self.tips.inside
        if level >= 0:
            tip = self.tips.pile[level]
            return tip.root.find(tip.focus), level
        return self.top.root.find(self.top.focus), -1

    def draw(self) -> pygame.Surface:
        """The picture as it stands now, as large as the window."""
        self.settle()
        self.redraw = False
        out = self._base.copy()
        look = self.look
        self.tweens.draw(out, look, self.now)
        target = self.top.root.find(self.hands.hover) if self.by_mouse else None
        if target is not None and target.on_activate and target.enabled:
            veil = pygame.Surface(target.rect.size, pygame.SRCALPHA)
            pygame.draw.rect(veil, (*look.palette.gold, 34), veil.get_rect(), border_radius=look.px(target.radius))
            out.blit(veil, target.rect)
        focused = self.top.root.find(self.top.focus)
        if isinstance(focused, Field):
            focused.paint_caret(out, look)
        if focused is not None and not self.by_mouse:
            ring = focused.rect.inflate(look.px(4), look.px(4))
            look.box(out, ring, None, look.palette.gold, focused.radius + 2, 2)
        self.tips.draw(out)
        self._draw_note(out)
        self._draw_work(out)
        if self._fade:
            old, since = self._fade
            if old.get_size() == out.get_size():
                old.set_alpha(max(0, 255 - round(255 * (self.now - since) / FADE_MS)))
                out.blit(old, (0, 0))
        return out

    def _draw_work(self, out: pygame.Surface) -> None:
        """A thin golden line that runs along the top while slow work goes on."""
        if self._work is not None:
            wide = self.size[0] // 4
            x = (self.now - self._work.since) * self.size[0] // 900 % (self.size[0] + wide) - wide
            pygame.draw.rect(out, self.look.palette.gold, (x, 0, wide, self.look.px(4)))

    def _draw_note(self, out: pygame.Surface) -> None:
        if not self.note_text:
            return
        look, p = self.look, self.look.palette
        text = Text(look, "strong", self.note_text, p.warn_text, (0, 0), min(look.px(620), self.size[0] - look.px(60)))
        text = Text(look, "strong", self.note_text, p.warn_text, (0, 0), text.needs(look)[0] + 2)
        box = text.rect.inflate(look.px(32), look.px(20))
        box.midbottom = (self.size[0] // 2, self.size[1] - look.px(132 if not look.narrow else 64))
        box.clamp_ip(out.get_rect())
        look.box(out, box, p.warn, p.worse, 8)
        text.rect.center = box.center
        text.paint(out, look)
