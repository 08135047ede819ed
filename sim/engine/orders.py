"""Judging orders: what is legal, what it costs, what is refused and why.

Takes the opening state and `Orders`, gives `Accepted`. An illegal order is refused in that world only, never mended in silence.
Answers are judged first, then the slots of verbs in order, each against what is left to pay with.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.elementwise import every
from sim.engine.evaluate import Frame, spread, test
from sim.engine.worlds import Bools, Floats, Ints, Orders, Worlds
from sim.rulebook import expression as ex
from sim.rulebook.rulebook import Action, Cost, Option, Rulebook

Picks = NDArray[np.intp]  # numbers of worlds
UNKNOWN, ILLEGAL, FORBIDDEN, TOO_DEAR, TWICE, NOT_OPEN, OVER = range(1, 8)
REFUSALS = {
    UNKNOWN: "there is no such verb, target or option",
    ILLEGAL: "its condition does not hold",
    FORBIDDEN: "it is forbidden",
    TOO_DEAR: "it costs more than there is",
    TWICE: "it is ordered already",
    NOT_OPEN: "nothing like it stands open",
    OVER: "the game is over",
}


class Payment(NamedTuple):
    """What one order or answer took from one row, in the worlds that paid it."""

    kind: str
    id: str
    member: str
    row: int
    worlds: Picks  # [k]
    amount: Floats  # [k or 1]


@dataclass(slots=True)
class Accepted:
    """Orders after judgement: who paid what, in order, and what is left of each row that was paid from."""

    ordered: dict[int, Bools]  # action -> [targets, N]
    answered: Ints  # [C, N] accepted option, -1 where the card waits or is shut
    refused_action: Ints
    refused_answer: Ints
    spent: list[Payment] = field(default_factory=list)
    left: dict[int, Floats] = field(default_factory=dict)


def no_orders(rules: Rulebook, count: int, slots: int = 0) -> Orders:
    """Orders that wait on every card and use no verb."""
    cards = len(rules.cards_axis)
    empty = np.full((slots, count), -1, dtype=np.int16)
    return Orders(empty, np.zeros((slots, count), dtype=np.int16), np.full((cards, count), -1, dtype=np.int16))


def legal_targets(rules: Rulebook, action: Action, frame: Frame, alive: Bools) -> Bools:
    """[targets, N] where the verb's own condition holds."""
    shape = (len(action.targets), alive.shape[0])
    if action.forbidden:
        return np.zeros(shape, dtype=np.bool_)
    held = test(action.when, frame)
    return np.array(np.broadcast_to(alive if held is None else held & alive, shape))


def legal_option(option: Option, member: int, frame: Frame) -> Bools | None:
    """[N or 1] where the option's own condition holds for this member's card; None if it has none."""
    held = test(option.when, frame)
    return held if held is None or held.ndim == 1 else held[member if held.shape[0] > 1 else 0]


def prices(cost: Cost, frame: Frame) -> Floats:
    """[members or 1, N or 1] on the grid: what an order costs."""
    price: Floats = frame.program.price(cost.formula)(frame)
    return price if price.ndim > 1 else price[None]


def cost_of(cost: Cost, member: int, frame: Frame) -> Floats:
    """[N or 1] on the grid: what an order about this member costs."""
    price = prices(cost, frame)
    alone: Floats = price[member if len(price) > 1 else 0]
    return alone


def judge(rules: Rulebook, worlds: Worlds, orders: Orders, frame: Frame) -> Accepted:
    """Decide which orders stand. `frame` is left with `ordered` filled in."""
    court = _Court(rules, worlds, orders, frame)
    for card in np.flatnonzero((orders.answer >= 0).any(axis=1)):
        court.answer(int(card))
    for slot, asked in enumerate(orders.action):
        for a in np.unique(asked[asked != -1]):
            court.order(slot, int(a), np.flatnonzero(asked == a))
    return court.accepted


