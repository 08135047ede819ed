"""Takes operations at the ends of what their operands can be; checks that no value exceeds its bound, and that none is called finite in vain."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest

from sim import engine
from sim.base.errors import BambooError
from sim.engine import elementwise as el
from sim.engine import magnitude
from sim.scenario import Compiled

ENDS = (0.0, 0.3, 1.0, 2.0, 300.0, 2.0**64)
OPERATIONS = {**el.BINARY, **el.UNARY, **el.CALLS}  # "-" is the sign


@pytest.mark.parametrize("op", sorted(set(OPERATIONS) - el.TESTS))
def test_no_value_exceeds_its_bound(op: str) -> None:
    count = 1 if op in ("-", "abs", "exp", "floor", "log", "logistic", "sqrt") else 3 if op in ("clamp", "if") else 2
    for ends in product(*([sign * end for end in ENDS for sign in (1, -1)],) * count):
        bound = magnitude.of_operation(op, [magnitude.of_number(end) for end in ends])
        operands = [np.array([end]) for end in ends]
        if op == "if":
            operands[0] = operands[0] > 0
        assert abs(float(OPERATIONS[op](*operands)[0])) <= 2.0**bound, (op, ends)


@pytest.mark.parametrize("name", ["sum", "mean", "min", "max"])
def test_no_reduction_exceeds_its_bound(name: str) -> None:
    parts = [np.array([2.0**64])] * 7
    value = float(el.reduction(name, parts, np.stack(parts))[0])
    assert value <= 2.0 ** magnitude.of_operation(name, [64.0] * 7)


def test_what_met_an_infinite_number_stays_unknown() -> None:
    quotient = magnitude.of_operation("/", [1.0, 1.0])
    for op in ("exp", "logistic", "min", "clamp", "*", "-"):
        assert not magnitude.finite(magnitude.of_operation(op, [1.0, quotient]))
    product = magnitude.STORED
    for _ in range(20):
        product = magnitude.of_operation("*", [product, magnitude.STORED])
    assert not magnitude.finite(product)


def test_a_parameter_beyond_all_bounds_is_refused(harbour: Compiled) -> None:
    for wrong in (math.inf, math.nan, 1e30):
        params = engine.default_params(harbour.rules)
        params[0] = wrong
        with pytest.raises(BambooError, match="parameter"):
            engine.start(harbour.rules, [1], 7, params)
