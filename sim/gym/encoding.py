"""Takes a Rulebook, gives what a learner sees and chooses as plain arrays: observations, masks, and orders from choices.

Letters: N worlds, P pairs of a verb and a target, S slots, C cards, F numbers of an observation.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim import engine
from sim.base.diagnostic import meant
from sim.base.errors import UsageError
from sim.engine.worlds import Bools, Floats, Orders, Worlds
from sim.rulebook.rulebook import Axis, Rulebook

Choices = NDArray[np.int64]
Seen = NDArray[np.float32]
SLOTS = 3  # verbs a quarter: attention rarely pays for more
MEAN = "mean"


class Encoding:
    """A quarter as numbers.

    A choice is a row of whole numbers: `slots` verbs with their targets (0: nothing, p: the p-th of `pairs`), then one answer for
    every card of the scenario (0: wait, o: its o-th option). What is not legal, not affordable or ordered twice is refused, and
    nothing else happens because of it.
    """

    def __init__(self, rules: Rulebook, slots: int = SLOTS, reward: str = MEAN) -> None:
        if not 1 <= slots <= 12:
            raise UsageError(f"{slots} slots for verbs", cure="take 1 to 12")
        self.rules = rules
        self.slots = slots
        self.pairs = tuple(
            (a, t) for a, action in enumerate(rules.actions) if not action.forbidden for t in range(len(action.targets))
        )
        self.options = tuple(len(rules.events[event].options) for event, _ in rules.cards_axis)
        self.sizes = np.array([len(self.pairs) + 1] * slots + [options + 1 for options in self.options], dtype=np.int64)
        self.judged = _judged(rules, reward)
        self._verb, self._target = (np.array(part, dtype=np.intp) for part in zip(*self.pairs, strict=True))
        self._low, self._high = (np.array(limit)[:, None] for limit in rules.limits)
        self._derived = tuple(
            d for d in rules.derived if d.id in _shown(rules) and math.isfinite(d.high - d.low) and d.high > d.low
        )

    @property
    def seen(self) -> tuple[str, ...]:
        """[F] the names of the numbers of an observation, in order."""
        rules = self.rules
        names = [name for v in rules.variables for name in _spelled(rules, v.id, v.axes)]
        names += [name for d in self._derived for name in _spelled(rules, d.id, d.axes)]
        cards = [f"open.{'.'.join(_card(rules, card))}" for card in range(len(rules.cards_axis))]
        return (*names, "time", *cards)

    @property
    def chosen(self) -> tuple[tuple[str, ...], ...]:
        """What each number of a choice can mean: the names for every slot, then for every card."""
        rules = self.rules
        verbs = [f"{rules.actions[a].id} {rules.actions[a].targets[t]}".strip() for a, t in self.pairs]
        cards = [tuple(option.id for option in rules.events[event].options) for event, _ in rules.cards_axis]
        return (*((("nothing", *verbs),) * self.slots), *(("wait", *options) for options in cards))

    def observe(self, view: engine.View | None, worlds: Worlds) -> Seen:
        """[N, F] every number as Vietnam sees it, -1 at the low end of its range and 1 at the high end; time from 0 to 1; open cards.

        After the last turn there is no view; what is seen then decides nothing and shows the numbers as they are.
        """
        state = worlds.state if view is None else view.worlds_seen.state
        parts = [(state - self._low) / (self._high - self._low) * 2.0 - 1.0]
        for d in self._derived:
            value = engine.read(self.rules, worlds, d.id) if view is None else view.read(d.id)
            parts.append((np.reshape(value, (d.size, -1)) - d.low) / (d.high - d.low) * 2.0 - 1.0)
        parts.append(np.full((1, worlds.count), worlds.turn / self.rules.turns))
        parts.append(worlds.open.astype(np.float64))
        seen: Seen = np.clip(np.concatenate(parts), -1.0, 1.0).T.astype(np.float32)
        return seen

    def mask(self, view: engine.View | None, count: int) -> Bools:
        """[N, sum of sizes] which numbers may be chosen now, slot after slot, card after card; each alone, not their sum."""
        pairs = np.zeros((len(self.pairs), count), dtype=np.bool_)
        if view is not None:
            able = view.legal & (view.cost <= view.budget)
            pairs = able[self._verb, self._target]
        nothing = np.ones((1, count), dtype=np.bool_)
        parts = [nothing, pairs] * self.slots
        for card, options in enumerate(self.options):
            parts.append(nothing)
            if view is None:
                parts.append(np.zeros((options, count), dtype=np.bool_))
            else:
                payable = view.option_cost[card, :options] <= view.budget
                parts.append(view.option_legal[card, :options] & payable & view.alive)
        mask: Bools = np.ascontiguousarray(np.concatenate(parts).T)
        return mask

    def orders(self, choices: Choices) -> Orders:
        """Choices [N, slots + C] as orders."""
        pair = choices[:, : self.slots].T - 1
        some = pair >= 0
        action = np.where(some, self._verb[pair], -1).astype(np.int16)
        target = np.where(some, self._target[pair], 0).astype(np.int16)
        return Orders(action, target, (choices[:, self.slots :].T - 1).astype(np.int16))

    def judge(self, worlds: Worlds) -> Floats:
        """[N] the mean of the outcomes that count, as of this turn, in points."""
        total = np.zeros(worlds.count)
        for id in self.judged:
            total += engine.read(self.rules, worlds, id)
        return total / len(self.judged)


def _judged(rules: Rulebook, reward: str) -> tuple[str, ...]:
    ids = tuple(outcome.id for outcome in rules.outcomes)
    if not ids:
        raise UsageError(f"`{rules.id}` judges nothing", cure="give it `outcomes:`")
    if reward == MEAN and MEAN not in ids:
        return tuple(id for id in rules.screen.judgements if id in ids) or ids
    if reward in ids:
        return (reward,)
    raise UsageError(f"there is no outcome `{reward}`", cure=meant(reward, ids, f"there are: {', '.join(ids)}"))


def _shown(rules: Rulebook) -> set[str]:
    screen = rules.screen
    return {*screen.numbers, screen.dependence, *(chance for _, chance in screen.moods)}


def _spelled(rules: Rulebook, id: str, axes: tuple[Axis, ...]) -> list[str]:
    """`climate.us`, `climate.china` ...: the names of a block's rows."""
    names = [id]
    for axis in axes:
        names = [f"{name}.{member}" for name in names for member in rules.group[axis.group].members]
    return names


def _card(rules: Rulebook, card: int) -> tuple[str, ...]:
    event, member = rules.cards_axis[card]
    return tuple(part for part in (rules.events[event].id, rules.events[event].members[member]) if part)