class _Court:
    """Judges answers and orders one after the other, each in the worlds that ask for it, against what is left to pay with."""

    def __init__(self, rules: Rulebook, worlds: Worlds, orders: Orders, frame: Frame) -> None:
        self.rules, self.worlds, self.orders, self.frame = rules, worlds, orders, frame
        self.alive: Bools = worlds.ended < 0
        self.legal: dict[int, Bools] = {}
        self.accepted = Accepted(
            {}, np.full_like(orders.answer, -1), np.zeros_like(orders.action), np.zeros_like(orders.answer)
        )

    def answer(self, card: int) -> None:
        """Judge the answers to one card."""
        e, member = self.rules.cards_axis[card]
        event, code = self.rules.events[e], self.accepted.refused_answer[card]
        at = np.flatnonzero(self.orders.answer[card] >= 0)
        asked, open_, alive = self.orders.answer[card][at], self.worlds.open[card][at], self.alive[at]
        known = asked < len(event.options)
        fit = open_ & known & alive
        if not every(fit):
            _refuse(code, at, open_, NOT_OPEN)
            _refuse(code, at, known, UNKNOWN)
            _refuse(code, at, alive, OVER)
            at, asked = at[fit], asked[fit]
        for o, option in enumerate(event.options):
            mine = at[asked == o]
            if mine.size:
                held = legal_option(option, member, self.frame)
                if held is not None:
                    mine = _refuse(code, mine, spread(held, code.shape)[mine], ILLEGAL)
                due = [(cost, cost_of(cost, member, self.frame)) for cost in option.costs]
                mine = self._pay("option", f"{event.id}.{option.id}", event.members[member], due, mine, code)
                self.accepted.answered[card][mine] = o

    def order(self, slot: int, a: int, at: Picks) -> None:
        """Judge one verb in one slot, in the worlds `at` that want it there."""
        rules, code = self.rules, self.accepted.refused_action[slot]
        if not 0 <= a < len(rules.actions):
            code[at] = UNKNOWN
            return
        action = rules.actions[a]
        if action.forbidden:
            code[at] = FORBIDDEN
            return
        target, alive = self.orders.target[slot][at], self.alive[at]
        known = (target >= 0) & (target < len(action.targets))
        fit = known & alive
        if not every(fit):
            _refuse(code, at, known, UNKNOWN)
            _refuse(code, at, alive, OVER)
            at, target = at[fit], target[fit]
        if a not in self.legal or _asks_orders(action):
            self.frame.ordered = self.accepted.ordered
            self.legal[a] = legal_targets(rules, action, self.frame, self.alive)
        held = self.accepted.ordered.setdefault(a, np.zeros((len(action.targets), self.alive.shape[0]), dtype=np.bool_))
        due = [(cost, prices(cost, self.frame)) for cost in action.costs]
        for t, member in enumerate(action.targets):
            mine = at[target == t]
            if mine.size:
                legal, free = self.legal[a][t][mine], ~held[t][mine]
                fit = legal & free
                if not every(fit):
                    _refuse(code, mine, legal, ILLEGAL)
                    _refuse(code, mine, free, TWICE)
                    mine = mine[fit]
                own = [(cost, price[t if len(price) > 1 else 0]) for cost, price in due]
                held[t][self._pay("action", action.id, member, own, mine, code)] = True

    def _pay(
        self, kind: str, id: str, payer: str, due: list[tuple[Cost, Floats]], mine: Picks, code: Ints
    ) -> Picks:  # fmt: skip
        """Take the costs in those of the worlds `mine` where all of them can be paid; these worlds."""
        left = self.accepted.left
        for cost, price in due:
            if cost.row not in left:
                left[cost.row] = self.frame.state[cost.row].copy()
            rest = left[cost.row][mine] - _in(price, mine)
            mine = _refuse(code, mine, rest >= self.rules.variable[cost.id].low, TOO_DEAR)
        for cost, price in due:
            paid = _in(price, mine)
            left[cost.row][mine] -= paid
            self.accepted.spent.append(Payment(kind, id, payer, cost.row, mine, paid))
        return mine


def _in(value: Floats, at: Picks) -> Floats:
    """A value [N or 1] in some worlds, [k or 1]."""
    return value[at] if len(value) > 1 else value


def _refuse(code: Ints, at: Picks, held: Bools, reason: int) -> Picks:
    """Refuse what was asked in those of the worlds `at` where a test on them fails; the others of them."""
    if every(held):
        return at
    code[at[~held]] = reason
    return at[held]


def _asks_orders(action: Action) -> bool:
    return action.when is not None and any(isinstance(n, ex.Ordered) for n in ex.walk(action.when.node))
