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
RESAMPLED = 200
ALL = 0.95  # share of the variance from which on one parameter decides all
SURE = 0.3  # noise up to which a share is known well enough to say so


@dataclass(frozen=True, slots=True)
class Index:
    """One parameter. The meaning of `first` and `total` is the method's; both are 0 where the parameter does nothing."""

    name: str
    first: float
    total: float
    floor: float  # half of a 95 % interval: what design and luck together may feign
    exactly_nothing: bool  # not one cell differs where it alone differs


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
    indices: tuple[Index, ...]

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
            sure = top.floor <= SURE and top.total >= ALL - top.floor and top.first >= ALL - max(top.floor, 0.05)
            if len(told) == 1 and (alone or sure):
                found.append(
                    f"{top.name} decides {who}: {100 * min(top.total, 1.0):.0f} % of what differs between the cells."
                )
            else:
                found += [
                    f"{i.name} moves {who}: {100 * i.first:.0f} % alone, {100 * i.total:.0f} % with what it does together with "
                    f"others (±{100 * i.floor:.0f})."
                    if self.method == "sobol"
                    else f"{i.name} moves {who}: {100 * i.first:.0f} % alone (±{100 * i.floor:.0f})."
                    for i in told
                ]
        elif told:
            whole = sum(i.total for i in ranked)
            only = len(told) == 1 and len(idle) == len(ranked) - 1
            found += (
                [f"{told[0].name} decides {who}: nothing else moves it; {told[0].total:.2f} over its range."]
                if only
                else [
                    f"{i.name} moves {who} by {i.total:.2f} over its range (±{i.floor:.2f}), {100 * i.total / whole:.0f} % of all."
                    for i in told
                ]
            )
        found += [f"{i.name} does nothing: {who} is the same whatever it is." for i in idle]
        found += [
            f"{i.name} cannot be told from nothing: {i.total:.2g}, within the noise of {i.floor:.2g}." for i in lost
        ]
        return found

    def rows(self) -> list[list[str]]:
        """The numbers behind the sentences, under a head; the strongest first."""
        labels = {"sobol": ["alone", "in all"], "morris": ["direction", "strength"], "rbd": ["alone"]}[self.method]
        ranked = sorted(self.indices, key=lambda index: -index.total)
        body = [
            [i.name, *[f"{i.first:.3f}", f"{i.total:.3f}"][: len(labels)], f"{i.floor:.3f}"] for i in ranked
        ]  # fmt: skip
        return [["parameter", *labels, "noise floor"], *body]

    def note(self) -> str:
        """What the indices come from, and how well a cell is known."""
        known = student(max(self.worlds - 1, 1)) * self.noise
        return (
            f"{self.cells:,} cells of {self.worlds:,} worlds, {self.method}; indices are {self.unit}; "
            f"a cell's mean is known to ±{known:.3g}"
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
        return Sensitivity(*lead, 0.0, noise, tuple(Index(name, 0.0, 0.0, 0.0, exactly_nothing=True) for name in names))
    compute = _ANALYSES[method]
    try:
        first, total, sampled = compute(design, means, True)
    except ImportError:
        raise BambooError(
            "sensitivity needs the extra `lab`, which is not installed", cure="pip install 'bamboo-balance[lab]'"
        ) from None
    parts = min(PARTS, worlds.shape[1])
    each = np.stack([compute(design, worlds[:, part::parts].mean(axis=1), False)[1] for part in range(parts)])
    lucky = student(parts - 1) * each.std(axis=0, ddof=1) / sqrt(parts)
    idle = [_idle(design, means, i) for i in range(len(names))]
    return Sensitivity(
        *lead, spread, noise,
        tuple(
            Index(name, 0.0 if idle[i] else float(first[i]), 0.0 if idle[i] else float(total[i]),
                  float(np.hypot(sampled[i], lucky[i])), idle[i])
            for i, name in enumerate(names)
        ),
    )  # fmt: skip


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


def _sobol(design: Design, means: Floats, resample: bool) -> tuple[Floats, Floats, Floats]:
    from SALib.analyze import sobol

    second = bool(dict(design.options).get("second_order", 0))
    found = sobol.analyze(
        unit_problem(len(design.varied)),
        means,
        calc_second_order=second,
        num_resamples=RESAMPLED if resample else 2,
        seed=1,
    )
    return found["S1"], found["ST"], np.nan_to_num(found["ST_conf"])


def _morris(design: Design, means: Floats, resample: bool) -> tuple[Floats, Floats, Floats]:
    from SALib.analyze import morris

    assert design.points is not None
    levels = dict(design.options).get("levels", 4)
    found = morris.analyze(
        unit_problem(len(design.varied)), design.points, means, num_levels=levels, num_resamples=RESAMPLED if resample else 2,
        seed=1,
    )  # fmt: skip
    return _plain(found["mu"]), _plain(found["mu_star"]), np.nan_to_num(_plain(found["mu_star_conf"]))


def _rbd(design: Design, means: Floats, resample: bool) -> tuple[Floats, Floats, Floats]:
    from SALib.analyze import rbd_fast

    assert design.points is not None
    found = rbd_fast.analyze(
        unit_problem(len(design.varied)), design.points, means, num_resamples=RESAMPLED if resample else 2, seed=1
    )
    first = np.maximum(_plain(found["S1"]), 0.0)
    return first, first, np.nan_to_num(_plain(found["S1_conf"]))


def _plain(values: Any) -> Floats:
    plain: Floats = np.asarray(np.ma.filled(values, np.nan), dtype=np.float64)
    return plain


_ANALYSES: dict[str, Callable[[Design, Floats, bool], tuple[Floats, Floats, Floats]]] = {
    "sobol": _sobol, "morris": _morris, "rbd": _rbd,
}  # fmt: skip
