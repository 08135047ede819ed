"""Hot reload with real files: an edit is taken over within the game, an error leaves the old rules and shows its line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sim.app.shelf import watched_table
from sim.app.text import TextGame
from sim.report.table import Table

FINLAND = Path(__file__).parents[3] / "scenarios" / "finland-1948"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BAMBOO_SAVES", str(tmp_path / "saves"))
    shutil.copytree(FINLAND, tmp_path / "mine")
    return tmp_path / "mine" / "finland.yaml"


@pytest.fixture
def table(file: Path) -> Table:
    table = watched_table(str(file.parent), 7, "en")
    table.end_quarter()
    return table


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_without_an_edit_nothing_happens(table: Table) -> None:
    assert table.reread() is None


def test_an_edited_text_and_number_are_on_the_desk(table: Table, file: Path) -> None:
    edit(file, "A letter from Moscow", "A telegram from Moscow")
    edit(file, "healing: {title: {en: Time heals", "healing: {title: {en: Time heals slowly")
    told = table.reread()
    assert told is not None
    assert told.text == "The scenario was edited: the game goes on under its new rules."
    assert table.desk().papers[0].title == "A telegram from Moscow"
    assert table.game.turn == 2
    assert table.reread() is None
    assert table.end_quarter() == ""


def test_an_error_keeps_the_old_rules_and_shows_its_line_until_it_is_mended(table: Table, file: Path) -> None:
    before = table.game
    edit(file, "calm: 4}}", "clam: 4}}")
    told = table.reread()
    assert told is not None
    assert told.text == "The edited scenario has errors (1); the old rules stay."
    assert told.problems[0].startswith(f"{file}:70:")
    assert "did you mean `calm`?" in told.problems[0]
    assert table.game is before
    assert table.reread() is None, "it is told once"
    edit(file, "clam: 4}}", "calm: 4}}")
    assert table.reread() is None, "what is as it was needs no new rules"


def test_a_file_that_vanishes_for_a_moment_does_no_harm(table: Table, file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    file.unlink()
    told = table.reread()
    assert told is not None
    assert told.problems
    file.write_text(text, encoding="utf-8")
    table.reread()
    assert table.end_quarter() == ""


def test_an_edited_ruleset_is_noticed_too(tmp_path: Path, file: Path) -> None:
    child = tmp_path / "child"
    child.mkdir()
    (child / "c.yaml").write_text(
        "format: 1\nid: child\nversion: 1.0.0\ntitle: {en: C, vi: C}\nextends: mine\n", encoding="utf-8"
    )
    edit(file, "id: finland-1948", "id: mine")
    table = watched_table(str(child), 7, "en")
    edit(file, "A letter from Moscow", "A telegram from Moscow")
    assert table.reread() is not None


def test_the_text_game_tells_it_before_the_next_command(table: Table, file: Path) -> None:
    said: list[str] = []
    game = TextGame(table, said.append)
    edit(file, "A letter from Moscow", "A telegram from Moscow")
    game.obey("look")
    assert said[0].startswith("The scenario was edited")
    assert any("A telegram from Moscow" in line for line in said)
