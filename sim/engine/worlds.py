"""Worlds, Orders and Turn: the frozen data between turns, world axis last.

Takes nothing and gives shapes only. Letters: N worlds, R rows of state, P rows of parameters, D of delays, I event instances, C
cards (instances that can stand open), S order slots, E endings.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int16]
Ids = NDArray[np.uint64]


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Worlds:
    """N worlds at the end of a turn (or at the start: `turn` 0)."""

    turn: int  # turns already played
    ids: Ids  # [N]
    params: Floats  # [P, 1 or N]
    state: Floats  # [R, N]
    outflow: Floats  # [D, N] what the delays give out in the coming turn
    running: Floats  # [D, N] sum of the inflows that are now coming out
    trail: tuple[Floats, ...]  # tracked rows at the end of each past turn, newest last; the first is the start
    tally: Floats  # [K, N] sums over the game and tests that ever held
    fired: Ints  # [I, N] turn in which the instance last happened, 0: never
    chosen: Ints  # [I, N] option of its last answer, -1: none
    open: Bools  # [C, N] cards that want an answer in the coming turn
    lit: Ints  # [E, N] turns in a row at whose end the lamp was lit
    ended: Ints  # [N] ending that closed the world, -1: none
    last: Ints  # [N] last turn that the world lived through

    @property
    def count(self) -> int:
        return int(self.ids.shape[0])

    def take(self, at: NDArray[np.intp]) -> Worlds:
        """The worlds at these positions, in this order; a position may stand several times (its world then has copies)."""
        taken: dict[str, Any] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, np.ndarray) and not (field.name == "params" and value.shape[-1] == 1):
                taken[field.name] = value[..., at]
            elif isinstance(value, tuple):
                taken[field.name] = tuple(part[..., at] for part in value)
        return replace(self, **taken)


@dataclass(frozen=True, slots=True, eq=False)
class Orders:
    """What Vietnam does in one turn. -1 in `action` is an empty slot, -1 in `answer` is waiting."""

    action: Ints  # [S, N]
    target: Ints  # [S, N] member of the verb's group, 0 for verbs without a target
    answer: Ints  # [C, N]

    def take(self, at: NDArray[np.intp]) -> Orders:
        """The orders of the worlds at these positions, in this order."""
        return Orders(self.action[:, at], self.target[:, at], self.answer[:, at])


@dataclass(frozen=True, slots=True, eq=False)
class Cause:
    """One cause of changes in one phase: `amount[i]` was added to row `rows[i]` of the state (or of the delays' inflow).

    `kind` is cost, action, option, event, shock, move, term, limit or renorm; `id` the id in the scenario (`vote_hrc.against`,
    `climate.memory`); `member` the target or the member it was about, or empty.
    """

    phase: str
    kind: str
    id: str
    member: str
    store: str  # "variable" or "delay"
    rows: tuple[int, ...]
    amount: Floats  # [len(rows), N]


@dataclass(frozen=True, slots=True, eq=False)
class Turn:
    """One resolved turn. `causes` is empty unless it was recorded."""

    before: Worlds
    orders: Orders
    refused_action: Ints  # [S, N] 0 accepted or empty, else a code of `engine.orders.REFUSALS`
    refused_answer: Ints  # [C, N]
    moved: Ints  # [moves x members, N] option that each power chose
    happened: Bools  # [I, N] events that happened this turn
    causes: tuple[Cause, ...]
    after: Worlds

    @property
    def ended(self) -> Bools:
        """[N] worlds that are closed after this turn."""
        closed: Bools = self.after.ended >= 0
        return closed
