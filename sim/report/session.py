"""What a face of the game (the window, the terminal) may ask of a running game and of the shelf of games.

Takes nothing and gives protocols only: `report.table` fulfils `Session`, `app` fulfils `Shelf`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from sim.play.forecast import Adviser
from sim.play.game import Game
from sim.report.bench import Bench
from sim.report.counsel import Estimate, Fan, Foretellings, Outlook, Ranking, Turnings
from sim.report.desk import Desk, Explanation, Forecast
from sim.report.pages import Entry, PowerPage


@dataclass(frozen=True, slots=True)
class ScenarioEntry:
    """One scenario in the menu; a broken one carries its first error and cannot be started."""

    id: str
    title: str
    about: str
    version: str
    turns: int
    dates: str  # "2022-Q1 to 2025-Q4"
    measured: float  # share of measured numbers, 0..1
    error: str = ""


@dataclass(frozen=True, slots=True)
class SaveEntry:
    """One save in the list; one that cannot be loaded says why."""

    file: str  # full path, the handle for `Shelf.load`
    name: str
    scenario_title: str
    date: str  # in-game date
    when: str  # when it was written, readable
    autosave: bool
    error: str = ""
    over: bool = False  # the game has ended: there is nothing to go on with


@dataclass(frozen=True, slots=True)
class Settings:
    """What the player chose once; kept by `Shelf.keep`."""

    lang: str = "en"
    text_size: int = 100  # per cent, 90..150
    motion: bool = True
    tooltip_delay: int = 700  # milliseconds
    palette: str = "lacquer"  # "lacquer" | "paper" | "contrast"
    reports: bool = True  # whether the report of a quarter opens by itself
    autosaves: int = 5  # how many are kept
    claims: bool = False  # whether the map shows the line of a claim
    level: str = "usual"  # the difficulty of the next game, an id of `play.level`


@dataclass(frozen=True, slots=True)
class Edited:
    """What became of a game whose scenario was edited: the game under its new rules, or (None) the errors that keep the old ones."""

    game: Game | None = None
    adviser: Adviser | None = None
    kept: bool = False  # its state went on; else its decisions were played again, but for those `lost`
    lost: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reread:
    """What a face tells when a scenario was edited during the game: one sentence, and each error with its line."""

    text: str
    problems: tuple[str, ...] = ()

    @property
    def brief(self) -> str:
        """The sentence, and of the first error its place and its cure."""
        rows = [row.strip() for problem in self.problems[:1] for row in problem.split("\n")]
        told = [row for number, row in enumerate(rows) if not number or row.startswith("= ")]
        return "\n".join((self.text, *told[:2]))


class Session(Protocol):
    """A running game. Methods that return text return "" when all is well and else one sentence for the player."""

    @property
    def seed(self) -> int:
        """The seed of all its luck: the same seed and the same decisions give the same game."""

    @property
    def level(self) -> str:
        """The level of difficulty, an id of `play.level`."""

    def desk(self) -> Desk:
        """The whole desk now; cheap to call again until something changes."""

    def explain(self, name: str) -> Explanation | None:
        """What opens for a name ("climate.russia", "term.eez", "power.us"); None if nothing does."""

    def page(self, power: str) -> PowerPage | None:
        """The page of a power; None if there is none."""

    def codex(self) -> tuple[Entry, ...]:
        """Everything that can be looked up: terms, numbers, verbs, facts, paragraphs of the articles, mechanisms, works."""

    def preview(self, kind: str, id: str, choice: str) -> Forecast:
        """Direct effects of one thing in focus: kind "option" (paper id, option id) or "verb" (verb id, target id)."""

    def outlook(self, kind: str, id: str, choice: str) -> Outlook:
        """The adviser's forecast of one thing, as sharp as it is by now, and the next thing for `think` to work on.

        Kind "option" (paper id, option id; option "" is to leave it unanswered), "verb" (verb id, target id) or "plan" ("", "").
        The first call gives an empty outlook; `think`, then ask again.
        """

    def ahead(self, name: str) -> str:
        """Where any single number may stand after the coming quarter with the plan in hand, in a sentence; "" where nobody can say."""

    def ranking(self) -> Ranking:
        """What could be added to the plan in hand, best first, and the next thing for `think` to work on."""

    def turnings(self) -> Turnings:
        """The turning points of a finished game, as sharp as they are by now, and the next thing for `think` to work on."""

    def declassified(self) -> tuple[Estimate, ...]:
        """After the game: what was seen only roughly, beside the truth."""

    def state(self, fan: Fan, chance: float) -> str:
        """Foretell with a chance (0..1) that the words of a fan of the plan in hand will be true; the same again takes it back."""

    def foretold(self) -> Foretellings:
        """What the player foretold so far, what came of it, and the score beside that of the advisers."""

    def think(self) -> bool:
        """Let the adviser do a bit of work, well below 50 ms, on what was asked last; False when there is nothing left to do."""

    def answer(self, paper: str, option: str) -> str:
        """Answer an open paper; answering the same option again takes the answer back."""

    def order(self, verb: str, target: str) -> str:
        """Put a verb on the agenda; ordering the same again takes it off."""

    def undo(self) -> str:
        """Take back the last answer or order of this quarter."""

    def end_quarter(self) -> str:
        """Resolve the quarter; autosaves."""

    def save(self, name: str) -> str:
        """Write a named save; returns the file's path, or raises `sim.base.errors.BambooError` with a readable reason."""

    def export(self) -> str:
        """Write the final report of a finished game as one HTML file; returns its path, "" before the end."""

    def reread(self) -> Reread | None:
        """Look whether the scenario was edited, and go on under its new rules; None if it was not. Cheap to ask often."""

    def set_language(self, lang: str) -> None:
        """Switch between "en" and "vi" at any time."""


class Shelf(Protocol):
    """Everything outside one game: scenarios, saves, settings."""

    def scenarios(self, lang: str) -> tuple[ScenarioEntry, ...]: ...

    def saves(self, lang: str) -> tuple[SaveEntry, ...]: ...

    def bench(self, scenario: str, lang: str) -> Bench: ...

    def open_line(self, file: str, line: int) -> str: ...

    def new(self, scenario: str, seed: int | None, lang: str, level: str = "usual") -> Session: ...

    def load(self, file: str, lang: str) -> Session: ...

    def settings(self) -> Settings: ...

    def keep(self, settings: Settings) -> None: ...
