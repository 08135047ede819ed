"""Takes a View and what each row of the state is worth, gives the expected direct gain of every order and of every answer.

Letters: N worlds, A verbs, T targets, C cards, O options.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.engine.view import View
from sim.engine.worlds import Floats

Worths = Mapping[int, float | Floats]  # row of the state -> gain per unit, one number or [N]


def of_orders(view: View, worths: Worths) -> Floats:
    """[A, T, N] the sum over rows of worth x expected direct effect; 0 for verbs that are legal in no world."""
    gain = np.zeros(view.legal.shape)
    able = view.legal.any(axis=(1, 2))
    for a in np.flatnonzero(able):
        for _, rows, amounts in view.action_effects(int(a)):
            for i, row in enumerate(rows):
                if row in worths:
                    gain[a, : amounts.shape[0]] += worths[row] * amounts[:, i]
    return gain


def of_options(view: View, card: int, worths: Worths) -> Floats:
    """[options of the card, N] the sum over rows of worth x expected direct effect."""
    event, _ = view.cards[card]
    gain = np.zeros((len(view.rules.events[event].options), view.count))
    for o in range(len(gain)):
        for _, rows, amounts in view.option_effects(card, o):
            for i, row in enumerate(rows):
                if row in worths:
                    gain[o] += worths[row] * amounts[i]
    return gain
