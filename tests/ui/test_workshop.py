"""The workshop: a broken scenario shows its problems, each opens its line; a sound one its events and their cards."""

from __future__ import annotations

import pygame
import pytest

from sim.ui.panels.workshop import Arrows, WorkshopPanel
from sim.ui.screen import App
from sim.ui.widgets import Widget

from .fixture import FakeShelf


@pytest.fixture
def app() -> App:
    return App(FakeShelf(), (1280, 720))


def texts(widget: Widget) -> list[str]:
    own = [" ".join(getattr(widget, "lines", ()))] if hasattr(widget, "lines") else []
    return own + [text for child in widget.children for text in texts(child)]


def opened(app: App) -> WorkshopPanel:
    app.handle(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_w, unicode="w", mod=0))
    panel = app.top
    assert isinstance(panel, WorkshopPanel)
    return panel


def press(app: App, id: str) -> None:
    app.draw()
    widget = app.top.root.find(id)
    assert widget is not None
    assert widget.on_activate is not None
    widget.on_activate()
    app.draw()


def test_a_broken_scenario_shows_its_problems_and_opens_the_line(app: App) -> None:
    panel = opened(app)
    press(app, "workshop.broken")
    shown = texts(panel.root)
    assert any("events.yaml:9:11" in line and "relaton.china" in line for line in shown)
    press(app, "workshop.problem0")
    assert app.note_text == "/broken/events.yaml:9"


def test_a_sound_one_shows_its_events_and_a_card_as_players_read_it(app: App) -> None:
    panel = opened(app)
    press(app, "workshop.fake")
    assert "60%" in texts(panel.root)
    press(app, "workshop.event.letter")
    shown = texts(panel.root)
    assert "It is long." in shown
    assert any("calm > 4 (40%)" in line for line in shown)
    press(app, "workshop.event.letter")
    assert "It is long." not in texts(panel.root)


def test_arrows_lead_from_cause_to_effect_and_links_from_card_to_card(app: App) -> None:
    panel = opened(app)
    press(app, "workshop.fake")
    (arrows,) = [w for w in panel.root.walk() if isinstance(w, Arrows)]
    ((start, end),) = arrows.links
    assert start[0] < end[0]  # from the second quarter to the third
    assert not arrows.strong
    press(app, "workshop.event.letter")
    (arrows,) = [w for w in panel.root.walk() if isinstance(w, Arrows)]
    assert arrows.strong
    press(app, "workshop_leads_to.reply")
    shown = texts(panel.root)
    assert panel.open == "reply"
    assert "It is short." in shown
    assert "Nothing follows." in shown
    press(app, "workshop_comes_of.letter")
    assert panel.open == "letter"
    press(app, "workshop.event.storm")
    assert not [w for w in panel.root.walk() if isinstance(w, Arrows)]  # it has neither cause nor effect


def test_escape_leads_back_step_by_step(app: App) -> None:
    panel = opened(app)
    press(app, "workshop.fake")
    escape = pygame.event.Event(pygame.KEYDOWN, key=pygame.K_ESCAPE, unicode="", mod=0)
    app.handle(escape)
    assert panel.bench is None
    app.handle(escape)
    assert app.top is not panel


@pytest.mark.parametrize("size", [(1024, 640), (1920, 1080)])
@pytest.mark.parametrize("lang", ["en", "vi"])
def test_it_fits_small_and_large(size: tuple[int, int], lang: str) -> None:
    app = App(FakeShelf(), size)
    app.choose(lang=lang, text_size=130)
    panel = opened(app)
    press(app, "workshop.fake")
    panel.unfold("letter")
    app.draw()
    area = pygame.Rect((0, 0), size)
    sheet = panel.root.find("workshop.sheet")
    assert sheet is not None
    assert area.contains(sheet.rect)
