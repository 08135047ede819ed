"""Takes a hovering mouse and a resting keyboard, gives the rules of tooltips: open, lock, nest, pop, cover nothing."""

from __future__ import annotations

from dataclasses import replace

import pygame
import pytest

from sim.report.session import Settings
from sim.ui.screen import App
from sim.ui.tips import MOST

from .fixture import FakeSession, FakeShelf
from .test_layout import SIZES
from .test_play import game, press


def hover(app: App, at: tuple[int, int], ms: int) -> None:
    app.handle(pygame.event.Event(pygame.MOUSEMOTION, pos=at, rel=(0, 0), buttons=(0, 0, 0)))
    for _ in range(ms // 50):
        app.tick(app.now + 50)


def centre(app: App, id: str) -> tuple[int, int]:
    widget = app.top.root.find(id)
    assert widget is not None
    return widget.rect.center


def test_a_tooltip_opens_after_a_rest_and_locks_after_the_delay() -> None:
    app, _ = game(turn=5)
    hover(app, centre(app, "number.autonomy"), 100)
    assert not app.tips.pile
    hover(app, centre(app, "number.autonomy"), 300)
    assert len(app.tips.pile) == 1
    assert not app.tips.pile[0].locked
    hover(app, (400, 300), 100)
    assert not app.tips.pile
    hover(app, centre(app, "number.autonomy"), 1200)
    assert app.tips.pile[0].locked


def test_a_locked_tooltip_may_be_entered_and_its_links_open_the_next() -> None:
    app, _ = game(turn=5)
    hover(app, centre(app, "power.china"), 1200)
    link = app.tips.links()[0]
    hover(app, link.rect.center, 1200)
    assert len(app.tips.pile) == 2
    assert "Exclusive economic zone" in {getattr(w, "text", "") for w in app.tips.pile[1].root.walk()}
    press(app, "esc")
    assert len(app.tips.pile) == 1
    hover(app, (640, 10), 600)
    assert not app.tips.pile


def test_the_keyboard_opens_locks_nests_and_pops_the_same() -> None:
    app, _ = game(turn=5)
    press(app, "tab")
    assert app.top.focus.startswith("number.")
    app.tick(app.now + 10)
    app.tick(app.now + 400)
    assert len(app.tips.pile) == 1
    press(app, "t")
    assert app.tips.pile[0].locked
    for depth in range(2, MOST + 3):
        press(app, "enter")
        assert len(app.tips.pile) == min(depth, MOST)
    for left in range(MOST - 1, -1, -1):
        press(app, "esc")
        assert len(app.tips.pile) == left
    app.tick(app.now + 5000)
    assert not app.tips.pile  # what Esc closed stays closed until something else is rested on
    assert app.top.id == "game"


def test_enter_goes_into_the_tooltip_that_a_rest_had_opened() -> None:
    app, _ = game(turn=5)
    press(app, "tab")
    press(app, "t")
    for _ in range(10):
        app.tick(app.now + 50)
    assert [bool(tip.focus) for tip in app.tips.pile] == [True, False]
    press(app, "enter")
    assert [bool(tip.focus) for tip in app.tips.pile] == [True, True]
    press(app, "tab")
    assert app.tips.pile[1].focus == app.tips.links(1)[1].id


def test_a_tooltip_without_links_stays_open_for_the_keyboard() -> None:
    app, session = game(turn=5)
    plain = replace(session.explain("term.eez"), opens=(), causes=())  # type: ignore[type-var]
    full = session.explain
    session.explain = lambda name: plain if name == "term.eez" else full(name)  # type: ignore[method-assign, assignment]
    press(app, "tab")
    press(app, "t")
    press(app, "enter")
    for _ in range(40):
        app.tick(app.now + 50)
    assert len(app.tips.pile) == 2
    press(app, "enter")
    assert (app.top.id, len(app.tips.pile)) == ("game", 2)
    press(app, "esc")
    assert len(app.tips.pile) == 1


@pytest.mark.parametrize("lang", ["en", "vi"])
@pytest.mark.parametrize("text_size", [100, 150])
@pytest.mark.parametrize("size", SIZES)
def test_no_tooltip_covers_its_source_or_leaves_the_window(size: tuple[int, int], text_size: int, lang: str) -> None:
    app = App(FakeShelf(), size, FakeSession(lang=lang), Settings(lang=lang, text_size=text_size, motion=False))
    app.tick(0)
    window = pygame.Rect((0, 0), size)
    for stop in app.top.stops():
        if not (stop.explain or stop.hint):
            continue
        app.by_mouse = False
        app.hands.focus_on(stop)
        app.tips.lock(stop, app.now)
        app.tips.enter(app.now)
        assert app.tips.pile, stop.id
        for tip in app.tips.pile:
            assert window.contains(tip.root.rect), stop.id
            assert not tip.root.rect.colliderect(tip.place), stop.id
            for widget in tip.root.walk():
                needs = widget.needs(app.look)
                assert needs[0] <= widget.rect.w, (stop.id, needs, widget.rect)
                assert needs[1] <= widget.rect.h, (stop.id, needs, widget.rect)
        app.draw()
        app.tips.clear()


def test_causes_in_a_tooltip_sum_to_the_change() -> None:
    app, session = game(turn=5)
    found = session.explain("climate.china")
    assert found is not None
    assert sum(c.amount for c in found.causes) == float(found.end_text) - float(found.start_text)
    hover(app, centre(app, "power.china"), 600)
    shown = {getattr(w, "text", "") for w in app.tips.pile[0].root.walk()}
    assert {f"{'▲' if c.good > 0 else '▼'} {c.amount_text}" for c in found.causes} <= shown
