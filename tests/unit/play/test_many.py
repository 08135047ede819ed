"""Takes worlds of the harbour; checks that chunks and numbers of worlds change nothing."""

from __future__ import annotations

import numpy as np
import pytest

from sim.engine import default_params, digests
from sim.play.many import play_worlds
from sim.policy import make

POLICY = "alternate"


def _digests(harbour, ids, chunk, **options):
    policy = make(POLICY, harbour.rules)
    parts = play_worlds(harbour.rules, np.asarray(ids, dtype=np.uint64), 7, policy, chunk=chunk, **options)
    return np.concatenate([digests(worlds) for worlds in parts])


def test_chunks_change_nothing(harbour) -> None:
    whole = _digests(harbour, range(10), 10)
    assert (_digests(harbour, range(10), 3) == whole).all()
    assert (_digests(harbour, range(4), 2048) == whole[:4]).all()
    assert len(set(whole.tolist())) == 10, "worlds differ by their luck"


def test_one_world_alone_is_the_same_world_in_a_game(harbour, new_game) -> None:
    game = new_game(seed=7, world=6)
    game.play(make(POLICY, harbour.rules))
    assert digests(game.worlds)[0] == _digests(harbour, range(10), 4)[6]


def test_parameters_a_world_go_with_their_worlds(harbour) -> None:
    base = default_params(harbour.rules)
    spread = base * np.linspace(0.5, 1.5, 6)
    each = _digests(harbour, range(6), 4, params=spread)
    assert (each == _digests(harbour, range(6), 6, params=spread)).all()
    assert each[0] != _digests(harbour, range(6), 6, params=base)[0]


@pytest.mark.parametrize("luck", [True, False])
def test_finished_worlds_have_lived_their_term(harbour, luck) -> None:
    policy = make("nothing", harbour.rules)
    (worlds,) = play_worlds(harbour.rules, np.arange(3, dtype=np.uint64), 1, policy, luck=luck)
    assert worlds.turn == harbour.rules.turns
