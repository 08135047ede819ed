"""Takes the bench of a scenario, gives the writer's sheet: problems that open their line, events with share, quarters and card."""

from __future__ import annotations

from collections.abc import Sequence

import pygame

from sim.report.bench import Bench, BenchEvent, Problem
from sim.report.cells import percent
from sim.report.session import ScenarioEntry
from sim.ui.look import Look
from sim.ui.panel import Host, Sheet, row_of
from sim.ui.theme import Colour, blend
from sim.ui.widgets import Bar, Button, Column, Icon, Scroll, Text, Widget, button

Spot = tuple[float, float]


class Strip(Widget):
    """A row of cells, one a quarter: the fuller, the more worlds see the event then."""

    def __init__(
        self, rect: pygame.Rect, shares: tuple[float, ...], colour: tuple[int, int, int], back: tuple[int, int, int]
    ) -> None:
        super().__init__(rect)
        self.shares, self.colour, self.back = shares, colour, back

    def cell(self, turn: int | None) -> Spot | None:
        """The middle of the cell of a quarter."""
        if turn is None:
            return None
        return self.rect.x + self.rect.w * (turn + 0.5) / max(1, len(self.shares)), float(self.rect.centery)

    def paint(self, surface: pygame.Surface, look: Look) -> None:
        wide = self.rect.w / max(1, len(self.shares))
        for turn, share in enumerate(self.shares):
            left, right = round(self.rect.x + wide * turn), round(self.rect.x + wide * (turn + 1))
            weight = 0.0 if not share else 0.2 + 0.8 * share
            colour = tuple(round(b + (c - b) * weight) for b, c in zip(self.back, self.colour, strict=True))
            surface.fill(colour, pygame.Rect(left, self.rect.y, max(1, right - left - 1), self.rect.h))


class Arrows(Widget):
    """What leads to what, laid over the strips: from the usual quarter of a cause to that of its effect.

    Without an event on show all arrows are faint; with one, its own stand out and the others are left away.
    """

    def __init__(self, rect: pygame.Rect, links: Sequence[tuple[Spot, Spot]], colour: Colour, strong: bool) -> None:
        super().__init__(rect)
        self.links = tuple(((x - rect.x, y - rect.y), (u - rect.x, v - rect.y)) for (x, y), (u, v) in links)
        self.colour, self.strong = colour, strong

    def paint(self, surface: pygame.Surface, look: Look) -> None:
        clip = surface.get_clip()
        for (x, y), (u, v) in self.links:
            start, end = (self.rect.x + x, self.rect.y + y), (self.rect.x + u, self.rect.y + v)
            bend = max(abs(u - x) / 2, look.px(16))
            points = [
                bezier(start, (start[0] + bend, start[1]), (end[0] - bend, end[1]), end, i / 24) for i in range(25)
            ]
            if max(y, v) + self.rect.y < clip.top or min(y, v) + self.rect.y > clip.bottom:
                continue
            for shift in range(2 if self.strong else 1):
                pygame.draw.aalines(surface, self.colour, False, [(px, py + shift) for px, py in points])
            pygame.draw.circle(surface, self.colour, end, look.px(3 if self.strong else 2))


