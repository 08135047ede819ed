"""Takes a policy that raises in one world of many; checks that this world is a row with its reason and all others are as ever."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np
import pytest

from sim.base.errors import BambooError
from sim.batch import Plan, Results, plan, run
from sim.batch.block import play_block
from sim.batch.shard import of_disk, put_whole
from sim.batch.verify import verify
from sim.facts.ledger import Ledger
from sim.scenario import Compiled
from tests.unit.batch.faulty import Faulty


def _plan(harbour: Compiled, *, everywhere: bool = False, worlds: int = 700) -> Plan:
    return plan(
        harbour.rules, ["random", "faulty"], worlds, 5, texts=harbour.texts, brought={"faulty": Faulty(everywhere=everywhere)},
    )  # fmt: skip


def test_one_world_fails_and_no_other_notices(harbour: Compiled) -> None:
    rows = play_block(_plan(harbour), 0)
    faulty = rows.policy == 1
    assert np.flatnonzero(rows.failed).tolist() == np.flatnonzero(faulty & (rows.world == 100)).tolist()
    (reason,) = rows.reasons.values()
    assert reason.startswith("turn 3: ZeroDivisionError: no envoy left, says <object object at 0x...>")
    assert "faulty.py, line" in reason
    row = int(np.flatnonzero(rows.failed)[0])
    assert np.isnan(rows.outcomes[:, row]).all()
    assert rows.last[row] == 3
    others = faulty & ~rows.failed
    same = (rows.policy == 0) & (rows.world != 100)
    assert (rows.digests[others] == rows.digests[same]).all()
    assert (rows.outcomes[:, others] == rows.outcomes[:, same]).all()


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_failure_is_counted_told_and_kept_out_of_the_means(harbour: Compiled, tmp_path: Path, jobs: int) -> None:
    made = _plan(harbour)
    summary = run(made, jobs=jobs, out=tmp_path / "batch", tell=io.StringIO())
    assert summary.failed == 1
    assert "1 of 1,400 worlds could not be played to their end and are not counted:" in summary.text()
    assert "  faulty, world 100: turn 3: ZeroDivisionError" in summary.text()
    assert (summary.sums.count == [[700, 699]]).all()
    assert summary.sums.paired[0] == 699, "a pair needs both"
    with duckdb.connect() as database:
        found = Results.of(tmp_path / "batch").rows(database).filter("status = 'failed'").fetchall()
        assert len(found) == 1
        assert found[0][1:3] == ("faulty", 100)
        assert found[0][6:10] == (None, None, None, None), "a failed world has no numbers"
    assert "faulty,failed,0.00142857" in (tmp_path / "batch" / "summary.csv").read_text()


def test_a_policy_that_fails_everywhere_leaves_a_table_of_the_others(harbour: Compiled) -> None:
    summary = run(_plan(harbour, everywhere=True, worlds=40), tell=io.StringIO())
    assert summary.failed == 40
    lines = summary.text().splitlines()
    assert any(line.startswith("random") and "±" in line for line in lines)
    assert any(line.startswith("faulty") and "-" in line for line in lines)
    assert "  and 35 more" in lines


def test_failures_are_the_same_rows_whatever_runs_beside_them(harbour: Compiled) -> None:
    made = _plan(harbour)
    small, large = (play_block(replace(made, block=size), 0) for size in (128, 256))
    of_small = [(small.policy[i], small.world[i], why) for i, why in small.reasons.items()]
    of_large = [(large.policy[i], large.world[i], why) for i, why in large.reasons.items()]
    assert of_small == of_large


def test_a_folder_with_failures_is_verified_without_the_policy(harbour: Compiled, tmp_path: Path) -> None:
    """A policy made in Python is not part of the plan's texts: files can be checked anywhere, worlds only where it is."""
    run(_plan(harbour), out=tmp_path / "batch", tell=io.StringIO())
    assert not verify(tmp_path / "batch", 0.0, Ledger({}, {}, {})).wrong


def test_a_place_where_nothing_can_be_written_is_told_with_the_way_out(tmp_path: Path) -> None:
    """The temporary file cannot even be taken away there; what is told is the first trouble."""
    (tmp_path / "a file").write_text("no folder")
    place = tmp_path / "a file" / "rows.csv"
    with pytest.raises(BambooError, match="cannot be written: Not a directory") as told:
        put_whole(place, lambda part: part.write_text("x"), "give another place")
    assert (told.value.place, told.value.cure) == (str(place), "give another place")


@pytest.mark.parametrize(
    "words", ["Read-only file system", "No space left on device", "File too large", "Permission denied"]
)
def test_what_duckdb_says_of_the_disk_is_said_as_the_system_does(words: str) -> None:
    raw = duckdb.IOException(f'IO Error: Cannot open file ".rows.csv.0f.part": {words}')
    assert of_disk(raw).strerror == words
