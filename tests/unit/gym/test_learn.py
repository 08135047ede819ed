"""Takes the example that learns; checks that it learns, the same from the same seed, and obeys the laws of policies."""

from __future__ import annotations

import numpy as np
import pytest
from typer.testing import CliRunner

from sim import engine
from sim.gym.learn import Linear, judge, main, train
from sim.gym.vector import BalanceVectorEnv
from sim.policy import make
from sim.scenario import Compiled


def test_it_learns_and_the_same_from_the_same_seed(harbour: Compiled) -> None:
    rules = harbour.rules
    learnt = train(rules, seed=3, updates=25, worlds=64)
    assert (learnt.weights == train(rules, seed=3, updates=25, worlds=64).weights).all()
    ignorant = judge(rules, learnt.encoding, Linear(learnt.encoding), 200).mean()
    blind = judge(rules, learnt.encoding, make("random", rules), 200).mean()
    own = judge(rules, learnt.encoding, learnt, 200).mean()
    assert own > max(ignorant, blind) + 1


def test_the_slope_is_that_of_the_log_probability(harbour: Compiled) -> None:
    """Chances by counting draws, against the slope: on average the slope of what is chosen is 0 (it is a score function)."""
    env = BalanceVectorEnv(harbour.rules, 4000, slots=1)
    seen, info = env.reset(seed=1)
    policy = Linear(env.encoding)
    policy.weights[-1] = np.random.default_rng(0).normal(size=policy.weights.shape[1])
    dice = np.random.default_rng(1)
    _, slope = policy.choose(seen, info["action_mask"], lambda k: dice.gumbel(size=(4000, k)))
    assert np.abs(slope.mean(axis=0)).max() < 0.04
    assert slope.std(axis=0).max() > 0.3


def test_it_is_never_refused(harbour: Compiled) -> None:
    rules = harbour.rules
    learnt = train(rules, seed=3, updates=5, worlds=32)
    worlds = engine.start(rules, np.arange(50, dtype=np.uint64), 1)
    while worlds.turn < rules.turns:
        turn = engine.step(rules, worlds, learnt.decide(engine.view(rules, worlds, 1)), 1)
        assert not turn.refused_action.any()
        assert not turn.refused_answer.any()
        worlds = turn.after


def command(*words: str) -> str:
    import typer

    app = typer.Typer()
    app.command()(main)
    return CliRunner().invoke(app, list(words)).output


def test_the_command_tells_how_far_it_is_and_what_it_came_to() -> None:
    told = command("finland-1948", "--updates", "10", "--worlds", "32", "--judged", "50", "--against", "random")
    assert "320 worlds played, mean return" in told
    assert "random" in told.split("policy")[1]
    assert "did you mean `finland-1948`" in command("finland-1984")


@pytest.mark.slow
def test_it_beats_greedy_on_the_flagship() -> None:
    """About half a minute of training from nothing, judged on 2,000 worlds that it never met."""
    told = command("ukraine-2022", "--seed", "7")
    row = next(line for line in told.splitlines() if line.startswith("greedy"))
    ahead, half = row.split()[2].lstrip("+"), row.split()[3].lstrip("±")
    assert float(ahead) > 3 * float(half)
