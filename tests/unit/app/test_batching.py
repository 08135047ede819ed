"""Takes the commands `batch ...` as a person types them; checks what they say, their exit codes, and that nothing is lost when the place is bad."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from sim.app.cli import app
from sim.base.errors import BambooError
from tests.unit.batch.processes import ROOT, called, started, typed

HARBOUR = ROOT / "tests" / "fixtures" / "harbour"
EXPERIMENT = """format: 1
scenario: harbour
seed: 5
worlds: 300
policies: [random, history]
vary: {fade: [0.2, 0.4]}
outcomes: {liberty: {goal: more, threshold: 50}, bread: less}
"""
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x9b]")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a space and no ASCII in its name; the scenario lies beside the experiment."""
    folder = tmp_path_factory.mktemp("lab") / "phòng thí nghiệm"
    shutil.copytree(HARBOUR, folder / "harbour")
    (folder / "exp.yaml").write_text(EXPERIMENT)
    return folder


@pytest.fixture(scope="module")
def done(home: Path) -> tuple[Path, str]:
    """A finished batch, and what its run printed."""
    code, out, said = called("batch", "run", str(home / "exp.yaml"), "-o", str(home / "lô 1"), "--jobs", "2")
    assert code == 0, said
    assert not CONTROL.search(out + said)
    return home / "lô 1", out


def test_a_run_shows_cells_and_policies_and_where_the_rows_are(done: tuple[Path, str]) -> None:
    folder, out = done
    assert "harbour 1.2.0, 300 worlds each, seed 5, 2 cells (grid)" in out
    lines = [line.split() for line in out.splitlines() if "±" in line]
    assert lines[0][:2] == ["0", "0.2"]
    assert len(lines) == 4
    assert out.splitlines()[-1] == f"rows and summary: {folder}"


def test_show_and_going_on_print_the_same_tables(done: tuple[Path, str]) -> None:
    folder, out = done
    table = out.partition("rows and summary")[0].strip()
    code, shown, _ = typed("batch", "show", str(folder))
    assert (code, shown.strip()) == (0, table)
    code, again, _ = typed("batch", "run", str(folder))
    assert (code, again) == (0, out)


def test_status_tells_what_is_done(done: tuple[Path, str]) -> None:
    code, out, _ = typed("batch", "status", str(done[0]))
    assert code == 0
    assert "cells     2 (grid): fade" in out
    assert "done      2 of 2 blocks, 300 of 300 worlds of each cell and policy" in out
    assert f"digest    {done[1].split('digest: ')[1].split()[0]}" in out


