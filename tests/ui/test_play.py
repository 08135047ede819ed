"""Takes the fixture's game, gives proof that it can be played: by keys alone, by mouse alone, by random keys."""

from __future__ import annotations

import random
import threading
import time

import pygame
import pytest

from sim.base.errors import BambooError
from sim.report.session import Settings
from sim.ui.panels.agenda import RESERVED, hotkeys
from sim.ui.panels.centre import VIEW_KEYS
from sim.ui.panels.keys import KEYS
from sim.ui.screen import App
from sim.ui.work import Work, wait

from .cast import TURNS
from .fixture import FakeSession, FakeShelf

SIZE = (1280, 720)
NAMED = {"enter": pygame.K_RETURN, "esc": pygame.K_ESCAPE}


def code_of(key: str) -> int:
    """pygame's number of a key."""
    return NAMED.get(key) or (ord(key) if len(key) == 1 else int(getattr(pygame, f"K_{key.upper()}")))


def press(app: App, key: str, mod: int = 0) -> None:
    """One key, with the text that it would type."""
    app.handle(pygame.event.Event(pygame.KEYDOWN, key=code_of(key), mod=mod, unicode=key if len(key) == 1 else ""))
    app.tick(app.now + 16)


def write(app: App, text: str) -> None:
    for char in text:
        app.handle(pygame.event.Event(pygame.TEXTINPUT, text=char))


def click(app: App, id: str) -> None:
    """A click on a widget, scrolled into sight with the wheel if need be."""
    app.settle()
    widget = app.top.root.find(id)
    assert widget is not None, id
    for _ in range(60):
        if widget in app.top.root.path(widget.rect.center):
            break
        area = next(s for s in app.hands.scrolls() if any(w is widget for w in s.walk()))
        app.handle(pygame.event.Event(pygame.MOUSEMOTION, pos=area.rect.center, rel=(0, 0), buttons=(0, 0, 0)))
        app.handle(pygame.event.Event(pygame.MOUSEWHEEL, x=0, y=-1 if widget.rect.centery > area.rect.centery else 1))
        widget = app.top.root.find(id)
        assert widget is not None
    at = widget.rect.center
    app.handle(pygame.event.Event(pygame.MOUSEBUTTONDOWN, pos=at, button=1))
    app.handle(pygame.event.Event(pygame.MOUSEBUTTONUP, pos=at, button=1))
    app.tick(app.now + 16)


def game(turn: int = 1, **settings: object) -> tuple[App, FakeSession]:
    session = FakeSession(turn=turn)
    app = App(FakeShelf(), SIZE, session, Settings(motion=False, **settings))  # type: ignore[arg-type]
    app.tick(0)
    return app, session


def back_to_desk(app: App) -> None:
    """Put away what opens by itself when a quarter has ended: the report, and the ladder of a crisis."""
    while app.top.id in ("report", "crisis"):
        press(app, "enter")


def test_a_whole_game_by_keyboard_alone() -> None:
    shelf = FakeShelf(saves=False)
    app = App(shelf, SIZE)
    press(app, "enter")
    session = shelf.started[0]
    for turn in range(1, TURNS + 1):
        assert session.turn == turn
        assert turn == 1 or app.top.id == "report"
        back_to_desk(app)
        for _ in app.desk().papers:
            press(app, "1")
            press(app, ".")
        press(app, "c")
        press(app, "1")
        assert ("verb", "call_envoy", "us") in session.log
        press(app, "u")
        assert ("verb", "call_envoy", "us") not in session.log
        press(app, "s")
        assert ("verb", "statement", "") in session.log
        press(app, "enter")
    assert app.top.id == "final"
    assert session.over


def test_a_whole_game_by_mouse_alone() -> None:
    shelf = FakeShelf(saves=False)
    app = App(shelf, SIZE)
    click(app, "scenario.fake")
    session = shelf.started[0]
    for turn in range(1, TURNS + 1):
        assert session.turn == turn
        if app.top.id == "report":
            click(app, "report.go")
        if app.top.id == "crisis":
            click(app, "crisis.back")
        for number, paper in enumerate(app.desk().papers):
            click(app, f"paper.{paper.id}")
            assert app.top.paper == number  # type: ignore[attr-defined]
            click(app, f"option.{paper.id}.{paper.options[-1].id}")
        click(app, "verb.host_visit")
        click(app, "target.russia")
        assert ("verb", "host_visit", "russia") in session.log
        click(app, "undo")
        click(app, "view.ledger" if turn > 1 else "view.charts")
        click(app, "end")
    assert app.top.id == "final"
    click(app, "final.menu")
    assert app.top.id == "menu"


