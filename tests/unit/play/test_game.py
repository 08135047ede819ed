"""Takes games of the harbour; checks orders, refusals, undo and the end."""

from __future__ import annotations

import numpy as np
import pytest

from sim.base.errors import BambooError
from sim.engine import digests
from sim.engine.orders import FORBIDDEN, ILLEGAL, NOT_OPEN, OVER, TOO_DEAR, UNKNOWN
from sim.play.game import NEEDED, Game, Plan, to_orders, to_pairs
from sim.policy import make

VISIT, CONTRACT, DRILL, BASE = range(4)
FLAG, BALLOT = 0, 1


def test_an_order_is_taken_and_taken_off_again(new_game) -> None:
    game = new_game()
    assert game.order(VISIT, 1) == 0
    assert game.plan == Plan(((VISIT, 1),))
    assert game.spent == 2
    assert game.order(VISIT, 1) == 0
    assert game.plan == Plan()
    assert game.spent == 0


def test_the_engine_refuses_with_its_own_codes(new_game) -> None:
    game = new_game()
    assert game.order(BASE, 0) == FORBIDDEN
    assert game.order(99) == UNKNOWN
    assert game.order(VISIT, 7) == UNKNOWN
    assert game.order(VISIT, 0) == 0
    assert game.order(VISIT, 1) == TOO_DEAR
    assert game.answer(BALLOT, 0) == NOT_OPEN
    assert game.answer(FLAG, 2) == ILLEGAL
    assert game.answer(FLAG, 9) == UNKNOWN
    assert game.plan == Plan(((VISIT, 0),)), "what is refused leaves the plan as it was"


def test_offers_are_what_the_engine_then_does(new_game) -> None:
    game = new_game()
    game.order(CONTRACT, 0)
    game.order(CONTRACT, 1)
    offers = game.offers
    assert offers.action[CONTRACT] == (0, 0), "what is in hand can be taken off"
    for action, codes in enumerate(offers.action):
        for target, code in enumerate(codes):
            if (action, target) not in game.plan.orders:
                turn = _tried(new_game, (*game.plan.orders, (action, target)))
                assert int(turn.refused_action[-1, 0]) == code, (action, target)


def _tried(new_game, orders):
    game = new_game()
    return game.resolve(to_orders(game.rules, orders, ()))


def test_a_verb_that_shuts_another_is_judged_with_the_plan(new_game) -> None:
    game = new_game()
    assert game.order(DRILL) == 0
    assert game.offers.action[VISIT] == (ILLEGAL, ILLEGAL)
    assert game.order(VISIT, 0) == ILLEGAL


def test_taking_back_what_something_else_rests_on_is_refused(new_game, monkeypatch) -> None:
    game = new_game()
    game.order(VISIT, 0)
    monkeypatch.setattr("sim.play.game.refusals", lambda *_: [ILLEGAL])
    assert game.order(VISIT, 0) == NEEDED
    assert game.plan == Plan(((VISIT, 0),))


def test_undo_goes_back_step_by_step_until_the_quarter_ends(new_game) -> None:
    game = new_game()
    game.order(VISIT, 0)
    game.answer(FLAG, 1)
    game.answer(FLAG, 0)
    assert game.plan.answer(FLAG) == 0
    assert game.undo()
    assert game.plan.answer(FLAG) == 1
    assert game.undo()
    assert game.undo()
    assert game.plan == Plan()
    assert not game.undo()
    game.order(VISIT, 0)
    game.end_quarter()
    assert not game.can_undo
    assert not game.undo()


def test_undone_and_done_again_the_same_world_follows(new_game) -> None:
    straight, winding = new_game(), new_game()
    straight.order(CONTRACT, 1)
    winding.order(VISIT, 0)
    winding.undo()
    winding.answer(FLAG, 1)
    winding.answer(FLAG, 1)
    winding.order(CONTRACT, 1)
    for game in (straight, winding):
        game.end_quarter()
    assert digests(straight.worlds) == digests(winding.worlds)


def test_a_game_ends_with_its_term_and_takes_no_more(new_game) -> None:
    game = new_game()
    turns = 0
    while not game.over:
        game.end_quarter()
        turns += 1
    assert turns == game.rules.turns
    assert game.order(VISIT, 0) == OVER
    assert game.answer(FLAG, 0) == OVER
    assert game.open_cards == ()
    with pytest.raises(BambooError, match="over"):
        game.end_quarter()


def test_main_cards_come_first(new_game) -> None:
    game = new_game()
    kinds = [game.rules.events[game.rules.cards_axis[c][0]].main for c in game.open_cards]
    assert kinds == sorted(kinds, reverse=True)
    assert len(kinds) >= 1


def test_pairs_and_orders_are_inverse(new_game) -> None:
    game = new_game()
    orders = ((VISIT, 1), (DRILL, 0))
    answers = ((FLAG, 2), (BALLOT, 0))
    assert to_pairs(to_orders(game.rules, orders, answers)) == (orders, answers)


def test_a_policy_plays_one_world(new_game) -> None:
    game = new_game(played_by="random")
    game.play(make("random", game.rules), 2)
    assert len(game.turns) == 2
    game.play(make("random", game.rules))
    assert game.over


def test_seed_and_world_must_be_numbers_of_the_range(new_game) -> None:
    with pytest.raises(BambooError, match="seed"):
        new_game(seed=-1)
    with pytest.raises(BambooError, match="world"):
        new_game(world=2**64)


def test_parameters_of_its_own(new_game) -> None:
    plain, slow = new_game(), new_game(params=np.array([[0.0]]))
    for game in (plain, slow):
        game.end_quarter()
    assert isinstance(plain, Game)
    assert digests(plain.worlds) != digests(slow.worlds)
