"""Takes events and the time, gives the picture of the window: `App`, the stack of panels with mouse, keyboard and tooltips.

It knows no clock and no display: the time is told to `tick`, the picture is handed out by `draw`. `window` runs it for a player,
`picture` for a file, and the tests drive it directly.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pygame

from sim.base.errors import BambooError
from sim.report.desk import Desk, Explanation
from sim.report.session import Session, Settings, Shelf
from sim.ui.look import Look
from sim.ui.panel import Panel
from sim.ui.panels import game_panel, menu_panel
from sim.ui.panels.keys import KeysPanel
from sim.ui.tips import Tips
from sim.ui.widgets import Field, Scroll, Widget
from sim.ui.widgets.texts import Text
from sim.ui.words import LANGUAGES, Words

NOTE_MS = 4500
FADE_MS = 160
WHEEL = 48  # units a notch
ARROW_KEYS = {pygame.K_LEFT: (-1, 0), pygame.K_RIGHT: (1, 0), pygame.K_UP: (0, -1), pygame.K_DOWN: (0, 1)}


def _doer(path: list[Widget]) -> Widget | None:
    """The topmost widget of a path that does something when clicked."""
    return next((w for w in reversed(path) if w.on_activate), None)


class App:
    """The whole window as a state that hears events.

    Attributes:
        running: False once the player has left.
        redraw: something on the screen changed since the last `draw`.
    """

    def __init__(
        self, shelf: Shelf, size: tuple[int, int], session: Session | None = None, settings: Settings | None = None
    ) -> None:
        pygame.font.init()
        self.shelf = shelf
        self.session = session
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
        self._pressed = ""
        self._drag: Scroll | None = None
        self._over = ""  # what the mouse is over
        self._hover = ""  # what a click there would activate
        self._base = pygame.Surface(size)
        self._fade: tuple[pygame.Surface, int] | None = None
        self.tips = Tips(self)
        self.look = self._look()
        self.panels: list[Panel] = []
        if session is not None:
            session.set_language(self.settings.lang)
            self.panels = [game_panel(self)]
        else:
            self.panels = [menu_panel(self)]

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
        self._start_fade()
        self.changed()
        self.panels = [game_panel(self)]

    def to_menu(self) -> None:
        """Show the menu; a running game stays and can be continued."""
        self._start_fade()
        self.tips.clear()
        self.panels = [menu_panel(self)]
        self.stale()

    def resume(self) -> None:
        """Go back from the menu to the running game."""
        if self.session is not None:
            self._start_fade()
            self.panels = [game_panel(self)]
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

    # --- time and picture ------------------------------------------------------------------------------------------------------

    def tick(self, now: int) -> None:
        """Tell the time in milliseconds; opens, locks and closes tooltips, lets notes fade."""
        self.now = now
        self.settle()
        if self.note_text and now >= self._note_until:
            self.note_text = ""
            self.redraw = True
        if self._fade and now - self._fade[1] >= FADE_MS:
            self._fade = None
            self.redraw = True
        widget, level = self.pointed()
        self.tips.rest(widget, level, now)

    @property
    def moving(self) -> bool:
        """Whether the picture changes by itself right now."""
        return self._fade is not None

    def settle(self) -> None:
        """Lay out what is stale."""
        if self._stale:
            self._stale = False
            first = next((i for i in range(len(self.panels) - 1, -1, -1) if self.panels[i].whole), 0)
            for panel in self.panels[first:]:
                panel.rebuild()
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
        pile = self.tips.pile
        if pile and pile[-1].focus:
            return pile[-1].root.find(pile[-1].focus), len(pile) - 1
        return self.top.root.find(self.top.focus), -1

    def draw(self) -> pygame.Surface:
        """The picture as it stands now, as large as the window."""
        self.settle()
        self.redraw = False
        out = self._base.copy()
        look = self.look
        target = self.top.root.find(self._hover) if self.by_mouse else None
        if target is not None and target.on_activate and target.enabled:
            veil = pygame.Surface(target.rect.size, pygame.SRCALPHA)
            pygame.draw.rect(veil, (*look.palette.gold, 34), veil.get_rect(), border_radius=look.px(target.radius))
            out.blit(veil, target.rect)
        focused = self.top.root.find(self.top.focus)
        if focused is not None and not self.by_mouse:
            ring = focused.rect.inflate(look.px(4), look.px(4))
            look.box(out, ring, None, look.palette.gold, focused.radius + 2, 2)
        self.tips.draw(out)
        self._draw_note(out)
        if self._fade:
            old, since = self._fade
            if old.get_size() == out.get_size():
                old.set_alpha(max(0, 255 - round(255 * (self.now - since) / FADE_MS)))
                out.blit(old, (0, 0))
        return out

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

    # --- events ----------------------------------------------------------------------------------------------------------------

    def handle(self, event: pygame.event.Event) -> None:
        """Hear one pygame event."""
        self.settle()
        if event.type == pygame.QUIT:
            self.quit()
        elif event.type in (pygame.VIDEORESIZE, pygame.WINDOWSIZECHANGED):
            self.resize((event.w, event.h) if event.type == pygame.VIDEORESIZE else (event.x, event.y))
        elif event.type == pygame.MOUSEMOTION:
            self._move(event.pos)
        elif event.type == pygame.MOUSEBUTTONDOWN and event.button == 1:
            self._move(event.pos)
            self._press(event.pos)
        elif event.type == pygame.MOUSEBUTTONUP and event.button == 1:
            self._release(event.pos)
        elif event.type == pygame.MOUSEWHEEL:
            self._wheel(-event.y)
        elif event.type == pygame.TEXTINPUT:
            field = self.top.root.find(self.top.focus)
            if isinstance(field, Field):
                field.type(event.text)
                self.stale()
        elif event.type == pygame.KEYDOWN:
            self._fade = None
            self._key(event)
        elif event.type in (pygame.WINDOWEXPOSED, pygame.WINDOWSHOWN):
            self.redraw = True
        self.settle()

    def _move(self, at: tuple[int, int]) -> None:
        self.mouse = at
        if not self.by_mouse:
            self.by_mouse = self.redraw = True
        if self._drag is not None:
            share = (at[1] - self._drag.rect.y) / max(1, self._drag.rect.h)
            self._scroll_to(self._drag, round(share * self._drag.height - self._drag.rect.h / 2))
            return
        if self.tips.level_at(at) >= 0:
            return
        path = self.top.root.path(at)
        names = (path[-1].id if path else "", (w.id if (w := _doer(path)) else ""))
        if names != (self._over, self._hover):
            self._over, self._hover = names
            self.redraw = True
            self._attend(next((w for w in reversed(path) if w.on_focus), None))

    def _attend(self, widget: Widget | None) -> None:
        if widget is not None and widget.on_focus:
            widget.on_focus()
        else:
            self.top.attend(None)

    def _press(self, at: tuple[int, int]) -> None:
        if self.tips.level_at(at) >= 0:
            link = self.tips.hit(at)
            if link is not None and self.tips.pile[-1].source != link.id:
                self.tips.open(link, self.now, locked=True)
            return
        for scroll in self._scrolls():
            lane = scroll.rect.right - Scroll.lane(self.look)
            if scroll.most and scroll.rect.collidepoint(at) and at[0] >= lane:
                self._drag = scroll
                self._move(at)
                return
        path = self.top.root.path(at)
        widget = _doer(path) or (path[-1] if path else None)
        self._pressed = widget.id if widget else ""
        if isinstance(widget, Field):
            self.top.focus = widget.id

    def _release(self, at: tuple[int, int]) -> None:
        self._drag = None
        path = self.top.root.path(at) if self.tips.level_at(at) < 0 else []
        widget = _doer(path) or (path[-1] if path else None)
        pressed, self._pressed = self._pressed, ""
        if widget is not None and widget.id == pressed and not isinstance(widget, Field):
            if widget.on_activate:
                self.top.focus = widget.id
                self.activate(widget)
            elif widget.hint or widget.explain:
                self.tips.clear()
                self.tips.open(widget, self.now, locked=True)

    def activate(self, widget: Widget) -> None:
        """Do what a widget does, or say why it cannot."""
        self.redraw = True
        if not widget.enabled:
            self.note(widget.hint or self.look.words("not_now"))
        elif widget.on_activate:
            self.tips.clear()
            widget.on_activate()

    def _scrolls(self) -> list[Scroll]:
        return [w for w in self.top.root.walk() if isinstance(w, Scroll)][::-1]

    def _scroll_to(self, scroll: Scroll, offset: int) -> None:
        if scroll.to(offset):
            self.top.scrolls[scroll.id] = scroll.offset
            if self.tips.level_at(self.mouse or (-1, -1)) < 0:
                self.tips.clear()
            self.repaint()

    def _wheel(self, notches: float) -> None:
        at = self.mouse or (self.size[0] // 2, self.size[1] // 2)
        level = self.tips.level_at(at)
        among = (
            [w for w in self.tips.pile[level].root.children if isinstance(w, Scroll)] if level >= 0 else self._scrolls()
        )
        for scroll in among:
            if scroll.rect.collidepoint(at) and scroll.most:
                self._scroll_to(scroll, scroll.offset + round(notches * self.look.px(WHEEL)))
                self.redraw = True
                return

    def _key(self, event: pygame.event.Event) -> None:
        key, shift = event.key, bool(getattr(event, "mod", 0) & pygame.KMOD_SHIFT)
        focused = self.top.root.find(self.top.focus)
        if isinstance(focused, Field) and self._type(focused, event):
            return
        if key == pygame.K_ESCAPE and self.tips.pop():
            self.redraw = True
            return
        if key == pygame.K_t and not isinstance(focused, Field):
            widget, _ = self.pointed()
            self.tips.lock(widget or self.top.root.find(self._over), self.now)
            self.by_mouse = False
            return
        if key == pygame.K_TAB:
            self.by_mouse = False
            if not self.tips.step(-1 if shift else 1):
                self._tab(-1 if shift else 1)
            return
        if (
            key in (pygame.K_RETURN, pygame.K_KP_ENTER, pygame.K_SPACE)
            and not getattr(event, "mod", 0) & pygame.KMOD_CTRL
        ):
            if not self.by_mouse and self.tips.enter(self.now):
                return
            if focused is not None and not self.by_mouse and focused.on_activate:
                self.activate(focused)
                return
        if key in ARROW_KEYS and (self.tips.step(sum(ARROW_KEYS[key])) or self._arrow(ARROW_KEYS[key])):
            return
        if key in (pygame.K_PAGEDOWN, pygame.K_PAGEUP):
            self._page(1 if key == pygame.K_PAGEDOWN else -1)
            return
        if self.top.key(event):
            return
        self._global(event)

    def _global(self, event: pygame.event.Event) -> None:
        if event.key == pygame.K_l:
            self.other_language()
        elif getattr(event, "unicode", "") == "?" or event.key in (pygame.K_QUESTION, pygame.K_F1):
            self.push(KeysPanel(self))

    def _type(self, field: Field, event: pygame.event.Event) -> bool:
        if event.key == pygame.K_BACKSPACE:
            field.erase()
        elif event.key in (pygame.K_RETURN, pygame.K_KP_ENTER):
            self.activate(field)
        elif event.key in (
            pygame.K_TAB,
            pygame.K_ESCAPE,
            pygame.K_UP,
            pygame.K_DOWN,
            pygame.K_PAGEDOWN,
            pygame.K_PAGEUP,
        ):
            return False
        self.stale()
        return True  # letters come as TEXTINPUT

    def focus_on(self, widget: Widget) -> None:
        """Move the keyboard to a widget and scroll it into sight."""
        self.top.focus = widget.id
        self.tips.clear()
        for scroll in self._scrolls():
            if widget is not scroll and any(w is widget for w in scroll.walk()) and scroll.show(widget):
                self.top.scrolls[scroll.id] = scroll.offset
                self.repaint()
        self.redraw = True
        self._attend(widget)

    def _tab(self, by: int) -> None:
        stops = self.top.stops()
        if not stops:
            return
        ids = [w.id for w in stops]
        if self.top.focus in ids:
            self.focus_on(stops[(ids.index(self.top.focus) + by) % len(stops)])
        else:
            self.focus_on(stops[0 if by > 0 else -1])

    def _arrow(self, way: tuple[int, int]) -> bool:
        """Move the keyboard to the nearest widget in a direction."""
        self.by_mouse = False
        here = self.top.root.find(self.top.focus)
        stops = self.top.stops(every=True)
        if here is None:
            if stops:
                self.focus_on(stops[0])
            return bool(stops)
        best: tuple[float, Widget] | None = None
        for there in stops:
            if there is here:
                continue
            dx, dy = there.rect.centerx - here.rect.centerx, there.rect.centery - here.rect.centery
            along = dx * way[0] + dy * way[1]
            across = abs(dx * way[1]) + abs(dy * way[0])
            if along > 2 and (best is None or along + 2.5 * across < best[0]):
                best = (along + 2.5 * across, there)
        if best is not None:
            self.focus_on(best[1])
        return best is not None

    def _page(self, by: int) -> None:
        here = self.top.root.find(self.top.focus)
        among = [s for s in self._scrolls() if s.most]
        chosen = next((s for s in among if here is not None and any(w is here for w in s.walk())), None) or next(
            iter(among), None
        )
        if chosen is not None:
            self._scroll_to(chosen, chosen.offset + by * round(chosen.rect.h * 0.85))
