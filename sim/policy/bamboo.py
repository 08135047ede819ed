"""The policy `bamboo`: an adaptive doctrine for the base ruleset, rooted and pliant.

It keeps the four ties close together instead of one of them high: whoever is cold or suspicious is served first, an invitation
is used while it stands, a big step towards one is balanced by the next towards another, asks get the third way where attention
allows, and votes follow the ruleset's own advice. What remains goes to what no power can take away: spares from several yards,
unity at home, calm at sea.
"""

from __future__ import annotations

import numpy as np

from sim.engine.view import View
from sim.engine.worlds import Floats, Orders
from sim.policy import worth
from sim.policy.agenda import Agenda
from sim.policy.registry import MissingError
from sim.rulebook.rulebook import Rulebook, Variable

GOOD_TIE = 3.5  # climate above which a tie needs no further care
STEEP = 0.30  # how much faster a tie's worth grows for each point it is colder
FREE = 0.5  # attention at which a free order is counted
WORTHS: dict[str, float] = {  # gain per unit of what has no power of its own, judged against one point of climate
    "diversified": 12.0,
    "spares": 6.0,
    "credibility": 10.0,
    "unity": 0.12,
    "public": 0.08,
    "legitimacy": 0.08,
    "threat": -12.0,
    "dispute": -0.8,
    "obligation": -0.8,
    "concession": -1.0,
    "refusals": -0.5,
    "attention": 0.0,
    "deals_working": 0.5,
}
SUSPICION_FROM = 0.6  # below it a suspicious power still bids; above it, it presses
SUSPICION_WORTH = 1.2


class Bamboo:
    """Serves the coldest and most suspicious first, and never leaves one far behind."""

    name = "bamboo"
    about = "keeps the ties close together, answers pressure, diversifies"

    def __init__(self, rules: Rulebook) -> None:
        lacking = [id for id in ("climate", "suspicion", "window", "obligation") if id not in rules.variable]
        if "bamboo" not in rules.lineage or lacking:
            raise MissingError(
                "the policy `bamboo` plays the base ruleset `bamboo` and what extends it",
                rules.id,
                "choose another policy",
            )
        self._rules = rules

    def decide(self, view: View) -> Orders:
        """Answers by advice or by worth, then the orders that are worth most for their attention."""
        worths = self._worths(view)
        agenda = Agenda(view)
        for card in np.flatnonzero(view.open.any(axis=1)):
            agenda.answer_best(int(card), self._answers(view, int(card), worths))
        gain = worth.of_orders(view, worths)
        agenda.best(gain / np.maximum(view.cost, FREE))
        return agenda.orders()

    def _worths(self, view: View) -> dict[int, float | Floats]:
        """What one unit of each row is worth now: a tie the more, the colder it is."""
        climate, suspicion = view.read("climate"), view.read("suspicion")
        worths: dict[int, float | Floats] = {}
        for id, value in WORTHS.items():
            if id in self._rules.variable:
                worths |= dict.fromkeys(_rows(self._rules.variable[id]), value)
        for k, row in enumerate(_rows(self._rules.variable["climate"])):
            worths[row] = np.exp(STEEP * np.clip(GOOD_TIE - climate[k], -6.0, 6.0))
        for k, row in enumerate(_rows(self._rules.variable["suspicion"])):
            worths[row] = -SUSPICION_WORTH * (suspicion[k] > SUSPICION_FROM)
        return worths

    def _answers(self, view: View, card: int, worths: dict[int, float | Floats]) -> Floats:
        """[options, N] what each answer is worth; advice decides a vote."""
        advice = view.advice(card)
        if advice is not None:
            return np.asarray(advice, dtype=np.float64)
        gain = worth.of_options(view, card, worths)
        cost = view.option_cost[card][: gain.shape[0]]
        lowest = np.minimum(gain.min(axis=0), 0.0)  # every answer is better than silence
        answers: Floats = gain - lowest + 1e-6 - 0.1 * np.maximum(cost - 1.0, 0.0)
        return answers


def _rows(variable: Variable) -> range:
    return range(variable.row, variable.row + variable.size)
