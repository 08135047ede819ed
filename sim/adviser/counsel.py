"""Takes a running game, gives forecasts of plans that sharpen with every bit of work: the adviser at the player's desk.

It reads the game's View, rules and settings only; its luck is its own, and the same for every plan of a quarter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sim import engine
from sim.adviser.bots import Style, continuing
from sim.adviser.futures import Tape, beside, forecasts, unroll
from sim.adviser.gauge import Gauge
from sim.adviser.habit import Habit
from sim.adviser.halving import ranked
from sim.adviser.turning import Turnings
from sim.adviser.unscripted import unscripted
from sim.engine.view import View
from sim.engine.worlds import Floats, Worlds
from sim.play.forecast import Forecast, Review, Steps, joined
from sim.play.game import Game, Plan, to_orders
from sim.policy.registry import Policy

FIRST = 16  # futures of the first answer
FULL = 500  # futures of a finished one
BLOCK = 100  # the most that are played at once for one plan
NEAR = 100  # futures in which every number can be read a quarter ahead
MOST_WORLDS = 640  # that are stepped together, so that one bit of work stays short

Key = tuple[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]


@dataclass(frozen=True, slots=True)
class Block:
    """Futures that one government plays on."""

    bot: Policy
    first: int  # number of the first future
    size: int


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
        self._rules = unscripted(game.rules)
        self._gauge = Gauge(game.rules)
        self._bots = continuing(game.rules)
        self._style = Style(self._rules, self._bots, 1)
        self._view: View | None = None
        self._found: dict[Key, list[Forecast]] = {}
        self._blocks: tuple[Block, ...] = ()
        self._ranked: dict[Key, Steps] = {}
        self._asked: tuple[Key, ...] = ()
        self._steps: Iterator[object] | None = None
        self._turnings: Turnings | None = None
        self._near: tuple[Key, Worlds] | None = None

    @property
    def bots(self) -> tuple[str, ...]:
        """Names of the policies that play the futures on, beside the player's own habits."""
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

    def coming(self, plan: Plan) -> Worlds | None:
        """The first of the futures that `forecast` counts, after the coming quarter; None after the game. Played at once."""
        self._refresh()
        game, key = self.game, _key(plan)
        if self._view is None:
            return None
        if self._near is None or self._near[0] != key:
            worlds = engine.believe(self._view, NEAR, self.seed, self._ensemble, 0, self._rules)
            orders = beside([to_orders(game.rules, plan.orders, plan.answers)], NEAR)
            own = engine.OWN_LUCK + self.seed
            self._near = key, engine.step(self._rules, worlds, orders, own, luck=game.luck).after
        return self._near[1]

    def steps(self, plan: Plan) -> Steps | None:
        """What could be added to a plan, as far as it is ranked; None before the first round."""
        self._refresh()
        return self._ranked.get(_key(plan))

    def _refresh(self) -> None:
        """Forget the last quarter."""
        game = self.game
        now = None if game.over else game.view
        if self._view is not now:
            self._view, self._found, self._ranked, self._asked, self._steps = now, {}, {}, (), None
            self._blocks = (Block(self._bots[0], 0, FIRST),)
            self._near = None
            if self._style.quarters > len(game.turns):  # another game stands on the desk
                self._style = Style(self._rules, self._bots, 1)

    def _rank(self, plan: Plan) -> Iterator[object]:
        assert self._view is not None
        yield from self._learn()
        bots = [block.bot for block in self._blocks if not isinstance(block.bot, Habit)]
        for found in ranked(self.game, self._rules, self._view, plan, self._gauge, bots, self.seed, self._ensemble):
            if found is not None:
                self._ranked[_key(plan)] = found
            yield None

    def _answer(self, plans: Sequence[Plan]) -> Iterator[object]:
        """Block after block of futures for what was asked; the first before anything is known of the player's style."""
        if self._view is None:
            return
        number = 0
        while number < len(self._blocks):
            block = self._blocks[number]
            lacking = [p for p in plans if self._futures(p) < block.first + block.size]
            together = max(1, MOST_WORLDS // block.size)
            for at in range(0, len(lacking), together):
                yield from self._play(block, lacking[at : at + together])
            if not number:
                yield from self._learn()
            number += 1

    def _learn(self) -> Iterator[None]:
        """Learn what the player decided in quarters past, then share the futures of this one out among the governments."""
        for turn in self.game.turns[self._style.quarters :]:
            yield from self._style.learning(
                engine.view(self._rules, turn.before, self.game.seed, self.game.sight), turn.orders
            )
        if len(self._blocks) > 1:
            return
        first, blocks = FIRST, list(self._blocks)
        for at, bot in self._style.successors(FULL):
            left = len(at) - (FIRST if bot is self._bots[0] else 0)
            while left > 0:
                size = min(BLOCK, left)
                blocks.append(Block(bot, first, size))
                first, left = first + size, left - size
        self._blocks = tuple(blocks)

    def _futures(self, plan: Plan) -> int:
        return sum(f.futures for f in self._found.get(_key(plan), ()))

    def _play(self, block: Block, plans: Sequence[Plan]) -> Iterator[object]:
        game, view = self.game, self._view
        assert view is not None
        believed = engine.believe(view, block.size, self.seed, self._ensemble, block.first, self._rules)
        worlds = believed.take(np.tile(np.arange(block.size), len(plans)))
        yield None
        orders = beside([to_orders(game.rules, p.orders, p.answers) for p in plans], block.size)
        bot = self._style.habit(worlds.count) if isinstance(block.bot, Habit) else block.bot
        tape = Tape()
        for _ in unroll(self._rules, self._gauge, worlds, orders, bot, self.seed, game.luck, tape):
            yield None
        now = self._gauge.seen(view)[:, 0]
        for plan, forecast in zip(plans, forecasts(self._gauge, view.turn, now, tape, len(plans), FULL), strict=True):
            self._found.setdefault(_key(plan), []).append(forecast)
        yield None


def _key(plan: Plan) -> Key:
    return plan.orders, tuple(sorted(plan.answers))
