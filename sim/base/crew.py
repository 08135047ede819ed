"""Takes a function and tasks, gives the results in the order of the tasks: worked off by processes that never outlive their parent."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import connection, get_context, parent_process
from typing import TypeVar

from sim.base.errors import BambooError

Task = TypeVar("Task")
Result = TypeVar("Result")


def worked_off(work: Callable[[Task], Result], tasks: Sequence[Task], jobs: int) -> Iterator[Result]:
    """The result of each task, in order; within this process if `jobs` is 1.

    Args:
        work: a function of a module, so that another process finds it.
        jobs: processes; any number gives the same results.

    Errors: BambooError if a process dies.
    """
    if jobs <= 1 or len(tasks) <= 1:
        yield from map(work, tasks)
        return
    crew = ProcessPoolExecutor(min(jobs, len(tasks)), get_context("spawn"), initializer=born)
    try:
        yield from crew.map(work, tasks)
    except BrokenProcessPool:
        raise BambooError("a process died", cure="it may have run out of memory: try a smaller --jobs") from None
    finally:
        crew.shutdown(wait=False, cancel_futures=True)


def born() -> None:
    """Begin the life of a process: it never hears Ctrl-C and never outlives its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_die_with_parent, daemon=True).start()


def _die_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
    os._exit(1)
