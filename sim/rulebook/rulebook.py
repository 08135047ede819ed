"""The Rulebook: what a scenario is after compilation, as frozen numbers without a word of text.

Takes nothing. `scenario.compile` makes it, `engine` runs it. World numbers are arrays with the world axis last; a *block* is a run
of rows of such an array that belongs to one id.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b, sha256
from typing import Literal

from sim.rulebook.expression import Formula
from sim.rulebook.reach import spread_of
from sim.rulebook.screen import Screen, Voice
from sim.rulebook.script import Scripted
from sim.rulebook.target import Target


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis of a block: its name (the group's id, or its alias) and the group whose members lie along it."""

    name: str
    group: str


@dataclass(frozen=True, slots=True)
class Group:
    """An index set."""

    id: str
    members: tuple[str, ...]
    within: str | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number (or a block of numbers) that calibration may move; rows of `params`."""

    id: str
    axes: tuple[Axis, ...]
    row: int
    value: tuple[float, ...]  # row-major
    low: float
    high: float
    unit: str
    free: bool = False  # calibration may move it
    prior: tuple[float, ...] | None = None  # what stood there before it was fitted

    @property
    def size(self) -> int:
        return len(self.value)


@dataclass(frozen=True, slots=True)
class Term:
    """One named cause of a variable's change, evaluated in the flows phase."""

    id: str
    formula: Formula


@dataclass(frozen=True, slots=True)
class Variable:
    """A carried number (or block); rows of `state`."""

    id: str
    axes: tuple[Axis, ...]
    row: int
    start: tuple[float, ...]  # row-major, on the grid
    low: float
    high: float
    unit: str
    good: int  # 1 high is better, -1 low is better, 0 neither
    decimals: int
    levels: tuple[tuple[str, float], ...]  # (id, from), ascending
    terms: tuple[Term, ...]
    sums_to: float | None
    sight: float  # half-width of the error with which Vietnam sees it, 0: exactly
    usual: tuple[tuple[int, int], ...] = ()  # (row of the block, row of a parameter): starts at that parameter's value
    origin: str = ""  # its first id, which addresses its luck, if it was renamed

    @property
    def size(self) -> int:
        return len(self.start)


@dataclass(frozen=True, slots=True)
class Derived:
    """A computed number (or block)."""

    id: str
    axes: tuple[Axis, ...]
    size: int
    formula: Formula
    low: float
    high: float
    unit: str
    good: int
    decimals: int
    levels: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Delay:
    """A pipeline: what goes in comes out `first`..`last` turns later, in equal parts; rows of `outflow`."""

    id: str
    axes: tuple[Axis, ...]
    row: int
    track: int  # first row of its inflow in the trail
    inflow: Formula
    first: int
    last: int
    steady: tuple[float, ...]  # inflow a turn before the start
    unit: str

    @property
    def size(self) -> int:
        return len(self.steady)


@dataclass(frozen=True, slots=True)
class Tracker:
    """A value remembered turn by turn; rows of the trail. `test` is a formula whose shape is (size,)."""

    row: int
    size: int
    formula: Formula


@dataclass(frozen=True, slots=True)
class Tally:
    """A value summed over the game, or the largest so far (of a test: whether it ever held); rows of the tally."""

    kind: Literal["sum", "ever"]
    row: int
    size: int
    formula: Formula


@dataclass(frozen=True, slots=True)
class Effect:
    """A change that an act makes: `formula` over (bound axis, free axes of the target), added to `rows` or setting them.

    `rows[b]` are the rows touched for bound member b (one entry if nothing is bound), row-major over the free axes.
    """

    store: Literal["variable", "delay"]
    id: str
    rows: tuple[tuple[int, ...], ...]
    formula: Formula
    sets: bool


@dataclass(frozen=True, slots=True)
class Cost:
    """What an order costs: `formula` over the bound axis, taken from row `row` of the state."""

    id: str
    row: int
    formula: Formula


@dataclass(frozen=True, slots=True)
class Action:
    """A standing verb."""

    id: str
    group: str | None  # of its targets
    targets: tuple[str, ...]  # members, or ("",)
    costs: tuple[Cost, ...]
    when: Formula | None
    forbidden: bool
    effects: tuple[Effect, ...]
    verb_group: str


