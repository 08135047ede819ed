"""Takes a Plan and a number of processes, gives finished blocks as they come: processes that never outlive their parent."""

from __future__ import annotations

import os
import signal
import threading
import traceback
from collections.abc import Generator
from multiprocessing import connection, get_context, parent_process
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from sim.base.errors import BambooError
from sim.batch.block import Rows, play_block
from sim.batch.ctrl_c import unheard_by_children
from sim.batch.plan import Plan

AHEAD = 4  # blocks that may be in flight beyond the oldest unfinished one: bounds what waits for its turn


def finished(plan: Plan, jobs: int) -> Generator[Rows, None, None]:
    """Every piece of the plan's work, in no certain order; within this process if `jobs` is 1.

    Errors: BambooError if a process dies or a world cannot be played. Whatever happens, no process is left behind.
    """
    if jobs <= 1:
        for block, policy in plan.tasks():
            yield play_block(plan, block, policy)
        return
    context = get_context("spawn")
    crew: dict[Connection, BaseProcess] = {}
    try:
        with unheard_by_children():
            for _ in range(min(jobs, plan.blocks * len(plan.policies))):
                here, there = context.Pipe()
                process: BaseProcess = context.Process(target=_work, args=(there,), daemon=True)
                process.start()
                there.close()
                crew[here] = process
        for pipe in crew:
            pipe.send(plan)
        yield from _deal(plan, crew)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        raise BambooError(
            "a process of the batch died", cure="it may have run out of memory: try a smaller --jobs"
        ) from None
    finally:
        for pipe, process in crew.items():
            process.terminate()
            pipe.close()
        for process in crew.values():
            process.join(timeout=2)
            if process.is_alive():
                process.kill()


def _deal(plan: Plan, crew: dict[Connection, BaseProcess]) -> Generator[Rows, None, None]:
    tasks = plan.tasks()
    waiting: tuple[int, int] | None = next(tasks, None)
    out: dict[Connection, tuple[int, int]] = {}
    idle = list(crew)
    open_blocks: dict[int, int] = {}
    while waiting is not None or out:
        oldest = min(open_blocks, default=waiting[0] if waiting else 0)
        while waiting is not None and idle and waiting[0] <= oldest + AHEAD:
            pipe = idle.pop()
            pipe.send(waiting)
            out[pipe] = waiting
            open_blocks[waiting[0]] = open_blocks.get(waiting[0], len(plan.policies))
            waiting = next(tasks, None)
        for ready in connection.wait(list(out)):
            pipe = next(pipe for pipe in out if pipe is ready)
            rows = pipe.recv()
            if isinstance(rows, str):
                raise BambooError("a block of worlds could not be played", cure=rows)
            del out[pipe]
            idle.append(pipe)
            open_blocks[rows.block] -= 1
            if not open_blocks[rows.block]:
                del open_blocks[rows.block]
            yield rows


def _work(pipe: Connection) -> None:
    """One process: takes a plan, then tasks, until the parent closes the pipe or dies."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # where it could not be held at birth
    threading.Thread(target=_die_with_parent, daemon=True).start()
    try:
        plan: Plan = pipe.recv()
        while True:
            block, policy = pipe.recv()
            try:
                pipe.send(play_block(plan, block, policy))
            except Exception as error:  # noqa: BLE001 - carried to the parent, which tells the reader
                pipe.send(_told(plan, block, policy, error))
    except (EOFError, OSError):
        return


def _told(plan: Plan, block: int, policy: int, error: Exception) -> str:
    ids = plan.ids(block)
    where = "".join(traceback.format_exception(error)[-2:]).strip()
    return f"policy `{plan.policies[policy]}`, worlds {ids[0]} to {ids[-1]}: {where}"


def _die_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
    os._exit(1)
