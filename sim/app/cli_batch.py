"""The command line of those who run batches: `batch new`, `batch plan`, `batch run` and the others.

Takes the words of the command line; each command's body lives in its own module and is imported only when it is called.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.app.language import Lang

batch = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False,
    help="Experiments: many worlds, policies and parameters, resumable and reproducible to the bit.",
)  # fmt: skip
Folder = Annotated[Path, typer.Argument(help="The folder of a batch.")]
Outcome = Annotated[str, typer.Option(help="Which number; by default the main outcome.")]
Jobs = Annotated[int, typer.Option(help="Processes; they change no result.")]


@batch.command()
def new(
    scenario: Annotated[str, typer.Argument(help="Folder or id of a scenario.")],
    out: Annotated[Path, typer.Option("-o", "--out", help="The file to write.")],
    force: Annotated[bool, typer.Option("--force", help="Overwrite it.")] = False,
) -> None:
    """Write a commented experiment to begin with."""
    from sim.app import batching

    raise typer.Exit(batching.new(scenario, out, force))


@batch.command()
def plan(
    file: Annotated[Path, typer.Argument(help="An experiment.")],
    jobs: Jobs = 1,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Say what an experiment will cost.

    Plays about two seconds of real worlds and tells cells, worlds, time, memory, disk and the width of the intervals.
    """
    from sim.app import batching

    raise typer.Exit(batching.plan(file, jobs, as_json))


@batch.command()
def run(
    target: Annotated[Path, typer.Argument(help="An experiment to begin, or the folder of a batch to go on with.")],
    out: Annotated[Path | None, typer.Option("-o", "--out", help="The folder of a new batch.")] = None,
    jobs: Jobs = 1,
    keep: Annotated[str | None, typer.Option(help="Rows to keep: all, sample:N worlds, none.")] = None,
    until: Annotated[str | None, typer.Option(help='Stop early, such as "ci95(autonomy)<=0.5".')] = None,
    time: Annotated[str | None, typer.Option(help="End with what is done after 90s, 30m, 8h.")] = None,
    cluster: Annotated[str, typer.Option(help="Address of a Dask scheduler, or `local`.")] = "",
    worlds: Annotated[str | None, typer.Option(help="A:B: only these worlds; `batch merge` joins the parts.")] = None,
    progress: Annotated[str, typer.Option(help="auto, plain, json or none.")] = "auto",
    block: Annotated[int | None, typer.Option(min=1, help="Worlds of a block; changes no result.")] = None,
) -> None:
    """Run an experiment, or go on with a folder.

    Ctrl-C once lets the blocks in flight come to their end and says how to go on, twice ends at once. No finished block is lost.
    """
    from sim.app import batching
    from sim.batch import How

    how = How(jobs=jobs, cluster=cluster, progress=progress)
    raise typer.Exit(batching.run(target, out, how, keep, until, time, worlds, block))


@batch.command()
def status(folder: Folder) -> None:
    """What is planned and done, and how to go on."""
    from sim.app import batch_looking

    raise typer.Exit(batch_looking.status(folder))


@batch.command()
def show(folder: Folder) -> None:
    """The tables of what is finished."""
    from sim.app import batch_looking

    raise typer.Exit(batch_looking.show(folder))


@batch.command()
def verify(
    folder: Folder,
    recompute: Annotated[str | None, typer.Option(help="Play a share of the worlds again, such as 1%.")] = None,
) -> None:
    """Check every file; exit 1 if one was changed."""
    from sim.app import batch_looking

    raise typer.Exit(batch_looking.verify(folder, recompute))


@batch.command()
def merge(
    folders: Annotated[list[Path], typer.Argument(help="Folders of one experiment, run with --worlds A:B.")],
    out: Annotated[Path, typer.Option("-o", "--out", help="A new folder.")],
    jobs: Jobs = 1,
) -> None:
    """Join parts of a batch into one folder."""
    from sim.app import batching

    raise typer.Exit(batching.merge(folders, out, jobs))


