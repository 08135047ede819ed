"""Takes a Rulebook and worlds, gives orders without sense: legal, illegal, twice, too dear, unknown; the engine must bear them all."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.worlds import Orders, Worlds
from sim.rulebook.rulebook import Rulebook

SLOTS = 5


def blind_orders(rules: Rulebook, worlds: Worlds, salt: int = 0) -> Orders:
    """Orders of every kind, different in each world but the same for a world whatever stands beside it."""
    columns = [_column(rules, worlds.turn, int(id), salt) for id in worlds.ids]
    action, target, answer = (
        np.array(part, dtype=np.int16).reshape(len(columns), -1).T for part in zip(*columns, strict=True)
    )
    return Orders(action, target, answer)


def _column(
    rules: Rulebook, turn: int, id: int, salt: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    dice = np.random.default_rng([turn, id % 2**32, salt])
    action = dice.integers(-1, len(rules.actions), SLOTS)
    widths = [len(rules.actions[a].targets) if a >= 0 else 1 for a in action]
    target = np.array([dice.integers(0, width) for width in widths])
    answer = np.array([dice.integers(-1, len(rules.events[e].options)) for e, _ in rules.cards_axis], dtype=np.int64)
    if dice.random() < 0.1:  # what no face would send
        action[0], target[1] = len(rules.actions) + 3, 99
        answer[dice.integers(0, max(len(answer), 1)) :][:1] = 7
    return action, target, answer
