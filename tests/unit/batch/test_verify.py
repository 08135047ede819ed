"""Takes folders in which something was changed after the run; checks that each change is found, and undone by going on."""

from __future__ import annotations

import io
import json
import shutil
from dataclasses import asdict, replace
from pathlib import Path

import duckdb
import pytest

from sim.base.errors import BambooError
from sim.batch import How, Results, plan, resume, run
from sim.batch.shard import content, put_whole, read_receipt, read_rows, read_shard, receipt_file, shard_file
from sim.batch.verify import verify
from sim.facts.ledger import Ledger
from sim.scenario import Compiled

QUIET = How(tell=io.StringIO())


@pytest.fixture(scope="module")
def original(harbour: Compiled, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("verify") / "batch"
    run(plan(harbour.rules, ["random", "history"], 700, 5, texts=harbour.texts), out=folder, how=QUIET)
    return folder


@pytest.fixture
def folder(original: Path, tmp_path: Path) -> Path:
    """A copy that was carried elsewhere, to a name with a space and no ASCII."""
    return Path(shutil.copytree(original, tmp_path / "ở nơi khác" / "lô một"))


def _shards(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.glob("*/block-*"))}


def test_a_copy_elsewhere_is_whole_and_plays_again(folder: Path, empty_ledger: Ledger) -> None:
    found = verify(folder, 0.01, empty_ledger)
    assert not found.wrong
    assert (found.blocks, found.there, found.rows) == (3, 3, 1400)
    assert found.recomputed >= 3 * 2
    assert verify(folder, 1.0, empty_ledger).recomputed == 1400


def test_a_flipped_bit_is_found_and_only_its_shard_is_played_again(
    folder: Path, original: Path, empty_ledger: Ledger
) -> None:
    broken = shard_file(folder, 1)
    data = bytearray(broken.read_bytes())
    data[len(data) // 2] ^= 1
    broken.write_bytes(bytes(data))
    found = verify(folder, 0.0, empty_ledger)
    assert len(found.wrong) == 1
    assert "block-0000001.parquet: this shard was changed after it was written" in found.wrong[0]
    others = {name: (folder / name).stat().st_mtime_ns for name in _shards(folder) if "0000001" not in name}
    told = io.StringIO()
    resume(folder, empty_ledger, How(tell=told))
    assert "block-0000001.parquet" in told.getvalue()
    assert "played again" in told.getvalue()
    assert _shards(folder) == _shards(original)
    assert {name: (folder / name).stat().st_mtime_ns for name in others} == others
    assert not verify(folder, 0.0, empty_ledger).wrong


def _forge(folder: Path, block: int, *, numbers: bool) -> None:
    """Change one number of a shard and make its receipt fit: only playing the world again can tell."""
    receipt = read_receipt(folder, block)
    assert receipt is not None
    file = shard_file(folder, block)
    sheet = Results.of(folder).sheet
    with duckdb.connect(config={"threads": 1}) as database:
        notes = dict(
            database.execute(f"SELECT key::VARCHAR, value::VARCHAR FROM parquet_kv_metadata('{file}')").fetchall()
        )
        database.execute(f"CREATE TABLE t AS SELECT * FROM '{file}'")
        change = "liberty = liberty + 0.01" if numbers else "digest = digest + 1"
        database.execute(f"UPDATE t SET {change} WHERE world = {receipt.first + 7} AND policy = 'history'")
        said = ", ".join(f"{key}: '{value}'" for key, value in notes.items())
        sha, size = put_whole(
            file,
            lambda part: database.execute(
                f"COPY (SELECT * FROM t ORDER BY policy <> 'random', world) TO '{part}' "
                f"(FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{said}}})"
            ),
        )
    rows, shard = read_rows(folder, sheet, block), read_shard(folder, sheet, receipt)
    forged = replace(receipt, sha256=sha, bytes=size, content=content(sheet, rows, shard.sums, shard.digests))
    receipt_file(folder, block).write_text(json.dumps(asdict(forged), indent=1) + "\n")


@pytest.mark.parametrize("numbers", [True, False])
def test_a_forged_number_with_a_fitting_receipt_is_found_by_playing_again(
    folder: Path, empty_ledger: Ledger, numbers: bool
) -> None:
    _forge(folder, 2, numbers=numbers)
    (folder / "result.json").unlink()
    assert not verify(folder, 0.0, empty_ledger).wrong, "the files fit each other"
    found = verify(folder, 1.0, empty_ledger)
    assert len(found.wrong) == 1
    assert "played again, " in found.wrong[0]
    assert "history, world 519" in found.wrong[0]


def test_a_missing_shard_a_damaged_receipt_and_a_changed_summary_are_named(folder: Path, empty_ledger: Ledger) -> None:
    (folder / "summary.csv").write_text("policy,number\n")
    found = verify(folder, 0.0, empty_ledger)
    assert [line.partition(": ")[2] for line in found.wrong] == ["it does not fit the shards"]
    shard_file(folder, 0).unlink()
    receipt_file(folder, 2).write_text("{")
    found = verify(folder, 0.0, empty_ledger)
    assert len(found.wrong) == 2
    assert "block-0000000.parquet: this shard cannot be read" in found.wrong[0]
    assert "block-0000002.json: this receipt cannot be read" in found.wrong[1]


def test_a_changed_plan_is_refused(folder: Path, empty_ledger: Ledger) -> None:
    file = folder / "plan.json"
    file.write_text(file.read_text().replace('"seed": 5', '"seed": 6'))
    for work in (lambda: verify(folder, 0.0, empty_ledger), lambda: resume(folder, empty_ledger, QUIET)):
        with pytest.raises(BambooError, match="the plan was changed after it was written"):
            work()


def test_sums_in_a_shard_are_those_of_its_rows(original: Path) -> None:
    """What a summary is made of, and what a reader computes from the rows, is the same."""
    results = Results.of(original)
    with duckdb.connect() as database:
        rows = results.rows(database)
        assert list(rows.columns) == [*results.sheet.table, "mean"]
        found = dict(rows.aggregate("policy, avg(mean)", "policy").fetchall())
    csv = [line.split(",") for line in (original / "summary.csv").read_text().splitlines()]
    means = {line[1]: float(line[3]) for line in csv if line[2] == "mean"}
    assert means == pytest.approx(found, rel=1e-5)
