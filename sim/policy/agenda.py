"""From a View to Orders: the agenda on which a policy writes down what it wants, world by world, within the law and its attention.

Letters: N worlds, A verbs, T targets (the most that any verb has), C cards, O options.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np
from numpy.typing import NDArray

from sim.engine.view import View
from sim.engine.worlds import Bools, Floats, Orders
from sim.rulebook.expression import Binary, Node, Ordered, walk
from sim.rulebook.rulebook import Rulebook

Picks = NDArray[np.intp]


class Writer(ABC):
    """A policy that writes what it wants on an agenda; another one may have written there before."""

    name: str
    about: str  # one sentence

    def decide(self, view: View) -> Orders:
        """The orders of this turn, for every world of the view."""
        agenda = Agenda(view)
        self.fill(agenda)
        return agenda.orders()

    @abstractmethod
    def fill(self, agenda: Agenda) -> None:
        """Write this turn's answers and orders."""


class Agenda:
    """The orders of one quarter while they are being decided.

    An order is written down only in those worlds where it is legal, where attention is left for it, and where it does not stand
    on the agenda yet. So a policy that writes through an agenda is never refused.
    """

    def __init__(self, view: View) -> None:
        self.view = view
        self.rules: Rulebook = view.rules
        attention = self.rules.variable.get(self.rules.screen.attention)
        self.left: Floats = view.budget - (attention.low if attention else 0.0)
        self._worlds = np.arange(view.count)
        self._used = np.zeros(view.count, dtype=np.intp)
        self._action: list[NDArray[np.int16]] = []
        self._target: list[NDArray[np.int16]] = []
        self._answer = np.full((len(self.rules.cards_axis), view.count), -1, dtype=np.int16)
        self._taken: Bools = np.zeros(view.legal.shape, dtype=np.bool_)
        self._shut: dict[tuple[int, int], Bools] = {}  # (card, option) -> [N] where it must not be given
        self._barred = _barred(self.rules)

    def possible(self) -> Bools:
        """[A, T, N] the orders that could still be written down."""
        free: Bools = self.view.legal & ~self._taken & (self.view.cost <= self.left)
        return free

    def answerable(self, card: int) -> Bools:
        """[O, N] the options that could be chosen now for a card; none where it does not stand open or is answered."""
        view = self.view
        free: Bools = view.option_legal[card] & (view.option_cost[card] <= self.left)
        free &= view.open[card] & view.alive & (self._answer[card] < 0)
        for (shut, option), where in self._shut.items():
            if shut == card:
                free[option] &= ~where
        return free

    def bar(self, action: int, targets: Bools) -> None:
        """Never order a verb where `targets` [T, N] says so, whoever writes here later."""
        self._taken[action, : len(targets)] |= targets

    def shut(self, card: int, option: int, where: Bools) -> None:
        """Never give an answer in the worlds of `where` [N], whoever writes here later."""
        self._shut[card, option] = self._shut.get((card, option), np.zeros_like(where)) | where

    def hold(self, card: int, where: Bools) -> None:
        """Let a card wait in the worlds of `where` [N], whoever writes here later."""
        for option in range(self.view.option_legal.shape[1]):
            self.shut(card, option, where)

    def answer(self, card: int, option: int | Picks, where: Bools | None = None) -> Bools:
        """Give an answer in the worlds of `where`; [N] where it could be given. `option` is one number or one a world."""
        chosen = np.broadcast_to(np.asarray(option, dtype=np.intp), (self.view.count,))
        known = (chosen >= 0) & (chosen < self.view.option_legal.shape[1])
        safe = np.where(known, chosen, 0)
        done: Bools = known & self.answerable(card)[safe, self._worlds]
        if where is not None:
            done = done & where
        self._answer[card] = np.where(done, safe, self._answer[card])
        self.left = self.left - np.where(done, self.view.option_cost[card][safe, self._worlds], 0.0)
        return done

    def order(self, action: int, target: int | Picks = 0, where: Bools | None = None) -> Bools:
        """Order a verb in the worlds of `where`; [N] where it could be ordered. `target` is one number or one a world."""
        chosen = np.broadcast_to(np.asarray(target, dtype=np.intp), (self.view.count,))
        return self.order_each(np.full(self.view.count, action, dtype=np.intp), chosen, where)

    def order_each(self, action: Picks, target: Picks, where: Bools | None = None) -> Bools:
        """Order one verb and target a world (-1: nothing there); [N] where it could be ordered."""
        verbs, targets, _ = self.view.legal.shape
        known = (action >= 0) & (action < verbs) & (target >= 0) & (target < targets)
        a, t = np.where(known, action, 0), np.where(known, target, 0)
        one = (a, t, self._worlds)
        done: Bools = known & self.view.legal[one] & ~self._taken[one] & (self.view.cost[one] <= self.left)
        if where is not None:
            done = done & where
        self._write(a, t, done)
        return done

    def _write(self, action: Picks, target: Picks, where: Bools) -> None:
        """Put an order into the first free slot of each world of `where`; that it may stand there has been seen to."""
        at = np.flatnonzero(where)
        if not at.size:
            return
        a, t, used = action[at], target[at], self._used[at]
        for slot in range(int(used.max()) + 1):
            if slot == len(self._action):
                self._action.append(np.full(self.view.count, -1, dtype=np.int16))
                self._target.append(np.zeros(self.view.count, dtype=np.int16))
            here = used == slot
            self._action[slot][at[here]] = a[here]
            self._target[slot][at[here]] = t[here]
        self._used[at] += 1
        self._taken[a, t, at] = True
        for verb, barred in self._barred.items():
            self._taken[np.ix_(barred, range(self._taken.shape[1]), at[a == verb])] = True
        self.left[at] -= self.view.cost[a, t, at]

    def best(self, gain: Floats, most: int = 8) -> None:
        """Order what gains most, again and again while anything gains.

        Args:
            gain: [pairs of `view.able`, N] of each order; nothing at or below 0 is ordered, ties go to the first.
            most: bounds the number of orders a world.
        """
        able, costs = self.view.able, self.view.able_cost
        hopeful = self.view.legal[able] & ~self._taken[able] & (costs <= self.left) & (gain > 0)
        rows = np.flatnonzero(hopeful.any(axis=1))
        if not rows.size:
            return
        verbs, targets = able[0][rows], able[1][rows]
        gains: Floats = gain[rows] * hopeful[rows]
        costs = costs[rows]
        for _ in range(most):
            pick, top = _highest(gains)
            where: Bools = top > 0
            if not where.any():
                return
            self._write(verbs[pick], targets[pick], where)
            gains[pick, self._worlds] = 0.0
            gains *= costs <= self.left
            if self._barred:
                gains *= ~self._taken[verbs, targets]

    def answer_best(self, card: int, gain: Floats) -> None:
        """Answer a card with what gains most; `gain` [O, N], waits where nothing gains more than 0 (ties: the first)."""
        wanted = np.where(self.answerable(card)[: gain.shape[0]], gain, 0.0)
        pick, top = _highest(wanted)
        self.answer(card, pick, top > 0)

    def orders(self) -> Orders:
        """The agenda as plain orders."""
        empty = np.zeros((0, self.view.count), dtype=np.int16)
        return Orders(
            np.stack(self._action) if self._action else empty,
            np.stack(self._target) if self._target else empty,
            self._answer,
        )


