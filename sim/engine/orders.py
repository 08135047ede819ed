"""Judging orders: what is legal, what it costs, what is refused and why.

Takes the opening state and `Orders`, gives `Accepted`. An illegal order is refused in that world only, never mended in silence.
Answers are judged first, then the slots of verbs in order, each against what is left to pay with.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sim.engine.elementwise import every, some
from sim.engine.evaluate import Frame, test
from sim.engine.worlds import Bools, Floats, Ints, Orders, Worlds
from sim.rulebook import expression as ex
from sim.rulebook.rulebook import Action, Cost, Option, Rulebook

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


@dataclass(slots=True)
class Accepted:
    """Orders after judgement: who paid what, in order, and what is left of each row that was paid from."""

    ordered: dict[int, Bools]  # action -> [targets, N]
    answered: Ints  # [C, N] accepted option, -1 where the card waits or is shut
    refused_action: Ints
    refused_answer: Ints
    spent: list[tuple[str, str, str, int, Floats]] = field(default_factory=list)  # kind, id, member, row, [N]
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
        for a in np.unique(asked):
            if a != -1:
                court.order(slot, int(a), asked == a)
    return court.accepted


class _Court:
    """Judges answers and orders one after the other, each against what is left to pay with."""

    def __init__(self, rules: Rulebook, worlds: Worlds, orders: Orders, frame: Frame) -> None:
        self.rules, self.worlds, self.orders, self.frame = rules, worlds, orders, frame
        self.alive: Bools = worlds.ended < 0
        self.dead = None if every(self.alive) else ~self.alive
        self.legal: dict[int, Bools] = {}
        self.accepted = Accepted(
            {}, np.full_like(orders.answer, -1), np.zeros_like(orders.action), np.zeros_like(orders.answer)
        )

    def answer(self, card: int) -> None:
        """Judge the answers to one card."""
        e, member = self.rules.cards_axis[card]
        event, asked, code = self.rules.events[e], self.orders.answer[card], self.accepted.refused_answer[card]
        wants = asked >= 0
        _refuse(code, wants & ~self.worlds.open[card], NOT_OPEN)
        _refuse(code, wants & (asked >= len(event.options)), UNKNOWN)
        if self.dead is not None:
            _refuse(code, wants & self.dead, OVER)
        wants &= code == 0
        for o, option in enumerate(event.options):
            mine = wants & (asked == o)
            if some(mine):
                fit = legal_option(option, member, self.frame)
                if fit is not None:
                    _refuse(code, mine & ~fit, ILLEGAL)
                    mine &= fit
                self._pay("option", f"{event.id}.{option.id}", event.members[member], member, option.costs, mine, code)
                self.accepted.answered[card][mine] = o

    def order(self, slot: int, a: int, wants: Bools) -> None:
        """Judge one verb in one slot, in the worlds that want it there."""
        rules, target, code = self.rules, self.orders.target[slot], self.accepted.refused_action[slot]
        if not 0 <= a < len(rules.actions):
            code[wants] = UNKNOWN
            return
        action = rules.actions[a]
        _refuse(code, wants & ((target < 0) | (target >= len(action.targets))), UNKNOWN)
        if self.dead is not None:
            _refuse(code, wants & self.dead, OVER)
        if action.forbidden:
            code[wants] = FORBIDDEN
            return
        if a not in self.legal or _asks_orders(action):
            self.frame.ordered = self.accepted.ordered
            self.legal[a] = legal_targets(rules, action, self.frame, self.alive)
        held = self.accepted.ordered.setdefault(a, np.zeros((len(action.targets), self.alive.shape[0]), dtype=np.bool_))
        wants = wants & (code == 0)
        for t, member in enumerate(action.targets):
            mine = wants & (target == t)
            if some(mine):
                _refuse(code, mine & ~self.legal[a][t], ILLEGAL)
                _refuse(code, mine & held[t], TWICE)
                mine &= self.legal[a][t]
                mine &= ~held[t]
                self._pay("action", action.id, member, t, action.costs, mine, code)
                held[t] |= mine

    def _pay(
        self, kind: str, id: str, payer: str, member: int, costs: tuple[Cost, ...], mine: Bools, code: Ints
    ) -> None:  # fmt: skip
        """Take the costs where all of them can be paid; `mine` is left with the worlds that pay."""
        due = [(cost, cost_of(cost, member, self.frame)) for cost in costs]
        left = self.accepted.left
        for cost, price in due:
            if cost.row not in left:
                left[cost.row] = self.frame.state[cost.row].copy()
            poor = mine & ~(left[cost.row] - price >= self.rules.variable[cost.id].low)
            if some(poor):
                code[poor] = TOO_DEAR
                mine &= ~poor
        for cost, price in due:
            paid = np.where(mine, price, 0.0)
            left[cost.row] -= paid
            self.accepted.spent.append((kind, id, payer, cost.row, paid))


def _refuse(code: Ints, where: Bools, reason: int) -> None:
    if some(where):
        code[where] = reason


def _asks_orders(action: Action) -> bool:
    return action.when is not None and any(isinstance(n, ex.Ordered) for n in ex.walk(action.when.node))
