"""Takes rules and what a player has done so far, gives who plays the futures on: governments, weighed by how like the player they are.

Nobody knows how the player will go on. So the futures are shared out among several governments, those whose decisions were more like
the player's getting more of them: doubt about the policy is part of the forecast.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from sim import policy
from sim.adviser.habit import Habit
from sim.adviser.taste import Taste
from sim.engine.view import View
from sim.engine.worlds import Bools, Floats, Orders
from sim.policy.registry import Policy
from sim.rulebook.rulebook import Rulebook

GOVERNMENTS = ("bamboo", "history", "greedy", "random", "nothing", "alternate")
"""Who may play the futures on, beside one that leans on each power."""
LEARNING = 3.0  # weight of one quarter's likeness, in log odds
MEMORY = 0.7  # how much of it counts a quarter later
HABIT = 0.6  # share of the futures in which the player goes on as so far, when enough quarters are known
HABIT_GROWTH = 0.3  # and what each quarter adds to it


def continuing(rules: Rulebook, without: str = "") -> tuple[Policy, ...]:
    """Those of the stated governments that can play these rules."""
    known = policy.names(rules)
    named = [*GOVERNMENTS, *(n for n in known if n.startswith("lean-"))]
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
    """What is known of how G players decide: their past, and how likely each government is to go on like them.

    Starts even; `learn` once for each quarter that has been decided.
    """

    def __init__(self, rules: Rulebook, bots: Sequence[Policy], count: int) -> None:
        self.rules = rules
        self.bots = tuple(bots)
        self.count = count
        self._odds = np.zeros((len(self.bots), count))
        self._taste = Taste(rules, count)
        self._past: list[Orders] = []
        self._stood: list[Bools] = []

    def learn(self, view: View, made: Orders) -> None:
        """Compare what was decided with what each government would have decided in its place."""
        for _ in self.learning(view, made):
            pass

    def learning(self, view: View, made: Orders) -> Iterator[None]:
        """As `learn`, one government after the other."""
        alike = []
        for bot in self.bots:
            alike.append(likeness(made, bot.decide(view), view.open))
            yield None
        self._odds = MEMORY * self._odds + LEARNING * np.stack(alike)
        self._taste.learn(view, made)
        self._past.append(made)
        self._stood.append(view.open)

    @property
    def quarters(self) -> int:
        """How many quarters have been learnt."""
        return len(self._past)

    @property
    def weights(self) -> Floats:
        """[B + 1, G] how likely each government is to go on like the player; the last row is habit."""
        odds = np.exp(self._odds - self._odds.max(axis=0))
        by_habit = min(HABIT, HABIT_GROWTH * len(self._past))
        return np.concatenate([odds / odds.sum(axis=0) * (1.0 - by_habit), np.full((1, self.count), by_habit)])

    def take(self, at: NDArray[np.intp]) -> Style:
        """What is known of these players."""
        part = Style(self.rules, self.bots, len(at))
        part._taste = self._taste.take(at, self.rules)
        part._odds = self._odds[:, at]
        part._past = [p.take(at) for p in self._past]
        part._stood = [s[:, at] for s in self._stood]
        return part

    def copy(self) -> Style:
        """What is known now, whatever is learnt later."""
        return self.take(np.arange(self.count))

    def successors(self, futures: int) -> list[tuple[NDArray[np.intp], Policy]]:
        """Who plays which futures on: (positions, government); the futures of each game lie side by side."""
        of = shared_out(self.weights, futures).T.ravel()
        owner = np.repeat(np.arange(self.count), futures)
        found: list[tuple[NDArray[np.intp], Policy]] = []
        for number in range(len(self.bots) + 1):
            at = np.flatnonzero(of == number)
            if at.size:
                known = number < len(self.bots)
                found.append(
                    (at, self.bots[number] if known else Habit(self._past, self._stood, self._taste, owner[at]))
                )
        return found

    def habit(self, count: int) -> Habit:
        """The habits of the first player, for so many worlds."""
        return Habit(self._past, self._stood, self._taste, np.zeros(count, dtype=np.intp))


def shared_out(weights: Floats, futures: int) -> NDArray[np.intp]:
    """[F, G] the government of each future: by weight, evenly spread, the same for the same weights (systematic sampling)."""
    ends = np.cumsum(weights, axis=0)
    points = (np.arange(futures) + 0.5) / futures
    picked: NDArray[np.intp] = (points[:, None, None] > ends[None]).sum(axis=1).clip(0, len(weights) - 1)
    return picked
