"""Takes the commands `calibrate`, `run --ensemble` and `hindcast` as a user calls them; checks what they print and write."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim.app.cli import app
from sim.app.ensembles import held_possible
from sim.app.shelf import compiled_scenario
from sim.base.errors import BambooError, ScenarioError, UsageError
from sim.calibrate import Fit
from sim.calibrate.ensemble import from_ruleset
from sim.facts.ledger import load
from sim.scenario import compile_scenario

pytest.importorskip("scipy", reason="fitting is a matter of the laboratory")
EXAMPLE = Path(__file__).parents[3] / "seeds" / "history" / "example.csv"
WELL = """
format: 1
id: well
version: 1.0.0
title: {en: Well, vi: Giếng}
clock: {start: 2022-Q1, turns: 4}
parameters:
  rain: {value: 0.2, range: 0 to 1, free: true, assumed: test}  # a shower
variables:
  attention: {title: {en: A, vi: A}, unit: points, range: 0 to 4, start: 3, assumed: test}
  water: {title: {en: W, vi: N}, range: 0 to 9, assumed: test, change: {fills: {formula: rain, assumed: test}}}
outcomes:
  full: {title: {en: Full, vi: Đầy}, formula: "25 * water", assumed: test}
targets:
  level: {title: {en: Level, vi: Mực}, policy: nothing, of: water, by: mean, value: 2, tolerance: 0.1, source: [F053]}
