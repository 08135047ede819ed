"""Coverage: shares of worlds are what the worlds say, and the clause that is named is the one that kept the event out."""

from __future__ import annotations

import numpy as np
import pytest

from sim.base.errors import BambooError
from sim.play.many import play_worlds
from sim.policy import make
from sim.scenario import Compiled
from sim.workshop.coverage import LUCK, ROOM, Coverage, Reach, cover


@pytest.fixture(scope="module")
def found(gate: Compiled) -> Coverage:
    return cover(gate.rules, ["history", "nothing"], 600, seed=3)


def reach(found: Coverage, id: str) -> Reach:
    return next(e for e in found.events if e.event == id)


def test_shares_are_those_of_the_worlds(gate: Compiled, found: Coverage) -> None:
    happened = np.concatenate(
        [
            w.fired[2] > 0
            for w in play_worlds(gate.rules, np.arange(300, dtype=np.uint64), 3, make("history", gate.rules))
        ]
    )
    assert reach(found, "rare").shares[0] == pytest.approx(happened.mean())
    assert found.worlds == (300, 300)


def test_the_clause_that_fails_is_named_and_the_one_that_holds_is_not(found: Coverage) -> None:
    late = reach(found, "late")
    assert late.share == 0
    assert [(b.text, b.failed, b.alone) for b in late.blocked] == [("climate.us > 8", 1.0, 1.0)]


def test_luck_is_named_where_only_the_draw_failed(found: Coverage) -> None:
    rare = reach(found, "rare")
    assert 0 < rare.share < 0.3
    assert [b.text for b in rare.blocked] == [LUCK]


def test_a_chain_names_its_cause(found: Coverage) -> None:
    assert reach(found, "answer").shares == (1.0, 0.0)
    assert reach(found, "other").share == 0
    assert reach(found, "other").blocked[0].text == "after first.no_, 2 quarters later"


def test_a_card_that_others_crowd_out_says_so(found: Coverage) -> None:
    assert [b.text for b in reach(found, "low").blocked] == [ROOM]


def test_an_event_of_a_group_counts_once(found: Coverage) -> None:
    assert reach(found, "each").share == 1
    assert [b.text for b in reach(found, "each").blocked] == ["climate.self > 2"]


def test_never_lists_what_no_world_saw(found: Coverage) -> None:
    assert {e.event for e in found.never} == {"late", "other", "low"}


def test_processes_change_nothing(gate: Compiled) -> None:
    one = cover(gate.rules, ["random", "nothing"], 50, seed=5)
    assert cover(gate.rules, ["random", "nothing"], 50, seed=5, jobs=2) == one


def test_without_policies_those_that_can_play_do(gate: Compiled) -> None:
    assert cover(gate.rules, [], 4, seed=1).policies == ("history", "random", "nothing")


def test_no_world_is_refused(gate: Compiled) -> None:
    with pytest.raises(BambooError, match="0 worlds"):
        cover(gate.rules, [], 0, seed=1)
