"""Takes a garden whose growth is known, asserts that a fit finds it, leaves alone what does nothing, and repeats itself."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from sim.base.errors import BambooError
from sim.calibrate import Fit, fit
from sim.calibrate.distance import cases_of, distances, figures, hits
from sim.calibrate.ensemble import from_table, points_of, to_table
from sim.calibrate.free import Space
from sim.calibrate.yard import CHECKED, FRESH, Yard

from .conftest import Grow

pytest.importorskip("scipy", reason="fitting is a matter of the laboratory")


@pytest.fixture
def found(grow: Grow) -> Fit:
    return fit([grow().trial], worlds=40, budget=240, seed=5)


def test_a_planted_parameter_is_recovered(found: Fit) -> None:
    values = dict(zip((f.name for f in found.space.free), found.values, strict=True))
    assert values["growth"] == pytest.approx(0.7, abs=0.03)
    assert found.hit == (True, True)
    assert found.hit_before == (False, False)
    assert found.loss < 0.1 < found.loss_before


def test_what_does_nothing_stays_at_its_prior(found: Fit) -> None:
    assert dict(zip((f.name for f in found.space.free), found.values, strict=True))["idle"] == 0.3


def test_the_ensemble_spreads_over_what_does_nothing_and_not_over_what_is_known(found: Fit) -> None:
    spread = dict(zip((f.name for f in found.space.free), found.intervals, strict=True))
    assert spread["idle"][1] - spread["idle"][0] > 0.8
    assert 0.65 < spread["growth"][0] <= spread["growth"][1] < 0.75
    assert found.sets.shape[1] > 5


def test_a_profile_is_flat_where_the_data_are_silent(grow: Grow) -> None:
    made = fit([grow().trial], worlds=10, budget=120, seed=5, profiles=True)
    curves = {p.name: p for p in made.profiles}
    assert np.ptp(curves["idle"].losses) < 0.01
    assert curves["idle"].says == "silent"
    assert curves["growth"].says == "pinned"
    assert curves["growth"].low < 0.7 < curves["growth"].high
    assert curves["growth"].losses.max() > 3


def test_what_can_stand_in_for_each_other_goes_back_as_far_as_it_can(grow: Grow) -> None:
    """Height is the sum of two numbers: neither is told, but both at their priors would miss."""
    rules = grow(
        ('formula: "growth"', 'formula: "growth + idle"'),
        ('"growth / 2"', '"0.5"'),
        ("value: 5.6, tolerance: 0.2", "value: 8, tolerance: 1"),
    ).trial
    made = fit([rules], worlds=4, budget=2400, seed=5, profiles=True)
    assert {p.says for p in made.profiles} == {"silent"}
    assert sum(made.point == made.space.prior) == 1
    assert made.hit == (True, True)
    assert sum(made.values) == pytest.approx(1.0, abs=0.13)
    assert (made.sets[:, 0] == made.point).all()


def test_the_parts_of_a_fit_are_told(grow: Grow) -> None:
    parts: list[str] = []
    fit([grow().trial], worlds=2, budget=16, seed=1, profiles=True, stage=parts.append)
    assert parts == [
        "search", "profiles", "parameters that the targets do not tell", "ensemble", "worlds that no search has seen"
    ]  # fmt: skip


def test_the_same_seed_gives_the_same_digits_on_any_number_of_processes(grow: Grow) -> None:
    books = [grow().trial]
    one, again, two = (fit(books, worlds=10, budget=60, seed=2, jobs=jobs) for jobs in (1, 1, 2))
    assert one.values == again.values == two.values
    assert (one.sets == again.sets).all()
    assert (one.sets == two.sets).all()
    deep = [fit(books, worlds=10, budget=60, seed=2, jobs=jobs, profiles=True) for jobs in (1, 2)]
    assert deep[0].values == deep[1].values
    assert all((a.losses == b.losses).all() for a, b in zip(deep[0].profiles, deep[1].profiles, strict=True))
    assert one.values != fit(books, worlds=10, budget=60, seed=3).values


def test_sets_side_by_side_give_what_each_gives_alone(grow: Grow) -> None:
    books = [grow().trial]
    space, cases = Space(books), cases_of(books)
    points = np.array([[0.1, 0.5, 0.9], [0.2, 0.2, 0.8]])
    together = [figures(case, space.params(0, points), 30, 4) for case in cases]
    for s in range(3):
        alone = [figures(case, space.params(0, points[:, s : s + 1]), 30, 4) for case in cases]
        assert all((a[:, 0] == t[:, s]).all() for a, t in zip(alone, together, strict=True))


def test_a_parameter_that_two_scenarios_share_is_one_number(grow: Grow) -> None:
    first = grow().trial
    second = grow(("id: garden", "id: garden"), ("turns: 8", "turns: 4"), ("value: 5.6", "value: 2.8")).trial
    space = Space([first, second])
    assert [f.name for f in space.free] == ["growth", "idle"]
    point = np.array([[0.7], [0.3]])
    assert space.params(0, point)[0, 0] == space.params(1, point)[0, 0] == 0.7


def test_a_scenario_keeps_a_value_of_its_own(grow: Grow) -> None:
    books = [grow().trial, grow().trial, grow(("growth: {value: 0.2", "growth: {value: 0.9")).trial]
    space = Space(books)
    assert space.own == ["garden: growth"]
    assert [float(space.params(b, np.array([[0.7], [0.3]]))[0, 0]) for b in range(3)] == [0.7, 0.7, 0.9]


def test_the_ruleset_says_which_value_is_the_common_one(grow: Grow) -> None:
    own, usual = grow(("growth: {value: 0.2", "growth: {value: 0.9")).trial, grow()
    assert Space([own, own, usual.trial]).free[0].value == 0.9
    assert Space([own, own, usual.trial], [usual.rules]).free[0].value == 0.2
    assert Space([own, own], [usual.rules]).free[0].value == 0.9  # nobody plays by the ruleset's


def test_a_target_reads_the_quarter_it_names(grow: Grow) -> None:
    early = grow((" of: height,", " of: height, at: 2022-Q1,")).trial
    later = grow((" of: height,", " of: height, at: 2022-Q3,")).trial
    for rules, quarters in ((early, 0), (later, 2)):
        case = next(c for c in cases_of([rules]) if not c.luck)
        assert figures(case, Space([rules]).params(0, np.array([[0.5], [0.5]])), 1, 1)[0, 0] == 0.5 * quarters


def test_median_and_ratio(grow: Grow) -> None:
    text = """
  hail_median: {title: {en: M, vi: M}, policy: nothing, of: hail, by: median, value: 4, tolerance: 1, source: [F053]}
  hail_ratio: {title: {en: R, vi: R}, policy: nothing, of: height, to: "2 * height", by: ratio, at_most: 1, tolerance: 0.1, source: [F053]}
