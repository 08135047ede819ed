"""Takes the menu, gives proof of what it starts: a typed or drawn seed, the next scenario, no game that is over."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sim.ui.screen import App

from .cast import TURNS
from .fixture import FakeSession, FakeShelf
from .test_play import SIZE, click, press, write


def test_after_a_finished_game_the_menu_goes_on_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = FakeShelf(saves=False)
    app = App(shelf, SIZE, FakeSession(turn=TURNS))
    known = shelf.scenarios("en")
    longer = replace(known[0], id="longer", turns=40)
    monkeypatch.setattr(shelf, "scenarios", lambda lang: (known[0], replace(longer, id="toy", measured=0.0), longer))
    asked: list[str] = []
    monkeypatch.setattr(shelf, "new", lambda scenario, *rest: (asked.append(scenario), FakeSession())[1])
    app.to_menu()
    app.settle()
    assert app.look.words("resume") in {getattr(w, "text", "") for w in app.top.root.walk()}
    app.resume()
    press(app, "enter")
    press(app, "enter")
    app.to_menu()
    app.settle()
    shown = {getattr(w, "text", "") for w in app.top.root.walk()}
    assert {app.look.words("menu_look_back"), app.look.words("menu_next")} <= shown
    press(app, "enter")
    assert asked == ["longer"]


def test_the_menu_does_not_go_on_with_a_game_that_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = FakeShelf()
    ended = replace(shelf.saves("en")[0], over=True)
    monkeypatch.setattr(shelf, "saves", lambda lang: (ended, *FakeShelf().saves(lang)[1:]))
    app = App(shelf, SIZE)
    app.settle()
    assert app.top.root.find("menu.continue") is None
    press(app, "f7")
    app.settle()
    assert any(app.look.words("save_over") in getattr(w, "text", "") for w in app.top.root.walk())


def test_a_typed_seed_starts_that_game_and_is_shown_in_its_menu() -> None:
    shelf = FakeShelf(saves=False)
    app = App(shelf, SIZE)
    press(app, "tab")
    assert app.top.focus == "menu.seed"
    write(app, "4x2-9")
    press(app, "backspace")
    assert app.top.root.find("menu.seed").value == "42"  # type: ignore[union-attr]
    press(app, "enter")
    press(app, "enter")
    assert [s.seed for s in shelf.started] == [42]
    press(app, "esc")
    shown = {getattr(w, "text", "") for w in app.top.root.walk()}
    assert f"{app.look.words('seed_of', seed=42)} · {app.look.words('level_usual')}" in shown


def test_without_a_seed_one_is_drawn() -> None:
    shelf = FakeShelf()
    asked: list[int | None] = []
    new = shelf.new
    shelf.new = lambda scenario, seed, lang, steady: (asked.append(seed), new(scenario, seed, lang))[1]  # type: ignore[method-assign]
    app = App(shelf, SIZE)
    click(app, "menu.seed")
    write(app, "7")
    press(app, "backspace")
    click(app, "scenario.fake")
    assert asked == [None]
