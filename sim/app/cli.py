"""The command line: names of commands and options, exit codes, and errors without tracebacks.

Takes the words of the command line; each command lives in its own module and is imported only when it is called.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from sim.app import cli_batch, cli_writers
from sim.app.language import Lang, known
from sim.base.errors import BambooError, Interrupted, ScenarioError, UsageError

app = typer.Typer(
    add_completion=False, no_args_is_help=False, rich_markup_mode=None, pretty_exceptions_enable=False,
    help="Bamboo Balance: steer Vietnam between four powers, in a window, in text, or in a million worlds.",
)  # fmt: skip


@app.callback(invoke_without_command=True)
def menu(context: typer.Context) -> None:
    """Without a command: the window, at its menu."""
    if context.invoked_subcommand is None:
        from sim.app import playing

        raise typer.Exit(playing.menu())


@app.command()
def scenarios() -> None:
    """List the scenarios."""
    from sim.app import checking

    raise typer.Exit(checking.scenarios())


@app.command()
def play(
    scenario: Annotated[str, typer.Argument(help="Folder or id of a scenario.")] = "ukraine-2022",
    seed: Annotated[int | None, typer.Option(help="Seed of all luck; drawn if not given.")] = None,
    lang: Annotated[str | None, typer.Option(help="en or vi.", callback=known)] = None,
    text: Annotated[bool, typer.Option("--text", help="As text: commands from standard input.")] = False,
    load: Annotated[Path | None, typer.Option(help="Go on with a save.")] = None,
    level: Annotated[str, typer.Option(help="Difficulty: steady, clear, usual or fog.")] = "usual",
    screenshot: Annotated[Path | None, typer.Option(help="Write a picture and end.")] = None,
    turns: Annotated[int, typer.Option(help="For a picture: quarters to play first.")] = 0,
    policy: Annotated[str, typer.Option(help="For a picture: who plays them.")] = "history",
    size: Annotated[str, typer.Option(help="For a picture: WIDTHxHEIGHT.")] = "1280x720",
    text_size: Annotated[int, typer.Option(help="For a picture: text size in per cent.")] = 100,
    panel: Annotated[str, typer.Option(help="For a picture: which panel.")] = "game",
) -> None:
    """Play a scenario in the window, or as text."""
    from sim.app import playing

    if screenshot is not None:
        raise typer.Exit(playing.screenshot(scenario, screenshot, seed, turns, policy, size, lang, text_size, panel))
    raise typer.Exit(playing.play(scenario, seed, lang, text, load, level))


@app.command()
def replay(
    file: Annotated[Path, typer.Argument(help="A save.")],
    verify: Annotated[bool, typer.Option("--verify", help="Recompute every turn and compare.")] = False,
    text: Annotated[bool, typer.Option("--text", help="Tell what happened.")] = False,
) -> None:
    """Play a save again under its own rules."""
    from sim.app import playing

    raise typer.Exit(playing.replay(file, verify, text))


@app.command()
def run(
    scenario: Annotated[str, typer.Argument(help="Folder or id of a scenario.")],
    policy: Annotated[
        list[str] | None, typer.Option(help="Who decides; may be given several times. Default: all.")
    ] = None,
    worlds: Annotated[str, typer.Option(help="How many worlds each policy plays, or A:B: those numbers.")] = "1000",
    seed: Annotated[int, typer.Option(help="Seed of all luck.")] = 1,
    jobs: Annotated[int, typer.Option(help="Processes; they change no result.")] = 1,
    set_: Annotated[list[str] | None, typer.Option("--set", help="PARAM=VALUE, or PARAM=fitted; repeatable.")] = None,
    out: Annotated[
        Path | None, typer.Option(help="A folder for the rows of all worlds; the same command goes on.")
    ] = None,
    save_world: Annotated[tuple[int, Path] | None, typer.Option(help="WORLD FILE: save that world as a game.")] = None,
    ensemble: Annotated[
        Path | None,
        typer.Option(
            help="Parameter sets that the worlds share out among them: a file, or `fitted`, the ruleset's own."
        ),
    ] = None,
    progress: Annotated[str, typer.Option(help="auto, plain, json or none.")] = "auto",
) -> None:
    """Run many worlds without a face: table, intervals, digest."""
    from sim.app import running

    raise typer.Exit(
        running.run(scenario, policy or [], worlds, seed, jobs, set_ or [], out, save_world, ensemble, progress)
    )


@app.command()
def why(
    scenario: Annotated[str, typer.Argument(help="Folder or id of a scenario.")],
    name: Annotated[str, typer.Argument(help="A number, for example climate.russia.")],
    policy: Annotated[str, typer.Option(help="Who decides.")] = "history",
    seed: Annotated[int, typer.Option(help="Seed of all luck.")] = 1,
    world: Annotated[int, typer.Option(help="Number of the world.")] = 0,
    turn: Annotated[int, typer.Option(help="Which turn, 1 is the first.")] = 1,
    lang: Lang = "en",
) -> None:
    """The ledger of one number: start, every cause with amount and source, end."""
    from sim.app import explaining

    raise typer.Exit(explaining.why(scenario, policy, seed, world, turn, name, lang))


@app.command()
def doc(
    scenario: Annotated[str, typer.Argument(help="Folder or id of a scenario or ruleset.")],
    lang: Lang = "en",
    html: Annotated[Path | None, typer.Option(help="Write one HTML file instead; it needs nothing else.")] = None,
    worlds: Annotated[
        int, typer.Option(min=0, help="Play so many worlds: what the model comes to stands beside each target.")
    ] = 0,
) -> None:
    """The model documents itself: every variable with unit, range, equation, source; the appendix of a paper."""
    from sim.app import explaining

    raise typer.Exit(explaining.doc(scenario, lang, html, worlds))


@app.command()
def facts(
    article: Annotated[str | None, typer.Option(help="Only those of one article, such as 000, or `outside`.")] = None,
    paragraph: Annotated[int | None, typer.Option(help="Only those of one paragraph.")] = None,
    unused: Annotated[bool, typer.Option("--unused", help="Only those that nothing uses, with the reason.")] = False,
    lang: Lang = "en",
) -> None:
    """The ledger of facts: what each says, where it stands, and which rule or event uses it."""
    from sim.app import evidence

    raise typer.Exit(evidence.facts(article, paragraph, unused, lang))


@app.command(name="replay-history")
def replay_history(
    scenarios: Annotated[list[str], typer.Argument(help="Folders or ids of scenarios with a record.")],
    lang: Lang = "en",
    show: Annotated[
        list[str] | None, typer.Option(help="A number whose way along the record is told; repeatable.")
    ] = None,
    html: Annotated[
        Path | None, typer.Option(help="Write one HTML file instead, with a picture of these numbers.")
    ] = None,
) -> None:
    """Play the record without luck: every dated fact, the quarter in which the model has it, and the sign."""
    from sim.app import evidence

    raise typer.Exit(evidence.replay_history(scenarios, lang, show or [], html))


@app.command()
def calibrate(
    scenarios: Annotated[list[str], typer.Argument(help="Folders or ids of scenarios with targets.")],
    worlds: Annotated[int, typer.Option(help="How many worlds each parameter set plays.")] = 100,
    budget: Annotated[int, typer.Option(help="About how many parameter sets are tried.")] = 3600,
    seed: Annotated[int, typer.Option(help="Seed of all luck, and of the search.")] = 1,
    jobs: Annotated[int, typer.Option(help="Processes; the digits do not depend on them.")] = 1,
    out: Annotated[
        Path | None, typer.Option(help="The report: .html or text; beside it the sets and the values.")
    ] = None,
    profiles: Annotated[bool, typer.Option("--profiles", help="Also the profile of every parameter.")] = False,
    start: Annotated[Path | None, typer.Option(help="Begin from the sets of an earlier fit.")] = None,
    write: Annotated[
        bool, typer.Option("--write", help="Put the values into the ruleset; the change is shown.")
    ] = False,
) -> None:
    """Fit the free parameters to the targets; report what is hit, what is missed, what the record does not tell."""
    from sim.app import calibrating

    raise typer.Exit(calibrating.calibrate(scenarios, worlds, budget, seed, jobs, out, profiles, start, write))


@app.command()
def hindcast(
    scenario: Annotated[str, typer.Argument(help="Folder or id of a scenario.")],
    facts: Annotated[Path, typer.Option(help="A table of facts, CSV.")],
    cut: Annotated[int | None, typer.Option(help="A year: fit up to its end, score what comes after.")] = None,
    policy: Annotated[str, typer.Option(help="Who decides for Vietnam; with a cut, after it.")] = "bamboo",
    worlds: Annotated[int, typer.Option(help="How many worlds are played.")] = 1000,
    budget: Annotated[int, typer.Option(help="About how many parameter sets are tried before the cut.")] = 400,
    seed: Annotated[int, typer.Option(help="Seed of all luck.")] = 1,
) -> None:
    """Score the model against a table of facts, beside simple baselines; losses are told, too.

    Columns: date (YYYY-MM or YYYY-MM-DD), kind, actor, value; for votes also us, russia (1 yes, 2 abstain, 3 no), yes, no, abstain
    (totals) and position. Kinds: vote, tier, arms_share, trade_share, incident, visit. seeds/history/example.csv is such a table.
    """
    from sim.app import calibrating

    raise typer.Exit(calibrating.hindcast(scenario, facts, cut, policy, worlds, budget, seed))


@app.command()
def bench(
    scenario: Annotated[str, typer.Argument(help="Folder or id of a scenario.")] = "ukraine-2022",
    seconds: Annotated[float, typer.Option(help="For each line, at least.")] = 3.0,
    worlds: Annotated[int, typer.Option(min=1, help="How many the largest batch has.")] = 100_000,
) -> None:
    """How fast it runs here, as ratios: engine, policy, batches, memory, adviser, beside plain Python and bare NumPy."""
    from sim.app import measuring

    raise typer.Exit(measuring.bench(scenario, seconds, worlds))


@app.command(name="adviser-check")
def adviser_check(
    scenario: Annotated[str, typer.Argument(help="Folder or id of a scenario.")],
    games: Annotated[int, typer.Option(help="How many games are played and forecast.")] = 200,
    seed: Annotated[int, typer.Option(help="Seed of all luck.")] = 1,
    policy: Annotated[
        list[str] | None, typer.Option(help="Who plays the games; default: all but the leans, in turn.")
    ] = None,
    futures: Annotated[int, typer.Option(help="Futures of each forecast.")] = 64,
    ensemble: Annotated[
        Path | None, typer.Option(help="Parameter sets; default: those fitted, where there are.")
    ] = None,
    jobs: Annotated[int, typer.Option(help="Processes.")] = 1,
    plot: Annotated[Path | None, typer.Option(help="A picture: .png, .svg or .pdf (extra lab).")] = None,
) -> None:
    """Do the adviser's bands hold, and do its chances come true as often as it says?"""
    from sim.app import advising

    raise typer.Exit(advising.adviser_check(scenario, games, seed, policy or [], futures, ensemble, jobs, plot))


