"""A scenario written for an older ruleset -> the edits that bring it up: renamed ids, and the versions that it says it goes with.

Takes the merged chain (which may be full of errors) and the folder's own files; gives edits of these files only. What a formula or a
link names is found by parsing it, so that no word of a text is changed by chance.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sim.base.diagnostic import LINE_BREAK
from sim.base.document import Document, Place, Value
from sim.base.span import Span
from sim.scenario.edit import Edit
from sim.scenario.forms import EXTENDS
from sim.scenario.parse import Apply, Name, Syntax, SyntaxFault, parse, parts
from sim.scenario.renamed import present_id

NUMBERS = ("variables", "derived", "delays", "parameters", "outcomes")
_TEXTS = ("en", "vi")
_WORDS = (
    "title",
    "assumed",
    "date_assumed",
    "fitted",
    "note",
    "source",
    "unit",
    "icon",
    "key",
    "kind",
    "id",
    "version",
    "extends",
)
_LINK = re.compile(r"(?<=\]\()(?:(action|event|term|power)\.)?([a-z][a-z0-9_]*)")
_EVENTS, _VERBS = ("fired", "since", "chosen"), ("ordered",)
_SCREEN = {"judgements": ("outcomes",), "attention": NUMBERS, "relations": NUMBERS, "rank": NUMBERS, "dependence": NUMBERS,
           "numbers": NUMBERS, "moods": NUMBERS, "ladder": NUMBERS}  # fmt: skip


@dataclass(slots=True)
class Migration:
    """Edits, and places that only their author can change."""

    edits: list[Edit] = field(default_factory=list)
    by_hand: list[str] = field(default_factory=list)


def migrate(
    documents: list[Document], renamed: Mapping[str, Mapping[str, str]], majors: Mapping[str, int]
) -> Migration:
    """What must change in a folder's files.

    Args:
        documents: the files, each by itself.
        renamed: all renames of the chain, section -> old -> new.
        majors: the major version of each ruleset of the chain.
    """
    found = Migration()
    for document in documents:
        for path, value in _walk((), document.value):
            _key(found, document, path, renamed)
            if path == ("extends",) and isinstance(value, str):
                _versions(found, document, value, majors)
            elif isinstance(value, str):
                _scalar(found, document, path, value, renamed)
    return found


def _walk(path: Place, value: Value) -> Iterator[tuple[Place, Value]]:
    if path[:1] == ("renamed",):
        return
    yield path, value
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in entries:
        yield from _walk((*path, key), inner)


def _now(renamed: Mapping[str, Mapping[str, str]], sections: tuple[str, ...], word: str) -> str:
    """What a word is called now, in the first of some sections that renamed it."""
    return next((new for s in sections if (new := present_id(renamed, s, word)) != word), word)


def _key(found: Migration, document: Document, path: Place, renamed: Mapping[str, Mapping[str, str]]) -> None:
    """A key that is an id, or the name of a number."""
    key, keys = document.spans.get(path, (None,))[0], [str(step) for step in path]
    if key is None or not path:
        return
    head = keys[-1].partition(".")[0]
    sections: tuple[str, ...] = ()
    if len(path) == 2:
        sections = (keys[0],)
    elif len(path) > 2 and keys[-2] in ("effects", "cost"):
        sections = NUMBERS
    elif keys[0] == "history" and len(path) == 4 and keys[2] in ("events", "moves"):
        sections = (keys[2],)
    new = _now(renamed, sections, head)
    if new != head:
        _replace(found, document, key, head, 0, new, keys[-1])


def _scalar(
    found: Migration, document: Document, path: Place, value: str, renamed: Mapping[str, Mapping[str, str]]
) -> None:
    keys = [str(step) for step in path]
    span = document.span(path)
    if keys[-1] in _TEXTS or (
        len(keys) > 1 and keys[-1] in ("title", "text", "about", "kicker", "reason", "lamp_text")
    ):
        for match in _LINK.finditer(value):
            sections = {"action": ("actions",), "event": ("events",), None: NUMBERS}.get(match[1], ())
            new = _now(renamed, sections, match[2])
            if new != match[2]:
                _replace(found, document, span, match[2], match.start(2), new, value)
        return
    if keys[0] == "remove" and len(path) == 3:
        new = _now(renamed, (keys[1],), value)
        if new != value:
            _replace(found, document, span, value, 0, new, value)
    elif keys[0] == "screen" and len(path) > 1:
        new = _now(renamed, _SCREEN.get(keys[1], ()), value)
        if new != value:
            _replace(found, document, span, value, 0, new, value)
    elif keys[-1] == "after" or (len(keys) > 2 and keys[-2] == "orders"):
        word = re.split(r"[. ]", value)[0]
        new = _now(renamed, ("events",) if keys[-1] == "after" else ("actions",), word)
        if new != word:
            _replace(found, document, span, word, 0, new, value)
    elif not any(key in _WORDS for key in keys[1:]):
        for word, at, new in _in_formula(value, renamed):
            _replace(found, document, span, word, at, new, value)


def _in_formula(text: str, renamed: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[str, int, str]]:
    """Each renamed word of an expression, where it stands and what it is called now; nothing in what is no expression."""
    try:
        waiting: list[tuple[Syntax, tuple[str, ...]]] = [(parse(text), NUMBERS)]
    except SyntaxFault:
        return
    while waiting:
        part, sections = waiting.pop()
        if isinstance(part, Name):
            new = _now(renamed, sections, part.parts[0])
            if new != part.parts[0]:
                yield part.parts[0], part.place.at, new
        kind = part.name if isinstance(part, Apply) else ""
        below = ("events",) if kind in _EVENTS else ("actions",) if kind in _VERBS else NUMBERS
        waiting += [(inner, below) for inner in parts(part)]


def _versions(found: Migration, document: Document, value: str, majors: Mapping[str, int]) -> None:
    """`bamboo >=1, <2` for a ruleset that is now version 2: the scenario goes with that one, too."""
    wanted = EXTENDS.match(value.strip())
    if wanted is None or not wanted[3] or majors.get(wanted[1], 0) < int(wanted[3]):
        return
    now = majors[wanted[1]]
    span = document.span(("extends",))
    found.edits.append(Edit(span, f'"{wanted[1]} >={now}, <{now + 1}"'))


def _replace(found: Migration, document: Document, span: Span, word: str, at: int, new: str, value: str) -> None:
    """Change a word at an offset of a scalar; by hand where quoting hides which of the words in the file it is."""
    begin, end = _offset(document.text, span.line, span.column), _offset(document.text, span.end_line, span.end_column)
    written = document.text[begin:end]
    here, there = _places(word, written), _places(word, value)
    if len(here) != len(there):
        found.by_hand.append(f"{span}: `{word}` is called `{new}` now; change it by hand, quotes hide where it stands")
        return
    place = begin + here[there.index(at)]
    before = LINE_BREAK.split(document.text[:place])
    line, column = len(before), len(before[-1]) + 1
    found.edits.append(Edit(Span(span.file, line, column, line, column + len(word)), new))


def _offset(text: str, line: int, column: int) -> int:
    """Where a line and column stand in a text; its end for what lies beyond."""
    begins = [0, *(match.end() for match in LINE_BREAK.finditer(text))]
    return min(begins[line - 1] + column - 1, len(text)) if line <= len(begins) else len(text)


def _places(word: str, text: str) -> list[int]:
    """Where a word begins in a text, alone or as a part of a longer one."""
    return [match.start() for match in re.finditer(f"(?={re.escape(word)})", text)]
