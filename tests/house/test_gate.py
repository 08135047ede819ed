"""The gate: formatter, linter, strict types and import contracts, each one a test, so that one command runs everything."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONTRACTS = "import sys; from importlinter.cli import lint_imports_command; lint_imports_command(sys.argv[1:])"


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["-m", "ruff", "check", "--output-format", "concise", "."], id="linter"),
        pytest.param(["-m", "ruff", "format", "--check", "."], id="formatter"),
        pytest.param(["-m", "mypy"], id="types"),
        pytest.param(["-c", CONTRACTS], id="contracts"),
    ],
)
def test_the_gate(command: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 0, f"\n{done.stdout}\n{done.stderr}"


def test_the_window_library_is_the_maintained_one() -> None:
    probe = "import pygame, sys; sys.exit(0 if getattr(pygame, 'IS_CE', False) else 'this is not pygame-ce')"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
