"""Takes formulas of the Rulebook, gives Python functions of one world on plain floats, as a person would write them out: no names, no axes.

The baseline of the bench, and a third opinion. Everything that can be known before a game (rows, axes, constants) is settled once,
then each function is written as a line of Python and compiled. The program itself never does such a thing; here it keeps the
race fair, for functions made of functions pay a call for each operation.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import product
from typing import Any

from sim.rulebook import expression as ex
from sim.rulebook.rulebook import Rulebook

MAGIC = 1.5 * 2.0**32
LIMIT = 2.0**30


class Memory:
    """What the functions read: one world at one moment."""

    __slots__ = (
        "chosen",
        "derived",
        "fired",
        "last",
        "ordered",
        "outflow",
        "params",
        "state",
        "tally",
        "trail",
        "turn",
    )

    def __init__(self, params: list[float]) -> None:
        self.params = params
        self.derived: dict[int, float] = {}  # what was computed since something changed
        self.state: list[float] = []
        self.outflow: list[float] = []
        self.trail: list[list[float]] = []
        self.tally: list[float] = []
        self.fired: list[int] = []
        self.chosen: list[int] = []
        self.ordered: set[tuple[int, int]] = set()
        self.turn = self.last = 0


Function = Callable[[Memory], Any]  # a number, yes or no
Booking = Callable[[Memory, list[float], list[float]], None]  # of a memory, adds to rows of a state and of an inflow
Change = tuple[str, int, str, bool]  # store, row, the formula as Python, sets


def places(formula: ex.Formula, skip: int = 0) -> list[tuple[int, ...]]:
    """Every place of a formula's result, row-major; `skip` leading axes left out."""
    return list(product(*(range(size) for size in formula.sizes[skip : formula.free])))


class Writer:
    """Writes formulas as Python; each derived number becomes a function that remembers its value."""

    def __init__(self, rules: Rulebook) -> None:
        self.rules = rules
        self.numbers: dict[tuple[str, int], int] = {}
        self.room: dict[str, Any] = {  # what the written functions may name
            "divide": _divide, "power": _power, "recent": _recent, "exp": math.exp, "log": math.log, "sqrt": math.sqrt,
            "floor": math.floor, "held": held, "inf": math.inf, "nan": math.nan, "M": MAGIC,
        }  # fmt: skip

    def of(self, formula: ex.Formula, at: tuple[int, ...] = ()) -> Function:
        """The function of a formula at one place of its result."""
        function: Function = self._compiled("m", [f"return {self.text(formula, at)}"])
        return function

    def all_of(self, asked: Sequence[tuple[ex.Formula, tuple[int, ...]]]) -> Function:
        """The function that gives many formulas at places of theirs, as a tuple."""
        function: Function = self._compiled("m", [f"return ({''.join(f'{self.text(*one)}, ' for one in asked)})"])
        return function

    def booking(self, changes: Sequence[Change]) -> Booking:
        """The function that adds changes, each on the grid and finite."""
        lines = []
        for store, row, text, sets in changes:
            lines += [
                f"x = {text}{f' - s[{row}]' if sets else ''}",
                "if not -1073741824.0 <= x <= 1073741824.0: x = held(x)",
            ]
            lines.append(f"{'inflow' if store == 'delay' else 'after'}[{row}] += x + M - M")
        booking: Booking = self._compiled("m, after, inflow", lines or ["pass"])
        return booking

    def text(self, formula: ex.Formula, at: tuple[int, ...] = ()) -> str:
        """A formula at one place of its result, as Python."""
        return self.node(formula.node, [*at, *[0] * (len(formula.sizes) - len(at))])

    def _compiled(self, arguments: str, lines: Sequence[str]) -> Any:
        body = "\n ".join(["s, p, d, o = m.state, m.params, m.derived, m.outflow", *lines])
        exec(
            f"def function({arguments}):\n {body}", self.room
        )  # written above from checked nodes, out of nobody's text
        return self.room.pop("function")

    def derived(self, id: str, row: int) -> str:
        """A derived number: computed at most once while the memory keeps still."""
        if (id, row) not in self.numbers:
            formula = self.rules.derived_of[id].formula
            text = self.text(formula, places(formula)[row])
            slot = self.numbers[id, row] = len(self.numbers)
            self.room[f"n{slot}"] = self._compiled("m", [f"d[{slot}] = x = {text}", "return x"])
        slot = self.numbers[id, row]
        return f"(d[{slot}] if {slot} in d else n{slot}(m))"

    def node(self, node: ex.Node, at: list[int]) -> str:
        """One node at one place."""
        match node:
            case ex.Number(value=x) | ex.YesNo(value=x):
                return f"({float(x)!r})"
            case ex.Read(kind="derived", id=id, rows=rows, shape=shape):
                return self.derived(id, _row(rows, shape, at))
            case ex.Read(kind=kind, rows=rows, shape=shape):
                return f"{ {'variable': 's', 'parameter': 'p', 'delay': 'o'}[kind] }[{_row(rows, shape, at)}]"
            case ex.Clock(part=part):
                date = f"({self.rules.start - 1} + m.turn)"
                return {
                    "date": f"float{date}", "year": f"float({date} // 4)", "quarter": f"float({date} % 4 + 1)",
                    "turn": "float(m.turn)",
                }[part]  # fmt: skip
            case ex.Unary(op=op, x=x):
                return f"({'-' if op == '-' else 'not '}{self.node(x, at)})"
            case ex.Binary(op=op, a=a, b=b):
                return _binary(op, self.node(a, at), self.node(b, at), isinstance(b, ex.Number) and b.value != 0)
            case ex.Call(name=name, args=args):
                return _call(name, [self.node(arg, at) for arg in args])
            case ex.Reduce(name=name, x=x, axis=axis, size=size):
                return _reduce(name, [self.node(x, [*at[:axis], i, *at[axis + 1 :]]) for i in range(size)], at[axis])
            case ex.Same(table=table, shape=shape):
                return f"({float(table[_row(tuple(range(len(table))), shape, at)])})"
            case ex.Average(rows=rows, shape=shape, turns=0, now=now):
                return f"(m.tally[{_row(rows, shape, at)}] / m.last if m.last else {self.node(now, at)})"
        return self.memory(node, at)

    def memory(self, node: ex.Node, at: list[int]) -> str:
        """What is remembered of earlier turns, of events and of this turn's orders."""
        match node:
            case ex.Past(rows=rows, shape=shape, turns=turns, change=change):
                row = _row(rows, shape, at)
                then = f"m.trail[max(len(m.trail) - {1 + turns}, 0)][{row}]"
                return f"(m.trail[-1][{row}] - {then})" if change else then
            case ex.Average(rows=rows, shape=shape, turns=turns):
                return f"recent(m, {_row(rows, shape, at)}, {turns})"
            case ex.Ever(rows=rows, shape=shape):
                return f"(m.tally[{_row(rows, shape, at)}] > 0.0)"
            case ex.First(rows=rows, shape=shape):
                kept = f"m.tally[{_row(rows, shape, at)}]"
                return f"({self.rules.start - 1 + ex.SOONER} - {kept} if {kept} > 0.0 else {ex.NEVER})"
            case ex.EventRead(what=what, rows=rows, shape=shape, option=option):
                row = _row(rows, shape, at)
                return {
                    "chosen": f"(m.chosen[{row}] == {option})", "fired": f"(m.fired[{row}] > 0)",
                    "since": f"(float(min(m.turn - m.fired[{row}], 99)) if m.fired[{row}] else 99.0)",
                }[what]  # fmt: skip
            case ex.Ordered(action=action, rows=rows, shape=shape):
                if all(size == 1 for size in shape):
                    return f"any([a == {action} for a, _ in m.ordered])"
                return f"(({action}, {_row(tuple(range(len(rows))), shape, at)}) in m.ordered)"
        raise TypeError(node)


