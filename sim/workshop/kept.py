"""Takes rules with a record; gives the orders of the record that the rules refuse when it is played without luck, and why."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim import engine
from sim.policy import MissingError, make
from sim.rulebook.rulebook import Rulebook, quarter_name


@dataclass(frozen=True, slots=True)
class Kept:
    """How many orders the record holds, and those that were refused."""

    orders: int
    refused: tuple[tuple[str, str, str], ...]  # quarter, order as `history:` writes it, why


def kept(rules: Rulebook, seed: int) -> Kept:
    """Play the record in one world without luck; each order that it names is given, whatever else stands in the quarter."""
    try:
        policy = make("history", rules)
    except MissingError:
        return Kept(0, ())
    count, refused = 0, []
    worlds = engine.start(rules, np.zeros(1, dtype=np.uint64), seed)
    while worlds.turn < rules.turns:
        view = engine.view(rules, worlds, seed)
        record = rules.history[view.turn - 1] if view.turn <= len(rules.history) else ()
        orders = engine.no_orders(rules, 1, len(record))
        orders.answer[:] = policy.decide(view).answer
        for slot, (action, target) in enumerate(record):
            orders.action[slot], orders.target[slot] = action, target
        turn = engine.step(rules, worlds, orders, seed, luck=False)
        for slot, (action, target) in enumerate(record):
            code = int(turn.refused_action[slot, 0])
            if code:
                verb = rules.actions[action]
                named = f"{verb.id} {verb.targets[target]}".strip()
                refused.append((quarter_name(rules.start + view.turn - 1), named, engine.REFUSALS[code]))
        count += len(record)
        worlds = turn.after
    return Kept(count, tuple(refused))
