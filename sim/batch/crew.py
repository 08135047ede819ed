"""Takes a Plan and the numbers of blocks, gives what became of them as they end: processes that never outlive their parent."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import connection, get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.base.crew import born, unheard_by_children
from sim.base.errors import BambooError
from sim.batch.block import Rows, play_block
from sim.batch.ctrl_c import Halt
from sim.batch.plan import Plan
from sim.batch.shard import Receipt, read_rows, read_shard, write_shard
from sim.batch.sheet import Sheet
from sim.batch.sums import Sums

AHEAD = 4  # blocks that may be in flight beyond the oldest unfinished one: bounds what waits for its turn
FEW = 5  # failures of a block that are told
LIVES = 3  # processes that one block may take with it before the run gives up


@dataclass(frozen=True, slots=True)
class Place:
    """Where shards go."""

    folder: Path
    plan_id: str


@dataclass(frozen=True, slots=True, eq=False)
class Done:
    """A block that was played: its sums and the digests of its worlds, and why worlds failed."""

    block: int
    sums: Sums
    digests: NDArray[np.uint64]  # [C, P, n]
    failures: tuple[tuple[int, int, int, str], ...] = ()  # (cell, policy, world, reason), the first few


Work = Callable[[int], "Receipt | Done"]


def job(plan: Plan, place: Place | None) -> Work:
    """What a process does with the number of a block: play it, and keep it where there is a place."""

    def play(block: int) -> Receipt | Done:
        rows = play_block(plan, block)
        if place is not None:
            return write_shard(place.folder, plan.sheet, place.plan_id, block, rows)
        shape = (plan.sheet.cells, len(plan.players), -1)
        return Done(block, Sums.of(rows, plan.sheet), rows.digests.reshape(shape), failures_of(rows))

    return play


def read_back(folder: Path, sheet: Sheet, receipt: Receipt) -> Done:
    """A block that lies in its folder."""
    shard = read_shard(folder, sheet, receipt)
    failures = failures_of(read_rows(folder, sheet, receipt.block)) if receipt.failed else ()
    return Done(receipt.block, shard.sums, shard.digests, failures)


def failures_of(rows: Rows) -> tuple[tuple[int, int, int, str], ...]:
    """(cell, policy, world, reason) of the first few worlds that failed."""
    told = [(int(rows.cell[i]), int(rows.policy[i]), int(rows.world[i]), why) for i, why in rows.reasons.items()]
    return tuple(told[:FEW])


def finished(
    plan: Plan, place: Place | None, blocks: Sequence[int], jobs: int, halt: Halt
) -> Generator[Done, None, None]:
    """Every block that was played, in no certain order; within this process if `jobs` is 1.

    Once `halt` asks, no block is begun any more; those in flight still come until it is late.

    Errors: BambooError if the disk or the rules do not play along, or if a block takes several processes with it. Whatever happens,
    no process is left behind.
    """
    found: Iterator[Receipt | Done]
    if jobs <= 1:
        work = job(plan, place)
        found = (work(block) for block in blocks if not halt.asked)
    else:
        found = _Crew(plan, place, blocks, min(jobs, len(blocks)), halt).work()
    for done in found:
        yield done if isinstance(done, Done) else read_back(_folder(place), plan.sheet, done)


def _folder(place: Place | None) -> Path:
    assert place is not None, "only what has a place has a receipt"
    return place.folder


class _Crew:
    """Processes, the blocks that they play, and those still to be dealt."""

    def __init__(self, plan: Plan, place: Place | None, blocks: Sequence[int], jobs: int, halt: Halt) -> None:
        self.plan, self.place, self.jobs, self.halt = plan, place, jobs, halt
        self.waiting = list(reversed(blocks))
        self.crew: dict[Connection, BaseProcess] = {}
        self.out: dict[Connection, int] = {}
        self.deaths: dict[int, int] = {}

    def work(self) -> Iterator[Receipt | Done]:
        try:
            for _ in range(self.jobs):
                self._hire()
            while self.out or (self.waiting and not self.halt.asked):
                self._deal()
                for ready in connection.wait(list(self.out), timeout=0.2):
                    pipe = next(pipe for pipe in self.out if pipe is ready)
                    done = self._hear(pipe)
                    if done is not None:
                        yield done
                if self.halt.late:
                    return
        finally:
            self._dismiss()

    def _hire(self) -> None:
        context = get_context("spawn")
        with unheard_by_children():
            here, there = context.Pipe()
            process: BaseProcess = context.Process(target=_work, args=(there,), daemon=True)
            process.start()
            there.close()
        self.crew[here] = process
        here.send((self.plan, self.place))

    def _deal(self) -> None:
        for pipe in self.crew:
            if pipe in self.out or not self.waiting or self.halt.asked:
                continue
            if self.waiting[-1] > min(self.out.values(), default=self.waiting[-1]) + AHEAD + self.jobs:
                return
            block = self.waiting.pop()
            self.out[pipe] = block
            try:
                pipe.send(block)
            except (BrokenPipeError, ConnectionResetError):
                continue  # it died; hearing nothing from it tells so

    def _hear(self, pipe: Connection) -> Receipt | Done | None:
        block = self.out[pipe]
        try:
            said = pipe.recv()
        except (EOFError, OSError):
            self._replace(pipe, block)
            return None
        del self.out[pipe]
        if isinstance(said, BambooError):
            raise said
        if isinstance(said, str):
            raise BambooError("a block of worlds could not be played", cure=said)
        done: Receipt | Done = said
        return done

    def _replace(self, pipe: Connection, block: int) -> None:
        """A process died: another one plays its block, for a block is the same whoever plays it."""
        del self.out[pipe]
        process = self.crew.pop(pipe)
        pipe.close()
        process.join(timeout=2)
        self.deaths[block] = self.deaths.get(block, 0) + 1
        if self.deaths[block] >= LIVES:
            raise BambooError(
                f"{LIVES} processes died over block {block}",
                cure="it may need more memory than there is: try fewer --jobs",
            )
        if not self.halt.asked:
            self.waiting.append(block)
            self._hire()

    def _dismiss(self) -> None:
        for pipe, process in self.crew.items():
            process.terminate()
            pipe.close()
        for process in self.crew.values():
            process.join(timeout=1)
            if process.is_alive():
                process.kill()


def _work(pipe: Connection) -> None:
    """One process: takes a plan, then blocks, until the parent closes the pipe or dies."""
    born()
    try:
        play = job(*pipe.recv())
        while True:
            block = pipe.recv()
            try:
                pipe.send(play(block))
            except BambooError as error:
                pipe.send(error)
            except Exception as error:  # noqa: BLE001 - carried to the parent, which tells the reader
                pipe.send(f"block {block}: {''.join(traceback.format_exception(error)[-2:]).strip()}")
    except (EOFError, OSError):
        return
