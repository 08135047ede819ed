"""Policies that play for one power: `lean-MEMBER` always for the same, `alternate` for two in turn."""

from __future__ import annotations

import numpy as np

from sim.policy import worth
from sim.policy.agenda import Agenda, Writer
from sim.policy.registry import Dial, MissingError, powers
from sim.rulebook.rulebook import Rulebook

DIALS = {"quarters": Dial(1, 1, 40, "how long it serves one power before the other")}


class Lean(Writer):
    """Everything for one power: the answers and orders whose direct effect on the tie with it is largest, as attention allows.

    It never takes an answer or gives an order that hurts that tie, and does nothing that does not touch it.
    """

    def __init__(self, rules: Rulebook, member: str) -> None:
        self.name = f"lean-{member}"
        self.about = f"does everything for {member}"
        self._favourite = powers(rules).index(member)

    def fill(self, agenda: Agenda) -> None:
        """The largest direct gains in the tie with the one power: answers first, then orders."""
        _serve(agenda, self._favourite)


class Alternate(Writer):
    """Serves the first two powers in turn, each for a quarter or more, as `lean` would: movement without thought."""

    name = "alternate"
    about = "serves the first two powers in turn"

    def __init__(self, rules: Rulebook, quarters: float = DIALS["quarters"].value) -> None:
        self._quarters = int(quarters)
        if len(powers(rules)) < 2:
            raise MissingError(
                "the policy `alternate` needs two powers", rules.id, "name them in `screen: {relations: ...}`"
            )

    def fill(self, agenda: Agenda) -> None:
        """All for the first power, then all for the second, and again."""
        _serve(agenda, (agenda.view.turn - 1) // self._quarters % 2)


def _serve(agenda: Agenda, favourite: int) -> None:
    view = agenda.view
    relations = view.rules.variable[view.rules.screen.relations]
    tie = {relations.id: (np.arange(relations.size) == favourite).astype(np.float64)[:, None]}
    for card in np.flatnonzero(view.open.any(axis=1)):
        agenda.answer_best(int(card), worth.of_options(view, int(card), tie))
    agenda.best(worth.of_orders(view, tie))
