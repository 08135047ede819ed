"""Takes what a policy came to in every cell of a design, gives how much each varied parameter moves it, and the floor of noise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np

from sim.base.errors import BambooError, UsageError
from sim.base.statistics import student
from sim.batch.analysis.values import Values
from sim.batch.design import unit_problem
from sim.batch.sheet import Design
from sim.engine.worlds import Floats
from sim.report.cells import aligned

PARTS = 8  # into which the worlds are divided, to see what luck does to an index
FLIPS = 60  # redraws of pure luck, to see which index it feigns where there is nothing
RESAMPLED = 200
ALL = 0.95  # share of the variance from which on one parameter decides all
SURE = 0.3  # noise up to which a share is known well enough to say so
HARDLY = 0.005  # share of the variance that rounds to nothing


@dataclass(frozen=True, slots=True)
class Index:
    """One parameter. The meaning of `first` and `total` is the method's; both are 0 where the parameter does nothing."""

    name: str
    first: float
    total: float
    first_half: float  # half of the 95 % interval of `first`
    total_half: float
    floor: float  # of `total`: what a parameter that does nothing would show, once in twenty
    exactly_nothing: bool  # not one cell differs where it alone differs
    uneven: float = 0.0  # morris: standard deviation of its steps; 0 where every step does the same


@dataclass(frozen=True, slots=True)
class Pair:
    """What two parameters do together beyond what each does alone, as a share of the variance."""

    names: tuple[str, str]
    share: float
    half: float  # half of its 95 % interval, or what luck alone would feign if that is more


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """How a policy's number depends on what varies. Sources: Sobol 2001, Saltelli 2010; Morris 1991, Campolongo 2007; Tarantola 2006."""

    policy: str
    number: str
    method: str  # sobol, morris, rbd
    cells: int
    worlds: int
    spread: float  # standard deviation of the cells' means
    noise: float  # standard error of a cell's mean
    luck: float  # share of the variance between cells that luck makes, 1 if it could make all of it
    indices: tuple[Index, ...]
    pairs: tuple[Pair, ...] = ()  # of a Sobol design of the second order

    @property
    def still(self) -> bool:
        """Whether nothing that varies moves the number at all."""
        return self.spread == 0.0

    @property
    def unit(self) -> str:
        """What an index is a share of."""
        return f"points of {self.number}" if self.method == "morris" else "share of the variance"

    def sentences(self) -> list[str]:
        """The findings as a person would say them."""
        who = f"{self.number} of {self.policy}"
        if self.still:
            return [f"Nothing that varies moves {who}: all {self.cells:,} cells come to the same."]
        ranked = sorted(self.indices, key=lambda index: -index.total)
        idle = [i for i in ranked if i.exactly_nothing]
        lost = [i for i in ranked if not i.exactly_nothing and i.total <= i.floor]
        told = [i for i in ranked if i not in idle and i not in lost]
        found = []
        if told and self.method != "morris":
            top = told[0]
            alone = len(idle) == len(ranked) - 1  # proven; else only what is known well enough is said to decide
            sure = (
                top.total_half <= SURE
                and top.total >= ALL - top.total_half
                and top.first >= ALL - max(top.total_half, 0.05)
            )
            if len(told) == 1 and (alone or sure):
                found.append(
                    f"{top.name} decides {who}: {100 * min(top.total, 1.0):.0f} % of what differs between the cells."
                )
            else:
                found += [self._moves(i, who) for i in told]
        elif told:
            whole = sum(i.total for i in ranked)
            only = len(told) == 1 and len(idle) == len(ranked) - 1
            found += (
                [f"{told[0].name} decides {who}: nothing else moves it; {told[0].total:.2f} over its range."]
                if only
                else [
                    f"{i.name} moves {who} by {i.total:.2f} over its range (±{i.total_half:.2f}), {100 * i.total / whole:.0f} % of all."
                    for i in told
                ]
            )
        found += [f"{i.name} does nothing: {who} is the same whatever it is." for i in idle]
        found += [
            f"{i.name} cannot be told from nothing: {i.total:.2g}, and noise alone may come to {i.floor:.2g}."
            for i in lost
        ]
        return found + self._together(who)

    def _moves(self, index: Index, who: str) -> str:
        if index.total < HARDLY:
            return f"{index.name} moves {who}, but by less than 1 % of what differs between the cells."
        alone = f"{index.name} moves {who}: {100 * max(index.first, 0.0):.0f} % alone"
        if self.method != "sobol":
            return f"{alone} (±{100 * index.first_half:.0f})."
        return (
            f"{alone} (±{100 * index.first_half:.0f}), {100 * index.total:.0f} % with what it does together with others "
            f"(±{100 * index.total_half:.0f})."
        )

    def _together(self, who: str) -> list[str]:
        told = [pair for pair in self.pairs if abs(pair.share) > pair.half]
        if self.pairs and not told:
            return [
                "What two of them do together, beyond what each does alone, cannot be told from nothing for any pair."
            ]
        return [
            f"{pair.names[0]} and {pair.names[1]} together move {who} beyond what each does alone: "
            f"{100 * pair.share:.0f} % (±{100 * pair.half:.0f})."
            for pair in told
        ]

    def rows(self) -> list[list[str]]:
        """The numbers behind the sentences, under a head; the strongest first."""
        ranked = sorted(self.indices, key=lambda index: -index.total)
        head = {
            "sobol": ["alone", "in all", "noise floor"],
            "morris": ["direction", "strength", "noise floor", "unevenness"],
            "rbd": ["alone", "noise floor"],
        }[self.method]
        body = []
        for i in ranked:
            first, total, floor = _known(i.first, i.first_half), _known(i.total, i.total_half), f"{i.floor:.3f}"
            row = {
                "sobol": [first, total, floor],
                "morris": [f"{i.first:.3f}", total, floor, f"{i.uneven:.3f}"],
                "rbd": [first, floor],
            }[self.method]
            body.append([i.name, *row])
        pairs = [[" and ".join(pair.names), "", _known(pair.share, pair.half), ""] for pair in self.pairs]
        return [["parameter", *head], *body, *pairs]

    def note(self) -> str:
        """What the indices come from, and how well a cell is known."""
        known = student(max(self.worlds - 1, 1)) * self.noise
        return (
            f"{self.cells:,} cells of {self.worlds:,} worlds, {self.method}; indices are {self.unit}\n"
            f"a cell's mean is known to ±{known:.3g}; luck makes about {100 * self.luck:.0f} % of what differs between the cells\n"
            "±: half of a 95 % interval; noise floor: what a parameter that only stirs luck would show once in twenty"
        )

    def text(self) -> str:
        """Sentences, then the table behind them."""
        return "\n".join([*self.sentences(), *([] if self.still else ["", aligned(self.rows())]), self.note()])


