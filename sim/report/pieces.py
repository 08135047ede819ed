"""Takes the names of a scenario, gives pieces of a document: words, formulas, texts with links, where numbers come from."""

from __future__ import annotations

from collections.abc import Iterator

from sim.report.names import Names
from sim.report.outline import Part, Row

_UNSAID = ("assumed", "fitted")


def in_words(text: object) -> tuple[Part, ...]:
    """Plain words."""
    return (Part(str(text)),)


def as_formula(text: str) -> tuple[Part, ...]:
    """A formula as written."""
    return (Part(text, "formula"),)


class Pieces:
    """What every part of a document needs."""

    def __init__(self, names: Names) -> None:
        self.names, self.say, self.rules = names, names.phrases, names.rules

    def text(self, *path: str) -> tuple[Part, ...]:
        """The text at a path with its links."""
        return tuple(
            Part(run.text, "link", run.opens) if run.opens else Part(run.text, "strong" if run.bold else "words")
            for run in self.names.runs(*path, self_="…")
        )

    def sources(self, *path: str) -> Iterator[Row]:
        """Where the numbers at a path come from, as one row; none if nothing is said."""
        parts: list[Part] = []
        for source in self.names.sources(*path):
            if source.id in _UNSAID:
                parts.append(Part(("; " if parts else "") + source.text))
            else:
                parts += [*((Part(" "),) if parts else ()), Part(source.id, "source")]
        if parts:
            yield Row(self.say("doc_provenance"), tuple(parts))