def _row(rows: ex.Rows, shape: ex.Shape, at: list[int]) -> int:
    flat = 0
    for size, i in zip(shape, at[len(at) - len(shape) :], strict=True):
        flat = flat * size + (i if size > 1 else 0)
    return rows[flat]


def held(x: float) -> float:
    """A change within its limits."""
    return min(max(x, -LIMIT), LIMIT)


def _recent(m: Memory, row: int, turns: int) -> float:
    recent = m.trail[1:][-turns:] or m.trail
    total = 0.0
    for entry in recent:
        total += entry[row]
    return total / len(recent)


def _power(a: float, b: float) -> float:
    try:
        return math.pow(a, b)
    except OverflowError:
        return -1e9 if a < 0 and b % 2 else 1e9
    except ValueError:
        return 1e9 if a == 0 else 0.0


def _divide(a: float, b: float) -> float:
    return a / b if b else 0.0


def _binary(op: str, a: str, b: str, safe: bool) -> str:
    if op == "/":
        return f"({a} / {b})" if safe else f"divide({a}, {b})"
    return f"power({a}, {b})" if op == "^" else f"({a} { {'=': '=='}.get(op, op) } {b})"


def _call(name: str, x: list[str]) -> str:
    listed = ", ".join(x)
    a, b, c = (*x, x[0], x[0])[:3]
    return {
        "min": f"min({listed})", "max": f"max({listed})", "abs": f"abs({a})", "clamp": f"min(max({a}, {b}), {c})",
        "exp": f"exp(min({a}, 20.0))", "log": f"log(max({a}, 1e-300))", "sqrt": f"sqrt(max({a}, 0.0))",
        "logistic": f"(1.0 / (1.0 + exp(min(max(-{a}, -700.0), 700.0))))", "floor": f"float(floor({a}))",
        "if": f"({b} if {a} else {c})",
    }[name]  # fmt: skip


def _reduce(name: str, parts: list[str], here: int) -> str:
    total = f"({' + '.join(parts)})"
    if name == "hhi":
        squares = " + ".join(f"{part} * {part}" for part in parts)
        return f"divide({squares}, {total} * {total})"
    return {
        "sum": total, "count": total, "mean": f"({total} / {len(parts)})", "min": f"min([{', '.join(parts)}])",
        "max": f"max([{', '.join(parts)}])", "any": f"({' or '.join(parts)})", "all": f"({' and '.join(parts)})",
        "share": f"divide({parts[here]}, {total})",
    }[name]  # fmt: skip
