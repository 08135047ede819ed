"""The adviser at the desk: it answers, sharpens, repeats itself to the bit, and leaves the game alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim import engine
from sim.adviser.counsel import Counsel
from sim.play.forecast import Forecast
from sim.play.game import Game, Plan
from sim.rulebook.reach import reads

NewGame = Callable[..., Game]


def finished(counsel: Counsel, plan: Plan) -> Forecast:
    counsel.ask([plan])
    while counsel.work():
        pass
    found = counsel.forecast(plan)
    assert found is not None
    return found


def equal(one: Forecast, other: Forecast) -> bool:
    return all(
        np.array_equal(getattr(one, name), getattr(other, name))
        for name in ("values", "happened", "lit", "ended", "judged", "now")
    )


def test_it_sharpens_and_ends(new_game: NewGame) -> None:
    counsel, plan = Counsel(new_game()), Plan()
    assert counsel.forecast(plan) is None
    counsel.ask([plan])
    seen = []
    while counsel.work():
        found = counsel.forecast(plan)
        if found is not None and found.futures not in seen:
            seen.append(found.futures)
            assert not found.finished or found.futures == 500
    assert seen[0] == 16
    assert seen == sorted(seen)
    assert seen[-1] == 500


def test_the_same_question_has_the_same_answer_whatever_was_asked_beside_it(new_game: NewGame) -> None:
    game = new_game()
    alone = finished(Counsel(game), Plan())
    order = next((a, 0) for a, codes in enumerate(game.offers.action) if codes and codes[0] == 0)
    beside = Counsel(game)
    beside.ask([Plan((order,)), Plan()])
    while beside.work():
        pass
    found = beside.forecast(Plan())
    assert found is not None
    assert equal(alone, found)


def test_the_game_is_not_changed(new_game: NewGame) -> None:
    game = new_game()
    before, plan = engine.digests(game.worlds), game.plan
    finished(Counsel(game), Plan())
    assert (engine.digests(game.worlds) == before).all()
    assert game.plan is plan
    with_advice = game.end_quarter().after
    assert (engine.digests(with_advice) == engine.digests(new_game().end_quarter().after)).all()


@given(st.integers(0, 2**62), st.floats(-1.0, 1.0), st.floats(0.0, 1.0))
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
def test_neither_the_dice_nor_what_is_hidden_matters(new_game: NewGame, seed: int, shift: float, memory: float) -> None:
    """Two games that look alike to Vietnam: other seed, other truth behind each estimate. The forecasts are equal to the bit."""
    game = new_game()
    for _ in range(3):
        game.end_quarter()
    look = game.view.worlds_seen.state.copy()
    other = new_game()
    other.turns.extend(game.turns)  # what was seen and decided before is known to both
    hidden = game.worlds.state.copy()
    rules, sighted = game.rules, [v for v in game.rules.variables if v.sight]
    assert sighted
    for v in sighted:
        rows = slice(v.row, v.row + v.size)
        hidden[rows] = np.clip(look[rows] + shift * v.sight, v.low, v.high)
    trail, tally = [t.copy() for t in game.worlds.trail], game.worlds.tally.copy()
    for tracker in rules.trackers:
        if reads(tracker.formula, rules.dim):
            for entry in trail:
                entry[tracker.row : tracker.row + tracker.size] += memory
    for kept in rules.tallies:
        if reads(kept.formula, rules.dim):
            tally[kept.row : kept.row + kept.size] += memory
    worlds = replace(game.worlds, state=hidden, trail=tuple(trail), tally=tally)
    for each, own in ((game, game.worlds), (other, worlds)):
        view = engine.View(rules, own, game.seed if each is game else seed)
        view._seen = view._true.at(look)
        each._worlds, each._view = own, view
    assert equal(finished(Counsel(game), Plan()), finished(Counsel(other), Plan()))


def test_a_new_quarter_asks_anew(new_game: NewGame) -> None:
    game = new_game()
    counsel = Counsel(game)
    finished(counsel, Plan())
    game.end_quarter()
    assert counsel.forecast(Plan()) is None
    assert finished(counsel, Plan()).turn == 2


def test_verbs_are_ranked_by_halving(new_game: NewGame) -> None:
    game = new_game()
    counsel = Counsel(game)
    counsel.rank(Plan())
    progress = []
    while counsel.work():
        found = counsel.steps(Plan())
        if found is not None and (not progress or found.progress != progress[-1]):
            progress.append(found.progress)
    found = counsel.steps(Plan())
    assert found is not None
    assert progress[-1] == 1.0
    offered = {(a, t) for a, codes in enumerate(game.offers.action) for t, code in enumerate(codes) if code == 0}
    assert {(s.action, s.target) for s in found.best} == offered
    last = [s.gain for s in found.best if s.futures == max(x.futures for x in found.best)]
    assert last == sorted(last, reverse=True)


def test_every_number_can_be_read_in_the_first_futures_that_the_forecast_counts(new_game: NewGame) -> None:
    game, plan = new_game(), Plan()
    counsel = Counsel(game)
    far, near = finished(counsel, plan), counsel.coming(plan)
    assert near is not None
    for at, name in enumerate(far.names):
        assert np.array_equal(
            np.ravel(engine.read(game.rules, near, name))[: near.count], far.values[0, at, : near.count]
        )
    assert counsel.coming(plan) is near
    game.end_quarter()
    assert counsel.coming(plan) is not near
