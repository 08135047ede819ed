"""Takes a finished game, gives its turning points: each decision played again otherwise, in the same luck, with a stated bot going on.

For every quarter the game's own state is taken up again. Your orders of that quarter and each of them changed in one thing are played
side by side, the bot goes on to the end of the term, and the judgements are compared. All variants share their luck: the dice of the
game, and those of its neighbour worlds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim import engine
from sim.adviser.bots import continuing
from sim.adviser.futures import beside
from sim.adviser.gauge import Gauge
from sim.engine.worlds import Floats, Orders, Turn, Worlds
from sim.play.forecast import Flip, Review
from sim.play.game import Game, taken, to_orders

LUCKS = 16  # the game's own dice and those of fifteen neighbours
MOST_WORLDS = 320  # that are stepped together, so that one bit of work stays short
Pairs = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Variant:
    """The orders of a quarter changed in one thing."""

    orders: Pairs
    answers: Pairs
    order: tuple[int, int] | None  # the order that is left out
    card: int = -1  # the card that is answered otherwise
    chosen: int = -1
    instead: int = -1


class Turnings:
    """The review of one finished game; sharpens with `work`."""

    def __init__(self, game: Game, gauge: Gauge) -> None:
        self.game = game
        self.gauge = gauge
        bots = continuing(game.rules)
        self._bot = bots[0] if bots else None
        self._found: list[Flip] = []
        self._done = 0
        self._steps = self._run()

    @property
    def review(self) -> Review:
        """What is known by now, the weightiest first."""
        ranked = tuple(sorted(self._found, key=lambda flip: -abs(flip.gain)))
        turns = max(1, len(self.game.turns))
        return Review(ranked, self._done / turns, self._bot.name if self._bot else "", LUCKS)

    def work(self) -> bool:
        """Do the next bit; False when all is done."""
        return next(self._steps, "done") != "done"

    def _run(self) -> Iterator[None]:
        for number in range(len(self.game.turns) - 1, -1, -1):  # the last quarters are the quickest
            yield from self._quarter(number, self.game.turns[number])
            self._done += 1
        yield None

    def _quarter(self, number: int, turn: Turn) -> Iterator[None]:
        variants = _variants(self.game, turn)
        if not variants or self._bot is None:
            return
        orders, answers = taken(turn)
        together = max(1, MOST_WORLDS // LUCKS - 1)
        for at in range(0, len(variants), together):
            some = variants[at : at + together]
            plans = [(orders, answers), *((v.orders, v.answers) for v in some)]
            judged: list[Floats] = []
            refused: list[Turn] = []
            yield from self._played(turn.before, plans, judged, refused)
            self._compare(number, some, judged[0], refused[0])

    def _played(
        self, before: Worlds, plans: Sequence[tuple[Pairs, Pairs]], judged: list[Floats], first: list[Turn]
    ) -> Iterator[None]:
        """Play plans side by side to the end of the term; leaves [J, plans x LUCKS] and the first Turn."""
        game, rules = self.game, self.game.rules
        count = len(plans) * LUCKS
        worlds = before.take(np.zeros(count, dtype=np.intp))
        ids = (np.arange(LUCKS) + game.world).astype(np.uint64)
        worlds = replace(worlds, ids=np.tile(ids, len(plans)))
        orders: Orders = beside([to_orders(rules, o, a) for o, a in plans], LUCKS)
        while True:
            turn = engine.step(rules, worlds, orders, game.seed, luck=game.luck)
            first.append(turn)
            worlds = turn.after
            yield None
            if worlds.turn >= rules.turns:
                break
            assert self._bot is not None
            orders = self._bot.decide(engine.view(rules, worlds, game.seed))
            yield None
        judged.append(self.gauge.judged(worlds))

    def _compare(self, number: int, variants: Sequence[_Variant], judged: Floats, first: Turn) -> None:
        """Of each decision, the change that makes the largest difference."""
        best: dict[tuple[object, int], Flip] = {}
        own = judged[:, :LUCKS]
        for i, v in enumerate(variants, start=1):
            if v.card >= 0 and v.instead >= 0 and first.refused_answer[v.card, i * LUCKS]:
                continue  # it could not have been answered so
            apart = 100.0 * (own - judged[:, i * LUCKS : (i + 1) * LUCKS])
            mean = apart.mean(axis=0)
            flip = Flip(
                turn=number + 1,
                order=v.order,
                card=v.card,
                chosen=v.chosen,
                instead=v.instead,
                gain=float(mean.mean()),
                own=float(mean[0]),
                by=tuple(float(x) for x in apart.mean(axis=1)),
            )
            key = (v.order, v.card)
            if key not in best or abs(flip.gain) > abs(best[key].gain):
                best[key] = flip
        self._found += best.values()


def _variants(game: Game, turn: Turn) -> list[_Variant]:
    orders, answers = taken(turn)
    found = [_Variant(tuple(o for o in orders if o is not one), answers, one) for one in orders]
    given = dict(answers)
    for card in range(turn.before.open.shape[0]):
        if not turn.before.open[card, 0]:
            continue
        event = game.rules.events[game.rules.cards_axis[card][0]]
        chosen = given.get(card, -1)
        for option in range(-1, len(event.options)):
            if option != chosen:
                others = tuple((c, o) for c, o in answers if c != card)
                new = others if option < 0 else (*others, (card, option))
                found.append(_Variant(orders, new, None, card, chosen, option))
    return found
