"""Takes the plan in hand, gives the verbs that could be added to it, ranked by successive halving: many tried briefly, few at length.

All candidates of a round meet the same luck; the worse half leaves, the rest gets twice as many futures (Karnin, Koren & Somekh
2013).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from sim import engine
from sim.adviser.futures import Tape, beside, unroll
from sim.adviser.gauge import Gauge
from sim.engine.view import View
from sim.engine.worlds import Floats
from sim.play.forecast import Step, Steps
from sim.play.game import Game, Plan, to_orders
from sim.policy.registry import Policy
from sim.rulebook.rulebook import Rulebook

FIRST = 8  # futures of every candidate in the first round
LAST = 128  # and in the last
KEPT = 3  # candidates of the last round
MOST_WORLDS = 640


def ranked(
    game: Game,
    rules: Rulebook,
    view: View,
    plan: Plan,
    gauge: Gauge,
    bots: Sequence[Policy],
    seed: int,
    ensemble: Floats | None,
) -> Iterator[Steps | None]:
    """Try every verb that the plan leaves room for.

    Args:
        rules: as they are believed to be.

    Yields:
        None after a bounded bit of work, the ranking so far after each round.
    """
    offered = [
        (a, t)
        for a, codes in enumerate(game.offers.action)
        for t, code in enumerate(codes)
        if code == 0 and (a, t) not in plan.orders
    ]
    standing = list(range(len(offered)))
    plans = [Plan((*plan.orders, step), plan.answers) for step in offered]
    gains = np.zeros(len(offered))
    counts = np.zeros(len(offered), dtype=np.int64)
    block, first, number = FIRST, 0, 0
    while standing:
        scores: list[Floats] = []
        together = max(1, MOST_WORLDS // block)
        batch = [plan, *(plans[i] for i in standing)]
        for at in range(0, len(batch), together):
            part = batch[at : at + together]
            believed = engine.believe(view, block, seed, ensemble, first, rules)
            worlds = believed.take(np.tile(np.arange(block), len(part)))
            orders = beside([to_orders(game.rules, p.orders, p.answers) for p in part], block)
            tape = Tape()
            for _ in unroll(rules, gauge, worlds, orders, bots[number % len(bots)], seed, game.luck, tape):
                yield None
            assert tape.judged is not None
            scores.append(100.0 * tape.judged.mean(axis=0).reshape(len(part), block).mean(axis=1))
        score = np.concatenate(scores)
        for i, candidate in enumerate(standing, start=1):
            seen = counts[candidate]
            gains[candidate] = (gains[candidate] * seen + (score[i] - score[0]) * block) / (seen + block)
            counts[candidate] += block
        order = sorted(standing, key=lambda i: (-gains[i], i))
        gone = sorted(set(range(len(offered))) - set(standing), key=lambda i: (-counts[i], -gains[i], i))
        first, number = first + block, number + 1
        done = block >= LAST
        progress = 1.0 if done else block / LAST
        found = [Step(*offered[i], gain=float(gains[i]), futures=int(counts[i])) for i in (*order, *gone)]
        yield Steps(tuple(found), progress)
        if done:
            return
        standing = order[: max(KEPT, (len(order) + 1) // 2)]
        block = min(LAST, block * 2)
    yield Steps((), 1.0)