def _highest(gains: Floats) -> tuple[Picks, Floats]:
    """[N] the row with the largest gain in each world, the first of equals, and that gain; `gains` [K, N].

    Quicker than argmax along rows: a later row is always the larger number, so picking it needs no branch.
    """
    top, pick = gains[0].copy(), np.zeros(gains.shape[1], dtype=np.int16)
    for k in range(1, len(gains)):
        np.maximum(pick, (gains[k] > top) * np.int16(k), out=pick)
        np.maximum(top, gains[k], out=top)
    return pick.astype(np.intp), top


def _barred(rules: Rulebook) -> dict[int, list[int]]:
    """For each verb, the verbs that may become illegal once it is ordered: not to be added after it unseen.

    Where `ordered(verb)` stands under `and` and `or` only, an order can make another legal but never illegal.
    """
    barred: dict[int, list[int]] = {}
    for index, action in enumerate(rules.actions):
        if action.when is not None:
            for verb in _feared(action.when.node):
                barred.setdefault(verb, []).append(index)
    return barred


def _feared(node: Node) -> set[int]:
    if isinstance(node, Ordered):
        return set()
    if isinstance(node, Binary) and node.op in ("and", "or"):
        return _feared(node.a) | _feared(node.b)
    return {below.action for below in walk(node) if isinstance(below, Ordered)}
