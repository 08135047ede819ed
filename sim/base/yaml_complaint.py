"""Takes what the YAML parser complains of; gives a diagnostic in our words, at the place that wants mending."""

from __future__ import annotations

import re
from collections.abc import Sequence

import yaml

from sim.base.diagnostic import Diagnostic
from sim.base.span import Span

_UNEXPECTED = ("this is not YAML", "compare the line with its neighbours: `key: value`, indented with spaces")
_MISALIGNED = (
    "the indentation does not fit the lines above",
    "give the keys of one map the same indentation, in spaces",
)
_UNCLOSED = ("a list or map in brackets is not closed", "close it with `]` or `}` and put commas between its items")
_ESCAPE = ("a text in double quotes holds a damaged escape", "write `\\\\` for a backslash, or use single quotes")
_COMPLAINTS = (  # words of libyaml and PyYAML, the sharper first -> our sentence and the way out
    (
        "while scanning a block scalar",
        ("`>` and `|` begin a text of several lines", "put the value in quotes, or begin the text on the next line"),
    ),
    (
        "while scanning an alias",
        ("a value that begins with `*` is an alias to YAML", "put the text in double quotes"),
    ),
    (
        "while scanning an anchor",
        ("a value that begins with `&` is an anchor to YAML", "put the text in double quotes"),
    ),
    (
        "a tag",
        ("a value that begins with `!` is a tag to YAML", "put the text in double quotes; in a formula write `not`"),
    ),
    ("cannot start any token", ("no value may begin with this character", "put the text in double quotes")),
    (
        "mapping values are not allowed",
        ("here no `: ` can stand", "put a text that holds `: ` in double quotes; check the indentation"),
    ),
    (
        "could not find expected ':'",
        ("a key lacks its colon", "write `key: value`; check the indentation of this line"),
    ),
    ("flow sequence", _UNCLOSED),
    ("flow mapping", _UNCLOSED),
    ("unexpected end of stream", ("a quoted text is not closed", "close the quote")),
    ("document indicator", ("a quoted text is not closed", "close the quote")),
    ("escape", _ESCAPE),
    ("expected key", _MISALIGNED),
    ("'-' indicator", _MISALIGNED),
    ("block end", _MISALIGNED),
    (
        "block sequence entries",
        ("a list item cannot stand here", "put each `- item` on a line of its own under its key"),
    ),
    ("document start", ("text after the end of the document", "remove it")),
)


def explain(problem: yaml.MarkedYAMLError, file: str, lines: Sequence[str]) -> Diagnostic:
    """One E010 for what stopped the parser. `lines` are the lines of the file.

    Where something was opened and never closed the place is the opening, since that is the line to mend.
    """
    said = f"{problem.problem or ''} {problem.context or ''}"
    message, cure = next((ours for words, ours in _COMPLAINTS if words in said), _UNEXPECTED)
    noticed = _point(problem.problem_mark or problem.context_mark, file, lines)
    sharper = _tab(noticed, file, lines) or _quote(noticed, lines)
    if sharper is None and "mapping values" in said:
        sharper = _colon(noticed, file, lines)
    if sharper is None and "while scanning" not in said:
        sharper = _bracket(noticed, lines)
    if sharper is not None:
        return sharper
    opening = _point(problem.context_mark, file, lines) if problem.context_mark else noticed
    if message.startswith(("a value that begins", "`>` and `|`")):
        return Diagnostic("E010", message, opening, cure)
    if opening.line == noticed.line:
        return Diagnostic("E010", message, noticed, cure)
    if "not closed" in message:
        return Diagnostic("E010", message, opening, cure, (noticed,))
    return Diagnostic("E010", message, noticed, cure, (opening,))


def _tab(noticed: Span, file: str, lines: Sequence[str]) -> Diagnostic | None:
    indent = re.match(r"[ ]*\t", lines[noticed.line - 1])
    if not indent:
        return None
    tab = Span(file, noticed.line, indent.end(), noticed.line, indent.end() + 1)
    return Diagnostic("E010", "a tab stands in the indentation", tab, "indent with spaces")


def _bracket(noticed: Span, lines: Sequence[str]) -> Diagnostic | None:
    """A bracket that closes nothing: outside all brackets YAML takes it for the begin of another value."""
    bracket = lines[noticed.line - 1][noticed.column - 1 : noticed.column]
    if bracket not in ("}", "]"):
        return None
    line = lines[noticed.line - 1][: noticed.column - 1]
    if line.count("[") + line.count("{") > line.count("]") + line.count("}"):
        return Diagnostic("E010", f"a `{bracket}` cannot stand here", noticed, "close each bracket with its own kind")
    return Diagnostic("E010", f"this `{bracket}` closes nothing", noticed, "take it away, or open a bracket before")


def _quote(noticed: Span, lines: Sequence[str]) -> Diagnostic | None:
    """An apostrophe that ends the text which single quotes hold: 'It's'."""
    line = lines[noticed.line - 1]
    if not (
        line[noticed.column - 2 : noticed.column - 1] == "'" and line[noticed.column - 1 : noticed.column].isalpha()
    ):
        return None
    end = Span(noticed.file, noticed.line, noticed.column - 1, noticed.line, noticed.column)
    return Diagnostic("E010", "the text in quotes ends here", end, "put a text with an apostrophe in double quotes")


def _colon(noticed: Span, file: str, lines: Sequence[str]) -> Diagnostic | None:
    """The line above lacks the space after its colon, or has a wide one: YAML reads it as a text that goes on."""
    for row in range(noticed.line - 2, -1, -1):
        line = lines[row]
        if not line.strip():
            continue
        glued = re.match(r"\s*(?:- )?[\w.-]+(:)[^\s:/]", line)
        if glued:
            place = Span(file, row + 1, glued.start(1) + 1, row + 1, glued.start(1) + 2)
            return Diagnostic("E010", "a space is missing after this colon", place, "write `key: value`")
        wide = line.find("\uff1a")
        if wide >= 0:
            place = Span(file, row + 1, wide + 1, row + 1, wide + 2)
            return Diagnostic("E010", "this is not a colon but a wide one (U+FF1A)", place, "write `:` and a space")
        return None
    return None


def _point(mark: yaml.Mark | None, file: str, lines: Sequence[str]) -> Span:
    """The character that a mark names, or the end of the text where it lies beyond."""
    if mark is None:
        return Span(file, 1, 1, 1, 2)
    row = min(mark.line, len(lines) - 1)
    column = mark.column + 1 if mark.line == row else len(lines[row]) + 1
    return Span(file, row + 1, column, row + 1, column + 1)
