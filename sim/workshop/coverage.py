"""Takes rules and policies, gives the share of worlds in which each event happened, and the clause that kept it out most often.

Worlds are shared out among the policies in whole chunks. How often an event happened is read off every world at its end; why not is
counted, quarter by quarter, in some of the chunks, because testing every clause apart costs as much as playing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim import engine
from sim.base.crew import worked_off
from sim.base.errors import BambooError
from sim.engine.evaluate import Frame
from sim.engine.happen import in_time
from sim.engine.worlds import Orders, Turn, Worlds
from sim.policy import make, names
from sim.rulebook.rulebook import Event, Rulebook
from sim.workshop.conditions import conditions, holds

# The record, a good player, one who tries everything, and one who waits.
POLICIES = ("history", "bamboo", "random", "nothing")
CHUNK = 4096  # worlds of one task; the number decides which of them are asked why not
ASKED = 4  # in one chunk of so many the clauses are counted
LUCK = "its chance"
ROOM = "other cards took the place"

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Blocked:
    """A condition that kept an event out: share of the quarters in which it failed, and in which it alone failed, 0..1."""

    text: str
    failed: float
    alone: float


@dataclass(frozen=True, slots=True)
class Reach:
    """How far an event gets: share of worlds in which it happened, in all and under each policy, and what keeps it out."""

    event: str
    kind: str
    share: float
    shares: tuple[float, ...]
    blocked: tuple[Blocked, ...]  # most often first
    lived: bool  # some world was alive in a quarter that its dates allow
    by_turn: tuple[float, ...]  # share of all worlds in which it happened in each turn
    answers: tuple[tuple[str, float], ...]  # each option, and the share of worlds in which it was given last


@dataclass(frozen=True, slots=True)
class Coverage:
    """What happens in a scenario, event by event."""

    scenario: str
    policies: tuple[str, ...]
    worlds: tuple[int, ...]  # by policy
    seed: int
    events: tuple[Reach, ...]

    @property
    def never(self) -> tuple[Reach, ...]:
        """Events that no world saw."""
        return tuple(e for e in self.events if e.share == 0)


@dataclass(frozen=True, slots=True)
class _Task:
    rules: Rulebook
    policy: int
    name: str
    first: int
    count: int
    seed: int
    asked: bool


@dataclass(slots=True)
class _Found:
    """What one chunk gives: worlds in which each event happened; quarters it waited in, and what failed then."""

    policy: int
    fired: Counts
    waited: Counts
    turns: Counts  # [events, turns]
    answered: Counts  # [events, options]
    failed: list[Counts] = field(default_factory=list)
    alone: list[Counts] = field(default_factory=list)


def cover(rules: Rulebook, policies: Sequence[str], worlds: int, seed: int, jobs: int = 1) -> Coverage:
    """Play `worlds` worlds, shared out among the policies, and count.

    Args:
        policies: names; none: those of `POLICIES` that can play the scenario.

    Errors: BambooError for an unknown policy or no world at all.
    """
    if worlds < 1:
        raise BambooError(f"{worlds} worlds cannot be played", cure="give 1 or more")
    able = names(rules)
    wanted = tuple(policies) or tuple(name for name in POLICIES if name in able)
    for name in wanted:
        make(name, rules)
    shares = [worlds // len(wanted) + (i < worlds % len(wanted)) for i in range(len(wanted))]
    tasks = [
        _Task(rules, p, name, first, min(CHUNK, shares[p] - first), seed, (first // CHUNK) % ASKED == 0)
        for p, name in enumerate(wanted)
        for first in range(0, shares[p], CHUNK)
    ]
    total = [_nothing(rules, p) for p in range(len(wanted))]
    for found in worked_off(_play, tasks, jobs):
        _add(total[found.policy], found)
    return Coverage(
        rules.id,
        wanted,
        tuple(shares),
        seed,
        tuple(_reach(rules, e, event, total, shares) for e, event in enumerate(rules.events)),
    )


def _texts(rules: Rulebook, event: Event) -> tuple[str, ...]:
    """What can keep an event out, in the order of `_Found.failed`."""
    return (*(c.text for c in conditions(rules, event)), LUCK if event.chance is not None else ROOM)


def _nothing(rules: Rulebook, policy: int) -> _Found:
    empty = [np.zeros(len(_texts(rules, e)), dtype=np.int64) for e in rules.events]
    n = len(rules.events)
    turns = np.zeros((n, rules.turns), np.int64)
    answered = np.zeros((n, max((len(e.options) for e in rules.events), default=0)), np.int64)
    fired, waited = np.zeros(n, np.int64), np.zeros(n, np.int64)
    return _Found(policy, fired, waited, turns, answered, empty, [a.copy() for a in empty])


def _add(total: _Found, found: _Found) -> None:
    total.fired += found.fired
    total.waited += found.waited
    total.turns += found.turns
    total.answered += found.answered
    for mine, other in ((total.failed, found.failed), (total.alone, found.alone)):
        for sum_, part in zip(mine, other, strict=True):
            sum_ += part


def _play(task: _Task) -> _Found:
    rules, seed = task.rules, task.seed
    found = _nothing(rules, task.policy)
    policy = make(task.name, rules)
    ids = np.arange(task.first, task.first + task.count, dtype=np.uint64)
    worlds = engine.start(rules, ids, seed)
    while worlds.turn < rules.turns:
        orders = policy.decide(engine.view(rules, worlds, seed))
        turn = engine.step(rules, worlds, orders, seed)
        if task.asked:
            _ask(rules, worlds, orders, turn, seed, found)
        for e, event in enumerate(rules.events):
            came = turn.happened[event.first : event.first + event.size]
            found.turns[e, worlds.turn] += np.count_nonzero(came[0] if event.size == 1 else came.any(axis=0))
        worlds = turn.after
    for e, event in enumerate(rules.events):
        for o in range(len(event.options)):
            chosen = worlds.chosen[event.first : event.first + event.size] == o
            found.answered[e, o] = int(chosen.any(axis=0).sum())
        found.fired[e] = int((worlds.fired[event.first : event.first + event.size] > 0).any(axis=0).sum())
    return found


def _ask(rules: Rulebook, worlds: Worlds, orders: Orders, turn: Turn, seed: int, found: _Found) -> None:
    """Count, for every event that has not yet happened and could by its dates, which conditions fail in this turn."""
    number = worlds.turn + 1
    alive = worlds.ended < 0
    opening = engine.opening_frame(rules, worlds)
    later: Frame | None = None
    for e, event in enumerate(rules.events):
        if not in_time(event, number):
            continue
        rows = slice(event.first, event.first + event.size)
        waiting = (worlds.fired[rows] == 0) & alive
        if not waiting.any():
            continue
        frame = opening
        if engine.tested_at_once(event):
            later = later or engine.event_frame(rules, worlds, orders, seed)
            frame = later
        found.waited[e] += int(waiting.sum())
        fails = [~holds(clause, event, frame) & waiting for clause in conditions(rules, event)]
        together = np.zeros(waiting.shape, dtype=np.int16)
        for failed in fails:
            together += failed
        came = turn.after.fired[rows] == number
        rest = waiting & (together == 0) & ~came  # the draw, or the room on the desk
        for i, failed in enumerate([*fails, rest]):
            found.failed[e][i] += int(failed.sum())
            found.alone[e][i] += int((failed & (together <= 1)).sum())


def _reach(rules: Rulebook, e: int, event: Event, total: list[_Found], worlds: list[int]) -> Reach:
    fired = [int(found.fired[e]) for found in total]
    waited = sum(int(found.waited[e]) for found in total)
    failed = np.sum([found.failed[e] for found in total], axis=0)
    alone = np.sum([found.alone[e] for found in total], axis=0)
    blocked = [
        Blocked(text, int(failed[i]) / waited, int(alone[i]) / waited)
        for i, text in enumerate(_texts(rules, event))
        if waited and failed[i]
    ]
    return Reach(
        event.id,
        event.kind,
        sum(fired) / sum(worlds),
        tuple(f / w if w else 0.0 for f, w in zip(fired, worlds, strict=True)),
        tuple(sorted(blocked, key=lambda b: (-b.failed, -b.alone))),
        waited > 0,
        tuple(sum(int(found.turns[e, t]) for found in total) / sum(worlds) for t in range(rules.turns)),
        tuple(
            (option.id, sum(int(found.answered[e, o]) for found in total) / sum(worlds))
            for o, option in enumerate(event.options)
        ),
    )
