"""The policy `bamboo`: an adaptive doctrine for the base ruleset, rooted and pliant.

It keeps the four ties close together instead of one of them high: the coldest tie and the door that is nearly open come first,
signals are spread so that nobody is far ahead, a rank is raised where the tie would carry it, contracts go where they still add.
Asks are weighed against what they leave behind; votes follow the ruleset's own advice. What attention remains goes to what no
power can take away: a word that is believed, unity at home, calm at sea, parts from several yards.

All worths are in points of the mean of the five judgements; they were fitted by play against the ruleset's own constants.
"""

from __future__ import annotations

import numpy as np

from sim.engine.view import View
from sim.engine.worlds import Floats
from sim.policy import worth
from sim.policy.agenda import Agenda, Writer
from sim.policy.registry import Dial, MissingError
from sim.rulebook.rulebook import Rulebook

NEEDS = ("climate", "suspicion", "signal", "costly", "tier", "visit_recent", "deals", "obligation", "concession")
FOR_EVER = 1000.0  # quarters
DIALS = {  # worths are in points of the mean of the five judgements
    "door": Dial(1.5, -5, 8, "climate above which a door is open"),
    "coldest": Dial(1.25, 0, 10, "a point of climate with the coldest power"),
    "at_door": Dial(0.4, 0, 10, "a point of climate at the door"),
    "any_tie": Dial(0.2, 0, 10, "a point of climate with anybody"),
    "rank": Dial(1.2, 0, 10, "a step of rank, for itself"),
    "soothe": Dial(0.12, 0, 2, "a point of suspicion, in points of climate"),
    "uneasy": Dial(0.3, 0, 10, "suspicion from which it begins to weigh"),
    "choice": Dial(0.5, 0, 10, "all choice open instead of none"),
    "contract": Dial(1.9, 0, 20, "a point of yearly growth by contracts"),
    "price": Dial(0.2, 0, 5, "what a point of attention is kept back for when answers are weighed"),
}
TIE_LASTS = 10.0  # half-life of a point of climate, in quarters
RANK_REST = 0.6  # a step of rank, in points of climate
CONTRACTS = 3.0  # how many contracts with one power still add
YARD, TALKS = 0.03, 1.3  # a yard at work; a certain incident that talks make less likely
VISIT_OPENS = 0.5  # a visit after which a rank could be raised
ORDER_PRICE = 0.01  # what a point of attention is kept back for when orders are weighed
STEADY: dict[str, tuple[float, float]] = {  # worth of one unit of other numbers, and their half-life in quarters
    "credibility": (4.0, 23.0),
    "spares": (18.0, 8.0),
    "drill": (8.0, 4.0),
    "diversified": (20.0, FOR_EVER),
    "threat": (-10.5, 8.0),
    "dispute": (-1.75, 2.0),
    "incidents": (-6.0, FOR_EVER),
    "unity": (0.16, 8.0),
    "public": (0.11, 8.0),
    "discord": (-0.12, 8.0),
    "obligation": (-0.8, 11.0),
    "concession": (-1.5, 8.0),
    "setback": (-3.0, 1.0),
    "tariff": (-0.3, FOR_EVER),
    "partner_tier": (1.0, FOR_EVER),
}


