"""Takes compiled rules and the names of policies, plays any number of worlds without a face, gives tables and files."""

from __future__ import annotations

from sim.batch.plan import Plan, parameters, plan
from sim.batch.run import run
from sim.batch.summary import Summary

__all__ = ["Plan", "Summary", "parameters", "plan", "run"]
