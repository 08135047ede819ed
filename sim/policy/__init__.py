"""Takes a View, gives Orders for all worlds at once: the policies of this house, by name."""

from __future__ import annotations

from sim.policy.bamboo import Bamboo
from sim.policy.greedy import Greedy
from sim.policy.lean import Alternate, Lean
from sim.policy.plain import History, Nothing, Random
from sim.policy.registry import MissingError, Policy, make, names, powers, register, register_family

register("history", History)
register("nothing", lambda rules: Nothing())
register("random", lambda rules: Random())
register("alternate", Alternate)
register("bamboo", Bamboo)
register("greedy", Greedy)
register_family("lean", Lean)

__all__ = ["MissingError", "Policy", "make", "names", "powers", "register", "register_family"]
