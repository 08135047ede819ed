"""Takes what stands behind `--lang`, gives a language of the game; any other word is refused with those that there are."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.base.errors import UsageError
from sim.rulebook.phrasebook import LANGUAGES


def known(lang: str | None) -> str | None:
    """The language itself.

    Errors: UsageError if the game does not speak it.
    """
    if lang is not None and lang not in LANGUAGES:
        raise UsageError(f"no language `{lang}`", cure=f"there are: {', '.join(LANGUAGES)}")
    return lang


Lang = Annotated[str, typer.Option(help="en or vi.", callback=known)]
