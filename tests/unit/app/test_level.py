"""Takes games at the levels of difficulty, gives proof that a level changes what is seen and left to chance, and nothing else."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from sim import engine
from sim.app import files
from sim.app.shelf import DiskShelf, compiled_scenario, new_game, table
from sim.engine import digests
from sim.play import record
from sim.play.game import Game
from sim.play.level import LEVELS
from sim.policy import make


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DiskShelf:
    monkeypatch.setenv("BAMBOO_SAVES", str(tmp_path))
    return DiskShelf()


def at(level: str, seed: int = 7) -> Game:
    return new_game(compiled_scenario("ukraine-2022"), seed, level_id=level)


def test_two_steady_worlds_of_other_seeds_are_one(shelf: DiskShelf) -> None:
    one, other = (shelf.new("finland-1948", seed, "en", level="steady") for seed in (1, 2))
    open_ = shelf.new("finland-1948", 1, "en")
    for _ in range(4):
        one.end_quarter()
        other.end_quarter()
        open_.end_quarter()
    assert one.game.worlds.state.tolist() == other.game.worlds.state.tolist()
    assert digests(one.game.worlds).tolist() != digests(open_.game.worlds).tolist()
    again = shelf.load(one.save("steady"), "en")
    assert again.level == "steady"
    assert open_.level == "usual"


@pytest.mark.parametrize("level", [one.id for one in LEVELS])
def test_a_save_keeps_the_level_and_its_estimates(level: str, shelf: DiskShelf) -> None:
    game = at(level)
    game.play(make("history", game.rules), 3)
    again = record.load(record.write(game, files.saves() / "level.json"), files.ledger())
    assert record.verify(again) == []
    assert table(again.game, "en").level == level
    assert np.array_equal(again.game.view.read("suspicion"), game.view.read("suspicion"))


def test_a_save_from_before_the_levels_opens_as_it_was() -> None:
    game = at("usual")
    game.end_quarter()
    content = json.loads(record.to_text(game))
    del content["checksum"], content["sight"]
    content["checksum"] = sha256(json.dumps(content, ensure_ascii=False, indent=1).encode()).hexdigest()
    old = record.from_text(json.dumps(content, ensure_ascii=False, indent=1), files.ledger())
    assert (old.game.sight, record.verify(old)) == (1.0, [])
    assert np.array_equal(old.game.view.read("suspicion"), game.view.read("suspicion"))


def test_estimates_err_by_the_level_and_are_drawn_once() -> None:
    off = {}
    for level in ("clear", "usual", "fog"):
        game = at(level)
        game.play(make("nothing", game.rules), 5)
        seen, true = game.view.read("russia_on_china"), engine.read(game.rules, game.worlds, "russia_on_china")
        again = engine.view(game.rules, game.worlds, game.seed, game.sight)
        assert np.array_equal(seen, again.read("russia_on_china"))
        off[level] = float((seen - true)[0])
        assert 0 < abs(off[level]) <= game.rules.variable["russia_on_china"].sight * game.sight
        assert 0 < seen[0] < 1  # not cut at a bound, so that the draws can be compared
    assert off["usual"] == pytest.approx(2 * off["clear"])
    assert off["fog"] == pytest.approx(2 * off["usual"])


def test_nobody_cheats() -> None:
    """With the same decisions, the powers and the world do the same on every level that has chance."""
    played = []
    for level in ("clear", "usual", "fog"):
        game = at(level)
        game.play(make("history", game.rules), 8)
        played.append(
            [(digests(turn.after).tolist(), turn.moved.tolist(), turn.happened.tolist()) for turn in game.turns]
        )
    assert played[0] == played[1] == played[2]


def fogged(seed: int) -> Game:
    game = at("fog", seed)
    game.play(make("lean-us", game.rules), 7)
    return game


def on_the_ladder(game: Game) -> bool:
    return not game.over and table(game, "en").desk().crisis is not None


def test_nothing_on_the_desk_tells_what_lies_behind_an_estimate() -> None:
    """Two truths that look alike give one desk: moods, chances, risks, the ladder, the pages and what numbers open to."""
    game = next(game for game in map(fogged, range(30)) if on_the_ladder(game))
    told = []
    for shift in (0.0, 0.3):
        state = game.worlds.state.copy()
        for v in game.rules.variables:
            if v.sight:
                state[v.row : v.row + v.size] = np.clip(state[v.row : v.row + v.size] + shift, v.low, v.high)
        seen = game.view
        game._worlds = replace(game.worlds, state=state)
        game._view = seen  # the same estimates of another truth
        shown = table(game, "en")
        names = [m.name for id in game.rules.dim for m in shown.names.each(shown.names.find(id))]  # type: ignore[arg-type]
        desk = shown.desk()
        told.append(
            (
                desk.powers,
                desk.papers,
                desk.crisis,
                desk.forecast,
                desk.lamps,
                [shown.explain(name) for name in names],
                [shown.page(p.id) for p in desk.powers],
                [shown.preview("option", p.id, o.id) for p in desk.papers for o in p.options],
                [shown.preview("verb", v.id, t.id) for v in desk.verbs for t in v.targets],
            )
        )
    assert game.turns[-1].after.state.tolist() != game.worlds.state.tolist()
    assert told[0] == told[1]
    assert any(power.mood for power in told[0][0])
