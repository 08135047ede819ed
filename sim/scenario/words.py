"""Validated model -> Phrasebook: every text, every provenance, every formula as written.

Takes a `ScenarioIn`, gives a `Phrasebook`. Walks the models, so that a new section needs no code here.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from pydantic import BaseModel

from sim.rulebook.phrasebook import Path, Phrasebook, Provenance
from sim.scenario.schema import ScenarioIn, Sourced, TextIn

_FORMULAS = {"formula", "when", "chance", "stake", "lamp", "utility", "inflow", "add", "set", "of", "to"}
_PLAIN = {
    "icon", "key", "place", "unit", "kind", "note", "group", "version", "id", "shown_by", "sign", "takes", "scale",
}  # fmt: skip


def phrasebook(model: ScenarioIn) -> Phrasebook:
    """Collect the words of a scenario."""
    book = Phrasebook()
    for path, value in _walk((), model):
        if path[:1] == ("templates",):
            continue  # their words count once they are unfolded
        if isinstance(value, TextIn):
            texts = {"en": value.en, "vi": value.vi}
            book.texts[path] = {lang: unicodedata.normalize("NFC", t.strip()) for lang, t in texts.items() if t}
        elif isinstance(value, Sourced):
            if value.source or value.assumed or value.fitted:
                book.provenance[path] = Provenance(tuple(value.source), value.assumed or "", value.fitted or "")
        elif isinstance(value, str):
            if path[-1] in _FORMULAS or "cost" in path or "advice" in path:
                book.formulas[path] = value
            elif path[-1] in _PLAIN:
                book.plain[path] = value
    for id, grade in model.grades.items():
        book.plain["grades", id, "value"] = f"{grade.value:g}"
    for id, entry in model.history.items():
        if entry.source:
            book.provenance["history", id] = Provenance(tuple(entry.source))
    for id, term in model.terms.items():
        if term.source:
            book.provenance["terms", id] = Provenance(tuple(term.source))
    return book


def _walk(path: Path, value: object) -> Iterator[tuple[Path, object]]:
    yield path, value
    if isinstance(value, TextIn):
        return
    if isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            yield from _walk((*path, field.alias or name), getattr(value, name))
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _walk((*path, str(key)), inner)
