"""Takes what players decided and what they could have decided instead, gives what they seem to want: revealed preference.

A number is wanted as far as the choices made moved it further than the mean of what lay open (Samuelson 1938; the first step of a
logit fit, McFadden 1974). Numbers: the ties with the powers and the other carried numbers of the screen.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.view import View
from sim.engine.worlds import Floats, Orders
from sim.policy import worth
from sim.rulebook.rulebook import Rulebook


class Taste:
    """What G players want of each of R numbers; `learn` once for each quarter that has been decided."""

    def __init__(self, rules: Rulebook, count: int) -> None:
        ids = dict.fromkeys((rules.screen.relations, *rules.screen.numbers))
        self._blocks = tuple(rules.variable[id] for id in ids if id in rules.variable)
        self.wanted: Floats = np.zeros((sum(v.size for v in self._blocks), count))

    def learn(self, view: View, made: Orders) -> None:
        """Add what the orders and answers of one quarter tell."""
        verbs, targets = view.able
        legal = view.legal[verbs, targets]
        chosen = np.zeros(view.legal.shape, dtype=np.bool_)
        for a, t in zip(made.action, made.target, strict=True):
            there = np.flatnonzero(a >= 0)
            chosen[a[there], t[there], there] = True
        ordered = chosen[verbs, targets]
        given, lay_open = np.maximum(ordered.sum(axis=0), 1), np.maximum(legal.sum(axis=0), 1)
        cards = [int(c) for c in np.flatnonzero(view.open.any(axis=1))]
        wanted, row = self.wanted.copy(), 0
        for block in self._blocks:
            for member in range(block.size):
                one = {block.id: (np.arange(block.size) == member).astype(np.float64)[:, None]}
                gain = worth.of_orders(view, one)
                usual = np.where(ordered.any(axis=0), (gain * legal).sum(axis=0) / lay_open, 0.0)
                told = (gain * ordered).sum(axis=0) / given - usual
                for card in cards:
                    waiting = view.option_gain(card, -1, one)[None]
                    gains = np.concatenate([worth.of_options(view, card, one), waiting])
                    taken = gains[made.answer[card], np.arange(view.count)]  # -1, waiting, is the last
                    told = told + np.where(view.open[card], taken - gains.mean(axis=0), 0.0)
                wanted[row] += told / (block.high - block.low)
                row += 1
        self.wanted = wanted

    def take(self, at: NDArray[np.intp], rules: Rulebook) -> Taste:
        """What these players want."""
        part = Taste(rules, len(at))
        part.wanted = self.wanted[:, at]
        return part

    def worths(self, owner: NDArray[np.intp]) -> dict[str, Floats]:
        """Variable -> [its size, N] its worth to the player who owns each world, by spans of its range."""
        found, row = {}, 0
        for block in self._blocks:
            found[block.id] = self.wanted[row : row + block.size][:, owner] / (block.high - block.low)
            row += block.size
        return found
