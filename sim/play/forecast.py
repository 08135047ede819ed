"""What a forecast is: many futures of the numbers that the screen shows first, as plain frozen arrays.

Takes nothing and gives shapes only: `adviser` fills them, `report` words them, `ui` draws them. Letters: M numbers, H quarters
ahead (the first entry is the coming quarter), F futures, K crises, E endings, J judgements.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from sim.engine.worlds import Bools, Floats, Worlds
from sim.play.game import Plan

LEVELS = (0.5, 0.8)  # shares of the futures that the two bands hold


@dataclass(frozen=True, slots=True, eq=False)
class Forecast:
    """The futures of one plan. Column f of two forecasts of one quarter has the same luck, so differences mean the plans."""

    turn: int  # the turn that the first quarter is, 1-based
    names: tuple[str, ...]  # numbers, such as "climate.us", "unity"
    now: Floats  # [M] as Vietnam sees them
    values: Floats  # [H, M, F]
    crises: tuple[str, ...]  # ids of events
    happened: Bools  # [H, K, F] whether it came by that quarter
    endings: tuple[str, ...]
    lit: Bools  # [H, E, F] whether its lamp has been lit by that quarter
    ended: Bools  # [H, E, F] whether it has closed the world by that quarter
    judgements: tuple[str, ...]
    judged: Floats  # [J, F] as they would stand at the last of the quarters
    wanted: int  # futures that will be in it when it is finished

    @property
    def futures(self) -> int:
        """F."""
        return int(self.values.shape[2])

    @property
    def horizon(self) -> int:
        """H."""
        return int(self.values.shape[0])

    @property
    def finished(self) -> bool:
        """Whether it holds all futures that were wanted."""
        return self.futures >= self.wanted

    def quantile(self, share: float) -> Floats:
        """[H, M] the value below which this share of the futures lies, at rank share * (F + 1) (Weibull 1939)."""
        ordered = np.sort(self.values, axis=2)
        at = min(max(share * (self.futures + 1) - 1.0, 0.0), self.futures - 1.0)
        low = int(at)
        high = min(low + 1, self.futures - 1)
        found: Floats = ordered[:, :, low] + (at - low) * (ordered[:, :, high] - ordered[:, :, low])
        return found

    def band(self, level: float) -> tuple[Floats, Floats]:
        """([H, M], [H, M]) the ends of the central band that holds this share of the futures."""
        return self.quantile((1.0 - level) / 2.0), self.quantile((1.0 + level) / 2.0)

    @property
    def mean(self) -> Floats:
        """[H, M]."""
        found: Floats = self.values.mean(axis=2)
        return found

    def chance(self, what: Bools) -> Floats:
        """[H, ...] the share of futures in which something of `happened`, `lit` or `ended` came by each quarter."""
        found: Floats = what.mean(axis=2)
        return found


def joined(parts: Sequence[Forecast]) -> Forecast:
    """One forecast of all futures of several; they are forecasts of one plan."""
    first = parts[0]
    if len(parts) == 1:
        return first
    return replace(
        first,
        values=np.concatenate([p.values for p in parts], axis=2),
        happened=np.concatenate([p.happened for p in parts], axis=2),
        lit=np.concatenate([p.lit for p in parts], axis=2),
        ended=np.concatenate([p.ended for p in parts], axis=2),
        judged=np.concatenate([p.judged for p in parts], axis=1),
    )


@dataclass(frozen=True, slots=True)
class Step:
    """One verb that could be added to a plan, and what it gains."""

    action: int
    target: int
    gain: float  # mean of the judgements, 0..100, at the horizon, against the plan without it
    futures: int


@dataclass(frozen=True, slots=True)
class Steps:
    """What could be added to a plan, best first."""

    best: tuple[Step, ...]
    progress: float  # 0..1


@dataclass(frozen=True, slots=True)
class Flip:
    """One decision of a finished game, and what became of its judgements without it. Points are of 0..100."""

    turn: int  # 1-based
    order: tuple[int, int] | None  # (action, target) left out; None: an answer
    card: int  # the card that was answered, -1: an order
    chosen: int  # the answer that was given, -1: it waited
    instead: int  # the other answer, -1: to wait
    gain: float  # mean over the judgements and all lucks, what you did less the other: above 0 it was well done
    own: float  # the same in the luck of the game alone
    by: tuple[float, ...]  # by judgement


@dataclass(frozen=True, slots=True)
class Review:
    """The decisions of a finished game, the weightiest first."""

    flips: tuple[Flip, ...]
    progress: float  # 0..1
    bot: str  # who plays on after the decision
    lucks: int


class Adviser(Protocol):
    """Somebody who forecasts for a running game, bit by bit, from what the player may know."""

    def ask(self, plans: Sequence[Plan]) -> None:
        """What to work on next: these plans, compared with the same luck."""

    def rank(self, plan: Plan) -> None:
        """Work next on what could be added to the plan in hand."""

    def work(self) -> bool:
        """Do the next bit, well below 50 ms; False when all that was asked is answered."""

    def forecast(self, plan: Plan) -> Forecast | None:
        """The forecast of a plan as far as it is; None before the first answer."""

    def coming(self, plan: Plan) -> Worlds | None:
        """Some of the futures of a plan after the coming quarter, in which every number can be read; None after the game."""

    def steps(self, plan: Plan) -> Steps | None:
        """What could be added to a plan, as far as it is ranked; None before the first round."""

    @property
    def bots(self) -> tuple[str, ...]:
        """Names of the policies that play the futures on."""

    def review(self) -> Review:
        """The turning points of a finished game as far as they are known; work goes on with them."""
