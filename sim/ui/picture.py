"""Takes a shelf, a game and the name of a panel, gives a file with the picture that a player would see."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pygame

from sim.base.errors import UsageError
from sim.report.session import Session, Shelf
from sim.ui.panels.final import FinalPanel
from sim.ui.panels.foretell import ForetellPanel
from sim.ui.panels.game import GamePanel
from sim.ui.panels.keys import KeysPanel
from sim.ui.panels.model import ModelPanel
from sim.ui.panels.power import PowerPanel
from sim.ui.panels.saves import SavesPanel
from sim.ui.panels.settings import SettingsPanel
from sim.ui.panels.workshop import WorkshopPanel
from sim.ui.screen import App

VIEWS = ("bulletin", "map", "web", "charts", "timeline", "ledger")
PANELS = (
    "menu",
    "game",
    "ledger",
    "timeline",
    "charts",
    "power",
    "final",
    "saves",
    "settings",
    "keys",
    "tooltip",
    "bulletin",
    "map",
    "web",
    "codex",
    "report",
    "crisis",
    "outlook",
    "foretell",
    "model",
    "workshop",
)


def screenshot(
    shelf: Shelf,
    session: Session | None,
    file: str | Path,
    size: tuple[int, int] = (1280, 720),
    text_size: int = 100,
    panel: str = "game",
    lang: str | None = None,
) -> None:
    """Write a PNG of one panel, without a display.

    Errors: UsageError if there is no panel of this name, or what it shows is not there: no game, no crisis on the desk.
    """
    os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
    settings = replace(shelf.settings(), text_size=text_size, motion=False)
    language = lang or (session.desk().lang if session is not None else settings.lang)
    app = App(shelf, size, session, replace(settings, lang=language))
    open_panel(app, panel)
    path = Path(file)
    pygame.image.save(app.draw(), str(path))


def open_panel(app: App, panel: str) -> None:
    """Bring a panel of `PANELS` to the front."""
    if panel not in PANELS:
        raise UsageError(f"there is no panel '{panel}'", cure=f"use one of {', '.join(PANELS)}")
    if panel != "menu" and app.session is None and panel not in ("saves", "settings", "keys", "model", "workshop"):
        raise UsageError(f"the panel '{panel}' needs a running game", cure="name a scenario, or use the panel 'menu'")
    game = app.panels[0]
    if isinstance(game, GamePanel) and panel in VIEWS:
        game.show(panel)
    elif panel == "menu":
        app.to_menu()
    elif panel == "power":
        app.push(PowerPanel(app, app.desk().powers[0].id))
    elif panel == "final":
        app.push(FinalPanel(app))
    elif panel == "saves":
        app.push(SavesPanel(app))
    elif panel == "settings":
        app.push(SettingsPanel(app))
    elif panel == "keys":
        app.push(KeysPanel(app))
    elif panel == "workshop":
        app.to_menu()
        app.push(WorkshopPanel(app, app.shelf.scenarios(app.settings.lang)))
    elif panel == "model":
        app.push(ModelPanel(app))
    elif panel == "crisis" and app.desk().crisis is None:
        raise UsageError(
            f"there is no crisis on the desk in {app.desk().date}", cure="choose another --seed or number of --turns"
        )
    elif isinstance(game, GamePanel) and panel in ("codex", "report", "crisis", "outlook", "foretell"):
        {
            "codex": game.open_codex,
            "report": game.open_report,
            "crisis": game.open_crisis,
            "outlook": game.open_outlook,
            "foretell": game.open_outlook,
        }[panel]()
    app.settle()
    while app.panels[0].think():  # the picture shows the adviser's whole answer
        app.settle()
    if panel == "foretell" and isinstance(game, GamePanel):
        found = game.outlook()
        fan = next((f for f in found.fans if f.threshold is not None), None) if found else None
        if fan is not None:
            app.push(ForetellPanel(app, fan))
            app.settle()
    if panel == "tooltip":
        first = app.desk().powers[0]
        card = app.top.root.find(f"power.{first.id}")
        if card is not None:
            app.top.focus, app.by_mouse = card.id, False
            app.tips.lock(card, 0)
            app.tips.enter(0)
