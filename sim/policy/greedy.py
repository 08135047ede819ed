"""The policy `greedy`: takes the largest immediate gain per point of attention in the numbers that the screen shows first."""

from __future__ import annotations

import numpy as np

from sim.engine.worlds import Floats
from sim.policy import worth
from sim.policy.agenda import Agenda, Writer
from sim.policy.registry import Dial, MissingError
from sim.rulebook.rulebook import Rulebook

DIALS = {"free": Dial(0.25, 0.01, 3, "attention at which a free order is counted; low: gains for nothing come first")}


class Greedy(Writer):
    """One step ahead and no further: sums the direct effects on the relations and on the numbers of the screen.

    A gain counts as a share of the number's range, with the sign of its `good`; a relation is good when high. Of the numbers
    only carried variables have direct effects; a derived number moves later and is not seen.
    """

    name = "greedy"
    about = "takes the largest immediate gain for its attention"

    def __init__(self, rules: Rulebook, free: float = DIALS["free"].value) -> None:
        self._free = free
        self._worths: dict[str, Floats] = {}
        for id in (rules.screen.relations, *rules.screen.numbers):
            variable = rules.variable.get(id)
            if variable:
                sign = variable.good or (1 if id == rules.screen.relations else 0)
                worth_of_one = sign / (variable.high - variable.low)
                self._worths[id] = np.full((variable.size, 1), worth_of_one)
        if not any(block.any() for block in self._worths.values()):
            raise MissingError("the policy `greedy` needs numbers to gain in", rules.id, "name variables in `screen:`")

    def fill(self, agenda: Agenda) -> None:
        """Answers with the largest gain per attention, then orders likewise."""
        view = agenda.view
        for card in np.flatnonzero(view.open.any(axis=1)):
            gain = worth.of_options(view, int(card), self._worths)
            cost: Floats = view.option_cost[card][: gain.shape[0]]
            agenda.answer_best(int(card), gain / np.maximum(cost, self._free))
        agenda.best(worth.of_orders(view, self._worths) / np.maximum(view.able_cost, self._free))
