"""Takes invented cells with a known answer; checks regret, worst case and satisficing against the definitions."""

from __future__ import annotations

import numpy as np
import pytest

from sim.base.errors import UsageError
from sim.batch.analysis.robust import robustness
from tests.unit.batch.analysis.conftest import Invent


def cells(*rows: list[float]) -> np.ndarray:
    """Means of policies (rows) in cells (columns), as two worlds each that average to it."""
    means = np.array(rows).T[:, :, None]
    return np.concatenate([means - 1, means + 1], axis=2)


def test_regret_worst_case_and_shares_are_those_of_the_definitions(invent: Invent) -> None:
    found = robustness(invent(cells([10, 0, 5], [6, 5, 5], [0, 9, 5]), ("bold", "even", "late"), threshold=5.0))
    assert found.mean.tolist() == [5.0, pytest.approx(16 / 3), pytest.approx(14 / 3)]
    assert found.worst.tolist() == [0, 5, 0]
    assert found.regret.tolist() == [9, 4, 10]
    assert found.mean_regret.tolist() == [3, pytest.approx(8 / 3), pytest.approx(10 / 3)]
    assert found.best_in.tolist() == [pytest.approx(4 / 9), pytest.approx(1 / 9), pytest.approx(4 / 9)]
    assert found.good is not None
    assert found.good.tolist() == [0.5, pytest.approx(4 / 6), 0.5], "of all worlds, not of cells"
    assert found.choice("worst") == found.choice("regret") == found.choice("good") == ["even"]
    assert found.sentences() == [
        (
            "even is robust: it has the best mean, the best worst case, the smallest largest regret and the largest share of worlds "
            "with score at least 5. Every rule of choice picks it."
        )
    ]


def test_a_policy_that_is_best_everywhere_is_said_to_be(invent: Invent) -> None:
    found = robustness(invent(cells([3, 4, 5], [2, 3, 4])))
    assert found.regret.tolist() == [0, 1]
    assert found.sentences()[0].endswith("It is never behind in any of 3 cells.")


def test_rules_of_choice_may_disagree_and_say_so(invent: Invent) -> None:
    found = robustness(invent(cells([10, 0], [4, 4])))
    assert found.sentences() == [
        "plan has the best mean.", "other has the best worst case.", "plan has the smallest largest regret.",
    ]  # fmt: skip


def test_who_is_picked_by_every_rule_is_robust_though_another_shares_one(invent: Invent) -> None:
    found = robustness(invent(cells([8, 9], [6, 7], [1, 0]), ("a", "b", "c"), threshold=3.0))
    assert found.sentences()[0] == (
        "a is robust: it has the best mean, the best worst case, the smallest largest regret and together with b the largest share "
        "of worlds with score at least 3. It is never behind in any of 2 cells."
    )


def test_where_nothing_differs_it_says_so(invent: Invent) -> None:
    assert robustness(invent(cells([4, 4], [4, 4]))).sentences() == [
        "All policies come to the same under every rule of choice."
    ]


def test_less_can_be_better(invent: Invent) -> None:
    found = robustness(invent(cells([1, 5], [3, 3]), goal="less", threshold=3.0))
    assert found.worst.tolist() == [5, 3]
    assert found.choice("worst") == ["other"]
    assert found.good is not None
    assert found.good.tolist() == [0.5, 0.5]


def test_without_cells_the_worlds_are_the_states(invent: Invent) -> None:
    even, wild = np.full(100, 5.0), np.concatenate([np.full(90, 6.0), np.full(10, 0.0)])
    found = robustness(invent(np.stack([even, wild])[None]))
    assert found.of == "worlds"
    assert found.worst.tolist() == [5, 0], "the mean of the lowest twentieth"
    assert found.choice("mean") == ["other"], "5.4 against 5"
    assert found.choice("worst") == ["plan"]


def test_one_policy_has_no_regret(invent: Invent) -> None:
    with pytest.raises(UsageError, match="one policy alone"):
        robustness(invent(np.ones((2, 1, 3)), ("alone",)))


def test_a_choice_that_luck_made_is_doubted(invent: Invent) -> None:
    """Two policies of one mean: which is ahead is luck; a third that is far behind is never chosen."""
    dice = np.random.default_rng(3)
    luck = dice.normal(0, 5, size=(2, 3, 60)) + np.array([0.0, 0.0, -20.0])[:, None]
    found = robustness(invent(luck, ("a", "b", "c")))
    chosen = found.choice("mean")
    assert 0.3 < found.held("mean") < 0.95
    told = [line for line in found.sentences() if "redraws" in line]
    assert told
    assert all("only in" in line for line in told)
    assert chosen != ["c"]


@pytest.mark.parametrize("states", [1, 4])
def test_a_choice_that_luck_cannot_turn_is_not_doubted(invent: Invent, states: int) -> None:
    luck = np.random.default_rng(3).normal(0, 5, size=60)
    found = robustness(invent(np.stack([luck + 3, luck])[None].repeat(states, axis=0), threshold=0.0))
    assert found.held("mean", "worst", "regret") == 1.0
    assert len(found.sentences()) == 1
    assert "holds in at least 95 % of 400 redraws" in found.note()


def test_redraws_hold_as_often_as_other_worlds_would(invent: Invent) -> None:
    """The share that is told is near the share of independent runs in which the same policy is chosen."""
    dice = np.random.default_rng(8)
    chosen, told = [], []
    for _ in range(60):
        luck = dice.normal(0, 4, size=(3, 2, 50)) + np.array([0.5, 0.0])[:, None]
        found = robustness(invent(luck))
        chosen.append(found.choice("mean") == ["plan"])
        told.append(found.held("mean") if chosen[-1] else 1 - found.held("mean"))
    assert np.mean(told) == pytest.approx(np.mean(chosen), abs=0.12)
