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
class Word(Number):
    """A number that the scenario has a word for: a grade in an effect, a level in a comparison."""

    word: str


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
    | Word
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

    def part(self, node: Node, text: str = "") -> Formula:
        """A part of this expression as one of its own: the same axes, another root."""
        return Formula(node, self.axes, self.sizes, self.free, text)


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


_BINDS = {"or": 1, "and": 2, "<": 4, "<=": 4, ">": 4, ">=": 4, "=": 4, "!=": 4, "+": 5, "-": 5, "*": 6, "/": 6, "^": 8}


def written(node: Node, axes: tuple[str, ...] = (), around: int = 0) -> str:
    """A part of a formula in the scenario language, for example `climate.us > 3 and not fired(summit)`.

    Args:
        axes: names of the axes of its formula, for reductions.
        around: how tightly what stands around it binds; brackets are set where they are needed.
    """
    match node:
        case Number(value=value):
            return f"{value:g}"
        case YesNo(value=held):
            return "true" if held else "false"
        case Clock(part=part):
            return part
        case Unary(op="-", x=x):
            text = f"-{written(x, axes, 7)}"
            return f"({text})" if around >= 7 else text
        case Unary(x=x):
            text = f"not {written(x, axes, 3)}"
            return f"({text})" if around > 3 else text
        case Binary(op=op, a=a, b=b):
            own = _BINDS[op]
            right = b.value if op in ("<", "<=", ">", ">=", "=", "!=") and isinstance(b, Number) else None
            date = isinstance(a, Clock | First) and right is not None and (not isinstance(a, Clock) or a.part == "date")
            left_binds, right_binds = (own, own - 1) if op == "^" else (own if own == 4 else own - 1, own)
            last = written(b, axes, right_binds)
            if date and right is not None:
                last = f"{int(right) // 4}-Q{int(right) % 4 + 1}"
            text = f"{written(a, axes, left_binds)} {op} {last}"
            return f"({text})" if own <= around else text
        case Call(name=name, args=args):
            return f"{name}({', '.join(written(a, axes) for a in args)})"
        case Reduce(name=name, x=x, axis=axis):
            over = axes[axis] if axis < len(axes) else "?"
            return f"{name}({written(x, axes)} over {over})"
        case _:
            return node.name
