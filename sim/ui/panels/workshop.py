"""Takes the bench of a scenario, gives the writer's sheet: problems that open their line, events with share, quarters and card."""

from __future__ import annotations

import pygame

from sim.report.bench import Bench, BenchEvent, Problem
from sim.report.cells import percent
from sim.report.session import ScenarioEntry
from sim.ui.look import Look
from sim.ui.panel import Host, Sheet, row_of
from sim.ui.widgets import Bar, Button, Column, Icon, Text, Widget, button


class Strip(Widget):
    """A row of cells, one a quarter: the fuller, the more worlds see the event then."""

    def __init__(
        self, rect: pygame.Rect, shares: tuple[float, ...], colour: tuple[int, int, int], back: tuple[int, int, int]
    ) -> None:
        super().__init__(rect)
        self.shares, self.colour, self.back = shares, colour, back

    def paint(self, surface: pygame.Surface, look: Look) -> None:
        wide = self.rect.w / max(1, len(self.shares))
        for turn, share in enumerate(self.shares):
            left, right = round(self.rect.x + wide * turn), round(self.rect.x + wide * (turn + 1))
            weight = 0.0 if not share else 0.2 + 0.8 * share
            colour = tuple(round(b + (c - b) * weight) for b, c in zip(self.back, self.colour, strict=True))
            surface.fill(colour, pygame.Rect(left, self.rect.y, max(1, right - left - 1), self.rect.h))


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
        for event in sorted(bench.events, key=_first_seen):
            pen.add(self._event(pen, event))
            if event.id == self.open:
                self._card(pen, event)
            pen.space(4)

    def _event(self, pen: Column, event: BenchEvent) -> Widget:
        look, p = self.look, self.look.palette
        high = look.type.height("strong") + look.px(12)
        row = Button(
            pygame.Rect(pen.x, pen.y, pen.width, high), f"workshop.event.{event.id}", radius=6, hint=event.kept_out,
            on_activate=lambda: self.unfold(event.id),
        )  # fmt: skip
        row.chosen = event.id == self.open
        left, third = pen.x + look.px(12), pen.width * 2 // 5
        title = _cut(look, event.title, third - look.px(20))
        name = Text(look, "strong", title, p.text if event.share else p.worse, (left, pen.y + look.px(6)))
        middle = pen.y + high // 2
        strip = Strip(
            pygame.Rect(pen.x + third, middle - look.px(7), pen.width * 2 // 5, look.px(14)),
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

    def _card(self, pen: Column, event: BenchEvent) -> None:
        """The card as players will meet it."""
        look, p, w = self.look, self.look.palette, self.look.words
        pen.space(4)
        inset = look.px(24)
        pen.text("small", f"{event.id} · {event.kind}", p.muted, inset=inset)
        pen.text("read", event.text, p.text, inset=inset)
        for title, effects in event.options:
            pen.text("strong", f"· {title}", p.text, inset=inset)
            pen.text("small", effects, p.muted, inset=inset + look.px(14))
        if event.kept_out:
            pen.text("small", w("workshop_kept_out", what=event.kept_out), p.gold, inset=inset)
        pen.space(6)

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


def _first_seen(event: BenchEvent) -> float:
    """The mean quarter in which it comes; never last."""
    total = sum(event.by_turn)
    return sum(t * share for t, share in enumerate(event.by_turn)) / total if total else float("inf")


def _cut(look: Look, text: str, width: int) -> str:
    """As much of a text as fits on one line."""
    while len(text) > 4 and look.type.width("strong", text) > width:
        text = text[:-2].rstrip() + "…"
    return text
