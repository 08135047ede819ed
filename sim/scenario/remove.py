"""`remove:` in a scenario: what its ruleset has and its own time does not.

Takes the parent's and the child's documents, gives both without the section and without what it names. A scenario of 1978 has no
sanctions law of 2017; naming what the parent lacks is an error, because it would hide a misspelling.
"""

from __future__ import annotations

from dataclasses import replace

from sim.base.diagnostic import Report, meant
from sim.base.document import Document, Place, Value
from sim.base.span import Span

SECTION = "remove"
REMOVABLE = (
    "parameters",
    "variables",
    "derived",
    "delays",
    "terms",
    "actions",
    "moves",
    "events",
    "outcomes",
    "endings",
)


def apply_removals(parent: Document, child: Document, report: Report) -> tuple[Document, Document]:
    """Cut what the child removes out of the parent, and the section out of the child."""
    wishes = child.value.get(SECTION) if isinstance(child.value, dict) else None
    if wishes is None:
        return parent, child
    cut: set[Place] = set()
    if not isinstance(wishes, dict):
        report.error(
            "E160", "`remove` needs a map of sections", child.span((SECTION,)), "write `remove: {actions: [club_step]}`"
        )
        wishes = {}
    for section, ids in wishes.items():
        at: Place = (SECTION, section)
        if section not in REMOVABLE:
            cure = meant(section, REMOVABLE, f"sections: {', '.join(REMOVABLE)}")
            report.error("E161", f"nothing can be removed from `{section}`", child.key_span(at), cure)
        elif not isinstance(ids, list):
            report.error("E160", f"`remove.{section}` needs a list of ids", child.span(at), "write `[first, second]`")
        else:
            known = parent.value.get(section) if isinstance(parent.value, dict) else None
            cut |= _named(section, ids, known if isinstance(known, dict) else {}, child, report)
    return _cut(parent, cut), _cut(child, {(SECTION,)})


def removals(child: Document) -> dict[str, Span]:
    """The ids that a document removes, and where it says so."""
    wishes = child.value.get(SECTION) if isinstance(child.value, dict) else None
    return {
        str(id): child.span((SECTION, section, position))
        for section, ids in (wishes.items() if isinstance(wishes, dict) else ())
        for position, id in enumerate(ids if isinstance(ids, list) else ())
    }


def _named(section: str, ids: list[Value], known: dict[str, Value], child: Document, report: Report) -> set[Place]:
    found: set[Place] = set()
    for position, id in enumerate(ids):
        if str(id) in known:
            found.add((section, str(id)))
            continue
        cure = meant(str(id), known, "only what the ruleset has can be removed")
        report.error("E162", f"the ruleset has no `{section}.{id}`", child.span((SECTION, section, position)), cure)
    return found


def _cut(document: Document, places: set[Place]) -> Document:
    """The document without the maps or entries at some places."""
    if not places or not isinstance(document.value, dict):
        return document
    value: dict[str, Value] = {}
    for section, content in document.value.items():
        if (section,) in places:
            continue
        if isinstance(content, dict):
            value[section] = {id: inner for id, inner in content.items() if (section, id) not in places}
        else:
            value[section] = content
    spans = {p: s for p, s in document.spans.items() if p[:1] not in places and p[:2] not in places}
    return replace(document, value=value, spans=spans)
