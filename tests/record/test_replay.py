"""The record of every playable scenario, replayed without luck: what it dates comes in its quarter, the rules produce the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.facts.ledger import load
from sim.play.game import Game
from sim.play.script import scripted
from sim.policy import make
from sim.policy.registry import MissingError
from sim.report.replay import Replayed, replay
from sim.scenario import compile_scenario

ROOT = Path(__file__).parents[2]
SCENARIOS = ROOT / "scenarios"
LEDGER = load(ROOT / "seeds")
FOLDERS = sorted(f.name for f in SCENARIOS.iterdir() if f.is_dir() and any(f.glob("*.yaml")))
PRODUCED = 0.8  # share that holds at least, those left to luck counted as missing


def rows_of(name: str) -> tuple[Replayed, ...]:
    compiled = compile_scenario(SCENARIOS / name, LEDGER, SCENARIOS)
    if not compiled.playable:
        pytest.skip("a ruleset is not played by itself")
    rules = scripted(compiled.rules)
    game = Game(rules, compiled.words, compiled.texts, seed=1, luck=False)
    try:
        game.play(make("history", rules))
    except MissingError:
        pytest.skip("it has no record, and says so")
    return replay(rules, compiled.words, LEDGER, game.turns)[0]


@pytest.mark.parametrize("name", FOLDERS)
def test_the_record_comes_out_and_what_does_not_is_named_with_the_reason(name: str) -> None:
    rows = rows_of(name)
    words = compile_scenario(SCENARIOS / name, LEDGER, SCENARIOS).words
    assert {row.fact.id: row.verdict for row in rows if row.imposed and not (row.holds and row.on_time)} == {}
    produced = [row for row in rows if not row.imposed]
    missed = {row.fact.id: row.verdict for row in produced if not row.holds}
    assert len(missed) <= (1 - PRODUCED) * len(produced), missed
    assert [id for id in missed if ("record", id, "missed") not in words.texts] == []


def test_no_remark_outlives_what_it_explains() -> None:
    """A fact that is said to be missed is missed in the scenario that says so; a child may do better than its parent."""
    for name in ("sea-2009", "ukraine-2022"):
        words = compile_scenario(SCENARIOS / name, LEDGER, SCENARIOS).words
        said = {path[1] for path in words.texts if path[0] == "record" and path[2] == "missed"}
        assert said == {row.fact.id for row in rows_of(name) if not row.holds}
