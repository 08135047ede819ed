"""Takes the trial rules of scenarios, gives a finished fit: best set, figures, ensemble, profiles. Repeatable from its seed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from sim.calibrate.distance import AnyCase, cases_of, distances, hits, loss
from sim.calibrate.ensemble import SLACK, ensemble, fitting, spread
from sim.calibrate.free import Space
from sim.calibrate.profile import Profile, settled
from sim.calibrate.profile import profiles as profiles_of
from sim.calibrate.search import search
from sim.calibrate.yard import Yard
from sim.engine.worlds import Floats
from sim.rulebook.rulebook import Rulebook
from sim.rulebook.target import Target

SEARCH_SHARE = 0.75  # of the budget; the rest looks for other sets that fit
SETTLE_SHARE = 0.1  # as much again, once profiles show what may go back to its prior
SETS = 24  # in an ensemble, at most


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """What a fit found."""

    space: Space
    targets: tuple[Target, ...]
    scenarios: tuple[str, ...]  # the scenario of each target
    point: Floats  # [K]
    found: Floats  # [T] figures at the best set, in worlds that no search has seen
    before: Floats  # [T] figures there with the values that stand in the scenarios
    off: Floats  # [T] distances at the best set, in tolerances
    hit: tuple[bool, ...]
    hit_before: tuple[bool, ...]
    loss: float
    loss_before: float
    sets: Floats  # [K, E] the ensemble
    profiles: tuple[Profile, ...]
    worlds: int
    seed: int
    budget: int
    tried: int

    @property
    def values(self) -> tuple[float, ...]:
        """The fitted values, in the order of `space.free`."""
        return tuple(float(x) for x in self.space.values(self.point[:, None])[:, 0])

    @property
    def worse(self) -> bool:
        """Whether the values that stand in the scenarios do clearly better in worlds that no search has seen."""
        return self.loss > self.loss_before + SLACK

    @property
    def intervals(self) -> Sequence[tuple[float, float]]:
        """Where each parameter may lie: by its profile if there is one, else by the ensemble."""
        if self.profiles:
            return [(p.low, p.high) for p in self.profiles]
        return spread(self.space, self.sets)

    @property
    def rows(self) -> dict[str, bool]:
        """Row of the list of targets -> whether all its parts are hit."""
        found: dict[str, bool] = {}
        for target, hit in zip(self.targets, self.hit, strict=True):
            found[target.part_of] = found.get(target.part_of, True) and hit
        return found


def fit(
    books: Sequence[Rulebook],
    rulesets: Sequence[Rulebook] = (),
    *,
    worlds: int,
    budget: int,
    seed: int,
    jobs: int = 1,
    warm: Floats | None = None,
    profiles: bool = False,
    last: int | None = None,
    told: Callable[[int, float], None] = lambda sets, best: None,
    stage: Callable[[str], None] = lambda name: None,
) -> Fit:
    """Fit the free parameters of some scenarios to their targets.

    Args:
        books: the `trial` rules of compiled scenarios.
        rulesets: what they extend; see `Space`.
        worlds: how many worlds each parameter set plays, the same for all.
        budget: about how many sets are tried, profiles apart.
        warm: [K, W] points to begin from.
        last: only targets whose facts were complete in this quarter (since year 0) are used.
        told: called after each batch of sets with their number and the best loss so far.
        stage: called at the beginning of each part of the work with its name.
    """
    return fit_cases(
        Space(books, rulesets),
        cases_of(books, last),
        worlds=worlds,
        budget=budget,
        seed=seed,
        jobs=jobs,
        warm=warm,
        profiles=profiles,
        told=told,
        stage=stage,
    )


def fit_cases(
    space: Space,
    cases: Sequence[AnyCase],
    *,
    worlds: int,
    budget: int,
    seed: int,
    jobs: int = 1,
    warm: Floats | None = None,
    profiles: bool = False,
    told: Callable[[int, float], None] = lambda sets, best: None,
    stage: Callable[[str], None] = lambda name: None,
) -> Fit:
    """As `fit`, to whatever has targets."""
    with Yard(space, cases, worlds, seed, jobs=jobs, told=told) as yard:
        stage("search")
        yard.figures(space.now[:, None])
        best = search(yard, int(budget * SEARCH_SHARE), seed, warm)
        curves: tuple[Profile, ...] = ()
        if profiles:
            stage("profiles")
            curves = profiles_of(yard, best, max(budget // 40, 16), seed)
            stage("parameters that the targets do not tell")
            best = settled(yard, curves, int(budget * SETTLE_SHARE), seed)
        stage("ensemble")
        sets = ensemble(yard, best, int(budget * (1.0 - SEARCH_SHARE)), SETS, seed)
        stage("worlds that no search has seen")
        judged = yard.fresh(np.concatenate([space.now[:, None], sets], axis=1))  # the first of the sets is the best
        now, found = judged[:, 0], judged[:, 1]
        off, off_now = distances(yard.targets, found[:, None]), distances(yard.targets, now[:, None])
        return Fit(
            space, yard.targets, tuple(case.rules.id for case in cases for _ in case.targets), best, found, now,
            off[:, 0], tuple(bool(h) for h in hits(yard.targets, off)[:, 0]),
            tuple(bool(h) for h in hits(yard.targets, off_now)[:, 0]), float(loss(off)[0]), float(loss(off_now)[0]),
            sets[:, fitting(yard.targets, judged[:, 1:])], curves, worlds, seed, budget, yard.count,
        )  # fmt: skip
