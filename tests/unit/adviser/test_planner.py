"""The policy `planner`: known by name, plays only when asked, takes one of the proposals, and no world moves another's choice."""

from __future__ import annotations

import numpy as np
import pytest

from sim import engine, policy
from sim.adviser.bots import continuing
from sim.app.shelf import compiled_scenario
from sim.rulebook.rulebook import Rulebook


@pytest.fixture(scope="module")
def finland() -> Rulebook:
    return compiled_scenario("finland-1948").rules


def test_it_plays_only_when_it_is_named(finland: Rulebook) -> None:
    assert "planner" not in policy.names(finland)
    assert policy.make("planner:futures=4", finland).name == "planner:futures=4"


def test_it_takes_what_some_government_proposes_and_worlds_do_not_touch(finland: Rulebook) -> None:
    planner = policy.make("planner:futures=4", finland)
    ids = np.arange(30, dtype=np.uint64)
    worlds = engine.start(finland, ids, 5)
    few = worlds.take(np.arange(7, 12))
    view = engine.view(finland, worlds, 5)
    orders, some = planner.decide(view), planner.decide(engine.view(finland, few, 5))
    assert np.array_equal(orders.answer[:, 7:12], some.answer)
    proposals = [bot.decide(view) for bot in continuing(finland)]
    for world in range(30):
        assert any(np.array_equal(orders.answer[:, world], p.answer[:, world]) for p in proposals)
    turn = engine.step(finland, worlds, orders, 5)
    assert not turn.refused_action.any()
    assert not turn.refused_answer.any()


def test_looking_ahead_pays(finland: Rulebook) -> None:
    """It does better than the proposals of those who do not look, in the same worlds."""
    from sim.batch import plan, run

    summary = run(plan(finland, ["planner", "random", "nothing"], 100, 3))
    mean = {name: summary.mean(name)[0] for name in ("planner", "random", "nothing")}
    assert mean["planner"] > max(mean["random"], mean["nothing"])
