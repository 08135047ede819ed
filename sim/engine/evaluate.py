"""Running formulas: a tree of frozen nodes walked over whole arrays, world axis last.

Takes a `Frame` (what a phase reads: the opening state and its surroundings) and a `Formula`; gives an array of shape
`(*result axes or 1, N or 1)`. Elementwise functions only; sums run in a fixed order, so that one world gives the same bits as many.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.worlds import Bools, Floats, Ints, Worlds
from sim.rulebook import expression as ex
from sim.rulebook.rulebook import Rulebook

Values = NDArray[Any]  # what a formula gives: numbers, or yes and no
GRID_MAGIC = 1.5 * 2.0**32


def grid(x: Floats) -> Floats:
    """The nearest multiple of 2^-20: sums of such numbers are exact in any order (up to 2^31)."""
    rounded: Floats = (x + GRID_MAGIC) - GRID_MAGIC
    return rounded


class Frame:
    """What formulas of one phase read. Derived numbers are computed once, when first asked for."""

    __slots__ = (
        "chosen",
        "derived",
        "fired",
        "latest_chosen",
        "latest_fired",
        "ordered",
        "outflow",
        "params",
        "rules",
        "state",
        "tally",
        "trail",
        "turn",
        "worlds",
    )

    def __init__(self, rules: Rulebook, worlds: Worlds, turn: int, state: Floats | None = None) -> None:
        self.rules = rules
        self.worlds = worlds
        self.turn = turn  # 1-based, the turn being played
        self.state = worlds.state if state is None else state
        self.params = worlds.params
        self.outflow = worlds.outflow
        self.trail = worlds.trail
        self.tally = worlds.tally
        self.fired: Ints = worlds.fired  # the record of events as formulas read it: how the phase found it
        self.chosen: Ints = worlds.chosen
        self.latest_fired: Ints = worlds.fired  # the same with what happened in this phase, for chains without a lag
        self.latest_chosen: Ints = worlds.chosen
        self.derived: dict[str, Floats] = {}
        self.ordered: dict[int, Bools] = {}

    def at(self, state: Floats) -> Frame:
        """The same surroundings with another state."""
        other = Frame(self.rules, self.worlds, self.turn, state)
        other.fired, other.chosen, other.ordered = self.fired, self.chosen, self.ordered
        other.latest_fired, other.latest_chosen = self.latest_fired, self.latest_chosen
        return other

    def derive(self, id: str) -> Floats:
        """[size, N] a derived block, row-major."""
        found = self.derived.get(id)
        if found is None:
            d = self.rules.derived_of[id]
            value = run(d.formula, self)
            shape = d.formula.sizes[: d.formula.free]
            found = spread(value, (*shape, value.shape[-1])).reshape(d.size, value.shape[-1])
            self.derived[id] = found
        return found


def spread(value: Values, shape: tuple[int, ...]) -> Values:
    """A value laid out in a shape; a broadcast costs as much as a sum over a thousand worlds, so only where it must be."""
    return value if value.shape == shape else np.broadcast_to(value, shape)


def run(formula: ex.Formula, frame: Frame) -> Values:
    """The value of a formula: shape (size or 1 for each result axis, N or 1)."""
    value = _walk(formula.node, frame)
    extra = len(formula.sizes) - formula.free
    if extra and value.ndim > formula.free + 1:
        value = value.reshape(value.shape[: formula.free] + value.shape[-1:])
    elif value.ndim < formula.free + 1:
        value = value.reshape((1,) * (formula.free + 1 - value.ndim) + value.shape)
    return value


def test(formula: ex.Formula | None, frame: Frame) -> Bools | None:
    """The value of a condition, None where there is none."""
    if formula is None:
        return None
    held: Bools = run(formula, frame).astype(np.bool_, copy=False)
    return held


def _rows(store: Values, rows: ex.Rows, shape: ex.Shape) -> Values:
    first, count = rows[0], len(rows)
    if count == 1:
        taken = store[first]
    elif rows[-1] - first == count - 1 and rows == tuple(range(first, first + count)):
        taken = store[first : first + count]
    else:
        taken = store[list(rows)]
    laid: Values = taken.reshape(*shape, store.shape[-1])
    return laid


def _walk(node: ex.Node, frame: Frame) -> Values:
    return _HANDLERS[type(node)](node, frame)


@lru_cache(maxsize=4096)
def _constant(value: float) -> Values:
    constant = np.array([value])
    constant.flags.writeable = False
    return constant


def _number(node: ex.Number, frame: Frame) -> Values:
    return _constant(node.value)


def _yes_no(node: ex.YesNo, frame: Frame) -> Values:
    return np.array([node.value])


def _read(node: ex.Read, frame: Frame) -> Values:
    kind = node.kind
    if kind == "variable":
        return _rows(frame.state, node.rows, node.shape)
    if kind == "parameter":
        return _rows(frame.params, node.rows, node.shape)
    if kind == "derived":
        return _rows(frame.derive(node.id), node.rows, node.shape)
    return _rows(frame.outflow, node.rows, node.shape)


def _clock(node: ex.Clock, frame: Frame) -> Values:
    date = frame.rules.start + frame.turn - 1
    value = {"date": date, "year": date // 4, "quarter": date % 4 + 1, "turn": frame.turn}[node.part]
    return np.array([float(value)])


def _unary(node: ex.Unary, frame: Frame) -> Values:
    x = _walk(node.x, frame)
    return np.logical_not(x) if node.op == "not" else -x


def _divide(a: Values, b: Values) -> Values:
    safe = b != 0.0
    if safe.all():
        return np.divide(a, b)
    shape = np.broadcast_shapes(a.shape, b.shape)
    return np.divide(a, b, out=np.zeros(shape), where=np.broadcast_to(safe, shape))


def _power(a: Values, b: Values) -> Values:
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        raised = np.power(a, b)
    return np.nan_to_num(raised, copy=False, nan=0.0, posinf=1e9, neginf=-1e9)


def _exp(x: Values) -> Values:
    return np.exp(np.minimum(x, 20.0))


def _log(x: Values) -> Values:
    return np.log(np.maximum(x, 1e-300))


def _logistic(x: Values) -> Values:
    raised: Values = np.exp(np.clip(-x, -700.0, 700.0))
    raised += 1.0
    np.divide(1.0, raised, out=raised)
    return raised


_BINARY: dict[str, Callable[[Values, Values], Values]] = {
    "+": np.add, "-": np.subtract, "*": np.multiply, "/": _divide, "^": _power,
    "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal, "=": np.equal, "!=": np.not_equal,
    "and": np.logical_and, "or": np.logical_or,
}  # fmt: skip


def _binary(node: ex.Binary, frame: Frame) -> Values:
    return _BINARY[node.op](_walk(node.a, frame), _walk(node.b, frame))


_CALLS: dict[str, Callable[..., Values]] = {
    "abs": np.abs,
    "clamp": lambda x, low, high: np.minimum(np.maximum(x, low), high),
    "exp": _exp,
    "log": _log,
    "sqrt": lambda x: np.sqrt(np.maximum(x, 0.0)),
    "logistic": _logistic,
    "floor": np.floor,
    "if": np.where,
}


def _call(node: ex.Call, frame: Frame) -> Values:
    args = [_walk(a, frame) for a in node.args]
    if node.name == "min":
        return reduce(np.minimum, args)
    if node.name == "max":
        return reduce(np.maximum, args)
    return _CALLS[node.name](*args)


def _reduce(node: ex.Reduce, frame: Frame) -> Values:
    x = _walk(node.x, frame)
    axis, name = node.axis, node.name
    if x.ndim <= axis + 1 or x.shape[axis] != node.size:  # constant along the axis
        shape = list(x.shape) if x.ndim > axis + 1 else [1] * (axis + 1) + [x.shape[-1]]
        shape[axis] = node.size
        x = np.broadcast_to(x, shape)
    parts = [x.take([i], axis=axis) for i in range(node.size)]
    match name:
        case "sum":
            return reduce(np.add, parts)
        case "count":
            return reduce(np.add, [p.astype(np.float64) for p in parts])
        case "mean":
            return reduce(np.add, parts) / float(node.size)
        case "min":
            return reduce(np.minimum, parts)
        case "max":
            return reduce(np.maximum, parts)
        case "any":
            return reduce(np.logical_or, parts)
        case "all":
            return reduce(np.logical_and, parts)
        case "share":
            return _divide(x, reduce(np.add, parts))
    total = reduce(np.add, parts)
    return _divide(reduce(np.add, [p * p for p in parts]), total * total)


def _same(node: ex.Same, frame: Frame) -> Values:
    return np.array(node.table, dtype=np.bool_).reshape(*node.shape, 1)


def _past(node: ex.Past, frame: Frame) -> Values:
    trail = frame.trail
    then = _rows(trail[max(len(trail) - 1 - node.turns, 0)], node.rows, node.shape)
    return _rows(trail[-1], node.rows, node.shape) - then if node.change else then


def _average(node: ex.Average, frame: Frame) -> Values:
    if node.turns == 0:
        lived = frame.worlds.last
        if not lived.any():
            return _walk(node.now, frame)
        total = _rows(frame.tally, node.rows, node.shape)
        return total / np.maximum(lived, 1)
    recent = frame.trail[1:][-node.turns :] or frame.trail
    return reduce(np.add, [_rows(t, node.rows, node.shape) for t in recent]) / float(len(recent))


def _ever(node: ex.Ever, frame: Frame) -> Values:
    return _rows(frame.tally, node.rows, node.shape) > 0.0


def _first(node: ex.First, frame: Frame) -> Values:
    kept = _rows(frame.tally, node.rows, node.shape)
    quarters: Values = np.where(kept > 0.0, frame.rules.start - 1 + ex.SOONER - kept, ex.NEVER)
    return quarters


def _event(node: ex.EventRead, frame: Frame) -> Values:
    if node.what == "chosen":
        answered: Values = _rows(frame.chosen, node.rows, node.shape) == node.option
        return answered
    fired = _rows(frame.fired, node.rows, node.shape)
    if node.what == "fired":
        happened: Values = fired > 0
        return happened
    since: Values = np.where(fired > 0, np.minimum(frame.turn - fired, 99), 99)
    numbers: Values = since.astype(np.float64)
    return numbers


def _ordered(node: ex.Ordered, frame: Frame) -> Values:
    held = frame.ordered.get(node.action)
    if held is None:
        return np.array([False])
    if not node.shape or all(size == 1 for size in node.shape):
        merged: Values = reduce(np.logical_or, list(held))
        return merged.reshape((1,) * len(node.shape) + (-1,))
    return held.reshape(*node.shape, held.shape[-1])


_HANDLERS: dict[type, Callable[..., Values]] = {
    ex.Number: _number, ex.Word: _number, ex.YesNo: _yes_no, ex.Read: _read, ex.Clock: _clock, ex.Unary: _unary, ex.Binary: _binary,
    ex.Call: _call, ex.Reduce: _reduce, ex.Same: _same, ex.Past: _past, ex.Average: _average, ex.Ever: _ever,
    ex.First: _first,
    ex.EventRead: _event, ex.Ordered: _ordered,
}  # fmt: skip