def sensitivities(found: Values, policies: Sequence[str] = ()) -> list[Sensitivity]:
    """How the number of every policy, or of those that are named, depends on the parameters of the design.

    Errors: as of `sensitivity`.
    """
    return [sensitivity(found, policy) for policy in policies or found.sheet.policies]


def sensitivity(found: Values, policy: str) -> Sensitivity:
    """How a policy's number depends on the parameters of the design.

    Errors: UsageError for a design from which indices cannot be computed; BambooError without the extra `lab`.
    """
    design, whole = found.sheet.design, found.whole
    method = _method(design)
    if len(whole.worlds) < 2:
        raise UsageError("fewer than two worlds were played to their end in every cell", cure="run more worlds")
    worlds = whole.values[:, found.sheet.policy(policy)]  # [C, W]
    means = worlds.mean(axis=1)
    noise = float(np.median(worlds.std(axis=1, ddof=1))) / sqrt(worlds.shape[1])
    names = found.sheet.varied
    spread = float(means.std())
    lead = (policy, found.number, method, design.cells.shape[0], worlds.shape[1])
    if np.ptp(means) == 0.0:
        nothing = tuple(Index(name, 0.0, 0.0, 0.0, 0.0, 0.0, exactly_nothing=True) for name in names)
        return Sensitivity(*lead, 0.0, noise, 0.0, nothing)
    compute = _ANALYSES[method]
    try:
        index, error = compute(design, means, True)
    except ImportError:
        raise BambooError(
            "sensitivity needs the extra `lab`, which is not installed", cure="pip install 'bamboo-balance[lab]'"
        ) from None
    half, floor = _noise(design, worlds, compute, error)
    luck = min(1.0, float(_luck(worlds).var(axis=0).sum()) / means.var())
    idle = [_idle(design, means, i) for i in range(len(names))]
    indices = tuple(
        Index(
            name, float(index.first[i]), float(index.total[i]), float(half.first[i]), float(half.total[i]), float(floor.total[i]),
            exactly_nothing=False, uneven=float(index.uneven[i]),
        )
        if not idle[i]
        else Index(name, 0.0, 0.0, 0.0, 0.0, 0.0, exactly_nothing=True)
        for i, name in enumerate(names)
    )  # fmt: skip
    pairs = tuple(
        Pair((names[i], names[j]), float(index.pairs[i, j]), float(max(half.pairs[i, j], floor.pairs[i, j])))
        for i, j in zip(*np.nonzero(~np.isnan(index.pairs)), strict=True)
        if not idle[i] and not idle[j]
    )
    return Sensitivity(*lead, spread, noise, luck, indices, pairs)


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """Indices of D parameters, or how far each is known; `pairs` [D, D] is NaN where the design says nothing."""

    first: Floats
    total: Floats
    pairs: Floats
    uneven: Floats


