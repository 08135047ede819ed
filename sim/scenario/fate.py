"""What can never be, found without playing: dates and clauses that exclude each other, chances of 0, times that a rule cannot take.

Takes blocks and the compiled acts; findings go to the report. What only play can tell, `balance` tells.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from sim.rulebook import expression as ex
from sim.rulebook.phrasebook import Path
from sim.rulebook.rulebook import Action, Ending, Event, quarter_name
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
        if event.chance is not None and event.chance.node == ex.Number(0.0):
            blocks.error(
                "E210", f"`{event.id}` can never happen: its chance is 0", (*path, "chance"), "give it a chance above 0"
            )
        own = blocks.span(path).file.rpartition("/")[0] == blocks.document.file.rpartition("/")[0]
        _clauses(blocks, event.when, (*path, "when"), (start, start + turns - 1) if turns and own else None)
        for option in event.options:
            _clauses(blocks, option.when, (*path, "options", option.id, "when"), None)
        _too_late(blocks, event, events, turns, path)
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


def _too_late(blocks: Blocks, event: Event, events: tuple[Event, ...], turns: int, path: Path) -> None:
    """A chain behind a dated event whose time runs out."""
    if event.after is None or not turns:
        return
    cause = next(e for e in events if e.first == event.after[0])
    if cause.on is not None and cause.again is None and cause.on + event.lag > turns:
        blocks.report.warn(
            "W211", f"`{event.id}` can never happen: the term ends before", blocks.document.key_span((*path, "lag")),
            f"`{cause.id}` comes in turn {cause.on} of {turns}",
        )  # fmt: skip


def _clauses(blocks: Blocks, when: ex.Formula | None, path: Path, time: tuple[int, int] | None) -> None:
    """Two clauses on one number, joined by `and`, that no value can meet; a date outside the scenario's time."""
    if when is None:
        return
    seen: dict[Key, tuple[Interval, bool, ex.Node]] = {}
    for clause in ex.clauses(when.node):
        for key, interval, strict in _bounds(clause):
            if key == ("clock", "date") and time is not None and (interval.high < time[0] or interval.low > time[1]):
                blocks.report.warn(
                    "W211", f"`{ex.written(clause, when.axes)}` never holds in this scenario", blocks.span(path),
                    f"it plays from {quarter_name(time[0])} to {quarter_name(time[1])}",
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
