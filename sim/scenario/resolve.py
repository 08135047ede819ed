"""Syntax tree -> expression nodes: names become rows, types, units and ranges are checked.

Takes a `Syntax` tree, the axes of its result and the tables of `Names`; gives a `Typed` node. Faults are collected, so that one
expression can report several.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from sim.base.diagnostic import meant
from sim.rulebook import expression as ex
from sim.rulebook.rulebook import Axis, Group
from sim.scenario import intervals
from sim.scenario.addressing import Fault, Layout, over_what
from sim.scenario.cures import OTHER_FUNCTIONS
from sim.scenario.intervals import ANY, Interval
from sim.scenario.parse import (
    Apply,
    Duration,
    Infix,
    LiteralValue,
    Name,
    Place,
    Prefix,
    Syntax,
    is_moment,
    parts,
)

ELEMENTWISE = {"abs": 1, "clamp": 3, "exp": 1, "log": 1, "sqrt": 1, "logistic": 1, "floor": 1, "if": 3}
REDUCTIONS = ("sum", "mean", "min", "max", "hhi", "share", "count", "any", "all")
HISTORY = ("past", "change", "average", "ever", "first", "fired", "since", "chosen", "ordered", "is")
FUNCTIONS = (*ELEMENTWISE, *REDUCTIONS, *HISTORY)
CLOCK = {"date": Interval(0, 40000), "year": Interval(0, 9999), "quarter": Interval(1, 4), "turn": Interval(1, 400)}


class Block(NamedTuple):
    """What a name stands for: a run of rows of one store, with its axes."""

    kind: str  # variable, parameter, derived, delay
    id: str
    axes: tuple[Axis, ...]
    row: int
    unit: str
    range: Interval


class Scale(NamedTuple):
    """What a grade is multiplied by: `node` for effects on `of`; 1 where a size needs no unit; None if `of` has no scale.

    In an effect on `of` its levels are numbers, too: `rung: {set: coast_guard}`.
    """

    of: str
    node: ex.Node | None
    range: Interval
    moved: bool = True  # False: a derived number, which knows its levels and is moved by no act


BARE = Scale("", ex.Number(1.0), Interval(1.0, 1.0))


class EventNames(NamedTuple):
    """What expressions may know of an event."""

    first: int
    group: str | None
    members: tuple[str, ...]
    options: tuple[str, ...]


class VerbNames(NamedTuple):
    """What expressions and the record may know of a verb."""

    number: int
    group: str | None
    members: tuple[str, ...]


@dataclass
class Names:
    """Everything that can be named in a scenario."""

    groups: dict[str, Group]
    aliases: dict[str, str]  # name of an axis -> its group
    block: Callable[[str], Block | None]  # may compile a derived number on demand
    blocks: Callable[[], Iterable[str]]
    events: dict[str, EventNames]
    verbs: dict[str, VerbNames]
    track: Callable[[Syntax, str, tuple[Axis, ...], int], int]  # (x, text, axes, turns back) -> first row of the trail
    tally: Callable[[str, Syntax, str, tuple[Axis, ...]], int]  # ("sum", "ever", "first") -> first row
    grades: dict[str, float] = field(default_factory=dict)
    levels: Callable[[str], dict[str, float]] = lambda id: {}


class Typed(NamedTuple):
    """A node with its type, unit and range."""

    node: ex.Node
    yes_no: bool
    unit: str | None  # None: unknown, "": a pure number
    range: Interval


@dataclass
class Resolver:
    """Resolves one expression."""

    names: Names
    text: str
    layout: Layout
    look_back: Callable[[Resolver, Apply], Typed]  # resolves the calls of `HISTORY`
    locals: dict[str, float] = field(default_factory=dict)
    scale: Scale | None = None  # None: no place for a grade
    lints: list[Fault] = field(default_factory=list)
    graded: int = 0  # grades met so far

    # -- faults ---------------------------------------------------------------------------------------------------------
    def fault(self, code: str, message: str, place: Place, cure: str = "") -> Typed:
        """Note a mistake; a number that can be anything stands in, so that checking goes on."""
        self.layout.fault(code, message, place, cure)
        return Typed(ex.Number(0.0), False, None, ANY)

    def number(self, typed: Typed, place: Place) -> Typed:
        if typed.yes_no:
            self.fault("E203", "a number is needed here, this is a yes or no", place, "write `if(test, 1, 0)`")
        return typed

    def yes_no(self, typed: Typed, place: Place) -> Typed:
        if not typed.yes_no and not self.layout.faults:
            self.fault("E204", "a yes or no is needed here, this is a number", place, "compare it, for example `x > 0`")
        return typed

    # -- tree -----------------------------------------------------------------------------------------------------------
    def resolve(self, tree: Syntax) -> Typed:
        match tree:
            case LiteralValue(value=bool() as value):
                return Typed(ex.YesNo(value), True, "", Interval(float(value), float(value)))
            case LiteralValue(value=value, date=True):
                shown = self.text[tree.place.at : tree.place.end]
                return Typed(ex.Word(float(value), shown), False, "", Interval(value, value))
            case LiteralValue(value=value):
                return Typed(ex.Number(float(value)), False, "", Interval(value, value))
            case Duration(turns=turns):
                return Typed(ex.Number(float(turns)), False, "quarters", Interval(turns, turns))
            case Name():
                return self.read(tree)
            case Prefix(op="-", x=x):
                inner = self.number(self.resolve(x), x.place)
                return Typed(_negative(inner.node), False, inner.unit, Interval(-inner.range.high, -inner.range.low))
            case Prefix(x=x):
                inner = self.yes_no(self.resolve(x), x.place)
                return Typed(ex.Unary("not", inner.node), True, "", Interval(1 - inner.range.high, 1 - inner.range.low))
            case Infix():
                return self.infix(tree)
            case Apply():
                return self.apply(tree)

    def infix(self, tree: Infix) -> Typed:
        a, op = self.resolve(tree.a), tree.op
        b = self.level(tree) or self.resolve(tree.b)
        if op in ("and", "or"):
            self.yes_no(a, tree.a.place)
            self.yes_no(b, tree.b.place)
            return Typed(ex.Binary(op, a.node, b.node), True, "", intervals.logic(op, a.range, b.range))
        if not (a.yes_no and b.yes_no and op in ("=", "!=")):
            self.number(a, tree.a.place)
            self.number(b, tree.b.place)
        unit: str | None = None
        if op in ("+", "-", "<", "<=", ">", ">=", "=", "!="):
            unit = a.unit or b.unit
            if clash(a.unit, b.unit):
                what = "adds" if op == "+" else "subtracts" if op == "-" else "compares"
                self.fault("E205", f"this {what} {a.unit} and {b.unit}", tree.place, "bring both to one unit first")
            if op not in ("+", "-"):
                self.check_moment(tree)
        elif op == "/":  # a factor may carry a unit of its own, so products and quotients have an unknown one
            self.check_division(b.range, tree.b.place)
        if op in ("+", "-", "*", "/", "^"):
            return Typed(ex.Binary(op, a.node, b.node), False, unit, intervals.arithmetic(op, a.range, b.range))
        return Typed(ex.Binary(op, a.node, b.node), True, "", intervals.comparison(op, a.range, b.range))

    def level(self, tree: Infix) -> Typed | None:
        """The right side of `climate.russia >= warm`: a level of the number that it is compared with."""
        if (
            tree.op not in ("<", "<=", ">", ">=", "=", "!=")
            or not isinstance(tree.a, Name)
            or not isinstance(tree.b, Name)
        ):
            return None
        levels = self.names.levels(tree.a.parts[0])
        value = levels.get(tree.b.text)
        if value is not None and self.names.block(tree.b.text) is None:
            return Typed(ex.Word(value, tree.b.text), False, None, Interval(value, value))
        if levels and len(tree.b.parts) == 1 and tree.b.text not in CLOCK and self.names.block(tree.b.text) is None:
            cure = meant(tree.b.text, [*levels, *self.names.blocks()], f"levels: {', '.join(levels)}")
            return self.fault("E201", f"unknown name `{tree.b.text}`", tree.b.place, cure)
        return None

    def check_moment(self, tree: Infix) -> None:
        """A quarter is compared with a quarter, a year with a plain number."""
        for one, other in ((tree.a, tree.b), (tree.b, tree.a)):
            plain = isinstance(other, LiteralValue) and not other.date
            year = isinstance(other, Name) and other.text == "year"
            if is_moment(one) and (plain or year):
                shown = self.text[other.place.at : other.place.end]
                cure = (
                    f"write `{shown}-Q1`"
                    if shown.isdigit() and len(shown) == 4
                    else "write a quarter, such as `2022-Q1`"
                )
                what = "this compares a quarter with " + ("the year" if year else "a plain number")
                self.fault("E205", what, tree.place, "write `date`, or a plain year" if year else cure)

    def check_division(self, divisor: Interval, place: Place) -> None:
        shown = self.text[place.at : place.end]
        if divisor == (0, 0):
            why = "" if set(shown) <= set("0.") else f": `{shown}` is always 0"
            self.fault("E206", f"division by zero{why}", place, "divide by something that can differ from 0")
        elif divisor.low <= 0 <= divisor.high and not math.isinf(divisor.high - divisor.low):
            self.lints.append(
                Fault(
                    "W201",
                    f"`{shown}` can be 0; then the quotient counts as 0",
                    place,
                    f"write `max({shown}, 0.01)` if that is not meant",
                )
            )

    # -- names ----------------------------------------------------------------------------------------------------------
    def read(self, tree: Name) -> Typed:
        head, *selectors = tree.parts
        if head == "numbers" and selectors:
            if len(selectors) == 1 and selectors[0] in self.locals:
                value = self.locals[selectors[0]]  # a word, because it is counted where the event gives it
                return Typed(ex.Word(value, tree.text), False, "", Interval(value, value))
            return self.fault(
                "E201",
                f"unknown name `{tree.text}`",
                tree.place,
                meant(".".join(selectors), self.locals, before="numbers."),
            )
        if head in CLOCK and not selectors:
            return Typed(ex.Clock(head), False, None, CLOCK[head])
        if head in self.names.grades and not selectors:
            return self.grade(tree)
        block = self.names.block(head)
        if block is None and self.scale is not None and tree.text in (own := self.names.levels(self.scale.of)):
            return Typed(ex.Word(own[tree.text], tree.text), False, None, Interval(own[tree.text], own[tree.text]))
        if block is None:
            return self.unknown(tree)
        rows, shape = self.layout.address(block.axes, selectors, tree)
        node = ex.Read(block.kind, block.id, tuple(r + block.row for r in rows), shape, tree.text)
        return Typed(node, False, block.unit or None, block.range)

    def grade(self, tree: Name) -> Typed:
        """A size in words: so many times the scale of what the effect moves."""
        value, scale = self.names.grades[tree.text], self.scale
        if scale is None or not scale.moved:
            cure = "a grade stands in effects and tables; name the number as a parameter"
            return self.fault("E211", f"`{tree.text}` is the size of an effect, and this is none", tree.place, cure)
        if scale.node is None:
            cure = f"add `scale: parameter` to `{scale.of}`, or write the number"
            return self.fault("E212", f"`{scale.of}` has no scale for `{tree.text}` to count in", tree.place, cure)
        self.graded += 1
        range = intervals.arithmetic("*", Interval(value, value), scale.range)
        word = ex.Word(value, tree.text)
        if scale.node == BARE.node:
            return Typed(word, False, None, range)
        return Typed(scale.node if value == 1.0 else ex.Binary("*", word, scale.node), False, None, range)

    def unknown(self, tree: Name) -> Typed:
        head, *selectors = tree.parts
        if head in self.names.groups or head in self.names.aliases:
            return self.fault(
                "E201", f"`{head}` is a group, not a number", tree.place, "groups stand after `over`, or after a dot"
            )
        for kind, table in (("event", self.names.events), ("verb", self.names.verbs)):
            if head in table:
                use = "fired(...)` or `chosen(...)" if kind == "event" else "ordered(...)"
                return self.fault("E201", f"`{head}` is a {kind}, not a number", tree.place, f"ask `{use}`")
        known = [*self.names.blocks(), *CLOCK, *(self.names.grades if self.scale else ())]
        otherwise = "names stand under variables, derived, delays or parameters"
        cure = meant(head, known, otherwise, after="".join(f".{selector}" for selector in selectors))
        return self.fault("E201", f"unknown name `{tree.text}`", tree.place, cure)

    # -- functions --------------------------------------------------------------------------------------------------------
    def apply(self, tree: Apply) -> Typed:
        name = tree.name
        if tree.over is not None:
            if name not in REDUCTIONS:
                return self.fault(
                    "E202", f"`{name}` takes no `over`", tree.place, f"reductions: {', '.join(REDUCTIONS)}"
                )
            return self.reduce(tree)
        if name in ("min", "max") and len(tree.args) >= 2:
            args = [self.number(self.resolve(a), a.place) for a in tree.args]
            unit = next((a.unit for a in args if a.unit), args[0].unit)
            return Typed(
                ex.Call(name, tuple(a.node for a in args)), False, unit, intervals.call(name, [a.range for a in args])
            )
        if name in ELEMENTWISE:
            return self.elementwise(tree)
        if name in HISTORY:
            return self.look_back(self, tree)
        if name in REDUCTIONS:
            return self.fault(
                "E202", f"`{name}` needs an axis", tree.place, over_what(tree, self.text, self.names.block)
            )
        if name in OTHER_FUNCTIONS:
            return self.fault("E202", f"unknown function `{name}`", tree.name_place, OTHER_FUNCTIONS[name])
        return self.fault(
            "E202",
            f"unknown function `{name}`",
            tree.name_place,
            meant(name, FUNCTIONS, f"functions: {', '.join(FUNCTIONS)}"),
        )

    def elementwise(self, tree: Apply) -> Typed:
        name, wanted = tree.name, ELEMENTWISE[tree.name]
        if len(tree.args) != wanted:
            example = {"clamp": "clamp(x, 0, 1)", "if": "if(test, a, b)"}.get(name, f"{name}(x)")
            return self.fault(
                "E202", f"`{name}` takes {wanted} values, not {len(tree.args)}", tree.place, f"write `{example}`"
            )
        args = [self.resolve(a) for a in tree.args]
        for position, (arg, part) in enumerate(zip(args, tree.args, strict=True)):
            (self.yes_no if name == "if" and position == 0 else self.number)(arg, part.place)
        unit = {"abs": args[0].unit, "clamp": args[0].unit, "floor": args[0].unit, "if": args[-1].unit}.get(name)
        return Typed(
            ex.Call(name, tuple(a.node for a in args)), False, unit, intervals.call(name, [a.range for a in args])
        )

    def reduce(self, tree: Apply) -> Typed:
        assert tree.over is not None
        if len(tree.args) != 1:
            return self.fault(
                "E202", f"`{tree.name}` takes one value", tree.place, f"write `{tree.name}(x over {tree.over.text})`"
            )
        group = self.names.aliases.get(tree.over.text)
        if group is None:
            return self.fault(
                "E201", f"unknown axis `{tree.over.text}`", tree.over.place, meant(tree.over.text, self.names.aliases)
            )
        position = len(self.layout.axes)
        self.layout.axes.append(Axis(tree.over.text, group))
        if tree.name == "share":  # the only one that keeps its axis, so the result must run over it
            outer = self.layout.find_axis(tree.over.text)
            if outer is None:
                return self.fault(
                    "E209",
                    f"`share` runs over `{tree.over.text}`, which the result does not",
                    tree.place,
                    "divide by `sum(...)`",
                )
            position = outer[0]
            inner = self.resolve(tree.args[0])
        else:
            self.layout.scope.append((tree.over.text, position))
            inner = self.resolve(tree.args[0])
            self.layout.scope.pop()
        wants_test = tree.name in ("count", "any", "all")
        (self.yes_no if wants_test else self.number)(inner, tree.args[0].place)
        size = len(self.names.groups[group].members)
        node = ex.Reduce(tree.name, inner.node, position, size)
        if tree.name in ("any", "all"):
            return Typed(node, True, "", inner.range)
        unit = "" if tree.name in ("count", "hhi", "share") else inner.unit
        return Typed(node, False, unit, intervals.reduction(tree.name, inner.range, size))


def _negative(node: ex.Node) -> ex.Node:
    """`-x`; of a grade the grade itself is turned, so that nothing is left to do in a turn."""
    if isinstance(node, ex.Word):
        return ex.Word(-node.value, f"-{node.word}")
    if isinstance(node, ex.Binary) and node.op == "*" and isinstance(node.a, ex.Word):
        return ex.Binary("*", ex.Word(-node.a.value, f"-{node.a.word}"), node.b)
    return ex.Unary("-", node)


def clash(a: str | None, b: str | None) -> bool:
    """Whether two units cannot be added; unknown units and pure numbers (shares, too) go with all."""
    return a != b and all(unit not in (None, "", "share") for unit in (a, b))


def reductions_in(tree: Syntax) -> int:
    """How many reductions (and so how many further axes) an expression holds."""
    own = isinstance(tree, Apply) and tree.over is not None
    return own + sum(reductions_in(part) for part in parts(tree))