_Analysis = Callable[[Design, Floats, bool], "tuple[_Found, _Found]"]


def _noise(design: Design, worlds: Floats, compute: _Analysis, sampled: _Found) -> tuple[_Found, _Found]:
    """Half the interval of each index, and its noise floor.

    The interval joins what resampling the design and what dividing the worlds does to an index. The floor answers another question:
    cells share their luck, but a parameter may stir it, and squares of what it stirs do not cancel, so an index of nothing is not 0.
    It is measured on worlds whose departures from their cell's mean have their signs drawn anew, all cells of a world alike (wild
    bootstrap: Liu 1988), so that nothing but luck is left. First shares of a latin design err even without luck, as is seen when its
    cells are dealt out anew (permutation test: Fisher 1935).
    """
    count = worlds.shape[1]
    parts = min(PARTS, count)
    each = [_three(compute(design, worlds[:, part::parts].mean(axis=1), False)[0]) for part in range(parts)]
    means, rest = worlds.mean(axis=1), _luck(worlds)
    dice = np.random.default_rng(1)
    feigned = [[np.zeros_like(x) for x in _three(sampled)]]
    for _ in range(FLIPS):
        luck = rest @ dice.choice((-1.0, 1.0), size=count)
        if np.ptp(luck) > 1e-9 * np.ptp(means):
            scale = 1.0 if compute is _morris else float(luck.var() / means.var())
            feigned.append([scale * np.abs(x) for x in _three(compute(design, luck, False)[0])])
    dealt = [_three(_rbd(design, dice.permutation(means), False)[0]) for _ in range(FLIPS * (compute is _rbd))]
    halves, floors = [], []
    for i, sample in enumerate(_three(sampled)):
        lucky = student(parts - 1) * np.std([x[i] for x in each], axis=0, ddof=1) / sqrt(parts)
        halves.append(np.hypot(sample, lucky))
        floors.append(
            np.max([np.quantile([x[i] for x in null], 0.95, axis=0) for null in (feigned, dealt) if null], axis=0)
        )
    none = np.zeros_like(halves[0])
    return _Found(halves[0], halves[1], halves[2], none), _Found(floors[0], floors[1], floors[2], none)


def _luck(worlds: Floats) -> Floats:
    """[C, W] what each world departs from the mean of its cell; with random signs they sum to an error as wide as that mean's."""
    count = worlds.shape[1]
    rest: Floats = (worlds - worlds.mean(axis=1)[:, None]) / sqrt(count * (count - 1))
    return rest


def _three(found: _Found) -> tuple[Floats, Floats, Floats]:
    return found.first, found.total, found.pairs


