"""Takes a node of the Rulebook and a scene of one world, gives its value as a plain float: formulas for the second opinion."""

from __future__ import annotations

import math
from itertools import product
from typing import TYPE_CHECKING

from sim.rulebook import expression as ex

if TYPE_CHECKING:
    from tests.oracle.interpreter import Interpreter

Order = tuple[int, int]  # (verb, target)


def total(parts: list[float]) -> float:
    """A sum from the first to the last, rounded at every step (the built-in `sum` of newer Pythons is not)."""
    found = 0.0
    for part in parts:
        found += part
    return found


class Scene:
    """What formulas read at one moment."""

    def __init__(self, world: Interpreter, turn: int, state: list[float]) -> None:
        self.w, self.turn, self.state = world, turn, list(state)
        self.outflow, self.trail, self.tally = world.outflow, world.trail, world.tally
        self.fired, self.chosen, self.last = list(world.fired), list(world.chosen), world.last
        self.ordered: set[Order] = set()
        self.memo: dict[tuple[str, int], float] = {}

    def of(self, formula: ex.Formula, at: tuple[int, ...] = ()) -> float:
        """The value of a formula at one place of its result."""
        return self.value(formula.node, [*at, *[0] * (len(formula.sizes) - len(at))])

    def derived(self, id: str, row: int) -> float:
        """One number of a derived block."""
        if (id, row) not in self.memo:
            formula = self.w.rules.derived_of[id].formula
            places = list(product(*(range(size) for size in formula.sizes[: formula.free])))
            self.memo[id, row] = self.of(formula, places[row])
        return self.memo[id, row]

    @staticmethod
    def row(rows: ex.Rows, shape: ex.Shape, at: list[int]) -> int:
        """Which of `rows`, laid out as `shape`, stands at a place; an axis of size 1 is constant."""
        flat = 0
        for size, i in zip(shape, at[len(at) - len(shape) :], strict=True):
            flat = flat * size + (i if size > 1 else 0)
        return rows[flat]

    def past(self, entry: int, row: int) -> float:
        """A remembered value; while the first entry is being written, what will stand in it."""
        if row < len(self.trail[entry]):
            return self.trail[entry][row]
        row -= len(self.w.inflow)
        for tracker in self.w.rules.trackers:
            if row < tracker.size:
                sizes = tracker.formula.sizes[: tracker.formula.free]
                return self.of(tracker.formula, list(product(*(range(size) for size in sizes)))[row])
            row -= tracker.size
        raise IndexError(row)

    def value(self, node: ex.Node, at: list[int]) -> float:
        """A node at a place of all axes of its formula."""
        w = self.w
        match node:
            case ex.Number(value=x) | ex.YesNo(value=x):
                return float(x)
            case ex.Read(kind=kind, id=id, rows=rows, shape=shape):
                row = self.row(rows, shape, at)
                if kind == "derived":
                    return self.derived(id, row)
                return {"variable": self.state, "parameter": w.params, "delay": self.outflow}[kind][row]
            case ex.Clock(part=part):
                date = w.rules.start + self.turn - 1
                return float({"date": date, "year": date // 4, "quarter": date % 4 + 1, "turn": self.turn}[part])
            case ex.Unary(op="-", x=x):
                return -self.value(x, at)
            case ex.Unary(x=x):
                return float(not self.value(x, at))
            case ex.Binary(op=op, a=a, b=b):
                return binary(op, self.value(a, at), self.value(b, at))
            case ex.Call(name=name, args=args):
                return call(name, [self.value(arg, at) for arg in args])
            case ex.Reduce(name=name, x=x, axis=axis, size=size):
                parts = [self.value(x, [*at[:axis], i, *at[axis + 1 :]]) for i in range(size)]
                return binary("/", parts[at[axis]], total(parts)) if name == "share" else reduce(name, parts)
            case ex.Same(table=table, shape=shape):
                return float(table[self.row(tuple(range(len(table))), shape, at)])
            case ex.Past(rows=rows, shape=shape, turns=turns, change=change):
                row = self.row(rows, shape, at)
                then = self.past(max(len(self.trail) - 1 - turns, 0), row)
                return self.past(-1, row) - then if change else then
            case ex.Average(rows=rows, shape=shape, turns=0, now=now):
                return self.tally[self.row(rows, shape, at)] / self.last if self.last else self.value(now, at)
            case ex.Average(rows=rows, shape=shape, turns=turns):
                row, ends = self.row(rows, shape, at), range(max(1, len(self.trail) - turns), len(self.trail)) or [0]
                return total([self.past(end, row) for end in ends]) / len(ends)
            case ex.Ever(rows=rows, shape=shape):
                return float(self.tally[self.row(rows, shape, at)] > 0)
            case ex.First(rows=rows, shape=shape):
                kept = self.tally[self.row(rows, shape, at)]
                return w.rules.start + (ex.SOONER - kept) - 1 if kept > 0 else ex.NEVER
            case ex.EventRead(what=what, rows=rows, shape=shape, option=option):
                row = self.row(rows, shape, at)
                if what == "chosen":
                    return float(self.chosen[row] == option)
                fired = self.fired[row]
                return float(fired > 0) if what == "fired" else float(min(self.turn - fired, 99) if fired else 99)
            case ex.Ordered(action=action, rows=rows, shape=shape):
                if all(size == 1 for size in shape):
                    return float(any(a == action for a, _ in self.ordered))
                return float((action, self.row(tuple(range(len(rows))), shape, at)) in self.ordered)


def binary(op: str, a: float, b: float) -> float:
    """Arithmetic, comparison and logic; division by zero is 0, a power that is no number is 0, an endless one 10^9."""
    match op:
        case "+":
            return a + b
        case "-":
            return a - b
        case "*":
            return a * b
        case "/":
            return a / b if b else 0.0
        case "^":
            try:
                return math.pow(a, b)
            except OverflowError:
                return -1e9 if a < 0 and b % 2 else 1e9
            except ValueError:
                return 1e9 if a == 0 else 0.0
        case "and":
            return float(bool(a) and bool(b))
        case "or":
            return float(bool(a) or bool(b))
    return float({"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b, "=": a == b, "!=": a != b}[op])


def call(name: str, x: list[float]) -> float:
    """The functions of the language."""
    match name:
        case "min":
            return min(x)
        case "max":
            return max(x)
        case "abs":
            return abs(x[0])
        case "clamp":
            return min(max(x[0], x[1]), x[2])
        case "exp":
            return math.exp(min(x[0], 20.0))
        case "log":
            return math.log(max(x[0], 1e-300))
        case "sqrt":
            return math.sqrt(max(x[0], 0.0))
        case "logistic":
            return 1.0 / (1.0 + math.exp(min(max(-x[0], -700.0), 700.0)))
        case "floor":
            return float(math.floor(x[0]))
    return x[1] if x[0] else x[2]  # if


def reduce(name: str, parts: list[float]) -> float:
    """The reductions of the language, from the first member to the last."""
    match name:
        case "sum" | "count":
            return total(parts)
        case "mean":
            return total(parts) / len(parts)
        case "min":
            return min(parts)
        case "max":
            return max(parts)
        case "any":
            return float(any(parts))
        case "all":
            return float(all(parts))
    whole = total(parts)  # hhi
    return binary("/", total([p * p for p in parts]), whole * whole)
