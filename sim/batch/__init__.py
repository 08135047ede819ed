"""Takes compiled rules and the names of policies, plays any number of worlds without a face, gives tables and files."""

from __future__ import annotations

from sim.batch.parameters import parameters
from sim.batch.plan import Plan, Player, plan
from sim.batch.results import Results
from sim.batch.run import How, resume, run
from sim.batch.sheet import Design, Goal, Sheet, Varied
from sim.batch.summary import Summary

__all__ = [
    "Design", "Goal", "How", "Plan", "Player", "Results", "Sheet", "Summary", "Varied", "parameters", "plan",
    "resume", "run",
]  # fmt: skip
