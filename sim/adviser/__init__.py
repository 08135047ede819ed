"""Thousands of futures for what a player believes: bands, chances, rankings, turning points; its policy `planner` is known by name."""

from sim.adviser import planner as planner
