"""The commands `batch ...` that play: new, plan, run, merge.

Takes the words of the command line, prints what a person needs to go on.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import typer

from sim.app import files
from sim.app.ensembles import FITTED, parameter_sets
from sim.app.playing import program
from sim.app.shelf import compiled_scenario
from sim.base.errors import BambooError, Interrupted, UsageError
from sim.base.whole_file import write_text
from sim.batch import How, Plan, Summary
from sim.batch.experiment import Experiment
from sim.engine.worlds import Floats
from sim.policy import Source

_PART = re.compile(r"^([0-9]{1,13}):([0-9]{1,13})$")


def new(scenario: str, out: Path, force: bool) -> int:
    """Write a commented experiment."""
    from sim.batch.template import template

    if out.exists() and not force:
        raise BambooError(
            "this file exists already", str(out), "nothing was overwritten: give another name, or --force"
        )
    write_text(template(compiled_scenario(scenario).rules), out, "the experiment")
    typer.echo(f"{out}\nwhat it will cost: {program()} batch plan {shlex.quote(str(out))}")
    return 0


def plan(file: Path, jobs: int, as_json: bool) -> int:
    """Say what an experiment will cost."""
    from sim.app.batch_telling import preview_json, preview_text
    from sim.batch.preview import preview

    _, made = _experiment(file)
    typer.echo(f"playing a few worlds of {file} ...", err=True)
    told = preview(made)
    typer.echo(preview_json(made, told, jobs) if as_json else preview_text(made, told, jobs))
    return 0


def run(
    target: Path, out: Path | None, how: How, keep: str | None, until: str | None, time: str | None, part: str | None,
    block: int | None,
) -> int:  # fmt: skip
    """Begin an experiment in a folder, or go on with the folder of one."""
    from sim.batch import resume
    from sim.batch import run as run_plan
    from sim.batch.stop import seconds

    if time is not None:
        how = replace(how, time=seconds(time))
    at_least_one(how.jobs)
    if target.is_dir():
        given = {"-o": out, "--keep": keep, "--until": until, "--worlds": part, "--block": block}
        settled = [name for name, value in given.items() if value is not None]
        if settled:
            raise UsageError(
                f"{settled[0]} belongs to a new batch; the plan of this folder is frozen", str(target),
                "leave it out to go on, or give the experiment file and another folder",
            )  # fmt: skip
        folder = target
        with going_on(folder):
            summary = resume(folder, files.ledger(), how)
    else:
        experiment, made = _experiment(target, part, until, keep, block)
        if out is None:
            raise UsageError("a batch needs a folder", cure=f"say where: batch run {target} -o FOLDER")
        folder = out
        if time is None:
            how = replace(how, time=experiment.time)
        with going_on(folder):
            summary = run_plan(made, out=folder, how=how)
    tell(summary, folder)
    return 0


def merge(folders: list[Path], out: Path, jobs: int) -> int:
    """Join folders of one plan; blocks that lay across two parts are played again."""
    from sim.batch import resume
    from sim.batch.merge import merge as join

    again = join(folders, out, files.ledger())
    if again:
        lie = "block lies across two parts and is" if again == 1 else "blocks lie across two parts and are"
        typer.echo(f"{again} {lie} played again", err=True)
    with going_on(out):
        tell(resume(out, files.ledger(), How(jobs=jobs)), out)
    return 0


def tell(summary: Summary, folder: Path) -> None:
    """The summary of a run and where its rows lie."""
    from sim.batch.store import result

    typer.echo(summary.text())
    end = result(folder)
    if end is not None and end.why != "whole":
        reason = {"until": f"the stop rule {summary.sheet.until} was reached", "time": "the time was up"}[end.why]
        typer.echo(f"{reason} after {end.worlds:,} of {summary.sheet.worlds:,} worlds")
        if end.why == "time":
            typer.echo(f"go on with: {_run_again(folder)}")
    for cell, policy, world, _ in summary.failures[:1]:
        name = summary.sheet.policies[policy]
        typer.echo(
            f"see it: {program()} batch open {shlex.quote(str(folder))} --world {world} --policy {shlex.quote(name)}"
            + (f" --cell {cell}" if summary.sheet.cells > 1 else "")
        )
    typer.echo(f"rows and summary: {folder}")


@contextmanager
def going_on(folder: Path) -> Iterator[None]:
    """If the run is interrupted, say how to go on."""
    try:
        yield
    except Interrupted as stop:
        raise Interrupted(stop.message, stop.place, f"go on with: {_run_again(folder)}", stop.signal) from None


def _run_again(folder: Path) -> str:
    return f"{program()} batch run {shlex.quote(str(folder))}"


def _experiment(
    file: Path, part: str | None = None, until: str | None = None, keep: str | None = None, block: int | None = None
) -> tuple[Experiment, Plan]:
    experiment = Experiment.of(files.read_text(file, "the experiment"), str(file))
    worlds = None if part is None else worlds_of(part)
    if worlds is not None:
        if worlds[1] > experiment.asked.worlds:
            raise UsageError(
                f"{part} goes beyond the {experiment.asked.worlds:,} worlds of the experiment",
                str(file),
                "say a range within them",
            )
        if until or experiment.asked.stop.until:
            typer.echo("a part is played to its end: the stop rule looks at whole runs only", err=True)
            until = ""
    return experiment, planned(experiment, file.parent, part=worlds, until=until, keep=keep, block=block)


def planned(
    experiment: Experiment, home: Path, *, part: tuple[int, int] | None = None, until: str | None = None, keep: str | None = None,
    block: int | None = None, brought: Mapping[str, Source] | None = None,
) -> Plan:  # fmt: skip
    """The plan of an experiment; what it names may lie in the folder `home`."""
    beside = home / experiment.asked.scenario
    scenario = str(beside) if beside.is_dir() else experiment.asked.scenario
    compiled = compiled_scenario(scenario)

    def read(name: str) -> str:
        return files.read_text(home / name, "the file")

    def sets(name: str) -> Floats | None:
        place = Path(name) if name == FITTED else home / name
        return parameter_sets(scenario, compiled.rules, place, [])

    return experiment.plan(
        compiled, read, sets, part=part, until=until, keep=keep, block=block, brought=brought
    )  # fmt: skip


def worlds_of(text: str) -> tuple[int, int]:
    """A range of worlds such as `0:500000`: the first, and the one after the last.

    Errors: UsageError if it is none.
    """
    found = _PART.match(text)
    if found is None or int(found[1]) >= int(found[2]):
        raise UsageError(
            f"`{text}` is no range of worlds", cure="write for example 0:500000: the first, and the one after the last"
        )
    return int(found[1]), int(found[2])


def at_least_one(jobs: int) -> int:
    """The number of processes, if there can be so many.

    Errors: UsageError.
    """
    if jobs < 1:
        raise UsageError(f"{jobs} processes cannot work", cure="give --jobs 1 or more")
    return jobs
