"""Gives the small invented scenario `harbour`, games of it and tables for them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.facts.ledger import Ledger
from sim.play import record
from sim.play.game import Game
from sim.report.names import Names
from sim.report.table import Table
from sim.scenario import Compiled, compile_scenario

HARBOUR = Path(__file__).parents[1] / "fixtures" / "harbour"

NewGame = Callable[..., Game]
NewTable = Callable[..., Table]


@pytest.fixture(scope="session")
def empty_ledger() -> Ledger:
    """A ledger without a fact; the harbour assumes everything."""
    return Ledger({}, {}, {})


@pytest.fixture(scope="session")
def harbour(empty_ledger: Ledger) -> Compiled:
    """The harbour, compiled once."""
    return compile_scenario(HARBOUR, empty_ledger)


@pytest.fixture
def new_game(harbour: Compiled) -> NewGame:
    """Makes games of the harbour."""

    def make(seed: int = 3, world: int = 5, **options: object) -> Game:
        return Game(harbour.rules, harbour.words, harbour.texts, seed=seed, world=world, **options)  # type: ignore[arg-type]

    return make


@pytest.fixture
def new_table(new_game: NewGame, tmp_path: Path) -> NewTable:
    """Makes tables that save into a folder of the test."""

    def make(lang: str = "en", **options: object) -> Table:
        def keep(game: Game, name: str) -> str:
            return str(record.write(game, tmp_path / f"{name}.json"))

        return Table(new_game(**options), lang, keep=keep)

    return make


@pytest.fixture
def english(harbour: Compiled) -> Names:
    """The harbour's ids in English."""
    return Names(harbour.rules, harbour.words, "en")
