"""Takes real games on disk, gives proof that nothing is lost and no dice move: undo, reload, kill -9 at any moment."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.app.shelf import DiskShelf, compiled_scenario, new_game, table
from sim.engine import digests
from sim.report.table import Table

ROOT = Path(__file__).parents[2]
PLAYER = """
import sys
from sim.app.shelf import compiled_scenario, new_game, table
from sim.policy import make
game = new_game(compiled_scenario("finland-1948"), 5)
played = table(game, "en")
while True:
    while not game.over:
        for paper in played.desk().papers:
            played.answer(paper.id, paper.options[0].id)
        played.end_quarter()
        print(game.turn, flush=True)
    game = new_game(compiled_scenario("finland-1948"), 5)
    played = table(game, "en")
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BAMBOO_SAVES", str(tmp_path / "saves"))
    monkeypatch.setenv("BAMBOO_SETTINGS", str(tmp_path / "settings.yaml"))
    return tmp_path / "saves"


def decide(played: Table, dice: random.Random) -> None:
    """Answer every paper and order something, by chance."""
    for paper in played.desk().papers:
        options = [o for o in paper.options if o.legal]
        if options:
            played.answer(paper.id, dice.choice(options).id)
    verbs = [(v.id, t.id) for v in played.desk().verbs for t in v.targets if t.legal]
    if verbs:
        played.order(*dice.choice(verbs))


def dither(played: Table, dice: random.Random) -> None:
    """Do and undo, any number of steps, and look at everything; the plan is empty again at the end."""
    for _ in range(3):
        decide(played, dice)
        for paper in played.desk().papers:
            played.preview("option", paper.id, paper.options[0].id)
            played.outlook("option", paper.id, paper.options[0].id)
        played.think()
        while played.desk().can_undo:
            assert played.undo() == ""
    assert not played.game.plan.orders
    assert not played.game.plan.answers


def test_undo_and_reload_never_move_the_dice() -> None:
    straight = table(new_game(compiled_scenario("ukraine-2022"), 11), "en")
    crooked = table(new_game(compiled_scenario("ukraine-2022"), 11), "en")
    shelf = DiskShelf()
    for turn in range(5):
        dither(crooked, random.Random(turn))
        decide(crooked, random.Random(100 + turn))
        if turn % 2:
            crooked = shelf.load(crooked.save(f"turn {turn}"), "en")
        decide(straight, random.Random(100 + turn))
        assert crooked.game.plan.orders == straight.game.plan.orders
        crooked.end_quarter()
        straight.end_quarter()
        assert digests(crooked.game.worlds).tolist() == digests(straight.game.worlds).tolist()


@pytest.mark.skipif(os.name != "posix", reason="needs kill -9")
def test_killed_at_any_moment_a_game_loses_at_most_the_quarter_in_hand(folder: Path) -> None:
    dice, shelf = random.Random(9), DiskShelf()
    for _ in range(4):
        with subprocess.Popen([sys.executable, "-c", PLAYER], cwd=ROOT, stdout=subprocess.PIPE, text=True) as player:
            assert player.stdout is not None
            told = [player.stdout.readline() for _ in range(dice.randrange(1, 6))]
            time.sleep(dice.random() * 0.05)
            player.send_signal(signal.SIGKILL)
            told += player.stdout.readlines()
            player.wait()
        last = int([line for line in told if line.endswith("\n")][-1])
        saves = shelf.saves("en")
        assert [s.error for s in saves if s.error] == []
        newest = shelf.load(saves[0].file, "en")
        rules = newest.game.rules
        assert newest.game.turn >= last or (
            newest.game.turn <= 2 and last > rules.turns
        )  # it may have begun the next game
        for file in folder.glob("*.json"):
            file.unlink()
