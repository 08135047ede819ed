"""Takes forecasts whose worth is known, asserts their scores, intervals and verdicts."""

from __future__ import annotations

import numpy as np
import pytest

from sim.calibrate.scores import SURE, Score, brier, judge, kendall, log_loss, mean, right

HAPPENED = np.array([0, 1, 2] * 20)
PERFECT = np.eye(3)[HAPPENED]
WRONG = np.eye(3)[(HAPPENED + 1) % 3]
SHRUG = np.full((60, 3), 1 / 3)


def verdict(model: np.ndarray, base: np.ndarray, rows: int = 60) -> Score:
    return judge("vote", "Brier", rows, mean(brier(model, HAPPENED)), {"habit": mean(brier(base, HAPPENED))}, 1)[0]


def test_perfect_wrong_and_shrugging_forecasts() -> None:
    assert brier(PERFECT, HAPPENED).max() == 0.0
    assert brier(WRONG, HAPPENED).min() == 2.0
    assert brier(SHRUG, HAPPENED) == pytest.approx(2 / 3)
    assert log_loss(PERFECT, HAPPENED).max() == 0.0
    assert log_loss(WRONG, HAPPENED) == pytest.approx(-np.log(SURE))


def test_verdicts() -> None:
    assert verdict(PERFECT, SHRUG).verdict == "better than habit"
    assert verdict(WRONG, SHRUG).verdict == "worse than habit"
    assert verdict(SHRUG, SHRUG).verdict == "no better and no worse than habit"
    assert verdict(PERFECT, SHRUG, rows=7).verdict == "too few to tell: 7 rows"


def test_a_doubtful_lead_says_how_many_rows_would_be_needed() -> None:
    luck = np.random.default_rng(1)
    better = luck.normal(0.0, 1.0, 30)
    score = judge("visit", "Brier", 30, mean(better), {"frequency": mean(np.zeros(30))}, 1)[0]
    assert score.ahead_low < 0 < score.ahead_high
    assert score.verdict.startswith("too few to tell: ")
    assert "rows would be needed" in score.verdict


def test_the_interval_holds_the_score_and_repeats_itself() -> None:
    values = np.random.default_rng(2).random(40)
    one, two = (judge("vote", "Brier", 40, mean(values), {}, 5)[0] for _ in range(2))
    assert one == two
    assert one.low < one.model < one.high
    assert one.high - one.low == pytest.approx(2 * 1.96 * values.std() / 40**0.5, rel=0.15)


def test_kendall() -> None:
    x = np.arange(5.0)
    assert kendall(x, x * 3 + 1) == 1.0
    assert kendall(x, -x) == -1.0
    assert kendall(x, np.zeros(5)) == 0.0
    assert kendall(np.array([1.0, 2, 3]), np.array([1.0, 3, 2])) == pytest.approx(1 / 3)


def test_who_says_all_options_alike_is_right_as_often_as_a_guess() -> None:
    chances = np.array([[1 / 3, 1 / 3, 1 / 3], [0.2, 0.4, 0.4], [0.1, 0.8, 0.1], [0.1, 0.8, 0.1]])
    assert right(chances, np.array([1, 2, 1, 0])) == pytest.approx([1 / 3, 1 / 2, 1.0, 0.0])
