"""Forecasts held against what came: who plays is never among those who go on, and known worlds are forecast as well as they can be."""

from __future__ import annotations

import numpy as np
import pytest

from sim.adviser import bots
from sim.adviser.check import Held, check, players
from sim.adviser.unscripted import unscripted
from sim.app.shelf import compiled_scenario
from sim.base.errors import BambooError
from sim.rulebook.rulebook import Rulebook


@pytest.fixture(scope="module")
def finland() -> Rulebook:
    return compiled_scenario("finland-1948").rules


def held(rules: Rulebook, games: int, **how: object) -> Held:
    *_, found = check(rules, games, **how)  # type: ignore[arg-type]
    assert isinstance(found, Held)
    return found


def test_any_number_of_processes_gives_the_same(finland: Rulebook) -> None:
    one, two = (held(finland, 12, futures=16, jobs=jobs) for jobs in (1, 2))
    assert one.player == two.player
    assert np.array_equal(one.low, two.low, equal_nan=True)
    assert np.array_equal(one.stated["ending"], two.stated["ending"], equal_nan=True)


def test_all_governments_share_the_games_out_and_none_foretells_itself(finland: Rulebook) -> None:
    found = held(finland, 10, futures=16)
    assert set(found.players) == set(players(finland))
    for name in found.players:
        assert name not in {bot.name for bot in bots.continuing(finland, without=name)}


def test_where_nothing_but_luck_is_unknown_the_bands_hold_what_they_say(
    finland: Rulebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All futures are played on as the games are: then four in five must lie in the 80 % band, and half in the 50 % one."""
    from sim import policy

    monkeypatch.setattr("sim.adviser.check.continuing", lambda rules, without: (policy.make("nothing", rules),))
    monkeypatch.setattr(bots, "HABIT", 0.0)
    found = held(finland, 300, played_by=["nothing"], futures=64)
    for level in (0.8, 0.5):
        share, error = found.coverage(level)
        wide = found.high > found.low
        assert wide.any()
        assert (np.abs(share - level) < np.maximum(4.0 * error, 0.04)).all()


def test_too_few_games_are_refused(finland: Rulebook) -> None:
    with pytest.raises(BambooError, match="too few"):
        held(finland, 1)


def test_a_foreseen_event_has_a_chance_instead_of_its_date() -> None:
    rules = compiled_scenario("ukraine-2022").rules
    known = unscripted(rules)
    surprises = [e.id for e in rules.events if e.foreseen is not None]
    assert "tariff_46" in surprises
    for before, after in zip(rules.events, known.events, strict=True):
        if before.foreseen is None:
            assert before == after
        else:
            assert before.on is not None
            assert after.on is None
            assert after.chance == before.foreseen
    assert known.cards_axis == rules.cards_axis
