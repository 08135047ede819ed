"""Every shipped scenario is in balance as `balance` sees it: nothing dominates, never comes, cannot be reached or stands at a limit."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.app.shelf import compiled_scenario
from sim.workshop.balance import balance

SHIPPED = sorted(
    folder.name
    for folder in (Path(__file__).parents[2] / "scenarios").iterdir()
    if folder.is_dir() and any("clock:" in f.read_text(encoding="utf-8") for f in folder.glob("*.yaml"))
)
QUICK = ("finland-1948", "kazakhstan-1991", "prologue")


@pytest.mark.parametrize("name", [n if n in QUICK else pytest.param(n, marks=pytest.mark.slow) for n in SHIPPED])
def test_a_shipped_scenario_is_in_balance(name: str) -> None:
    found = balance(compiled_scenario(name), 64, seed=1).report
    assert [f"{d.span}: {d.message}" for d in found.diagnostics] == []
