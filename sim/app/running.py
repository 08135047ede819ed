"""The command `run`: many worlds without a face.

Takes the words of the command line, prints the table and the digest.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import typer

from sim.app.files import find_scenario, fitted_sets, ledger, library, read_text
from sim.app.shelf import compiled_scenario
from sim.base.errors import UsageError
from sim.engine.worlds import Floats
from sim.rulebook.rulebook import Rulebook
from sim.scenario import Compiled, compile_scenario

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
    plain, drawn = _split(settings)
    sets = _sets(scenario, compiled.rules, ensemble, drawn)
    made = plan(
        compiled.rules, policies or names(compiled.rules), worlds, seed, plain, ensemble=sets, texts=compiled.texts
    )
    if save_world is not None:
        return _save_world(compiled, made, save_world[0], save_world[1])
    summary = run_plan(made, jobs=jobs, out=out, tell=sys.stderr)
    typer.echo(summary.text())
    if out is not None:
        typer.echo(f"rows and summary: {out}")
    return 0


FITTED = "fitted"  # stands for the ensemble that lies with the ruleset


def _split(settings: list[str]) -> tuple[list[str], list[str]]:
    """Settings to numbers, and the names that are set to `fitted`."""
    drawn = [s.partition("=")[0].strip() for s in settings if s.partition("=")[2].strip() == FITTED]
    return [s for s in settings if s.partition("=")[2].strip() != FITTED], drawn


def _sets(scenario: str, rules: Rulebook, ensemble: Path | None, drawn: list[str]) -> Floats | None:
    """[P, E] the parameter sets of a file that `calibrate --out` wrote, or of the ruleset's own ensemble; None: the rules' values."""
    from sim.calibrate.ensemble import from_ruleset, from_table

    whole = ensemble is not None and str(ensemble) == FITTED
    if ensemble is not None and not whole:
        if drawn:
            raise UsageError(f"`{drawn[0]}={FITTED}` beside --ensemble FILE", cure="draw from one ensemble")
        return from_table(read_text(ensemble, "the ensemble"), rules, str(ensemble))
    if not whole and not drawn:
        return None
    found = fitted_sets(scenario, rules.lineage)
    if found is None:
        raise UsageError(
            f"no ruleset of `{rules.id}` has been fitted",
            cure="`calibrate --write` puts an ensemble beside the ruleset",
        )
    id, text, place = found
    root = rules if id == scenario else compile_scenario(find_scenario(id), ledger(), library()).rules
    return from_ruleset(rules, root, text, place, () if whole else drawn)


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
