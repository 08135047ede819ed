"""Work shared out among processes: results in the order of the tasks, and a process that dies is a readable error."""

from __future__ import annotations

import os

import pytest

from sim.base.crew import worked_off
from sim.base.errors import BambooError


def squared(x: int) -> int:
    return x * x


def dies(x: int) -> int:
    os._exit(3)


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_come_in_the_order_of_the_tasks(jobs: int) -> None:
    assert list(worked_off(squared, range(9), jobs)) == [x * x for x in range(9)]


def test_a_process_that_dies_is_told() -> None:
    with pytest.raises(BambooError, match="a process died"):
        list(worked_off(dies, range(4), 2))
