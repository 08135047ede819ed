"""Takes saves of the harbour; checks that they come back bit for bit, or say clearly why not."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from sim.base.errors import BambooError
from sim.engine import digests
from sim.facts.ledger import Ledger
from sim.play import record
from sim.play.game import Game
from sim.policy import make
from sim.scenario import compile_scenario

HARBOUR = Path(__file__).parents[2] / "fixtures" / "harbour"


@pytest.fixture
def saved(new_game) -> str:
    game = new_game()
    game.play(make("random", game.rules), 3)
    game.order(1, 1)
    return record.to_text(game)


def test_a_save_continues_as_if_nothing_had_happened(new_game, empty_ledger) -> None:
    game = new_game()
    policy = make("random", game.rules)
    while not game.over:
        loaded = record.from_text(record.to_text(game), empty_ledger)
        assert record.verify(loaded) == []
        twin = loaded.game
        for g in (game, twin):
            g.play(policy, 1)
        assert digests(game.worlds) == digests(twin.worlds)
        assert (game.worlds.open == twin.worlds.open).all()


def test_the_plan_in_hand_comes_back(saved, empty_ledger) -> None:
    game = record.from_text(saved, empty_ledger).game
    assert game.plan.orders == ((1, 1),)
    assert record.to_text(game) == saved


def test_parameters_and_luck_come_back(new_game, empty_ledger) -> None:
    game = new_game(params=np.array([[0.123456789012345]]), luck=False)
    game.end_quarter()
    loaded = record.from_text(record.to_text(game), empty_ledger)
    assert loaded.game.params[0, 0] == game.params[0, 0]
    assert loaded.game.luck is False
    assert loaded.differing == []


def test_it_can_be_read_by_others(saved) -> None:
    content = json.loads(saved)
    assert content["scenario"]["id"] == "harbour"
    assert content["seed"] == 3
    assert content["world"] == 5
    assert len(content["played"]) == 3
    assert set(content["numbers_now"]["tie"]) == {"north", "south"}
    assert content["in_hand"]["orders"] == [{"action": "contract", "target": "south"}]


def test_cut_at_any_byte_it_gives_a_clear_error(saved, tmp_path) -> None:
    data = saved.encode()
    file = tmp_path / "cut.json"
    cuts = [*range(0, len(data), 97), *range(len(data) - 40, len(data))]
    for cut in cuts:
        file.write_bytes(data[:cut])
        with pytest.raises(BambooError) as caught:
            record.check(record.read(file), str(file))
        assert str(file) in str(caught.value)
        assert "\n" in str(caught.value), "it names a way out"


def test_one_changed_byte_is_noticed(saved) -> None:
    data = bytearray(saved.encode())
    for at in range(0, len(data), 211):
        damaged = bytearray(data)
        damaged[at] ^= 1
        with pytest.raises(BambooError):
            record.check(damaged.decode("utf-8", errors="replace"))


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "null", "[" * 100_000, '{"format": 1, "checksum": "x"}', '{"a": NaN}']
)
def test_what_is_no_save_is_told_so(text, empty_ledger) -> None:
    with pytest.raises(BambooError):
        record.from_text(text, empty_ledger)


def _forged(saved: str, **changes: object) -> str:
    content = json.loads(saved)
    del content["checksum"]
    content |= changes
    return record._render({**content, "checksum": record._checksum(content)})


def test_a_forged_save_that_does_not_fit_its_rules_is_refused(saved, empty_ledger) -> None:
    for changes in (
        {"played": [{"turn": 1, "orders": [{"action": "dance", "target": ""}], "answers": [], "digest": ""}]},
        {"rules_zlib_base64": "AAAA"},
        {"parameters": {}},
        {"seed": "many"},
        {"played": 7},
    ):
        with pytest.raises(BambooError):
            record.from_text(_forged(saved, **changes), empty_ledger)


def test_a_later_format_says_so(saved, empty_ledger) -> None:
    with pytest.raises(BambooError, match="format 2"):
        record.from_text(_forged(saved, format=2), empty_ledger)


def test_a_changed_order_shows_in_the_digests(saved, empty_ledger) -> None:
    played = json.loads(saved)["played"]
    played[1]["digest"] = "0" * 16
    loaded = record.from_text(_forged(saved, played=played), empty_ledger)
    assert record.verify(loaded) == [2]


def test_it_opens_under_its_own_rules(saved, empty_ledger, harbour) -> None:
    loaded = record.from_text(saved, empty_ledger)
    assert loaded.game.rules.digest == harbour.rules.digest
    assert loaded.game.texts == {folder: dict(files) for folder, files in harbour.texts.items()}


def test_it_opens_when_the_facts_it_cites_are_gone(empty_ledger, tmp_path) -> None:
    text = (HARBOUR / "harbour.yaml").read_text(encoding="utf-8")
    cited = text.replace("    when: turn = 1\n", "    on: 2000-Q3\n    source: [F001]\n")
    assert cited != text
    folder = tmp_path / "harbour"
    folder.mkdir()
    (folder / "harbour.yaml").write_text(cited, encoding="utf-8")
    known = Ledger({"F001": record._vouched({"x": {"y": "F001"}}).facts["F001"]}, {}, {})
    compiled = compile_scenario(folder, known)
    game = Game(compiled.rules, compiled.words, compiled.texts, seed=1)
    game.end_quarter()
    loaded = record.from_text(record.to_text(game), empty_ledger)
    assert loaded.differing == []
    assert loaded.game.rules.digest == compiled.rules.digest


def test_writing_replaces_whole_files_and_leaves_nothing_behind(new_game, tmp_path) -> None:
    file = tmp_path / "saves" / "mine.json"
    game = new_game()
    record.write(game, file)
    first = file.read_text(encoding="utf-8")
    game.end_quarter()
    record.write(game, file)
    assert file.read_text(encoding="utf-8") != first
    assert [f.name for f in file.parent.iterdir()] == ["mine.json"]


def test_a_place_that_cannot_be_written_is_an_error_for_readers(new_game, tmp_path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    with pytest.raises(BambooError, match="cannot be saved"):
        record.write(new_game(), blocked / "save.json")
    with pytest.raises(BambooError, match="cannot be read"):
        record.read(tmp_path / "none.json")