"""


@pytest.fixture
def well(tmp_path: Path) -> Path:
    folder = tmp_path / "well"
    folder.mkdir()
    (folder / "well.yaml").write_text(WELL, encoding="utf-8")
    return folder


def called(*words: str) -> str:
    result = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def fitted(well: Path, *more: str) -> str:
    return called("calibrate", str(well), "--worlds", "2", "--budget", "60", *more)


def test_a_fit_writes_report_sets_and_values_and_leaves_the_rules_alone(well: Path, tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    said = fitted(well, "--out", str(out))
    assert "1 of 1 rows hit" in said
    assert out.read_text(encoding="utf-8").startswith("<!doctype html>")
    sets = (tmp_path / "report.ensemble.csv").read_text(encoding="utf-8").splitlines()
    assert sets[0] == "rain"
    assert 0.45 < float(sets[1]) < 0.55
    assert "rain: {value: 0." in (tmp_path / "report.fitted.yaml").read_text(encoding="utf-8")
    assert (well / "well.yaml").read_text(encoding="utf-8") == WELL


def test_the_same_call_gives_the_same_files(well: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        fitted(well, "--out", str(tmp_path / name / "report.txt"))
    for file in ("report.txt", "report.ensemble.csv", "report.fitted.yaml"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_write_shows_the_change_and_makes_it(well: Path) -> None:
    said = fitted(well, "--write")
    text = (well / "well.yaml").read_text(encoding="utf-8")
    assert "-  rain: {value: 0.2, range: 0 to 1, free: true, assumed: test}  # a shower" in said
    assert text.splitlines()[:7] == WELL.splitlines()[:7]
    assert "prior: 0.2, range: 0 to 1, free: true, assumed: test, fitted:" in text
    assert text.count("# a shower") == 1
    assert "1 fitted" in called("check", str(well))


def test_what_does_worse_than_what_stands_is_not_written(well: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Fit, "worse", True)
    asked = ["calibrate", str(well), "--worlds", "1", "--budget", "60", "--write"]
    result = CliRunner().invoke(app, asked, catch_exceptions=False)
    assert result.exit_code == 1
    assert "was learnt by heart" in result.stdout
    assert "nothing was written" in result.stderr
    assert (well / "well.yaml").read_text(encoding="utf-8") == WELL
    assert not (well / "fitted.csv").exists()


def test_what_was_fitted_lies_with_the_ruleset_and_runs_draw_from_it(well: Path) -> None:
    with pytest.raises(UsageError, match="has been fitted"):
        called("run", str(well), "--policy", "nothing", "--worlds", "4", "--ensemble", "fitted")
    said = fitted(well, "--write")
    sets = (well / "fitted.csv").read_text(encoding="utf-8").splitlines()
    assert str(well / "fitted.csv") in said
    for option in (("--ensemble", "fitted"), ("--set", "rain=fitted")):
        drawn = called("run", str(well), "--policy", "nothing", "--worlds", "60", *option)
        assert (f"{len(sets) - 1} parameter sets" in drawn) == (len(sets) > 2)
    with pytest.raises(BambooError, match="did not move `snow`"):
        called("run", str(well), "--policy", "nothing", "--worlds", "4", "--set", "snow=fitted")


def test_a_scenario_with_a_value_of_its_own_keeps_it(tmp_path: Path) -> None:
    (tmp_path / "spring").mkdir()
    (tmp_path / "well").mkdir()
    (tmp_path / "well" / "well.yaml").write_text(WELL, encoding="utf-8")
    ledger = load(Path(__file__).parents[3] / "seeds")
    usual = compile_scenario(tmp_path / "well", ledger).rules
    (tmp_path / "spring" / "spring.yaml").write_text(
        WELL.replace("value: 0.2", "value: 0.4").replace("id: well", "id: spring"), encoding="utf-8"
    )
    own = compile_scenario(tmp_path / "spring", ledger).rules
    table = "rain\n0.25\n0.5\n"
    assert from_ruleset(usual, usual, table, "t").tolist() == [[0.25, 0.5]]
    assert from_ruleset(own, usual, table, "t").tolist() == [[0.4, 0.4]]


@pytest.mark.parametrize("scenario", ["ukraine-2022", "umbrella-1978"])
def test_the_shipped_ensemble_goes_with_every_scenario_that_was_fitted(scenario: str) -> None:
    """It was fitted through six scenarios together; each takes what it has, and so do their games and forecasts."""
    rules = compiled_scenario(scenario).rules
    sets = held_possible(rules)
    assert sets is not None
    assert sets.shape[1] >= 4
    moved = [p.id for p in rules.parameters if (sets[p.row : p.row + p.size] != sets[p.row : p.row + p.size, :1]).any()]
    assert len(moved) > 20
    place = Path(__file__).parents[3] / "scenarios" / "bamboo" / "fitted.csv"
    said = called("run", scenario, "--policy", "nothing", "--worlds", "20", "--ensemble", str(place))
    assert f"{sets.shape[1]} parameter sets" in said


def test_an_ensemble_gives_each_world_a_set_of_its_own(well: Path, tmp_path: Path) -> None:
    sets = tmp_path / "sets.csv"
    sets.write_text("rain\n0.25\n0.5\n", encoding="utf-8")
    said = called("run", str(well), "--policy", "nothing", "--worlds", "10", "--ensemble", str(sets))
    assert "2 parameter sets" in said
    assert "37.50 ±" in said  # the mean of 25 and 50
    for rain, full in (("0.25", "25.00"), ("0.5", "50.00")):
        assert full in called("run", str(well), "--policy", "nothing", "--worlds", "10", "--set", f"rain={rain}")


def test_a_warm_start_begins_from_sets(well: Path, tmp_path: Path) -> None:
    sets = tmp_path / "sets.csv"
    sets.write_text("rain\n0.5\n", encoding="utf-8")
    said = called("calibrate", str(well), "--worlds", "1", "--budget", "8", "--start", str(sets))
    assert "Loss 0.000" in said


def test_the_time_of_each_part_is_told_apart_from_the_report(well: Path) -> None:
    result = CliRunner().invoke(app, ["calibrate", str(well), "--worlds", "1", "--budget", "8", "--profiles"])
    assert [line.split(":")[0] for line in result.stderr.splitlines() if line.endswith(" s")] == [
        "search", "profiles", "parameters that the targets do not tell", "ensemble", "worlds that no search has seen",
        "altogether",
    ]  # fmt: skip
    assert "altogether" not in result.stdout


def test_what_cannot_be_fitted_says_why(well: Path, tmp_path: Path) -> None:
    with pytest.raises(BambooError, match="`finland-1948` has no targets"):
        called("calibrate", "finland-1948")
    with pytest.raises(UsageError, match="named twice"):
        called("calibrate", str(well), str(well))
    with pytest.raises(UsageError, match="the ensemble cannot be read"):
        called("run", str(well), "--ensemble", str(tmp_path / "none.csv"))


def test_hindcast_prints_scores_and_bad_tables_their_place(tmp_path: Path) -> None:
    said = called("hindcast", "ukraine-2022", "--facts", str(EXAMPLE), "--worlds", "50")
    assert "vote" in said
    assert "too few to tell" in said
    table = tmp_path / "facts.csv"
    table.write_text("date,kind,actor,value\n2023-09,tier,usa,4\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"`usa`"):
        called("hindcast", "ukraine-2022", "--facts", str(table))
    for cut in ("2020", "2025"):
        with pytest.raises(UsageError, match="no quarters before and after") as problem:
            called("hindcast", "ukraine-2022", "--facts", str(EXAMPLE), "--cut", cut)
        assert problem.value.cure == "cut at a year from 2021 to 2024"
