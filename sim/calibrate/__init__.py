"""Takes scenarios with targets, or a table of facts, gives what the model can and cannot reproduce: fit and hindcast."""

from __future__ import annotations

from sim.calibrate.fit import Fit, fit

__all__ = ["Fit", "fit"]
