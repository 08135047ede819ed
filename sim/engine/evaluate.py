"""Running formulas over all worlds at once.

Takes a `Frame` (what a phase reads: the opening state and its surroundings) and a `Formula`; gives an array of shape
`(*result axes or 1, N or 1)`. How a formula became a function is the matter of `lower`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.cells import EVERYTHING, TURN
from sim.engine.elementwise import Values, grid
from sim.engine.lower import Program, program_of
from sim.engine.worlds import Bools, Floats, Ints, Worlds
from sim.rulebook.expression import Formula
from sim.rulebook.rulebook import Event, Rulebook

__all__ = ["Frame", "Values", "desk", "grid", "keep_desk", "run", "spread", "test"]


class Frame:
    """What formulas read at one moment, and the values that were computed from it so far.

    `fired` and `chosen` are the record of events as the phase found it; `latest_fired` and `latest_chosen` hold what happened in
    the phase, too, for chains without a lag. `settled`: the state is known to lie within its limits. `twin`: the same worlds as
    Vietnam sees them.
    """

    __slots__ = (
        "booked", "chosen", "fired", "latest_chosen", "latest_fired", "lived", "ordered", "outflow", "params", "program", "rules",
        "settled", "state", "tally", "trail", "turn", "twin", "values",
    )  # fmt: skip

    def __init__(self, rules: Rulebook, worlds: Worlds, turn: int, state: Floats | None = None) -> None:
        self.rules = rules
        self.program: Program = program_of(rules)
        self.turn = turn  # 1-based, the turn being played
        self.state = worlds.state if state is None else state
        self.params = worlds.params
        self.outflow = worlds.outflow
        self.trail = worlds.trail
        self.tally = worlds.tally
        self.lived: Ints = worlds.last
        self.fired: Ints = worlds.fired
        self.chosen: Ints = worlds.chosen
        self.latest_fired: Ints = worlds.fired
        self.latest_chosen: Ints = worlds.chosen
        self.booked = 0  # the bits of the events that happened in the phase
        self.ordered: dict[int, Bools] = {}
        self.settled = False
        self.twin: Frame | None = None
        self.values: list[Values | None] = [None] * self.program.slots

    def fork(self) -> Frame:
        """A frame that reads the same and forgets by itself; it knows what its twin has computed of what both see alike."""
        other: Frame = object.__new__(Frame)
        for name in Frame.__slots__:
            setattr(other, name, getattr(self, name))
        other.values = values = self.values.copy()
        if self.twin is not None:
            known, other.twin = self.twin.values, None
            for slot in self.program.seen_alike:
                if values[slot] is None:
                    values[slot] = known[slot]
        return other

    def forget(self, changed: int) -> None:
        """Drop every value that needs something of `changed`, bits of `lower`."""
        values = self.values
        for slot in self.program.stale(changed):
            values[slot] = None

    def at(self, state: Floats, changed: int = EVERYTHING) -> Frame:
        """The same surroundings with another state; `changed`: the bits of the rows that differ."""
        other = self.fork()
        other.state = state
        other.forget(changed)
        return other

    def book(self, event: Event, came: Bools) -> None:
        """Note that instances of an event happened in this turn, where `came` [members or 1, N]."""
        self._own(event.first, event.size)
        np.copyto(self.latest_fired[event.first : event.first + event.size], np.int16(self.turn), where=came)

    def answer(self, instance: int, at: NDArray[np.intp], answer: Ints) -> None:
        """Note that a card stood open in this turn and what it was answered, in the worlds `at`."""
        self._own(instance, 1)
        self.latest_fired[instance][at] = self.turn
        self.latest_chosen[instance][at] = answer

    def _own(self, first: int, count: int) -> None:
        if self.latest_fired is self.fired:
            self.latest_fired, self.latest_chosen = self.fired.copy(), self.chosen.copy()
        self.booked |= self.program.instances(first, count)

    def derive(self, id: str) -> Floats:
        """[size, N or 1] a derived block, row-major."""
        return self.program.derived[id](self)


def desk(rules: Rulebook, worlds: Worlds, turn: int) -> Frame:
    """The frame of worlds that stand between two turns, seen in `turn`. The latest is kept: fork it to change it."""
    desks = program_of(rules).desks
    found = desks.get(worlds)
    if found is None or found.turn != turn:
        if found is None:
            found = Frame(rules, worlds, turn)
        else:
            found = found.fork()
            found.turn = turn
            found.forget(TURN)
        keep_desk(worlds, found)
    return found


def keep_desk(worlds: Worlds, frame: Frame) -> None:
    """Keep a frame as the desk of the worlds that it reads, until those of a later turn come."""
    frame.program.desks.clear()
    frame.program.desks[worlds] = frame


def spread(value: Values, shape: tuple[int, ...]) -> Values:
    """A value laid out in a shape; a broadcast costs as much as a sum over a thousand worlds, so only where it must be."""
    return value if value.shape == shape else np.broadcast_to(value, shape)


def run(formula: Formula, frame: Frame) -> Values:
    """The value of a formula: shape (size or 1 for each result axis, N or 1). Not to be written to."""
    return frame.program.value(formula)(frame)


def test(formula: Formula | None, frame: Frame) -> Bools | None:
    """The value of a condition, None where there is none."""
    if formula is None:
        return None
    held: Bools = run(formula, frame).astype(np.bool_, copy=False)
    return held
