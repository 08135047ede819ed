"""Takes runs that are cut short, by a stop rule, a time or a limit; checks what is left, and that going on ends as if nothing had happened."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest

from sim.base.errors import BambooError, UsageError
from sim.batch import How, Plan, Results, plan, resume, run
from sim.batch.lock import locked, owner
from sim.batch.merge import merge
from sim.batch.store import result
from sim.batch.verify import verify
from sim.facts.ledger import Ledger
from sim.scenario import Compiled

QUIET = How(tell=io.StringIO())


def _plan(harbour: Compiled, worlds: int = 1500, **options: object) -> Plan:
    return plan(harbour.rules, ["random", "history"], worlds, 5, texts=harbour.texts, **options)  # type: ignore[arg-type]


def _shards(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.glob("*/block-*"))}


def _everything(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "lock"
    }


def test_a_stop_rule_ends_at_the_same_block_for_any_number_of_processes(harbour: Compiled, tmp_path: Path) -> None:
    made = _plan(harbour, 20_000, block=200).wanting((), "ci95(liberty) <= 0.4")
    one = run(made, out=tmp_path / "one", how=QUIET)
    two = run(made, out=tmp_path / "two", how=replace(QUIET, jobs=2))
    assert one.digest == two.digest
    assert one.worlds < 20_000
    assert one.worlds % 200 == 0
    assert _everything(tmp_path / "one") == _everything(tmp_path / "two"), "later blocks are discarded"
    before = run(replace(made, until="", worlds=one.worlds - 200), how=QUIET)
    assert before.sums.widest(0) > 0.4 >= one.sums.widest(0)
    end = result(tmp_path / "one")
    assert end is not None
    assert (end.why, end.worlds, end.digest) == ("until", one.worlds, one.digest)
    again = run(made, out=tmp_path / "one", how=QUIET)
    assert again.digest == one.digest
    assert Results.of(tmp_path / "one").worlds == one.worlds


def test_time_that_is_up_leaves_a_prefix_and_going_on_plays_the_rest(
    harbour: Compiled, tmp_path: Path, empty_ledger: Ledger
) -> None:
    made = _plan(harbour, block=100)
    cut = run(made, out=tmp_path / "batch", how=replace(QUIET, time=1e-6))
    assert 0 < cut.worlds < 1500
    end = result(tmp_path / "batch")
    assert end is not None
    assert (end.why, end.worlds) == ("time", cut.worlds)
    whole = resume(tmp_path / "batch", empty_ledger, replace(QUIET, jobs=2))
    assert whole.worlds == 1500
    assert whole.digest == run(_plan(harbour), how=QUIET).digest
    run(made, out=tmp_path / "other", how=QUIET)
    assert _everything(tmp_path / "batch") == _everything(tmp_path / "other")


def test_parts_merge_to_what_one_run_plays(harbour: Compiled, tmp_path: Path, empty_ledger: Ledger) -> None:
    whole = _plan(harbour, block=200)
    alone = run(whole, out=tmp_path / "whole", how=QUIET)
    for first, last in ((0, 500), (500, 800), (800, 1500)):  # block 2 lies across two of them
        part = _plan(harbour, last - first, first=first, whole=1500, block=200)
        run(part, out=tmp_path / f"part {first}", how=QUIET)
    parts = [tmp_path / f"part {first}" for first in (800, 0, 500)]
    assert merge(parts, tmp_path / "merged", empty_ledger) == 1
    merged = resume(tmp_path / "merged", empty_ledger, QUIET)
    assert merged.text() == alone.text()
    assert _everything(tmp_path / "merged") == _everything(tmp_path / "whole")
    with pytest.raises(BambooError, match=r"worlds are missing before it: it begins with world 800, not 500"):
        merge([parts[0], parts[1]], tmp_path / "gap", empty_ledger)
    with pytest.raises(BambooError, match="some of its worlds are in another part, too"):
        merge([tmp_path / "whole", parts[2]], tmp_path / "twice", empty_ledger)
    run(replace(_plan(harbour, block=200), seed=6), out=tmp_path / "stranger", how=QUIET)
    with pytest.raises(BambooError, match=r"another batch than .*; it differs in: seed"):
        merge([parts[1], tmp_path / "stranger"], tmp_path / "mixed", empty_ledger)


def test_a_second_process_is_refused_at_once(harbour: Compiled, tmp_path: Path) -> None:
    made = _plan(harbour, 300)
    run(made, out=tmp_path / "batch", how=QUIET)
    assert not owner(tmp_path / "batch")
    with locked(tmp_path / "batch"):
        assert "process" in owner(tmp_path / "batch")
        with pytest.raises(BambooError, match=r"process \d+ on .* is at work in this folder"):
            run(made, out=tmp_path / "batch", how=QUIET)


@pytest.mark.parametrize(("keep", "rows"), [("all", 1400), ("sample:100", 200), ("none", 0)])
def test_what_is_kept_changes_no_result(
    harbour: Compiled, tmp_path: Path, empty_ledger: Ledger, keep: str, rows: int
) -> None:
    made = _plan(harbour, 700, keep=keep)
    summary = run(made, out=tmp_path / "batch", how=QUIET)
    assert summary.text() == run(_plan(harbour, 700), how=QUIET).text()
    assert sum(receipt.rows for receipt in Results.of(tmp_path / "batch").receipts) == rows
    assert resume(tmp_path / "batch", empty_ledger, QUIET).digest == summary.digest
    assert not verify(tmp_path / "batch", 0.02, empty_ledger).wrong


def test_a_wrong_wish_to_keep_is_refused(harbour: Compiled) -> None:
    with pytest.raises(UsageError, match="`some` cannot be kept"):
        _plan(harbour, keep="some")


def test_a_plan_from_another_engine_can_be_read_but_not_gone_on_with(
    harbour: Compiled, tmp_path: Path, empty_ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(_plan(harbour, 300), out=tmp_path / "batch", how=QUIET)
    from sim.batch import frozen

    monkeypatch.setattr(frozen, "ENGINE", "2")
    with pytest.raises(BambooError, match="begun by engine 1, this is engine 2"):
        resume(tmp_path / "batch", empty_ledger, QUIET)
    assert Results.of(tmp_path / "batch").worlds == 300
