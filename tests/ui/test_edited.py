"""The window takes over an edited scenario by itself, keeps the game, and shows where an error stands."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sim.app.shelf import DiskShelf, watched_table
from sim.ui.screen import App

FINLAND = Path(__file__).parents[2] / "scenarios" / "finland-1948"


def test_an_edit_is_in_the_window_within_a_second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAMBOO_SAVES", str(tmp_path / "saves"))
    monkeypatch.setenv("BAMBOO_SETTINGS", str(tmp_path / "settings.yaml"))
    shutil.copytree(FINLAND, tmp_path / "mine")
    file = tmp_path / "mine" / "finland.yaml"
    table = watched_table(str(file.parent), 7, "en")
    table.end_quarter()
    app = App(DiskShelf(), (1280, 720), table)
    app.tick(0)
    app.draw()
    file.write_text(file.read_text("utf-8").replace("A letter from Moscow", "A telegram from Moscow"), "utf-8")
    app.tick(600)
    assert app.desk().papers[0].title == "A telegram from Moscow"
    assert "goes on under its new rules" in app.note_text
    assert table.game.turn == 2
    file.write_text(file.read_text("utf-8").replace("calm: 4}}", "clam: 4}}"), "utf-8")
    app.tick(1300)
    app.draw()
    assert "the old rules stay" in app.note_text
    assert f"{file}:70:" in app.note_text
    assert app.note_text.endswith("= did you mean `calm`?")
    assert app.desk().papers[0].title == "A telegram from Moscow"
