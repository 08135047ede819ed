"""Gives the rules of the flagship, compiled once: the only rules that every registered policy can play."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.facts.ledger import load
from sim.rulebook.rulebook import Rulebook
from sim.scenario import compile_scenario

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def flagship() -> Rulebook:
    """The rules of ukraine-2022."""
    library = ROOT / "scenarios"
    return compile_scenario(library / "ukraine-2022", load(ROOT / "seeds"), library).rules
