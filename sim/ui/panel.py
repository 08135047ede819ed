"""Takes a host, gives the panel: one layer of the screen that builds widgets and hears events.

Panels stand in a stack. The top one hears an event first; drawing goes from the bottom to the top. A panel knows its window only as
`Host`; the window itself, `screen.App`, stands on top of all panels.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Protocol

import pygame

from sim.report.counsel import Fan
from sim.report.desk import Desk, Explanation, Number
from sim.report.session import Session, Settings, Shelf
from sim.ui.look import Look
from sim.ui.theme import Colour
from sim.ui.widgets import Box, Button, Count, Icon, Scroll, Widget, button
from sim.ui.widgets.texts import Text


class Host(Protocol):
    """What a panel may ask of its window, and do with it."""

    background: bool  # slow work is done in a thread of its own
    redraw: bool  # something on the screen changed since the last picture

    @property
    def shelf(self) -> Shelf:
        """Scenarios, saves, settings."""

    @property
    def session(self) -> Session | None:
        """The running game."""

    @property
    def settings(self) -> Settings:
        """What the player chose."""

    @property
    def look(self) -> Look:
        """Scale, palette and words."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the window."""

    def desk(self) -> Desk:
        """The desk of the running game."""

    def explain(self, name: str) -> Explanation | None:
        """What opens for a name."""

    def ahead(self, name: str) -> str:
        """Where a number may stand after the coming quarter, in a sentence; empty where the adviser has not said."""

    def fan(self, name: str) -> Fan | None:
        """Where a number may go, as far as the adviser has said."""

    def title_of(self, name: str) -> str:
        """Readable title of a name that can be opened."""

    def stale(self) -> None:
        """Lay everything out again before the next picture."""

    def changed(self) -> None:
        """The game moved: ask for a new desk."""

    def reread(self) -> None:
        """Look whether the scenario was edited, and go on under its new rules."""

    def attempt(self, act: Callable[[], str | None]) -> bool:
        """Do something that may refuse; True when it went well."""

    def work(self, act: Callable[[], str | None], then: Callable[[], None]) -> None:
        """Do something slow, then go on with `then` if it went well."""

    def note(self, text: str) -> None:
        """Show one sentence for some seconds."""

    def push(self, panel: Panel) -> None:
        """Put a panel on top."""

    def close(self, panel: Panel) -> None:
        """Take a panel and everything on it away."""

    def start(self, session: Session) -> None:
        """Play this game now."""

    def to_menu(self) -> None:
        """Show the menu."""

    def resume(self) -> None:
        """Go back to the running game."""

    def quit(self) -> None:
        """Leave."""

    def choose(self, **changes: object) -> None:
        """Change settings and keep them."""

    def other_language(self) -> None:
        """Switch to the next language."""


class Panel(ABC):
    """One layer. Subclasses fill `build`; they keep what the player chose, never widgets.

    Attributes:
        id: name of the panel, the same that `picture.screenshot` takes.
        whole: covers the window, so that nothing below it needs drawing.
        scrolls: offset of each scroll area, kept while the widgets are rebuilt.
        focus: id of the widget that the keyboard is on.
    """

    id = "panel"
    whole = False

    def __init__(self, app: Host) -> None:
        self.app = app
        self.root: Widget = Widget(pygame.Rect(0, 0, 1, 1))
        self.scrolls: dict[str, int] = {}
        self.focus = ""

    @property
    def look(self) -> Look:
        """Scale, palette and words."""
        return self.app.look

    def title(self) -> str:
        """What it adds to the name of the window."""
        return ""

    @abstractmethod
    def build(self, area: pygame.Rect) -> Widget:
        """The whole tree of widgets for the window's rectangle."""

    def rebuild(self) -> None:
        """Lay everything out again."""
        before = self.root.find(self.focus)
        place = before.rect.center if before is not None else None
        self.root = self.build(pygame.Rect((0, 0), self.app.size))
        if self.focus and self.root.find(self.focus) is None:  # what it was on is gone: the nearest thing takes over
            stops = self.stops() if place is not None else []
            near = min(stops, key=lambda w: _apart(w.rect.center, place or (0, 0)), default=None)
            self.focus = near.id if near is not None else ""

    def key(self, event: pygame.event.Event) -> bool:
        """Hear a key that no widget took; True if it was for this panel."""
        return False

    def think(self) -> bool:
        """Do a bit of slow work, well below 50 ms, between two pictures; True while there is more."""
        return False

    def ahead(self, name: str) -> str:
        """What the adviser says of a number after the coming quarter, in a sentence; empty where it says nothing."""
        return ""

    def fan(self, name: str) -> Fan | None:
        """Where a number may go, as far as the adviser has said."""
        return None

    def attend(self, widget: Widget | None) -> bool:
        """Mouse or keyboard came to rest on something that has no preview of its own; True if the panel changed."""
        return False

    def scroll(self, rect: pygame.Rect, id: str, children: list[Widget], height: int) -> Scroll:
        """A scroll area that remembers where it was."""
        made = Scroll(rect, id, self.scrolls.get(id, 0))
        made.fill(children, height)
        self.scrolls[id] = made.offset
        return made

    def stops(self, every: bool = False) -> list[Widget]:
        """The widgets that Tab (or, with `every`, the arrows) can reach, in reading order."""
        return [w for w in self.root.walk() if w.reacts and (w.tab or every)]


def _apart(one: tuple[int, int], other: tuple[int, int]) -> int:
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2


