"""Takes numbers with known answers; checks means, intervals and that merging blocks is the same as one block."""

from __future__ import annotations

import numpy as np
import pytest

from sim.base.statistics import Moments, enough, holm, p_value, student, wilson


@pytest.mark.parametrize(
    ("freedom", "point"),
    [(1, 12.7062), (2, 4.30265), (3, 3.18245), (5, 2.57058), (10, 2.22814), (30, 2.04227), (1000, 1.96234)],
)
def test_students_points_are_those_of_the_tables(freedom: int, point: float) -> None:
    assert student(freedom) == pytest.approx(point, rel=2e-3 if freedom < 10 else 1e-4)


@pytest.mark.parametrize(
    ("hits", "count", "low", "high"), [(0, 10, 0.0, 0.27753), (5, 10, 0.23659, 0.76341), (10, 10, 0.72247, 1.0)]
)
def test_wilsons_interval_is_that_of_the_textbook(hits: int, count: int, low: float, high: float) -> None:
    assert wilson(hits, count) == pytest.approx((low, high), abs=1e-4)


def test_blocks_merge_to_the_moments_of_the_whole() -> None:
    values = np.random.default_rng(1).normal(50, 10, (3, 1000)) + np.arange(3)[:, None] * 1e4
    whole, parts = Moments(3), Moments(3)
    whole.add(values)
    for piece in np.split(values, [1, 7, 400, 990], axis=1):
        parts.add(piece)
    assert parts.count == whole.count == 1000
    assert parts.mean == pytest.approx(values.mean(axis=1))
    assert parts.comoment == pytest.approx(whole.comoment, rel=1e-9)
    assert parts.comoment / 999 == pytest.approx(np.cov(values))
    assert parts.half_width(1) == pytest.approx(student(999) * values[1].std(ddof=1) / 1000**0.5)


def test_a_paired_difference_is_tighter_than_the_two_means() -> None:
    rng = np.random.default_rng(2)
    luck = rng.normal(0, 10, 500)
    moments = Moments(2)
    moments.add(np.array([luck, luck + 1 + rng.normal(0, 0.1, 500)]))
    mean, half = moments.difference(1, 0)
    assert mean == pytest.approx(1, abs=0.05)
    assert half < 0.02 < moments.half_width(0)


def test_one_world_has_no_interval() -> None:
    moments = Moments(1)
    moments.add(np.array([[3.0]]))
    assert moments.mean[0] == 3
    assert moments.half_width(0) == float("inf")


@pytest.mark.parametrize("freedom", [3, 10, 100, 10_000])
@pytest.mark.parametrize("t", [0.0, 0.3, 1.0, 2.0, 3.5, 8.0])
def test_p_values_are_those_of_students_distribution(t: float, freedom: int) -> None:
    from scipy.stats import t as students

    assert p_value(t, freedom) == pytest.approx(2 * students.sf(t, freedom), abs=0.003)
    assert p_value(-t, freedom) == p_value(t, freedom)


def test_holm_raises_the_smallest_most_and_keeps_their_order() -> None:
    assert holm([0.01, 0.04, 0.03]) == [pytest.approx(0.03), pytest.approx(0.06), pytest.approx(0.06)]
    assert holm([0.6, 0.9]) == [1.0, 1.0]
    assert holm([]) == []


@pytest.mark.parametrize("effect", [5.0, 3.0, 2.0, 1.0, 0.5, 0.1])
def test_the_worlds_that_suffice_are_those_of_the_exact_test(effect: float) -> None:
    """Few worlds know their spread badly: the exact power of Student's test says how many it takes."""
    from scipy.stats import nct
    from scipy.stats import t as students

    def power(n: float) -> float:
        point, shift = students.ppf(0.975, n - 1), effect * n**0.5
        return float(1 - nct.cdf(point, n - 1, shift) + nct.cdf(-point, n - 1, shift))

    exact = next(n for n in range(2, 2000) if power(n) >= 0.8)
    assert abs(enough(effect, 1.0) - exact) <= 1


def test_how_many_suffice_at_the_ends() -> None:
    assert enough(1.0, 0.0) == 2
    assert enough(0.0, 1.0) == float("inf")
