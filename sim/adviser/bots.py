"""Takes rules and what a player has done so far, gives who plays the futures on: governments, weighed by how like the player they are.

Nobody knows how the player will go on. So the futures are shared out among several governments, those whose decisions were more like
the player's getting more of them: doubt about the policy is part of the forecast.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim import policy
from sim.engine.view import View
from sim.engine.worlds import Floats, Orders
from sim.policy.registry import Policy
from sim.rulebook.rulebook import Rulebook

GOVERNMENTS = ("bamboo", "history", "greedy", "random", "nothing", "alternate")
"""Who may play the futures on, beside one that leans on each power."""
LEANS = False
LEARNING = 3.0  # weight of one quarter's likeness, in log odds
MEMORY = 0.7  # how much of it counts a quarter later


def continuing(rules: Rulebook, without: str = "") -> tuple[Policy, ...]:
    """Those of the stated governments that can play these rules."""
    known = policy.names(rules)
    named = [*GOVERNMENTS, *LEANS and (n for n in known if n.startswith("lean-"))]
    return tuple(policy.make(name, rules) for name in named if name in known and name != without)


def likeness(made: Orders, other: Orders, open_: NDArray[np.bool_]) -> Floats:
    """[N] how like two sets of orders are, 0..1: the share of orders and of answers to open cards that both hold."""
    count = made.answer.shape[1]
    both, either = np.zeros(count), np.zeros(count)
    both += ((made.answer == other.answer) & open_).sum(axis=0)
    either += open_.sum(axis=0)
    for one, two in ((made, other), (other, made)):
        for a, t in zip(one.action, one.target, strict=True):
            there = a >= 0
            held = ((two.action == a) & (two.target == t) & there).any(axis=0) if len(two.action) else np.zeros(count)
            both += 0.5 * held
            either += 0.5 * there
    found: Floats = np.where(either > 0, both / np.maximum(either, 1e-9), 1.0)
    return found


class Style:
    """What is known of how N players decide. Starts even; `learn` once for each quarter that they have decided."""

    def __init__(self, bots: Sequence[Policy], count: int) -> None:
        self.bots = tuple(bots)
        self._odds = np.zeros((len(self.bots), count))

    def learn(self, view: View, made: Orders) -> None:
        """Compare what was decided with what each government would have decided in its place."""
        self.note(np.stack([likeness(made, bot.decide(view), view.open) for bot in self.bots]))

    def note(self, alike: Floats) -> None:
        """As `learn`, with the likeness [B, N] at hand."""
        self._odds = MEMORY * self._odds + LEARNING * alike

    @property
    def weights(self) -> Floats:
        """[B, N] the share of the futures that each government plays on."""
        odds = np.exp(self._odds - self._odds.max(axis=0))
        found: Floats = odds / odds.sum(axis=0)
        return found


def shared_out(weights: Floats, futures: int) -> NDArray[np.intp]:
    """[F, N] the government of each future: by weight, evenly spread, the same for the same weights (systematic sampling)."""
    ends = np.cumsum(weights, axis=0)
    points = (np.arange(futures) + 0.5) / futures
    picked: NDArray[np.intp] = (points[:, None, None] > ends[None]).sum(axis=1).clip(0, len(weights) - 1)
    return picked
