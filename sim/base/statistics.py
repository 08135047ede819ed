"""Takes numbers of many worlds, gives means with intervals: running moments that can be merged, t and Wilson intervals."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, cos, erfc, isinf, log1p, pi, sqrt

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

NORMAL = 1.959963984540054  # 97.5 % point of the normal distribution
POWER = 0.8416212335729143  # 80 % point


class Moments:
    """Count, means and co-moments of K numbers over any number of worlds, block by block; memory does not grow."""

    def __init__(self, size: int) -> None:
        self.count = 0
        self.mean: Floats = np.zeros(size)
        self.comoment: Floats = np.zeros((size, size))  # sum of (x - mean)(y - mean)

    def add(self, values: Floats) -> None:
        """Take in n worlds: `values` [K, n]. Source: pairwise update of Chan, Golub & LeVeque 1983."""
        n = values.shape[1]
        mean = values.mean(axis=1)
        rest = values - mean[:, None]
        shift = mean - self.mean
        total = self.count + n
        self.comoment += rest @ rest.T + np.outer(shift, shift) * (self.count * n / total)
        self.mean = self.mean + shift * (n / total)
        self.count = total

    def half_width(self, k: int) -> float:
        """Half the 95 % interval of the mean of number `k`."""
        return half_width(float(self.comoment[k, k]), self.count)

    def difference(self, k: int, j: int) -> tuple[float, float]:
        """Mean of the difference of numbers `k` and `j` world by world, and half its 95 % interval."""
        spread = float(self.comoment[k, k] + self.comoment[j, j] - 2.0 * self.comoment[k, j])
        return float(self.mean[k] - self.mean[j]), half_width(max(spread, 0.0), self.count)


def half_width(squares: float, count: float) -> float:
    """Half the 95 % interval of a mean, from the sum of squared distances from it; infinite below two worlds."""
    if count < 2:
        return float("inf")
    return student(int(count) - 1) * sqrt(squares / (count - 1) / count)


def mean_and_half(values: Floats) -> tuple[float, float]:
    """The mean of `values` [N], and half its 95 % interval."""
    mean = float(values.mean())
    return mean, half_width(float(((values - mean) ** 2).sum()), len(values))


def student(freedom: int) -> float:
    """The 97.5 % point of Student's t; within 0.2 % for 3 degrees of freedom, closer above.

    Source: Abramowitz & Stegun 1964, 26.7.5; closed forms for 1 and 2 degrees.
    """
    if freedom == 1:
        return 1.0 / (cos(0.475 * pi) / sqrt(1.0 - cos(0.475 * pi) ** 2))
    if freedom == 2:
        return 0.95 * sqrt(2.0 / (1.0 - 0.95**2))
    x, n = NORMAL, float(freedom)
    return (
        x
        + (x**3 + x) / (4 * n)
        + (5 * x**5 + 16 * x**3 + 3 * x) / (96 * n**2)
        + (3 * x**7 + 19 * x**5 + 17 * x**3 - 15 * x) / (384 * n**3)
        + (79 * x**9 + 776 * x**7 + 1482 * x**5 - 1920 * x**3 - 945 * x) / (92160 * n**4)
    )


def wilson(hits: int, count: int) -> tuple[float, float]:
    """The 95 % interval of a share. Source: Wilson 1927."""
    share, z2 = hits / count, NORMAL**2
    middle = (share + z2 / (2 * count)) / (1 + z2 / count)
    half = NORMAL / (1 + z2 / count) * sqrt(share * (1 - share) / count + z2 / (4 * count**2))
    return max(0.0, middle - half), min(1.0, middle + half)


def p_value(t: float, freedom: float) -> float:
    """How often chance alone would give a t this far from 0, either side; within 0.002 from 3 degrees of freedom on.

    Source: Wallace 1959 (t to a normal number).
    """
    if isinf(t):
        return 0.0
    z = (8 * freedom + 1) / (8 * freedom + 3) * sqrt(freedom * log1p(t * t / freedom))
    return erfc(z / sqrt(2.0))


def holm(values: Sequence[float]) -> list[float]:
    """P-values of several comparisons, raised so that 5 % bounds the chance of any false finding. Source: Holm 1979."""
    order = sorted(range(len(values)), key=values.__getitem__)
    raised, reached = list(values), 0.0
    for rank, i in enumerate(order):
        reached = max(reached, min(1.0, values[i] * (len(values) - rank)))
        raised[i] = reached
    return raised


def enough(difference: float, deviation: float) -> float:
    """Worlds after which a paired difference is told from 0 at 5 %, four times in five; infinite where there is none.

    Within one world of the exact answer of the noncentral t. Source: Guenther 1981.

    Args:
        deviation: standard deviation of the difference from world to world.
    """
    if difference == 0.0:
        return float("inf")
    if deviation < 1e-9 * abs(difference):
        return 2.0
    return max(3.0, ceil(((NORMAL + POWER) * deviation / difference) ** 2 + NORMAL**2 / 2))
