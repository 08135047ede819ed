"""Takes nothing, gives the levels of difficulty: how much chance there is, and how well Vietnam sees. Nobody's rules change.

Difficulty is information (DECISIONS 80): a level scales the errors of Vietnam's sight and may leave chance out; what the powers
know, want and may do is the same on every level.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Level:
    """One level. `sight` is the factor on every error of Vietnam's sight: below 1 it sees more clearly than the scenario says."""

    id: str
    luck: bool
    sight: float


LEVELS = (
    Level("steady", luck=False, sight=0.5),
    Level("clear", luck=True, sight=0.5),
    Level("usual", luck=True, sight=1.0),
    Level("fog", luck=True, sight=2.0),
)
USUAL = "usual"


def level(id: str) -> Level:
    """The level of this id, the usual one for an unknown id."""
    return next((one for one in LEVELS if one.id == id), LEVELS[2])


def level_of(luck: bool, sight: float) -> Level:
    """The level at which a game is played; saves of other programs may hold settings between the levels."""
    alike = [one for one in LEVELS if one.luck == luck]
    return min(alike, key=lambda one: abs(one.sight - sight))
