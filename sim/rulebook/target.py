"""What a scenario's model must reproduce: targets, as frozen plain data.

Takes nothing. `scenario.targets` makes them, `calibrate` measures how far the model is from each.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sim.rulebook.expression import Formula

Summary = Literal["mean", "share", "median", "ratio"]


@dataclass(frozen=True, slots=True)
class Target:
    """One figure of the record: `of`, read in every world, summed up by `by`, should be `value` or lie within bounds.

    Exactly one of `value` and the two bounds is given. A share is the share of worlds in which a test holds; a ratio is the mean
    of `of` over the mean of `to`. `tolerance` is the distance that counts as one.
    """

    id: str
    part_of: str  # the row of the list of targets; a row is hit if all its parts are
    policy: str
    luck: bool
    of: Formula
    to: Formula | None
    by: Summary
    at: int | None  # turn at whose start it is read; None: at the end of the world
    value: float | None
    at_least: float | None
    at_most: float | None
    tolerance: float
    dated: bool  # the figure is a quarter, counted since year 0
    known: int  # last quarter of its facts, since year 0: a fit up to a cut may not look past it
    never: float = (
        39999.0  # a figure that is a date counts as this when it never comes: a year after the scenario's end
    )
