"""The command line of those who write scenarios: `check`, `show`, `explain`, `coverage` and the other tools of the workshop.

Takes the words of the command line; each command's body lives in its own module and is imported only when it is called.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.app.language import Lang, known

_FOLDER = "Folder or id of a scenario."


def new(
    id: Annotated[str, typer.Argument(help="Its id: small letters, digits and hyphens.")],
    template: Annotated[str, typer.Option(help="event, family or country.")] = "event",
    mine: Annotated[bool, typer.Option("--mine", help="In your own folder, so that the menu shows it.")] = False,
) -> None:
    """Begin a scenario: a folder that plays at once, with settings and completion for the editor."""
    from sim.app import starting

    raise typer.Exit(starting.new(id, template, mine))


def schema(
    scenario: Annotated[str, typer.Argument(help=_FOLDER)],
    out: Annotated[Path | None, typer.Option(help="The JSON file; default: where its editor looks for it.")] = None,
) -> None:
    """Tell the editor about new ids: writes the JSON Schema (draft-07) of a scenario's files anew."""
    from sim.app import starting

    raise typer.Exit(starting.schema(scenario, out))


def check(
    paths: Annotated[list[str] | None, typer.Argument(help="Folders or ids of scenarios.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Findings as JSON.")] = False,
    as_github: Annotated[bool, typer.Option("--github", help="Findings as annotations of a GitHub workflow.")] = False,
) -> None:
    """Check scenarios: every error with its line and the cure."""
    from sim.app import checking

    raise typer.Exit(checking.check(paths or [], as_json, as_github))


def show(
    scenario: Annotated[str, typer.Argument(help="Folder or id of a scenario or ruleset.")],
    part: Annotated[str, typer.Argument(help="Only this part, such as events.treaty.")] = "",
    whole: Annotated[bool, typer.Option("--resolved", help="With all that it inherits.")] = False,
) -> None:
    """Print a scenario's values, each with the file and line that it came from."""
    from sim.app import checking

    raise typer.Exit(checking.show(scenario, part, whole))


def explain(
    scenario: Annotated[str, typer.Argument(help=_FOLDER)],
    event: Annotated[str, typer.Argument(help="An event, event.member, event.option, verb, verb.target or ending.")],
    turn: Annotated[int, typer.Option(help="Which turn, 1 is the first; without it every turn, in short.")] = 0,
    policy: Annotated[str, typer.Option(help="Who decides.")] = "history",
    seed: Annotated[int, typer.Option(help="Seed of all luck.")] = 1,
    world: Annotated[int, typer.Option(help="Number of the world.")] = 0,
) -> None:
    """Why an event or an ending came or did not: its conditions with the values of that turn."""
    from sim.app import writing

    raise typer.Exit(writing.explain(scenario, event, turn, policy, seed, world))


def coverage(
    scenario: Annotated[str, typer.Argument(help=_FOLDER)],
    policy: Annotated[list[str] | None, typer.Option(help="Who decides; may be given several times.")] = None,
    worlds: Annotated[int, typer.Option(help="How many worlds in all.")] = 4000,
    seed: Annotated[int, typer.Option(help="Seed of all luck.")] = 1,
    jobs: Annotated[int, typer.Option(help="Processes.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """In how many worlds each event happens, and the clause that keeps it out most often."""
    from sim.app import writing

    raise typer.Exit(writing.coverage(scenario, policy or [], worlds, seed, jobs, as_json))


def graph(
    scenario: Annotated[str, typer.Argument(help=_FOLDER)],
    out: Annotated[Path, typer.Option(help="A file that ends in .svg or .html.")],
    policy: Annotated[list[str] | None, typer.Option(help="Who decides; may be given several times.")] = None,
    worlds: Annotated[int, typer.Option(help="How many worlds in all.")] = 4000,
    seed: Annotated[int, typer.Option(help="Seed of all luck.")] = 1,
    jobs: Annotated[int, typer.Option(help="Processes.")] = 1,
    lang: Lang = "en",
) -> None:
    """Draw when the events come: quarter by quarter, the share of worlds, and what leads to what."""
    from sim.app import writing

    raise typer.Exit(writing.graph(scenario, out, policy or [], worlds, seed, jobs, lang))


def balance(
    scenario: Annotated[str, typer.Argument(help=_FOLDER)],
    worlds: Annotated[int, typer.Option(help="In how many worlds each answer is forced.")] = 64,
    seed: Annotated[int, typer.Option(help="Seed of all luck.")] = 1,
    jobs: Annotated[int, typer.Option(help="Processes.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Findings as JSON.")] = False,
) -> None:
    """What dominates, never happens, cannot be reached or stands at its limits; the author's checks; the fit to the record."""
    from sim.app import balancing

    raise typer.Exit(balancing.balance(scenario, worlds, seed, jobs, as_json))


def pack(
    scenario: Annotated[str, typer.Argument(help=_FOLDER)],
    out: Annotated[Path | None, typer.Option(help="The zip; default: ID-VERSION.zip here.")] = None,
) -> None:
    """Make one file of a scenario (and of rulesets of your own that it extends) that others can play as it is."""
    from sim.app import packing

    raise typer.Exit(packing.pack(scenario, out))


def migrate(
    scenario: Annotated[str, typer.Argument(help=_FOLDER)],
    write: Annotated[
        bool, typer.Option("--write", help="Change the files; without it the change is only shown.")
    ] = False,
) -> None:
    """Bring a scenario up to the ruleset that it extends: renamed ids, versions; comments stay."""
    from sim.app import migrating

    raise typer.Exit(migrating.migrate(scenario, write))


def diff(
    before: Annotated[str, typer.Argument(help="Folder, id or pack of a scenario.")],
    after: Annotated[str, typer.Argument(help="The same scenario, changed.")],
    worlds: Annotated[int, typer.Option(help="How many worlds each policy plays of both; 0: none.")] = 500,
    policy: Annotated[list[str] | None, typer.Option(help="Who decides; may be given several times.")] = None,
    seed: Annotated[int, typer.Option(help="Seed of all luck, the same for both.")] = 1,
) -> None:
    """What a change changes: which version step is due, and what moves in the same worlds, with intervals."""
    from sim.app import comparing

    raise typer.Exit(comparing.diff(before, after, worlds, policy or [], seed))


texts = typer.Typer(help="A scenario's texts for translators, as gettext's .po files.")


@texts.command(name="export")
def texts_export(
    scenario: Annotated[str, typer.Argument(help=_FOLDER)],
    lang: Annotated[str, typer.Option(help="The language to translate into.", callback=known)] = "vi",
    out: Annotated[Path | None, typer.Option(help="The .po file; without it, it is printed.")] = None,
) -> None:
    """Write a scenario's own texts as a .po file."""
    from sim.app import translating

    raise typer.Exit(translating.export(scenario, lang, out))


@texts.command(name="import")
def texts_import(
    scenario: Annotated[str, typer.Argument(help=_FOLDER)],
    file: Annotated[Path, typer.Argument(help="A .po file.")],
    lang: Annotated[str, typer.Option(help="The language that it translates into.", callback=known)] = "vi",
    write: Annotated[
        bool, typer.Option("--write", help="Change the scenario; without it the change is only shown.")
    ] = False,
) -> None:
    """Put the translations of a .po file where the texts stand; comments and layout stay."""
    from sim.app import translating

    raise typer.Exit(translating.bring_in(scenario, file, lang, write))


COMMANDS = (new, schema, check, show, explain, coverage, graph, balance, diff, pack, migrate)
