"""Thousands of futures for what a player believes: bands, chances, rankings, turning points."""