app.add_typer(cli_batch.batch, name="batch")
for command in cli_writers.COMMANDS:
    app.command()(command)
app.add_typer(cli_writers.texts, name="texts")


def main() -> None:
    """Run the command line; exit 0 for success, 1 for an error, 2 for wrong usage, 130 for Ctrl-C, 143 for a polite kill."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # nothing multiplies matrices: its threads would only be started
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # Vietnamese must not fail where the system's own coding is older
            stream.reconfigure(encoding="utf-8", errors="replace")
    interrupted = _interruptions()
    try:
        app(standalone_mode=True)
    except UsageError as problem:
        typer.echo(f"error: {problem}", err=True)
        sys.exit(2)
    except Interrupted as problem:
        typer.echo(str(problem), err=True)
        sys.exit(128 + problem.signal)
    except BambooError as problem:
        typer.echo(str(problem) if isinstance(problem, ScenarioError) else f"error: {problem}", err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception:
        if not interrupted:  # a library that is hit while it loads makes an error of its own of Ctrl-C
            raise
        sys.exit(130)


def _interruptions() -> list[int]:
    """A list that gets an entry with every Ctrl-C that ends the program; one that is ignored stays so."""
    came: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:
        came.append(number)
        raise KeyboardInterrupt

    main_thread = threading.current_thread() is threading.main_thread()  # no other may say what a signal does
    if main_thread and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, note)
    return came
