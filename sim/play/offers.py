"""Takes one world and the plan in hand, gives what the engine would refuse: one plan, or every step that could be added.

Nothing here knows a rule. Copies of the world, one for each thing that could be added, go through the engine's own judgement
of orders together, so that the desk greys out exactly what the engine would refuse.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim import engine
from sim.engine.evaluate import Frame
from sim.engine.orders import Accepted, judge
from sim.engine.worlds import Orders, Worlds
from sim.rulebook.rulebook import Rulebook

Pairs = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Offers:
    """Codes of `engine.REFUSALS` (0: it can be done) for what is not in hand yet, given what is.

    `action[a][t]` for verb a towards target t, `option[c][o]` for each option of each *open* card c. What is in hand has code 0.
    """

    action: tuple[tuple[int, ...], ...]
    option: dict[int, tuple[int, ...]]


def _accepted(rules: Rulebook, worlds: Worlds, plans: Sequence[tuple[Pairs, Pairs]]) -> Accepted:
    """The engine's judgement of plans (orders, answers), one a world."""
    n = len(plans)
    empty = engine.no_orders(rules, n, slots=max((len(orders) for orders, _ in plans), default=0))
    action, target, answer = empty.action.copy(), empty.target.copy(), empty.answer.copy()
    for i, (orders, answers) in enumerate(plans):
        for slot, (a, t) in enumerate(orders):
            action[slot, i], target[slot, i] = a, t
        for card, option in answers:
            answer[card, i] = option
    many = worlds.take(np.zeros(n, dtype=np.intp))
    return judge(rules, many, Orders(action, target, answer), Frame(rules, many, worlds.turn + 1))


def _judged(rules: Rulebook, worlds: Worlds, plans: Sequence[tuple[Pairs, Pairs]]) -> list[list[int]]:
    """For each plan the engine's codes: orders first, then answers, as given."""
    found = _accepted(rules, worlds, plans)
    return [
        [int(found.refused_action[slot, i]) for slot in range(len(orders))]
        + [int(found.refused_answer[c, i]) for c, _ in answers]
        for i, (orders, answers) in enumerate(plans)
    ]


def spent(rules: Rulebook, worlds: Worlds, orders: Pairs, answers: Pairs, variable: str) -> float:
    """How much of a variable a plan would pay."""
    row = rules.variable[variable].row
    found = _accepted(rules, worlds, [(orders, answers)])
    return sum(float(paid.amount[0]) for paid in found.spent if paid.row == row and paid.worlds.size)


def refusals(rules: Rulebook, worlds: Worlds, orders: Pairs, answers: Pairs) -> list[int]:
    """The engine's codes for one plan: orders first, then answers."""
    return _judged(rules, worlds, [(orders, answers)])[0]


def offers(rules: Rulebook, worlds: Worlds, orders: Pairs, answers: Pairs) -> Offers:
    """What could be added to a plan. An answer stands for a change of that card's answer."""
    steps: list[tuple[str, int, int]] = []
    plans: list[tuple[Pairs, Pairs]] = []
    for a, action in enumerate(rules.actions):
        for t in range(len(action.targets)):
            steps.append(("action", a, t))
            plans.append((orders, answers) if (a, t) in orders else ((*orders, (a, t)), answers))
    open_cards = [c for c in range(worlds.open.shape[0]) if worlds.open[c, 0]]
    for card in open_cards:
        others = [pair for pair in answers if pair[0] != card]
        for o in range(len(rules.events[rules.cards_axis[card][0]].options)):
            steps.append(("option", card, o))
            plans.append((orders, (*others, (card, o))))
    codes = {
        step: next((code for code in found if code), 0)
        for step, found in zip(steps, _judged(rules, worlds, plans), strict=True)
    }
    return Offers(
        tuple(
            tuple(codes["action", a, t] for t in range(len(action.targets))) for a, action in enumerate(rules.actions)
        ),
        {
            card: tuple(codes["option", card, o] for o in range(len(rules.events[rules.cards_axis[card][0]].options)))
            for card in open_cards
        },
    )
