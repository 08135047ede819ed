"""Takes a Dask cluster on this machine; checks that it plays the same bytes, also if its workers are killed, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from tests.unit.batch.processes import ROOT, alive, called, descendants, left, shards, started

pytest.importorskip("distributed")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc").is_dir(), reason="reads the table of processes from /proc"),
]


def _words(folder: Path, worlds: int, out: str, *more: str) -> list[str]:
    file = folder / "exp.yaml"
    file.write_text(
        f"format: 1\nscenario: {ROOT / 'tests/fixtures/harbour'}\nseed: 5\nworlds: {worlds}\npolicies: [random, history]\n"
    )
    return ["batch", "run", str(file), "-o", str(folder / out), *more]


def test_one_job_two_jobs_a_cluster_and_any_block_give_one_digest(tmp_path: Path) -> None:
    ways = {
        "one": (),
        "two": ("--jobs", "2"),
        "small": ("--block", "77"),
        "cluster": ("--cluster", "local", "--jobs", "2"),
    }
    digests = set()
    for name, way in ways.items():
        code, out, said = called(*_words(tmp_path, 3000, name, *way))
        assert code == 0, said
        digests |= {line for line in out.splitlines() if line.startswith("digest: ")}
    assert len(digests) == 1
    assert shards(tmp_path / "one") == shards(tmp_path / "two") == shards(tmp_path / "cluster")


def test_workers_that_are_killed_change_nothing(tmp_path: Path) -> None:
    process = started(*_words(tmp_path, 20_000, "cluster", "--block", "100", "--cluster", "local", "--jobs", "2"))
    receipts = tmp_path / "cluster" / "receipts"
    killed = set()
    for wanted in (5, 40, 90):
        while process.poll() is None and (not receipts.is_dir() or len(list(receipts.glob("block-*.json"))) < wanted):
            time.sleep(0.01)
        workers = [p for p in descendants(process.pid) - killed if alive(p) and _is_worker(p)]
        assert workers, process.communicate()
        os.kill(workers[0], signal.SIGKILL)
        killed.add(workers[0])
    below = descendants(process.pid)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 0, said
    assert not left(below)
    code, _, said = called(*_words(tmp_path, 20_000, "alone", "--block", "100"))
    assert code == 0, said
    assert shards(tmp_path / "cluster") == shards(tmp_path / "alone")


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_cluster_of_its_own_ends_with_the_run_and_the_run_goes_on_without_it(
    tmp_path: Path, number: signal.Signals
) -> None:
    process = started(*_words(tmp_path, 20_000, "batch", "--block", "100", "--cluster", "local", "--jobs", "2"))
    receipts = tmp_path / "batch" / "receipts"
    while not (receipts.is_dir() and len(list(receipts.glob("block-*.json"))) > 5):
        assert process.poll() is None, process.communicate()
        time.sleep(0.01)
    below = descendants(process.pid)
    os.killpg(process.pid, number) if number == signal.SIGINT else os.kill(process.pid, number)
    asked = time.monotonic()
    _, said = process.communicate(timeout=30)
    assert time.monotonic() - asked < 6
    assert process.returncode == (130 if number == signal.SIGINT else -9), said
    assert not left(below)
    assert "Traceback" not in said
    code, _, said = called("batch", "run", str(tmp_path / "batch"))
    assert code == 0, said
    code, _, said = called(*_words(tmp_path, 20_000, "alone", "--block", "100"))
    assert shards(tmp_path / "batch") == shards(tmp_path / "alone")


def test_an_address_at_which_nobody_answers_is_told(tmp_path: Path) -> None:
    code, _, said = called(*_words(tmp_path, 300, "batch", "--cluster", "tcp://127.0.0.1:1"))
    assert code == 1
    assert "no cluster answers" in said
    assert "Traceback" not in said


def _is_worker(pid: int) -> bool:
    try:
        return b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
