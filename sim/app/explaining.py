"""The commands `why` and `doc`: the ledger of one number, and the whole model as a document.

Takes the words of the command line, prints lines or writes a file.
"""

from __future__ import annotations

from pathlib import Path

import typer

from sim import engine
from sim.app import files
from sim.app.shelf import cite, compiled_scenario, new_game
from sim.base.errors import UsageError
from sim.base.whole_file import write_text
from sim.calibrate.distance import cases_of, distances, hits
from sim.calibrate.ensemble import columns_of
from sim.calibrate.free import elements
from sim.calibrate.yard import FRESH
from sim.policy import make
from sim.report.document import document
from sim.report.document_evidence import Evidence
from sim.report.html import html
from sim.report.markdown import markdown
from sim.report.names import Names
from sim.report.targets import figure
from sim.report.why import why as ledger_of
from sim.rulebook.rulebook import Rulebook
from sim.scenario import Compiled, compile_scenario


def why(scenario: str, policy: str, seed: int, world: int, turn: int, name: str, lang: str) -> int:
    """Play one world to a turn and open one number."""
    compiled = compiled_scenario(scenario)
    if not 1 <= turn <= compiled.rules.turns:
        raise UsageError(f"`{scenario}` has no turn {turn}", cure=f"take a turn from 1 to {compiled.rules.turns}")
    game = new_game(compiled, seed, world)
    game.played_by = policy
    game.play(make(policy, compiled.rules), turn)
    for line in ledger_of(Names(compiled.rules, compiled.words, lang, cite), game, turn, name):
        typer.echo(line)
    return 0


def doc(scenario: str, lang: str, file: Path | None, worlds: int = 0) -> int:
    """Print the model as Markdown, or write it as one HTML file: every variable with unit, range, equation and source."""
    compiled = compile_scenario(files.find_scenario(scenario), files.ledger(), files.library())
    whole = document(Names(compiled.rules, compiled.words, lang, cite), _evidence(scenario, compiled, worlds))
    if file is not None:
        typer.echo(write_text(html(whole), file, "the document"))
        return 0
    for line in markdown(whole):
        typer.echo(line)
    return 0


def _evidence(scenario: str, compiled: Compiled, worlds: int) -> Evidence:
    """What the document tells of the ledger, the targets and the last fit; with worlds, what the model comes to in them."""
    found = files.fitted_sets(scenario, compiled.rules.lineage)
    sets, columns = columns_of(found[1], found[2]) if found else (0, {})
    ends = {name: (min(values), max(values)) for name, values in columns.items()}
    if found and found[0] != scenario:  # a value of the scenario's own stands in every set, so no interval speaks of it
        root = compile_scenario(files.find_scenario(found[0]), files.ledger(), files.library()).rules
        usual, own = _values(root), _values(compiled.rules)
        ends = {name: pair for name, pair in ends.items() if name in own and own[name] == usual.get(name, own[name])}
    played = _played(compiled.trial, worlds) if worlds else {}
    return Evidence(files.ledger(), compiled.count, compiled.trial.targets, ends, sets if ends else 0, played, worlds)


def _values(rules: Rulebook) -> dict[str, float]:
    return {free.name: free.value for parameter in rules.parameters for _, free in elements(rules, parameter)}


def _played(rules: Rulebook, worlds: int) -> dict[str, tuple[str, bool]]:
    """What the model comes to for each target, and whether that is a hit."""
    told: dict[str, tuple[str, bool]] = {}
    for case in cases_of([rules]):
        found = case.figures(engine.default_params(rules), worlds, seed=1, first=FRESH)
        hit = hits(case.targets, distances(case.targets, found))
        for target, own, good in zip(case.targets, found[:, 0], hit[:, 0], strict=True):
            told[target.id] = figure(target, float(own)), bool(good)
    return told
