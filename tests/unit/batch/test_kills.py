"""Takes a run with two processes, kills it again and again at random moments; checks that the same command ends as if nothing had been."""

from __future__ import annotations

import os
import random
import signal
import time
from pathlib import Path

import pytest

from sim.batch.ctrl_c import GRACE
from sim.batch.verify import verify
from sim.facts.ledger import Ledger
from tests.unit.batch.processes import ROOT, called, descendants, left, shards, started

pytestmark = pytest.mark.skipif(not Path("/proc").is_dir(), reason="reads the table of processes from /proc")
SIGNALS = (signal.SIGKILL, signal.SIGINT, signal.SIGTERM)
EXPERIMENT = """
format: 1
scenario: {scenario}
seed: 5
worlds: {worlds}
policies: [random, history]
vary: {{fade: [0.2, 0.4]}}
"""


def _words(folder: Path, worlds: int, out: str, *more: str) -> list[str]:
    file = folder / "exp.yaml"
    file.write_text(EXPERIMENT.format(scenario=ROOT / "tests/fixtures/harbour", worlds=worlds))
    return ["batch", "run", str(file), "-o", str(folder / out), "--block", "150", *more]


def _killed(folder: Path, worlds: int, kills: int, seed: int, *more: str) -> None:
    """Kill the run so often, going on with the same command; then let it end. Each time nothing may be left after five seconds."""
    dice = random.Random(seed)
    words = _words(folder, worlds, "killed", "--jobs", "2", *more)
    done, receipts, hit = 0, folder / "killed" / "receipts", 0
    for kill in range(kills):
        process = started(*words)
        began = time.monotonic()
        wanted = done + dice.randint(0, 6)  # blocks after which it is killed; 0: while it begins
        while process.poll() is None and time.monotonic() - began < 60:
            done = len(list(receipts.glob("block-*.json"))) if receipts.is_dir() else 0
            if done >= wanted and time.monotonic() - began > 0.3:
                break
            time.sleep(0.01)
        time.sleep(dice.random() * 0.2)
        below = descendants(process.pid)
        number = SIGNALS[kill % 3]
        if process.poll() is None:
            hit += 1
            (os.killpg if number == signal.SIGINT else os.kill)(
                process.pid, number
            )  # a terminal's Ctrl-C reaches the group
        asked = time.monotonic()
        _, said = process.communicate(timeout=30)
        assert time.monotonic() - asked < 5
        assert not left(below), f"orphans after {number!r}"
        if number != signal.SIGKILL:  # a process that was just being born then tells what it was reading from
            assert "Traceback" not in said, said
        if number != signal.SIGKILL and process.returncode > 0:
            assert process.returncode == 128 + number, said
            assert f"batch run {folder / 'killed'}" in said or time.monotonic() - began < 2, said
    assert hit >= kills - 1, "the run was too short to be killed so often"
    code, _, said = called(*words)
    assert code == 0, said


def _compare(folder: Path, worlds: int, empty_ledger: Ledger) -> None:
    code, _, said = called(*_words(folder, worlds, "whole"))
    assert code == 0, said
    whole = shards(folder / "whole")
    assert shards(folder / "killed") == whole
    assert len(whole) == 2 * -(-worlds // 150)
    for name in ("result.json", "summary.csv", "plan.json"):
        assert (folder / "killed" / name).read_bytes() == (folder / "whole" / name).read_bytes()
    assert not list((folder / "killed").rglob("*.part"))
    assert not verify(folder / "killed", 0.01, empty_ledger).wrong


def test_three_kills_change_nothing(tmp_path: Path, empty_ledger: Ledger) -> None:
    _killed(tmp_path, 6000, 3, 1)
    _compare(tmp_path, 6000, empty_ledger)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [2, 3])
def test_fifteen_random_kills_change_nothing(tmp_path: Path, empty_ledger: Ledger, seed: int) -> None:
    _killed(tmp_path, 30_000, 15, seed)
    _compare(tmp_path, 30_000, empty_ledger)


def test_ctrl_c_twice_ends_at_once(tmp_path: Path) -> None:
    process = started(*_words(tmp_path, 10_000_000, "killed", "--jobs", "2"))
    receipts = tmp_path / "killed" / "receipts"
    while not (receipts.is_dir() and any(receipts.iterdir())):
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)
    below = descendants(process.pid)
    os.kill(process.pid, signal.SIGINT)
    os.kill(process.pid, signal.SIGINT)
    began = time.monotonic()
    process.communicate(timeout=30)
    assert time.monotonic() - began < GRACE  # what the first alone may take
    assert process.returncode == 130
    assert not left(below)


def test_a_second_process_on_the_folder_is_refused_at_once(tmp_path: Path) -> None:
    words = _words(tmp_path, 10_000_000, "killed", "--jobs", "2")
    process = started(*words)
    receipts = tmp_path / "killed" / "receipts"
    try:
        while not (receipts.is_dir() and any(receipts.iterdir())):
            assert process.poll() is None, process.communicate()
            time.sleep(0.02)
        code, _, said = called("batch", "run", str(tmp_path / "killed"))
        assert code == 1
        assert f"process {process.pid} on" in said
        assert "is at work in this folder" in said
        code, out, _ = called("batch", "status", str(tmp_path / "killed"))
        assert code == 0
        assert f"at work   process {process.pid} on" in out
    finally:
        process.kill()
        process.communicate()
    code, _, said = called("batch", "run", str(tmp_path / "killed"), "--time", "1s")
    assert code == 0, f"a lock dies with its owner: {said}"