class Sheet(Panel):
    """A panel in the middle of the window with a title, a cross and a body that scrolls; Esc closes it."""

    width = 620.0  # units
    icon = ""
    tall = False  # as high as the window whatever its body needs, so that it stands still while it changes

    @abstractmethod
    def title(self) -> str:
        """What stands in its head, and in the name of the window."""

    @abstractmethod
    def body(self, x: int, y: int, width: int) -> tuple[list[Widget], int]:
        """Widgets of the body from (x, y) downwards, and their height."""

    def ornament(self, surface: pygame.Surface, rect: pygame.Rect) -> None:
        """Paint what lies behind everything on the sheet."""

    def fixed(self, x: int, y: int, width: int) -> tuple[list[Widget], int]:
        """Widgets between head and body that do not scroll, from (x, y) downwards, and their height."""
        return [], 0

    def foot(self, x: int, y: int, width: int) -> tuple[list[Widget], int]:
        """Widgets below the body that do not scroll, from (x, y) downwards, and their height."""
        return [], 0

    def close(self) -> None:
        """Leave it."""
        self.app.close(self)

    def key(self, event: pygame.event.Event) -> bool:
        if event.key == pygame.K_ESCAPE:
            self.close()
        return True  # a sheet is modal: what lies below hears nothing

    def build(self, area: pygame.Rect) -> Widget:
        look, p = self.look, self.look.palette
        margin = look.px(14)
        pad = look.px(18)
        wide = min(area.w - 2 * margin, look.px(self.width))
        root = Widget(area.copy())
        cross = button(
            look, f"{self.id}.close", "", (0, 0), self.close, icon="x", kind="ghost", hint=look.words("close")
        )
        left = pad + (look.px(30) if self.icon else 0)
        head = Text(look, "title", self.title(), p.gold, (0, 0), wide - left - pad - cross.rect.w)
        top = look.px(14)
        body_width = wide - 2 * pad - Scroll.lane(look)
        start = top + max(head.rect.h, cross.rect.h) + look.px(10)
        x = area.x + (area.w - wide) // 2 + pad
        above, above_high = self.fixed(x, 0, wide - 2 * pad)
        items, height = self.body(x, 0, body_width)
        below, below_high = self.foot(x, 0, wide - 2 * pad)
        first, start = start, start + above_high
        most = area.h - 2 * margin - start - pad - below_high
        room = min(height + look.px(4), most) if not self.tall else most
        box = Box(
            pygame.Rect(area.x + (area.w - wide) // 2, 0, wide, start + room + below_high + pad),
            f"{self.id}.sheet",
            radius=10,
        )
        box.rect.y = area.y + (area.h - box.rect.h) // 2
        box.fill, box.edge, box.shadow = p.panel, p.gold, True
        head.move(box.rect.x + left, box.rect.y + top)
        cross.move(box.rect.right - pad - cross.rect.w + look.px(6), box.rect.y + top - look.px(2))
        box.ornament = self.ornament
        box.grain = True
        box.add(head, cross)
        if self.icon:
            box.add(Icon(look, self.icon, 20, p.gold, (box.rect.x + pad, box.rect.y + top + look.px(2))))
        view = pygame.Rect(box.rect.x + pad, box.rect.y + start, wide - 2 * pad, room)
        for item in items:
            item.move(0, view.y)
        for item in above:
            item.move(0, box.rect.y + first)
        for item in below:
            item.move(0, view.bottom)
        box.add(*above)
        box.add(self.scroll(view, f"{self.id}.scroll", items, height + look.px(4)))
        box.add(*below)
        root.add(box)
        return root


def begin(app: Host, make: Callable[[], Session]) -> None:
    """Make a running game and its first desk, which may take a while, then play it."""
    made: list[Session] = []

    def act() -> None:
        made.append(make())
        ready(made[0])

    app.work(act, lambda: app.start(made[0]))


def ready(session: Session) -> None:
    """Do what is slow before a quarter's first picture: its desk, and the adviser's first thought, for which it may read rules anew."""
    if session.desk().final is None:
        session.outlook("plan", "", "")
    else:
        session.turnings()
    session.think()


def row_of(look: Look, x: int, y: int, width: int, items: list[Button], gap: float = 8) -> int:
    """Set buttons side by side, wrapping like words; gives the y below them."""
    pen, low = x, y
    for item in items:
        if pen > x and pen + item.rect.w > x + width:
            pen, y = x, low + look.px(gap)
        item.move(pen - item.rect.x, y - item.rect.y)
        pen += item.rect.w + look.px(gap)
        low = max(low, item.rect.bottom)
    return low


def even(row: Sequence[Widget]) -> int:
    """Make boxes that stand side by side equally high; gives the y below them."""
    high = max(box.rect.h for box in row)
    for box in row:
        box.rect.h = high
    return row[0].rect.bottom


def section(look: Look, text: str, colour: Colour, x: int, y: int, width: int) -> Text:
    """A small heading inside a panel."""
    return Text(look, "tag", text, colour, (x, y), width)


def count(app: Host, number: Number, style: str, at: tuple[int, int], where: str) -> Count:
    """The value of a number, which rolls when it becomes another one; on a tile of a report from where it stood a quarter ago."""
    comma = app.settings.lang == "vi"
    made = Count(app.look, style, number.text, app.look.palette.text, at, f"{where}.{number.name}", comma=comma)
    if where == "tile" and number.change and number.value:
        made.origin = made.amount * (1 - number.change / number.value)
    return made
