"""Takes texts and edits by place, gives the texts with only these places changed: comments, order and layout stay."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sim.base.diagnostic import LINE_BREAK
from sim.base.document import Document, Place
from sim.base.errors import BambooError
from sim.base.span import Span


@dataclass(frozen=True, slots=True)
class Edit:
    """What stands at a span is replaced; a span of no width inserts."""

    span: Span
    new: str


def apply(texts: Mapping[str, str], edits: Iterable[Edit]) -> dict[str, str]:
    """The changed files only, by name.

    Args:
        texts: what stands in each file, as it was read.

    Errors: BambooError if two edits touch the same place.
    """
    by_file: dict[str, list[tuple[int, int, str]]] = {}
    starts = {name: _line_starts(text) for name, text in texts.items()}
    for edit in edits:
        begin = starts[edit.span.file]
        at = begin[edit.span.line - 1] + edit.span.column - 1
        end = begin[min(edit.span.end_line, len(begin)) - 1] + edit.span.end_column - 1
        by_file.setdefault(edit.span.file, []).append((at, min(end, len(texts[edit.span.file])), edit.new))
    changed = {}
    for name, pieces in by_file.items():
        text, after = texts[name], len(texts[name]) + 1
        for at, end, new in sorted(pieces, reverse=True):
            if end > after:
                raise BambooError("two changes fall on one place", name, "change one of them by hand")
            text, after = text[:at] + new + text[end:], at
        if text != texts[name]:
            changed[name] = text
    return changed


def _line_starts(text: str) -> list[int]:
    return [0, *(match.end() for match in LINE_BREAK.finditer(text))]


def quoted(text: str) -> str:
    """A text as a scalar in double quotes, on one line; stands in a block and in brackets."""
    return json.dumps(text, ensure_ascii=False)


def beside(document: Document, texts: Mapping[str, str], path: Place, key: str, text: str) -> Edit:
    """The edit that gives the map at `path` a further key with a text, behind its last key and in its own layout."""
    value = document.value
    for step in path:
        value = value[step] if isinstance(value, dict) and isinstance(step, str) else None
    span = document.span(path)
    if not isinstance(value, dict) or not value:
        raise BambooError(f"`{'.'.join(map(str, path))}` is no map", str(span))
    last = (*path, next(reversed(value)))
    end = document.span(last)
    lines = LINE_BREAK.split(texts[span.file])
    if lines[span.line - 1][span.column - 1 : span.column] == "{":
        return Edit(
            Span(span.file, end.end_line, end.end_column, end.end_line, end.end_column), f", {key}: {quoted(text)}"
        )
    pad = " " * (document.key_span(last).column - 1)
    line_end = "\r\n" if "\r\n" in texts[span.file] else "\n"
    if end.end_column == 1 and end.end_line > end.line:  # a text in `|` or `>` ends where the next line begins
        return Edit(Span(span.file, end.end_line, 1, end.end_line, 1), f"{pad}{key}: {quoted(text)}{line_end}")
    column = len(lines[end.end_line - 1]) + 1
    return Edit(Span(span.file, end.end_line, column, end.end_line, column), f"{line_end}{pad}{key}: {quoted(text)}")


def instead(document: Document, texts: Mapping[str, str], path: Place, text: str) -> Edit:
    """The edit that puts a text in the place of the scalar at `path`."""
    span = document.span(path)
    if span.end_column == 1 and span.end_line > span.line:
        return Edit(span, quoted(text) + ("\r\n" if "\r\n" in texts[span.file] else "\n"))
    return Edit(span, quoted(text))


def difference(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """What would change, file by file, as a unified diff without context."""
    parts: list[str] = []
    for name, text in after.items():
        old = before[name].splitlines(keepends=True)
        parts += difflib.unified_diff(old, text.splitlines(keepends=True), name, name, n=0)
    return "".join(part if part.endswith("\n") else part + "\n" for part in parts)
