"""Takes forecasts and what happened, gives scores with bootstrap intervals and a verdict in words beside each baseline."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np
from numpy.typing import NDArray

from sim.engine.worlds import Floats

DRAWS = 2000
FEW = 8  # rows below which no verdict is given, whatever the numbers look like
SURE = 0.01  # a chance counts as no less than this in the log loss
Picks = NDArray[np.intp]
Measure = Callable[[Picks], float]  # the score of a choice of rows, one row possibly several times


@dataclass(frozen=True, slots=True)
class Score:
    """One measure of one kind of row."""

    kind: str
    measure: str
    rows: int
    model: float
    low: float  # 95 % bootstrap interval of the model's score
    high: float
    baseline: str  # empty: there is none
    base: float
    ahead: float  # by how much the model is better than the baseline; below 0: worse
    ahead_low: float
    ahead_high: float

    @property
    def verdict(self) -> str:
        """What the numbers allow to say."""
        if self.rows < FEW:
            return f"too few to tell: {self.rows} row{'s' * (self.rows != 1)}"
        if not self.baseline:
            return ""
        if self.ahead_low > 0:
            return f"better than {self.baseline}"
        if self.ahead_high < 0:
            return f"worse than {self.baseline}"
        if self.ahead == 0.0:
            return f"no better and no worse than {self.baseline}"
        half = (self.ahead_high - self.ahead_low) / 2
        needed = ceil(self.rows * (half / abs(self.ahead)) ** 2)
        side = "ahead of" if self.ahead > 0 else "behind"
        return f"too few to tell: {side} {self.baseline}, but some {max(needed, self.rows + 1):,} rows would be needed to be sure"


def judge(
    kind: str,
    measure: str,
    rows: int,
    model: Measure,
    baselines: Mapping[str, Measure],
    seed: int,
    *,
    high_is_good: bool = False,
) -> list[Score]:
    """The model's score and, for each baseline, how far it is ahead; rows are drawn again with replacement (Efron 1979).

    Model and baseline are judged on the same draws, so what is common to both does not widen the interval.
    """
    luck = np.random.default_rng(seed)
    everything = np.arange(rows)
    picks = luck.integers(0, rows, (DRAWS, rows))
    own, drawn = model(everything), np.array([model(pick) for pick in picks])
    low, high = np.quantile(drawn, [0.025, 0.975])
    sign = 1.0 if high_is_good else -1.0
    found = []
    for name, base in baselines.items():
        ahead = sign * (drawn - np.array([base(pick) for pick in picks]))
        ends = np.quantile(ahead, [0.025, 0.975])
        beside = base(everything)
        found.append(
            Score(
                kind, measure, rows, own, float(low), float(high), name, beside, sign * (own - beside), float(ends[0]), float(ends[1])
            )
        )  # fmt: skip
    return found or [Score(kind, measure, rows, own, float(low), float(high), "", 0.0, 0.0, 0.0, 0.0)]


def mean(values: Floats) -> Measure:
    """A score that is the mean over rows."""
    return lambda pick: float(values[pick].mean())


def root(squares: Floats) -> Measure:
    """A score that is the root of a mean square."""
    return lambda pick: sqrt(float(squares[pick].mean()))


def brier(chances: Floats, happened: Picks) -> Floats:
    """[n] the squared distance of chances [n, options] from what happened, summed over the options. Source: Brier 1950."""
    truth = np.zeros_like(chances)
    truth[np.arange(len(happened)), happened] = 1.0
    found: Floats = ((chances - truth) ** 2).sum(axis=1)
    return found


def log_loss(chances: Floats, happened: Picks) -> Floats:
    """[n] -ln of the chance of what happened; a chance below `SURE` counts as that."""
    found: Floats = -np.log(np.maximum(chances[np.arange(len(happened)), happened], SURE))
    return found


def right(chances: Floats, happened: Picks) -> Floats:
    """[n] 1 where the likeliest option happened, 0 where another did; if several are the likeliest, the part that guessing gets."""
    likeliest = chances == chances.max(axis=1, keepdims=True)
    found: Floats = likeliest[np.arange(len(happened)), happened] / likeliest.sum(axis=1)
    return found


def kendall(x: Floats, y: Floats) -> float:
    """Kendall's tau-b: 1 the same order, -1 the reverse, 0 where either has no order at all. Source: Kendall 1945."""
    a, b = np.sign(x[:, None] - x[None, :]), np.sign(y[:, None] - y[None, :])
    pairs = float(np.abs(a).sum() * np.abs(b).sum())
    return float((a * b).sum()) / sqrt(pairs) if pairs else 0.0
