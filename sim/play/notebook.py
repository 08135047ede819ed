"""Takes what was foretold during a game, keeps it beside the game: the adviser's bands, and what the player stated.

It holds predictions only, no outcome: what came is read off the game. A save carries it; no rule reads it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Statement:
    """That a number will stand below (or above) a threshold at the end of a later turn, with the chance that was given to it."""

    turn: int  # in which it was stated, 1-based
    due: int  # after which it is judged
    name: str  # "climate.us"
    threshold: float
    above: bool
    chance: float  # 0..1, the player's
    advisers: float  # 0..1, the share of the adviser's futures at that time

    def came(self, value: float) -> bool:
        """Whether it is so at this value."""
        return value > self.threshold if self.above else value < self.threshold


@dataclass(slots=True)
class Notebook:
    """Bands by turn and name (the 80 % band of the value after that turn), and statements in the order in which they were made."""

    bands: dict[int, dict[str, tuple[float, float]]] = field(default_factory=dict)
    statements: tuple[Statement, ...] = ()

    def state(self, new: Statement) -> None:
        """Write a statement down; another one of this turn about the same number gives way, the same one again is taken back."""
        kept = tuple(s for s in self.statements if (s.turn, s.name) != (new.turn, new.name))
        self.statements = kept if new in self.statements else (*kept, new)

    def to_json(self) -> Json:
        """For a save; empty if nothing was foretold."""
        found: Json = {}
        if self.bands:
            found["bands"] = [
                {"turn": turn, "bands": {name: list(band) for name, band in bands.items()}}
                for turn, bands in self.bands.items()
            ]
        if self.statements:
            found["stated"] = [
                {
                    "turn": s.turn, "due": s.due, "name": s.name, "threshold": s.threshold, "above": s.above,
                    "chance": s.chance, "advisers": s.advisers,
                }
                for s in self.statements
            ]  # fmt: skip
        return found


def from_json(saved: Mapping[str, Any]) -> Notebook:
    """The reverse of `Notebook.to_json`; a save without one gives an empty book."""
    bands = {
        int(one["turn"]): {str(name): (float(low), float(high)) for name, (low, high) in one["bands"].items()}
        for one in saved.get("bands", ())
    }
    stated = (
        Statement(
            int(s["turn"]), int(s["due"]), str(s["name"]), float(s["threshold"]), bool(s["above"]),
            float(s["chance"]), float(s["advisers"]),
        )
        for s in saved.get("stated", ())
    )  # fmt: skip
    return Notebook(bands, tuple(stated))