def test_verify_exits_with_one_if_a_bit_was_flipped(done: tuple[Path, str], tmp_path: Path) -> None:
    copy = Path(shutil.copytree(done[0], tmp_path / "copy"))
    code, out, _ = typed("batch", "verify", str(copy), "--recompute", "1%")
    assert code == 0, out
    assert "worlds were played again; everything is as it was written" in out
    shard = copy / "worlds" / "block-0000001.parquet"
    data = bytearray(shard.read_bytes())
    data[len(data) // 3] ^= 4
    shard.write_bytes(bytes(data))
    code, out, said = typed("batch", "verify", str(copy))
    assert code == 1
    assert "block-0000001.parquet" in out
    assert f"batch run {copy}" in said
    code, out, said = typed("batch", "verify", str(copy), "--recompute", "some")
    assert code == 1
    assert "no share" in said


def test_plan_tells_the_cost_for_a_person_and_for_a_program(home: Path) -> None:
    code, out, said = typed("batch", "plan", str(home / "exp.yaml"), "--jobs", "2")
    assert code == 0, said
    for word in ("time ", "memory ", "disk ", "interval ", "differences of policies", "1,200 in all, 2 blocks"):
        assert word in out
    code, out, said = typed("batch", "plan", str(home / "exp.yaml"), "--json")
    told = json.loads(out)
    assert (told["cells"], told["worlds"], told["rows"], told["main"]) == (2, 300, 1200, "liberty")
    assert told["half_width"] == pytest.approx(1.968 * told["spread"] / 300**0.5, rel=1e-3), "Student's t of 299"


def test_a_plan_counts_only_processes_that_find_a_block(home: Path) -> None:
    """Two blocks: a third process changes nothing; and one world has no interval."""
    alone = home / "alone.yaml"
    alone.write_text(EXPERIMENT.replace("worlds: 300", "worlds: 1"))
    told = json.loads(called("batch", "plan", str(home / "exp.yaml"), "--json", "--jobs", "3")[1])
    assert (told["blocks"], told["wall_seconds"] / told["seconds"]) == (2, 0.5)
    assert "one world tells nothing of luck" in called("batch", "plan", str(alone))[1]


def test_compare_tells_what_a_cell_does_to_each_policy(done: tuple[Path, str]) -> None:
    code, out, said = called("batch", "compare", str(done[0]), "--cell", "1", "--against", "0")
    assert code == 0, said
    assert "in cell 1" in out
    assert "in cell 0" in out
    code, out, said = called("batch", "compare", str(done[0]), "--against", "0")
    assert code != 0
    assert "--cell 1 --against 0" in said


def test_export_is_one_table_and_overwrites_nothing(done: tuple[Path, str], tmp_path: Path) -> None:
    for kind in ("csv", "parquet"):
        file = tmp_path / f"tất cả.{kind}"
        code, out, said = typed("batch", "export", kind, str(done[0]), "-o", str(file))
        assert code == 0, said
        assert "1,200 rows" in out
        found = (
            duckdb.sql(f"SELECT count(*), count(DISTINCT cell), min(fade), max(fade) FROM '{file}'")
            .limit(1)
            .fetchall()[0]
        )
        assert found == (1200, 2, 0.2, 0.4)
        code, _, said = typed("batch", "export", kind, str(done[0]), "-o", str(file))
        assert code == 1
        assert "exists already" in said
    code, _, said = typed("batch", "export", "xlsx", str(done[0]), "-o", str(tmp_path / "x"))
    assert code == 2
    assert "there are: csv, parquet" in said


def test_a_world_is_opened_at_a_turn_and_kept_as_a_game(done: tuple[Path, str], tmp_path: Path) -> None:
    words = ("batch", "open", str(done[0]), "--world", "7", "--policy", "random", "--cell", "1")
    save = tmp_path / "w7.json"
    code, out, said = typed(*words, "--turn", "2", "--save", str(save))
    assert (code, out.strip()) == (0, f"world 7 under random: {save}"), said
    code, out, said = typed("replay", str(save), "--verify")
    assert (code, "2 turns recomputed, all equal to the bit" in out) == (0, True), said
    half, whole = (CliRunner().invoke(app, [*words, *more, "--text"]).output for more in (("--turn", "2"), ()))
    assert len(half.splitlines()) < len(whole.splitlines())
    wrong = CliRunner().invoke(app, [*words, "--turn", "99"]).exception
    assert "turns are 1 to" in str(wrong)


def test_turns_are_a_table_of_worlds_played_again(done: tuple[Path, str], tmp_path: Path) -> None:
    file = tmp_path / "turns.parquet"
    words = ("--worlds", "10:14", "--policy", "random", "--cell", "1")
    code, out, said = typed("batch", "turns", str(done[0]), "liberty", "bread", "-o", str(file), *words)
    assert code == 0, said
    assert out.endswith(f" rows: {file}\n")
    rows, kept = f"'{file}'", f"'{done[0]}/worlds/*.parquet'"
    last = f"SELECT world, liberty, bread FROM (SELECT *, max(turn) OVER (PARTITION BY world) AS last FROM {rows}) WHERE turn = last ORDER BY world"
    own = f"SELECT world, liberty, bread FROM {kept} WHERE world BETWEEN 10 AND 13 AND policy = 'random' AND cell = 1 ORDER BY world"
    assert duckdb.sql(last).fetchall() == duckdb.sql(own).fetchall()
    for words, told in (
        (("liberti", "-o", str(tmp_path / "x.csv")), "did you mean `liberty`"),
        (("-o", str(tmp_path / "x.xlsx")), "ends in .parquet or .csv"),
        (("-o", str(file)), "exists already"),
        (("-o", str(tmp_path / "x.csv"), "--worlds", "290:310"), "its worlds are 0 to 299"),
        (("-o", str(tmp_path / "x.csv"), "--cell", "2"), "cells are 0 to 1"),
        (("-o", str(tmp_path / "x.csv"), "--policy", "rendom"), "did you mean `random`"),
    ):
        wrong = CliRunner().invoke(app, ["batch", "turns", str(done[0]), *words]).exception
        assert isinstance(wrong, BambooError)
        assert told in str(wrong)


def test_open_plays_the_world_of_the_row_again(done: tuple[Path, str]) -> None:
    rows = f"'{done[0]}/worlds/*.parquet'"
    worst = (
        duckdb.sql(f"SELECT cell, policy, world, liberty FROM {rows} ORDER BY liberty, cell, policy, world")
        .limit(1)
        .fetchall()[0]
    )
    code, out, said = typed("batch", "open", str(done[0]), "--worst", "liberty", "--text")
    assert code == 0, said
    assert f"{worst[1]}, world {worst[2]}, cell {worst[0]}" in out
    shown = [line for line in out.splitlines() if line.endswith((f": {worst[3]:.1f}", f": {worst[3]:.0f}"))]
    assert shown, out
    greatest = duckdb.sql(f"SELECT max(bread) FROM {rows}").limit(1).fetchall()[0]
    code, out, _ = typed("batch", "open", str(done[0]), "--worst", "bread", "--text")
    assert f": {greatest[0]:.0f}" in out, "less bread was wanted, so most of it is worst"
    code, _, said = typed("batch", "open", str(done[0]), "--world", "7", "--text")
    assert (code, "say --policy" in said) == (2, True)
    code, _, said = typed("batch", "open", str(done[0]), "--world", "700", "--text")
    assert (code, "its worlds are 0 to 299" in said) == (2, True)


def test_parts_are_run_and_merged(home: Path, done: tuple[Path, str], tmp_path: Path) -> None:
    for part in ("0:100", "100:300"):
        words = ("batch", "run", str(home / "exp.yaml"), "--worlds", part, "-o", str(tmp_path / part))
        assert typed(*words)[0] == 0
    code, out, said = typed(
        "batch", "merge", str(tmp_path / "100:300"), str(tmp_path / "0:100"), "-o", str(tmp_path / "all")
    )
    assert code == 0, said
    assert out.partition("rows and")[0] == done[1].partition("rows and")[0]
    code, _, said = typed("batch", "run", str(home / "exp.yaml"), "--worlds", "0:301", "-o", str(tmp_path / "more"))
    assert (code, "beyond the 300 worlds" in said) == (2, True)


def test_progress_for_a_program_is_json_and_none_is_silent(home: Path, tmp_path: Path) -> None:
    words = ("batch", "run", str(home / "exp.yaml"), "-o")
    code, _, said = typed(*words, str(tmp_path / "json"), "--progress", "json", "--block", "50")
    lines = [json.loads(line) for line in said.splitlines()]
    assert code == 0
    assert lines[-1]["done"] == lines[-1]["of"] == 1200
    assert "liberty" in lines[-1]["now"]
    assert "±" in lines[-1]["now"]
    code, _, said = typed(*words, str(tmp_path / "none"), "--progress", "none")
    assert (code, said) == (0, "")
    code, _, said = typed(*words, str(tmp_path / "loud"), "--progress", "loud")
    assert (code, "there are: auto, plain, json, none" in said) == (2, True)


def test_a_mistake_in_the_experiment_points_at_its_line(home: Path, tmp_path: Path) -> None:
    (home / "wrong.yaml").write_text(EXPERIMENT.replace("fade: [0.2, 0.4]", "fade: [0.2, 4]"))
    code, _, said = typed("batch", "run", str(home / "wrong.yaml"), "-o", str(tmp_path / "x"))
    assert code == 1
    assert "wrong.yaml:6:14: error E423: `fade` cannot be 4" in said
    assert "^^^^" in said
    assert "its range is 0 to 1" in said
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("run", "{home}/gone.yaml", "-o", "{tmp}/x"), 2, "the experiment cannot be read: No such file"),
        (("run", "{home}/exp.yaml"), 2, "a batch needs a folder"),
        (("run", "{home}/exp.yaml", "-o", "{tmp}/x", "--until", "soon"), 2, "is no stop rule"),
        (("run", "{home}/exp.yaml", "-o", "{tmp}/x", "--time", "soon"), 2, "is no length of time"),
        (("run", "{home}/exp.yaml", "-o", "{tmp}/x", "--keep", "some"), 2, "cannot be kept"),
        (("run", "{home}/exp.yaml", "-o", "{tmp}/x", "--jobs", "0"), 2, "give --jobs 1 or more"),
        (("run", "{home}/exp.yaml", "-o", "/proc/here"), 1, "cannot be written"),
        (("run", "{home}", "-o", "{tmp}/x"), 2, "-o belongs to a new batch"),
        (("run", "{home}"), 1, "there is no batch in this folder"),
        (("show", "{tmp}/gone"), 1, "there is no such folder"),
        (("status", "{tmp}/gone"), 1, "there is no such folder"),
        (("verify", "{tmp}/gone"), 1, "there is no such folder"),
        (("open", "{tmp}/gone", "--world", "1"), 1, "there is no such folder"),
        (("merge", "{tmp}/gone", "-o", "{tmp}/x"), 2, "name two folders or more"),
        (("new", "harbor", "-o", "{tmp}/x.yaml"), 2, "no scenario `harbor`"),
        (("new", "finland-1948", "-o", "{home}/exp.yaml"), 1, "exists already"),
    ],
)  # fmt: skip
def test_a_bad_place_or_word_is_told_plainly(
    home: Path, tmp_path: Path, words: tuple[str, ...], code: int, told: str
) -> None:
    found, out, said = typed("batch", *(word.format(home=home, tmp=tmp_path) for word in words))
    assert (found, told in said) == (code, True), said
    assert "Traceback" not in said
    assert "= " in said, "a way out"
    assert not out


