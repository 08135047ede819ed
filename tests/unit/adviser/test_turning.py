"""Takes finished games, gives proof of their turning points: the same luck, an honest difference, the game left alone."""

from __future__ import annotations

import pytest

from sim.adviser.counsel import Counsel
from sim.app.shelf import compiled_scenario, new_game, table
from sim.engine import digests
from sim.play.game import Game
from sim.policy import make


@pytest.fixture(scope="module")
def game() -> Game:
    made = new_game(compiled_scenario("finland-1948"), seed=3)
    while not made.over:
        for card in made.open_cards:
            made.answer(card, 1)  # refuse the treaty, which is bad for calm and trust
        made.end_quarter()
    return made


def done(counsel: Counsel) -> None:
    counsel.review()
    while counsel.work():
        pass


def test_a_bad_answer_is_told_as_bad_and_what_would_have_been_better(game: Game) -> None:
    counsel = Counsel(game)
    assert counsel.review().progress == 0
    done(counsel)
    review = counsel.review()
    assert review.progress == 1
    assert review.bot
    weights = [abs(flip.gain) for flip in review.flips]
    assert weights == sorted(weights, reverse=True)
    treaty = next(
        f for f in review.flips if f.card >= 0 and game.rules.events[game.rules.cards_axis[f.card][0]].id == "treaty"
    )
    assert treaty.chosen == 1
    assert treaty.instead != 1
    assert treaty.gain < -1
    assert len(treaty.by) == len(game.rules.screen.judgements or game.rules.outcomes)


def test_the_review_is_the_same_each_time_and_leaves_the_game_alone(game: Game) -> None:
    before = digests(game.worlds).tolist()
    one, other = Counsel(game), Counsel(game)
    done(one)
    done(other)
    assert one.review() == other.review()
    assert digests(game.worlds).tolist() == before


def test_a_decision_that_changes_nothing_weighs_nothing() -> None:
    game = new_game(compiled_scenario("ukraine-2022"), seed=7)
    game.play(make("nothing", game.rules), 16)
    counsel = Counsel(game)
    done(counsel)
    assert all(flip.order is None for flip in counsel.review().flips)  # nothing was ordered, so no order is turned


def test_in_words_and_estimates_beside_the_truth() -> None:
    game = new_game(compiled_scenario("ukraine-2022"), seed=7)
    game.play(make("bamboo", game.rules))
    for lang, word in (("en", "instead"), ("vi", "nếu")):
        shown = table(game, lang)
        shown.turnings()
        while shown.think():
            pass
        told = shown.turnings()
        assert told.progress == 1
        assert 3 <= len(told.lines) <= 8
        assert all(word in line.instead and line.by for line in told.lines)
        truth = shown.declassified()
        assert {e.name for e in truth} >= {f"suspicion.{p}" for p in ("us", "china", "russia", "eu")}
        assert any(e.seen_text != e.true_text for e in truth)
        assert all(len(e.seen) == len(e.true) == len(game.turns) for e in truth)
    assert table(new_game(compiled_scenario("ukraine-2022"), seed=7), "en").declassified() == ()