"""
    rules = grow(more=text).trial
    case = next(c for c in cases_of([rules]) if c.luck)
    found = figures(case, Space([rules]).params(0, np.array([[1.0], [0.5]])), 201, 1)[:, 0]
    assert found[1] in (3.0, 4.0, 5.0)
    assert found[2] == pytest.approx(0.5)
    off = distances(case.targets, found[:, None])
    assert hits(case.targets, off)[2, 0]
    assert off[2, 0] == 0.0


def test_before_a_cut_later_facts_are_not_used(grow: Grow) -> None:
    rules = grow(("source: [F054]", "source: [F041]")).trial  # of March 2022; the other of September 2023
    known = [[t.id for c in cases_of([rules], last=2021 * 4 + 3 + ahead) for t in c.targets] for ahead in (0, 1, 6, 7)]
    assert known == [[], ["storms"], ["storms"], ["tall", "storms"]]


def test_the_table_of_an_ensemble_gives_the_same_sets_back(found: Fit, grow: Grow) -> None:
    text = to_table(found.space, found.sets)
    params = from_table(text, grow().rules, "sets.csv")
    assert (params[:2] == found.space.values(found.sets)).all()
    assert (params[2] == 0.5).all()
    assert points_of(text, found.space, "sets.csv") == pytest.approx(found.sets)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("growth\n", "no table"),
        ("growht\n0.5\n", "did you mean `growth`"),
        ("growth\n0.5\n7\n", "line 3: `growth` cannot be 7"),
        ("growth,idle\n0.5\n", "line 2: `idle` needs a number"),
    ],
)
def test_a_wrong_table_says_where(grow: Grow, text: str, said: str) -> None:
    with pytest.raises(BambooError) as problem:
        from_table(text, grow().rules, "sets.csv")
    assert said in str(problem.value)


def test_what_only_another_scenario_has_is_passed_over_and_a_misspelling_is_not(grow: Grow) -> None:
    """Scenarios that are fitted together share one table."""
    rules = grow().rules
    alone = from_table("growth\n0.5\n0.6\n", rules, "sets.csv")
    assert (from_table("growth,war_burden\n0.5,9\n0.6,8\n", rules, "sets.csv", {"war_burden"}) == alone).all()
    with pytest.raises(BambooError, match="no parameter `growht`"):
        from_table("growht,war_burden\n0.5,9\n", rules, "sets.csv", {"war_burden"})


def test_without_free_parameters_or_targets_there_is_nothing_to_fit(grow: Grow) -> None:
    with pytest.raises(BambooError, match="no parameter is free"):
        fit([grow((" free: true,", "")).trial], worlds=1, budget=8, seed=1)
    with pytest.raises(BambooError, match="no target to fit"):
        fit([grow().rules], worlds=1, budget=8, seed=1)


def test_without_the_laboratory_the_way_out_is_told(grow: Grow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scipy.optimize", None)
    with pytest.raises(BambooError, match="fitting needs SciPy") as problem:
        fit([grow().trial], worlds=1, budget=8, seed=1)
    assert "[lab]" in problem.value.cure


def test_a_date_that_never_comes_is_as_far_as_a_year_after_the_end(grow: Grow) -> None:
    text = "\n  giant: {title: {en: N, vi: N}, policy: nothing, of: first(height > 99), by: median, value: 2023-Q4, tolerance: 2 quarters, source: [F053]}\n"
    case = next(c for c in cases_of([grow(more=text).trial]) if c.luck)
    found = figures(case, Space([case.rules]).params(0, np.array([[0.5], [0.5]])), 3, 1)
    assert distances(case.targets, found)[-1, 0] == 2.0  # 2024-Q4 is four quarters after 2023-Q4


def test_what_is_told_was_measured_in_worlds_that_no_search_has_seen(found: Fit, grow: Grow) -> None:
    rules = grow().trial
    case = next(c for c in cases_of([rules]) if c.luck)
    params = Space([rules]).params(0, found.point[:, None])
    elsewhere = figures(case, params, CHECKED, 5, FRESH)
    assert found.found[1] == elsewhere[0, 0]
    assert found.found[1] != figures(case, params, CHECKED, 5)[0, 0]


def test_few_worlds_are_the_first_of_many(grow: Grow) -> None:
    books = [grow().trial]
    points = np.array([[0.2, 0.8], [0.5, 0.5]])
    with Yard(Space(books), cases_of(books), 40, 5) as whole, Yard(Space(books), cases_of(books), 10, 5) as few:
        assert (whole.figures(points, 0.25) == few.figures(points)).all()
        whole.figures(points)
        assert whole.tried[0].shape[1] == 2  # rough ones are not remembered
        assert whole.count == 4


def test_a_parameter_says_in_how_many_places_it_stands(grow: Grow) -> None:
    assert Space([grow().trial, grow().trial]).places == (2, 0)
