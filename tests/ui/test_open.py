"""Takes the fixture's game, gives proof of what opens from its desk: ladder, codex, forecast; and of numbers that roll."""

from __future__ import annotations

from dataclasses import replace

import pygame

from sim.report.session import Settings
from sim.ui.screen import App

from .fixture import FakeSession, FakeShelf
from .test_play import SIZE, click, game, press, write


def test_a_crisis_opens_by_itself_and_takes_at_most_five_clicks() -> None:
    app, session = game()
    click(app, "end")
    click(app, "confirm.end")
    clicks = 0
    assert app.top.id == "report"
    click(app, "report.go")
    clicks += 1
    assert app.top.id == "crisis"
    click(app, "crisis.option.protest")
    clicks += 1
    assert ("option", "rig", "protest") in session.log
    assert app.top.id == "game"
    click(app, "end")
    clicks += 1
    if app.top.id == "confirm":
        click(app, "confirm.end")
        clicks += 1
    assert session.turn == 3
    assert clicks <= 5


def test_the_ladder_answers_by_keys_and_can_be_opened_again() -> None:
    app, session = game()
    press(app, "0")
    assert app.top.id == "crisis"
    press(app, "3")  # not legal: it says why and stays
    assert app.note_text
    assert app.top.id == "crisis"
    press(app, "1")
    assert ("option", "rig", "protest") in session.log
    assert app.top.id == "game"


def test_the_codex_is_searched_while_one_types() -> None:
    app, _ = game()
    press(app, "f9")
    assert app.top.id == "codex"
    assert app.top.focus == "codex.search"
    every = sum(w.id.startswith("entry.") for w in app.top.root.walk() if w.id.count(".") == 1)
    write(app, "zone 13")
    app.settle()
    assert [w.id for w in app.top.root.walk() if w.id.startswith("entry.") and w.id.count(".") == 1] == ["entry.0"]
    for _ in range(9):
        press(app, "backspace")
    app.settle()
    assert sum(w.id.startswith("entry.") for w in app.top.root.walk() if w.id.count(".") == 1) == every > 20
    write(app, "nowhere at all")
    app.settle()
    assert any("nowhere at all" in getattr(w, "text", "") for w in app.top.root.walk())
    press(app, "esc")
    assert app.top.id == "game"


def test_the_forecast_follows_the_focus_and_sharpens_by_itself() -> None:
    app, session = game()
    option = app.top.root.find("option.rig.protest")
    assert option is not None
    app.handle(pygame.event.Event(pygame.MOUSEMOTION, pos=option.rect.center, rel=(0, 0), buttons=(0, 0, 0)))
    app.draw()
    seen = set()
    for _ in range(120):
        app.tick(app.now + 16)
        seen.add(app.top.outlook().futures)  # type: ignore[attr-defined]
        app.draw()
    assert session.question == ("option", "rig", "protest")
    assert app.top.outlook().futures == 500  # type: ignore[attr-defined]
    assert len(seen) >= 3
    press(app, "f12")
    assert app.top.id == "outlook"
    for _ in range(60):
        app.tick(app.now + 16)
        app.draw()
    assert app.top.root.find("fan.climate.us") is not None
    assert app.top.root.find("voice.defence") is not None
    click(app, "rank.0")
    assert ("verb", "statement", "") in session.log


def test_numbers_roll_to_their_new_value_and_stand_still_without_motion() -> None:
    def richer(session: FakeSession) -> FakeSession:
        plain = session.desk()
        numbers = tuple(replace(n, value=n.value + 7, text=f"{n.value + 7:g}") for n in plain.numbers)
        session.desk = lambda: replace(plain, numbers=numbers)  # type: ignore[method-assign]
        return session

    session = FakeSession(turn=4)
    app = App(FakeShelf(), SIZE, session, Settings(motion=True))
    app.tick(0)
    app.draw()
    richer(session)
    app.changed()
    app.settle()
    assert app.tweens.running
    first = pygame.image.tobytes(app.draw(), "RGB")
    app.tick(app.now + 100)
    second = pygame.image.tobytes(app.draw(), "RGB")
    app.tick(app.now + 400)
    assert not app.tweens.running
    last = pygame.image.tobytes(app.draw(), "RGB")
    assert len({first, second, last}) == 3
    still = App(FakeShelf(), SIZE, richer(FakeSession(turn=4)), Settings(motion=False))
    still.tick(0)
    bar = SIZE[0] * 48 * 3
    assert last[:bar] == pygame.image.tobytes(still.draw(), "RGB")[:bar]


