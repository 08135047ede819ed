"""What is held possible: the sets that lie with a ruleset, and nothing where they do not belong to the rules of the game."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.app import ensembles
from sim.app.ensembles import held_possible
from sim.app.shelf import compiled_scenario


def test_a_scenario_of_its_own_has_none() -> None:
    assert held_possible(compiled_scenario("finland-1948").rules) is None


def test_rules_whose_ruleset_is_not_here_have_none() -> None:
    rules = compiled_scenario("finland-1948").rules
    assert held_possible(replace(rules, id="nowhere", lineage=("nowhere", "gone"))) is None


def test_sets_of_a_fit_are_taken_where_they_name_the_rules_own_parameters(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = compiled_scenario("ukraine-2022").rules
    monkeypatch.setattr(
        ensembles, "fitted_sets", lambda scenario, lineage: ("bamboo", "memory_warm\n0.1\n0.15\n", "bamboo/fitted")
    )
    found = held_possible(rules)
    assert found is not None
    row = rules.parameter["memory_warm"].row
    assert np.array_equal(found[row], [0.1, 0.15])
    monkeypatch.setattr(ensembles, "fitted_sets", lambda scenario, lineage: ("bamboo", "no_such\n1\n", "bamboo/fitted"))
    assert held_possible(rules) is None
