"""The flagship's balance: adaptive play beats every fixed line, also where each parameter is up to a quarter off.

No rule and no outcome reads the policy; the judgements stand in scenarios/bamboo/judgements.yaml and were written before policies
were compared.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim import engine, policy
from sim.engine.worlds import Floats, Ids
from sim.facts.ledger import load
from sim.play.many import play_worlds
from sim.rulebook.rulebook import Rulebook
from sim.scenario import compile_scenario

ROOT = Path(__file__).parents[2]
FIXED = ("lean-us", "lean-china", "lean-russia", "lean-eu", "alternate", "nothing", "random")
SPREAD = 0.25


@pytest.fixture(scope="module")
def rules() -> Rulebook:
    return compile_scenario(ROOT / "scenarios" / "ukraine-2022", load(ROOT / "seeds"), ROOT / "scenarios").rules


def judged(rules: Rulebook, name: str, ids: Ids, params: Floats) -> Floats:
    """[N] the mean of the five judgements of every world."""
    chunks = play_worlds(rules, ids, 1, policy.make(name, rules), params)
    judgements = rules.screen.judgements
    return np.concatenate([sum(engine.read(rules, w, j) for j in judgements) / len(judgements) for w in chunks])


def drawn(rules: Rulebook, sets: int, worlds: int) -> Floats:
    """[P, sets * worlds] parameters within a quarter of their values and within their ranges, one set for `worlds` in a row."""
    values = engine.default_params(rules)
    rng = np.random.default_rng(20221)
    draws = values * (1 + SPREAD * rng.uniform(-1, 1, (values.shape[0], sets)))
    low = np.concatenate([np.full(p.size, p.low) for p in rules.parameters])[:, None]
    high = np.concatenate([np.full(p.size, p.high) for p in rules.parameters])[:, None]
    return np.repeat(np.clip(draws, low, high), worlds, axis=1)


def test_bamboo_beats_every_fixed_line_intervals_apart(rules: Rulebook) -> None:
    ids = np.arange(400, dtype=np.uint64)
    params = engine.default_params(rules)
    best = judged(rules, "bamboo", ids, params)
    for name in (*FIXED, "history"):
        lead = best - judged(rules, name, ids, params)
        assert lead.mean() - 1.96 * lead.std(ddof=1) / np.sqrt(lead.size) > 0, name


def test_history_is_not_at_the_bottom(rules: Rulebook) -> None:
    ids = np.arange(200, dtype=np.uint64)
    params = engine.default_params(rules)
    record = judged(rules, "history", ids, params).mean()
    assert sum(judged(rules, name, ids, params).mean() < record for name in FIXED) >= 5


@pytest.mark.parametrize(
    ("sets", "worlds"), [(10, 50), pytest.param(100, 200, marks=pytest.mark.slow)], ids=["ten sets", "a hundred sets"]
)
def test_bamboo_wins_where_parameters_are_a_quarter_off(rules: Rulebook, sets: int, worlds: int) -> None:
    params = drawn(rules, sets, worlds)
    ids = np.tile(np.arange(worlds, dtype=np.uint64), sets)
    best = judged(rules, "bamboo", ids, params).reshape(sets, worlds)
    won = np.ones(sets, dtype=np.bool_)
    for name in FIXED:
        lead = best - judged(rules, name, ids, params).reshape(sets, worlds)
        won &= lead.mean(axis=1) - 1.96 * lead.std(axis=1, ddof=1) / np.sqrt(worlds) > 0
    assert won.mean() >= 0.8, f"bamboo wins in {won.sum()} of {sets} sets"
