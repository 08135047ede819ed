"""Takes a Plan and one piece of its work (a block of worlds, a policy), gives the rows of those finished worlds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim import engine
from sim.batch.plan import Plan
from sim.engine.worlds import Floats, Ids, Ints
from sim.play.many import play_turns
from sim.policy import make


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """What is kept of n finished worlds of one policy: about a hundred bytes a world."""

    block: int
    policy: int
    worlds: Ids  # [n]
    ending: Ints  # [n] index of the ending that closed the world, -1: it lived to the last turn
    last: Ints  # [n] last turn that it lived through
    outcomes: Floats  # [J, n] in the order of the rules
    relations: Floats  # [K, n] at the end; K is 0 where the rules show none
    digests: NDArray[np.uint64]  # [n] of everything in the world


def play_block(plan: Plan, block: int, policy: int) -> Rows:
    """Play one block under one policy, to the end. Luck does not know the policy, so policies are compared world by world.

    A world is judged in the turn in which it ends, as a game is; what runs beside it changes nothing.
    """
    rules = plan.rules
    ids = plan.ids(block)
    count = len(ids)
    outcomes = np.empty((len(rules.outcomes), count))
    relations = np.empty((rules.variable[rules.screen.relations].size if rules.screen.relations else 0, count))
    ending, last = np.empty(count, dtype=np.int16), np.empty(count, dtype=np.int16)
    digests = np.empty(count, dtype=np.uint64)
    player = make(plan.policies[policy], rules)
    for first, worlds in play_turns(rules, ids, plan.seed, player, plan.sets(ids), plan.luck):
        closed = worlds.last == worlds.turn
        if worlds.turn < rules.turns:
            closed &= worlds.ended >= 0
        if not closed.any():
            continue
        here = first + np.flatnonzero(closed)
        for j, outcome in enumerate(rules.outcomes):
            outcomes[j, here] = engine.read(rules, worlds, outcome.id)[closed]
        if rules.screen.relations:
            relations[:, here] = engine.read(rules, worlds, rules.screen.relations)[:, closed]
        ending[here], last[here] = worlds.ended[closed], worlds.last[closed]
        digests[here] = engine.digests(worlds)[closed]
    return Rows(block, policy, ids, ending, last, outcomes, relations, digests)