class WorkshopPanel(Sheet):
    """The writer's bench: choose a scenario, see what is wrong with it, or what its events do."""

    id = "workshop"
    width = 1080
    icon = "hammer"
    tall = True

    def __init__(self, app: Host, entries: tuple[ScenarioEntry, ...]) -> None:
        super().__init__(app)
        self.entries = entries
        self.bench: Bench | None = None
        self.open = ""  # id of the event whose card is shown
        self.sought = ""  # the event to scroll to

    def title(self) -> str:
        return (
            self.look.words("workshop") if self.bench is None else f"{self.look.words('workshop')}: {self.bench.title}"
        )

    def fixed(self, x: int, y: int, width: int) -> tuple[list[Widget], int]:
        look, w = self.look, self.look.words
        if self.bench is None:
            return [], 0
        bench = self.bench
        items = [
            button(look, "workshop.back", w("back"), (0, 0), self.leave, icon="arrow-left"),
            button(
                look,
                "workshop.again",
                w("workshop_again"),
                (0, 0),
                lambda: self.take(bench.id),
                icon="refresh-cw",
                key="Ctrl R",
            ),
        ]
        low = row_of(look, x, y, width, items)
        return list(items), low - y + look.px(10)

    def body(self, x: int, y: int, width: int) -> tuple[list[Widget], int]:
        pen = Column(self.look, x, y, width)
        if self.bench is None:
            self._choice(pen)
        else:
            self._problems(pen, self.bench)
            self._events(pen, self.bench)
        return pen.items, pen.height

    def _choice(self, pen: Column) -> None:
        p, w = self.look.palette, self.look.words
        pen.text("read", w("workshop_lead"), p.text)
        pen.space(10)
        for entry in self.entries:
            if entry.id.endswith(".zip"):
                pen.text("small", f"{entry.title}: {entry.error}", p.worse)
                continue
            pen.add(self._scenario(entry, pen.x, pen.y))
            if entry.error:
                pen.text("small", entry.error, p.worse)
            pen.space(6)

    def _scenario(self, entry: ScenarioEntry, x: int, y: int) -> Button:
        def act() -> None:
            self.take(entry.id)

        icon = "circle-x" if entry.error else "scroll-text"
        return button(self.look, f"workshop.{entry.id}", entry.title, (x, y), act, icon=icon, hint=entry.error)

    def _problems(self, pen: Column, bench: Bench) -> None:
        p, w = self.look.palette, self.look.words
        pen.text("tag", w("workshop_problems", n=len(bench.problems)), p.gold)
        pen.space(4)
        if not bench.problems:
            pen.text("small", w("workshop_sound"), p.muted)
        for number, problem in enumerate(bench.problems):
            pen.add(self._problem(pen, problem, number))
            pen.space(6)
        pen.space(10)

    def _problem(self, pen: Column, problem: Problem, number: int) -> Widget:
        look, p = self.look, self.look.palette
        row = Button(
            pygame.Rect(pen.x, pen.y, pen.width, 10), f"workshop.problem{number}", radius=8,
            hint=look.words("workshop_open_line"), on_activate=lambda: self.show_line(problem),
        )  # fmt: skip
        inner = Column(look, pen.x + look.px(40), pen.y + look.px(7), pen.width - look.px(54))
        colour = p.worse if problem.is_error else p.gold
        glyph = Icon(
            look,
            "circle-x" if problem.is_error else "triangle-alert",
            18,
            colour,
            (pen.x + look.px(12), pen.y + look.px(9)),
        )
        inner.text("strong", f"{problem.place}  {problem.text}", p.text)
        inner.text("small", problem.excerpt, p.muted)
        inner.text("small", problem.cure, p.better)
        row.add(glyph, *inner.items)
        row.rect.h = inner.y + look.px(7) - pen.y
        return row

    def _events(self, pen: Column, bench: Bench) -> None:
        p, w = self.look.palette, self.look.words
        if not bench.events:
            return
        pen.text("tag", w("workshop_events", n=len(bench.events), worlds=bench.worlds), p.gold)
        pen.space(6)
        self._years(pen, bench)
        cells: dict[str, Spot] = {}
        top = pen.y
        for event in sorted(bench.events, key=_first_seen):
            row = self._event(pen, event)
            strip = next(child for child in row.children if isinstance(child, Strip))
            if (cell := strip.cell(event.usual_turn)) is not None:
                cells[event.id] = cell
            pen.add(row)
            if event.id == self.open:
                self._card(pen, event, bench)
            pen.space(4)
        links = [
            (cells[cause], cells[event.id])
            for event in bench.events
            for cause in event.causes
            if cause in cells and event.id in cells and self.open in ("", cause, event.id)
        ]
        if links:
            colour = p.gold if self.open else blend(p.gold, p.panel, 0.45)
            pen.items.append(Arrows(pygame.Rect(pen.x, top, pen.width, pen.y - top), links, colour, bool(self.open)))

    def _years(self, pen: Column, bench: Bench) -> None:
        """The year above the strips, where it begins."""
        look, turns = self.look, len(bench.events[0].by_turn)
        left, wide = _strip(pen)
        room = look.type.width("tag", "0000") + look.px(6)
        end = left - room
        for turn in range(turns):
            x = left + wide * turn // max(1, turns)
            if (turn == 0 or (bench.start + turn) % 4 == 0) and x - end >= room and x + room <= left + wide:
                pen.items.append(Text(look, "tag", str((bench.start + turn) // 4), look.palette.muted, (x, pen.y)))
                end = x
        pen.space(0)
        pen.y += look.type.height("tag") + look.px(3)

    def _event(self, pen: Column, event: BenchEvent) -> Widget:
        look, p = self.look, self.look.palette
        high = look.type.height("strong") + look.px(12)
        row = Button(
            pygame.Rect(pen.x, pen.y, pen.width, high), f"workshop.event.{event.id}", radius=6, hint=event.kept_out,
            on_activate=lambda: self.unfold(event.id),
        )  # fmt: skip
        row.chosen = event.id == self.open
        left, (strip_left, strip_wide) = pen.x + look.px(12), _strip(pen)
        title = _cut(look, event.title, strip_left - left - look.px(8))
        name = Text(look, "strong", title, p.text if event.share else p.worse, (left, pen.y + look.px(6)))
        middle = pen.y + high // 2
        strip = Strip(
            pygame.Rect(strip_left, middle - look.px(7), strip_wide, look.px(14)),
            event.by_turn,
            p.better,
            p.track,
        )
        bar = Bar(
            pygame.Rect(strip.rect.right + look.px(14), middle - look.px(4), pen.width // 10, look.px(8)),
            event.share,
            0,
            1,
            p.gold,
        )
        share = Text(look, "strong", percent(event.share), p.text if event.share else p.worse, (0, 0))
        share.rect.midleft = (bar.rect.right + look.px(10), middle)
        row.add(name, strip, bar, share)
        return row

    def _card(self, pen: Column, event: BenchEvent, bench: Bench) -> None:
        """The card as players will meet it."""
        look, p, w = self.look, self.look.palette, self.look.words
        pen.space(4)
        inset = look.px(24)
        pen.text("small", f"{event.id} · {event.kind}", p.muted, inset=inset)
        pen.text("read", event.text, p.text, inset=inset)
        for title, effects in event.options:
            pen.text("strong", f"· {title}", p.text, inset=inset)
            pen.text("small", effects, p.muted, inset=inset + look.px(14))
        pen.text("small", event.waits, p.muted, inset=inset)
        if event.kept_out:
            pen.text("small", w("workshop_kept_out", what=event.kept_out), p.gold, inset=inset)
        leads = tuple(e.id for e in bench.events if event.id in e.causes)
        titles = {e.id: e.title for e in bench.events}
        for word, ids in (("workshop_comes_of", event.causes), ("workshop_leads_to", leads)):
            if ids:
                pen.space(4)
                label = pen.text("small", w(word), p.muted, inset=inset)
                assert label is not None
                row = [self._link(word, id, titles[id]) for id in ids if id in titles]
                pen.y = row_of(look, pen.x + inset, pen.y, pen.width - inset, row)
                pen.items += row
        pen.space(6)

    def _link(self, word: str, id: str, title: str) -> Button:
        icon = "corner-left-up" if word == "workshop_comes_of" else "corner-right-down"
        return button(self.look, f"{word}.{id}", title, (0, 0), lambda: self.jump(id), icon=icon)

    # -- what it does ----------------------------------------------------------------------------------------------

    def take(self, id: str) -> None:
        """Put a scenario on the bench."""
        made: list[Bench] = []

        def act() -> None:
            made.append(self.app.shelf.bench(id, self.app.settings.lang))

        def then() -> None:
            self.bench = made[0]
            self.app.stale()

        self.app.work(act, then)

    def leave(self) -> None:
        """Back to the choice."""
        self.bench, self.open = None, ""
        self.app.stale()

    def unfold(self, id: str) -> None:
        """Show an event's card, or fold it again."""
        self.open = "" if self.open == id else id
        self.app.stale()

    def jump(self, id: str) -> None:
        """Show another event's card, and scroll to it."""
        self.open = self.sought = id
        self.app.stale()

    def build(self, area: pygame.Rect) -> Widget:
        root = super().build(area)
        place, row = root.find("workshop.scroll"), root.find(f"workshop.event.{self.sought}")
        if self.sought and isinstance(place, Scroll) and row is not None:
            place.show(row)
            self.scrolls[place.id], self.sought = place.offset, ""
        return root

    def show_line(self, problem: Problem) -> None:
        """Open the line of a problem in an editor, or say where it is."""
        left = self.app.shelf.open_line(problem.file, problem.line)
        if left:
            self.app.note(left)

    def key(self, event: pygame.event.Event) -> bool:
        if event.key == pygame.K_r and getattr(event, "mod", 0) & pygame.KMOD_CTRL and self.bench is not None:
            self.take(self.bench.id)
        elif event.key == pygame.K_ESCAPE and self.bench is not None:
            self.leave()
        else:
            return super().key(event)
        return True


def _strip(pen: Column) -> tuple[int, int]:
    """Left edge and width of the strips."""
    return pen.x + pen.width * 2 // 5, pen.width * 2 // 5


def bezier(a: Spot, b: Spot, c: Spot, d: Spot, t: float) -> Spot:
    """The point at `t`, 0..1, of the cubic curve from `a` to `d` with the handles `b` and `c` (Bézier)."""
    k = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
    return sum(w * s[0] for w, s in zip(k, (a, b, c, d), strict=True)), sum(
        w * s[1] for w, s in zip(k, (a, b, c, d), strict=True)
    )


def _first_seen(event: BenchEvent) -> float:
    """The mean quarter in which it comes; never last."""
    total = sum(event.by_turn)
    return sum(t * share for t, share in enumerate(event.by_turn)) / total if total else float("inf")


def _cut(look: Look, text: str, width: int) -> str:
    """As much of a text as fits on one line."""
    while len(text) > 4 and look.type.width("strong", text) > width:
        text = text[:-2].rstrip() + "…"
    return text