@batch.command()
def export(
    kind: Annotated[str, typer.Argument(help="csv or parquet.")],
    folder: Folder,
    out: Annotated[Path, typer.Option("-o", "--out", help="The file to write.")],
) -> None:
    """Write all rows as one file."""
    from sim.app import batch_looking

    raise typer.Exit(batch_looking.export(kind, folder, out))


@batch.command()
def turns(
    folder: Folder,
    numbers: Annotated[
        list[str] | None, typer.Argument(help="Such as trust or trust.west. Default: what the screen shows.")
    ] = None,
    out: Annotated[Path, typer.Option("-o", "--out", help="The file to write, .parquet or .csv.")] = Path(
        "turns.parquet"
    ),
    worlds: Annotated[str | None, typer.Option(help="A:B: only these worlds.")] = None,
    policy: Annotated[list[str] | None, typer.Option(help="Only under this policy; repeatable.")] = None,
    cell: Annotated[int | None, typer.Option(help="Only in this cell.")] = None,
) -> None:
    """Write a row for each turn: worlds are played again."""
    from sim.app import batch_looking

    raise typer.Exit(batch_looking.turns(folder, numbers or [], out, worlds, policy or [], cell))


@batch.command(name="open")
def open_(
    folder: Folder,
    world: Annotated[int | None, typer.Option(help="Number of the world.")] = None,
    worst: Annotated[str | None, typer.Option(help="OUTCOME: the world in which it is worst.")] = None,
    median: Annotated[str | None, typer.Option(help="OUTCOME: a world in the middle.")] = None,
    policy: Annotated[str, typer.Option(help="Under which policy.")] = "",
    cell: Annotated[int | None, typer.Option(help="In which cell.")] = None,
    turn: Annotated[int | None, typer.Option(help="As it stood after this turn; there you may go on yourself.")] = None,
    save: Annotated[Path | None, typer.Option(help="Write it as a game, for `play --load` and `replay`.")] = None,
    text: Annotated[bool, typer.Option("--text", help="As text.")] = False,
    lang: Lang = "en",
) -> None:
    """Open one world, in the window, as text or as a save."""
    from sim.app import batch_looking

    raise typer.Exit(batch_looking.open_(folder, world, worst, median, policy, cell, turn, save, text, lang))


@batch.command()
def compare(
    folder: Folder,
    other: Annotated[Path | None, typer.Argument(help="Another batch: each policy here against itself there.")] = None,
    policy: Annotated[
        list[str] | None, typer.Option(help="One: against all others. Several: against each other. Default: the best.")
    ] = None,
    outcome: Outcome = "",
    cell: Annotated[int | None, typer.Option(help="Only this cell; by default the mean of all.")] = None,
    against: Annotated[
        int | None, typer.Option(help="Another cell: each policy in --cell against itself in this one.")
    ] = None,
) -> None:
    """Who is ahead, by how much, and whether chance could do that: world by world, since luck is shared."""
    from sim.app import batch_finding

    raise typer.Exit(batch_finding.compare(folder, other, policy or [], outcome, cell, against))


@batch.command()
def robust(
    folder: Folder,
    outcome: Outcome = "",
    threshold: Annotated[float | None, typer.Option(help="From which value on it is good enough.")] = None,
) -> None:
    """Who bears not knowing the cell: regret, worst case, good enough."""
    from sim.app import batch_finding

    raise typer.Exit(batch_finding.robust(folder, outcome, threshold))


@batch.command()
def sensitivity(
    folder: Folder,
    policy: Annotated[list[str] | None, typer.Option(help="Whose outcomes; repeatable. Default: of all.")] = None,
    outcome: Annotated[list[str] | None, typer.Option(help="Repeatable. Default: those with a goal.")] = None,
) -> None:
    """How much each parameter that varies moves the outcomes; needs a design sobol, morris or latin."""
    from sim.app import batch_finding

    raise typer.Exit(batch_finding.sensitivity(folder, policy or [], outcome or []))


@batch.command()
def report(
    folder: Folder,
    out: Annotated[Path, typer.Option("-o", "--out", help="The page to write.")],
) -> None:
    """Write everything as one HTML page with pictures."""
    from sim.app import batch_finding

    raise typer.Exit(batch_finding.report(folder, out))
