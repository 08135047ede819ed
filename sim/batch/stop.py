"""Takes a stop rule as written, `ci95(autonomy)<=0.5` or `30m`, gives what it means."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sim.base.errors import UsageError
from sim.batch.sheet import Sheet
from sim.batch.sums import Sums

_UNTIL = re.compile(r"^\s*ci95\(\s*([a-z][a-z0-9_.]*)\s*\)\s*<=?\s*([0-9]*\.?[0-9]+)\s*$")
_TIME = re.compile(r"^\s*([0-9]*\.?[0-9]+)\s*(s|m|h|d)\s*$")
_SECONDS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
LEAST_WORLDS = 100  # of each cell and policy, before an interval is trusted to stop a run


@dataclass(frozen=True, slots=True)
class Until:
    """Stop once half the 95 % interval of an outcome is small enough, in every cell and under every policy."""

    outcome: str
    width: float

    def reached(self, sums: Sums, sheet: Sheet) -> bool:
        """Whether it is."""
        if float(sums.count.min()) < LEAST_WORLDS:
            return False
        return sums.widest(sheet.number(self.outcome)) <= self.width


def until(text: str, sheet: Sheet) -> Until | None:
    """A stop rule; None for an empty text.

    Errors: UsageError if it is none, or names an outcome that does not exist.
    """
    if not text:
        return None
    found = _UNTIL.match(text)
    if found is None:
        raise UsageError(
            f"`{text}` is no stop rule", cure=f'write for example "ci95({sheet.main})<=0.5": half the 95 % interval'
        )
    sheet.number(found[1])
    if float(found[2]) <= 0:
        raise UsageError(f"`{text}` can never be reached", cure="give a width above 0")
    return Until(found[1], float(found[2]))


def seconds(text: str) -> float:
    """A length of time such as `90s`, `30m`, `8h`, in seconds.

    Errors: UsageError if it is none.
    """
    found = _TIME.match(text)
    if found is None or float(found[1]) <= 0:
        raise UsageError(f"`{text}` is no length of time", cure="write for example 90s, 30m or 8h")
    return float(found[1]) * _SECONDS[found[2]]
