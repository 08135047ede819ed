"""Takes whole batches of the harbour; checks that processes change nothing, that rows and table agree, and what a run leaves behind."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np
import pytest

from sim import engine
from sim.base.errors import BambooError
from sim.batch import Summary, plan, run
from sim.batch.block import play_block
from sim.play.game import Game
from sim.policy import make
from sim.rulebook.expression import Binary, Number
from sim.scenario import Compiled

POLICIES = ["random", "history", "nothing"]


@pytest.fixture(scope="module")
def alone(harbour: Compiled) -> Summary:
    return run(plan(harbour.rules, POLICIES, 700, 5), tell=io.StringIO())


def test_two_processes_give_the_same_text_to_the_last_letter(harbour: Compiled, alone: Summary) -> None:
    both = run(plan(harbour.rules, POLICIES, 700, 5), jobs=2, tell=io.StringIO())
    assert both.text() == alone.text()
    assert both.csv() == alone.csv()


def test_the_digest_knows_worlds_seed_and_settings_but_not_the_order_of_policies(
    harbour: Compiled, alone: Summary
) -> None:
    def digest(policies: list[str], worlds: int, seed: int, *settings: str) -> str:
        return run(plan(harbour.rules, policies, worlds, seed, settings), tell=io.StringIO()).digest

    assert digest(POLICIES[::-1], 700, 5) == alone.digest
    assert (
        len({alone.digest, digest(POLICIES, 699, 5), digest(POLICIES, 700, 6), digest(POLICIES, 700, 5, "fade=0.3")})
        == 4
    )


def test_a_world_has_the_same_digest_whatever_the_number_of_worlds(harbour: Compiled) -> None:
    few, many = plan(harbour.rules, POLICIES, 100, 5), plan(harbour.rules, POLICIES, 9000, 5)
    assert few.block != many.block
    one, other = (play_block(made, 0).digests.reshape(3, -1) for made in (few, many))
    assert (one == other[:, :100]).all()


def test_the_table_has_every_policy_best_first_and_ends_with_the_digest(alone: Summary) -> None:
    lines = alone.text().splitlines()
    ranked = [line.split()[0] for line in lines if line.split()[:1] and line.split()[0] in POLICIES]
    assert sorted(ranked[:3]) == sorted(POLICIES)
    assert ranked[0] == alone.best()
    assert lines[-1] == f"digest: {alone.digest}"
    assert "±" in lines[4]
    assert "liberty" in lines[3]


def test_rows_on_disk_give_the_means_of_the_table(harbour: Compiled, tmp_path: Path) -> None:
    made = plan(harbour.rules, POLICIES, 700, 5, texts=harbour.texts)
    summary = run(made, out=tmp_path / "batch", tell=io.StringIO())
    rows = f"read_parquet('{tmp_path}/batch/worlds/*.parquet')"
    found = duckdb.sql(
        f"SELECT policy, count(*), avg(liberty), avg(bread), count(ending), sum(last_turn) FROM {rows} GROUP BY 1"
    ).fetchall()
    assert {row[0]: row[1] for row in found} == dict.fromkeys(POLICIES, 700)
    for name, _, liberty, bread, ended, _ in found:
        assert summary.mean(name, "liberty")[0] == pytest.approx(liberty)
        assert summary.mean(name, "bread")[0] == pytest.approx(bread)
        assert summary.mean(name)[0] == pytest.approx((liberty + bread) / 2)
        assert ended == 700 - summary.ended(name)[""]
    columns = [row[0] for row in duckdb.sql(f"DESCRIBE SELECT * FROM {rows}").fetchall()]
    assert tuple(columns) == made.sheet.table
    assert columns[:4] == ["cell", "policy", "world", "status"]
    assert columns[-4:] == ["tie.north", "tie.south", "digest", "reason"]
    worlds = [row[0] for row in duckdb.sql(f"SELECT world FROM {rows} WHERE policy = 'random' ORDER BY 1").fetchall()]
    assert worlds == list(range(700))
    assert [p["name"] for p in json.loads((tmp_path / "batch" / "plan.json").read_text())["players"]] == POLICIES
    assert (tmp_path / "batch" / "summary.csv").read_text() == summary.csv()
    assert not list((tmp_path / "batch").rglob("*.part"))


def test_a_row_is_the_world_played_alone(harbour: Compiled) -> None:
    rows = play_block(plan(harbour.rules, ["history"], 700, 5), 1)
    worlds = engine.start(harbour.rules, rows.world[3:4], 5)
    policy = make("history", harbour.rules)
    while worlds.turn < harbour.rules.turns:
        worlds = engine.step(harbour.rules, worlds, policy.decide(engine.view(harbour.rules, worlds, 5)), 5).after
    assert rows.digests[3] == engine.digests(worlds)[0]
    assert rows.outcomes[0, 3] == engine.read(harbour.rules, worlds, "liberty")[0]
    assert (rows.relations[:, 3] == engine.read(harbour.rules, worlds, "tie")[:, 0]).all()


def test_policies_share_their_luck_world_by_world(harbour: Compiled) -> None:
    """So the difference of two policies is known better than either mean."""
    summary = run(plan(harbour.rules, ["history", "nothing"], 700, 5), tell=io.StringIO())
    behind = "nothing" if summary.best() == "history" else "history"
    gap, half = summary.behind(behind)
    assert gap < 0
    assert half < summary.mean("history")[1] + summary.mean("nothing")[1]


def test_progress_is_silent_and_plain_when_nobody_watches(harbour: Compiled) -> None:
    told = io.StringIO()
    run(plan(harbour.rules, ["nothing"], 300, 5), tell=told)
    assert told.getvalue() == ""


def _contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.name != "lock"}


def test_a_folder_that_holds_the_same_batch_is_read_and_left_as_it_is(harbour: Compiled, tmp_path: Path) -> None:
    made = plan(harbour.rules, ["nothing"], 300, 5, texts=harbour.texts)
    first = run(made, out=tmp_path / "batch", tell=io.StringIO())
    before = _contents(tmp_path)
    again = run(made, out=tmp_path / "batch", tell=io.StringIO())
    assert again.text() == first.text()
    assert _contents(tmp_path) == before


def test_a_folder_that_holds_another_batch_is_left_alone(harbour: Compiled, tmp_path: Path) -> None:
    run(plan(harbour.rules, ["nothing"], 300, 5, texts=harbour.texts), out=tmp_path / "batch", tell=io.StringIO())
    before = _contents(tmp_path)
    with pytest.raises(BambooError, match="holds another batch; it differs in: seed"):
        run(plan(harbour.rules, ["nothing"], 300, 6, texts=harbour.texts), out=tmp_path / "batch", tell=io.StringIO())
    assert _contents(tmp_path) == before


def test_a_folder_that_holds_something_else_is_left_alone(harbour: Compiled, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(BambooError, match=r"something else: `thesis.txt`"):
        run(plan(harbour.rules, ["nothing"], 300, 5, texts=harbour.texts), out=tmp_path, tell=io.StringIO())
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_folder_that_cannot_be_made_is_told_before_the_first_world(harbour: Compiled, tmp_path: Path) -> None:
    made = plan(harbour.rules, ["nothing"], 300, 5, texts=harbour.texts)
    (tmp_path / "file").write_text("mine")
    for place in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(BambooError, match=r"file"):
            run(made, out=place, tell=io.StringIO())
    assert (tmp_path / "file").read_text() == "mine"


def test_a_full_disk_stops_the_run_and_keeps_what_was_written(
    harbour: Compiled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sim.batch import shard

    honest, count = shard._write_parquet, 0

    def fails_at_the_second(path: Path, *rest: object) -> None:
        nonlocal count
        count += 1
        if count == 2:
            path.write_bytes(b"half")
            raise OSError(28, "No space left on device")
        honest(path, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(shard, "_write_parquet", fails_at_the_second)
    with pytest.raises(BambooError, match=r"No space left on device.*\n.*every block written before is whole"):
        run(plan(harbour.rules, ["nothing"], 700, 5, texts=harbour.texts), out=tmp_path / "batch", tell=io.StringIO())
    kept = sorted(path.name for path in (tmp_path / "batch" / "worlds").iterdir())
    assert kept == ["block-0000000.parquet"]
    assert duckdb.sql(f"SELECT count(*) FROM '{tmp_path}/batch/worlds/*.parquet'").fetchall() == [(256,)]


def test_a_world_that_ends_early_is_judged_as_the_game_of_it(harbour: Compiled) -> None:
    """A harsh setting, so that worlds end on the way; each game alone stops there."""
    low, *rest = harbour.rules.endings
    harsh = replace(
        low, lamp=replace(low.lamp, node=Binary("<", low.lamp.node.a, Number(65.0))), when=replace(low.when, node=Binary("<", low.when.node.a, Number(52.0)))  # type: ignore[union-attr]
    )  # fmt: skip
    rules = replace(harbour.rules, endings=(harsh, *rest))
    rows = play_block(plan(rules, ["random"], 200, 5), 0)
    assert len(np.unique(rows.last)) > 2, "some end early, some live"
    for world in range(0, 200, 9):
        game = Game(rules, harbour.words, harbour.texts, seed=5, world=world)
        game.play(make("random", rules))
        assert game.worlds.turn == rows.last[world]
        assert engine.digests(game.worlds)[0] == rows.digests[world]
        assert engine.read(rules, game.worlds, "liberty")[0] == rows.outcomes[0, world]
