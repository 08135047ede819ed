"""Takes the window, gives proof that every panel is reached by keys alone and by mouse alone, and that the keyboard is never lost."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from sim.app.shelf import DiskShelf, compiled_scenario, new_game, table
from sim.report.session import Settings
from sim.ui.picture import PANELS, VIEWS
from sim.ui.screen import App

from .fixture import FakeShelf
from .test_play import SIZE, click, game, press

# Panel -> what to press, and what to click, from the desk of a quarter.
KEYS = {
    "menu": ("esc",),
    "power": ("tab", "space"),
    "codex": ("f9",),
    "report": ("f10",),
    "crisis": ("0",),
    "outlook": ("f12",),
    "saves": ("f7",),
    "save": ("f6",),
    "settings": ("f8",),
    "keys": ("?",),
    "targets": ("c",),
    "confirm": ("enter",),
}
CLICKS = {
    "menu": ("top.menu",),
    "power": ("power.us",),
    "codex": ("top.codex",),
    "report": ("bulletin.report",),
    "crisis": ("paper.ladder",),
    "outlook": ("forecast.full",),
    "foretell": ("forecast.full", "foretell.climate.us"),
    "saves": ("top.menu", "menu.load"),
    "save": ("top.save",),
    "settings": ("top.settings",),
    "keys": ("top.help",),
    "model": ("top.menu", "menu.model"),
    "workshop": ("top.menu", "menu.workshop"),
    "targets": ("verb.call_envoy",),
    "confirm": ("end",),
}


@pytest.mark.parametrize("panel", KEYS)
def test_every_panel_is_reached_by_keys_and_left_with_escape(panel: str) -> None:
    app, _ = game(turn=4)
    for key in KEYS[panel]:
        if panel == "power" and key == "space":
            while not app.top.focus.startswith("power."):
                press(app, "tab")
        press(app, key)
    app.settle()
    assert app.top.id == panel
    press(app, "esc")
    app.settle()
    assert app.top.id == "game"


@pytest.mark.parametrize("panel", CLICKS)
def test_every_panel_is_reached_by_mouse(panel: str) -> None:
    app, _ = game(turn=4)
    app.tick(16)
    for id in CLICKS[panel]:
        click(app, id)
        while (
            panel == "foretell" and app.panels[0].think()
        ):  # there is something to foretell once the adviser has spoken
            app.settle()
    app.settle()
    assert app.top.id == panel


@pytest.mark.parametrize("panel", ["model", "workshop"])
def test_the_menu_leads_by_keys_to_what_only_it_opens(panel: str) -> None:
    app = App(FakeShelf(), SIZE)
    app.settle()
    while app.top.focus != f"menu.{panel}":
        press(app, "tab")
    press(app, "space")
    assert app.top.id == panel


def test_every_view_is_reached_both_ways() -> None:
    app, _ = game(turn=4)
    for view, key in (
        ("bulletin", "f2"),
        ("map", "m"),
        ("charts", "f3"),
        ("timeline", "f4"),
        ("ledger", "f5"),
        ("web", "f11"),
    ):
        press(app, key)
        assert app.top.view == view  # type: ignore[attr-defined]
    for view in VIEWS:
        click(app, f"view.{view}")
        assert app.top.view == view  # type: ignore[attr-defined]


def test_no_panel_that_pictures_know_is_missing_here() -> None:
    known = {*KEYS, *CLICKS, *VIEWS, "game", "final", "tooltip"}
    assert set(PANELS) <= known


def test_the_keyboard_is_never_lost() -> None:
    dice = random.Random(4)
    app, _ = game(turn=4)
    press(app, "tab")
    for _ in range(400):
        press(
            app,
            dice.choice(
                ("tab", "tab", "right", "down", "left", "up", "space", "f9", "esc", "f3", "f4", "c", "2", "f8", "f12")
            ),
        )
        app.tick(app.now + 40)
        app.settle()
        if app.top.id == "menu":
            press(app, "esc")
        if not app.by_mouse and app.top.focus:
            assert app.top.root.find(app.top.focus) is not None, (app.top.id, app.top.focus)
        before = app.top
        press(app, "tab")
        assert before is not app.top or app.tips.inside >= 0 or app.top.focus, app.top.id


def test_the_keyboard_stays_near_when_its_place_goes() -> None:
    app, session = game(turn=4)
    app.by_mouse = False
    app.top.focus = "option.rig.coastguard" if app.top.root.find("option.rig.coastguard") else "option.rig.protest"
    session._papers = lambda: ()  # type: ignore[method-assign]
    app.changed()
    app.settle()
    assert app.top.focus
    assert app.top.root.find(app.top.focus) is not None


def wander(app: App, turns: int, dice: random.Random) -> None:
    """Random legal keys until so many quarters are over; a game that has ended is begun again."""
    keys = [
        "tab",
        "space",
        "down",
        "up",
        "left",
        "right",
        "t",
        "u",
        "f2",
        "f3",
        "f4",
        "f5",
        "f9",
        "f10",
        "f11",
        "f12",
        "0",
        "esc",
        "pagedown",
    ]
    keys += list("123456789abcdefghijkmnopqrsvwxyz,./")
    played = 0
    while played < turns:
        for _ in range(dice.randrange(2, 9)):
            press(app, dice.choice(keys))
        app.tick(app.now + dice.randrange(900))
        app.draw()
        if app.session is None or app.top.id == "menu":
            app.resume()
        for _ in range(4):  # back to the desk
            if app.top.id != "game":
                press(app, "esc")
        before = app.desk().turn
        for _ in range(3):
            press(app, "enter")
        played += 1
        if app.desk().final is not None:
            fresh = new_game(compiled_scenario(app.desk().scenario), dice.randrange(10**6))
            app.start(table(fresh, dice.choice(("en", "vi"))))
            app.tick(app.now + 16)
        else:
            assert app.desk().turn >= before


@pytest.mark.parametrize(("scenario", "turns"), [("finland-1948", 24)])
def test_random_keys_through_real_quarters(
    scenario: str, turns: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real_wander(scenario, turns, tmp_path, monkeypatch)


@pytest.mark.slow
@pytest.mark.parametrize(("scenario", "turns"), [("ukraine-2022", 300)])
def test_random_keys_through_three_hundred_quarters(
    scenario: str, turns: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real_wander(scenario, turns, tmp_path, monkeypatch)


def real_wander(scenario: str, turns: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAMBOO_SAVES", str(tmp_path))
    monkeypatch.setenv("BAMBOO_SETTINGS", str(tmp_path / "settings.yaml"))
    app = App(DiskShelf(), SIZE, table(new_game(compiled_scenario(scenario), 5), "en"), Settings(motion=True))
    app.tick(0)
    wander(app, turns, random.Random(1))
