"""What a face shows first, and who reads the forecasts: frozen plain data without weight in the rules.

Takes nothing; `scenario` fills it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Screen:
    """What a face shows first; every field is an id or empty."""

    attention: str = ""
    relations: str = ""
    rank: str = ""
    dependence: str = ""
    moods: tuple[tuple[str, str], ...] = ()  # (move option, chance)
    numbers: tuple[str, ...] = ()
    judgements: tuple[str, ...] = ()
    ladder: str = ""  # the number whose steps are the rungs of a crisis


@dataclass(frozen=True, slots=True)
class Voice:
    """One adviser: which numbers of the screen it looks at, and how much each counts (whole numbers, shares of their sum)."""

    id: str
    weights: tuple[tuple[str, int], ...]
