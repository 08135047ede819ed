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
    """What G players want of each of R rows of the state; `learn` once for each quarter that has been decided."""

    def __init__(self, rules: Rulebook, count: int) -> None:
        blocks = [rules.variable[id] for id in (rules.screen.relations, *rules.screen.numbers) if id in rules.variable]
        self.rows = tuple(row for v in blocks for row in range(v.row, v.row + v.size))
        self.span = np.array([v.high - v.low for v in blocks for _ in range(v.size)])
        self.wanted: Floats = np.zeros((len(self.rows), count))

    def learn(self, view: View, made: Orders) -> None:
        """Add what the orders and answers of one quarter tell."""
        wanted = self.wanted.copy()
        count = view.count
        cards = [int(c) for c in np.flatnonzero(view.open.any(axis=1))]
        legal = view.legal.sum(axis=(0, 1))
        chosen = np.zeros(view.legal.shape)
        for a, t in zip(made.action, made.target, strict=True):
            there = np.flatnonzero(a >= 0)
            chosen[a[there], t[there], there] = 1.0
        given = np.maximum(chosen.sum(axis=(0, 1)), 1.0)
        for r, row in enumerate(self.rows):
            gain = worth.of_orders(view, {row: 1.0})
            usual = (gain * view.legal).sum(axis=(0, 1)) / np.maximum(legal, 1)
            wanted[r] += (
                (gain * chosen).sum(axis=(0, 1)) / given - np.where(chosen.any(axis=(0, 1)), usual, 0.0)
            ) / self.span[r]
            for card in cards:
                gains = np.concatenate(
                    [worth.of_options(view, card, {row: 1.0}), view.option_gain(card, -1, {row: 1.0})[None]]
                )
                took = gains[made.answer[card], np.arange(count)]  # -1, waiting, is the last
                wanted[r] += np.where(view.open[card], took - gains.mean(axis=0), 0.0) / self.span[r]
        self.wanted = wanted

    def take(self, at: NDArray[np.intp], rules: Rulebook) -> Taste:
        """What these players want."""
        part = Taste(rules, len(at))
        part.wanted = self.wanted[:, at]
        return part

    def worths(self, owner: NDArray[np.intp]) -> dict[int, Floats]:
        """Row of the state -> [N] its worth to the player who owns each world, by spans of its range."""
        return {row: self.wanted[r][owner] / self.span[r] for r, row in enumerate(self.rows)}
