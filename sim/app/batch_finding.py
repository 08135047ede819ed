"""The commands `batch ...` that find something out: compare, robust, sensitivity, report.

Takes the words of the command line, prints sentences and the tables behind them; changes nothing in the folder.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import typer

from sim.base.errors import UsageError
from sim.base.whole_file import write_text
from sim.batch import Results
from sim.batch.analysis import between, cells, contests, robustness, sensitivities, values
from sim.batch.analysis.compare import text


def compare(
    folder: Path, other: Path | None, policies: list[str], outcome: str, cell: int | None, against: int | None
) -> int:
    """Policies of one batch against each other, or every policy in one batch or cell against itself in another."""
    found = values(Results.of(folder), outcome)
    if against is not None:
        if cell is None or other is not None:
            raise UsageError(
                "two cells of one batch are compared", cure="say --cell 1 --against 0, and name one folder"
            )
        typer.echo(text(cells(found, cell, against, tuple(policies))))
        return 0
    if cell is not None:
        found = found.at(cell)
    if other is None:
        typer.echo(text(contests(found, tuple(policies))))
        return 0
    there = values(Results.of(other), found.number)
    if cell is not None:
        there = there.at(cell)
    labels = (folder.name, other.name) if folder.name != other.name else (str(folder), str(other))
    typer.echo(text(between(found, there, labels, tuple(policies))))
    return 0


def robust(folder: Path, outcome: str, threshold: float | None) -> int:
    """Regret, worst case and good enough of every policy."""
    typer.echo(robustness(values(Results.of(folder), outcome).wanting(threshold)).text())
    return 0


def sensitivity(folder: Path, policies: list[str], outcomes: list[str]) -> int:
    """How much each parameter moves each outcome of each policy; what nothing moves is told in a line and dropped."""
    results = Results.of(folder)
    sheet = results.sheet
    for policy in policies:
        sheet.policy(policy)
    wanted = outcomes or [goal.outcome for goal in sheet.goals] or [sheet.main]
    made = [one for number in wanted for one in sensitivities(values(results, number), policies)]
    still = [line for one in made if one.still for line in one.sentences()]
    told = [one.text() for one in made if not one.still]
    typer.echo("\n\n".join([*told, *(["\n".join([*still, "Dropped: a constant has no indices."])] if still else [])]))
    return 0


def report(folder: Path, out: Path) -> int:
    """Everything as one page."""
    from sim.batch.analysis.page import page

    if out.is_dir():
        raise UsageError("this is a folder", str(out), f"name a file: {out / 'report.html'}")
    results = Results.of(folder)
    written = write_text(page(results), out, "the page")
    if find_spec("matplotlib") is None:
        typer.echo("without pictures: they need the extra `lab`: pip install 'bamboo-balance[lab]'", err=True)
    typer.echo(str(written))
    return 0
