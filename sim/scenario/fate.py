"""What can never be, found without playing: dates and clauses that exclude each other, chances of 0, times that a rule cannot take.

Takes blocks and the compiled acts; findings go to the report. What only play can tell, `balance` tells.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from sim.rulebook import expression as ex
from sim.rulebook.phrasebook import Path
from sim.rulebook.rulebook import Action, Ending, Event
from sim.scenario.blocks import Blocks
from sim.scenario.intervals import Interval

_SIDES = {
    "<": (-math.inf, None),
    "<=": (-math.inf, None),
    ">": (None, math.inf),
    ">=": (None, math.inf),
    "=": (None, None),
}
_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "="}
Key = tuple[object, ...]


def check_fate(
    blocks: Blocks,
    actions: tuple[Action, ...],
    events: tuple[Event, ...],
    endings: tuple[Ending, ...],
    start: int,
    turns: int,
) -> None:
    """Report whatever can never hold or never happen."""
    for event in events:
        path: Path = ("events", event.id)
        _dates(blocks, event, path)
        _times(blocks, event, path)
        own = blocks.span(path).file.rpartition("/")[0] == blocks.document.file.rpartition("/")[0]
        _clauses(blocks, event.when, (*path, "when"), (start, start + turns - 1) if turns and own else None)
        for option in event.options:
            _clauses(blocks, option.when, (*path, "options", option.id, "when"), None)
        _chain(blocks, event, events, turns if own else 0, path)
    for action in actions:
        _clauses(blocks, action.when, ("actions", action.id, "when"), None)
    for ending in endings:
        _clauses(blocks, ending.when, ("endings", ending.id, "when"), None)


def _dates(blocks: Blocks, event: Event, path: Path) -> None:
    if event.start is not None and event.until is not None and event.until < event.start:
        blocks.error(
            "E211", f"`{event.id}` ends before it begins", (*path, "until"), "let `until:` be later than `from:`"
        )
    if event.on is not None and (event.start is not None or event.until is not None):
        key = "from" if event.start is not None else "until"
        blocks.error("E211", f"`{event.id}` has a date and a span", (*path, key), "give `on:`, or `from:` and `until:`")


def _times(blocks: Blocks, event: Event, path: Path) -> None:
    """`lag` of a chain and `again` are one time each: a chain comes once for its cause."""
    model = blocks.model.events[event.id]
    for key, time in (("lag", model.lag), ("again", model.again)):
        if time is not None and time[0] != time[1]:
            blocks.error(
                "E212", f"`{key}` of an event is one time, not {time[0]} to {time[1]}", (*path, key),
                f"write `{time[0]} quarters`; what comes out little by little is a delay",
            )  # fmt: skip


def _chain(blocks: Blocks, event: Event, events: tuple[Event, ...], turns: int, path: Path) -> None:
    """A chain whose causes run in a circle, or whose first cause comes too late for it."""
    first, lag, seen = event, 0, [event.id]
    while first.after is not None:
        lag += first.lag
        cause = next(e for e in events if e.first == first.after[0])
        if cause.id in seen:
            if cause.id == event.id:
                circle = " -> ".join([*seen, cause.id])
                blocks.error(
                    "E214", f"`{event.id}` can never happen: chains in a circle: {circle}", (*path, "after"),
                    "begin with an event that comes by itself",
                )  # fmt: skip
            return
        seen.append(cause.id)
        first = cause
    begins = first.on or first.start or 1
    if first is not event and turns and begins + lag > turns:
        comes = (
            f"comes in turn {begins} of {turns}" if first.on else f"comes in turn {begins} of {turns} at the earliest"
        )
        blocks.report.warn(
            "W211", f"`{event.id}` can never happen: the term ends before", blocks.document.key_span((*path, "lag")),
            f"`{first.id}` {comes}",
        )  # fmt: skip


def _clauses(blocks: Blocks, when: ex.Formula | None, path: Path, time: tuple[int, int] | None) -> None:
    """Two clauses on one number, joined by `and`, that no value can meet; a date outside the scenario's time."""
    if when is None:
        return
    seen: dict[Key, tuple[Interval, bool, ex.Node]] = {}
    for clause in ex.clauses(when.node):
        for key, interval, strict in _bounds(clause):
            played = _played(key, time) if time is not None else None
            if played is not None and (interval.high < played[0] or interval.low > played[1]):
                blocks.report.warn(
                    "W211", f"`{ex.written(clause, when.axes)}` never holds in this scenario", blocks.span(path),
                    blocks.played() + (f", turns 1 to {played[1]}" if key == ("clock", "turn") else ""),
                )  # fmt: skip
            before, was_strict, other = seen.get(key, (Interval(-math.inf, math.inf), False, clause))
            both = Interval(max(before.low, interval.low), min(before.high, interval.high))
            if both.low > both.high or (both.single and (strict or was_strict)):
                blocks.error(
                    "E210", f"`{ex.written(other, when.axes)}` and `{ex.written(clause, when.axes)}` exclude each other", path,
                    "this condition is always false: join them by `or`, or mend a bound",
                )  # fmt: skip
                return
            seen[key] = (both, strict or was_strict, clause)


def _played(key: Key, time: tuple[int, int]) -> tuple[int, int] | None:
    """The first and last value of a clock in the scenario's time; None for what is no clock of that kind."""
    first, last = time
    clocks: dict[Key, tuple[int, int]] = {
        ("clock", "date"): (first, last),
        ("clock", "year"): (first // 4, last // 4),
        ("clock", "turn"): (1, last - first + 1),
    }
    return clocks.get(key)


def _bounds(clause: ex.Node) -> Iterator[tuple[Key, Interval, bool]]:
    """(what is bounded, within which values, whether the bounds themselves are out) of a comparison with a number."""
    if not isinstance(clause, ex.Binary) or clause.op not in _SIDES:
        return
    op, a, b = clause.op, clause.a, clause.b
    if isinstance(a, ex.Number):
        op, a, b = _FLIPPED[op], b, a
    if not isinstance(b, ex.Number):
        return
    low, high = (b.value if side is None else side for side in _SIDES[op])
    if isinstance(a, ex.Read) and a.kind != "parameter":
        yield (a.kind, a.id, a.rows, a.shape), Interval(low, high), op in ("<", ">")
    elif isinstance(a, ex.Clock):
        yield ("clock", a.part), Interval(low, high), op in ("<", ">")
