"""What a writer sees of a scenario in the window: its problems, and its events as players will meet them. Gives shapes only."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding of the checker, with the line as it stands in the file."""

    place: str  # "events.yaml:9:11"
    file: str
    line: int
    text: str
    excerpt: str
    cure: str
    is_error: bool


@dataclass(frozen=True, slots=True)
class BenchEvent:
    """One event: as its card reads, how many worlds see it and when, and what keeps it out."""

    id: str
    kind: str
    title: str
    text: str
    options: tuple[tuple[str, str], ...]  # title, direct effects in words
    share: float  # of worlds, 0..1
    by_turn: tuple[float, ...]
    kept_out: str
    causes: tuple[str, ...] = ()  # ids of the events that it follows, or asks about in its condition
    waits: str = ""  # what leaving it unanswered does

    @property
    def usual_turn(self) -> int | None:
        """The quarter, from 0, in which most worlds see it; None for what never comes."""
        most = max(self.by_turn, default=0.0)
        return self.by_turn.index(most) if most else None


@dataclass(frozen=True, slots=True)
class Bench:
    """A scenario on the writer's bench; without events while it has errors, or is a ruleset."""

    id: str
    title: str
    folder: str
    problems: tuple[Problem, ...]
    events: tuple[BenchEvent, ...]
    worlds: int
    start: int  # first quarter, since year 0
