"""Ranges of expressions: interval arithmetic over the declared ranges of what they read.

Takes and gives `Interval`s (low, high), infinite where nothing is known. Used to find conditions that are always true or always
false and divisions by zero before a game is played (interval analysis: Moore 1966).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple


class Interval(NamedTuple):
    """All values that a number can take; yes and no are 1 and 0."""

    low: float
    high: float

    @property
    def single(self) -> bool:
        return self.low == self.high


ANY = Interval(-math.inf, math.inf)
MAYBE = Interval(0.0, 1.0)


def _finite(x: float) -> float:
    return 0.0 if math.isnan(x) else x


def _between(low: float, high: float) -> Interval:
    """The interval, open on a side where infinities met."""
    return Interval(-math.inf if math.isnan(low) else low, math.inf if math.isnan(high) else high)


def _corners(f: Callable[[float, float], float], a: Interval, b: Interval) -> Interval:
    values = [_finite(f(x, y)) for x in a for y in b]
    return Interval(min(values), max(values))


def _power(x: float, y: float) -> float:
    try:
        return math.pow(x, y)
    except OverflowError:
        return math.inf
    except ValueError:
        return 0.0


def arithmetic(op: str, a: Interval, b: Interval) -> Interval:
    """The range of `a op b`; division by zero counts as 0, as in the engine."""
    match op:
        case "+":
            return _between(a.low + b.low, a.high + b.high)
        case "-":
            return _between(a.low - b.high, a.high - b.low)
        case "*":
            return _corners(lambda x, y: 0.0 if 0.0 in (x, y) else x * y, a, b)
        case "/":
            if b.low <= 0 <= b.high:
                return Interval(0.0, 0.0) if b.single or a == (0, 0) else ANY
            return _corners(lambda x, y: 0.0 if math.isinf(y) else x / y, a, b)
    if a.low > 0:
        return _corners(_power, a, b)
    if b.single and 0 <= b.low < math.inf and b.low == int(b.low):
        found = _corners(_power, a, b)
        return Interval(min(0.0, found.low), found.high) if b.low % 2 == 0 else found
    return ANY


def comparison(op: str, a: Interval, b: Interval) -> Interval:
    """(1, 1) if `a op b` always holds, (0, 0) if it never does, else (0, 1)."""
    if op in (">", ">="):
        return comparison("<" if op == ">" else "<=", b, a)
    if op == "<":
        always, never = a.high < b.low, a.low >= b.high
    elif op == "<=":
        always, never = a.high <= b.low, a.low > b.high
    else:
        equal = a.single and b.single and a.low == b.low
        apart = a.high < b.low or b.high < a.low
        always, never = (equal, apart) if op == "=" else (apart, equal)
    return Interval(float(always), float(not never))


def logic(op: str, a: Interval, b: Interval) -> Interval:
    """The range of `a and b`, `a or b`."""
    if op == "and":
        return Interval(min(a.low, b.low), min(a.high, b.high))
    return Interval(max(a.low, b.low), max(a.high, b.high))


def _monotone(f: Callable[[float], float], x: Interval) -> Interval:
    return Interval(f(x.low), f(x.high))


def _exp(x: float) -> float:
    return math.exp(min(x, 700.0)) if x > -700 else 0.0


def _log(x: float) -> float:
    return math.log(max(x, 1e-300))


def _logistic(x: float) -> float:
    return 1.0 / (1.0 + _exp(-x))


def call(name: str, args: list[Interval]) -> Interval:
    """The range of a function of the fixed list."""
    match name, args:
        case "min", _:
            return Interval(min(a.low for a in args), min(a.high for a in args))
        case "max", _:
            return Interval(max(a.low for a in args), max(a.high for a in args))
        case "clamp", [x, low, high]:
            inner = Interval(max(x.low, low.low), max(x.high, low.high))
            return Interval(min(inner.low, high.low), min(inner.high, high.high))
        case "abs", [x]:
            least = 0.0 if x.low <= 0 <= x.high else min(abs(x.low), abs(x.high))
            return Interval(least, max(abs(x.low), abs(x.high)))
        case "exp", [x]:
            return _monotone(_exp, x)
        case "log", [x]:
            return _monotone(_log, x)
        case "sqrt", [x]:
            return _monotone(lambda v: math.sqrt(max(v, 0.0)), x)
        case "logistic", [x]:
            return _monotone(_logistic, x)
        case "floor", [x]:
            return _monotone(lambda v: v if math.isinf(v) else float(math.floor(v)), x)
        case "if", [test, a, b]:
            if test.low >= 1:
                return a
            return b if test.high <= 0 else Interval(min(a.low, b.low), max(a.high, b.high))
    return ANY


def reduction(name: str, x: Interval, size: int) -> Interval:
    """The range of a reduction of `size` members."""
    match name:
        case "sum":
            return Interval(x.low * size, x.high * size)
        case "count":
            return Interval(x.low * size, x.high * size)
        case "hhi" | "share":
            return Interval(0.0, 1.0) if x.low >= 0 else ANY
    return x
