"""The record of every playable scenario, replayed without luck: what it dates comes in its quarter, the rules produce the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.facts.ledger import load
from sim.play.game import Game
from sim.play.script import scripted
from sim.policy import make
from sim.policy.registry import MissingError
from sim.report.replay import replay
from sim.scenario import compile_scenario

ROOT = Path(__file__).parents[2]
SCENARIOS = ROOT / "scenarios"
LEDGER = load(ROOT / "seeds")
FOLDERS = sorted(f.name for f in SCENARIOS.iterdir() if f.is_dir() and any(f.glob("*.yaml")))
PRODUCED = 0.8  # share that holds, of what does not need luck


@pytest.mark.parametrize("name", FOLDERS)
def test_the_record_comes_out(name: str) -> None:
    compiled = compile_scenario(SCENARIOS / name, LEDGER, SCENARIOS)
    if not compiled.playable:
        pytest.skip("a ruleset is not played by itself")
    rules = scripted(compiled.rules)
    game = Game(rules, compiled.words, compiled.texts, seed=1, luck=False)
    try:
        game.play(make("history", rules))
    except MissingError:
        pytest.skip("it has no record, and says so")
    rows, _ = replay(rules, compiled.words, LEDGER, game.turns)
    assert [row.fact.id for row in rows if row.imposed and not row.on_time] == []
    produced = [row for row in rows if not row.imposed and not row.luck]
    missed = {row.fact.id: row.verdict for row in produced if not row.holds}
    assert len(missed) <= (1 - PRODUCED) * len(produced), missed
