"""A policy that raises in one world; a module of its own, so that other processes find it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from sim.engine.view import View
from sim.engine.worlds import Orders
from sim.policy import Dial, Policy, make
from sim.rulebook.rulebook import Rulebook


@dataclass
class Faulty:
    """Plays like `random`, but raises in world 100 from turn 3 on (or in every world)."""

    name: str = "faulty"
    about: str = "raises in one world"
    everywhere: bool = False
    dials: Mapping[str, Dial] = field(default_factory=dict)
    inner: Policy | None = None

    def make(self, rules: Rulebook, numbers: Mapping[str, float]) -> Policy:
        return Faulty(everywhere=self.everywhere, inner=make("random", rules))

    def decide(self, view: View) -> Orders:
        assert self.inner is not None
        if self.everywhere or (view.turn >= 3 and bool(np.any(view._worlds.ids == 100))):
            raise ZeroDivisionError(f"no envoy left, says {object()}")
        return self.inner.decide(view)
