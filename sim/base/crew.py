"""Takes a function and tasks, gives the results in the order of the tasks: worked off by processes that never outlive their parent."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import connection, get_context, parent_process, resource_tracker
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
    context = get_context("spawn")
    leash, end = context.Pipe(duplex=False)
    crew = ProcessPoolExecutor(min(jobs, len(tasks)), context, initializer=born, initargs=(leash,))
    try:
        with unheard_by_children():
            results = crew.map(work, tasks)
        yield from results
    except BrokenProcessPool:
        raise BambooError("a process died", cure="it may have run out of memory: try a smaller --jobs") from None
    finally:
        end.close()  # nobody waits for a task that is not wanted any more: after Ctrl-C it might take minutes
        crew.shutdown(wait=False, cancel_futures=True)
        leash.close()


@contextmanager
def unheard_by_children() -> Iterator[None]:
    """Processes that are born in the block never hear Ctrl-C, which reaches the whole group: their parent decides."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # the first start of a process starts it, too, and lets go of the mask by that
    earlier = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])  # a mask is inherited, a handler is not
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, earlier)


def born(leash: connection.Connection | None = None) -> None:
    """Begin the life of a process: it never hears Ctrl-C, never outlives its parent, and ends when its leash is let go."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_die_with_parent, args=(leash,), daemon=True).start()


def _die_with_parent(leash: connection.Connection | None) -> None:
    parent = parent_process()
    watched = [] if parent is None else [parent.sentinel]
    if leash is not None:
        watched.append(leash)  # type: ignore[arg-type]
    if watched:
        connection.wait(watched)
    os._exit(1)
