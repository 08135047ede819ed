"""Explain: the tree of a condition says yes and no as the engine does, with the values of that turn."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.base.errors import BambooError
from sim.facts.ledger import Ledger
from sim.play.game import Game
from sim.policy import make
from sim.scenario import Compiled, compile_scenario
from sim.workshop.explain import explain

from .test_balance import SOUND


@pytest.fixture
def game(gate: Compiled) -> Game:
    game = Game(gate.rules, gate.words, gate.texts, seed=3)
    game.play(make("history", gate.rules))
    return game


def test_every_result_is_what_happened(game: Game) -> None:
    for turn in game.turns:
        for event in game.rules.events:
            for member, found in enumerate(explain(game.rules, turn, 3, event.id)):
                came = bool(turn.happened[event.first + member, 0])
                assert (found.result in ("it happens", "it stands open")) == came, (found, turn.after.turn)
                if not came and event.chance is None and not event.opens:
                    assert any(tree.held is False for tree in found.trees), found


def test_a_condition_shows_its_parts_and_values(game: Game) -> None:
    (found,) = explain(game.rules, game.turns[2], 3, "late")
    dates, when = found.trees
    assert (dates.text, dates.held) == ("from 2022-Q3 until 2022-Q4", True)
    assert [(b.text, b.held, b.values) for b in when.branches] == [
        ("calm > 4", True, (("calm", 5.0),)),
        ("climate.us > 8", False, (("climate.us", 3.0),)),
    ]


def test_a_draw_that_did_not_come_to_pass_is_neither_yes_nor_no(game: Game) -> None:
    (found,) = explain(game.rules, game.turns[5], 3, "rare")
    assert found.trees[-1].values == (("chance", 0.02),)


def test_options_and_verbs_are_explained_too(game: Game) -> None:
    (option,) = explain(game.rules, game.turns[0], 3, "first.no_")
    assert option.result == "it cannot be chosen"
    us, china = explain(game.rules, game.turns[0], 3, "visit")
    assert (us.result, china.result) == ("it is allowed", "it is refused")
    assert china.trees[0].branches[0].values == (("climate.target", 1.0),)


def test_an_ending_is_explained_as_the_engine_judges_it(tmp_path: Path, empty_ledger: Ledger) -> None:
    falling = SOUND.replace(
        "good: high, assumed: test}\nverb", "good: high, assumed: test, change: {rot: {formula: '-4'}}}\nverb"
    )
    (tmp_path / "s.yaml").write_text(falling, "utf-8")
    compiled = compile_scenario(tmp_path, empty_ledger)
    game = Game(compiled.rules, compiled.words, compiled.texts, seed=3)
    game.play(make("nothing", compiled.rules))
    results = []
    for turn in game.turns:
        (found,) = explain(game.rules, turn, 3, "unrest")
        assert (found.result == "the game ends") == (int(turn.after.ended[0]) == 0)
        results.append([tree.held for tree in found.trees])
    assert results[-1] == [True, True, True]
    assert [False, False, True] in results  # the lamp came first
    assert found.trees[1].text == "calm < 35"
    assert found.trees[2].text == "lamp: calm < 40"


def test_a_misspelt_name_has_a_cure(game: Game) -> None:
    with pytest.raises(BambooError) as caught:
        explain(game.rules, game.turns[0], 3, "lat")
    assert caught.value.cure == "did you mean `late`?"
    with pytest.raises(BambooError) as caught:
        explain(game.rules, game.turns[0], 3, "each.chian")
    assert caught.value.cure == "did you mean `each.china`?"
