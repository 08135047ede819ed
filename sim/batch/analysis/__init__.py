"""Takes the finished worlds of batches, gives findings: differences, robustness, sensitivity, each with what chance may do to it."""

from __future__ import annotations

from sim.batch.analysis.compare import Contest, between, cells, contest, contests
from sim.batch.analysis.robust import Robustness, robustness
from sim.batch.analysis.sensitivity import Sensitivity, sensitivities, sensitivity
from sim.batch.analysis.values import Values, values

__all__ = [
    "Contest", "Robustness", "Sensitivity", "Values", "between", "cells", "contest", "contests", "robustness", "sensitivities",
    "sensitivity", "values",
]  # fmt: skip
