"""The writer's bench: problems as the checker has them, events with shares and cards; an editor is told the line."""

from __future__ import annotations

import stat
import time
from pathlib import Path

import pytest

from sim.app.writers_bench import bench, open_line

FINLAND = Path(__file__).parents[3] / "scenarios" / "finland-1948" / "finland.yaml"


def test_a_sound_scenario_shows_its_events() -> None:
    made = bench("finland-1948", "en")
    assert made.problems == ()
    treaty = next(e for e in made.events if e.id == "treaty")
    assert (treaty.title, treaty.share, treaty.by_turn[1]) == ("A letter from Moscow", 1.0, 1.0)
    assert treaty.options[0][0] == "Sign our own text"
    assert "USSR +2.5" in treaty.options[0][1]
    assert next(e for e in made.events if e.id == "strike").kept_out.startswith("its chance (")


def test_a_broken_one_shows_every_problem_with_its_line(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    file = folder / "f.yaml"
    file.write_text(FINLAND.read_text("utf-8").replace("trust.soviet: 2.5", "trsut.soviet: 2.5"), "utf-8")
    (problem,) = bench(str(folder), "vi").problems
    assert (problem.file, problem.line, problem.is_error) == (str(file), 70, True)
    assert problem.excerpt.startswith("effects: {trsut.soviet")
    assert problem.cure == "did you mean `trust.soviet`?"


def test_the_line_is_opened_in_the_editor_that_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = tmp_path / "told"
    editor = tmp_path / "code"
    editor.write_text(f'#!/bin/sh\necho "$@" > {told}\n', encoding="utf-8")
    editor.chmod(editor.stat().st_mode | stat.S_IEXEC)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    assert open_line(str(FINLAND), 9) == ""
    for _ in range(100):
        if told.exists() and told.read_text("utf-8"):
            break
        time.sleep(0.02)
    assert told.read_text("utf-8") == f"-g {FINLAND}:9\n"


def test_without_an_editor_the_place_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert open_line(str(FINLAND), 9) == f"{FINLAND}:9"
    assert open_line("/no/such/file", 3) == "/no/such/file:3"


def test_what_only_the_window_knows_is_a_problem_with_its_line(tmp_path: Path) -> None:
    text = FINLAND.read_text("utf-8").replace("group: talk, key: e", "group: talk, icon: dragonfly, key: e")
    text += "checks:\n  calm: {of: calm, by: mean, policy: gredy, at_least: 5}\n"
    (tmp_path / "s.yaml").write_text(text, "utf-8")
    found = [(p.text, p.is_error) for p in bench(str(tmp_path), "en").problems]
    assert found == [("there is no icon `dragonfly`", False), ("unknown policy `gredy`", True)]