def test_ctrl_c_during_plan_ends_at_once(home: Path) -> None:
    process = started("batch", "plan", str(home / "exp.yaml"))
    assert process.stderr is not None
    assert "playing a few worlds" in process.stderr.readline()
    os.kill(process.pid, signal.SIGINT)
    began = time.monotonic()
    out, said = process.communicate(timeout=20)
    assert time.monotonic() - began < 2
    assert process.returncode == 130
    assert "Traceback" not in out + said


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a megabyte and a half; only root may make one."""
    place = tmp_path / "disk"
    place.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1500k", "tmpfs", str(place)], check=False, capture_output=True
    ).returncode:
        pytest.skip("needs to mount a disk")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def _mounted_as(disk: Path, options: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{options}", str(disk)], check=True)


@pytest.mark.slow
@pytest.mark.skipif(
    os.name != "posix" or not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs to mount a disk"
)
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_full_disk_ends_the_run_and_more_room_goes_on_with_it(disk: Path, jobs: str) -> None:
    words = ("run", str(HARBOUR), "--policy", "random", "--worlds", "80000", "--seed", "5", "--jobs", jobs)
    folder = disk / "batch"
    code, _, said = typed(*words, "--out", str(folder))
    assert code == 1
    assert "cannot be written: No space left on device" in said
    assert "every block written before is whole" in said
    assert "Traceback" not in said
    assert not list(folder.rglob("*.part"))
    assert typed("batch", "verify", str(folder))[0] == 0
    assert 0 < len(list(folder.glob("worlds/*.parquet"))) < 20
    _mounted_as(disk, "size=50m")
    code, out, said = typed("batch", "run", str(folder))
    assert code == 0, said
    assert out.splitlines()[-2] == typed(*words)[1].splitlines()[-1], "the digest of an undisturbed run"


@pytest.mark.slow
@pytest.mark.skipif(
    os.name != "posix" or not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs to mount a disk"
)
def test_a_read_only_folder_can_be_looked_at_and_not_changed(disk: Path, home: Path) -> None:
    assert typed("batch", "run", str(home / "exp.yaml"), "-o", str(disk / "batch"))[0] == 0
    _mounted_as(disk, "ro")
    for looking in ("status", "show", "verify"):
        assert typed("batch", looking, str(disk / "batch"))[0] == 0
    for words in (("run", str(disk / "batch")), ("run", str(home / "exp.yaml"), "-o", str(disk / "new"))):
        code, _, said = typed("batch", *words)
        assert code == 1
        assert "cannot be written: Read-only file system" in said
        assert "give a folder that you may write to" in said
    for words in (
        ("export", "csv", str(disk / "batch"), "-o", str(disk / "t.csv")),
        ("export", "parquet", str(disk / "batch"), "-o", str(disk / "t.parquet")),
        ("turns", str(disk / "batch"), "liberty", "-o", str(disk / "t.csv")),
        ("report", str(disk / "batch"), "-o", str(disk / "t.html")),
    ):
        code, _, said = called("batch", *words)
        assert code == 1
        assert "Traceback" not in said
        assert ".part" not in said, "the name of the temporary file is no business of the reader's"
        assert "Read-only file system" in said