class Bamboo(Writer):
    """Serves the coldest tie first, spreads its signals, and never leaves one power far behind."""

    name = "bamboo"
    about = "keeps the ties close together, answers pressure, diversifies"

    def __init__(self, rules: Rulebook, **numbers: float) -> None:
        self._dial = {key: dial.value for key, dial in DIALS.items()} | numbers
        lacking = [id for id in NEEDS if id not in rules.variable]
        if "bamboo" not in rules.lineage or lacking:
            raise MissingError(
                "the policy `bamboo` plays the base ruleset `bamboo` and what extends it",
                rules.id,
                "choose another policy",
            )
        self._rules = rules
        self._lasts: dict[tuple[int, float], float] = {}
        self._powers = range(rules.variable["climate"].size)

    def fill(self, agenda: Agenda) -> None:
        """Answers by advice or by worth, then the orders that are worth most for their attention."""
        view = agenda.view
        ties = self._ties(view)
        worths = self._worths(view, ties)
        for card in np.flatnonzero(view.open.any(axis=1)):
            agenda.answer_best(int(card), self._answers(view, int(card), worths))
        gain = worth.of_orders(view, worths)
        self._add_later(view, gain)
        gain -= ORDER_PRICE * view.able_cost
        gain /= np.maximum(view.able_cost, 1.0)
        agenda.best(gain)

    def _lasting(self, view: View, half_life: float) -> float:
        """How much the judgements will count of one unit that is gained now: half the mean of the game, half the last year."""
        if (view.turn, half_life) not in self._lasts:
            last = self._rules.turns
            turns = np.arange(view.turn, last + 1)
            weight = 0.5 / last + 0.5 * (turns > last - 4) / 4
            self._lasts[view.turn, half_life] = float((weight * 0.5 ** ((turns - view.turn) / half_life)).sum())
        return self._lasts[view.turn, half_life]

    def _ties(self, view: View) -> Floats:
        """[powers, N] worth of a point of climate."""
        climate = view.read("climate")
        cold = np.exp(-2.0 * (climate - climate.min(axis=0)))
        door = np.exp(-((climate - self._dial["door"]) ** 2))
        ties: Floats = self._lasting(view, TIE_LASTS) * (
            self._dial["coldest"] * cold / cold.sum(axis=0) + self._dial["at_door"] * door + self._dial["any_tie"]
        )
        return ties

    def _worths(self, view: View, ties: Floats) -> dict[str, Floats]:
        """What one unit of each number is worth now, [its size, 1 or N]."""
        blocks = self._rules.variable
        worths = {
            id: np.full((blocks[id].size, 1), value * self._lasting(view, half_life))
            for id, (value, half_life) in STEADY.items()
            if id in blocks
        }
        soothe = -self._dial["soothe"] * ties * np.clip((view.read("suspicion") - self._dial["uneasy"]) / 0.8, 0.0, 1.0)
        step = self._dial["rank"] * self._lasting(view, FOR_EVER)
        return worths | {
            "climate": ties,
            "suspicion": soothe,
            "costly": self._signals(view, ties, soothe),
            "tier": (step + RANK_REST * ties) * (view.read("tier") < 4),
        }

    def _signals(self, view: View, ties: Floats, soothe: Floats) -> Floats:
        """[powers, N] worth of a costly signal to a power: choice kept open, less what the other powers make of it."""
        signal, nu = view.read("signal"), view.read("nu")
        jealousy, envy = view.read("jealousy"), view.read("envy")
        size, now = 0.7, _choice(signal)
        found = np.empty_like(signal)
        for k in self._powers:
            more = signal.copy()
            more[k] += size
            found[k] = self._dial["choice"] * self._lasting(view, 6.0) * (_choice(more) - now) / size - 0.7 * soothe[k]
            for j in self._powers:
                ahead = np.where(signal[j] > signal[k], 0.5, 1.0)
                found[k] += nu[j * len(self._powers) + k] * (envy * soothe[j] * ahead - jealousy * ties[j])
        return found

    def _add_later(self, view: View, gain: Floats) -> None:
        """Add what an order is worth beyond its direct effects: contracts that will work, ranks that a visit opens."""
        climate, rank, recent = view.read("climate"), view.read("tier"), view.read("visit_recent")
        near = (rank < 4) & (climate > self._dial["door"] + 0.6 * (4 - rank)) & (recent < 2)
        opens = VISIT_OPENS * self._lasting(view, FOR_EVER) * near
        room = np.clip(CONTRACTS - view.read("deals"), 0.0, 1.0)
        contract = (
            self._dial["contract"] * self._lasting(view, 40.0) * view.read("deal_growth") * view.read("market") * room
        )
        yard = YARD * self._lasting(view, FOR_EVER) * (1.0 - view.read("diversified"))
        calm = TALKS * self._lasting(view, FOR_EVER) * view.read("incident_chance") * (view.read("talks_recent") < 1)
        later = {
            "host_visit": opens,
            "make_visit": opens,
            "economic_deal": contract,
            "diversify_parts": yard[None],
            "talks_beijing": calm[None],
        }
        for k, (verb, target) in enumerate(zip(*view.able, strict=True)):
            amount = later.get(self._rules.actions[verb].id)
            if amount is not None and target < len(amount):
                gain[k] += amount[target]

    def _answers(self, view: View, card: int, worths: dict[str, Floats]) -> Floats:
        """[options, N] what each answer is worth; advice decides a vote."""
        advice = view.advice(card)
        if advice is not None:
            return advice
        gain = worth.of_options(view, card, worths)
        kept = self._dial["price"] * self._lasting(view, FOR_EVER)  # nothing is kept back for after the last quarter
        gain = gain - kept * view.option_cost[card][: gain.shape[0]]
        answers: Floats = gain - np.minimum(gain.min(axis=0), 0.0) + 1e-6  # every answer is better than silence
        return answers


def _choice(signal: Floats) -> Floats:
    """[N] how open the choice is, 0..1: signals spread over the powers, and enough of them."""
    spread = signal + 0.25
    share = spread / spread.sum(axis=0)
    found: Floats = (1.0 - ((share**2).sum(axis=0) - 0.25) / 0.75) * np.minimum(1.0, signal.sum(axis=0) / 3.0)
    return found
