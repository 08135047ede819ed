"""Ranges of expressions: what an expression gives never lies outside the range that was worked out for it."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario.intervals import ANY, MAYBE, Interval, arithmetic, call, comparison, logic, reduction

ENDS = st.floats(-1e6, 1e6).map(lambda x: round(x, 3) + 0.0)


@st.composite
def interval_and_value(draw: st.DrawFn) -> tuple[Interval, float]:
    low, high = sorted((draw(ENDS), draw(ENDS)))
    return Interval(low, high), min(max(draw(st.floats(low, high)), low), high)


def _divide(a: float, b: float) -> float:
    return a / b if b else 0.0


OPERATIONS = {"+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "/": _divide}


@given(st.sampled_from(sorted(OPERATIONS)), interval_and_value(), interval_and_value())
def test_arithmetic_holds_every_value(op: str, a: tuple[Interval, float], b: tuple[Interval, float]) -> None:
    found = arithmetic(op, a[0], b[0])
    value = OPERATIONS[op](a[1], b[1])
    slack = 1e-9 * max(1.0, abs(value))
    assert found.low - slack <= value <= found.high + slack


@given(interval_and_value(), st.integers(0, 6))
def test_powers_hold_every_value(a: tuple[Interval, float], exponent: int) -> None:
    found = arithmetic("^", a[0], Interval(exponent, exponent))
    value = a[1] ** exponent
    slack = 1e-9 * max(1.0, abs(value))
    assert found.low - slack <= value <= found.high + slack


COMPARISONS = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}


@given(st.sampled_from(sorted(COMPARISONS)), interval_and_value(), interval_and_value())
def test_a_comparison_is_decided_only_if_it_always_goes_so(
    op: str, a: tuple[Interval, float], b: tuple[Interval, float]
) -> None:
    found = comparison(op, a[0], b[0])
    assert found.low <= COMPARISONS[op](a[1], b[1]) <= found.high


@pytest.mark.parametrize(
    ("op", "a", "b", "range"),
    [
        (">", (0, 100), (200, 200), (0, 0)),
        ("<", (0, 100), (200, 200), (1, 1)),
        (">=", (0, 100), (0, 0), (1, 1)),
        (">", (0, 100), (0, 0), (0, 1)),
        ("=", (5, 5), (5, 5), (1, 1)),
        ("=", (0, 4), (5, 9), (0, 0)),
        ("!=", (0, 4), (5, 9), (1, 1)),
        ("<=", ANY, (5, 5), (0, 1)),
    ],
)
def test_comparisons(op: str, a: tuple[float, float], b: tuple[float, float], range: tuple[float, float]) -> None:
    assert comparison(op, Interval(*a), Interval(*b)) == range


def test_logic() -> None:
    yes, no = Interval(1, 1), Interval(0, 0)
    assert logic("and", MAYBE, no) == no
    assert logic("or", MAYBE, yes) == yes
    assert logic("and", MAYBE, yes) == MAYBE
    assert logic("or", no, no) == no


@pytest.mark.parametrize(
    ("name", "args", "range"),
    [
        ("min", [(0, 10), (3, 4)], (0, 4)),
        ("max", [(0, 10), (3, 4)], (3, 10)),
        ("clamp", [(-math.inf, math.inf), (0, 0), (1, 1)], (0, 1)),
        ("clamp", [(2, 3), (0, 0), (1, 1)], (1, 1)),
        ("abs", [(-3, 2)], (0, 3)),
        ("abs", [(-3, -2)], (2, 3)),
        ("sqrt", [(-4, 9)], (0, 3)),
        ("floor", [(0.5, 2.5)], (0, 2)),
        ("if", [(1, 1), (2, 3), (8, 9)], (2, 3)),
        ("if", [(0, 0), (2, 3), (8, 9)], (8, 9)),
        ("if", [(0, 1), (2, 3), (8, 9)], (2, 9)),
    ],
)
def test_functions(name: str, args: list[tuple[float, float]], range: tuple[float, float]) -> None:
    assert call(name, [Interval(*a) for a in args]) == range


@pytest.mark.parametrize("name", ["exp", "log", "sqrt", "logistic", "floor", "abs"])
def test_functions_of_the_unknown_are_open_on_the_right_sides(name: str) -> None:
    found = call(name, [ANY])
    assert not found.single
    assert found.low < 1 < found.high or name == "logistic"
    assert comparison(">", found, Interval(0.5, 0.5)) == MAYBE


@pytest.mark.parametrize("op", ["+", "-", "*", "/", "^"])
def test_infinities_never_give_a_range_that_is_no_number(op: str) -> None:
    ends = [Interval(math.inf, math.inf), Interval(-math.inf, -math.inf), ANY, Interval(0, 0), Interval(1, math.inf)]
    for a in ends:
        for b in ends:
            found = arithmetic(op, a, b)
            assert not math.isnan(found.low)
            assert not math.isnan(found.high)
            assert found.low <= found.high


def test_reductions() -> None:
    assert reduction("sum", Interval(-1, 2), 4) == (-4, 8)
    assert reduction("mean", Interval(-1, 2), 4) == (-1, 2)
    assert reduction("count", MAYBE, 4) == (0, 4)
    assert reduction("share", Interval(0, 9), 4) == (0, 1)
    assert reduction("share", Interval(-1, 9), 4) == ANY
    assert reduction("hhi", Interval(0, 9), 4) == (0, 1)
    assert reduction("any", Interval(0, 0), 4) == (0, 0)
