"""Collecting the changes of one phase: each contribution is rounded to the grid, added once, and booked to its cause.

Takes effects with masks, gives the state after the phase and (when recorded) the causes. This is the one door through which a number
of a world can change.
"""

from __future__ import annotations

from functools import lru_cache, reduce
from operator import or_
from typing import Literal

import numpy as np

from sim.engine.cells import ROWS
from sim.engine.elementwise import contribution, every, some
from sim.engine.evaluate import Frame, spread
from sim.engine.orders import Accepted, Picks
from sim.engine.worlds import Bools, Cause, Floats
from sim.rulebook.expression import Formula
from sim.rulebook.rulebook import Effect, Event, Option

Mask = Floats | Literal[True]  # 0 or 1 for each world; True: all of them
At = slice | Picks  # some of the worlds
Places = list[tuple[int, At]]  # members, and in which worlds


def mask_of(held: Bools) -> Mask:
    """Where something happens, as a factor."""
    return True if every(held) else held.astype(np.float64)


def worlds_of(held: Bools) -> At:
    """The worlds in which something happens. Mostly few do the same, so that adding in those alone is the quicker way."""
    return slice(None) if every(held) else held.nonzero()[0]


@lru_cache(maxsize=4096)
def _reach(rows: tuple[int, ...]) -> tuple[slice | None, int]:
    """Rows as a slice, if they follow each other, and as bits."""
    block = rows == tuple(range(rows[0], rows[-1] + 1))
    return slice(rows[0], rows[-1] + 1) if block else None, reduce(or_, (1 << ROWS + row for row in rows))


def _add(store: Floats, rows: tuple[int, ...], amount: Floats) -> None:
    """Add [len(rows), N or 1] to some rows, in place."""
    block, _ = _reach(rows)
    if block is not None:
        lines = store[block]
        np.add(lines, amount, lines)
    else:
        for row, part in zip(rows, amount, strict=True):
            store[row] += part


class Changes:
    """The changes of one phase: all read the opening state, then add.

    The state of `frame` is never written to; `close` adds what was collected to `own`, the turn's own copy of it: `parts` of whole
    blocks, and `sums`, [N] for each row that acts touched. `changed` are the bits of the rows that changed.
    """

    def __init__(self, frame: Frame, inflow: Floats, phase: str, causes: list[Cause] | None) -> None:
        self.frame, self.inflow, self.phase, self.causes = frame, inflow, phase, causes
        self.parts: dict[tuple[int, ...], Floats] = {}
        self.sums: dict[int, Floats] = {}

    @property
    def changed(self) -> int:
        """The bits of the rows that this phase changes."""
        return reduce(or_, (_reach(rows)[1] for rows in self.parts), 0) | sum(1 << ROWS + row for row in self.sums)

    def close(self, own: Floats | None) -> Floats:
        """The state after the phase: `own` changed in place, or a fresh copy where the turn has none yet."""
        if not self.parts and not self.sums:
            return self.frame.state
        state = self.frame.state.copy() if own is None else own
        for rows, amount in self.parts.items():
            _add(state, rows, amount)
        for row, amount in self.sums.items():
            state[row] += amount
        return state

    def record(self, kind: str, id: str, member: str, store: str, rows: tuple[int, ...], amount: Floats) -> None:
        """Note a cause, where causes are wanted."""
        if self.causes is not None and amount.any():
            recorded = np.array(spread(amount, (len(rows), self.frame.state.shape[-1])))
            recorded.flags.writeable = False
            self.causes.append(Cause(self.phase, kind, id, member, store, rows, recorded))

    def add(self, kind: str, id: str, member: str, store: str, rows: tuple[int, ...], amount: Floats) -> None:
        """Add `amount` [len(rows), N or 1], already on the grid, to `rows`."""
        self.record(kind, id, member, store, rows, amount)
        if store == "delay":
            _add(self.inflow, rows, amount)
        else:
            earlier = self.parts.get(rows)
            self.parts[rows] = amount if earlier is None else earlier + amount

    def spend(self, accepted: Accepted) -> None:
        """Take the costs of all accepted orders."""
        state = self.frame.state
        if self.causes is not None:
            for paid in accepted.spent:
                amount = np.zeros((1, state.shape[-1]))
                amount[0, paid.worlds] = -paid.amount
                self.record("cost", f"{paid.kind}:{paid.id}", paid.member, "variable", (paid.row,), amount)
        self.sums |= {row: left - state[row] for row, left in accepted.left.items()}

    def term(self, id: str, store: str, rows: tuple[int, ...], formula: Formula, mask: Mask) -> None:
        """Add a term that changes a whole block."""
        amount = self.frame.program.block(formula)(self.frame)
        self.add("term", id, "", store, rows, amount if mask is True else amount * mask)

    def effect(self, kind: str, id: str, members: tuple[str, ...], effect: Effect, places: Places) -> None:
        """Add one effect for some of the bound members."""
        frame = self.frame
        deed = frame.program.deed(effect)
        value = (deed.value if effect.sets else deed.booked)(frame)
        wide = value.shape[-1] > 1
        for m, at in places:
            rows = effect.rows[m]
            changes = [part[at] if wide else part for part in value[m if len(value) > 1 else 0]]
            if effect.sets:
                changes = [contribution(c - frame.state[row][at]) for row, c in zip(rows, changes, strict=True)]
            for row, change in zip(rows, changes, strict=True):
                self._store(effect.store, row)[at] += change
            if self.causes is not None:
                whole = np.zeros((len(rows), frame.state.shape[-1]))
                for line, change in zip(whole, changes, strict=True):
                    line[at] = change
                self.record(kind, id, members[m], effect.store, rows, whole)

    def _store(self, store: str, row: int) -> Floats:
        """[N] what is collected for a row, to be added to."""
        found = self.inflow[row] if store == "delay" else self.sums.get(row)
        if found is None:
            found = self.sums[row] = np.zeros(self.frame.state.shape[-1])
        return found

    def effects(self, kind: str, id: str, members: tuple[str, ...], effects: tuple[Effect, ...], mask: Bools) -> None:
        """Add all effects of one act, for every bound member where `mask` [members, N] holds."""
        if effects and some(mask):
            places = [(m, worlds_of(row)) for m, row in enumerate(mask) if some(row)]
            for effect in effects:
                self.effect(kind, id, members, effect, places)

    def option(self, id: str, event: Event, option: Option, member: int, at: Picks) -> None:
        """Add all effects of one answer about one member, in the worlds `at`."""
        if at.size:
            for effect in option.effects:
                self.effect("option", id, event.members, effect, [(member, at)])
