"""The plainest policies: `nothing`, `random` and the record, `history`."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.worlds import Bools, Floats
from sim.policy.agenda import Agenda, Writer
from sim.policy.registry import Dial, MissingError
from sim.rulebook.rulebook import Rulebook

DIALS = {"rounds": Dial(6, 0, 20, "orders that it tries for in a quarter; attention runs out before")}


class Nothing(Writer):
    """Never orders anything and lets every card wait: what the world does when Vietnam does not act."""

    name = "nothing"
    about = "orders nothing and answers nothing"

    def fill(self, agenda: Agenda) -> None:
        """Nothing at all."""


class Random(Writer):
    """Chooses uniformly among the legal answers (waiting is one), then among the legal orders (stopping is one)."""

    name = "random"
    about = "chooses blindly among what is legal"

    def __init__(self, rounds: float = DIALS["rounds"].value) -> None:
        self._rounds = int(rounds)

    def fill(self, agenda: Agenda) -> None:
        """Random legal orders; the luck is addressed by card or round, so one world never moves another's."""
        view = agenda.view
        if view.cards:
            draws = view.draw("answer", len(view.cards))
            for card in np.flatnonzero(view.open.any(axis=1)):
                pick = _pick(agenda.answerable(int(card)), draws[card])
                agenda.answer(int(card), pick, pick >= 0)
        verbs, targets, count = view.legal.shape
        going = np.ones(count, dtype=np.bool_)
        for draw in view.draw("order", self._rounds):
            pick = _pick(agenda.possible().reshape(verbs * targets, count), draw)
            going &= pick >= 0
            agenda.order_each(pick // targets, pick % targets, going)


class History(Writer):
    """Does what Vietnam did: the record's orders in their quarters and the record's answers, at everybody's costs.

    An order of the record that is not legal in some world, or for which attention is lacking there, is left out there.
    """

    name = "history"
    about = "does what Vietnam did"

    def __init__(self, rules: Rulebook) -> None:
        if not any(rules.history) and not any(event.history >= 0 for event in rules.events):
            raise MissingError(
                "the policy `history` needs a record", rules.id, "add a section `history:` to the scenario"
            )

    def fill(self, agenda: Agenda) -> None:
        """The record's orders of this quarter: answers first, in the order of the cards, then verbs."""
        view = agenda.view
        for card, (event, _) in enumerate(view.cards):
            option = view.rules.events[event].history
            if option >= 0:
                agenda.answer(card, option)
        record = view.rules.history
        for action, target in record[view.turn - 1] if view.turn <= len(record) else ():
            agenda.order(action, target)


def _pick(legal: Bools, draw: Floats) -> NDArray[np.intp]:
    """[N] one of the legal rows of `legal` [K, N], uniformly, or -1 with the weight of one row; `draw` [N] in (0, 1)."""
    order = np.cumsum(legal, axis=0, dtype=np.intp)
    total = order[-1] if len(order) else np.zeros(legal.shape[-1], dtype=np.intp)
    wanted = np.floor(draw * (total + 1)).astype(np.intp)  # 0: none, k: the k-th legal row
    return np.where(wanted > 0, (order < wanted).sum(axis=0), -1)
