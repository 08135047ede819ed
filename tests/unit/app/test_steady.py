"""Takes a steady world, gives proof that nothing comes by chance in it, and that a save remembers it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.app.shelf import DiskShelf
from sim.engine import digests


def test_two_steady_worlds_of_other_seeds_are_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAMBOO_SAVES", str(tmp_path))
    shelf = DiskShelf()
    one, other = (shelf.new("finland-1948", seed, "en", steady=True) for seed in (1, 2))
    open_ = shelf.new("finland-1948", 1, "en")
    for _ in range(4):
        one.end_quarter()
        other.end_quarter()
        open_.end_quarter()
    assert one.game.worlds.state.tolist() == other.game.worlds.state.tolist()
    assert digests(one.game.worlds).tolist() != digests(open_.game.worlds).tolist()
    again = shelf.load(one.save("steady"), "en")
    assert again.steady
    assert not open_.steady
