"""Takes one batch on this processor as it is and with its newest instructions switched off; checks that no digest moves."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def _features() -> dict[str, bool]:
    from numpy._core import _multiarray_umath

    found: dict[str, bool] = _multiarray_umath.__cpu_features__
    return found


def _digest(switched_off: str) -> str:
    words = ["run", "ukraine-2022", "--policy", "bamboo", "--policy", "random", "--worlds", "300"]
    environment = {**os.environ, "NPY_DISABLE_CPU_FEATURES": switched_off}
    done = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *words], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()[-1]


@pytest.mark.parametrize("switched_off", ["X86_V4", "X86_V4 X86_V3"])
def test_older_instructions_give_the_same_worlds(switched_off: str) -> None:
    if not all(_features().get(name) for name in switched_off.split()):
        pytest.skip("this processor has them not, or this NumPy counts them otherwise")
    assert _digest(switched_off) == _digest("")
