"""A thousand worlds of every policy in every shipped scenario: each number stays a number, no world ends unwarned."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim import engine, policy
from sim.facts.ledger import load
from sim.scenario import compile_scenario

ROOT = Path(__file__).parents[2]
SHIPPED = sorted(
    folder.name
    for folder in (ROOT / "scenarios").iterdir()
    if folder.is_dir() and any("clock:" in f.read_text(encoding="utf-8") for f in folder.glob("*.yaml"))
)
WORLDS = 1000


@pytest.mark.slow
@pytest.mark.parametrize("name", SHIPPED)
def test_every_policy_plays_a_thousand_worlds(name: str) -> None:
    rules = compile_scenario(ROOT / "scenarios" / name, load(ROOT / "seeds"), ROOT / "scenarios").rules
    ends = 0
    for by in policy.names(rules):
        decide = policy.make(by, rules).decide
        now = engine.start(rules, np.arange(WORLDS), 1)
        while now.turn < rules.turns:
            before = now
            now = engine.step(rules, before, decide(engine.view(rules, before, 1)), 1).after
            assert np.isfinite(now.state).all(), f"{by}, turn {now.turn}"
            for world in np.flatnonzero((before.ended < 0) & (now.ended >= 0)):
                assert before.lit[now.ended[world], world] >= 2, (
                    f"{by}, turn {now.turn}: ended without two turns of a lamp"
                )
                ends += 1
        for judgement in rules.screen.judgements:
            assert np.isfinite(engine.read(rules, now, judgement)).all(), f"{by}: {judgement}"
    if rules.endings and name != "prologue":
        assert ends, "no world ended early: the lamps were not tried"
