"""Takes designs and functions with known indices; checks that what decides, what does nothing and what is noise is told apart."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from sim.base.errors import UsageError
from sim.batch.analysis import Values, sensitivity
from sim.batch.sheet import Design, Varied
from tests.unit.batch.analysis.conftest import Invent

NAMES = ("key", "half", "idle")
Function = Callable[[np.ndarray], np.ndarray]


def design(kind: str, size: int = 3) -> Design:
    """Points as the samplers give them, values the same."""
    problem = {"num_vars": size, "names": list(NAMES[:size]), "bounds": [[0.0, 1.0]] * size}
    if kind == "sobol":
        from SALib.sample import sobol

        points, options = (
            sobol.sample(problem, 128, calc_second_order=False, seed=3),
            {"samples": 128, "second_order": 0},
        )
    elif kind == "morris":
        from SALib.sample import morris

        points, options = morris.sample(problem, 20, num_levels=4, seed=3), {"trajectories": 20, "levels": 4}
    else:
        from scipy.stats.qmc import LatinHypercube

        points, options = LatinHypercube(size, rng=np.random.default_rng(3)).random(256), {"samples": 256}
    return Design(
        kind, tuple(options.items()), tuple(Varied(n, (i,)) for i, n in enumerate(NAMES[:size])), points, points
    )


def played(invent: Invent, kind: str, function: Function, noise: float = 1.0, worlds: int = 40) -> Values:
    """What a policy comes to: the function of its cell, and luck that all cells share."""
    laid = design(kind)
    luck = np.random.default_rng(1).normal(0, noise, size=worlds)
    return invent((function(laid.cells)[:, None] + luck)[:, None], ("plan",), design=laid)


def key(x: np.ndarray) -> np.ndarray:
    return 10 * x[:, 0]


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("sobol", "key decides score of plan: 100 % of what differs between the cells."),
        ("morris", "key decides score of plan: nothing else moves it; 10.00 over its range."),
    ],
)
def test_one_that_decides_all_and_those_that_do_nothing_are_said_to(invent: Invent, kind: str, told: str) -> None:
    found = sensitivity(played(invent, kind, key), "plan")
    assert found.sentences() == [
        told,
        "half does nothing: score of plan is the same whatever it is.",
        "idle does nothing: score of plan is the same whatever it is.",
    ]


def test_a_latin_design_cannot_prove_nothing_and_says_noise(invent: Invent) -> None:
    found = sensitivity(played(invent, "latin", key), "plan")
    assert found.sentences()[0].startswith("key decides score of plan")
    assert all("cannot be told from nothing" in line for line in found.sentences()[1:])


def test_shares_are_those_of_the_variance(invent: Invent) -> None:
    """y = 4 x0 + 3 x1: 16/25 and 9/25 of the variance."""
    found = sensitivity(played(invent, "sobol", lambda x: 4 * x[:, 0] + 3 * x[:, 1]), "plan")
    shares = {index.name: index.total for index in found.indices}
    assert shares["key"] == pytest.approx(0.64, abs=0.05)
    assert shares["half"] == pytest.approx(0.36, abs=0.05)
    assert found.text().startswith("key moves score of plan: 64 % alone (±")


def test_what_acts_only_together_with_another_is_seen_in_the_total(invent: Invent) -> None:
    found = sensitivity(played(invent, "sobol", lambda x: (x[:, 0] - 0.5) * (x[:, 1] - 0.5)), "plan")
    both = {index.name: index for index in found.indices}
    assert abs(both["key"].first) < 0.15
    assert both["key"].total > 0.85


def test_nothing_that_varies_moves_a_constant(invent: Invent) -> None:
    found = sensitivity(played(invent, "sobol", lambda x: np.full(len(x), 3.0)), "plan")
    assert found.still
    assert found.text().startswith("Nothing that varies moves score of plan: all 640 cells come to the same.")


@pytest.mark.parametrize("kind", ["sobol", "morris", "latin"])
def test_luck_that_parameters_only_stir_is_noise(invent: Invent, kind: str) -> None:
    """Each cell has its own luck: every index lies below its floor, none is announced."""
    laid = design(kind)
    values = np.random.default_rng(4).normal(0, 1, size=(len(laid.cells), 1, 40))
    found = sensitivity(invent(values, ("plan",), design=laid), "plan")
    assert all(index.total <= index.floor for index in found.indices)
    assert len(found.sentences()) == 3
    assert all("cannot be told from nothing" in line for line in found.sentences())
    assert found.luck == pytest.approx(1.0, abs=0.15)


def stirred(design: Design, dice: np.random.Generator, worlds: int = 24) -> np.ndarray:
    """Luck whose draw hangs on the value of the second parameter, and on nothing else."""
    values, place = np.unique(design.cells[:, 1], return_inverse=True)
    drawn = dice.normal(0, 5, size=(len(values), worlds))
    return np.asarray(drawn[place])


def test_a_parameter_that_only_stirs_luck_is_announced_as_seldom_as_is_said(invent: Invent) -> None:
    """It moves a cell's mean by what luck does, beside a parameter that truly moves it: a false finding once in twenty."""
    laid = design("sobol")
    false, true, rounds = 0, 0, 30
    for seed in range(rounds):
        dice = np.random.default_rng(seed)
        values = 10 * laid.cells[:, :1] + dice.normal(0, 3, size=24) + stirred(laid, dice)
        key_, half, _ = sensitivity(invent(values[:, None], ("plan",), design=laid), "plan").indices
        false += half.total > half.floor
        true += key_.total > key_.floor
    assert true == rounds
    assert false <= 5


