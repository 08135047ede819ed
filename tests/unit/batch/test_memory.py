"""Takes two runs of very different size; checks that the larger needs hardly more memory than the smaller."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PEAK = """
import resource, sys
from sim.app.cli import main
if __name__ == "__main__":
    try:
        main()
    finally:
        print("peak", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs the module `resource`")
def test_ten_times_the_worlds_need_no_more_than_half_as_much_again(tmp_path: Path) -> None:
    script = tmp_path / "peak.py"
    script.write_text(PEAK)

    def peak(worlds: int) -> int:
        words = ["run", str(ROOT / "tests/fixtures/harbour"), "--policy", "nothing", "--worlds", str(worlds)]
        done = subprocess.run(
            [sys.executable, str(script), *words, "--out", str(tmp_path / str(worlds))],
            cwd=ROOT, env={"PYTHONPATH": str(ROOT), "PATH": ""}, capture_output=True, text=True, check=True,
        )  # fmt: skip
        return int(done.stderr.split("peak ")[1].split()[0])

    assert peak(100_000) <= 1.5 * peak(10_000)
