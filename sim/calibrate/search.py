"""Takes a yard and a budget, gives the parameter set that comes nearest to the targets: differential evolution, many sets at once.

The search itself is SciPy's (Storn & Price 1997); a generation is one call, so its sets run side by side as worlds. Early
generations play few worlds, later ones all: what is lost for certain need not be measured finely.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

import numpy as np

from sim.base.errors import BambooError
from sim.calibrate.lockstep import Ask
from sim.calibrate.yard import Yard
from sim.engine.worlds import Floats

LEAST, MOST = 8, 48  # sets of a generation
GENERATIONS = 12  # that a budget is cut into at least, where it is large enough
STAGES = ((0.5, 0.25), (0.3, 0.5), (0.2, 1.0))  # parts of the budget, and the share of the worlds that is played there
CARELESS = 0.01  # a loss this much larger is no reason to leave the prior


def scipy_part(name: str) -> Any:
    """A part of SciPy, imported where it is used.

    Errors: BambooError if it is not installed.
    """
    try:
        import scipy.optimize
        import scipy.stats.qmc
    except ImportError:
        raise BambooError(
            "fitting needs SciPy, which is not installed", cure='install the laboratory: pip install -e ".[lab]"'
        ) from None
    return {"evolve": scipy.optimize.differential_evolution, "latin": scipy.stats.qmc.LatinHypercube}[name]


def search(yard: Yard, budget: int, seed: int, warm: Floats | None = None) -> Floats:
    """[K] the best point found by trying at most about `budget` sets: the first roughly, the last in all worlds.

    Args:
        warm: [K, W] points to begin from, besides the priors and what stands in the scenarios now.
    """
    known = [yard.space.prior[:, None], yard.space.now[:, None]] + ([] if warm is None else [warm])
    each = int(np.clip(budget // GENERATIONS, LEAST, MOST))
    living = np.unique(np.concatenate(known, axis=1), axis=1)
    best = living[:, 0]
    for stage, (part, worlds) in enumerate(STAGES):
        rough = partial(yard.losses, share=worlds)
        best, living = evolve(yard, living, each, int(part * budget), seed + stage, losses=rough)
    return back_to_prior(yard, best)


def evolve(
    yard: Yard,
    known: Floats,
    each: int,
    budget: int,
    seed: int,
    fixed: Mapping[int, float] = MappingProxyType({}),
    losses: Ask | None = None,
) -> tuple[Floats, Floats]:
    """([K] the best point, [K, S] the last generation) of an evolution of `each` sets that begins with the `known` ones.

    Where they are too few, a Latin hypercube fills the first generation.

    Args:
        fixed: free parameter -> its point: these are held.
        losses: tries points; None: the yard's, in all worlds. All sets of one evolution meet the same luck, so their order is fair
            in however few worlds.
    """
    ask = losses or yard.losses
    size = yard.space.prior.shape[0]
    fresh = scipy_part("latin")(d=size, rng=np.random.default_rng(seed)).random(each).T
    first: Floats = np.concatenate([known, fresh], axis=1)[:, : max(each, 5)]
    moving = np.array([k for k in range(size) if k not in fixed], dtype=np.intp)

    def whole(points: Floats) -> Floats:
        full = np.empty((size, points.shape[1]))
        full[moving] = points
        for k, place in fixed.items():
            full[k] = place
        return full

    if not moving.size:
        alone = whole(np.empty((0, 1)))
        ask(alone)
        return alone[:, 0], alone
    result = scipy_part("evolve")(
        lambda points: ask(whole(points)), [(0.0, 1.0)] * moving.size, init=first[moving].T,
        maxiter=max(budget // first.shape[1] - 1, 0), vectorized=True, updating="deferred", polish=False, tol=0.0,
        mutation=(0.4, 0.9), recombination=0.8, rng=np.random.default_rng(seed),
    )  # fmt: skip
    best: Floats = whole(np.asarray(result.x, dtype=np.float64)[:, None])
    last: Floats = whole(np.asarray(result.population, dtype=np.float64).T)
    order = np.argsort(np.asarray(result.population_energies), kind="stable")
    return best[:, 0], last[:, order]


def back_to_prior(yard: Yard, best: Floats) -> Floats:
    """[K] the point with every parameter that does not matter put back to its prior.

    First each alone, then the harmless ones together, the most harmless first, as many as cost nothing.
    """
    prior, size = yard.space.prior, best.shape[0]
    now = float(yard.data_loss(yard.figures(best[:, None]))[0])
    alone = np.repeat(best[:, None], size, axis=1)
    alone[np.arange(size), np.arange(size)] = prior
    costs = yard.data_loss(yard.figures(alone)) - now
    order = [int(k) for k in np.argsort(costs, kind="stable") if costs[k] <= CARELESS and best[k] != prior[k]]
    if not order:
        return best
    together = np.repeat(best[:, None], len(order), axis=1)
    for step, k in enumerate(order):
        together[k, step:] = prior[k]
    kept = np.flatnonzero(yard.data_loss(yard.figures(together)) <= now + CARELESS)
    return together[:, kept[-1]] if kept.size else best
