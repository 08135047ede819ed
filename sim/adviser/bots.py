"""Takes a Rulebook, gives the policies that play futures on after the orders in question."""

from __future__ import annotations

from sim import policy
from sim.policy.registry import Policy
from sim.rulebook.rulebook import Rulebook

GOVERNMENTS = ("bamboo", "greedy", "random")
"""Who plays the futures on, block after block of them: nobody knows how the player will go on, so several ways stand for it."""


def continuing(rules: Rulebook) -> tuple[Policy, ...]:
    """Those of the stated governments that can play these rules."""
    known = policy.names(rules)
    return tuple(policy.make(name, rules) for name in GOVERNMENTS if name in known)