def test_indices_are_those_of_the_library(invent: Invent) -> None:
    """A stranger who reads the rows and asks SALib gets the same shares."""
    from SALib.analyze import sobol

    problem = {"num_vars": 3, "names": list(NAMES), "bounds": [[0.0, 1.0]] * 3}
    played_ = played(invent, "sobol", lambda x: 4 * x[:, 0] + 3 * x[:, 1] * x[:, 2])
    found = sensitivity(played_, "plan").indices
    theirs = sobol.analyze(problem, played_.values[:, 0].mean(axis=1), calc_second_order=False, seed=1)
    assert [index.first for index in found] == pytest.approx(theirs["S1"])
    assert [index.total for index in found] == pytest.approx(theirs["ST"])


def test_pairs_are_told_by_a_design_of_the_second_order(invent: Invent) -> None:
    """y = 6 x0 + 12 (x1 - 1/2)(x2 - 1/2): variances 3 and 1, so a quarter belongs to the pair."""
    from SALib.sample import sobol

    problem = {"num_vars": 3, "names": list(NAMES), "bounds": [[0.0, 1.0]] * 3}
    points = sobol.sample(problem, 512, calc_second_order=True, seed=3)
    laid = Design(
        "sobol", (("samples", 512), ("second_order", 1)), tuple(Varied(n, (i,)) for i, n in enumerate(NAMES)), points, points
    )  # fmt: skip
    values = 6 * points[:, 0] + 12 * (points[:, 1] - 0.5) * (points[:, 2] - 0.5)
    luck = np.random.default_rng(1).normal(0, 1, size=12)
    found = sensitivity(invent((values[:, None] + luck)[:, None], ("plan",), design=laid), "plan")
    shares = {pair.names: pair.share for pair in found.pairs}
    assert shares[("half", "idle")] == pytest.approx(0.25, abs=0.05)
    assert abs(shares[("key", "half")]) < 0.05
    assert found.sentences()[-1].startswith("half and idle together move score of plan beyond what each does alone: 2")
    assert "half and idle" in found.text()


def test_few_cells_of_a_latin_design_do_not_hide_what_they_show(invent: Invent) -> None:
    """Forty-eight cells: 16/25 and 9/25 of the variance are told, each near its share; what is idle stays below its floor."""
    from scipy.stats.qmc import LatinHypercube

    points = LatinHypercube(3, rng=np.random.default_rng(5)).random(48)
    laid = Design("latin", (("samples", 48),), tuple(Varied(n, (i,)) for i, n in enumerate(NAMES)), points, points)
    values = 4 * points[:, 0] + 3 * points[:, 1]
    luck = np.random.default_rng(1).normal(0, 1, size=24)
    key_, half, idle = sensitivity(invent((values[:, None] + luck)[:, None], ("plan",), design=laid), "plan").indices
    assert key_.total > key_.floor
    assert idle.total <= idle.floor < 0.6
    assert abs(key_.first - 0.64) < key_.first_half < 0.6
    assert abs(half.first - 0.36) < max(half.first_half, half.floor)


def test_morris_tells_a_curve_from_a_line(invent: Invent) -> None:
    found = sensitivity(played(invent, "morris", lambda x: 4 * x[:, 0] + 8 * (x[:, 1] - 0.5) ** 2), "plan")
    straight, bent, _ = found.indices
    assert straight.uneven == pytest.approx(0.0, abs=1e-9)
    assert bent.uneven > 1.0


@pytest.mark.parametrize(("kind", "cure"), [("grid", "use the design sobol"), ("list", "use the design sobol")])
def test_a_design_that_does_not_fit_is_refused(invent: Invent, kind: str, cure: str) -> None:
    cells = np.arange(6.0)[:, None]
    laid = Design(kind, (), (Varied("key", (0,)),), cells)
    with pytest.raises(UsageError) as problem:
        sensitivity(invent(np.ones((6, 1, 4)), ("plan",), design=laid), "plan")
    assert cure in str(problem.value)


def test_a_batch_in_which_nothing_varies_is_refused(invent: Invent) -> None:
    with pytest.raises(UsageError, match="nothing varies"):
        sensitivity(invent(np.ones((1, 1, 4)), ("plan",), design=Design()), "plan")
