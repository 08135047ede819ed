"""Gives invented results: any array of cells, policies and worlds as the values of a batch."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from sim.batch.analysis import Values
from sim.batch.sheet import Design, Goal, Sheet, Varied

Invent = Callable[..., Values]


@pytest.fixture
def invent() -> Invent:
    """Makes values of a batch from an array [cells, policies, worlds]."""

    def make(
        array: np.ndarray,
        policies: tuple[str, ...] = ("plan", "other"),
        *,
        goal: str = "more",
        threshold: float | None = None,
        design: Design | None = None,
        seed: int = 7,
        first: int = 0,
    ) -> Values:
        found = np.asarray(array, dtype=np.float64)
        laid = design or Design(
            "list",
            (),
            (Varied("x", (0,)),),
            np.arange(len(found), dtype=np.float64)[:, None] if len(found) > 1 else np.zeros((1, 1)),
        )
        sheet = Sheet(
            "invented", "1.0.0", 4, seed, True, first, found.shape[2], 256, policies, (), 1, laid,
            (Goal("score", goal, threshold),), "", "all", ("score",), ("score",), (), "", (),
        )  # fmt: skip
        worlds = np.arange(first, first + found.shape[2], dtype=np.uint64)
        return Values(sheet, "score", -1 if goal == "less" else 1, threshold, worlds, found)

    return make
