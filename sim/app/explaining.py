"""The commands `why` and `doc`: the ledger of one number, and the whole model as a document.

Takes the words of the command line, prints lines or writes a file.
"""

from __future__ import annotations

from pathlib import Path

import typer

from sim.app import files
from sim.app.shelf import cite, compiled_scenario, new_game
from sim.base.errors import UsageError
from sim.base.whole_file import write_text
from sim.policy import make
from sim.report.document import document
from sim.report.html import html
from sim.report.markdown import markdown
from sim.report.names import Names
from sim.report.why import why as ledger_of
from sim.scenario import compile_scenario


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


def doc(scenario: str, lang: str, file: Path | None) -> int:
    """Print the model as Markdown, or write it as one HTML file: every variable with unit, range, equation and source."""
    compiled = compile_scenario(files.find_scenario(scenario), files.ledger(), files.library())
    whole = document(Names(compiled.rules, compiled.words, lang, cite))
    if file is not None:
        typer.echo(write_text(html(whole), file, "the document"))
        return 0
    for line in markdown(whole):
        typer.echo(line)
    return 0
