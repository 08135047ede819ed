"""The command line: names of commands and options, exit codes, and errors without tracebacks.

Takes the words of the command line; each command lives in its own module and is imported only when it is called.
"""

from __future__ import annotations

import sys
from typing import Annotated, Optional

import typer

from sim.base.errors import BambooError, UsageError

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
def check(
    paths: Annotated[Optional[list[str]], typer.Argument(help="Folders or ids of scenarios.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Findings as JSON.")] = False,
) -> None:
    """Check scenarios: every error with its line and the cure."""
    from sim.app import checking

    raise typer.Exit(checking.check(paths or [], as_json))


@app.command()
def scenarios() -> None:
    """List the scenarios."""
    from sim.app import checking

    raise typer.Exit(checking.scenarios())


def main() -> None:
    """Run the command line; exit 0 for success, 1 for an error, 2 for wrong usage, 130 for Ctrl-C."""
    try:
        app(standalone_mode=True)
    except UsageError as problem:
        typer.echo(f"error: {problem}", err=True)
        sys.exit(2)
    except BambooError as problem:
        typer.echo(f"error: {problem}", err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
