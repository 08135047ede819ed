"""Takes a Plan and the number of a block, gives the rows of its finished worlds: every cell, every policy, failures told."""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim import engine
from sim.batch.plan import Indices, Plan
from sim.engine.worlds import Bools, Floats, Ids, Ints
from sim.play.many import CHUNK, play_turns
from sim.policy import Policy

_ADDRESS = re.compile(r"0x[0-9a-fA-F]{6,}")  # of an object in memory: another one in every process


@dataclass(slots=True, eq=False)
class Rows:
    """What is kept of R worlds, about a hundred bytes each. In a whole block they go by cell, then policy, then world."""

    cell: Indices  # [R]
    policy: Indices  # [R] place among the plan's policies
    world: Ids  # [R]
    failed: Bools  # [R] it could not be played to its end; its numbers are NaN
    ending: Ints  # [R] index of the ending that closed the world, -1: it lived to the last turn
    last: Ints  # [R] last turn that it lived through
    outcomes: Floats  # [J, R] in the order of the rules
    relations: Floats  # [K, R] at the end; K is 0 where the rules show none
    digests: NDArray[np.uint64]  # [R] of everything in the world; 0 if it failed
    reasons: dict[int, str] = field(default_factory=dict)  # row -> why it failed

    def take(self, rows: Indices) -> Rows:
        """Some of the rows, in that order."""
        place = {int(row): i for i, row in enumerate(rows)}
        return Rows(
            self.cell[rows], self.policy[rows], self.world[rows], self.failed[rows], self.ending[rows], self.last[rows],
            self.outcomes[:, rows], self.relations[:, rows], self.digests[rows],
            {place[row]: why for row, why in self.reasons.items() if row in place},
        )  # fmt: skip


def play_block(plan: Plan, block: int) -> Rows:
    """Play one block to the end, under every policy and in every cell."""
    return play_slice(plan, plan.sheet.ids(block))


def play_slice(plan: Plan, ids: Ids) -> Rows:
    """Play some worlds under every policy and in every cell. Luck knows neither, so they are compared world by world.

    A world is judged in the turn in which it ends, as a game is; what runs beside it changes nothing. A policy that raises fails
    the worlds in which it does, and no other.
    """
    sheet = plan.sheet
    cells, players, n = sheet.cells, len(plan.players), len(ids)
    size = cells * players * n
    rows = Rows(
        np.repeat(np.arange(cells), players * n),
        np.tile(np.repeat(np.arange(players), n), cells),
        np.tile(ids, cells * players),
        np.zeros(size, dtype=np.bool_),
        np.full(size, -1, dtype=np.int16),
        np.zeros(size, dtype=np.int16),
        np.full((len(sheet.outcomes), size), np.nan),
        np.full((len(sheet.relations), size), np.nan),
        np.zeros(size, dtype=np.uint64),
    )
    for p, player in enumerate(plan.players):
        policy = player.make(plan.rules, plan.brought)
        own = np.flatnonzero(rows.policy == p)
        for first in range(0, len(own), CHUNK):
            _play(plan, policy, rows, own[first : first + CHUNK])
    return rows


def _play(plan: Plan, policy: Policy, rows: Rows, at: Indices) -> None:
    """Play the worlds of some rows together; where that raises, each half alone, down to the worlds that fail."""
    turn = 1
    try:
        for reached in _judged(plan, policy, rows, at):
            turn = reached
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a policy or a rule raises belongs to the world that met it
        if len(at) > 1:
            half = len(at) // 2
            _play(plan, policy, rows, at[:half])
            _play(plan, policy, rows, at[half:])
            return
        row = int(at[0])
        rows.failed[row], rows.ending[row], rows.last[row], rows.digests[row] = True, -1, turn, 0
        rows.outcomes[:, row] = rows.relations[:, row] = np.nan
        rows.reasons[row] = f"turn {turn}: {told(error)}"


def _judged(plan: Plan, policy: Policy, rows: Rows, at: Indices) -> Iterator[int]:
    """Play on, note every world in the turn that closes it, give the number of the turn that comes."""
    rules, sheet = plan.rules, plan.sheet
    ids = rows.world[at]
    for _, worlds in play_turns(rules, ids, plan.seed, policy, plan.sets(ids, rows.cell[at]), plan.luck, len(ids)):
        closed = worlds.last == worlds.turn
        if worlds.turn < rules.turns:
            closed &= worlds.ended >= 0
        if closed.any():
            here = at[np.flatnonzero(closed)]
            for j, outcome in enumerate(sheet.outcomes):
                rows.outcomes[j, here] = engine.read(rules, worlds, outcome)[closed]
            if sheet.relation:
                rows.relations[:, here] = engine.read(rules, worlds, sheet.relation)[:, closed]
            rows.ending[here], rows.last[here] = worlds.ended[closed], worlds.last[closed]
            rows.digests[here] = engine.digests(worlds)[closed]
        yield worlds.turn + 1


def told(error: Exception) -> str:
    """An exception in one line that is the same in every process: its kind, its words, the place that raised it."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({Path(frames[-1].filename).name}, line {frames[-1].lineno})" if frames else ""
    words = _ADDRESS.sub("0x...", " ".join(str(error).split()))[:300]
    return f"{type(error).__name__}{': ' if words else ''}{words}{place}"
