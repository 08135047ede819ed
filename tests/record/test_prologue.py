"""The prologue cannot be lost: under every policy each world is played to its end, with no lamp and no number in the red."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim import engine, policy
from sim.facts.ledger import load
from sim.scenario import compile_scenario

ROOT = Path(__file__).parents[2]
COMPILED = compile_scenario(ROOT / "scenarios" / "prologue", load(ROOT / "seeds"), ROOT / "scenarios")
RULES = COMPILED.rules
WORLDS = 200
LOWEST = {
    "autonomy_now": 40,
    "security_now": 60,
    "economy_now": 45,
    "public": 55,
    "unity": 60,
    "climate": 0,
    "spares": 0.5,
}


def test_nothing_can_end_it() -> None:
    assert not RULES.endings
    assert RULES.turns == 3


@pytest.mark.parametrize("name", policy.names(RULES))
def test_no_policy_loses(name: str) -> None:
    decide = policy.make(name, RULES).decide
    worlds = engine.start(RULES, range(WORLDS), 1)
    opened: set[str] = set()
    while worlds.turn < RULES.turns:
        opened |= {RULES.events[e].id for card, (e, _) in enumerate(RULES.cards_axis) if worlds.open[card].all()}
        worlds = engine.step(RULES, worlds, decide(engine.view(RULES, worlds, 1)), 1).after
        for number, floor in LOWEST.items():
            assert np.min(engine.read(RULES, worlds, number)) > floor, f"{number} in turn {worlds.turn - 1}"
    assert (worlds.ended < 0).all()
    assert opened == {"first_calls", "far_border", "guest", "favour", "patrol_ships"}, (
        "every lesson comes in every world"
    )


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_a_paper_says_one_thing_in_two_sentences(lang: str) -> None:
    for event in RULES.events:
        text = COMPILED.words.texts["events", event.id, "text"][lang]
        assert text.count(". ") + text.count("? ") == 1, event.id
        assert len(text) < 230, event.id