def test_the_menu_goes_on_with_the_newest_save() -> None:
    shelf = FakeShelf()
    app = App(shelf, SIZE)
    press(app, "enter")
    assert app.top.id == "game"
    assert shelf.started[0].turn == 5
    fresh = App(FakeShelf(saves=False), SIZE)
    fresh.settle()
    assert fresh.top.root.find("menu.continue") is None
    assert any(getattr(w, "text", "") == "Start here" for w in fresh.top.root.walk())


def test_the_guide_lays_the_desk_piece_by_piece_and_waits_for_what_it_asks() -> None:
    session = FakeSession(turn=1)
    session.scenario = "prologue"
    app = App(FakeShelf(), SIZE, session, Settings(motion=False))
    app.tick(0)

    def there(id: str) -> bool:
        return app.panels[0].root.find(id) is not None

    assert there("coach.next")
    assert not any(there(id) for id in ("cards", "paper", "topbar", "agenda", "end", "centre"))
    press(app, "1")  # nothing to answer yet
    press(app, "s")
    assert session.log == []
    press(app, "enter")
    assert there("cards")
    assert not there("paper")
    press(app, "enter")
    assert there("paper")
    assert not there("coach.next")
    press(app, "enter")
    assert session.turn == 1
    for paper in app.desk().papers:
        app.panels[0].answer(paper.id, paper.options[0].id)  # type: ignore[attr-defined]
    app.settle()
    assert there("topbar")
    assert not there("agenda")
    press(app, "enter")
    assert there("agenda")
    press(app, "s")
    assert there("forecast")
    press(app, "enter")
    assert there("end")
    assert not there("centre")
    press(app, "enter")
    assert session.turn == 2
    while app.top.id != "game":
        press(app, "enter" if app.top.id == "report" else "esc")
    assert there("centre")


def test_the_guide_can_be_skipped_and_comes_again() -> None:
    session = FakeSession(turn=1)
    session.scenario = "prologue"
    app = App(FakeShelf(), SIZE, session, Settings(motion=False))
    app.tick(0)
    click(app, "coach.skip")
    app.settle()
    assert all(app.top.root.find(id) is not None for id in ("cards", "paper", "topbar", "agenda", "end", "centre"))
    again = App(FakeShelf(), SIZE, session, Settings(motion=False))
    again.tick(0)
    assert again.top.root.find("coach.next") is not None


def test_turning_points_grow_on_the_last_sheet_while_one_watches() -> None:
    session = FakeSession(turn=12)
    session.over = True
    app = App(FakeShelf(), SIZE, session, Settings(motion=False))
    app.tick(0)
    press(app, "enter")
    assert app.top.id == "final"
    assert app.top.root.find("turning.0") is None
    for _ in range(60):
        app.tick(app.now + 16)
        app.draw()
    assert not app.thinking
    assert app.top.root.find("turning.1") is not None
    assert app.top.root.find("estimate.0") is not None
    click(app, "final.export")
    assert "report.html" in app.note_text


def test_a_first_game_may_be_played_in_a_steady_world() -> None:
    shelf = FakeShelf(saves=False)
    app = App(shelf, SIZE)
    app.settle()
    click(app, "menu.level.steady")
    assert shelf.settings().level == "steady"
    click(app, "scenario.fake")
    press(app, "esc")
    assert shelf.started[0].level == "steady"
    assert any(
        "Steady world" in getattr(w, "text", "")
        for w in app.top.root.walk()
        if w.id == "" and "Seed" in getattr(w, "text", "")
    )


def test_the_player_foretells_by_keys_and_takes_it_back() -> None:
    app, session = game(turn=8)
    press(app, "f12")
    while app.panels[0].think():
        app.settle()
    app.settle()
    while not app.top.focus.startswith("foretell."):
        press(app, "tab")
    number = app.top.focus.removeprefix("foretell.")
    press(app, "space")
    app.settle()
    assert app.top.id == "foretell"
    press(app, "3")
    app.settle()
    assert session.stated == {number: 0.25}
    assert app.top.id == "outlook"
    assert any("You: 25 %" in getattr(w, "text", "") for w in app.top.root.walk())
    click(app, f"foretell.{number}")
    click(app, "foretell.25")
    assert session.stated == {}


def test_what_was_foretold_stands_in_the_final_report() -> None:
    app, session = game(turn=8)
    session.over = True
    app.changed()
    app.panels[0].end()  # type: ignore[attr-defined]
    app.settle()
    assert app.top.id == "final"
    assert app.top.root.find("foretold.1") is not None
