"""What the operations of the language do to arrays, element by element along the worlds.

Takes arrays of at least one axis, the last of them the worlds; gives an array, written to `out` where that is given. Sums run in a
fixed order, so that one world gives the same bits as many.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Values = NDArray[Any]  # numbers, or yes and no
Out = Values | None
GRID_MAGIC = 1.5 * 2.0**32
LIMIT = 2.0**30
# Arrays, because NumPy takes them quicker than floats.
_ONE, _NEAR, _FAR, _LEAST, _MOST, _MAGIC = map(np.array, (1.0, -700.0, 700.0, -LIMIT, LIMIT, GRID_MAGIC))


def grid(x: Values) -> Values:
    """The nearest multiple of 2^-20: sums of such numbers are exact in any order (up to 2^31)."""
    rounded: Values = np.add(x, _MAGIC)
    rounded -= _MAGIC
    return rounded


def contribution(x: Values, out: Out = None, finite: bool = False) -> Values:
    """A change as it is booked: on the grid, and finite whatever its formula gave. `finite`: it is known to give nothing else."""
    held = x if finite else np.fmin(x, _MOST, out)  # what is no number becomes the limit
    amount: Values = held.clip(_LEAST, _MOST, out=out if finite else held)  # NumPy's quickest way past two limits
    amount += _MAGIC
    amount -= _MAGIC
    return amount


def every(held: Values) -> bool:
    """Whether a test holds everywhere."""
    return bool(np.count_nonzero(held) == held.size)


def some(held: Values) -> bool:
    """Whether a test holds anywhere."""
    return bool(np.count_nonzero(held))


def divide(a: Values, b: Values, out: Out = None) -> Values:
    """The quotient, 0 where `b` is 0."""
    safe = np.not_equal(b, 0.0)
    if every(safe):
        return np.divide(a, b, out)
    shape = np.broadcast_shapes(a.shape, b.shape)
    return np.divide(a, b, out=np.zeros(shape), where=np.broadcast_to(safe, shape))


def power(a: Values, b: Values, out: Out = None) -> Values:
    """`a` to the power of `b`; 0 where that is no number, 10^9 where it has no end."""
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        raised = np.power(a, b, out)
    return raised if every(np.isfinite(raised)) else np.nan_to_num(raised, nan=0.0, posinf=1e9, neginf=-1e9)


def least(a: Values, b: Values, out: Out = None) -> Values:
    """The smaller of two."""
    return np.minimum(a, b, out=out)


def most(a: Values, b: Values, out: Out = None) -> Values:
    """The larger of two."""
    return np.maximum(a, b, out=out)


def clamp(x: Values, low: Values, high: Values, out: Out = None) -> Values:
    """`x` within its limits; the upper one holds where they cross."""
    return np.minimum(np.maximum(x, low, out=out), high, out=out)


def exp(x: Values, out: Out = None) -> Values:
    """The exponential, of 20 at most."""
    held = np.minimum(x, 20.0, out=out)
    return np.exp(held, held)


def log(x: Values, out: Out = None) -> Values:
    """The natural logarithm, of 10^-300 at least."""
    held = np.maximum(x, 1e-300, out=out)
    return np.log(held, held)


def sqrt(x: Values, out: Out = None) -> Values:
    """The square root, of 0 at least."""
    held = np.maximum(x, 0.0, out=out)
    return np.sqrt(held, held)


def logistic(x: Values, out: Out = None) -> Values:
    """1 / (1 + exp(-x))."""
    raised = np.negative(x, out)
    raised.clip(_NEAR, _FAR, out=raised)
    np.exp(raised, raised)
    raised += _ONE
    return np.divide(1.0, raised, raised)


def choose(test: Values, x: Values, y: Values, out: Out = None) -> Values:
    """`x` where the test holds, else `y`."""
    return np.where(test, x, y)


UNARY: dict[str, Callable[..., Values]] = {"-": np.negative, "not": np.logical_not}
BINARY: dict[str, Callable[..., Values]] = {
    "+": np.add, "-": np.subtract, "*": np.multiply, "/": divide, "^": power,
    "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal, "=": np.equal, "!=": np.not_equal,
    "and": np.logical_and, "or": np.logical_or,
}  # fmt: skip
CALLS: dict[str, Callable[..., Values]] = {
    "abs": np.abs, "clamp": clamp, "exp": exp, "log": log, "sqrt": sqrt, "logistic": logistic, "floor": np.floor, "if": choose,
    "min": least, "max": most,
}  # fmt: skip
TESTS = frozenset({"not", "<", "<=", ">", ">=", "=", "!=", "and", "or", "any", "all"})


def fold(join: Callable[..., Values], parts: Sequence[Values]) -> Values:
    """Join arrays of one shape from the first to the last; the first itself if it is alone."""
    total = parts[0]
    for number, part in enumerate(parts[1:]):
        total = join(total, part, total) if number else join(total, part)
    return total


def reduction(name: str, parts: Sequence[Values], whole: Values) -> Values:
    """The members `parts` along an axis reduced to one; `share` gives `whole`, in which they lie, divided by their sum."""
    match name:
        case "sum":
            return fold(np.add, parts)
        case "count":
            return fold(np.add, [part.astype(np.float64) for part in parts])
        case "mean":
            return fold(np.add, parts) / float(len(parts))
        case "min":
            return fold(least, parts)
        case "max":
            return fold(most, parts)
        case "any":
            return fold(np.logical_or, parts)
        case "all":
            return fold(np.logical_and, parts)
        case "share":
            return divide(whole, fold(np.add, parts))
    total = fold(np.add, parts)
    return divide(fold(np.add, [part * part for part in parts]), total * total)