@dataclass(frozen=True, slots=True)
class MoveOption:
    """One thing that a power may choose."""

    id: str
    utility: Formula
    effects: tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """A choice that each member of `group` makes every turn: softmax over the options' utilities."""

    id: str
    group: str | None
    members: tuple[str, ...]
    options: tuple[MoveOption, ...]
    origin: str = ""  # its first id, which addresses its luck, if it was renamed


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to a card."""

    id: str
    when: Formula | None
    costs: tuple[Cost, ...]
    effects: tuple[Effect, ...]


EventKind = Literal["card", "memo", "vote", "news", "hazard", "chain", "shock"]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens. Its instances are `first`.. `first + len(members)` on the events axis."""

    id: str
    kind: EventKind
    main: bool  # opens in the main place, not in the tray
    group: str | None
    members: tuple[str, ...]
    first: int
    on: int | None  # turn, 1-based
    start: int | None
    until: int | None
    when: Formula | None
    chance: Formula | None
    after: tuple[int, int, int] | None  # (first instance, how many, option or -1)
    lag: int
    again: int | None
    limit: int | None
    stake: Formula | None
    effects: tuple[Effect, ...]
    options: tuple[Option, ...]  # answers, without `wait`
    wait: Option | None
    advice: tuple[Formula, ...]  # one per option, or empty
    history: int  # option of the record, -1: it waited
    origin: str = ""  # its first id, which addresses its luck, if it was renamed
    foreseen: Formula | None = None  # chance a quarter instead of the date, for those who do not know the script

    @property
    def opens(self) -> bool:
        """Whether it stands open and wants an answer."""
        return bool(self.options)

    @property
    def size(self) -> int:
        return len(self.members)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A judgement of a finished world."""

    id: str
    formula: Formula
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Ending:
    """A way in which a game ends before its term; allowed only where its lamp was lit at the end of both previous turns."""

    id: str
    lamp: Formula
    when: Formula


@dataclass(frozen=True)
class Rulebook:
    """The rules of one scenario."""

    id: str
    version: str
    lineage: tuple[str, ...]  # ids of the chain, this one first
    start: int  # quarters since year 0 of turn 1
    turns: int
    cards: int
    memos: int
    groups: tuple[Group, ...]
    parameters: tuple[Parameter, ...]
    variables: tuple[Variable, ...]
    derived: tuple[Derived, ...]
    delays: tuple[Delay, ...]
    trackers: tuple[Tracker, ...]
    tallies: tuple[Tally, ...]
    actions: tuple[Action, ...]
    moves: tuple[Move, ...]
    events: tuple[Event, ...]
    outcomes: tuple[Outcome, ...]
    endings: tuple[Ending, ...]
    history: tuple[tuple[tuple[int, int], ...], ...]  # per turn: (action, target)
    screen: Screen
    depth: int = 0  # how many turns of trail are kept
    targets: tuple[Target, ...] = ()  # only in the copy that also remembers what they ask for
    advisers: tuple[Voice, ...] = field(default=(), repr=False)  # who reads the forecasts; no rule of play either
    script: tuple[Scripted, ...] = field(default=(), repr=False)  # not a rule of play, so no part of the digest

    @cached_property
    def rows(self) -> int:
        return sum(v.size for v in self.variables)

    @cached_property
    def limits(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Lowest and highest value of every row of the state."""
        rows = [(v.low, v.high) for v in self.variables for _ in v.start]
        return tuple(low for low, _ in rows), tuple(high for _, high in rows)

    @cached_property
    def outflow_rows(self) -> int:
        return sum(d.size for d in self.delays)

    @cached_property
    def trail_rows(self) -> int:
        return sum(t.size for t in self.trackers) + self.outflow_rows

    @cached_property
    def tally_rows(self) -> int:
        return sum(t.size for t in self.tallies)

    @cached_property
    def instances(self) -> int:
        return sum(e.size for e in self.events)

    @cached_property
    def cards_axis(self) -> tuple[tuple[int, int], ...]:
        """The axis of cards: (event, member) of every instance that can stand open, in order."""
        return tuple((i, m) for i, e in enumerate(self.events) if e.opens for m in range(e.size))

    @cached_property
    def card_of(self) -> dict[tuple[int, int], int]:
        """(event, member) -> position on the axis of cards."""
        return {pair: i for i, pair in enumerate(self.cards_axis)}

    @cached_property
    def variable(self) -> dict[str, Variable]:
        return {v.id: v for v in self.variables}

    @cached_property
    def derived_of(self) -> dict[str, Derived]:
        return {d.id: d for d in self.derived}

    @cached_property
    def parameter(self) -> dict[str, Parameter]:
        return {p.id: p for p in self.parameters}

    @cached_property
    def delay(self) -> dict[str, Delay]:
        return {d.id: d for d in self.delays}

    @cached_property
    def group(self) -> dict[str, Group]:
        return {g.id: g for g in self.groups}

    @cached_property
    def action_index(self) -> dict[str, int]:
        return {a.id: i for i, a in enumerate(self.actions)}

    @cached_property
    def event_index(self) -> dict[str, int]:
        return {e.id: i for i, e in enumerate(self.events)}

    @cached_property
    def dim(self) -> frozenset[str]:
        """Ids of variables that are seen with an error, and of derived numbers that are computed from such."""
        return spread_of({v.id for v in self.variables if v.sight > 0}, {d.id: d.formula for d in self.derived})

    @cached_property
    def digest(self) -> str:
        """SHA-256 of all numbers and rules; texts do not count."""
        return sha256(repr(self).encode()).hexdigest()


def stream(purpose: str, id: str, member: str = "") -> int:
    """The 64-bit address of one stream of luck: a blake2b of purpose, original id and member (never Python's `hash`)."""
    return int.from_bytes(blake2b(f"{purpose}\x1f{id}\x1f{member}".encode(), digest_size=8).digest(), "little")


def quarter_name(quarters: int) -> str:
    """The name of a quarter, such as 2022-Q3, from its number since year 0."""
    return f"{quarters // 4}-Q{quarters % 4 + 1}"
