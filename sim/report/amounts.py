"""Takes exact amounts and their exact ends, gives the same rounded so that what is shown still adds up."""

from __future__ import annotations

import math
from collections.abc import Sequence


def rounded_sum(start: float, end: float, amounts: Sequence[float], places: int) -> tuple[float, float, list[float]]:
    """Round a sum so that `start + sum(amounts) == end` holds in the last digit shown.

    Start and end are rounded to the nearest (halves up, or the count below could miss by one); each amount is rounded down
    or up, so that it is never more than one unit of the last place off, and those with the largest remainder are rounded up
    (Hamilton's method of the largest remainder). It can always be done when the exact amounts sum to the exact change: the
    whole units that are missing lie between 0 and `len(amounts)`.
    """
    unit = 10.0**places
    first, last = math.floor(start * unit + 0.5), math.floor(end * unit + 0.5)
    scaled = [a * unit for a in amounts]
    floors = [math.floor(s) for s in scaled]
    missing = (last - first) - sum(floors)
    order = sorted(range(len(scaled)), key=lambda i: (floors[i] - scaled[i], i))
    for i in order[: max(0, missing)]:
        floors[i] += 1
    return first / unit, last / unit, [f / unit for f in floors]
