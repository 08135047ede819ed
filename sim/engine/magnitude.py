"""How large values can become, as powers of two: takes an operation and the bounds of its operands, gives the bound of its value.

What can neither overflow nor meet what has overflowed is always a finite number, so that its bookings need no test for it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

STORED = 64.0  # parameters, and numbers of a world: their limits, and sums of far fewer than 2^30 contributions of at most 2^30 each
UNKNOWN = math.inf
_LARGEST = 1000.0  # the machine's largest number is just below 2^1024


def of_number(x: float) -> float:
    """The bound of one number."""
    return max(math.log2(abs(x)), 0.0) if x else 0.0


def of_operation(op: str, operands: Sequence[float]) -> float:
    """The bound of what an operation on numbers gives; a quotient or a power can be anything."""
    if op in ("/", "^", "share", "hhi") or not all(finite(bound) for bound in operands):
        return UNKNOWN
    match op:
        case "*":
            return sum(operands)
        case "exp":
            return 29.0  # of at most e^20
        case "+" | "-" | "sum" | "mean" | "count" | "log":
            return max(operands) + 10.0 + len(operands)
    return max(*operands, 1.0)


def finite(bound: float) -> bool:
    """Whether a value of that bound is always a finite number."""
    return bound < _LARGEST
