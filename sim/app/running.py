"""The command `run`: many worlds without a face.

Takes the words of the command line, prints the table and the digest.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import typer

from sim.app.files import read_text
from sim.app.shelf import compiled_scenario
from sim.base.errors import UsageError
from sim.engine.worlds import Floats
from sim.rulebook.rulebook import Rulebook
from sim.scenario import Compiled

if TYPE_CHECKING:
    from sim.batch import Plan


def run(
    scenario: str,
    policies: list[str],
    worlds: int,
    seed: int,
    jobs: int,
    settings: list[str],
    out: Path | None,
    save_world: tuple[int, Path] | None,
    ensemble: Path | None = None,
) -> int:
    """Run a batch; 0 when every world was played."""
    from sim.batch import plan
    from sim.batch import run as run_plan
    from sim.policy import names

    compiled = compiled_scenario(scenario)
    sets = None if ensemble is None else _ensemble(compiled.rules, ensemble)
    made = plan(
        compiled.rules, policies or names(compiled.rules), worlds, seed, settings, ensemble=sets, texts=compiled.texts
    )
    if save_world is not None:
        return _save_world(compiled, made, save_world[0], save_world[1])
    summary = run_plan(made, jobs=jobs, out=out, tell=sys.stderr)
    typer.echo(summary.text())
    if out is not None:
        typer.echo(f"rows and summary: {out}")
    return 0


def _ensemble(rules: Rulebook, file: Path) -> Floats:
    """[P, E] the parameter sets of a file that `calibrate --out` wrote."""
    from sim.calibrate.ensemble import from_table

    return from_table(read_text(file, "the ensemble"), rules, str(file))


def _save_world(compiled: Compiled, made: Plan, world: int, file: Path) -> int:
    from sim.play import record
    from sim.play.game import Game
    from sim.policy import make

    if len(made.policies) != 1:
        raise UsageError("a world is saved under one policy", cure="give --policy once")
    game = Game(
        compiled.rules, compiled.words, compiled.texts, seed=made.seed, world=world,
        params=made.sets(np.array([world], dtype=np.uint64)), played_by=made.policies[0],
    )  # fmt: skip
    game.play(make(made.policies[0], compiled.rules))
    written = record.write(game, file)
    typer.echo(f"world {world} under {made.policies[0]}: {written}")
    return 0
