"""The command `run`: many worlds without a face.

Takes the words of the command line, prints the table and the digest.
"""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from sim.app.shelf import compiled_scenario
from sim.base.errors import UsageError


def run(
    scenario: str,
    policies: list[str],
    worlds: int,
    seed: int,
    jobs: int,
    settings: list[str],
    out: Path | None,
    save_world: tuple[int, Path] | None,
) -> int:
    """Run a batch; 0 when every world was played."""
    from sim.batch import plan
    from sim.batch import run as run_plan
    from sim.policy import names

    compiled = compiled_scenario(scenario)
    made = plan(compiled.rules, policies or names(compiled.rules), worlds, seed, settings)
    if save_world is not None:
        return _save_world(scenario, made.policies, save_world[0], seed, settings, save_world[1])
    summary = run_plan(made, jobs=jobs, out=out, tell=sys.stderr)
    typer.echo(summary.text())
    if out is not None:
        typer.echo(f"rows and summary: {out}")
    return 0


def _save_world(
    scenario: str, policies: tuple[str, ...], world: int, seed: int, settings: list[str], file: Path
) -> int:
    from sim.batch import parameters
    from sim.play import record
    from sim.play.game import Game
    from sim.policy import make

    if len(policies) != 1:
        raise UsageError("a world is saved under one policy", cure="give --policy once")
    compiled = compiled_scenario(scenario)
    game = Game(
        compiled.rules, compiled.words, compiled.texts, seed=seed, world=world,
        params=parameters(compiled.rules, settings), played_by=policies[0],
    )  # fmt: skip
    game.play(make(policies[0], compiled.rules))
    written = record.write(game, file)
    typer.echo(f"world {world} under {policies[0]}: {written}")
    return 0
