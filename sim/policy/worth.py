"""Takes a View and what each row of the state is worth, gives the expected direct gain of every order and of every answer.

Letters: N worlds, A verbs, T targets, C cards, O options.
"""

from __future__ import annotations

import numpy as np

from sim.engine.view import View, Weights
from sim.engine.worlds import Floats


def of_orders(view: View, worths: Weights) -> Floats:
    """[A, T, N] the sum over rows of worth x expected direct effect; 0 for verbs that are legal in no world."""
    gain = np.zeros(view.legal.shape)
    able = view.legal.any(axis=(1, 2))
    for a in np.flatnonzero(able):
        gained = view.action_gain(int(a), worths)
        gain[a, : gained.shape[0]] = gained
    return gain


def of_options(view: View, card: int, worths: Weights) -> Floats:
    """[options of the card, N] the sum over rows of worth x expected direct effect."""
    event, _ = view.cards[card]
    gain = np.zeros((len(view.rules.events[event].options), view.count))
    for o in range(len(gain)):
        gain[o] = view.option_gain(card, o, worths)
    return gain
