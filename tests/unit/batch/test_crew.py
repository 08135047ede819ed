"""Takes batches in processes of their own; checks that Ctrl-C ends them in time and that no process outlives its parent."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.batch import Summary, plan, run
from sim.batch.crew import finished
from sim.batch.ctrl_c import Halt
from sim.scenario import Compiled

ROOT = Path(__file__).parents[3]
pytestmark = pytest.mark.skipif(not Path("/proc").is_dir(), reason="reads the table of processes from /proc")


def _children(of: int) -> set[int]:
    found = set()
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except (OSError, IndexError):
                continue
            if parent == of:
                found.add(int(folder.name))
    return found


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def _left(pids: set[int]) -> set[int]:
    """Those that are still there after five seconds."""
    for _ in range(50):
        if not any(_alive(pid) for pid in pids):
            break
        time.sleep(0.1)
    return {pid for pid in pids if _alive(pid)}


# A test run started in the background ignores Ctrl-C, and children inherit that: become the program after hearing it again.
HEARING = "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.executable, sys.argv[1:])"


@pytest.fixture(params=[1, 2])
def long_run(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A run that would take hours, once its processes are at work and its first block is written."""
    out = tmp_path / "batch"
    words = [
        "run", str(ROOT / "tests/fixtures/harbour"), "--policy", "random", "--worlds", "100000000",
        "--jobs", str(request.param), "--out", str(out),
    ]  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-c", HEARING, sys.executable, str(ROOT / "main.py"), *words],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    for _ in range(600):
        if any(out.glob("worlds/*.parquet")) or process.poll() is not None:
            break
        time.sleep(0.1)
    assert process.poll() is None, process.communicate()
    yield process
    if process.poll() is None:
        process.kill()
    process.communicate()


def test_ctrl_c_ends_everything_within_five_seconds(long_run: subprocess.Popen[str], tmp_path: Path) -> None:
    children = _children(long_run.pid)
    os.killpg(long_run.pid, signal.SIGINT)  # as a terminal does: to the whole group
    started = time.monotonic()
    _, said = long_run.communicate(timeout=20)
    assert time.monotonic() - started < 5
    assert long_run.returncode == 130, said
    assert "Traceback" not in said
    assert "\x1b" not in said
    assert not _left(children)
    assert not list(tmp_path.rglob("*.part"))


def test_no_process_outlives_a_parent_that_was_killed(long_run: subprocess.Popen[str]) -> None:
    children = _children(long_run.pid)
    long_run.kill()
    long_run.communicate()
    assert not _left(children)


def test_a_process_that_dies_is_replaced_and_changes_nothing(harbour: Compiled) -> None:
    made = plan(harbour.rules, ["random"], 100_000, 5)
    work = finished(made, None, made.sheet.blocks, 2, Halt())
    found = [next(work)]
    victim = next(pid for pid in _children(os.getpid()) if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes())
    os.kill(victim, signal.SIGKILL)
    found += work
    assert sorted(done.block for done in found) == list(made.sheet.blocks)
    alone = run(made, tell=io.StringIO())
    summary = Summary(made.sheet)
    for done in sorted(found, key=lambda done: done.block):
        summary.add(done)
    assert summary.digest == alone.digest
    assert not [pid for pid in _children(os.getpid()) if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]
