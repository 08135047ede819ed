"""Takes pygame's events, gives what mouse and keyboard do to the window: hover, click, scroll, Tab, arrows, typing."""

from __future__ import annotations

from typing import Protocol

import pygame

from sim.ui.panel import Host, Panel
from sim.ui.panels.keys import KeysPanel
from sim.ui.tips import Tips
from sim.ui.widgets import Field, Scroll, Widget

WHEEL = 48  # units a notch
ARROW_KEYS = {pygame.K_LEFT: (-1, 0), pygame.K_RIGHT: (1, 0), pygame.K_UP: (0, -1), pygame.K_DOWN: (0, 1)}


class Stage(Host, Protocol):
    """What mouse and keyboard move in a window."""

    mouse: tuple[int, int] | None  # where the mouse is
    by_mouse: bool  # the mouse was used last, not the keyboard

    @property
    def top(self) -> Panel:
        """The panel that hears events first."""

    @property
    def tips(self) -> Tips:
        """The open tooltips."""

    @property
    def now(self) -> int:
        """The time in milliseconds."""

    def pointed(self) -> tuple[Widget | None, int]:
        """What the mouse, or else the keyboard, rests on, and in which tooltip (-1: the panel)."""

    def resize(self, size: tuple[int, int]) -> None:
        """The window has another size."""

    def repaint(self) -> None:
        """Paint again without a new layout."""

    def skip_fade(self) -> None:
        """End the running transition."""


def _doer(path: list[Widget]) -> Widget | None:
    """The topmost widget of a path that does something when clicked."""
    return next((w for w in reversed(path) if w.on_activate), None)


