"""The panels of the window, one file for each; these two are where every visit starts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.ui.panels.game import GamePanel
from sim.ui.panels.menu import MenuPanel

if TYPE_CHECKING:
    from sim.ui.panel import Panel
    from sim.ui.screen import App


def game_panel(app: App) -> Panel:
    """The desk of a running game."""
    return GamePanel(app)


def menu_panel(app: App) -> Panel:
    """Scenarios, saves, settings."""
    return MenuPanel(app)
