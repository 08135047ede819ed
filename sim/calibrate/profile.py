"""Takes a fit, gives for each free parameter how the loss rises away from its best value, all others fitted anew each time.

What can be read from it: an interval where the loss stays low, or that the record says nothing about this parameter.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.calibrate.ensemble import SLACK
from sim.calibrate.search import evolve
from sim.calibrate.yard import Yard
from sim.engine.worlds import Floats

STEPS = 5  # points along the range
EACH = 8  # sets that are fitted side by side at each of them
WORLDS = 0.5  # share of the worlds in which they are; what comes of it is measured in all


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """The profile of one free parameter, in its own unit."""

    name: str
    values: Floats  # [points], ascending, the best among them
    losses: Floats  # [points] loss at each, the others fitted
    low: float  # ends of the stretch in which the loss is at most `SLACK` above the lowest
    high: float
    says: str  # "pinned" both ends, "above" or "below" one end, "silent" neither


def profile(yard: Yard, best: Floats, number: int, budget: int, seed: int) -> Profile:
    """The profile of free parameter `number`; about `budget` sets are tried at each of its points.

    The points are taken outwards from the best one, each beginning with what its neighbour found.
    """
    free = yard.space.free[number]
    tried, found = yard.tried
    by_loss = tried[:, np.argsort(yard.data_loss(found), kind="stable")[: EACH - 2]]
    here = float(best[number])
    losses = {here: float(yard.data_loss(yard.figures(best[:, None]))[0])}
    grid = [float(x) for x in np.linspace(0.0, 1.0, STEPS) if x != here]
    for side in ([x for x in reversed(grid) if x < here], [x for x in grid if x > here]):
        neighbour = best
        for place in side:
            known = np.concatenate([neighbour[:, None], best[:, None], by_loss], axis=1)
            known[number] = place
            neighbour, _ = evolve(yard, known, EACH, budget, seed + number, (number, place), WORLDS)
            losses[place] = float(yard.data_loss(yard.figures(neighbour[:, None]))[0])
    order = sorted(losses)
    values, along = np.array([free.at(x) for x in order]), np.array([losses[x] for x in order])
    low, high = _stretch(values, along)
    ends = (low > free.low, high < free.high)
    says = {(True, True): "pinned", (True, False): "above", (False, True): "below", (False, False): "silent"}[ends]
    return Profile(free.name, values, along, low, high, says)


def _stretch(values: Floats, losses: Floats) -> tuple[float, float]:
    """Where a line through the points crosses the lowest loss plus `SLACK`, on both sides of the lowest point."""
    level, lowest = losses.min() + SLACK, int(losses.argmin())
    low, high = float(values[0]), float(values[-1])
    for i in range(lowest, 0, -1):
        if losses[i - 1] > level:
            part = (level - losses[i]) / (losses[i - 1] - losses[i])
            low = float(values[i] + part * (values[i - 1] - values[i]))
            break
    for i in range(lowest, len(values) - 1):
        if losses[i + 1] > level:
            part = (level - losses[i]) / (losses[i + 1] - losses[i])
            high = float(values[i] + part * (values[i + 1] - values[i]))
            break
    return low, high
