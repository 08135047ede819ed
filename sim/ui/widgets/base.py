"""Takes nothing, gives the widget: a rectangle with an id, children and what it does when it is chosen.

A panel is a tree of widgets. One walk over the tree drives the mouse, the Tab order, painting and the layout laws of the tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pygame

from sim.ui.look import Look

Act = Callable[[], None]


class Widget:
    """A rectangle of the screen.

    Attributes:
        id: unique among the widgets of its panel that can be chosen; leaves that only show something may leave it empty.
        rect: place in the window, in pixels.
        hint: plain words for the tooltip.
        explain: a name for `Session.explain`, which fills the tooltip.
        on_activate: what click, Enter or Space do.
        on_focus: called when mouse or keyboard come to rest on it (the forecast follows this).
        tab: whether Tab stops here; arrows reach every widget that reacts.
        mover: a name under which its number is remembered, so that it may roll to a new one; empty for all that stand still.
        amount: the number it shows.
        origin: where that number comes from when it is shown for the first time.
        held: left out of the picture, because it is painted on top while it moves.
    """

    mover = ""
    amount = 0.0
    origin: float | None = None
    held = False

    def __init__(
        self,
        rect: pygame.Rect,
        id: str = "",
        *,
        enabled: bool = True,
        hint: str = "",
        explain: str = "",
        on_activate: Act | None = None,
        on_focus: Act | None = None,
        tab: bool | None = None,
        radius: float = 6,
    ) -> None:
        self.rect = rect
        self.id = id
        self.enabled = enabled
        self.hint = hint
        self.explain = explain
        self.on_activate = on_activate
        self.on_focus = on_focus
        self.tab = tab if tab is not None else on_activate is not None
        self.radius = radius
        self.children: list[Widget] = []

    @property
    def reacts(self) -> bool:
        """Whether mouse or keyboard can come to rest on it."""
        return bool(self.id) and bool(self.on_activate or self.hint or self.explain)

    def add(self, *children: Widget) -> None:
        """Put children inside."""
        self.children.extend(children)

    def needs(self, look: Look) -> tuple[int, int]:
        """Width and height that its own content takes; (0, 0) when it adapts to any rectangle."""
        return (0, 0)

    def paint(self, surface: pygame.Surface, look: Look) -> None:
        """Paint its own content, without children."""

    def roll(self, amount: float) -> None:
        """Show another number for the moment, on the way to its own."""

    def paint_all(self, surface: pygame.Surface, look: Look) -> None:
        """Paint itself, then its children in order."""
        if not self.held:
            self.paint(surface, look)
        for child in self.children:
            child.paint_all(surface, look)

    def move(self, dx: int, dy: int) -> None:
        """Shift the whole branch."""
        self.rect = self.rect.move(dx, dy)
        for child in self.children:
            child.move(dx, dy)

    def walk(self) -> Iterator[Widget]:
        """Itself and everything below, parents first, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def hit(self, at: tuple[int, int]) -> Widget | None:
        """The topmost widget at a point that reacts."""
        path = self.path(at)
        return path[-1] if path else None

    def path(self, at: tuple[int, int]) -> list[Widget]:
        """The widgets that react at a point, from the outermost to the topmost; a click goes up this path."""
        if not self.rect.collidepoint(at):
            return []
        own = [self] if self.reacts else []
        for child in reversed(self.children):
            found = child.path(at)
            if found:
                return own + found
        return own

    def find(self, id: str) -> Widget | None:
        """The widget of an id, if it is on the screen."""
        return next((w for w in self.walk() if w.id == id), None) if id else None
