"""When events happen and which cards are drawn.

Takes a frame (the state at that moment, the turn in question) and the luck of that turn; gives masks over event instances.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sim.engine.elementwise import some
from sim.engine.evaluate import Frame, run, test
from sim.engine.lower import program_of
from sim.engine.luck import Dice
from sim.engine.worlds import Bools, Floats
from sim.rulebook.rulebook import Event, Rulebook, stream


@lru_cache(maxsize=4096)
def event_streams(event_id: str, members: tuple[str, ...]) -> NDArray[np.uint64]:
    """The addresses of an event's luck, one per member."""
    return np.array([stream("chance", event_id, m) for m in members], dtype=np.uint64)


@dataclass(frozen=True, slots=True)
class Season:
    """What could happen in one turn, by the calendar alone: numbers of events."""

    shocks: tuple[int, ...]
    events: tuple[int, ...]  # happen in the event phase, or have effects of their own while their card is open
    draws: tuple[int, ...]  # may open for an answer


def season(rules: Rulebook, turn: int) -> Season:
    """What could happen in a turn."""
    seasons = program_of(rules).seasons
    if turn not in seasons:
        due = [e for e, event in enumerate(rules.events) if in_time(event, turn)]
        seasons[turn] = Season(
            tuple(e for e in due if rules.events[e].kind == "shock"),
            tuple(
                e for e, event in enumerate(rules.events)
                if (event.opens and event.kind != "hazard" and event.effects)
                or (e in due and event.kind in ("news", "hazard", "chain") and (event.kind == "hazard" or not event.opens))
            ),
            tuple(e for e, event in enumerate(rules.events) if event.opens and (event.kind == "hazard" or e in due)),
        )  # fmt: skip
    found: Season = seasons[turn]
    return found


def in_time(event: Event, turn: int) -> bool:
    """Whether the dates of an event allow a turn."""
    begun = event.start is None or turn >= event.start
    return event.on in (None, turn) and begun and (event.until is None or turn <= event.until)


def happens(event: Event, frame: Frame, dice: Dice, alive: Bools, luck: bool) -> Bools | None:
    """[members, N] where an event of the season happens in the frame's turn; None where it cannot."""
    turn = frame.turn
    fired = frame.latest_fired[event.first : event.first + event.size]
    ready: Bools = fired <= (0 if event.again is None else max(turn - event.again, 0))  # 0: never
    ready &= alive
    if event.after is not None:
        ready &= followed(event, frame)
    if not some(ready):
        return None
    held = test(event.when, frame)
    if held is not None:
        ready &= held
    if event.chance is not None and some(ready):
        chance = run(event.chance, frame)
        if luck:
            ready &= dice.uniform(event_streams(event.origin or event.id, event.members)) < chance
        else:
            ready &= chance >= 1.0
    return ready if some(ready) else None


def followed(event: Event, frame: Frame) -> Bools:
    """[members or 1, N] where the event's cause happened the right number of turns ago."""
    assert event.after is not None
    first, size, option = event.after
    fired = frame.latest_fired[first : first + size]
    came: Bools = (fired == frame.turn - event.lag) & (fired > 0)
    if option >= 0:
        came &= frame.latest_chosen[first : first + size] == option
    if size == event.size:
        return came
    merged: Bools = came[0]
    for row in came[1:]:
        merged = merged | row
    alone: Bools = merged[None]
    return alone


def draw_cards(rules: Rulebook, frame: Frame, dice: Dice, alive: Bools, luck: bool, hazards: dict[int, Bools]) -> Bools:
    """[C, N] the cards that stand open in the frame's turn. `hazards` are those that just happened and want an answer.

    Dated cards, chains and hazards always open; of the rest, at most `rules.cards` main cards and `rules.memos` memos a turn,
    those with the highest stake first.
    """
    count = alive.shape[0]
    open_: Bools = np.zeros((len(rules.cards_axis), count), dtype=np.bool_)
    waiting: dict[bool, list[tuple[int, Event, Bools]]] = {True: [], False: []}
    taken = {True: np.zeros(count, dtype=np.int16), False: np.zeros(count, dtype=np.int16)}
    for e in season(rules, frame.turn).draws:
        event = rules.events[e]
        came = hazards.get(e) if event.kind == "hazard" else happens(event, frame, dice, alive, luck)
        if came is None:
            continue
        came = came & alive  # a world may have ended in the turn of its hazard
        if event.limit is not None and event.size > event.limit:
            came = _highest(came, _stake(event, frame), np.full(count, event.limit, dtype=np.int16))
        if event.on is None and event.kind in ("card", "memo", "vote"):
            waiting[event.main].append((rules.card_of[e, 0], event, came))
            continue
        first = rules.card_of[e, 0]
        open_[first : first + event.size] = came
        taken[event.main] += came.sum(axis=0, dtype=np.int16)
    for main, room in ((True, rules.cards), (False, rules.memos)):
        if not waiting[main]:
            continue
        came = np.concatenate([c for _, _, c in waiting[main]])
        stakes = np.concatenate([np.broadcast_to(_stake(e, frame), c.shape) for _, e, c in waiting[main]])
        kept = _highest(came, stakes, np.maximum(room - taken[main], 0).astype(np.int16))
        row = 0
        for first, event, _ in waiting[main]:
            open_[first : first + event.size] = kept[row : row + event.size]
            row += event.size
    return open_


def _stake(event: Event, frame: Frame) -> Floats:
    """[members or 1, N or 1] what is at stake."""
    if event.stake is None:
        return np.zeros((1, 1))
    value = run(event.stake, frame)
    return value if value.ndim == 2 else value[None]


def _highest(came: Bools, stake: Floats, room: NDArray[np.int16]) -> Bools:
    """Keep, in each world, the `room` candidates with the highest stake (the first of equals)."""
    kept: Bools = came & (room > 0)
    crowded = np.flatnonzero(kept.sum(axis=0, dtype=np.int16) > room)  # mostly few: the others keep what came
    if not crowded.size:
        return kept
    left = np.where(kept[:, crowded], np.broadcast_to(stake, came.shape)[:, crowded], -np.inf)
    ahead = np.zeros(left.shape, dtype=np.int16)  # how many come before each
    for row in range(1, len(left)):
        before = left[:row] >= left[row]
        ahead[row] += before.sum(axis=0, dtype=np.int16)
        ahead[:row] += ~before
    kept[:, crowded] &= ahead < room[crowded]
    return kept
