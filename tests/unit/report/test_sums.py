"""Takes many games, gives proof that what a tooltip shows adds up: causes sum to the change, for every number and turn."""

from __future__ import annotations

import pytest

from sim.app.shelf import compiled_scenario, new_game, table
from sim.engine import attribute
from sim.policy import make
from sim.report.ledger import cause_lines
from sim.report.names import Names

POLICIES = ("random", "bamboo", "history", "alternate")


def check_game(seed: int) -> int:
    """Every carried and computed number at every turn of a game; gives how many changed."""
    compiled = compiled_scenario("ukraine-2022")
    game = new_game(compiled, seed)
    game.play(make(POLICIES[seed % len(POLICIES)], game.rules))
    names: Names = table(game, "en").names
    seen = 0
    for turn in game.turns:
        for id in (*game.rules.variable, *game.rules.derived_of):
            block = names.find(id)
            assert block is not None
            attributed = attribute(game.rules, turn, id) if block.kind == "derived" else None
            for single in names.each(block):
                places = single.decimals + 1
                start, end, causes = cause_lines(names, single, turn, places, attributed=attributed)
                exact = sum(c.amount for c in causes)
                at = single.index or 0
                if block.kind == "variable":
                    row = game.rules.variable[id].row + at
                    assert exact == float(turn.after.state[row, 0] - turn.before.state[row, 0]), (id, turn.after.turn)
                shown = sum(float(c.amount_text.replace(",", "").replace(" %", "").replace("+", "")) for c in causes)
                scale = 100.0 if single.unit == "share" else 1.0
                assert shown == pytest.approx((end - start) * scale, abs=1e-6), (id, turn.after.turn)
                seen += bool(causes)
    return seen


def test_what_a_tooltip_shows_adds_up_in_a_whole_game() -> None:
    assert check_game(1) > 1000


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100))
def test_what_a_tooltip_shows_adds_up_in_a_hundred_games(seed: int) -> None:
    assert check_game(seed) > 100  # a game may end early
