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
AT_ONCE = 96  # sets that are moved alone side by side
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


def profiles(yard: Yard, best: Floats, budget: int, seed: int) -> tuple[Profile, ...]:
    """The profile of every free parameter; about `budget` sets are tried at each point that needs it.

    First each parameter is moved alone, all side by side. Where even that costs less than `SLACK`, the point lies in the interval
    whatever the others could mend, and the loss there is told as it is: an upper bound. Elsewhere the others are fitted anew.
    """
    size = best.shape[0]
    grid = np.linspace(0.0, 1.0, STEPS)
    alone = np.repeat(best[:, None], size * STEPS, axis=1)
    for k in range(size):
        alone[k, k * STEPS : (k + 1) * STEPS] = grid
    together = np.concatenate([best[:, None], alone], axis=1)
    costs = np.concatenate(
        [
            yard.data_loss(yard.figures(part))
            for part in np.array_split(together, -(-together.shape[1] // AT_ONCE), axis=1)
        ]
    )
    return tuple(
        _profile(yard, best, k, float(costs[0]), costs[1 + k * STEPS : 1 + (k + 1) * STEPS], budget, seed)
        for k in range(size)
    )


def _profile(
    yard: Yard, best: Floats, number: int, lowest: float, alone: Floats, budget: int, seed: int
) -> Profile:  # fmt: skip
    """The profile of one parameter, its points taken outwards from the best one, each beginning with what its neighbour found."""
    free = yard.space.free[number]
    here, grid = float(best[number]), np.linspace(0.0, 1.0, STEPS)
    losses = {here: lowest}
    for side in (np.flatnonzero(grid < here)[::-1], np.flatnonzero(grid > here)):
        neighbour = best
        for i in side:
            place, losses[float(grid[i])] = float(grid[i]), float(alone[i])
            if alone[i] > lowest + SLACK:
                known = np.stack([neighbour, best], axis=1)
                known[number] = place
                neighbour, _ = evolve(yard, known, EACH, budget, seed + number, (number, place), WORLDS)
                anew = float(yard.data_loss(yard.figures(neighbour[:, None]))[0])
                losses[place] = min(losses[place], anew)
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
