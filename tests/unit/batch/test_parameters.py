"""Takes a ruleset with vectors and tables of parameters; checks that settings find the right member."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.base.errors import UsageError
from sim.batch import parameters
from sim.rulebook.rulebook import Axis, Parameter, Rulebook
from sim.scenario import Compiled


@pytest.fixture
def rules(harbour: Compiled) -> Rulebook:
    powers = Axis("powers", "powers")
    table = Parameter("nu", (powers, Axis("gainer", "powers")), 1, (0.0, 0.1, 0.2, 0.3), -1.0, 1.0, "")
    return replace(harbour.rules, parameters=(*harbour.rules.parameters, table))


def test_a_member_of_a_table_is_named_by_both_axes(rules: Rulebook) -> None:
    assert np.ravel(parameters(rules, ["nu.south.north=0.9"])).tolist() == [0.25, 0.0, 0.1, 0.9, 0.3]


def test_a_name_that_leaves_members_out_sets_all_of_them(rules: Rulebook) -> None:
    assert np.ravel(parameters(rules, ["nu.south=0.9"])).tolist() == [0.25, 0.0, 0.1, 0.9, 0.9]
    assert np.ravel(parameters(rules, ["nu=0.9", "nu.north.north=-1"])).tolist() == [0.25, -1.0, 0.9, 0.9, 0.9]


def test_a_misspelt_member_meets_its_neighbour(rules: Rulebook) -> None:
    with pytest.raises(UsageError, match=r"unknown member `sooth`.*\n.*did you mean `south`"):
        parameters(rules, ["nu.north.sooth=0.1"])
