"""Takes what varies and how it is to be sampled, gives the cells: grid, latin hypercube, Sobol, Morris, or a list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from sim.base.errors import BambooError, UsageError
from sim.batch.parameters import rows_of, within
from sim.batch.sheet import Design, Varied
from sim.engine.worlds import Floats
from sim.rulebook.rulebook import Rulebook

KINDS = ("grid", "latin", "sobol", "morris", "list")
LEVELS = 5  # of a grid, for each range
MOST_CELLS = 1 << 17


@dataclass(frozen=True, slots=True)
class Vary:
    """One thing that varies: between two numbers, or among some; `times` multiplies what the rules say."""

    name: str
    low: float = 0.0
    high: float = 0.0
    choices: tuple[float, ...] = ()  # empty: anything from low to high
    log: bool = False  # evenly in orders of magnitude
    times: bool = False

    def at(self, points: Floats) -> Floats:
        """Values at points of 0..1."""
        if self.choices:
            place = np.minimum((points * len(self.choices)).astype(np.intp), len(self.choices) - 1)
            return np.array(self.choices)[place]
        if self.log:
            found: Floats = np.exp(np.log(self.low) + points * (np.log(self.high) - np.log(self.low)))
            return np.clip(found, self.low, self.high)
        return self.low + points * (self.high - self.low)


def design(
    rules: Rulebook,
    params: Floats,
    varies: Sequence[Vary],
    kind: str,
    options: Mapping[str, int],
    seed: int,
    listed: Floats | None = None,
) -> Design:
    """The cells of an experiment.

    Args:
        params: [P, 1 or E] what `times` multiplies.
        options: samples (latin, sobol), second_order (sobol, 0 or 1), trajectories (morris), levels (grid, morris).
        listed: [C, D] the cells of a list.

    Errors: UsageError for a design that does not fit; BambooError if the extra `lab` is not installed.
    """
    if not varies:
        return Design()
    points: Floats | None = None
    if kind == "list":
        cells = np.zeros((0, len(varies))) if listed is None else listed
    elif kind == "grid":
        levels = options.get("levels", LEVELS)
        axes = [v.choices or tuple(v.at(np.linspace(0.0, 1.0, levels)).tolist()) for v in varies]
        count = int(np.prod([float(len(axis)) for axis in axes]))
        _bearable(count)
        cells = np.array(list(product(*axes)), dtype=np.float64)
    else:
        points = _SAMPLERS[kind](len(varies), options, seed)
        cells = np.stack([v.at(points[:, i]) for i, v in enumerate(varies)], axis=1)
    _bearable(len(cells))
    varied = []
    for v, values in zip(varies, cells.T, strict=True):
        parameter, rows = rows_of(rules, v.name)
        for value in (float(values.min()), float(values.max())):
            if v.times:
                for base in (params[rows].min(), params[rows].max()):
                    within(parameter, v.name, float(base) * value, f"{base:g} times {value:g}")
            else:
                within(parameter, v.name, value)
        varied.append(Varied(v.name, tuple(rows), v.times))
    return Design(kind, tuple(sorted(options.items())), tuple(varied), cells, points)


def _bearable(cells: int) -> None:
    if not 1 <= cells <= MOST_CELLS:
        raise UsageError(
            f"the design has {cells:,} cells", cure=f"from 1 to {MOST_CELLS:,}: take fewer levels or samples"
        )


def _latin(size: int, options: Mapping[str, int], seed: int) -> Floats:
    """Source: McKay, Beckman & Conover 1979."""
    samples = options.get("samples", 64)
    _bearable(samples)
    try:
        from scipy.stats.qmc import LatinHypercube
    except ImportError:
        raise _lacking() from None
    points: Floats = LatinHypercube(size, rng=np.random.default_rng(seed)).random(samples)
    return points


def _sobol(size: int, options: Mapping[str, int], seed: int) -> Floats:
    """Source: Saltelli 2002, as SALib arranges its samples."""
    samples, second = options.get("samples", 64), bool(options.get("second_order", 0))
    if samples < 2 or samples & (samples - 1):
        nearest = 1 << max(samples - 1, 1).bit_length()
        raise UsageError(
            f"{samples} samples do not balance a Sobol sequence", cure=f"take a power of two, such as {nearest}"
        )
    _bearable(samples * ((2 * size if second else size) + 2))
    try:
        from SALib.sample import sobol
    except ImportError:
        raise _lacking() from None
    points: Floats = sobol.sample(unit_problem(size), samples, calc_second_order=second, seed=seed)
    return points


def _morris(size: int, options: Mapping[str, int], seed: int) -> Floats:
    """Source: Morris 1991."""
    trajectories, levels = options.get("trajectories", 10), options.get("levels", 4)
    if levels < 2 or levels % 2:
        raise UsageError(f"{levels} levels do not fit Morris steps", cure="take an even number, such as 4")
    _bearable(trajectories * (size + 1))
    try:
        from SALib.sample import morris
    except ImportError:
        raise _lacking() from None
    points: Floats = morris.sample(unit_problem(size), trajectories, num_levels=levels, seed=seed)
    return points


_SAMPLERS: dict[str, Callable[[int, Mapping[str, int], int], Floats]] = {
    "latin": _latin, "sobol": _sobol, "morris": _morris,
}  # fmt: skip


def unit_problem(size: int) -> dict[str, object]:
    """What SALib wants to know of `size` numbers from 0 to 1."""
    return {"num_vars": size, "names": [f"x{i}" for i in range(size)], "bounds": [[0.0, 1.0]] * size}


def _lacking() -> BambooError:
    return BambooError(
        "this design needs the extra `lab`, which is not installed", cure="pip install 'bamboo-balance[lab]'"
    )
