"""Takes names of policies; checks that each is found, and that a wrong one or an unfit ruleset is refused with the way out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim import engine
from sim.base.errors import BambooError, UsageError
from sim.policy import MissingError, dials, make, names, powers
from sim.policy.agenda import Agenda, Writer
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


def test_a_name_sets_numbers_of_its_policy(flagship: Rulebook) -> None:
    worlds = engine.start(flagship, np.arange(50, dtype=np.uint64), 4)
    view = engine.view(flagship, worlds, 4)
    plain, same, other = (make(f"bamboo{rest}", flagship) for rest in ("", ":coldest=1.25", ":coldest=9:rank=40%"))
    assert other.name == "bamboo:coldest=9:rank=40%"
    assert (plain.decide(view).action == same.decide(view).action).all(), "the number that it has anyway"
    assert plain.decide(view).action.tolist() != other.decide(view).action.tolist()


def test_alternate_may_serve_each_power_longer(harbour: Compiled) -> None:
    rules = harbour.rules
    policy, served = make("alternate:quarters=2", rules), [make(f"lean-{power}", rules) for power in powers(rules)]
    worlds = engine.start(rules, np.arange(9, dtype=np.uint64), 4)
    for turn in range(4):
        view = engine.view(rules, worlds, 4)
        orders = policy.decide(view)
        same = served[turn // 2].decide(view)
        assert (orders.target.tolist(), orders.answer.tolist()) == (same.target.tolist(), same.answer.tolist())
        worlds = engine.step(rules, worlds, orders, 4).after


@pytest.mark.parametrize(
    ("name", "cure"),
    [
        ("bamboo:coldst=2", "did you mean `coldest`"),
        ("bamboo:coldest=warm", "write bamboo:coldest=1.25"),
        ("bamboo:coldest", "nothing is set"),
        ("bamboo:coldest=11", "range is 0 to 10"),
        ("bamboo:coldest=nan", "range is 0 to 10"),
        ("nothing:x=1", "none that could be set"),
        ("lean-us:x=1", "none that could be set"),
    ],
)
def test_a_wrong_number_in_a_name_is_refused_with_the_way_out(flagship: Rulebook, name: str, cure: str) -> None:
    with pytest.raises(UsageError) as problem:
        make(name, flagship)
    assert cure in str(problem.value)


def test_every_dial_stands_within_its_range(flagship: Rulebook) -> None:
    for name in names(flagship):
        for dial in dials(name).values():
            assert dial.low <= dial.value <= dial.high
            assert dial.about


def test_what_others_wrote_on_an_agenda_binds_every_policy(flagship: Rulebook) -> None:
    ids = np.arange(50, dtype=np.uint64)
    view = engine.view(flagship, engine.start(flagship, ids, 4), 4)
    for name in names(flagship):
        agenda = Agenda(view)
        for action in range(len(flagship.actions)):
            agenda.bar(action, np.broadcast_to(ids < 25, (view.width, 50)))
        for card in range(len(flagship.cards_axis)):
            agenda.hold(card, ids < 25)
        policy = make(name, flagship)
        assert isinstance(policy, Writer)
        policy.fill(agenda)
        orders = agenda.orders()
        assert (orders.action[:, :25] == -1).all(), name
        assert (orders.answer[:, :25] == -1).all(), name
        assert (orders.answer == policy.decide(view).answer)[:, 25:].all(), name
