"""Collecting the changes of one phase: each contribution is rounded to the grid, added once, and booked to its cause.

Takes effects with masks, gives the sum for each row and (when recorded) the causes. This is the one door through which a number of a
world can change.
"""

from __future__ import annotations

import numpy as np

from sim.engine.evaluate import GRID_MAGIC, Frame, run, spread
from sim.engine.worlds import Bools, Cause, Floats
from sim.rulebook.rulebook import Effect

LIMIT = 2.0**30


def contribution(value: Floats, mask: Floats | None, count: int) -> Floats:
    """Round a change to the grid and keep it where `mask` is 1; finite whatever the formula gave. Same shape, world axis N."""
    amount = np.fmin(value, LIMIT)  # unlike `minimum` it stops what is no number, too
    np.maximum(amount, -LIMIT, out=amount)
    amount += GRID_MAGIC
    amount -= GRID_MAGIC
    if mask is not None:
        return amount * mask
    return spread(amount, (*amount.shape[:-1], count))


class Changes:
    """The changes of one phase: all read the opening state, then add.

    `state` is never written to; `close` adds what was collected to `own`, the turn's own copy of it.
    """

    def __init__(self, state: Floats, inflow: Floats, phase: str, causes: list[Cause] | None) -> None:
        self.state, self.inflow, self.phase, self.causes = state, inflow, phase, causes
        self.delta: dict[int, Floats] = {}
        self.count = state.shape[-1]

    def add(self, kind: str, id: str, member: str, store: str, rows: tuple[int, ...], amount: Floats) -> None:
        """Add `amount` [len(rows), N], already on the grid, to `rows`."""
        if self.causes is not None and amount.any():
            amount.flags.writeable = False
            self.causes.append(Cause(self.phase, kind, id, member, store, rows, amount))
        if store == "delay":
            for row, part in zip(rows, amount, strict=True):
                self.inflow[row] += part
            return
        for row, part in zip(rows, amount, strict=True):
            earlier = self.delta.get(row)
            self.delta[row] = part if earlier is None else earlier + part

    def effect(
        self, kind: str, id: str, members: tuple[str, ...], effect: Effect, bound: bool, frame: Frame, masks: list[Floats | None]
    ) -> None:  # fmt: skip
        """Add one effect for every bound member with a mask [N] of 0 and 1."""
        value = run(effect.formula, frame)
        for m, rows in enumerate(effect.rows):
            where = masks[m]
            if where is None:
                continue
            part = value[m if value.shape[0] > 1 else 0] if bound else value
            if effect.formula.free - bound:
                shape = (*effect.formula.sizes[bound : effect.formula.free], part.shape[-1])
                part = spread(part, shape).reshape(-1, part.shape[-1])
            else:
                part = part.reshape(1, part.shape[-1])
            if effect.sets:
                part = part - self.state[list(rows)]
            self.add(kind, id, members[m], effect.store, rows, contribution(part, where, self.count))

    def effects(
        self, kind: str, id: str, members: tuple[str, ...], effects: tuple[Effect, ...], bound: bool, frame: Frame, mask: Bools
    ) -> None:  # fmt: skip
        """Add all effects of one act, for every bound member where `mask` [members, N] holds."""
        if not effects or not mask.any():
            return
        masks: list[Floats | None] = [row.astype(np.float64) if row.any() else None for row in mask]
        for effect in effects:
            self.effect(kind, id, members, effect, bound, frame, masks)

    def close(self, own: Floats | None) -> Floats:
        """The state after the phase: `own` changed in place, or a fresh copy where the turn has none yet."""
        if not self.delta:
            return self.state
        state = self.state.copy() if own is None else own
        for row, part in self.delta.items():
            state[row] += part
        return state
