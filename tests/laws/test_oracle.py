"""Takes random scenarios and the flagship under random orders; checks that engine and plain interpreter agree to the last bit."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim import engine
from sim.engine.worlds import Orders, Worlds
from sim.policy import make
from sim.rulebook.rulebook import Rulebook
from tests.laws.blind import blind_orders
from tests.laws.invented import invented
from tests.oracle.interpreter import Interpreter

NUMBERS = ("state", "outflow", "running", "tally", "fired", "chosen", "lit")


def _same(rules: Rulebook, worlds: Worlds, others: list[Interpreter]) -> None:
    for i, other in enumerate(others):
        if worlds.ended[i] >= 0 and worlds.last[i] < worlds.turn:
            continue  # it was compared when it ended; test_laws checks that it stands still
        for name in NUMBERS:
            mine, its = getattr(worlds, name)[:, i], np.array(getattr(other, name))
            row = int(np.flatnonzero(mine != its)[0]) if (mine != its).any() else -1
            assert row < 0, (
                f"turn {worlds.turn}, world {i}: {name}[{row}] is {mine[row]!r}, the oracle says {its[row]!r}"
            )
        assert set(np.flatnonzero(worlds.open[:, i]).tolist()) == other.open, f"turn {worlds.turn}, world {i}"
        assert worlds.ended[i] == other.ended
        assert worlds.last[i] == other.last
        assert worlds.trail[-1][:, i] == pytest.approx(np.array(other.trail[-1]), rel=1e-12, abs=1e-12)


def _play(
    rules: Rulebook, others: list[Interpreter], seed: int, decide: Callable[[Worlds], Orders], luck: bool = True
) -> None:
    worlds = engine.start(rules, np.array([other.id for other in others], dtype=np.uint64), seed, luck=luck)
    _same(rules, worlds, others)
    while worlds.turn < rules.turns:
        orders: Orders = decide(worlds)
        turn = engine.step(rules, worlds, orders, seed, luck=luck)
        for i, other in enumerate(others):
            slots = [
                (s, a, t)
                for s, (a, t) in enumerate(zip(orders.action[:, i], orders.target[:, i], strict=True))
                if a != -1
            ]
            answers = {card: int(option) for card, option in enumerate(orders.answer[:, i]) if option >= 0}
            other.step([(int(a), int(t)) for _, a, t in slots], answers)
            refused = {("action", at) for at, (s, _, _) in enumerate(slots) if turn.refused_action[s, i]}
            refused |= {("answer", card) for card in answers if turn.refused_answer[card, i]}
            assert refused == set(other.refused), f"turn {turn.after.turn}, world {i}"
            if turn.before.ended[i] < 0:
                assert turn.moved[:, i].tolist() == other.moved
        worlds = turn.after
        _same(rules, worlds, others)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32), st.booleans())
def test_they_agree_on_scenarios_that_nobody_would_write(choices: int, luck: bool) -> None:
    rules = invented(Random(choices))
    params = engine.default_params(rules)[:, 0].tolist()
    others = [Interpreter(rules, id, 7, params, luck) for id in (0, 1, 2**63)]
    _play(rules, others, 7, lambda worlds: blind_orders(rules, worlds, choices % 1000), luck)


@pytest.mark.parametrize("seed", [1, 2])
def test_they_agree_on_the_flagship_under_senseless_orders(flagship: Rulebook, seed: int) -> None:
    params = engine.default_params(flagship)[:, 0].tolist()
    others = [Interpreter(flagship, id, seed, params) for id in range(4)]
    _play(flagship, others, seed, lambda worlds: blind_orders(flagship, worlds, seed))


@pytest.mark.parametrize("name", ["history", "bamboo", "lean-us", "lean-russia", "random"])
def test_they_agree_on_the_flagship_under_policies(flagship: Rulebook, name: str) -> None:
    params = engine.default_params(flagship)[:, 0].tolist()
    policy = make(name, flagship)
    others = [Interpreter(flagship, id, 5, params) for id in range(3)]
    _play(flagship, others, 5, lambda worlds: policy.decide(engine.view(flagship, worlds, 5)))


def test_they_agree_on_other_parameters_and_without_luck(flagship: Rulebook) -> None:
    policy = make("history", flagship)
    other = Interpreter(flagship, 0, 5, engine.default_params(flagship)[:, 0].tolist(), luck=False)
    _play(flagship, [other], 5, lambda worlds: policy.decide(engine.view(flagship, worlds, 5)), luck=False)


def test_the_oracle_would_notice_a_changed_number(harbour: Rulebook) -> None:
    """Teeth: one effect a hair larger in the interpreter, and the two part."""
    from dataclasses import replace

    first = harbour.actions[0]
    effect = first.effects[0]
    bent = replace(effect, formula=replace(effect.formula, node=type(effect.formula.node)(0.7 + 2**-20)))
    rules = replace(harbour, actions=(replace(first, effects=(bent, *first.effects[1:])), *harbour.actions[1:]))
    params = engine.default_params(harbour)[:, 0].tolist()
    with pytest.raises(AssertionError, match="the oracle says"):
        _play(
            harbour,
            [Interpreter(rules, 0, 5, params)],
            5,
            lambda worlds: make("history", harbour).decide(engine.view(harbour, worlds, 5)),
        )
