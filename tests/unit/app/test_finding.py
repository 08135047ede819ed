"""Takes real batches with a known answer (`fade` decides all, `pull` does nothing); checks what the commands say of them."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim.app.cli import app

ANSWER = """format: 1
id: answer
version: 1.0.0
title: {en: Known answer, vi: Đáp số biết trước}
clock: {start: 2000-Q1, turns: 3}
parameters:
  key: {value: 2, range: 0 to 10, assumed: it decides all}
  idle: {value: 2, range: 0 to 10, assumed: it does nothing}
variables:
  luck: {title: {en: Luck, vi: May rủi}, range: 0 to 100, start: 50, assumed: a test}
  score: {title: {en: Score, vi: Điểm}, range: 0 to 100, start: 20, assumed: a test,
          change: {grows: {title: {en: It grows, vi: Tăng}, formula: key + 0 * idle}}}
  attention: {title: {en: Attention, vi: Sự chú tâm}, range: 0 to 4, start: 2, assumed: a test}
verb_groups: {talk: {title: {en: Talk, vi: Đối thoại}}}
actions:
  push: {title: {en: Push, vi: Đẩy}, group: talk, key: p, cost: {attention: 0}, assumed: a test, effects: {score: 4}}
events:
  rain: {kind: hazard, chance: 0.5, assumed: a test, title: {en: Rain, vi: Mưa}, effects: {score: 1, luck: 1}}
outcomes:
  won: {title: {en: Won, vi: Thắng}, formula: score, assumed: a test}
  flat: {title: {en: Flat, vi: Phẳng}, formula: "7", assumed: a test}
