"""Takes a merged document, gives it as lines of the same restricted YAML, each value with the file and line that it came from."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sim.base.diagnostic import Report
from sim.base.yaml_reader import Document, Place, Value, read_text

WIDTH = 72  # the column from which on the places stand


def resolved(document: Document, part: Place = (), folder: str | None = None) -> Iterator[str]:
    """The document as lines; what is printed reads back as the same values.

    Args:
        part: only what stands at this path.
        folder: only values that come from files of this folder.
    """
    value: Value = document.value
    for step in part:
        value = value[step] if isinstance(value, dict) and isinstance(step, str) else value
    if isinstance(value, dict | list):
        yield from _lines(document, value, part, 0, folder)
    else:
        yield _with_place(document, _scalar(value), part)


def _lines(document: Document, value: Value, path: Place, depth: int, folder: str | None) -> Iterator[str]:
    pad = "  " * depth
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in entries:
        lead = f"{pad}{_text(key)}:" if isinstance(key, str) else f"{pad}-"
        at = (*path, key)
        if isinstance(inner, dict | list) and inner:
            below = list(_lines(document, inner, at, depth + 1, folder))
            if below:
                yield lead
                yield from below
        elif folder is None or document.span(at).file.rpartition("/")[0] == folder:
            shown = "{}" if inner == {} else "[]" if inner == [] else _scalar(inner)
            yield _with_place(document, f"{lead} {shown}", at)


def _with_place(document: Document, line: str, path: Place) -> str:
    return f"{line.ljust(WIDTH)}  # {_place(document, path)}"


def _place(document: Document, path: Place) -> str:
    span = document.span(path)
    return f"{span.file}:{span.line}"


def _scalar(value: Value) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
    return _text(str(value))


def _text(text: str) -> str:
    """A text as a scalar: plain where that is safe, else in double quotes."""
    if text[:1].isalpha() and "\n" not in text and " #" not in text:
        back = read_text(f"x: {text}\n", "", Report())
        if back is not None and back.value == {"x": text}:
            return text
    return json.dumps(text, ensure_ascii=False)