def _method(design: Design) -> str:
    if not design.varied:
        raise UsageError("nothing varies in this batch", cure="write `vary:` and a `design:` into the experiment file")
    if design.points is None:
        raise UsageError(
            f"a {design.kind} of cells does not tell how much each parameter moves",
            cure="use the design sobol (shares of the variance), morris (few cells) or latin (first shares)",
        )
    if design.kind == "latin" and design.cells.shape[0] < 32:
        raise UsageError(f"{design.cells.shape[0]} cells are too few", cure="take 32 samples or more, better 200")
    return {"latin": "rbd"}.get(design.kind, design.kind)


def _idle(design: Design, means: Floats, i: int) -> bool:
    """Whether the design holds pairs of cells that differ in this parameter alone, and none of them differs in the number."""
    rest = np.delete(design.cells, i, axis=1)
    _, group = np.unique(rest, axis=0, return_inverse=True)
    order = np.argsort(group, kind="stable")
    group, own, mean = group[order], design.cells[order, i], means[order]
    pairs = (group[1:] == group[:-1]) & (own[1:] != own[:-1])
    return bool(pairs.any()) and bool((mean[1:] == mean[:-1])[pairs].all())


def _sobol(design: Design, means: Floats, resample: bool) -> tuple[_Found, _Found]:
    from SALib.analyze import sobol

    second = bool(dict(design.options).get("second_order", 0))
    size = len(design.varied)
    found = sobol.analyze(
        unit_problem(size), means, calc_second_order=second, num_resamples=RESAMPLED if resample else 2, seed=1
    )
    none = np.full((size, size), np.nan)
    pairs = (found["S2"], found["S2_conf"]) if second else (none, none)
    return (
        _Found(found["S1"], found["ST"], pairs[0], np.zeros(size)),
        _Found(np.nan_to_num(found["S1_conf"]), np.nan_to_num(found["ST_conf"]), pairs[1], np.zeros(size)),
    )


def _morris(design: Design, means: Floats, resample: bool) -> tuple[_Found, _Found]:
    from SALib.analyze import morris

    assert design.points is not None
    levels = dict(design.options).get("levels", 4)
    found = morris.analyze(
        unit_problem(len(design.varied)), design.points, means, num_levels=levels, num_resamples=RESAMPLED if resample else 2,
        seed=1,
    )  # fmt: skip
    size = len(design.varied)
    none, error = np.full((size, size), np.nan), np.nan_to_num(_plain(found["mu_star_conf"]))
    return (
        _Found(_plain(found["mu"]), _plain(found["mu_star"]), none, _plain(found["sigma"])),
        _Found(error, error, none, np.zeros(size)),
    )


def _rbd(design: Design, means: Floats, resample: bool) -> tuple[_Found, _Found]:
    """First shares. Their error is a jackknife over groups of cells: drawing cells twice would lift every share (Tukey 1958)."""
    assert design.points is not None
    first = _first_shares(design.points, means)
    size, count = len(design.varied), len(means)
    none, zero = np.full((size, size), np.nan), np.zeros(size)
    error = zero
    if resample:
        group = np.random.default_rng(1).permutation(count) % PARTS
        left = np.array([_first_shares(design.points[group != g], means[group != g]) for g in range(PARTS)])
        error = student(PARTS - 1) * np.sqrt((PARTS - 1) / PARTS * ((left - left.mean(axis=0)) ** 2).sum(axis=0))
    return _Found(first, first, none, zero), _Found(error, error, none, zero)


def _first_shares(points: Floats, means: Floats) -> Floats:
    from SALib.analyze import rbd_fast

    found = rbd_fast.analyze(unit_problem(points.shape[1]), points, means, num_resamples=2, seed=1)
    shares: Floats = np.maximum(_plain(found["S1"]), 0.0)
    return shares


def _known(value: float, floor: float) -> str:
    return f"{value:.3f} ±{floor:.3f}"


def _plain(values: Any) -> Floats:
    plain: Floats = np.asarray(np.ma.filled(values, np.nan), dtype=np.float64)
    return plain


_ANALYSES: dict[str, _Analysis] = {"sobol": _sobol, "morris": _morris, "rbd": _rbd}
