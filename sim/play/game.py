"""Takes compiled rules, a seed and a world number, gives a game of one world: orders in hand, undo, resolved turns.

A game knows codes and ids only; the sentences about it are made in `report`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim import engine
from sim.base.errors import BambooError
from sim.engine.orders import NOT_OPEN, OVER, UNKNOWN
from sim.engine.view import View
from sim.engine.worlds import Floats, Orders, Turn, Worlds
from sim.play.notebook import Notebook
from sim.play.offers import Offers, offers, refusals, spent
from sim.policy.registry import Policy
from sim.rulebook.phrasebook import Phrasebook
from sim.rulebook.rulebook import Rulebook

ACCEPTED = 0
MOST_SIGHT = 10.0
NEEDED = 100  # not the engine's: something else in hand would be refused without it


@dataclass(frozen=True, slots=True)
class Plan:
    """What is in hand this quarter, in the order in which it was decided."""

    orders: tuple[tuple[int, int], ...] = ()  # (action, target)
    answers: tuple[tuple[int, int], ...] = ()  # (card, option)

    def answer(self, card: int) -> int:
        """The option chosen for a card, -1 if it waits."""
        return dict(self.answers).get(card, -1)


@dataclass(frozen=True, slots=True)
class Segment:
    """Quarters that were played under earlier rules: the first `turns` of the game, by the texts and parameters of that time."""

    turns: int
    texts: Mapping[str, Mapping[str, str]]
    params: Floats


class Game:
    """One world from its first quarter on.

    Args:
        rules, words, texts: a compiled scenario; `texts` (folder -> file -> text) are what it was compiled from, kept for saves.
        seed: of all luck.
        world: number of the world; the same number in a batch is the same world.
        params: [P, 1] other values of the parameters, or None for those of the scenario.
        luck: False plays the scenario without chance.
        sight: factor on the errors with which Vietnam sees; no rule of the game reads it.
    """

    def __init__(
        self,
        rules: Rulebook,
        words: Phrasebook,
        texts: Mapping[str, Mapping[str, str]],
        *,
        seed: int,
        world: int = 0,
        params: Floats | None = None,
        luck: bool = True,
        sight: float = 1.0,
        played_by: str = "",
    ) -> None:
        if not 0 <= seed < 2**63:
            raise BambooError(f"the seed {seed} is out of range", cure="take a whole number from 0 to 2^63 - 1")
        if not 0 <= world < 2**63:
            raise BambooError(f"the world {world} is out of range", cure="take a whole number from 0 to 2^63 - 1")
        if not 0 <= sight <= MOST_SIGHT:
            raise BambooError(f"the sight {sight} is out of range", cure=f"take a number from 0 to {MOST_SIGHT:g}")
        self.rules = rules
        self.words = words
        self.texts = {folder: dict(files) for folder, files in texts.items()}
        self.seed = seed
        self.world = world
        self.params = engine.default_params(rules) if params is None else params
        self.luck = luck
        self.sight = sight
        self.played_by = played_by  # name of the policy, empty for a person
        self.turns: list[Turn] = []
        self.earlier: tuple[Segment, ...] = ()  # rules that were edited while the game was played, oldest first
        self.notebook = Notebook()  # what was foretold
        self.plan = Plan()
        self._earlier: list[Plan] = []
        self._worlds = engine.start(rules, np.array([world], dtype=np.uint64), seed, self.params, luck=luck)
        self._view: View | None = None
        self._offers: Offers | None = None

    # -- what is -----------------------------------------------------------------------------------------------

    @property
    def worlds(self) -> Worlds:
        """The world now, N = 1."""
        return self._worlds

    @property
    def turn(self) -> int:
        """The turn being decided, 1-based; after the game, the last one played plus 1."""
        return self._worlds.turn + 1

    @property
    def over(self) -> bool:
        """Whether the term is served or an ending closed the world."""
        return self._worlds.turn >= self.rules.turns or int(self._worlds.ended[0]) >= 0

    @property
    def view(self) -> View:
        """What Vietnam may see now."""
        if self._view is None:
            self._view = engine.view(self.rules, self._worlds, self.seed, self.sight)
        return self._view

    @property
    def open_cards(self) -> tuple[int, ...]:
        """Positions on the axis of cards that stand open, main cards first, then in the order of the scenario."""
        if self.over:
            return ()
        cards = [c for c in range(self._worlds.open.shape[0]) if self._worlds.open[c, 0]]
        events = self.rules.events
        axis = self.rules.cards_axis
        return tuple(sorted(cards, key=lambda c: (not events[axis[c][0]].main, events[axis[c][0]].kind != "vote", c)))

    @property
    def can_undo(self) -> bool:
        """Whether something of this quarter can be taken back."""
        return bool(self._earlier)

    @property
    def offers(self) -> Offers:
        """What could be added to the plan in hand, judged by the engine."""
        if self._offers is None:
            self._offers = offers(self.rules, self._worlds, self.plan.orders, self.plan.answers)
        return self._offers

    @property
    def spent(self) -> float:
        """What the plan in hand takes of the attention; 0 if the scenario has none."""
        return self.spent_of(self.rules.screen.attention) if self.rules.screen.attention else 0.0

    def spent_of(self, variable: str) -> float:
        """What the plan in hand takes of a variable that orders cost."""
        return 0.0 if self.over else spent(self.rules, self._worlds, self.plan.orders, self.plan.answers, variable)

    # -- what is decided ---------------------------------------------------------------------------------------

    def order(self, action: int, target: int = 0) -> int:
        """Put a verb on the agenda, or take it off if it is there; gives 0 or the code of the refusal."""
        if self.over:
            return OVER
        if not 0 <= action < len(self.rules.actions) or not 0 <= target < len(self.rules.actions[action].targets):
            return UNKNOWN
        pair = (action, target)
        if pair in self.plan.orders:
            return self._take(Plan(tuple(o for o in self.plan.orders if o != pair), self.plan.answers), removes=True)
        return self._take(Plan((*self.plan.orders, pair), self.plan.answers))

    def answer(self, card: int, option: int) -> int:
        """Answer an open card; the same answer again takes it back; gives 0 or the code of the refusal."""
        if self.over:
            return OVER
        if card not in self.open_cards:
            return NOT_OPEN
        if not 0 <= option < len(self.rules.events[self.rules.cards_axis[card][0]].options):
            return UNKNOWN
        others = tuple(a for a in self.plan.answers if a[0] != card)
        if self.plan.answer(card) == option:
            return self._take(Plan(self.plan.orders, others), removes=True)
        return self._take(Plan(self.plan.orders, (*others, (card, option))))

    def _take(self, plan: Plan, removes: bool = False) -> int:
        for code in refusals(self.rules, self._worlds, plan.orders, plan.answers):
            if code:
                return NEEDED if removes else code
        self._earlier.append(self.plan)
        self._hold(plan)
        return ACCEPTED

    def _hold(self, plan: Plan) -> None:
        self.plan = plan
        self._offers = None

    def hold(self, plan: Plan) -> None:
        """Take over a plan as it is (from a save); the engine judges it when the quarter ends."""
        self._earlier = []
        self._hold(plan)

    def take_over(self, turns: Sequence[Turn], worlds: Worlds, plan: Plan, earlier: tuple[Segment, ...]) -> None:
        """Go on from a state that was reached under earlier rules."""
        self.turns, self._worlds, self.earlier = list(turns), worlds, earlier
        self._view = None
        self.hold(plan)

    def undo(self) -> bool:
        """Take back the last decision of this quarter; False if there is none."""
        if not self._earlier:
            return False
        self._hold(self._earlier.pop())
        return True

    def end_quarter(self) -> Turn:
        """Resolve the quarter with the plan in hand.

        Errors: BambooError if the game is over.
        """
        return self.resolve(to_orders(self.rules, self.plan.orders, self.plan.answers))

    def resolve(self, orders: Orders) -> Turn:
        """Resolve the quarter with these orders, N = 1; what the engine refuses stands in the Turn."""
        if self.over:
            raise BambooError("the game is over", cure="start a new one, or load a save")
        turn = engine.step(self.rules, self._worlds, orders, self.seed, record=True, luck=self.luck)
        self.turns.append(turn)
        self._worlds = turn.after
        self._view = None
        self._earlier = []
        self._hold(Plan())
        return turn

    def play(self, policy: Policy, turns: int | None = None) -> None:
        """Let a policy decide `turns` quarters (all that are left by default)."""
        left = self.rules.turns if turns is None else turns
        while left > 0 and not self.over:
            self.resolve(policy.decide(self.view))
            left -= 1


def to_orders(rules: Rulebook, orders: Sequence[tuple[int, int]], answers: Sequence[tuple[int, int]]) -> Orders:
    """Plain pairs (action, target) and (card, option) -> Orders of one world."""
    empty = engine.no_orders(rules, 1, slots=len(orders))
    action, target, answer = empty.action.copy(), empty.target.copy(), empty.answer.copy()
    for slot, (a, t) in enumerate(orders):
        action[slot, 0], target[slot, 0] = a, t
    for card, option in answers:
        answer[card, 0] = option
    return Orders(action, target, answer)


def to_pairs(orders: Orders, world: int = 0) -> tuple[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]:
    """The reverse of `to_orders` for one world; empty slots and waiting cards are left out."""
    given = tuple(
        (int(a), int(t)) for a, t in zip(orders.action[:, world], orders.target[:, world], strict=True) if a >= 0
    )
    answered = tuple((card, int(o)) for card, o in enumerate(orders.answer[:, world]) if o >= 0)
    return given, answered


def taken(turn: Turn) -> tuple[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]:
    """As `to_pairs` for the world of a game: what was ordered and answered in a quarter and not refused."""
    orders, answers = to_pairs(turn.orders)
    codes = turn.refused_action[turn.orders.action[:, 0] >= 0, 0]
    given = tuple(order for order, code in zip(orders, codes, strict=True) if code == 0)
    return given, tuple((card, option) for card, option in answers if turn.refused_answer[card, 0] == 0)
