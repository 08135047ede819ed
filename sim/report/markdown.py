"""Takes a document, gives it as lines of Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.report.outline import Document, Entry, Part, Row


def markdown(document: Document) -> Iterator[str]:
    """The whole document."""
    yield f"# {document.title}"
    for paragraph in document.lead:
        yield from ("", _text(paragraph))
    for section in document.sections:
        yield from ("", f"## {section.title}")
        if section.rows:
            yield ""
            yield from _rows(section.rows)
        for entry in section.entries:
            yield from _entry(entry)


def _entry(entry: Entry) -> Iterator[str]:
    yield from ("", f"### `{entry.name}`{f' [{entry.axes}]' if entry.axes else ''} {entry.title}".rstrip())
    if entry.about:
        yield _text(entry.about)
    yield from _rows(entry.rows)


def _rows(rows: Sequence[Row], indent: str = "") -> Iterator[str]:
    for row in rows:
        text = _text(row.parts)
        yield f"{indent}- {f'{row.label}: {text}' if row.label and text else row.label or text}"
        yield from _rows(row.rows, indent + "  ")


def _text(parts: Sequence[Part]) -> str:
    return "".join(_part(part) for part in parts)


def _part(part: Part) -> str:
    match part.kind:
        case "strong":
            return f"**{part.text}**"
        case "id" | "formula":
            return f"`{part.text}`"
        case "source":
            return f"[{part.text}]"
        case _:
            return part.text
