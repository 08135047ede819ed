"""Takes the widgets that were just laid out, gives motion to those whose number changed: they roll from the old value to the new.

A moving widget is left out of the picture below and painted on top of every frame until it has arrived.
"""

from __future__ import annotations

import pygame

from sim.ui.look import Look
from sim.ui.widgets import Scroll, Widget

TWEEN_MS = 220


class Tweens:
    """What moves right now, and where every number stood when it was last shown."""

    def __init__(self) -> None:
        self._stood: dict[str, float] = {}
        self._moving: list[tuple[Widget, float, float, pygame.Rect | None]] = []
        self._since = 0

    @property
    def running(self) -> bool:
        """Whether anything moves."""
        return bool(self._moving)

    def forget(self) -> None:
        """Another game: nothing has stood anywhere yet."""
        self._stood.clear()
        self._moving.clear()

    def begin(self, root: Widget, now: int, motion: bool) -> None:
        """Look through a tree that is about to be painted; what changed starts to move, if motion is wanted."""
        self._moving.clear()
        self._look_through(root, None, motion)
        self._since = now

    def _look_through(self, widget: Widget, clip: pygame.Rect | None, motion: bool) -> None:
        if isinstance(widget, Scroll):
            clip = widget.rect if clip is None else widget.rect.clip(clip)
        if widget.mover:
            old, new = self._stood.get(widget.mover, widget.origin), widget.amount
            self._stood[widget.mover] = new
            if motion and old is not None and old != new and (clip is None or clip.contains(widget.rect)):
                widget.held = True
                self._moving.append((widget, old, new, clip))
        for child in widget.children:
            self._look_through(child, clip, motion)

    def draw(self, surface: pygame.Surface, look: Look, now: int) -> None:
        """Paint what moves at this moment."""
        share = min(1.0, max(0.0, (now - self._since) / TWEEN_MS))
        eased = 1 - (1 - share) ** 3
        for widget, old, new, _ in self._moving:
            widget.roll(old + (new - old) * eased if share < 1 else new)
            widget.held = False
            widget.paint(surface, look)
            widget.held = True

    def arrived(self, now: int) -> bool:
        """True once when everything has arrived; it may be painted below again."""
        if not self._moving or now - self._since < TWEEN_MS:
            return False
        self.stop()
        return True

    def stop(self) -> None:
        """Let everything arrive at once."""
        for widget, _, new, _ in self._moving:
            widget.held = False
            widget.roll(new)
        self._moving.clear()
