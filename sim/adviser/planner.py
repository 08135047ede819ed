"""Takes a View, gives the orders of that government whose line looks best for a year: the policy `planner`.

Every quarter each of the other governments says what it would do. Every proposal is played a year ahead in the same believed
futures, a stated bot going on, and the best on the mean of the judgements is taken (a rollout over base policies: Bertsekas 1997).
"""

from __future__ import annotations

from functools import reduce

import numpy as np
from numpy.typing import NDArray

from sim import engine, policy
from sim.adviser.bots import continuing
from sim.adviser.futures import Tape, side_by_side, unroll
from sim.adviser.gauge import Gauge
from sim.adviser.unscripted import unscripted
from sim.engine.view import View
from sim.engine.worlds import Floats, Orders, Worlds
from sim.policy.registry import Dial, MissingError, Policy
from sim.rulebook.rulebook import Rulebook

DIALS = {"futures": Dial(12, 1, 500, "futures of each proposal")}
TOGETHER = 4096  # worlds side by side
SEED = 1  # of the beliefs; the player's adviser has another


class Planner:
    """Tries what the other governments propose in futures of its own, and takes the best."""

    name = "planner"
    about = "tries what the others propose in futures of its own and takes the best"

    def __init__(self, rules: Rulebook, futures: float = DIALS["futures"].value) -> None:
        self._bots: tuple[Policy, ...] = continuing(rules)
        if not self._bots or not rules.outcomes:
            raise MissingError(
                "the policy `planner` needs judgements to plan for", rules.id, "add a section `outcomes:`"
            )
        self._known = unscripted(rules)
        self._gauge = Gauge(rules)
        self._futures = int(futures)

    def decide(self, view: View) -> Orders:
        """The proposal that is best in each world; the first of equals."""
        proposals = [bot.decide(view) for bot in self._bots]
        believed = engine.believe(view, self._futures, SEED, rules=self._known)
        each = max(1, TOGETHER // (self._futures * len(proposals)))
        best = np.empty(view.count, dtype=np.intp)
        for first in range(0, view.count, each):
            at = np.arange(first, min(view.count, first + each))
            best[at] = self._judged(believed, proposals, at).argmax(axis=0)
        return side_by_side(proposals).take(best * view.count + np.arange(view.count))

    def _judged(self, believed: Worlds, proposals: list[Orders], at: NDArray[np.intp]) -> Floats:
        """[proposals, worlds of `at`] the sum over futures of the mean of the judgements a year ahead."""
        owner = np.repeat(at, self._futures)
        own = np.arange(at[0] * self._futures, (at[-1] + 1) * self._futures)
        worlds = believed.take(np.tile(own, len(proposals)))
        tape = Tape()
        laid = side_by_side([p.take(owner) for p in proposals])
        for _ in unroll(self._known, self._gauge, worlds, laid, self._bots[0], SEED, True, tape):
            pass
        assert tape.judged is not None
        mean = reduce(np.add, list(tape.judged)) / len(tape.judged)
        futures = mean.reshape(len(proposals), len(at), self._futures)
        found: Floats = reduce(np.add, [futures[..., f] for f in range(self._futures)])
        return found


policy.register("planner", Planner, DIALS, asked=True)
