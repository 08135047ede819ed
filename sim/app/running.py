"""The command `run`: many worlds without a face.

Takes the words of the command line, prints the table and the digest.
"""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import typer

from sim.app.batching import at_least_one, going_on, tell, worlds_of
from sim.app.ensembles import FITTED, parameter_sets
from sim.app.playing import program
from sim.app.shelf import compiled_scenario
from sim.base.errors import UsageError
from sim.scenario import Compiled

if TYPE_CHECKING:
    from sim.batch import Plan


def run(
    scenario: str,
    policies: list[str],
    worlds: str,
    seed: int,
    jobs: int,
    settings: list[str],
    out: Path | None,
    save_world: tuple[int, Path] | None,
    ensemble: Path | None = None,
    progress: str = "auto",
) -> int:
    """Run a batch; 0 when every world was played."""
    from sim.batch import How, plan
    from sim.batch import run as run_plan
    from sim.policy import names

    compiled = compiled_scenario(scenario)
    plain, drawn = _split(settings)
    sets = parameter_sets(scenario, compiled.rules, ensemble, drawn)
    first, count = _worlds(worlds)
    made = plan(
        compiled.rules, policies or names(compiled.rules), count, seed, plain, first=first, ensemble=sets, texts=compiled.texts,
        whole=first + count,
    )  # fmt: skip
    if save_world is not None:
        return _save_world(compiled, made, save_world[0], save_world[1])
    how = How(jobs=at_least_one(jobs), progress=progress)
    if out is None:
        summary = run_plan(made, how=how)
        typer.echo(summary.text())
        for _, policy, world, _ in summary.failures[:1]:
            kept = f"--policy {shlex.quote(made.policies[policy])} --worlds {world}:{world + 1} --out FOLDER"
            typer.echo(
                f"see it: {program()} run {shlex.quote(scenario)} --seed {seed} {kept}, then `batch open FOLDER`"
            )
        return 0
    with going_on(out):
        tell(run_plan(made, out=out, how=how), out)
    return 0


def _worlds(text: str) -> tuple[int, int]:
    """The first world and how many: `1000`, or a range `500:1000`."""
    if ":" in text:
        first, after = worlds_of(text)
        return first, after - first
    if not text.isascii() or not text.lstrip("-").isdigit():
        raise UsageError(f"`{text}` is no number of worlds", cure="write for example 1000, or a range 500:1000")
    return 0, int(text)


def _split(settings: list[str]) -> tuple[list[str], list[str]]:
    """Settings to numbers, and the names that are set to `fitted`."""
    drawn = [s.partition("=")[0].strip() for s in settings if s.partition("=")[2].strip() == FITTED]
    return [s for s in settings if s.partition("=")[2].strip() != FITTED], drawn


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
