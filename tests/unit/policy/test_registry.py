"""Takes names of policies; checks that each is found, and that a wrong one or an unfit ruleset is refused with the way out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sim.base.errors import BambooError
from sim.policy import MissingError, make, names, powers
from sim.rulebook.rulebook import Rulebook, Screen
from sim.scenario import Compiled


def test_a_small_ruleset_has_the_general_policies(harbour: Compiled) -> None:
    assert names(harbour.rules) == ("history", "nothing", "random", "alternate", "greedy", "lean-north", "lean-south")


def test_powers_are_the_members_of_the_relations(harbour: Compiled, flagship: Rulebook) -> None:
    assert powers(harbour.rules) == ("north", "south")
    assert powers(flagship) == ("us", "china", "russia", "eu")


def test_a_misspelt_name_meets_its_neighbour(harbour: Compiled, flagship: Rulebook) -> None:
    with pytest.raises(BambooError, match="did you mean `lean-north`"):
        make("lean-nord", harbour.rules)
    with pytest.raises(BambooError, match="did you mean `bamboo`"):
        make("bambo", flagship)
    with pytest.raises(BambooError, match="the policies are: history, nothing"):
        make("zzz", harbour.rules)


def test_a_ruleset_without_relations_says_what_is_missing(harbour: Compiled) -> None:
    bare = replace(harbour.rules, screen=Screen(), history=((),) * harbour.rules.turns)
    for name in ("lean-north", "alternate", "greedy"):
        with pytest.raises(MissingError, match="harbour"):
            make(name, bare)
    assert "lean-north" not in names(bare)
    assert {"nothing", "random"} <= set(names(bare))


def test_bamboo_plays_only_what_stands_on_its_ruleset(harbour: Compiled) -> None:
    with pytest.raises(MissingError, match="base ruleset"):
        make("bamboo", harbour.rules)


def test_history_needs_a_record(harbour: Compiled) -> None:
    events = tuple(replace(event, history=-1) for event in harbour.rules.events)
    with pytest.raises(MissingError, match="needs a record"):
        make("history", replace(harbour.rules, history=((),) * harbour.rules.turns, events=events))