class Hands:
    """Mouse and keyboard of a window.

    Attributes:
        over: id of what the mouse is over.
        hover: id of what a click there would activate.
    """

    def __init__(self, app: Stage) -> None:
        self.app = app
        self.over = ""
        self.hover = ""
        self._pressed = ""
        self._drag: Scroll | None = None

    def handle(self, event: pygame.event.Event) -> None:
        """Hear one event."""
        if event.type == pygame.QUIT:
            self.app.quit()
        elif event.type in (pygame.VIDEORESIZE, pygame.WINDOWSIZECHANGED):
            self.app.resize((event.w, event.h) if event.type == pygame.VIDEORESIZE else (event.x, event.y))
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
            field = self.app.top.root.find(self.app.top.focus)
            if isinstance(field, Field):
                field.type(event.text)
                self.app.stale()
        elif event.type == pygame.KEYDOWN:
            self.app.skip_fade()
            self._key(event)
        elif event.type in (pygame.WINDOWEXPOSED, pygame.WINDOWSHOWN):
            self.app.redraw = True

    def _move(self, at: tuple[int, int]) -> None:
        self.app.mouse = at
        if not self.app.by_mouse:
            self.app.by_mouse = self.app.redraw = True
        if self._drag is not None:
            share = (at[1] - self._drag.rect.y) / max(1, self._drag.rect.h)
            self._scroll_to(self._drag, round(share * self._drag.height - self._drag.rect.h / 2))
            return
        if self.app.tips.level_at(at) >= 0:
            return
        path = self.app.top.root.path(at)
        names = (path[-1].id if path else "", (w.id if (w := _doer(path)) else ""))
        if names != (self.over, self.hover):
            self.over, self.hover = names
            self.app.redraw = True
            self._attend(next((w for w in reversed(path) if w.on_focus), None))

    def _attend(self, widget: Widget | None) -> None:
        if widget is not None and widget.on_focus:
            widget.on_focus()
        else:
            self.app.top.attend(None)

    def _press(self, at: tuple[int, int]) -> None:
        if self.app.tips.level_at(at) >= 0:
            link = self.app.tips.hit(at)
            if link is not None and self.app.tips.pile[-1].source != link.id:
                self.app.tips.open(link, self.app.now, locked=True)
            return
        for scroll in self.scrolls():
            lane = scroll.rect.right - Scroll.lane(self.app.look)
            if scroll.most and scroll.rect.collidepoint(at) and at[0] >= lane:
                self._drag = scroll
                self._move(at)
                return
        path = self.app.top.root.path(at)
        widget = _doer(path) or (path[-1] if path else None)
        self._pressed = widget.id if widget else ""
        if isinstance(widget, Field):
            self.app.top.focus = widget.id
            self.app.redraw = True

    def _release(self, at: tuple[int, int]) -> None:
        self._drag = None
        path = self.app.top.root.path(at) if self.app.tips.level_at(at) < 0 else []
        widget = _doer(path) or (path[-1] if path else None)
        pressed, self._pressed = self._pressed, ""
        if widget is not None and widget.id == pressed and not isinstance(widget, Field):
            if widget.on_activate:
                self.app.top.focus = widget.id
                self.activate(widget)
            elif widget.hint or widget.explain:
                self.app.tips.clear()
                self.app.tips.open(widget, self.app.now, locked=True)

    def activate(self, widget: Widget) -> None:
        """Do what a widget does, or say why it cannot."""
        self.app.redraw = True
        if not widget.enabled:
            self.app.note(widget.hint or self.app.look.words("not_now"))
        elif widget.on_activate:
            self.app.tips.clear()
            widget.on_activate()

    def scrolls(self) -> list[Scroll]:
        """Scroll areas of the top panel, innermost first."""
        return [w for w in self.app.top.root.walk() if isinstance(w, Scroll)][::-1]

    def _scroll_to(self, scroll: Scroll, offset: int) -> None:
        if scroll.to(offset):
            self.app.top.scrolls[scroll.id] = scroll.offset
            if not any(w is scroll for tip in self.app.tips.pile for w in tip.root.children):
                self.app.tips.clear()
            self.app.repaint()

    def _wheel(self, notches: float) -> None:
        at = self.app.mouse or (self.app.size[0] // 2, self.app.size[1] // 2)
        level = self.app.tips.level_at(at)
        among = [w for w in self.app.tips.pile[level].root.children if isinstance(w, Scroll)] if level >= 0 else []
        if not any(scroll.most for scroll in among):  # a tooltip that shows all of itself does not stop the wheel
            among = self.scrolls()
        for scroll in among:
            if scroll.rect.collidepoint(at) and scroll.most:
                self._scroll_to(scroll, scroll.offset + round(notches * self.app.look.px(WHEEL)))
                self.app.redraw = True
                return

    def _key(self, event: pygame.event.Event) -> None:
        key, shift = event.key, bool(getattr(event, "mod", 0) & pygame.KMOD_SHIFT)
        focused = self.app.top.root.find(self.app.top.focus)
        if isinstance(focused, Field) and self._type(focused, event):
            return
        if key == pygame.K_ESCAPE and self.app.tips.pop():
            self.app.redraw = True
            return
        if key == pygame.K_t and not isinstance(focused, Field):
            widget, _ = self.app.pointed()
            self.app.tips.lock(widget or self.app.top.root.find(self.over), self.app.now)
            self.app.by_mouse = False
            return
        if key == pygame.K_TAB:
            self.app.by_mouse = False
            if not self.app.tips.step(-1 if shift else 1):
                self._tab(-1 if shift else 1)
            return
        if (
            key in (pygame.K_RETURN, pygame.K_KP_ENTER, pygame.K_SPACE)
            and not getattr(event, "mod", 0) & pygame.KMOD_CTRL
        ):
            if not self.app.by_mouse and self.app.tips.enter(self.app.now):
                return
            if focused is not None and not self.app.by_mouse and focused.on_activate:
                self.activate(focused)
                return
        if key in ARROW_KEYS and (self.app.tips.step(sum(ARROW_KEYS[key])) or self._arrow(ARROW_KEYS[key])):
            return
        if key in (pygame.K_PAGEDOWN, pygame.K_PAGEUP):
            self._page(1 if key == pygame.K_PAGEDOWN else -1)
            return
        if self.app.top.key(event):
            return
        self._global(event)

    def _global(self, event: pygame.event.Event) -> None:
        if event.key == pygame.K_l:
            self.app.other_language()
        elif getattr(event, "unicode", "") == "?" or event.key in (pygame.K_QUESTION, pygame.K_F1):
            self.app.push(KeysPanel(self.app))

    def _type(self, field: Field, event: pygame.event.Event) -> bool:
        self.app.by_mouse = False
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
        self.app.stale()
        return True  # letters come as TEXTINPUT

    def focus_on(self, widget: Widget) -> None:
        """Move the keyboard to a widget and scroll it into sight."""
        self.app.top.focus = widget.id
        self.app.tips.clear()
        for scroll in self.scrolls():
            if widget is not scroll and any(w is widget for w in scroll.walk()) and scroll.show(widget):
                self.app.top.scrolls[scroll.id] = scroll.offset
                self.app.repaint()
        self.app.redraw = True
        self._attend(widget)

    def _tab(self, by: int) -> None:
        stops = self.app.top.stops()
        if not stops:
            return
        ids = [w.id for w in stops]
        if self.app.top.focus in ids:
            self.focus_on(stops[(ids.index(self.app.top.focus) + by) % len(stops)])
        else:
            self.focus_on(stops[0 if by > 0 else -1])

    def _arrow(self, way: tuple[int, int]) -> bool:
        """Move the keyboard to the nearest widget in a direction."""
        self.app.by_mouse = False
        here = self.app.top.root.find(self.app.top.focus)
        stops = self.app.top.stops(every=True)
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
        here = self.app.top.root.find(self.app.top.focus)
        among = [s for s in self.scrolls() if s.most]
        chosen = next((s for s in among if here is not None and any(w is here for w in s.walk())), None) or next(
            iter(among), None
        )
        if chosen is not None:
            self._scroll_to(chosen, chosen.offset + by * round(chosen.rect.h * 0.85))
