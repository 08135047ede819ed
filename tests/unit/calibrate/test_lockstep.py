"""Takes searches that ask in rounds, asserts that they share each round and find what each would find alone."""

from __future__ import annotations

import numpy as np
import pytest

from sim.calibrate.lockstep import Ask, side_by_side
from sim.engine.worlds import Floats


def halving(start: float, rounds: int, ask: Ask) -> list[float]:
    at, told = start, []
    for _ in range(rounds):
        left, right = ask(np.array([[at / 2, at + 1]]))
        told.append(float(left))
        at = at / 2 if left < right else at + 1
    return told


def losses(points: Floats) -> Floats:
    return (points[0] - 3.0) ** 2


def test_each_finds_what_it_finds_alone_and_rounds_are_shared() -> None:
    calls: list[int] = []

    def counted(points: Floats) -> Floats:
        calls.append(points.shape[1])
        return losses(points)

    plans = [(8.0, 3), (1.0, 5), (100.0, 1)]
    found = side_by_side(counted, [lambda ask, plan=plan: halving(*plan, ask) for plan in plans])
    assert found == [halving(*plan, losses) for plan in plans]
    assert calls == [6, 4, 4, 2, 2]
    assert side_by_side(counted, []) == []


def test_what_goes_wrong_is_raised_wherever_it_goes_wrong() -> None:
    def broken(points: Floats) -> Floats:
        raise ValueError("no engine")

    def stubborn(ask: Ask) -> None:
        raise KeyError("no search")

    with pytest.raises(ValueError, match="no engine"):
        side_by_side(broken, [lambda ask: halving(1.0, 2, ask)] * 3)
    with pytest.raises(KeyError, match="no search"):
        side_by_side(losses, [stubborn, lambda ask: halving(1.0, 2, ask)])