history: {2000-Q1: {orders: [push]}}
screen: {attention: attention, numbers: [score], judgements: [won]}
"""
EXPERIMENT = """format: 1
scenario: answer
seed: 3
worlds: 300
policies: [history, nothing, {policy: nothing, name: idler}]
outcomes: {won: {goal: more, threshold: 30}, flat: more}
"""
VARIED = "vary: {key: 1 to 5, idle: 1 to 5}\n"
SOBOL, MORRIS = "design: {kind: sobol, samples: 32}\n", "design: {kind: morris, trajectories: 8}\n"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("known answer")
    (folder / "answer").mkdir()
    (folder / "answer" / "answer.yaml").write_text(ANSWER, encoding="utf-8")
    for name, rest in (
        ("plain", ""),
        ("sobol", VARIED + SOBOL),
        ("morris", VARIED + MORRIS),
        ("grid", VARIED + "design: {kind: grid, levels: 3}\n"),
    ):
        (folder / f"{name}.yaml").write_text(EXPERIMENT + rest)
        done = called("run", str(folder / f"{name}.yaml"), "-o", str(folder / name), "--progress", "none")
        assert done[0] == 0, done
    return folder


def called(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["batch", *words])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        return 1, str(result.exception)
    return result.exit_code, result.output


def test_compare_says_that_one_act_decides_and_that_a_name_does_nothing(home: Path) -> None:
    code, out = called("compare", str(home / "plain"))
    assert code == 0
    sentence = (
        "history beats {} in 100 % of worlds (99-100 %); difference won 4.00 ±0.00; 2 worlds would have sufficed."
    )
    assert out.splitlines()[:2] == [sentence.format("nothing"), sentence.format("idler")]
    code, out = called("compare", str(home / "plain"), "--policy", "nothing", "--policy", "idler")
    assert out.splitlines()[0] == "nothing and idler come to the same won in every one of 300 worlds."
    code, out = called("compare", str(home / "plain"), "--outcome", "flat")
    assert "come to the same flat in every one of 300 worlds" in out


def test_two_batches_are_compared_world_by_world(home: Path, tmp_path: Path) -> None:
    (home / "bold.yaml").write_text(EXPERIMENT + "set: {key: 3}\n")
    assert called("run", str(home / "bold.yaml"), "-o", str(tmp_path / "bold"), "--progress", "none")[0] == 0
    _code, out = called("compare", str(tmp_path / "bold"), str(home / "plain"), "--policy", "nothing")
    assert out.startswith(
        "nothing in bold beats nothing in plain in 100 % of worlds (99-100 %); difference won 3.00 ±0.00;"
    )


def test_one_cell_can_be_compared_alone(home: Path) -> None:
    _code, out = called("compare", str(home / "grid"), "--cell", "0")
    assert "difference won 4.00 ±0.00" in out
    assert called("compare", str(home / "grid"), "--cell", "9")[1].endswith("cells are 0 to 8")


def test_robust_says_that_one_is_never_behind(home: Path) -> None:
    _code, out = called("robust", str(home / "sobol"))
    assert out.startswith(
        "history is robust: it has the best mean, the best worst case, the smallest largest regret and the largest share"
    )
    assert "It is never behind in any of 128 cells." in out
    row = next(line for line in out.splitlines() if line.startswith("idler"))
    assert row.split()[3:5] == ["4.00", "4.00"], "regret is the push that was not made"
    assert "worlds with won at least 33" in called("robust", str(home / "sobol"), "--threshold", "33")[1]


@pytest.mark.parametrize(
    ("design", "told"),
    [
        ("sobol", "key decides won of nothing: 100 % of what differs between the cells."),
        ("morris", "key decides won of nothing: nothing else moves it; 12.00 over its range."),
    ],
)
def test_sensitivity_says_what_decides_and_what_does_nothing(home: Path, design: str, told: str) -> None:
    code, out = called("sensitivity", str(home / design), "--policy", "nothing")
    assert code == 0
    assert out.splitlines()[:2] == [told, "idle does nothing: won of nothing is the same whatever it is."]
    assert "noise floor" in out
    known = re.search(r"a cell's mean is known to ±([0-9.]+)", out)
    assert known
    assert float(known[1]) == pytest.approx(1.97 * (7 / 64 / 300) ** 0.5, rel=0.1), "rain comes once, in 7 of 8 worlds"
    assert "Nothing that varies moves flat of nothing" in out
    assert out.rstrip().endswith("Dropped: a constant has no indices.")


def test_a_design_that_does_not_fit_is_refused(home: Path) -> None:
    out = called("sensitivity", str(home / "grid"))[1]
    assert "a grid of cells does not tell how much each parameter moves" in out
    assert "use the design sobol" in out
    _code, out = called("sensitivity", str(home / "plain"))
    assert "nothing varies in this batch" in out


def test_the_report_says_the_same_in_one_file(home: Path) -> None:
    code, out = called("report", str(home / "sobol"), "-o", str(home / "r.html"))
    assert (code, out.strip()) == (0, str(home / "r.html"))
    page = (home / "r.html").read_text("utf-8")
    for told in (
        "history beats nothing in 100 % of worlds (99-100 %); difference won 4.00 ±0.00; 2 worlds would have sufficed.",
        "history is robust", "key decides won of idler", "idle does nothing: won of idler is the same whatever it is.",
        "Nothing that varies moves flat of history", "How this was made",
    ):  # fmt: skip
        assert told in page, told
    assert page.count("<svg") >= 5
    assert "<li><a" not in page, "the contents name sections; rows of tables have no names of their own"
    loads = r"<(script|link|img|iframe)|(src|href)=.?https?:|url\(.?http"
    assert not re.search(loads, page), "needs nothing else"
    called("report", str(home / "sobol"), "-o", str(home / "again.html"))
    assert page == (home / "again.html").read_text("utf-8"), "the same results give the same bytes"
    called("report", str(home / "plain"), "-o", str(home / "p.html"))
    plain = (home / "p.html").read_text("utf-8")
    assert "300 worlds, since nothing varies" in plain
    called("report", str(home / "grid"), "-o", str(home / "g.html"))
    assert "Not told: a grid of cells does not tell how much" in (home / "g.html").read_text("utf-8")


def test_without_rows_the_report_tells_means_and_why_no_more(home: Path, tmp_path: Path) -> None:
    words = ("run", str(home / "plain.yaml"), "-o", str(tmp_path / "bare"), "--keep", "none", "--progress", "none")
    assert called(*words)[0] == 0
    assert "no rows of single worlds were kept" in called("compare", str(tmp_path / "bare"))[1]
    assert called("report", str(tmp_path / "bare"), "-o", str(tmp_path / "r.html"))[0] == 0
    assert "Not told: no rows of single worlds were kept" in (tmp_path / "r.html").read_text("utf-8")


def test_what_is_not_installed_is_told(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without SALib there are no indices, without matplotlib no pictures; everything else is told."""
    for name in [m for m in sys.modules if m.partition(".")[0] in ("SALib", "matplotlib")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "SALib", None)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.setattr("sim.app.batch_finding.find_spec", lambda name: None)
    assert "pip install 'bamboo-balance[lab]'" in called("sensitivity", str(home / "sobol"))[1]
    code, out = called("report", str(home / "sobol"), "-o", str(tmp_path / "r.html"))
    assert code == 0
    assert "without pictures" in out
    page = (tmp_path / "r.html").read_text("utf-8")
    assert "<svg" not in page
    assert "history is robust" in page
    assert "Not told: sensitivity needs the extra `lab`" in page


def test_a_report_goes_into_a_file(home: Path) -> None:
    _code, out = called("report", str(home / "plain"), "-o", str(home))
    assert "this is a folder" in out
