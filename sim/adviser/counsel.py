"""Takes a running game, gives forecasts of plans that sharpen with every bit of work: the adviser at the player's desk.

It reads the game's View, rules and settings only; its luck is its own, and the same for every plan of a quarter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from sim import engine
from sim.adviser.bots import continuing
from sim.adviser.futures import Tape, beside, forecasts, unroll
from sim.adviser.gauge import Gauge
from sim.adviser.halving import ranked
from sim.adviser.turning import Turnings
from sim.engine.view import View
from sim.engine.worlds import Floats
from sim.play.forecast import Forecast, Review, Steps, joined
from sim.play.game import Game, Plan, to_orders

BLOCKS = (16, 84, 100, 100, 100, 100)  # futures of a plan, block by block: 500
MOST_WORLDS = 640  # that are stepped together, so that one bit of work stays short

Key = tuple[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]


class Counsel:
    """The adviser of one game.

    Args:
        game: it is read, never changed.
        ensemble: [P, M] parameter sets that are held possible; None: those of the game are known.
        seed: of the adviser's own luck.
    """

    def __init__(self, game: Game, ensemble: Floats | None = None, seed: int = 0) -> None:
        self.game = game
        self.seed = seed
        self._ensemble = ensemble
        self._gauge = Gauge(game.rules)
        self._bots = continuing(game.rules)
        self._view: View | None = None
        self._found: dict[Key, list[Forecast]] = {}
        self._ranked: dict[Key, Steps] = {}
        self._asked: tuple[Key, ...] = ()
        self._steps: Iterator[object] | None = None
        self._turnings: Turnings | None = None

    @property
    def bots(self) -> tuple[str, ...]:
        """Names of the policies that play the futures on."""
        return tuple(b.name for b in self._bots)

    def ask(self, plans: Sequence[Plan]) -> None:
        """What to work on next: these plans, compared with the same luck."""
        self._refresh()
        asked = {_key(p): p for p in plans}
        if tuple(asked) != self._asked:
            self._asked, self._steps = tuple(asked), self._answer(tuple(asked.values()))

    def rank(self, plan: Plan) -> None:
        """Work next on what could be added to the plan in hand."""
        self._refresh()
        task = (((-1, -1),), ()), _key(plan)
        if task != self._asked:
            self._asked, self._steps = task, self._rank(plan)

    def review(self) -> Review:
        """The turning points of a finished game as far as they are known; work goes on with them."""
        if self._turnings is None:
            self._turnings = Turnings(self.game, self._gauge)
        return self._turnings.review

    def work(self) -> bool:
        """Do the next bit, well below 50 ms; False when all that was asked is answered."""
        self._refresh()
        if self._turnings is not None and self.game.over:
            return self._turnings.work()
        if self._steps is None:
            return False
        return next(self._steps, "done") != "done"

    def forecast(self, plan: Plan) -> Forecast | None:
        """The forecast of a plan as far as it is; None before the first answer."""
        self._refresh()
        found = self._found.get(_key(plan))
        if not found:
            return None
        if len(found) > 1:  # join once, however often it is asked
            found[:] = [joined(found)]
        return found[0]

    def steps(self, plan: Plan) -> Steps | None:
        """What could be added to a plan, as far as it is ranked; None before the first round."""
        self._refresh()
        return self._ranked.get(_key(plan))

    def _refresh(self) -> None:
        """Forget the last quarter."""
        now = None if self.game.over else self.game.view
        if self._view is not now:
            self._view, self._found, self._ranked, self._asked, self._steps = now, {}, {}, (), None

    def _rank(self, plan: Plan) -> Iterator[object]:
        assert self._view is not None
        for found in ranked(self.game, self._view, plan, self._gauge, self._bots, self.seed, self._ensemble):
            if found is not None:
                self._ranked[_key(plan)] = found
            yield None

    def _answer(self, plans: Sequence[Plan]) -> Iterator[object]:
        """Block after block of futures for what was asked."""
        first = 0
        if self._view is None:
            return
        for number, block in enumerate(BLOCKS):
            lacking = [p for p in plans if self._futures(p) < first + block]
            together = max(1, MOST_WORLDS // block)
            for at in range(0, len(lacking), together):
                yield from self._block(number, first, block, lacking[at : at + together])
            first += block

    def _futures(self, plan: Plan) -> int:
        return sum(f.futures for f in self._found.get(_key(plan), ()))

    def _block(self, number: int, first: int, block: int, plans: Sequence[Plan]) -> Iterator[object]:
        game, view = self.game, self._view
        assert view is not None
        believed = engine.believe(view, block, self.seed, self._ensemble, first)
        worlds = believed.take(np.tile(np.arange(block), len(plans)))
        yield None
        orders = beside([to_orders(game.rules, p.orders, p.answers) for p in plans], block)
        tape = Tape()
        bot = self._bots[number % len(self._bots)]
        for _ in unroll(game.rules, self._gauge, worlds, orders, bot, self.seed, game.luck, tape):
            yield None
        now = self._gauge.seen(view)[:, 0]
        for plan, forecast in zip(
            plans, forecasts(self._gauge, view.turn, now, tape, len(plans), sum(BLOCKS)), strict=True
        ):
            self._found.setdefault(_key(plan), []).append(forecast)
        yield None


def _key(plan: Plan) -> Key:
    return plan.orders, tuple(sorted(plan.answers))
