"""Gives the rules on which the laws are tried: the flagship, the harbour, and scenarios that nobody would write."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from sim.facts.ledger import Ledger, load
from sim.rulebook.rulebook import Rulebook
from sim.scenario import compile_scenario

ROOT = Path(__file__).parents[2]
if str(ROOT) not in sys.path:  # the oracle and the invented scenarios are shared by several folders of tests
    sys.path.insert(0, str(ROOT))


@pytest.fixture(scope="session")
def flagship() -> Rulebook:
    """The rules of ukraine-2022."""
    library = ROOT / "scenarios"
    return compile_scenario(library / "ukraine-2022", load(ROOT / "seeds"), library).rules


@pytest.fixture(scope="session")
def harbour() -> Rulebook:
    """The rules of the small invented harbour."""
    return compile_scenario(ROOT / "tests" / "fixtures" / "harbour", Ledger({}, {}, {})).rules
