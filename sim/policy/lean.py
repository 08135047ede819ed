"""Policies that play for one power: `lean-MEMBER` always for the same, `alternate` for two in turn."""

from __future__ import annotations

import numpy as np

from sim.engine.view import View
from sim.engine.worlds import Orders
from sim.policy import worth
from sim.policy.agenda import Agenda
from sim.policy.registry import MissingError, powers
from sim.rulebook.rulebook import Rulebook


class Lean:
    """Everything for one power: the answers and orders whose direct effect on the tie with it is largest, as attention allows.

    It never takes an answer or gives an order that hurts that tie, and does nothing that does not touch it.
    """

    def __init__(self, rules: Rulebook, member: str) -> None:
        self.name = f"lean-{member}"
        self.about = f"does everything for {member}"
        self._favourite = powers(rules).index(member)

    def decide(self, view: View) -> Orders:
        """The largest direct gains in the tie with the one power: answers first, then orders."""
        return _serve(view, self._favourite)


class Alternate:
    """Serves the first two powers in turn, one each quarter, as `lean` would: movement without thought."""

    name = "alternate"
    about = "serves the first two powers in turn"

    def __init__(self, rules: Rulebook) -> None:
        if len(powers(rules)) < 2:
            raise MissingError(
                "the policy `alternate` needs two powers", rules.id, "name them in `screen: {relations: ...}`"
            )

    def decide(self, view: View) -> Orders:
        """All for the first power in odd turns, all for the second in even turns."""
        return _serve(view, (view.turn - 1) % 2)


def _serve(view: View, favourite: int) -> Orders:
    tie = {view.rules.variable[view.rules.screen.relations].row + favourite: 1.0}
    agenda = Agenda(view)
    for card in np.flatnonzero(view.open.any(axis=1)):
        agenda.answer_best(int(card), worth.of_options(view, int(card), tie))
    agenda.best(worth.of_orders(view, tie))
    return agenda.orders()
