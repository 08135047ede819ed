"""Expression nodes: a formula of the scenario language as a tree of frozen plain data.

Takes nothing. The same tree is checked (types, units, ranges), run over N worlds, explained to the player and printed. All
addressing is done when a scenario is compiled: a node that reads numbers carries the rows it reads and the shape in which they
lie along the axes of its formula, so that running a formula needs no names.
"""

from __future__ import annotations

from dataclasses import dataclass

Shape = tuple[int, ...]
Rows = tuple[int, ...]
NEVER = 39999.0  # 9999-Q4: the date of what has not happened
SOONER = 1000.0  # a tally keeps the largest number, so the turn of a first time is kept as `SOONER - turn`


@dataclass(frozen=True, slots=True)
class Number:
    """A literal number."""

    value: float


@dataclass(frozen=True, slots=True)
class YesNo:
    """`true` or `false`."""

    value: bool


@dataclass(frozen=True, slots=True)
class Read:
    """Numbers of one block: `rows` of the store `kind`, laid out as `shape` along the axes of the formula."""

    kind: str  # variable, parameter, derived, delay
    id: str
    rows: Rows
    shape: Shape
    name: str  # as written, for explanations: "climate.russia"


@dataclass(frozen=True, slots=True)
class Clock:
    """The calendar: `date` counts quarters since year 0, `year`, `quarter` 1..4, `turn` 1.. ."""

    part: str


@dataclass(frozen=True, slots=True)
class Unary:
    """`-x` or `not x`."""

    op: str
    x: Node


@dataclass(frozen=True, slots=True)
class Binary:
    """Arithmetic, comparison or logic of two operands; division by zero is 0."""

    op: str  # + - * / ^ < <= > >= = != and or
    a: Node
    b: Node


@dataclass(frozen=True, slots=True)
class Call:
    """A function of the fixed list, element by element."""

    name: str  # min max abs clamp exp log sqrt logistic floor if
    args: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Reduce:
    """A reduction over axis number `axis` (position among the axes of the formula)."""

    name: str  # sum mean min max hhi share count any all
    x: Node
    axis: int
    size: int


@dataclass(frozen=True, slots=True)
class Same:
    """`is(a, b)`: a table of yes and no along the axes of the formula (row-major over `shape`)."""

    table: tuple[bool, ...]
    shape: Shape
    name: str


@dataclass(frozen=True, slots=True)
class Past:
    """The value that tracked rows had `turns` ago; before the start, their start value."""

    rows: Rows
    shape: Shape
    turns: int
    change: bool  # True: value now minus value then
    name: str


@dataclass(frozen=True, slots=True)
class Average:
    """The mean of tracked rows over the last `turns`, or over the whole game (`turns` = 0, rows of the tally)."""

    rows: Rows
    shape: Shape
    turns: int
    now: Node  # stands in while nothing has been tallied yet
    name: str


@dataclass(frozen=True, slots=True)
class Ever:
    """Yes if the tallied test held at the end of any turn so far."""

    rows: Rows
    shape: Shape
    name: str


@dataclass(frozen=True, slots=True)
class First:
    """The quarter (since year 0) at whose end the tallied test first held; `NEVER` if it has not."""

    rows: Rows
    shape: Shape
    name: str


@dataclass(frozen=True, slots=True)
class EventRead:
    """The record of events: `fired`, quarters `since` (99 if never), or `chosen` (was option number `option` the last answer)."""

    what: str
    rows: Rows  # instances
    shape: Shape
    option: int  # -1 unless `chosen`
    name: str


@dataclass(frozen=True, slots=True)
class Ordered:
    """Yes if the same orders already hold verb number `action` (on the same target, if it has one)."""

    action: int
    rows: Rows  # targets of that verb
    shape: Shape
    name: str


Node = (
    Number
    | YesNo
    | Read
    | Clock
    | Unary
    | Binary
    | Call
    | Reduce
    | Same
    | Past
    | Average
    | Ever
    | First
    | EventRead
    | Ordered
)


@dataclass(frozen=True, slots=True)
class Formula:
    """A compiled expression. Its value has shape `(*sizes or 1 where constant, world)`; `free` leading axes belong to the result."""

    node: Node
    axes: tuple[str, ...]  # names, result axes first, then the axes of reductions
    sizes: tuple[int, ...]
    free: int  # how many leading axes are result axes
    text: str  # as written


def children(node: Node) -> tuple[Node, ...]:
    """The operands of a node, left to right."""
    match node:
        case Unary(x=x) | Reduce(x=x):
            return (x,)
        case Binary(a=a, b=b):
            return (a, b)
        case Call(args=args):
            return args
        case Average(now=now):
            return (now,)
        case _:
            return ()


def walk(node: Node) -> tuple[Node, ...]:
    """The node and everything below it, depth first."""
    found = [node]
    for child in children(node):
        found.extend(walk(child))
    return tuple(found)


def clauses(node: Node) -> tuple[Node, ...]:
    """The clauses of a condition joined by `and`, in order: what is explained one by one when it fails."""
    if isinstance(node, Binary) and node.op == "and":
        return clauses(node.a) + clauses(node.b)
    return (node,)