@pytest.mark.parametrize(("seed", "size", "text_size"), [(1, SIZE, 100), (2, (1024, 640), 150)])
def test_three_hundred_random_keys_do_no_harm(seed: int, size: tuple[int, int], text_size: int) -> None:
    dice = random.Random(seed)
    shelf = FakeShelf(Settings(motion=True, text_size=text_size))
    app = App(shelf, size, FakeSession(turn=3))
    keys = [
        "enter",
        "esc",
        "tab",
        "tab",
        "space",
        "down",
        "up",
        "left",
        "right",
        "f2",
        "f3",
        "f4",
        "f5",
        "f6",
        "f7",
        "f8",
        "pagedown",
    ]
    keys += list("123456789abcdefghijklmnopqrstuvwxyz,./?")
    for _ in range(300):
        key = dice.choice(keys)
        mod = pygame.KMOD_SHIFT if dice.random() < 0.1 else 0
        app.handle(pygame.event.Event(pygame.KEYDOWN, key=code_of(key), mod=mod, unicode=key if len(key) == 1 else ""))
        if len(key) == 1:
            app.handle(pygame.event.Event(pygame.TEXTINPUT, text=key))
        if dice.random() < 0.2:
            at = (dice.randrange(size[0]), dice.randrange(size[1]))
            app.handle(pygame.event.Event(pygame.MOUSEMOTION, pos=at, rel=(0, 0), buttons=(0, 0, 0)))
            app.handle(pygame.event.Event(pygame.MOUSEBUTTONDOWN, pos=at, button=1))
            app.handle(pygame.event.Event(pygame.MOUSEBUTTONUP, pos=at, button=1))
        app.tick(app.now + dice.randrange(900))
        app.draw()
        if not app.running:
            app.running = True
    assert app.panels


def test_a_refusal_becomes_a_note_and_never_a_traceback() -> None:
    app, session = game()
    for key in ("h", "1", "v"):  # two visits of two points each, three points of attention
        press(app, key)
    assert "attention" in app.note_text
    press(app, "3")
    assert app.note_text == "The file is not ready before 2023."
    assert not any(paper == "rig" for _, paper, _ in session.log)

    def broken() -> str:
        raise BambooError("the disk is full", "saves", "make room")

    session.end_quarter = broken  # type: ignore[method-assign]
    press(app, "enter")
    press(app, "enter")
    assert "the disk is full" in app.note_text
    app.tick(app.now + 60_000)
    assert app.note_text == ""


def test_saving_asks_for_a_name_and_says_where_it_went() -> None:
    app, session = game()
    press(app, "f6")
    assert app.top.id == "save"
    for _ in range(60):
        press(app, "backspace")
    write(app, "Thế trận một")
    press(app, "enter")
    assert session.saved == ["Thế trận một"]
    assert app.top.id == "game"
    assert "Thế trận một" in app.note_text


def test_a_save_that_cannot_be_opened_says_why_and_is_refused() -> None:
    app, _ = game()
    press(app, "f7")
    bad = app.top.root.find("save.6")
    assert bad is not None
    assert not bad.enabled
    assert "turn 4" in bad.hint
    click(app, "save.6")
    assert app.top.id == "saves"
    click(app, "save.2")
    assert app.top.id == "game"
    assert app.desk().turn == 5


def test_language_and_every_setting_change_at_once() -> None:
    app, session = game()
    press(app, "l")
    assert session.lang == "vi"
    assert app.desk().date.startswith("Quý")
    assert app.shelf.settings().lang == "vi"
    press(app, "f8")
    for id in ("set.text_size.150", "set.palette.paper", "set.motion.True", "set.tooltip_delay.1500", "set.lang.en"):
        click(app, id)
    assert app.shelf.settings() == Settings("en", 150, True, 1500, "paper", reports=True)
    assert app.look.palette.name == "paper"


