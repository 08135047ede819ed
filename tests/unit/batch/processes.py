"""Calls the program as a person does, here or in a process of its own; kills it, and counts what is left of its processes."""

from __future__ import annotations

import io
import subprocess
import sys
import time
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from sim.app.cli import main

ROOT = Path(__file__).parents[3]
# A test run started in the background ignores Ctrl-C, and children inherit that: become the program after hearing it again.
HEARING = "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.executable, sys.argv[1:])"


def started(*words: str) -> subprocess.Popen[str]:
    """The program with these words, in a session of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", HEARING, sys.executable, str(ROOT / "main.py"), *words],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True, cwd=ROOT,
    )  # fmt: skip


def called(*words: str) -> tuple[int, str, str]:
    """The program with these words, to its end: exit code, output, errors."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *words], capture_output=True, text=True, check=False, cwd=ROOT
    )
    return done.returncode, done.stdout, done.stderr


def typed(*words: str) -> tuple[int, str, str]:
    """As `called`, but within this process: for all that needs no process of its own, in a tenth of the time."""
    out, said, code = io.StringIO(), io.StringIO(), 0
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(said):
        patch.setattr(sys, "argv", [str(ROOT / "main.py"), *words])
        patch.setattr(sys, "stdin", io.StringIO())
        patch.chdir(ROOT)
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
    return code, out.getvalue(), said.getvalue()


def descendants(of: int) -> set[int]:
    """Every process below one."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parents[int(folder.name)] = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except (OSError, IndexError):
                continue
    found, more = set(), {of}
    while more:
        more = {pid for pid, parent in parents.items() if parent in more} - found
        found |= more
    return found


def alive(pid: int) -> bool:
    """Whether a process is there and no mere entry of a table."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def left(pids: set[int], seconds: float = 5.0) -> set[int]:
    """Those that are still there after a while."""
    ended = time.monotonic() + seconds
    while time.monotonic() < ended and any(alive(pid) for pid in pids):
        time.sleep(0.05)
    return {pid for pid in pids if alive(pid)}


def shards(folder: Path) -> dict[str, bytes]:
    """Content of every shard and receipt."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.glob("*/block-*"))}
