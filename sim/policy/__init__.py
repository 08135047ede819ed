"""Takes a View, gives Orders for all worlds at once: the policies of this house, by name."""

from __future__ import annotations

from sim.policy import bamboo, greedy, lean, plain
from sim.policy.agenda import Agenda, Writer
from sim.policy.function import Desk, Function
from sim.policy.registry import (
    Dial,
    MissingError,
    Policy,
    Source,
    dials,
    make,
    names,
    powers,
    register,
    register_family,
)

register("history", plain.History)
register("nothing", lambda rules: plain.Nothing())
register("random", lambda rules, rounds: plain.Random(rounds), plain.DIALS)
register("alternate", lean.Alternate, lean.DIALS)
register("bamboo", bamboo.Bamboo, bamboo.DIALS)
register("greedy", greedy.Greedy, greedy.DIALS)
register_family("lean", lean.Lean)

__all__ = [
    "Agenda", "Desk", "Dial", "Function", "MissingError", "Policy", "Source", "Writer", "dials", "make", "names", "powers",
    "register", "register_family",
]  # fmt: skip
