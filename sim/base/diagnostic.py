"""Takes what is wrong with a text and where; gives messages with the line, a caret under the place and a cure."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sim.base.span import Span

LINE_BREAK = re.compile(r"\r\n|\n|\r")
_ALLOW = re.compile(r"#\s*check:\s*allow\s+([EW]\d+(?:\s*,\s*[EW]\d+)*)\s+because\s+\S")
_CHECK = re.compile(r"#\s*check:.*")
_WINDOW = 100  # columns of the excerpt; longer lines are cut around the caret
_GUTTER = 6
_LONGEST_WORD = 64  # no id is longer; keeps the search for a similar one short on damaged files


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding: `code` E001 (error) or W101 (warning), one sentence, its place, a cure, and other places involved."""

    code: str
    message: str
    span: Span | None
    cure: str = ""
    also: tuple[Span, ...] = ()

    @property
    def is_error(self) -> bool:
        """True for codes that begin with E."""
        return self.code.startswith("E")


class Report:
    """Collects the findings about a set of texts. `texts` maps each file name to what stands in it."""

    def __init__(self, texts: Mapping[str, str] | None = None) -> None:
        self.texts: dict[str, str] = dict(texts or {})
        self._found: dict[Diagnostic, None] = {}
        self._allowed: dict[str, tuple[str, dict[int, frozenset[str]]]] = {}

    def error(self, code: str, message: str, span: Span | None, cure: str = "", also: Iterable[Span] = ()) -> None:
        """Adds an error; errors cannot be silenced."""
        self._found[Diagnostic(code, message, span, cure, tuple(also))] = None

    def warn(self, code: str, message: str, span: Span | None, cure: str = "", also: Iterable[Span] = ()) -> None:
        """Adds a warning; a comment `# check: allow CODE because ...` on its line silences it."""
        self._found[Diagnostic(code, message, span, cure, tuple(also))] = None

    def extend(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Adds findings that were made elsewhere."""
        for diagnostic in diagnostics:
            self._found[diagnostic] = None

    def amend(self, change: Callable[[Diagnostic], Diagnostic]) -> None:
        """Put another finding in the place of each, for those who know more than the one who made it."""
        self._found = {change(found): None for found in self._found}

    def warn_of_comments(self, file: str) -> None:
        """Warns of comments that are meant to silence something and silence nothing, because of their form."""
        text = self.texts.get(file, "")
        for number, line in enumerate(LINE_BREAK.split(text), 1) if "check:" in text else ():
            comment = _CHECK.search(line)
            allowed = _ALLOW.search(line)
            if comment is None or (allowed and "E" not in allowed[1]):
                continue
            place = Span(file, number, comment.start() + 1, number, comment.end() + 1)
            what = "errors cannot be silenced" if allowed else "this comment silences nothing"
            cure = "mend it, and delete the comment" if allowed else "write `# check: allow W101 because REASON`"
            self.warn("W111", what, place, cure)

    def has(self, code: str, within: Span) -> bool:
        """Whether a finding of a code lies within a place."""
        return any(d.code == code and d.span is not None and within.holds(d.span) for d in self._found)

    def under(self, span: Span) -> str:
        """The characters at a place on one line; "" if the text is not at hand."""
        lines = LINE_BREAK.split(self.texts.get(span.file, ""))
        return lines[span.line - 1][span.column - 1 : span.end_column - 1] if span.line <= len(lines) else ""

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """All findings that are not silenced, each once, by file, line and column."""
        return sorted((d for d in self._found if not self._is_allowed(d)), key=_reading_order)

    @property
    def ok(self) -> bool:
        """True if nothing found so far is an error."""
        return not any(diagnostic.is_error for diagnostic in self._found)

    def _is_allowed(self, diagnostic: Diagnostic) -> bool:
        if diagnostic.is_error or diagnostic.span is None:
            return False
        return diagnostic.code in self._allowances(diagnostic.span.file).get(diagnostic.span.line, ())

    def _allowances(self, file: str) -> dict[int, frozenset[str]]:
        text = self.texts.get(file, "")
        known = self._allowed.get(file)
        if known is None or known[0] is not text:
            lines = enumerate(LINE_BREAK.split(text), 1) if "allow" in text else ()
            found = ((number, _ALLOW.search(line)) for number, line in lines)
            by_line = {number: frozenset(re.split(r"\s*,\s*", match[1])) for number, match in found if match}
            known = self._allowed[file] = (text, by_line)
        return known[1]


def _reading_order(diagnostic: Diagnostic) -> tuple[str, int, int, str, str]:
    span = diagnostic.span
    if span is None:
        return ("", 0, 0, diagnostic.code, diagnostic.message)
    return (span.file, span.line, span.column, diagnostic.code, diagnostic.message)


def render(diagnostic: Diagnostic, texts: Mapping[str, str]) -> str:
    """The finding as text: place and message, the line with a caret, the cure, and the other places involved."""
    severity = "error" if diagnostic.is_error else "warning"
    head = f"{severity} {diagnostic.code}: {_printable(diagnostic.message)}"
    margin = " " * (_GUTTER + 1)
    lines = [f"{diagnostic.span}: {head}" if diagnostic.span else head]
    if diagnostic.span is not None:
        lines += _excerpt(diagnostic.span, texts.get(diagnostic.span.file))
    if diagnostic.cure:
        lines.append(f"{margin}= {_printable(diagnostic.cure)}")
    lines += [f"{margin}= see also {span}" for span in diagnostic.also]
    return "\n".join(lines)


def to_json(diagnostic: Diagnostic) -> dict[str, object]:
    """The finding as plain values for `check --json`."""
    return {
        "code": diagnostic.code,
        "severity": "error" if diagnostic.is_error else "warning",
        "message": diagnostic.message,
        "cure": diagnostic.cure,
        **(_span_values(diagnostic.span) if diagnostic.span else {"file": None}),
        "also": [_span_values(span) for span in diagnostic.also],
    }


def to_github(diagnostic: Diagnostic) -> str:
    """The finding as a workflow command, which GitHub shows beside the line; the last column is inclusive there."""
    severity = "error" if diagnostic.is_error else "warning"
    span = diagnostic.span
    where = [f"title={_property(diagnostic.code)}"]
    if span is not None:
        where = [f"file={_property(span.file)}", f"line={span.line}", f"endLine={span.end_line}", *where]
        if span.line == span.end_line:
            where[2:2] = [f"col={span.column}", f"endColumn={max(span.end_column - 1, span.column)}"]
    text = f"{diagnostic.message}\n{diagnostic.cure}".strip()
    return f"::{severity} {','.join(where)}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _span_values(span: Span) -> dict[str, object]:
    return {
        "file": span.file,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }


def _excerpt(span: Span, text: str | None) -> list[str]:
    """The line of the span and a row of carets under it; nothing if the text is not at hand."""
    if text is None:
        return []
    lines = LINE_BREAK.split(text)
    if not 1 <= span.line <= len(lines):
        return []
    line = lines[span.line - 1].removeprefix("\ufeff") if span.line == 1 else lines[span.line - 1]
    begin = min(max(span.column - 1, 0), len(line))
    end = span.end_column - 1 if span.end_line == span.line else len(line)
    end = min(max(end, begin), len(line))
    cells = [_cell(character) for character in line]
    left, right = _window(cells, begin)
    shown = "".join(cells[left:right])
    pad = _columns("".join(cells[left:begin]))
    caret = max(1, _columns("".join(cells[begin : min(end, right)])))
    ahead, behind = ("…" if left else "", "…" if right < len(cells) else "")
    return [
        f"{span.line:>{_GUTTER}} | {ahead}{shown}{behind}".rstrip(),
        f"{'':>{_GUTTER}} | {' ' * (pad + len(ahead))}{'^' * caret}",
    ]


def _window(cells: list[str], begin: int) -> tuple[int, int]:
    """Which characters of a line are shown: all, or as many as fit around the caret."""
    if len(cells) <= _WINDOW and _columns("".join(cells)) <= _WINDOW:
        return 0, len(cells)
    left, room = begin, _WINDOW // 3
    while left and room > 0:
        left -= 1
        room -= _columns(cells[left])
    right, room = left, _WINDOW
    while right < len(cells) and room > 0:
        room -= _columns(cells[right])
        right += 1
    return left, right


def _cell(character: str) -> str:
    """What a terminal shows for one character of a line: a tab is four spaces, a control character a mark."""
    if character == "\t":
        return "    "
    return character if unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} else "\ufffd"


def _columns(text: str) -> int:
    """Columns that a terminal needs for a text: two for wide characters, none for combining ones."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )


def _printable(text: str) -> str:
    return "".join(_cell(character) for character in text)


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate most like a misspelt word, or None if none is close. Case, hyphens and swapped letters weigh little."""
    if not word or len(word) > _LONGEST_WORD:
        return None
    wanted = _bare(word)
    known = {candidate: _bare(candidate) for candidate in candidates if candidate != word}
    slips = 1 if len(wanted) <= 5 else 2
    near: list[tuple[int, bool, float, str]] = []
    for candidate, bare in known.items():
        if abs(len(bare) - len(wanted)) <= slips and len(wanted) > 1:
            distance = _slips(wanted, bare)
            if distance <= slips and distance < max(2, len(wanted) - 1):
                other_letters = sorted(bare) != sorted(wanted)
                near.append((distance, other_letters, -difflib.SequenceMatcher(None, wanted, bare).ratio(), candidate))
    if near:
        return min(near)[-1]
    close = difflib.get_close_matches(wanted, list(known.values()), n=1, cutoff=0.72)
    return next((candidate for candidate, bare in known.items() if close and bare == close[0]), None)


def meant(word: str, known: Iterable[str], otherwise: str = "", *, before: str = "", after: str = "") -> str:
    """The cure for a misspelt word: the nearest of those known, with what stands `before` and `after` it; else what to do `otherwise`."""
    close = nearest(word, known)
    return f"did you mean `{before}{close}{after}`?" if close else otherwise


def _bare(word: str) -> str:
    return word.casefold().replace("-", "_").replace(" ", "_")


def _slips(a: str, b: str) -> int:
    """Slips of the hand between two words: a letter lost, added or changed, or two neighbours swapped (Damerau 1964)."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        earlier, before, row = before, row, [i]
        for j, other in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return row[-1]
