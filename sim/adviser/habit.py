"""Takes what a player has decided so far, gives a policy that goes on in the same way: quarters of the past, drawn again, or taste.

Governments that we know decide by rules; a player has habits of their own. So some futures repeat, each quarter, the orders of one of
the player's own past quarters (a bootstrap, Efron 1979); in the others the player goes on to order what they seem to want.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.adviser.taste import Taste
from sim.engine.worlds import Bools, Orders
from sim.policy import Agenda, Writer, worth

BY_TASTE = 0.5  # share of the quarters that are ordered by taste
WAITED = -1
UNSEEN = -2


class Habit(Writer):
    """Answers a card that came before as it was answered last, others by taste; orders by taste, or as in a past quarter.

    Args:
        past: the orders of each past quarter, oldest first, of G games; at least one.
        stood: [C, G] for each past quarter, which cards stood open in it.
        taste: of the G players.
        owner: [N] the game that each world of the view belongs to.
    """

    name = "habit"
    about = "goes on as the player has so far"

    def __init__(self, past: Sequence[Orders], stood: Sequence[Bools], taste: Taste, owner: NDArray[np.intp]) -> None:
        slots = max(p.action.shape[0] for p in past)
        games = past[0].answer.shape[1]
        self._action = np.full((len(past), slots, games), -1, dtype=np.intp)
        self._target = np.zeros((len(past), slots, games), dtype=np.intp)
        self._answer = np.full(past[0].answer.shape, UNSEEN, dtype=np.intp)
        for q, (orders, open_) in enumerate(zip(past, stood, strict=True)):
            self._action[q, : orders.action.shape[0]] = orders.action
            self._target[q, : orders.target.shape[0]] = orders.target
            self._answer = np.where(open_, orders.answer, self._answer)
        self._worths = taste.worths(owner)
        self._owner = owner

    def fill(self, agenda: Agenda) -> None:
        """A quarter of the past, drawn for each world."""
        view = agenda.view
        for card in np.flatnonzero(view.open.any(axis=1)):
            before = self._answer[card, self._owner]
            agenda.answer(int(card), before, before >= 0)
            agenda.hold(int(card), before == WAITED)
            agenda.answer_best(int(card), worth.of_options(view, int(card), self._worths))
        draws = view.draw("habit", 2)
        wants = draws[1] < BY_TASTE
        quarter = np.floor(draws[0] * len(self._action)).astype(np.intp)
        for slot in range(self._action.shape[1]):
            at = (quarter, slot, self._owner)
            agenda.order_each(self._action[at], self._target[at], ~wants)
        agenda.best(worth.of_orders(view, self._worths) * wants)
