"""Takes a language, gives how the model works: a lead and nine short pieces, each with a title."""

from __future__ import annotations

from collections.abc import Iterator

from sim.report.phrases import Phrases

PIECES = ("turn", "memory", "triad", "dependence", "home", "danger", "luck", "adviser", "source")


def lead(say: Phrases) -> str:
    """What to know first."""
    return say("model_lead")


def pieces(say: Phrases) -> Iterator[tuple[str, str, str]]:
    """(id, title, text) of each piece, in the order in which they are read."""
    for id in PIECES:
        title, _, text = say(f"model_{id}").partition(": ")
        yield id, title, text
