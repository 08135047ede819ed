"""Collecting the changes of one phase: each contribution is rounded to the grid, added once, and booked to its cause.

Takes effects with masks, gives the sum per row and (when recorded) the causes. This is the one door through which a number of a
world can change.
"""

from __future__ import annotations

import numpy as np

from sim.engine.evaluate import GRID_MAGIC, Frame, run
from sim.engine.worlds import Bools, Cause, Floats
from sim.rulebook.rulebook import Effect, Rulebook

LIMIT = 2.0**30


def contribution(value: Floats, mask: Bools | None, count: int) -> Floats:
    """Round a change to the grid and keep it where `mask` holds; finite whatever the formula gave. Same shape, world axis N."""
    amount = np.clip(value, -LIMIT, LIMIT)
    amount += GRID_MAGIC
    amount -= GRID_MAGIC
    if mask is not None:
        return amount * mask
    return amount if amount.shape[-1] == count else np.broadcast_to(amount, (*amount.shape[:-1], count))


class Changes:
    """The changes of one phase: all read the opening state, then add."""

    def __init__(self, rules: Rulebook, state: Floats, inflow: Floats, phase: str, causes: list[Cause] | None) -> None:
        self.rules, self.state, self.inflow, self.phase, self.causes = rules, state, inflow, phase, causes
        self.delta: Floats | None = None
        self.count = state.shape[-1]

    def add(self, kind: str, id: str, member: str, store: str, rows: tuple[int, ...], amount: Floats) -> None:
        """Add `amount` [len(rows), N], already on the grid, to `rows`."""
        if store == "variable":
            if self.delta is None:
                self.delta = np.zeros_like(self.state)
            into = self.delta
        else:
            into = self.inflow
        first = rows[0]
        if len(rows) == 1:
            into[first] += amount[0]
        elif rows[-1] - first == len(rows) - 1:
            into[first : first + len(rows)] += amount
        else:
            for row, part in zip(rows, amount, strict=True):
                into[row] += part
        if self.causes is not None and amount.any():
            amount.flags.writeable = False
            self.causes.append(Cause(self.phase, kind, id, member, store, rows, amount))

    def effect(
        self, kind: str, id: str, members: tuple[str, ...], effect: Effect, bound: bool, frame: Frame, mask: Bools
    ) -> None:
        """Add one effect for every bound member where `mask` [members, N] holds."""
        value = run(effect.formula, frame)
        for m, rows in enumerate(effect.rows):
            where = mask[m]
            if not where.any():
                continue
            part = value[m if value.shape[0] > 1 else 0] if bound else value
            if effect.formula.free - bound:
                shape = (*effect.formula.sizes[bound : effect.formula.free], part.shape[-1])
                part = np.broadcast_to(part, shape).reshape(-1, part.shape[-1])
            else:
                part = part.reshape(1, part.shape[-1])
            if effect.sets:
                part = part - self.state[list(rows)]
            amount = contribution(part, where, self.count)
            self.add(kind, id, members[m], effect.store, rows, amount)

    def effects(
        self,
        kind: str,
        id: str,
        members: tuple[str, ...],
        effects: tuple[Effect, ...],
        bound: bool,
        frame: Frame,
        mask: Bools,
    ) -> None:
        """Add all effects of one act."""
        if effects and mask.any():
            for effect in effects:
                self.effect(kind, id, members, effect, bound, frame, mask)

    def closed(self) -> Floats:
        """The state after the phase."""
        return self.state if self.delta is None else self.state + self.delta
