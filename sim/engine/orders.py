"""Judging orders: what is legal, what it costs, what is refused and why.

Takes the opening state and `Orders`, gives `Accepted`. An illegal order is refused in that world only, never mended in silence.
Answers are judged first, then the slots of verbs in order, each against what is left to pay with.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sim.engine.elementwise import some
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
    """Orders after judgement. `spent[row]` is what is taken from each row, per payer, in order."""

    ordered: dict[int, Bools]  # action -> [targets, N]
    answered: Ints  # [C, N] accepted option, -1 where the card waits or is shut
    refused_action: Ints
    refused_answer: Ints
    spent: list[tuple[str, str, str, int, Floats]] = field(default_factory=list)  # kind, id, member, row, [N]


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
    count = worlds.count
    alive: Bools = worlds.ended < 0
    purse = _Purse(rules, frame, count)
    accepted = Accepted({}, np.full_like(orders.answer, -1), np.zeros_like(orders.action), np.zeros_like(orders.answer))
    for card in np.flatnonzero((orders.answer >= 0).any(axis=1)):
        _answer(rules, worlds, int(card), orders.answer[card], alive, frame, purse, accepted)
    legal: dict[int, Bools] = {}
    for slot in range(orders.action.shape[0]):
        asked = orders.action[slot]
        for a in np.unique(asked):
            if a != -1:
                _order(rules, slot, int(a), asked == a, orders.target[slot], alive, frame, purse, accepted, legal)
    return accepted


class _Purse:
    """What is left of every variable that orders cost."""

    def __init__(self, rules: Rulebook, frame: Frame, count: int) -> None:
        self.left: dict[int, Floats] = {}
        self.low: dict[int, float] = {}
        payers = [c for a in rules.actions for c in a.costs] + [
            c for e in rules.events for o in e.options for c in o.costs
        ]
        for cost in payers:
            if cost.row not in self.left:
                self.left[cost.row] = frame.state[cost.row].copy()
                self.low[cost.row] = rules.variable[cost.id].low

    def affords(self, row: int, amount: Floats) -> Bools:
        enough: Bools = self.left[row] - amount >= self.low[row]
        return enough

    def pay(self, row: int, amount: Floats) -> None:
        self.left[row] -= amount


def _answer(
    rules: Rulebook,
    worlds: Worlds,
    card: int,
    asked: Ints,
    alive: Bools,
    frame: Frame,
    purse: _Purse,
    accepted: Accepted,
) -> None:
    e, member = rules.cards_axis[card]
    event = rules.events[e]
    code = accepted.refused_answer[card]
    wants = asked >= 0
    code[wants & ~worlds.open[card]] = NOT_OPEN
    code[wants & (asked >= len(event.options))] = UNKNOWN
    code[wants & ~alive] = OVER
    for o, option in enumerate(event.options):
        mine = wants & (asked == o) & (code == 0)
        if not some(mine):
            continue
        fit = legal_option(option, member, frame)
        if fit is not None:
            code[mine & ~fit] = ILLEGAL
            mine &= fit
        costs = [(c, cost_of(c, member, frame)) for c in option.costs]
        for cost, amount in costs:
            enough = purse.affords(cost.row, amount)
            code[mine & ~enough] = TOO_DEAR
            mine &= enough
        accepted.answered[card][mine] = o
        for cost, amount in costs:
            paid = np.where(mine, amount, 0.0)
            purse.pay(cost.row, paid)
            accepted.spent.append(("option", f"{event.id}.{option.id}", event.members[member], cost.row, paid))


def _order(
    rules: Rulebook,
    slot: int,
    a: int,
    wants: Bools,
    target: Ints,
    alive: Bools,
    frame: Frame,
    purse: _Purse,
    accepted: Accepted,
    legal: dict[int, Bools],
) -> None:
    code = accepted.refused_action[slot]
    if not 0 <= a < len(rules.actions):
        code[wants] = UNKNOWN
        return
    action = rules.actions[a]
    code[wants & ((target < 0) | (target >= len(action.targets)))] = UNKNOWN
    code[wants & ~alive] = OVER
    if action.forbidden:
        code[wants] = FORBIDDEN
        return
    if a not in legal or _asks_orders(action):
        frame.ordered = accepted.ordered
        legal[a] = legal_targets(rules, action, frame, alive)
    held = accepted.ordered.setdefault(a, np.zeros((len(action.targets), alive.shape[0]), dtype=np.bool_))
    for t in range(len(action.targets)):
        mine = wants & (target == t) & (code == 0)
        if not some(mine):
            continue
        code[mine & ~legal[a][t]] = ILLEGAL
        code[mine & held[t]] = TWICE
        mine &= legal[a][t] & ~held[t]
        costs = [(c, cost_of(c, t, frame)) for c in action.costs]
        for cost, amount in costs:
            enough = purse.affords(cost.row, amount)
            code[mine & ~enough & (code == 0)] = TOO_DEAR
            mine &= enough
        held[t] |= mine
        for cost, amount in costs:
            paid = np.where(mine, amount, 0.0)
            purse.pay(cost.row, paid)
            accepted.spent.append(("action", action.id, action.targets[t], cost.row, paid))


def _asks_orders(action: Action) -> bool:
    return action.when is not None and any(isinstance(n, ex.Ordered) for n in ex.walk(action.when.node))
