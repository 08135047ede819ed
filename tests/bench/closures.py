"""Takes a formula of the Rulebook and a place of its result, gives a Python function of one world on plain floats: no names, no axes.

The baseline of the bench, and a third opinion: everything that can be known before a game (rows, axes, constants) is settled once.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import product

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

    def __init__(self, params: list[float], derived: int) -> None:
        self.params = params
        self.derived: list[float | None] = [None] * derived
        self.state: list[float] = []
        self.outflow: list[float] = []
        self.trail: list[list[float]] = []
        self.tally: list[float] = []
        self.fired: list[int] = []
        self.chosen: list[int] = []
        self.ordered: set[tuple[int, int]] = set()
        self.turn = self.last = 0


Function = Callable[[Memory], float]


def places(formula: ex.Formula, skip: int = 0) -> list[tuple[int, ...]]:
    """Every place of a formula's result, row-major; `skip` leading axes left out."""
    return list(product(*(range(size) for size in formula.sizes[skip : formula.free])))


class Closures:
    """Turns formulas into functions; each derived number becomes one that remembers its value."""

    def __init__(self, rules: Rulebook) -> None:
        self.rules = rules
        self.numbers: dict[tuple[str, int], Function] = {}

    def of(self, formula: ex.Formula, at: tuple[int, ...] = ()) -> Function:
        """The function of a formula at one place of its result."""
        return self.node(formula.node, [*at, *[0] * (len(formula.sizes) - len(at))])

    def derived(self, id: str, row: int) -> Function:
        """A derived number: computed at most once while the memory keeps still."""
        if (id, row) not in self.numbers:
            formula = self.rules.derived_of[id].formula
            compute = self.of(formula, places(formula)[row])
            slot = len(self.numbers)

            def remembered(m: Memory) -> float:
                found = m.derived[slot]
                if found is None:
                    found = m.derived[slot] = compute(m)
                return found

            self.numbers[id, row] = remembered
        return self.numbers[id, row]

    def node(self, node: ex.Node, at: list[int]) -> Function:
        """One node at one place."""
        match node:
            case ex.Number(value=x) | ex.YesNo(value=x):
                constant = float(x)
                return lambda m: constant
            case ex.Read(kind="derived", id=id, rows=rows, shape=shape):
                return self.derived(id, _row(rows, shape, at))
            case ex.Read(kind=kind, rows=rows, shape=shape):
                row = _row(rows, shape, at)
                if kind == "variable":
                    return lambda m: m.state[row]
                return (lambda m: m.params[row]) if kind == "parameter" else (lambda m: m.outflow[row])
            case ex.Clock(part=part):
                start = self.rules.start
                return {
                    "date": lambda m: float(start + m.turn - 1),
                    "year": lambda m: float((start + m.turn - 1) // 4),
                    "quarter": lambda m: float((start + m.turn - 1) % 4 + 1),
                    "turn": lambda m: float(m.turn),
                }[part]
            case ex.Unary(op=op, x=x):
                f = self.node(x, at)
                return (lambda m: -f(m)) if op == "-" else (lambda m: not f(m))
            case ex.Binary(op=op, a=a, b=b):
                return _binary(op, a, b, self.node(a, at), self.node(b, at))
            case ex.Call(name=name, args=args):
                return _call(name, [self.node(arg, at) for arg in args])
            case ex.Reduce(name=name, x=x, axis=axis, size=size):
                return _reduce(name, [self.node(x, [*at[:axis], i, *at[axis + 1 :]]) for i in range(size)], at[axis])
            case ex.Same(table=table, shape=shape):
                same = float(table[_row(tuple(range(len(table))), shape, at)])
                return lambda m: same
            case ex.Average(rows=rows, shape=shape, turns=0, now=now):
                row, instead = _row(rows, shape, at), self.node(now, at)
                return lambda m: m.tally[row] / m.last if m.last else instead(m)
        return self.memory(node, at)

    @staticmethod
    def memory(node: ex.Node, at: list[int]) -> Function:
        """What is remembered of earlier turns, of events and of this turn's orders."""
        match node:
            case ex.Past(rows=rows, shape=shape, turns=turns, change=change):
                row = _row(rows, shape, at)
                if change:
                    return lambda m: m.trail[-1][row] - m.trail[max(len(m.trail) - 1 - turns, 0)][row]
                return lambda m: m.trail[max(len(m.trail) - 1 - turns, 0)][row]
            case ex.Average(rows=rows, shape=shape, turns=turns):
                return _recent(_row(rows, shape, at), turns)
            case ex.Ever(rows=rows, shape=shape):
                row = _row(rows, shape, at)
                return lambda m: m.tally[row] > 0.0
            case ex.EventRead(what=what, rows=rows, shape=shape, option=option):
                row = _row(rows, shape, at)
                if what == "chosen":
                    return lambda m: m.chosen[row] == option
                if what == "fired":
                    return lambda m: m.fired[row] > 0
                return lambda m: float(min(m.turn - m.fired[row], 99)) if m.fired[row] else 99.0
            case ex.Ordered(action=action, rows=rows, shape=shape):
                if all(size == 1 for size in shape):
                    return lambda m: any(a == action for a, _ in m.ordered)
                order = (action, _row(tuple(range(len(rows))), shape, at))
                return lambda m: order in m.ordered
        raise TypeError(node)


def _row(rows: ex.Rows, shape: ex.Shape, at: list[int]) -> int:
    flat = 0
    for size, i in zip(shape, at[len(at) - len(shape) :], strict=True):
        flat = flat * size + (i if size > 1 else 0)
    return rows[flat]


def _recent(row: int, turns: int) -> Function:
    def mean(m: Memory) -> float:
        recent = m.trail[1:][-turns:] or m.trail
        total = 0.0
        for entry in recent:
            total += entry[row]
        return total / len(recent)

    return mean


def _power(a: float, b: float) -> float:
    try:
        return math.pow(a, b)
    except OverflowError:
        return -1e9 if a < 0 and b % 2 else 1e9
    except ValueError:
        return 1e9 if a == 0 else 0.0


def _divide(a: float, b: float) -> float:
    return a / b if b else 0.0


def _binary(op: str, a: ex.Node, b: ex.Node, f: Function, g: Function) -> Function:
    if isinstance(b, ex.Number):
        k = float(b.value)
        fast: dict[str, Function] = {
            "+": lambda m: f(m) + k, "-": lambda m: f(m) - k, "*": lambda m: f(m) * k, "<": lambda m: f(m) < k,
            "<=": lambda m: f(m) <= k, ">": lambda m: f(m) > k, ">=": lambda m: f(m) >= k,
        }  # fmt: skip
        if op in fast:
            return fast[op]
    if isinstance(a, ex.Number):
        j = float(a.value)
        fast = {"+": lambda m: j + g(m), "-": lambda m: j - g(m), "*": lambda m: j * g(m)}
        if op in fast:
            return fast[op]
    general: dict[str, Function] = {
        "+": lambda m: f(m) + g(m), "-": lambda m: f(m) - g(m), "*": lambda m: f(m) * g(m),
        "/": lambda m: _divide(f(m), g(m)), "^": lambda m: _power(f(m), g(m)), "<": lambda m: f(m) < g(m),
        "<=": lambda m: f(m) <= g(m), ">": lambda m: f(m) > g(m), ">=": lambda m: f(m) >= g(m),
        "=": lambda m: f(m) == g(m), "!=": lambda m: f(m) != g(m), "and": lambda m: bool(f(m) and g(m)),
        "or": lambda m: bool(f(m) or g(m)),
    }  # fmt: skip
    return general[op]


def _call(name: str, x: list[Function]) -> Function:
    a, b, c = (*x, x[0], x[0])[:3]
    if name in ("min", "max"):
        pick = min if name == "min" else max
        return (lambda m: pick(a(m), b(m))) if len(x) == 2 else (lambda m: pick([f(m) for f in x]))
    table: dict[str, Function] = {
        "abs": lambda m: abs(a(m)),
        "clamp": lambda m: min(max(a(m), b(m)), c(m)),
        "exp": lambda m: math.exp(min(a(m), 20.0)),
        "log": lambda m: math.log(max(a(m), 1e-300)),
        "sqrt": lambda m: math.sqrt(max(a(m), 0.0)),
        "logistic": lambda m: 1.0 / (1.0 + math.exp(min(max(-a(m), -700.0), 700.0))),
        "floor": lambda m: float(math.floor(a(m))),
        "if": lambda m: b(m) if a(m) else c(m),
    }
    return table[name]


def _reduce(name: str, parts: list[Function], here: int) -> Function:
    def total(m: Memory) -> float:
        found = 0.0
        for f in parts:
            found += f(m)
        return found

    def spread(m: Memory) -> float:
        squares = whole = 0.0
        for f in parts:
            x = f(m)
            whole += x
            squares += x * x
        return _divide(squares, whole * whole)

    mine, count = parts[here], len(parts)
    table: dict[str, Function] = {
        "sum": total,
        "count": total,
        "mean": lambda m: total(m) / count,
        "min": lambda m: min([f(m) for f in parts]),
        "max": lambda m: max([f(m) for f in parts]),
        "any": lambda m: any(f(m) for f in parts),
        "all": lambda m: all(f(m) for f in parts),
        "share": lambda m: _divide(mine(m), total(m)),
        "hhi": spread,
    }
    return table[name]
