"""Takes the baseline of the bench; checks that what the engine is measured against plays the same game, so that the race is fair."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from sim import engine
from sim.policy import make
from sim.rulebook.rulebook import Rulebook
from tests.bench.baseline import Game, Luck, World
from tests.laws.blind import blind_orders
from tests.laws.invented import invented


def _race(rules: Rulebook, policy: str | None, ids: list[int]) -> None:
    params = engine.default_params(rules)[:, 0].tolist()
    game, luck = Game(rules), Luck(5)
    others = [World(game, luck, id, params) for id in ids]
    worlds = engine.start(rules, np.array(ids, dtype=np.uint64), 5)
    player = make(policy, rules) if policy else None
    while worlds.turn < rules.turns:
        orders = player.decide(engine.view(rules, worlds, 5)) if player else blind_orders(rules, worlds)
        worlds = engine.step(rules, worlds, orders, 5).after
        for i, other in enumerate(others):
            if worlds.ended[i] >= 0 and worlds.last[i] < worlds.turn:
                continue
            slots = zip(orders.action[:, i].tolist(), orders.target[:, i].tolist(), strict=True)
            answers = {card: option for card, option in enumerate(orders.answer[:, i].tolist()) if option >= 0}
            other.step([slot for slot in slots if slot[0] >= 0], answers)
            assert worlds.state[:, i].tolist() == other.memory.state, f"turn {worlds.turn}, world {i}"
            assert worlds.fired[:, i].tolist() == other.fired
            assert worlds.outflow[:, i].tolist() == other.memory.outflow
            assert worlds.tally[:, i].tolist() == other.memory.tally
            assert set(np.flatnonzero(worlds.open[:, i]).tolist()) == other.open
            assert worlds.ended[i] == other.ended


@pytest.mark.parametrize("policy", ["bamboo", "lean-us", None])
def test_it_plays_the_flagship(flagship: Rulebook, policy: str | None) -> None:
    _race(flagship, policy, [0, 1, 2, 2**63])


@pytest.mark.parametrize("choice", range(20))
def test_it_plays_scenarios_that_nobody_would_write(choice: int) -> None:
    _race(invented(Random(choice)), None, [0, 1, 2])
