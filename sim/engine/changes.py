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
from sim.engine.orders import Accepted
from sim.engine.worlds import Bools, Cause, Floats
from sim.rulebook.expression import Formula
from sim.rulebook.rulebook import Effect, Event, Option

Mask = Floats | Literal[True]  # 0 or 1 for each world; True: all of them
Places = list[tuple[int, Mask]]  # members, and in which worlds


def mask_of(held: Bools) -> Mask:
    """Where something happens, as a factor."""
    return True if every(held) else held.astype(np.float64)


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

    The state of `frame` is never written to; `close` adds what was collected to `own`, the turn's own copy of it. `changed` are
    the bits of the rows that changed.
    """

    def __init__(self, frame: Frame, inflow: Floats, phase: str, causes: list[Cause] | None) -> None:
        self.frame, self.inflow, self.phase, self.causes = frame, inflow, phase, causes
        self.parts: dict[tuple[int, ...], Floats] = {}

    @property
    def changed(self) -> int:
        """The bits of the rows that this phase changes."""
        return reduce(or_, (_reach(rows)[1] for rows in self.parts), 0)

    def close(self, own: Floats | None) -> Floats:
        """The state after the phase: `own` changed in place, or a fresh copy where the turn has none yet."""
        if not self.parts:
            return self.frame.state
        state = self.frame.state.copy() if own is None else own
        for rows, amount in self.parts.items():
            _add(state, rows, amount)
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
        for kind, id, payer, row, paid in accepted.spent:
            self.record("cost", f"{kind}:{id}", payer, "variable", (row,), -paid[None])
        for row, left in accepted.left.items():
            self.parts[row,] = (left - self.frame.state[row])[None]

    def term(self, id: str, store: str, rows: tuple[int, ...], formula: Formula, mask: Mask) -> None:
        """Add a term that changes a whole block."""
        amount = self.frame.program.block(formula)(self.frame)
        self.add("term", id, "", store, rows, amount if mask is True else amount * mask)

    def effect(self, kind: str, id: str, members: tuple[str, ...], effect: Effect, places: Places) -> None:
        """Add one effect for some of the bound members."""
        frame = self.frame
        deed = frame.program.deed(effect)
        value = (deed.value if effect.sets else deed.booked)(frame)
        for m, where in places:
            rows = effect.rows[m]
            part = value[m if len(value) > 1 else 0]
            if effect.sets:
                part = contribution(part - frame.state[list(rows)])
            self.add(kind, id, members[m], effect.store, rows, part if where is True else part * where)

    def effects(self, kind: str, id: str, members: tuple[str, ...], effects: tuple[Effect, ...], mask: Bools) -> None:
        """Add all effects of one act, for every bound member where `mask` [members, N] holds."""
        if effects and some(mask):
            places = [(m, mask_of(row)) for m, row in enumerate(mask) if some(row)]
            for effect in effects:
                self.effect(kind, id, members, effect, places)

    def option(self, id: str, event: Event, option: Option, member: int, mask: Bools) -> None:
        """Add all effects of one answer about one member, where `mask` [N] holds."""
        if option.effects and some(mask):
            places = [(member, mask_of(mask))]
            for effect in option.effects:
                self.effect("option", id, event.members, effect, places)
