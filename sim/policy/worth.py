"""Takes a View and what each row of the state is worth, gives the expected direct gain of every order and of every answer.

Letters: N worlds.
"""

from __future__ import annotations

import numpy as np

from sim.engine.view import View, Weights
from sim.engine.worlds import Floats


def of_orders(view: View, worths: Weights) -> Floats:
    """[pairs of `view.able`, N] the sum over rows of worth x expected direct effect."""
    verbs, targets = view.able
    gain = np.empty((len(verbs), view.count))
    for a in np.unique(verbs):
        here = verbs == a
        gain[here] = view.action_gain(int(a), worths)[targets[here]]
    return gain


def of_options(view: View, card: int, worths: Weights) -> Floats:
    """[options of the card, N] the sum over rows of worth x expected direct effect."""
    event, _ = view.cards[card]
    gain = np.zeros((len(view.rules.events[event].options), view.count))
    for o in range(len(gain)):
        gain[o] = view.option_gain(card, o, worths)
    return gain
