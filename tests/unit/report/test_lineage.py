"""Takes games, gives proof that a number opens as a sum of what the past left in it, down to the act and its quarter."""

from __future__ import annotations

import pytest

from sim.app.shelf import compiled_scenario, new_game, table
from sim.play.game import Game
from sim.policy import make
from sim.report.ledger import memories
from sim.report.lineage import parts, remembered
from sim.report.names import Names
from sim.report.table import Table

TURNS = 7


@pytest.fixture(scope="module")
def game() -> Game:
    made = new_game(compiled_scenario("ukraine-2022"), seed=11)
    made.play(make("bamboo", made.rules), TURNS)
    return made


@pytest.fixture(scope="module")
def played(game: Game) -> Table:
    return table(game, "en")


def test_the_parts_of_every_number_with_a_memory_sum_to_its_value(game: Game, played: Table) -> None:
    names: Names = played.names
    seen = 0
    for variable in game.rules.variables:
        if not memories(game.rules, variable.id):
            continue
        block = names.find(variable.id)
        assert block is not None
        for single in names.each(block):
            value = float(game.worlds.state[variable.row + (single.index or 0), 0])
            assert sum(p.now for p in parts(game.rules, game, single)) == pytest.approx(value, abs=1e-4), single.name
            seen += 1
    assert seen > 30


def test_what_is_shown_adds_up_to_the_last_digit(game: Game, played: Table) -> None:
    for power in ("us", "china", "russia", "eu"):
        measure = played.names.find(f"climate.{power}")
        assert measure is not None
        lines = remembered(played.names, game, measure)
        shown = sum(round(100 * float(line.amount_text.replace("+", ""))) for line in lines)
        assert shown == round(
            100 * float(game.worlds.state[game.rules.variable["climate"].row + (measure.index or 0), 0])
        )


def test_an_old_act_is_named_with_its_quarter_and_has_faded(game: Game, played: Table) -> None:
    measure = played.names.find("climate.us")
    assert measure is not None
    vote = next(p for p in remembered(played.names, game, measure) if "Human Rights" in p.title)
    assert vote.date == "Q2 2022"
    assert vote.opens == "event.vote_hrc"
    assert -0.6 < vote.amount < 0
    assert vote.first_text.startswith("at first -0.")
    assert any(source.id.startswith("F0") for source in vote.sources)


def test_from_a_fading_memory_to_the_act_behind_it(played: Table) -> None:
    explained = played.explain("climate.us")
    assert explained is not None
    fading = next(c for c in explained.causes if c.title == "Memory fades")
    opened = played.explain(fading.act)
    assert opened is not None
    assert opened.name == "lineage.climate.us"
    acts = [c.act for c in opened.causes if c.act.startswith(("event.", "action."))]
    assert acts
    assert all(played.explain(act) is not None for act in acts)


def test_a_source_opens_and_a_dim_number_keeps_its_past_hidden(played: Table) -> None:
    fact = played.explain("source.F042")
    assert fact is not None
    assert "F042" in fact.about
    assert played.explain("source.F999x") is None
    assert played.explain("lineage.suspicion.us") is None
