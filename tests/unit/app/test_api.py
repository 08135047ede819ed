"""Takes `import sim` as a notebook does; checks that batches, policies in Python and results are those of the command line."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import sim
from sim import engine
from sim.base.errors import BambooError, ScenarioError, UsageError
from sim.policy import Desk
from tests.unit.batch.processes import ROOT, called

SCENARIO = "finland-1948"


def firm(desk: Desk, *, warm: float = 2.0) -> None:
    """Answers Moscow in its own words and sends envoys to whoever is cold."""
    desk.answer("treaty", "sign_own_text")
    for power in desk.members("powers"):
        desk.order("envoy", power, where=desk[f"trust.{power}"] < warm)
    desk.leave_to("history")


def faulty(desk: Desk) -> None:
    """Raises in one world of seven, and not before world 7."""
    if (desk.view.worlds_seen.ids == 7).any():
        raise ZeroDivisionError("seven")


@pytest.fixture(scope="module")
def batch() -> sim.Batch:
    return sim.run(SCENARIO, policies=["greedy", "history", firm, "firm:warm=0.5"], worlds=300, seed=7)


def test_importing_costs_nothing() -> None:
    heavy = "numpy pandas duckdb pygame matplotlib pydantic yaml typer gymnasium"
    code = f"import sys, sim; print([m for m in {heavy.split()} if m in sys.modules], dir(sim) and sim.__all__)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[] ['Batch', 'load', 'run']"
    with pytest.raises(AttributeError, match="no attribute `fly`"):
        _ = sim.fly  # type: ignore[attr-defined]


def test_the_digest_is_that_of_the_command_line(batch: sim.Batch) -> None:
    own = sim.run(SCENARIO, policies=["greedy", "history"], worlds=300, seed=7)
    told = called("run", SCENARIO, "--policy", "greedy", "--policy", "history", "--worlds", "300", "--seed", "7")[1]
    assert told.strip().splitlines()[-1] == f"digest: {own.digest}"
    assert own.mean("greedy") == batch.mean("greedy"), "who else plays changes nothing"


def test_rows_go_to_duckdb_arrow_pandas_and_polars(batch: sim.Batch) -> None:
    assert batch.rows.aggregate("count(*)").fetchall() == [(1200,)]
    frame, table, polar = batch.pandas(), batch.arrow(), batch.polars()
    assert len(frame) == table.num_rows == polar.height == 1200
    assert list(frame.columns) == table.column_names == polar.columns
    mean = float(frame[frame.policy == "firm"].independence.mean())
    assert mean == pytest.approx(batch.mean("firm", "independence")[0])
    assert polar["independence"].mean() == pytest.approx(float(np.mean(table["independence"])))


def test_a_function_is_a_policy_with_numbers(batch: sim.Batch) -> None:
    same = sim.run(
        SCENARIO, policies=[firm, {"policy": "firm", "with": {"warm": 0.5}, "name": "warmer"}], worlds=300, seed=7
    )
    assert same.mean("warmer") == batch.mean("firm:warm=0.5") != batch.mean("firm")
    with pytest.raises(ScenarioError, match=r"has no number `warn`(.|\n)*did you mean `warm`"):
        sim.run(SCENARIO, policies=[firm, "firm:warn=4"], worlds=10)


def test_processes_change_nothing_and_what_cannot_travel_is_refused(batch: sim.Batch, tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("def steady(desk):\n    desk.order('envoy', 'soviet')\n")
    code = (
        "import sim, mine\n"
        "if __name__ == '__main__':\n"
        "    for jobs in (1, 2): print(sim.run('finland-1948', policies=[mine.steady], worlds=600, jobs=jobs).digest)\n"
    )
    (tmp_path / "script.py").write_text(code)
    surroundings = os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{tmp_path}"}
    done = subprocess.run(
        [sys.executable, "script.py"], capture_output=True, text=True, check=True, cwd=tmp_path, env=surroundings
    )
    one, two = done.stdout.split()
    assert one == two
    with pytest.raises(UsageError, match="cannot travel to other processes"):
        sim.run(SCENARIO, policies=[named(lambda desk: None, "local")], worlds=10, jobs=2)


def named(function: Callable[[Desk], None], name: str) -> Callable[[Desk], None]:
    function.__name__ = name
    return function


def test_mistakes_of_a_function_are_raised_where_they_stand() -> None:
    for wrong, told in (
        (lambda desk: desk.order("envoi", "west"), "did you mean `envoy`"),
        (lambda desk: desk.order("envoy", "east"), "did you mean `west`"),
        (lambda desk: desk.answer("treaty", "refuze"), "did you mean `refuse`"),
        (lambda desk: desk.answer("treat", "refuse"), "did you mean `treaty`"),
        (lambda desk: desk["calmn"], "did you mean `calm`"),
        (lambda desk: desk["trust.east"], "did you mean `trust.west`"),
        (lambda desk: desk["calm.west"], "names more members than there are"),
        (lambda desk: desk.leave_to("gready"), "did you mean `greedy`"),
        (lambda desk: desk.members("power"), "did you mean `powers`"),
    ):
        with pytest.raises(BambooError, match="(?s)" + told):
            sim.run(SCENARIO, policies=[named(wrong, "wrong")], worlds=2)  # type: ignore[arg-type]


def test_a_function_that_raises_in_one_world_fails_that_world_alone() -> None:
    batch = sim.run(SCENARIO, policies=[faulty, "nothing"], worlds=20)
    lost = batch.rows.filter("status = 'failed'").project("policy, world, reason").fetchall()
    assert [row[:2] for row in lost] == [("faulty", 7)]
    assert lost[0][2].startswith("turn 1: ZeroDivisionError: seven")
    assert "1 worlds could not be played" in batch._repr_html_()


def test_a_world_of_a_function_is_played_again(batch: sim.Batch) -> None:
    game = batch.world(42, "firm")
    (row,) = batch.rows.filter("world = 42 AND policy = 'firm'").project("independence").fetchall()
    assert engine.read(game.rules, game.turns[-1].after, "independence") == pytest.approx(row[0], abs=0)
    with pytest.raises(BambooError, match="go on from Python"):
        sim.load(batch.folder).world(42, "firm")


def test_every_turn_is_told_on_request(batch: sim.Batch, tmp_path: Path) -> None:
    rows = batch.turns("trust", "independence", worlds=(40, 44), policies=["firm", "greedy"])
    assert rows.columns == ["cell", "policy", "world", "turn", "quarter", "trust.soviet", "trust.west", "independence"]
    assert rows.aggregate("count(*), min(world), max(world), max(turn)").fetchall() == [(2 * 4 * 9, 40, 43, 8)]
    ends = rows.filter("turn = 8 AND policy = 'firm'").project("world, independence").fetchall()
    kept = (
        batch.rows.filter("world BETWEEN 40 AND 43 AND policy = 'firm'")
        .project("world, independence")
        .order("world")
        .fetchall()
    )
    assert ends == kept, "the last turn is what the batch has kept"
    game = batch.world(41, "firm")
    told = rows.filter("world = 41 AND policy = 'firm' AND turn > 0").project('quarter, "trust.west"').fetchall()
    assert told == [
        (f"{1948 + t // 4}-Q{1 + t % 4}", float(engine.read(game.rules, turn.after, "trust.west")[0]))
        for t, turn in enumerate(game.turns)
    ]
    with pytest.raises(BambooError, match="did you mean `trust`"):
        batch.turns("trusd")
    with pytest.raises(UsageError, match="its worlds are 0 to 299"):
        batch.turns("trust", worlds=(290, 301))


def test_holding_a_card_keeps_others_from_answering() -> None:
    def silent(desk: Desk) -> None:
        desk.answer("treaty", "wait")
        desk.leave_to("greedy")

    game = {name: sim.run(SCENARIO, policies=[silent, "greedy"], worlds=50).pandas() for name in ("x",)}["x"]
    own = game.pivot(index="world", columns="policy", values="independence")
    assert (own.silent < own.greedy).all()


def test_a_folder_is_kept_gone_on_with_and_opened_by_anybody(tmp_path: Path) -> None:
    first = sim.run(SCENARIO, policies=["greedy"], worlds=50, out=tmp_path / "kept")
    again = sim.run(SCENARIO, policies=["greedy"], worlds=50, out=tmp_path / "kept")
    opened = sim.load(tmp_path / "kept")
    assert first.digest == again.digest == opened.digest
    assert eval(repr(opened)).digest == first.digest
    with pytest.raises(BambooError, match="holds another batch"):
        sim.run(SCENARIO, policies=["greedy"], worlds=50, seed=2, out=tmp_path / "kept")
    with pytest.raises(BambooError, match="no such folder"):
        sim.load(tmp_path / "gone")
    game = opened.world(7)
    row = opened.rows.filter("world = 7").project("independence").fetchall()
    assert game.over
    assert float(engine.read(game.rules, game.turns[-1].after, "independence")[0]) == row[0][0]


def test_another_function_of_the_same_name_does_not_go_on(tmp_path: Path) -> None:
    def steady(desk: Desk) -> None:
        desk.order("envoy", "west")

    sim.run(SCENARIO, policies=[steady], worlds=10, out=tmp_path / "kept")

    def steady(desk: Desk) -> None:  # type: ignore[no-redef]
        desk.order("envoy", "soviet")

    with pytest.raises(BambooError, match="differs in: brought"):
        sim.run(SCENARIO, policies=[steady], worlds=10, out=tmp_path / "kept")


def test_whatever_an_experiment_says_can_be_said_here(tmp_path: Path) -> None:
    batch = sim.run(
        SCENARIO, policies=["greedy", "nothing"], worlds=40, vary={"half_life": {"times": np.array([1, 2])}},
        outcomes={"independence": {"threshold": 50}}, set={"jealousy": 0.2},
    )  # fmt: skip
    assert batch.sheet.cells == 2
    assert batch.compare()[0].sentence().startswith("greedy beats nothing in 100 % of worlds")
    assert batch.compare("greedy", cell=1)[0].gap == pytest.approx(
        batch.mean("greedy", cell=1)[0] - batch.mean("nothing", cell=1)[0]
    )
    assert batch.robust().choice("regret") == ["greedy"]
    assert "<th>half_life times</th>" in batch._repr_html_()
    assert batch.report(tmp_path / "r.html").read_text("utf-8").startswith("<!doctype html>")
    with pytest.raises(ScenarioError, match="half_live"):
        sim.run(SCENARIO, policies=["greedy"], worlds=40, vary={"half_live": [3, 6]})
    with pytest.raises(ScenarioError, match="worldz"):
        sim.run(SCENARIO, policies=["greedy"], worldz=40)


def test_a_notebook_sees_a_table(batch: sim.Batch) -> None:
    shown = batch._repr_html_()
    assert shown.count("<tr>") == 5
    assert batch.digest in shown
    assert "<td>firm:warm=0.5</td>" in shown
    assert str(batch).startswith("finland-1948 1.0.0, 300 worlds each, seed 7")
