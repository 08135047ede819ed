"""Autonomy along the record: it separates the eras, and its parts move as the articles say."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.facts.ledger import load
from sim.play.game import Game
from sim.play.script import scripted
from sim.policy import make
from sim.report.names import Names
from sim.report.paths import Line, lines, usual
from sim.scenario import compile_scenario

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def paths() -> dict[tuple[str, str], Line]:
    found: dict[tuple[str, str], Line] = {}
    for scenario in ("umbrella-1978", "long-1991"):
        compiled = compile_scenario(ROOT / "scenarios" / scenario, load(ROOT / "seeds"), ROOT / "scenarios")
        rules = scripted(compiled.rules)
        game = Game(rules, compiled.words, compiled.texts, seed=1, luck=False)
        game.play(make("history", rules))
        names = Names(rules, compiled.words, "en")
        for line in lines(names, game.turns, (*usual(names), "arms_tie.russia", "trade_tie")):
            found[scenario, line.name] = line
    return found


def at(paths: dict[tuple[str, str], Line], scenario: str, name: str, year: int) -> float:
    value = paths[scenario, name].at(year * 4 + 3)
    assert value is not None
    return value


def test_the_client_of_1987_is_far_below_1995_and_2005(paths: dict[tuple[str, str], Line]) -> None:
    client = at(paths, "umbrella-1978", "autonomy_now", 1987)
    assert client < 0.6 * at(paths, "long-1991", "autonomy_now", 1995)
    assert client < 0.6 * at(paths, "long-1991", "autonomy_now", 2005)


def test_from_2005_to_2025_the_tie_in_arms_falls_and_the_tie_in_trade_rises(paths: dict[tuple[str, str], Line]) -> None:
    def long(name: str, year: int) -> float:
        return at(paths, "long-1991", name, year)

    assert long("arms_tie.russia", 2025) < 0.85 * long("arms_tie.russia", 2005)
    assert long("trade_tie", 2025) > 1.1 * long("trade_tie", 2005)


def test_what_is_shown_without_asking_is_autonomy_and_what_it_is_made_of(paths: dict[tuple[str, str], Line]) -> None:
    shown = {name for scenario, name in paths if scenario == "long-1991"}
    assert {"autonomy_now", "structure", "choice", "freedom", "doors"} <= shown