def test_waiting_with_open_papers_is_asked_about_once() -> None:
    app, session = game()
    press(app, "enter")
    assert app.top.id == "confirm"
    press(app, "esc")
    assert (app.top.id, session.turn) == ("game", 1)
    press(app, "enter")
    press(app, "enter")
    assert session.turn == 2


def test_focus_on_an_option_shows_its_likely_effect() -> None:
    app, _ = game()
    option = app.top.root.find("option.rig.protest")
    assert option is not None
    app.handle(pygame.event.Event(pygame.MOUSEMOTION, pos=option.rect.center, rel=(0, 0), buttons=(0, 0, 0)))
    assert "rig" in app.top.forecast().title  # type: ignore[attr-defined]
    app.handle(pygame.event.Event(pygame.MOUSEMOTION, pos=(2, 2), rel=(0, 0), buttons=(0, 0, 0)))
    assert app.top.forecast().title == "Everything in hand"  # type: ignore[attr-defined]


def test_every_verb_has_a_key_of_its_own() -> None:
    verbs = FakeSession().desk().verbs
    keys = hotkeys(verbs)
    assert sorted(keys.values()) == sorted(v.id for v in verbs)
    assert not set(keys) & set(RESERVED)
    assert keys["h"] == "host_visit"


def test_resizing_keeps_the_game_and_fills_the_window() -> None:
    app, _ = game()
    press(app, "f4")
    app.handle(pygame.event.Event(pygame.VIDEORESIZE, w=1500, h=900, size=(1500, 900)))
    assert app.draw().get_size() == (1500, 900)
    assert app.top.view == "timeline"  # type: ignore[attr-defined]


def test_an_idle_window_asks_for_no_new_picture() -> None:
    app, _ = game()
    app.draw()
    for _ in range(200):
        app.tick(app.now + 50)
        app.draw()
        if not app.thinking:
            break
    assert not app.thinking  # the adviser comes to an end
    for _ in range(20):
        app.tick(app.now + 50)
        assert not app.redraw


def test_slow_work_leaves_the_window_alive_and_comes_back() -> None:
    app, session = game()
    app.background = True
    gate = threading.Event()
    quick = session.end_quarter

    def slow() -> str:
        gate.wait(5)
        return quick()

    session.end_quarter = slow  # type: ignore[method-assign]
    press(app, "enter")
    press(app, "enter")
    assert app.working
    press(app, "c")  # what is pressed meanwhile is not heard
    assert (app.draw().get_size(), app.top.id) == (SIZE, "game")
    gate.set()
    for _ in range(200):
        app.tick(app.now + 16)
        if not app.working:
            break
        time.sleep(0.005)
    assert (session.turn, app.desk().turn, session.log) == (2, 2, [])


def test_slow_work_that_fails_says_why() -> None:
    app, session = game()
    app.background = True

    def broken() -> str:
        raise BambooError("the disk is full")

    session.end_quarter = broken  # type: ignore[method-assign]
    press(app, "enter")
    press(app, "enter")
    for _ in range(200):
        app.tick(app.now + 16)
        if not app.working:
            break
        time.sleep(0.005)
    assert "the disk is full" in app.note_text
    assert app.desk().turn == 1


def test_f5_is_the_ledger_and_ctrl_r_reads_the_scenario_again() -> None:
    session = FakeSession(turn=3)
    app = App(FakeShelf(), SIZE, session)
    asked: list[str] = []
    app.reread = lambda: asked.append("again")  # type: ignore[method-assign]
    press(app, "f5")
    assert (app.panels[0].view, asked) == ("ledger", [])  # type: ignore[attr-defined]
    before = list(session.log)
    press(app, "r", pygame.KMOD_LCTRL)
    assert asked == ["again"]
    assert session.log == before  # a letter with Ctrl orders nothing


def test_the_sheet_of_keys_names_every_key_of_the_views_once() -> None:
    caps = [cap for line, _ in KEYS for cap in line.replace("Ctrl ", "Ctrl+").split()]
    assert len(caps) - caps.count("-") == len({*caps} - {"-"})
    assert set(VIEW_KEYS.values()) <= set(caps)
    assert "Ctrl+R" in caps


def test_what_is_being_done_when_the_window_closes_is_done() -> None:
    done: list[int] = []

    def act() -> None:
        time.sleep(0.2)
        done.append(1)

    Work(act, lambda: None, 0)
    wait(10)
    assert done == [1]
