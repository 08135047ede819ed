"""Takes the provenance of a number, gives its sources as readable sentences."""

from __future__ import annotations

from collections.abc import Callable

from sim.report.desk import Source
from sim.report.phrases import Phrases
from sim.rulebook.phrasebook import Phrasebook

Cite = Callable[[str, str], str]
"""From the id of a fact, mechanism or work, and a language, to one sentence about it; "" if it is not known."""


def no_citations(id: str, lang: str) -> str:
    """Knows no source; for games whose ledger of facts is not at hand."""
    return ""


def sources_of(words: Phrasebook, phrases: Phrases, cite: Cite, *path: str) -> tuple[Source, ...]:
    """The sources of what stands at a path of the scenario (or of what encloses it), and why it is assumed or how fitted."""
    origin = words.source(*path)
    found = [Source(id, cite(id, phrases.lang)) for id in origin.sources]
    if origin.fitted:
        found.append(Source("fitted", phrases("source_fitted", how=origin.fitted)))
    if origin.assumed:
        found.append(Source("assumed", phrases("source_assumed", why=origin.assumed)))
    return tuple(found)
