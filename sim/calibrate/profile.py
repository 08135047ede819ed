"""Takes a fit, gives for each free parameter how the loss rises away from its best value, all others fitted anew each time.

What can be read from it: an interval where the loss stays low, or that the record says nothing about this parameter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from sim.calibrate.ensemble import SLACK, fitting
from sim.calibrate.lockstep import Ask, side_by_side
from sim.calibrate.search import evolve
from sim.calibrate.yard import Yard
from sim.engine.worlds import Floats

STEPS = 5  # points along the range
AT_ONCE = 96  # sets that are moved alone side by side
EACH = 8  # sets that are fitted side by side at each of them
WORLDS = 0.5  # share of the worlds in which they are; what comes of it is measured in all
TOGETHER = 24  # sets that are fitted side by side when silent parameters go back: one evolution at a time


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
    whatever the others could mend, and the loss there is told as it is: an upper bound. Elsewhere the others are fitted anew,
    beginning with the best sets that are known, and with the best of those that were tried near the point, for there the others have
    already given way; all these evolutions go side by side.
    """
    size, grid = best.shape[0], np.linspace(0.0, 1.0, STEPS)
    alone = np.repeat(best[:, None], size * STEPS, axis=1)
    for k in range(size):
        alone[k, k * STEPS : (k + 1) * STEPS] = grid
    costs = _costs(yard, np.concatenate([best[:, None], alone], axis=1))
    lowest, moved = float(costs[0]), costs[1:].reshape(size, STEPS)
    wanted = [(k, i) for k in range(size) for i in range(STEPS) if moved[k, i] > lowest + SLACK]
    tried, found = yard.tried
    known = np.concatenate(
        [best[:, None], tried[:, np.argsort(yard.data_loss(found), kind="stable")[: EACH // 2 - 1]]], axis=1
    )
    ranked = yard.ranked

    def anew(k: int, place: float, ask: Ask) -> Floats:
        first = np.concatenate([known, _near(ranked, k, place)], axis=1)
        first[k] = place
        return evolve(yard, first, EACH, budget, seed + k, {k: place}, ask)[0]

    rough = partial(yard.losses, share=WORLDS)
    held = side_by_side(rough, [partial(anew, k, float(grid[i])) for k, i in wanted])
    if held:
        for (k, i), cost in zip(wanted, _costs(yard, np.stack(held, axis=1)), strict=True):
            moved[k, i] = min(moved[k, i], cost)
    return tuple(_profile(yard, k, float(best[k]), lowest, grid, moved[k]) for k in range(size))


def _near(ranked: Floats, k: int, place: float) -> Floats:
    """[K, EACH / 2] the best of the sets, which come best first, among the tenth that has parameter `k` nearest to a place."""
    tenth = max(ranked.shape[1] // 10, EACH // 2)
    nearest = np.sort(np.argsort(np.abs(ranked[k] - place), kind="stable")[:tenth])
    return ranked[:, nearest[: EACH // 2]]


def settled(yard: Yard, curves: Sequence[Profile], budget: int, seed: int) -> Floats:
    """[K] a point that fits as well as the best, with as many silent parameters as can be at their prior, the others fitted anew.

    The best is the best of all that was tried: profiles search, too, and may have found a lower place than the search before them.

    A parameter whose profile is flat was moved by the search for nothing; but several may stand in for each other, so they are put
    back together, the flattest first: as many as can be while the others stay; then more of them, with the others fitted anew. A
    point is taken only if it misses nothing that the best hits and costs at most `SLACK`.
    """
    tried, figures = yard.tried
    best = tried[:, int(np.argmin(yard.data_loss(figures) + yard.pull(tried)))]
    prior, size = yard.space.prior, best.shape[0]
    back = [k for k in range(size) if curves[k].says == "silent" and best[k] != prior[k]]
    back.sort(key=lambda k: float(np.ptp(curves[k].losses)))
    steps = np.repeat(best[:, None], len(back) + 1, axis=1)  # the best, and with one more put back at each step
    for step, k in enumerate(back):
        steps[k, step + 1 :] = prior[k]
    done = int(np.flatnonzero(fitting(yard.targets, yard.figures(steps)))[-1])
    wanted, count = yard.figures(best[:, None]), len(back)
    while count > done:
        held = {k: float(prior[k]) for k in back[:count]}
        known = steps[:, [count, done]].copy()
        point = evolve(yard, known, TOGETHER, budget, seed, held, partial(yard.losses, share=WORLDS))[0]
        if fitting(yard.targets, np.concatenate([wanted, yard.figures(point[:, None])], axis=1))[1]:
            return point
        count = (count + done) // 2
    return steps[:, done]


def _costs(yard: Yard, points: Floats) -> Floats:
    """[S] the losses of points in all worlds, some at a time."""
    parts = np.array_split(points, -(-points.shape[1] // AT_ONCE), axis=1)
    return np.concatenate([yard.data_loss(yard.figures(part)) for part in parts])


def _profile(yard: Yard, number: int, here: float, lowest: float, grid: Floats, costs: Floats) -> Profile:
    free = yard.space.free[number]
    losses = {float(place): float(cost) for place, cost in zip(grid, costs, strict=True)} | {here: lowest}
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
