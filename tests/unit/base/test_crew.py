"""Work shared out among processes: results in the order of the tasks, and a process that dies is a readable error."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time

import pytest

from sim.base.crew import worked_off
from sim.base.errors import BambooError


def squared(x: int) -> int:
    return x * x


def dies(x: int) -> int:
    os._exit(3)


def sleeps(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_come_in_the_order_of_the_tasks(jobs: int) -> None:
    assert list(worked_off(squared, range(9), jobs)) == [x * x for x in range(9)]


def test_a_process_that_dies_is_told() -> None:
    with pytest.raises(BambooError, match="a process died"):
        list(worked_off(dies, range(4), 2))


def test_who_stops_listening_waits_for_no_task() -> None:
    """As after Ctrl-C: what is still at work is let go, so that the program ends at once and leaves no process."""
    work = worked_off(sleeps, [0.0, 60.0, 60.0], 2)
    assert next(work) == 0.0
    begun = time.monotonic()
    work.close()
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join(20)
    assert time.monotonic() - begun < 20
    deadline = time.monotonic() + 10
    while multiprocessing.active_children() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not multiprocessing.active_children()
