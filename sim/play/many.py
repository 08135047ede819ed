"""Takes rules, world numbers and a policy, gives finished worlds chunk by chunk: the loop of many turns and many worlds."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim import engine
from sim.engine.worlds import Floats, Ids, Worlds
from sim.policy.registry import Policy
from sim.rulebook.rulebook import Rulebook

CHUNK = 8192  # worlds that run together: fewer pay more for each call, more bring little and take memory


def play_worlds(
    rules: Rulebook,
    ids: Ids,
    seed: int,
    policy: Policy,
    params: Floats | None = None,
    luck: bool = True,
    chunk: int = CHUNK,
) -> Iterator[Worlds]:
    """Play every world to the last turn under one policy; a world that has ended stands still beside the others.

    Args:
        ids: [N] world numbers, in the order in which they come out.
        params: [P, 1] for all worlds, [P, N] for one set each, or None for the scenario's own.
        chunk: how many worlds run together; any number gives the same worlds, bit for bit.

    Yields:
        Finished Worlds of at most `chunk` worlds each. Memory does not grow with N.
    """
    for _, worlds in play_turns(rules, ids, seed, policy, params, luck, chunk):
        if worlds.turn == rules.turns:
            yield worlds


def play_turns(
    rules: Rulebook,
    ids: Ids,
    seed: int,
    policy: Policy,
    params: Floats | None = None,
    luck: bool = True,
    chunk: int = CHUNK,
    last: int | None = None,
) -> Iterator[tuple[int, Worlds]]:
    """As `play_worlds`, turn by turn, up to the turn `last` or the scenario's own last one.

    Yields:
        (first, worlds): after each turn, the chunk of worlds that begins with `ids[first]`.
    """
    everything = engine.default_params(rules) if params is None else params
    for first in range(0, len(ids), chunk):
        part = slice(first, first + chunk)
        own = everything[:, part] if everything.shape[1] > 1 else everything
        worlds = engine.start(rules, np.asarray(ids[part], dtype=np.uint64), seed, own, luck=luck)
        while worlds.turn < (rules.turns if last is None else last):
            orders = policy.decide(engine.view(rules, worlds, seed))
            worlds = engine.step(rules, worlds, orders, seed, luck=luck).after
            yield first, worlds
