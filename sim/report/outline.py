"""What a document is made of before it becomes Markdown or HTML: sections, entries, labelled rows, parts of text.

Takes nothing and gives shapes only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

PartKind = Literal["words", "strong", "link", "id", "formula", "source"]


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of text. A `link` opens the entry called `opens`; an `id`, a `formula` and a `source` are shown as written."""

    text: str
    kind: PartKind = "words"
    opens: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line about an entry: a label (may be empty), its content, and what belongs under it."""

    label: str
    parts: tuple[Part, ...]
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing of the model: `name` as it is written, its axes, its title, a sentence about it, its rows."""

    anchor: str
    name: str
    axes: str
    title: str
    about: tuple[Part, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Entries of one kind, or plain rows. Where `columns` names labels, the entries are alike and read best as a table.

    `first` heads the column of the entries' own names; `picture` is an SVG that shows what the rest tells.
    """

    anchor: str
    title: str
    entries: tuple[Entry, ...] = ()
    rows: tuple[Row, ...] = ()
    columns: tuple[str, ...] = ()
    first: str = ""
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document. `anchors` leads from a name to the entry that tells of it."""

    lang: str
    title: str
    lead: tuple[tuple[Part, ...], ...]  # paragraphs
    sections: tuple[Section, ...]
    contents: str  # heading of the table of contents
    anchors: Mapping[str, str] = field(default_factory=dict)
