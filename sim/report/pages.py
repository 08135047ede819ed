"""The shapes of pages that open from the desk: a power in full, the book of terms and facts.

Takes nothing and gives shapes only, as `report.desk` does for the desk itself. All texts are finished, in one language.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.report.desk import Chip, Number, Source


@dataclass(frozen=True, slots=True)
class Remembered:
    """A part of a number's value that something long ago left in it. All parts sum to the value, as shown, too."""

    title: str
    date: str  # when; empty for what has no date of its own
    amount: float  # what is left of it now
    amount_text: str
    first_text: str  # what it was at first; empty where that is not another number
    good: int
    opens: str = ""  # what was done, or the number that it is drawn to
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Domain:
    """One domain of the dependence on a power: its share of the whole, and the numbers it was computed from."""

    title: str
    amount: float
    text: str
    opens: str


@dataclass(frozen=True, slots=True)
class Chance:
    """Something a power may do next, and how likely."""

    title: str
    share: float
    text: str


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that moved a tie: when, what, by how much at that time."""

    date: str
    title: str
    kind: str  # "vote" | "answer" | "order" | "move" | "event"
    chip: Chip


@dataclass(frozen=True, slots=True)
class Section:
    """Numbers that belong together."""

    title: str
    numbers: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class PowerPage:
    """One power in full."""

    id: str
    title: str
    rank: str
    about: str  # what the relation is, in a sentence
    chances: tuple[Chance, ...]
    relation: Number
    remembered: tuple[Remembered, ...]  # the relation as a sum; empty where it is seen dimly or carries no memory
    dependence: Number | None
    domains: tuple[Domain, ...]
    sections: tuple[Section, ...]
    deeds: tuple[Deed, ...]  # newest first
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the codex."""

    id: str  # what `explain` knows it by: "term.ladder", "source.F042", "climate"
    kind: str  # "term" | "number" | "verb" | "fact" | "paragraph" | "mechanism" | "work"
    title: str
    text: str
    meta: str = ""  # dates, place, unit
    opens: tuple[tuple[str, str], ...] = ()  # (name, title) of what it leads to
