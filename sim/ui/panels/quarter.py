"""What the parts of a game's desk may ask of the quarter they show, and do in it: the ground that bar, cards, map and agenda stand on.

Takes nothing and gives a protocol only; `game.GamePanel` fulfils it.
"""

from __future__ import annotations

from typing import Protocol

import pygame

from sim.report.counsel import Fan, Outlook, Ranking
from sim.report.desk import Desk, Forecast, Paper, Verb
from sim.ui.look import Look
from sim.ui.panel import Host
from sim.ui.widgets import Scroll, Widget


class Quarter(Protocol):
    """One quarter on the screen."""

    @property
    def app(self) -> Host:
        """The window."""

    @property
    def look(self) -> Look:
        """Scale, palette and words."""

    @property
    def desk(self) -> Desk:
        """The desk as it stands."""

    @property
    def view(self) -> str:
        """What the middle shows."""

    @property
    def paper(self) -> int:
        """Index of the open paper."""

    @property
    def current(self) -> Paper | None:
        """The open paper."""

    @property
    def show_forecast(self) -> bool:
        """In a narrow window, whether the forecast hides the paper."""

    def scroll(self, rect: pygame.Rect, id: str, children: list[Widget], height: int) -> Scroll:
        """A scroll area that remembers where it was."""

    def letter(self, verb: str) -> str:
        """Hotkey of a verb."""

    def forecast(self) -> Forecast:
        """The likely effect of what is in focus, or of everything in hand."""

    def look_at(self, kind: str, id: str, choice: str) -> None:
        """Show the likely effect of this option or verb."""

    def show(self, view: str) -> None:
        """Choose the view in the middle."""

    def open_paper(self, number: int) -> None:
        """Choose a paper."""

    def toggle_forecast(self) -> None:
        """In a narrow window: forecast instead of the paper, and back."""

    def answer(self, paper: str, option: str) -> None:
        """Answer a paper."""

    def choose_verb(self, id: str) -> None:
        """Order a verb, or ask for its target first."""

    def order(self, verb: Verb, target: str) -> None:
        """Put a verb on the agenda or take it off."""

    def undo(self) -> None:
        """Take the last order or answer back."""

    def end(self) -> None:
        """End the quarter; asks first when papers lie unanswered."""

    def finish(self) -> None:
        """Resolve the quarter."""

    def open_power(self, id: str) -> None:
        """Open the page of a power."""

    def open_crisis(self) -> None:
        """Open the ladder of the crisis on the desk."""

    def open_report(self) -> None:
        """Open the report of the last quarter."""

    def open_codex(self) -> None:
        """Open the book of terms and facts."""

    def open_outlook(self) -> None:
        """Open the forecast in full."""

    def outlook(self) -> Outlook | None:
        """What the adviser expects of what is in focus, or of everything in hand; None without a game."""

    def fan(self, name: str) -> Fan | None:
        """Where a number may go, as far as the adviser has said; of the plan in hand, else of what is in focus."""

    def ranking(self) -> Ranking | None:
        """What the adviser would add to the plan in hand; None while nothing is known."""

    def coach_next(self) -> None:
        """The guide goes on."""

    def coach_skip(self) -> None:
        """The guide says no more."""

    def open_keys(self) -> None:
        """Open the sheet of keys."""

    def open_save(self) -> None:
        """Open the dialog that names a save."""

    def open_settings(self) -> None:
        """Open the settings."""
