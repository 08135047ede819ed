"""Takes every panel in two languages, three sizes and two text sizes, gives the laws of layout: inside, fitting, apart."""

from __future__ import annotations

import pygame
import pytest

from sim.report.session import Settings
from sim.ui.picture import open_panel
from sim.ui.screen import App
from sim.ui.widgets import Scroll, Widget

from .fixture import FakeSession, FakeShelf

PANELS = (
    "menu",
    "map",
    "web",
    "bulletin",
    "charts",
    "timeline",
    "ledger",
    "power",
    "codex",
    "report",
    "crisis",
    "outlook",
    "foretell",
    "model",
    "final",
    "saves",
    "settings",
    "keys",
)
MORE = ("save", "targets", "confirm", "forecast", "memo", "empty", "guide", "guided", "claims")
SIZES = ((1024, 640), (1280, 720), (1920, 1080), (2560, 1440))
TEXTS = (100, 130, 150)
# Every pair of language and size, of size and text, and of language and text comes up among these; the whole product is slow.
COVER = (
    ("en", (1024, 640), 100),
    ("vi", (1024, 640), 150),
    ("en", (1280, 720), 130),
    ("vi", (1280, 720), 100),
    ("en", (1280, 720), 150),
    ("vi", (1920, 1080), 130),
    ("vi", (2560, 1440), 150),
)


def faults(app: App) -> list[str]:
    """Every breach of a law in the panels on the screen."""
    found: list[str] = []
    for panel in app.panels:
        for parent in panel.root.walk():
            needs = parent.needs(app.look)
            if needs[0] > parent.rect.w or needs[1] > parent.rect.h:
                found.append(f"{_name(parent)} needs {needs}, has {parent.rect.size}")
            room = parent.rect
            if isinstance(parent, Scroll):
                room = pygame.Rect(room.x, room.y - parent.offset, room.w, max(room.h, parent.height))
            for number, child in enumerate(parent.children):
                if not room.contains(child.rect):
                    found.append(f"{_name(child)} {child.rect} leaves {_name(parent)} {room}")
                covered = [other for other in parent.children[number + 1 :] if child.rect.colliderect(other.rect)]
                found += [f"{_name(child)} {child.rect} covers {_name(other)} {other.rect}" for other in covered]
    return found


def _name(widget: Widget) -> str:
    text = getattr(widget, "text", "") or getattr(widget, "label", "")
    return f"{type(widget).__name__}({widget.id or text})"


def prepare(panel: str, lang: str, size: tuple[int, int], text_size: int) -> App:
    """A window with this panel in front."""
    session = FakeSession(lang=lang)
    session.over = panel == "final"
    if panel == "empty":
        session.turn, session._papers = 1, lambda: ()  # type: ignore[method-assign]
    if panel in ("guide", "guided"):
        session.scenario, session.turn = "prologue", 1 if panel == "guide" else 2
    app = App(
        FakeShelf(), size, session, Settings(lang=lang, text_size=text_size, motion=False, claims=panel == "claims")
    )
    app.tick(0)
    game = app.panels[0]
    if panel in PANELS:
        open_panel(app, panel)
    elif panel == "claims":
        game.show("map")  # type: ignore[attr-defined]
    elif panel == "save":
        game.open_save()  # type: ignore[attr-defined]
    elif panel == "targets":
        game.choose_verb("host_visit")  # type: ignore[attr-defined]
    elif panel == "confirm":
        game.end()  # type: ignore[attr-defined]
    elif panel == "forecast":
        game.order(app.desk().verbs[0], "us")  # type: ignore[attr-defined]
        game.toggle_forecast()  # type: ignore[attr-defined]
    elif panel == "memo":
        game.open_paper(1)  # type: ignore[attr-defined]
    app.settle()
    for _ in range(80):  # what the adviser says stands there, too
        if not app.panels[0].think():
            break
        app.settle()
    app.settle()
    return app


def keeps_the_laws(panel: str, lang: str, size: tuple[int, int], text_size: int) -> None:
    app = prepare(panel, lang, size, text_size)
    assert faults(app) == []
    assert app.draw().get_size() == size


@pytest.mark.parametrize(("panel", "number"), [(p, n) for n, p in enumerate(PANELS + MORE)])
def test_every_panel_keeps_the_laws(panel: str, number: int) -> None:
    """Three of the cover for each panel, others for the next; together all of it many times over."""
    for step in range(3):
        keeps_the_laws(panel, *COVER[(number + step * 3) % len(COVER)])


@pytest.mark.slow
@pytest.mark.parametrize("text_size", TEXTS)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("lang", ["en", "vi"])
@pytest.mark.parametrize("panel", PANELS + MORE)
def test_every_panel_keeps_the_laws_everywhere(panel: str, lang: str, size: tuple[int, int], text_size: int) -> None:
    keeps_the_laws(panel, lang, size, text_size)


@pytest.mark.parametrize("text_size", [90, 150])
@pytest.mark.parametrize("size", [(1024, 640), (1100, 900), (2560, 1080), (1024, 1200)])
def test_odd_windows_keep_the_laws(size: tuple[int, int], text_size: int) -> None:
    app = prepare("map", "vi", size, text_size)
    assert faults(app) == []


@pytest.mark.parametrize("panel", PANELS + MORE)
def test_ids_are_unique_in_a_panel(panel: str) -> None:
    app = prepare(panel, "en", (1280, 720), 100)
    ids = [w.id for w in app.top.root.walk() if w.reacts]
    assert len(ids) == len(set(ids))


def test_every_stop_of_tab_can_be_scrolled_into_sight() -> None:
    app = prepare("map", "vi", (1024, 640), 150)
    for stop in app.top.stops():
        app.by_mouse = False
        app.hands.focus_on(stop)
        for scroll in (w for w in app.top.root.walk() if isinstance(w, Scroll)):
            if any(w is stop for w in scroll.walk()):
                visible = stop.rect.clip(scroll.rect)
                assert visible.h >= min(stop.rect.h, scroll.rect.h) - 8, stop.id


@pytest.mark.parametrize(("lang", "size", "text_size"), COVER)
def test_the_sea_and_the_islands_carry_both_names(lang: str, size: tuple[int, int], text_size: int) -> None:
    app = prepare("map", lang, size, text_size)
    shown = {getattr(w, "text", "") for w in app.top.root.walk()}
    for id in ("sea_name", "isles_paracels", "isles_spratlys", "isles_scarborough"):
        assert app.look.words(id) in shown, id
