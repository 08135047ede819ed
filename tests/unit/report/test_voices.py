"""Takes a game with an adviser, gives proof of the four voices: one forecast, own weights, an honest record."""

from __future__ import annotations

import pytest

from sim.app import files
from sim.app.shelf import compiled_scenario, new_game, table
from sim.play import record
from sim.report.chronicle import Chronicle
from sim.report.table import Table
from sim.report.voices import track


@pytest.fixture(scope="module")
def played() -> Table:
    shown = table(new_game(compiled_scenario("ukraine-2022"), seed=7), "en")
    for _ in range(3):
        shown.end_quarter()
    return shown


def test_four_voices_read_one_forecast_with_weights_of_their_own(played: Table) -> None:
    paper = played.desk().papers[0]
    question = ("option", paper.id, paper.options[0].id)
    played.outlook(*question)
    while played.think():
        pass
    voices = played.outlook(*question).voices
    assert [v.id for v in voices] == ["foreign", "defence", "party", "trade"]
    assert len({tuple(v.weights) for v in voices}) == 4
    assert all(sum(w.weight for w in v.weights) == pytest.approx(1) for v in voices)
    ids = {"", *(o.id for o in paper.options)}
    assert all(v.prefers in ids for v in voices)
    for voice in voices:  # who would rather have the other answer says so
        assert ("would rather" in voice.text) <= (voice.prefers != paper.options[0].id)


def test_their_record_counts_what_came(played: Table) -> None:
    played.outlook("plan", "", "")
    while played.think():
        pass
    voice = played.outlook("plan", "", "").voices[0]
    assert voice.accuracy is not None
    assert 0.4 < voice.accuracy <= 1
    assert "of 18 so far" in voice.accuracy_text  # four ties, autonomy and the sea, over three quarters


def test_a_band_that_missed_counts_as_missed() -> None:
    game = new_game(compiled_scenario("finland-1948"), seed=7)
    shown = table(game, "en")
    shown.end_quarter()
    trust, calm = (float(x) for x in (game.view.read("trust.west")[0], game.view.read("calm")[0]))
    game.notebook.bands = {
        1: {"trust.west": (trust - 1, trust), "calm": (calm + 0.1, calm + 1), "gone": (0, 1)},
        2: {"calm": (0, 100)},  # not played yet
    }
    found = track(shown.names, Chronicle(game))
    assert (found.held, found.told) == ({"trust.west": 1, "calm": 0}, {"trust.west": 1, "calm": 1})


def test_a_save_keeps_their_record(played: Table) -> None:
    again = table(record.from_text(record.to_text(played.game), files.ledger()).game, "en")
    found = track(again.names, Chronicle(again.game))
    assert found == track(played.names, Chronicle(played.game))
    assert sum(found.told.values()) == 27  # nine numbers, three quarters


def test_a_ruleset_without_advisers_has_no_voices() -> None:
    shown = table(new_game(compiled_scenario("finland-1948"), seed=7), "vi")
    shown.outlook("plan", "", "")
    while shown.think():
        pass
    found = shown.outlook("plan", "", "")
    assert found.fans
    assert found.voices == ()
