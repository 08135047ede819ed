"""Ten thousand damaged files of three whole scenarios: no traceback, none over five seconds, none over 500 MB.

The run is a process of its own, so that its memory is its own: `python -m tests.unit.scenario.test_ten_thousand [how many]`.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from sim.facts.ledger import load

ROOT = Path(__file__).parents[3]
FILES = 10_000
MOST_MB = 500
SHARES = (("tests/fixtures/harbour", 2), ("scenarios/finland-1948", 3), ("scenarios/kazakhstan-1991", 5))


def run(files: int) -> None:
    """Damage so many files and tell how it went."""
    from tests.unit.scenario.test_damaged import fates

    ledger = load(ROOT / "seeds")
    begin, codes, clean = time.perf_counter(), set[str](), 0
    with tempfile.TemporaryDirectory() as place:
        first = 0
        for source, share in SHARES:
            folder = Path(place, Path(source).name)
            shutil.copytree(ROOT / source, folder)
            count = files * share // 10
            found = fates(folder, sorted(folder.glob("*.yaml")), ledger, range(first, first + count))
            first += count
            clean += found.pop("clean", 0)
            codes |= set(found)
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    # not getrusage: its peak is handed on by whoever started this process
    peak = next(float(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024
    assert peak < MOST_MB, f"{peak:.0f} MB"
    seconds = time.perf_counter() - begin
    print(
        f"{first} files, {clean} still clean, {len(codes)} codes, {seconds / first * 1000:.0f} ms each, at most {peak:.0f} MB"
    )


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
@pytest.mark.parametrize("files", [100, pytest.param(FILES, marks=pytest.mark.slow)])
def test_damaged_files_end_in_findings(files: int) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.unit.scenario.test_ten_thousand", str(files)], cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert f"{files} files" in done.stdout


if __name__ == "__main__":
    run(int(sys.argv[1]) if len(sys.argv) > 1 else FILES)
