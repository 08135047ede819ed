"""Takes worlds of the harbour and of the flagship; checks that each policy does what its sentence says."""

from __future__ import annotations

import numpy as np
import pytest

from sim import engine
from sim.play.many import play_worlds
from sim.policy import make
from sim.policy.agenda import Agenda
from sim.rulebook.rulebook import Rulebook
from sim.scenario import Compiled

IDS = np.arange(60, dtype=np.uint64)


def _relation(rules: Rulebook, name: str) -> np.ndarray:
    (worlds,) = play_worlds(rules, IDS, 4, make(name, rules))
    return engine.read(rules, worlds, rules.screen.relations).mean(axis=1)


@pytest.mark.parametrize(("power", "member"), [("us", 0), ("china", 1), ("russia", 2), ("eu", 3)])
def test_leaning_on_a_power_brings_it_closer_than_doing_nothing(flagship: Rulebook, power: str, member: int) -> None:
    leaning, nothing = _relation(flagship, f"lean-{power}"), _relation(flagship, "nothing")
    assert leaning[member] > nothing[member] + 1
    others = np.arange(4) != member
    assert (leaning[others] < nothing[others] - 0.5).any(), "and has its price elsewhere"


def test_bamboo_leaves_no_one_as_far_behind_as_any_lean(flagship: Rulebook) -> None:
    coldest = _relation(flagship, "bamboo").min()
    assert all(coldest > _relation(flagship, f"lean-{power}").min() for power in ("us", "china", "russia", "eu"))


def test_alternate_serves_the_first_two_powers_in_turn(flagship: Rulebook) -> None:
    policy, lean = make("alternate", flagship), [make("lean-us", flagship), make("lean-china", flagship)]
    worlds = engine.start(flagship, IDS, 4)
    for turn in range(4):
        view = engine.view(flagship, worlds, 4)
        orders, same = policy.decide(view), lean[turn % 2].decide(view)
        assert (orders.answer == same.answer).all()
        assert (orders.action == same.action).all()
        worlds = engine.step(flagship, worlds, orders, 4).after


def test_history_orders_what_the_record_says(harbour: Compiled) -> None:
    rules = harbour.rules
    worlds = engine.start(rules, IDS, 4)
    orders = make("history", rules).decide(engine.view(rules, worlds, 4))
    visit, flag = rules.action_index["visit"], rules.card_of[rules.event_index["flag"], 0]
    assert (orders.action == visit).all()
    assert (orders.target == 0).all()
    assert (orders.answer[flag] == 0).all(), "it lowered the flag"


def test_random_uses_every_legal_order_and_waits_at_times(harbour: Compiled) -> None:
    rules = harbour.rules
    ids = np.arange(4000, dtype=np.uint64)
    worlds = engine.start(rules, ids, 4)
    orders = make("random", rules).decide(engine.view(rules, worlds, 4))
    first = orders.action[0]
    flag = orders.answer[rules.card_of[rules.event_index["flag"], 0]]
    assert set(np.unique(flag)) == {-1, 0, 1}
    assert all(abs((flag == answer).mean() - 1 / 3) < 0.04 for answer in (-1, 0, 1))
    choices = int(engine.view(rules, worlds, 4).legal[:, :, 0].sum()) + 1
    assert abs((first == -1).mean() - 1 / choices) < 0.03, "stopping is one choice among all"
    assert {rules.action_index[id] for id in ("visit", "contract", "drill")} <= set(first.tolist())


def test_greedy_takes_the_answer_and_the_order_that_gain_most_at_once(harbour: Compiled) -> None:
    rules = harbour.rules
    view = engine.view(rules, engine.start(rules, IDS, 4), 4)
    orders = make("greedy", rules).decide(view)
    flag = rules.card_of[rules.event_index["flag"], 0]
    assert (orders.answer[flag] == 1).all(), "+0.5 of a range of 10 beats +0.5 less 0.05 of a range of 1"
    assert (orders.action[0] == rules.action_index["visit"]).all(), "0.7 of 10 for 2 beats a drill"


def test_an_agenda_never_takes_what_it_cannot_pay(harbour: Compiled) -> None:
    rules = harbour.rules
    agenda = Agenda(engine.view(rules, engine.start(rules, IDS, 4), 4))
    visit, contract, drill = (rules.action_index[id] for id in ("visit", "contract", "drill"))
    assert agenda.order(visit, 0).all()
    assert not agenda.order(visit, 0).any(), "twice"
    assert not agenda.order(visit, 1).any(), "three points are spent by one visit and a half"
    assert agenda.order(contract, 1, IDS % 2 == 0).sum() == 30
    assert agenda.order(drill, 0).sum() == 30
    assert not agenda.order(rules.action_index["base"], 0).any(), "forbidden"
    assert not agenda.order(contract, 9).any(), "no such target"
    assert (agenda.left == 0).all()


def test_an_agenda_bars_what_an_earlier_order_may_make_illegal(harbour: Compiled) -> None:
    """`visit` is legal only where no drill is held."""
    rules = harbour.rules
    agenda = Agenda(engine.view(rules, engine.start(rules, IDS, 4), 4))
    agenda.order(rules.action_index["drill"], 0, IDS < 20)
    done = agenda.order(rules.action_index["visit"], 0)
    assert (done == (IDS >= 20)).all()
