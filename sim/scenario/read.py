"""Takes the files of a scenario's folder as documents; gives one document, or a parent overlaid by its child.

The reader of a single file is `sim.base.yaml_reader`, which the ledger of facts shares; its names are offered here too.
"""

from __future__ import annotations

from collections.abc import Sequence

from sim.base.diagnostic import Report
from sim.base.span import Span
from sim.base.yaml_reader import Document, Place, Spans, Value, read_file, read_text

__all__ = ["Document", "Place", "Spans", "Value", "merge", "overlay", "read_file", "read_text"]


def merge(documents: Sequence[Document], report: Report) -> Document:
    """Unites the files of one folder. A section may stand in several files; an id may stand in it only once (E096).

    The first place wins where two collide, so that checking can go on. Spans keep the file that they came from.
    """
    united: dict[str, Value] = {}
    root = documents[0].spans[()] if documents else (None, Span("", 1, 1, 1, 1))
    spans: Spans = {(): root}
    for document in documents:
        sections = document.value
        if not isinstance(sections, dict):
            continue
        taken: set[Place] = set()
        for section, content in sections.items():
            present = united.get(section)
            if section not in united:
                united[section] = dict(content) if isinstance(content, dict) else content
                taken.add((section,))
            elif isinstance(present, dict) and isinstance(content, dict):
                for name, value in content.items():
                    if name in present:
                        _twice(spans, document, (section, name), report)
                    else:
                        present[name] = value
                        taken.add((section, name))
            else:
                _twice(spans, document, (section,), report)
        for path, places in document.spans.items():
            if path[:1] in taken or path[:2] in taken:
                spans[path] = places
    first = documents[0] if documents else None
    return Document(first.file if first else "", first.text if first else "", united, spans)


def _twice(spans: Spans, document: Document, path: Place, report: Report) -> None:
    key, value = spans[path]
    first = key or value
    what = f"`{path[-1]}` stands twice in `{path[0]}`" if len(path) > 1 else f"`{path[0]}` stands in two files"
    cure = f"it stands already at {first}; keep one of the two"
    report.error("E096", what, document.key_span(path), cure, (first,))


def overlay(parent: Document, child: Document) -> Document:
    """The child laid over its parent: maps merge at every depth, anything else replaces what the parent has there.

    A number stated anew is no longer `fitted:` as the parent's was, unless the child says so. Keys keep the parent's order, new ones
    follow. Each span keeps the file that its value came from.
    """
    replaced: set[Place] = set()
    value = _overlay(parent.value, child.value, (), replaced)
    spans: Spans = {
        path: places
        for path, places in parent.spans.items()
        if not any(path[:length] in replaced for length in range(len(path) + 1))
    }
    spans.update(child.spans)
    return Document(child.file, child.text, value, spans)


def _overlay(under: Value, over: Value, path: Place, replaced: set[Place]) -> Value:
    if not isinstance(under, dict) or not isinstance(over, dict):
        replaced.add(path)
        return over
    united: dict[str, Value] = dict(under)
    if ("value" in over or "start" in over) and "fitted" not in over:
        united.pop("fitted", None)  # it told how the parent's number was found, not this one
        replaced.add((*path, "fitted"))
    for key, value in over.items():
        united[key] = _overlay(under[key], value, (*path, key), replaced) if key in under else value
    return united
