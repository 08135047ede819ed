"""Hot reload: a game goes on under edited rules; a number edited moves only what comes after, and a save remembers both rules."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim import engine
from sim.facts.ledger import Ledger
from sim.play import record
from sim.play.game import Game
from sim.play.reload import Reloaded, reload
from sim.policy import make
from sim.scenario import Compiled, compile_scenario

EMPTY = Ledger({}, {}, {})
FINLAND = Path(__file__).parents[3] / "scenarios" / "finland-1948" / "finland.yaml"
TEXT = FINLAND.read_text(encoding="utf-8")


def compiled(place: Path, *swaps: tuple[str, str], more: str = "") -> Compiled:
    text = TEXT + more
    for old, new in swaps:
        assert old in text
        text = text.replace(old, new)
    folder = place / "finland-1948"
    folder.mkdir(exist_ok=True)
    (folder / "finland.yaml").write_text(text, encoding="utf-8")
    return compile_scenario(folder, EMPTY)


@pytest.fixture
def game(tmp_path: Path) -> Game:
    """Four quarters of the record, and an envoy in hand."""
    made = compiled(tmp_path)
    game = Game(made.rules, made.words, made.texts, seed=3)
    game.play(make("history", made.rules), 4)
    assert game.order(0, 1) == 0
    return game


def edited(game: Game, place: Path, *swaps: tuple[str, str], more: str = "") -> Reloaded:
    return reload(game, compiled(place, *swaps, more=more))


def test_nothing_edited_changes_nothing(game: Game, tmp_path: Path) -> None:
    again = edited(game, tmp_path)
    assert again.kept
    assert engine.digests(again.game.worlds) == engine.digests(game.worlds)
    assert again.game.plan == game.plan
    assert again.game.end_quarter().after.state.tolist() == game.end_quarter().after.state.tolist()


def test_an_edited_number_moves_only_what_comes_after(game: Game, tmp_path: Path) -> None:
    again = edited(game, tmp_path, ("effects: {trust.target: 0.5, gesture", "effects: {trust.target: 2.5, gesture"))
    assert again.kept
    assert again.game.turn == game.turn == 5
    assert again.game.worlds.state.tolist() == game.worlds.state.tolist()
    was, now = game.end_quarter(), again.game.end_quarter()
    row = game.rules.variable["trust"].row + 1
    assert now.after.state[row, 0] == pytest.approx(was.after.state[row, 0] + 2.0 * 0.5 ** (1 / 6), abs=0.001)


def test_an_edited_text_is_read_at_once(game: Game, tmp_path: Path) -> None:
    again = edited(game, tmp_path, ("A strike at Kemi", "Lumbermen stop work"))
    assert again.game.words.say("en", "events", "strike", "title") == "Lumbermen stop work"


def test_what_is_new_is_laid_beside_what_was(game: Game, tmp_path: Path) -> None:
    more = "terms: {t: {title: {en: T, vi: T}, text: {en: T, vi: T}}}\n"
    first = ("variables:\n", "variables:\n  before: {title: {en: B, vi: B}, range: 0 to 9, start: 4, assumed: test}\n")
    event = (
        "events:\n",
        "events:\n  early: {kind: news, when: turn > 5, assumed: test, title: {en: E, vi: E}, effects: {before: 1}}\n",
    )
    again = edited(game, tmp_path, first, event, more=more)
    assert again.kept
    for name in ("trust", "calm", "attention", "room"):
        assert np.array_equal(
            engine.read(again.game.rules, again.game.worlds, name), engine.read(game.rules, game.worlds, name)
        )
    assert float(engine.read(again.game.rules, again.game.worlds, "before")[0]) == 4
    for old, new in zip(game.turns, again.game.turns, strict=True):
        assert sum(float(c.amount.sum()) for c in old.causes) == sum(float(c.amount.sum()) for c in new.causes)
        changed = new.after.state - new.before.state
        for cause in new.causes:
            if cause.store == "variable":
                changed[list(cause.rows)] -= cause.amount
        assert not changed.any(), "the ledger still sums"
    while not again.game.over:
        again.game.end_quarter()


def test_where_something_is_gone_the_decisions_are_played_again(game: Game, tmp_path: Path) -> None:
    again = edited(game, tmp_path, ("  timber_deal:", "  log_deal:"), ("[timber_deal west]", "[log_deal west]"))
    assert not again.kept
    assert again.lost == ("timber_deal west",)
    assert again.game.turn == game.turn
    fresh = Game(again.game.rules, again.game.words, again.game.texts, seed=3)
    fresh.play(make("history", fresh.rules), 2)
    assert again.game.turns[1].after.state.tolist() == fresh.turns[1].after.state.tolist()


def test_a_renamed_thing_that_needs_a_past_is_played_again(game: Game, tmp_path: Path) -> None:
    again = edited(game, tmp_path, ("lamp: calm < 42", "lamp: 'average(calm, 3 turns) < 42'"))
    assert not again.kept
    assert again.lost == ()
    assert again.game.worlds.state.tolist() == game.worlds.state.tolist()


def test_a_save_remembers_both_rules(game: Game, tmp_path: Path) -> None:
    again = edited(
        game, tmp_path, ("effects: {trust.target: 0.5, gesture", "effects: {trust.target: 2.5, gesture")
    ).game
    again.end_quarter()
    third = edited(again, tmp_path, ("formula: (60 - calm) * 0.1", "formula: (60 - calm) * 0.3")).game
    third.end_quarter()
    back = record.from_text(record.to_text(third), EMPTY)
    assert record.verify(back) == []
    assert engine.digests(back.game.worlds) == engine.digests(third.worlds)
    assert back.game.end_quarter().after.state.tolist() == third.end_quarter().after.state.tolist()
    assert len(back.game.earlier) == 2


def test_a_game_that_is_over_stays_over(tmp_path: Path) -> None:
    made = compiled(tmp_path)
    game = Game(made.rules, made.words, made.texts, seed=3)
    game.play(make("nothing", made.rules))
    again = edited(game, tmp_path, ("(60 - calm) * 0.1", "(60 - calm) * 0.2"))
    assert again.game.over
    assert again.game.worlds.turn == game.worlds.turn
