"""Takes a Plan, plays a few of its worlds, says what the whole will cost: time, memory, disk, and how sure its numbers will be."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from math import ceil, sqrt
from pathlib import Path
from time import perf_counter

import numpy as np

from sim.base import memory
from sim.base.statistics import NORMAL, student
from sim.batch.block import Rows, play_slice
from sim.batch.plan import Plan
from sim.batch.shard import write_shard
from sim.batch.stop import until
from sim.batch.sums import Sums

SECONDS = 2.0
MOST_CELLS = 16  # that are tried
PROCESS = 150 << 20  # bytes of a process, a guess for where the system does not tell
FEW = 8  # worlds of the first try
MOST_ROWS = 8192  # of a try: by then a world costs what it costs in a block


@dataclass(frozen=True, slots=True)
class Preview:
    """What a batch will cost, from a trial of real worlds."""

    rows: int  # worlds of all cells and policies
    tried: int
    seconds: float  # of one processor, for all
    bytes: int  # on disk
    memory: int  # bytes of each process
    main: str
    spread: float  # the widest standard deviation of the main outcome, over cells and policies
    paired: float  # the widest standard deviation of its difference between two policies, world by world
    half_width: float  # that its mean will have
    half_difference: float  # that a difference of two policies will have
    enough: int | None  # worlds after which the stop rule will be reached, None without one
    failed: int  # worlds of the trial that failed
    reason: str  # why the first of these did
    blocks: int  # pieces of work, of which a process takes one after the other

    def wall(self, jobs: int) -> float:
        """Seconds from begin to end with so many processes: those that find no block to play are of no use."""
        return self.seconds * ceil(self.blocks / jobs) / self.blocks


def preview(plan: Plan, seconds: float = SECONDS) -> Preview:
    """Play worlds for about two seconds, in some of the cells and under all policies.

    Errors: those of the stop rule.
    """
    rule = until(plan.until, plan.sheet)
    tried = _some_cells(plan)
    pairs = tried.sheet.pairs
    play_slice(tried, tried.sheet.ids(tried.sheet.blocks.start)[:1])  # what is only done once is not counted
    rows, fewer, of_fewer, took = _timed_more_and_more(tried, min(MOST_ROWS // pairs, plan.worlds), seconds)
    sums = Sums.of(rows, tried.sheet)
    size = len(rows.world)
    whole = plan.worlds * plan.sheet.pairs
    spread, paired, enough = 0.0, 0.0, None
    if tried.sheet.main:
        free = np.maximum(sums.count - 1, 1)
        spread = float(np.sqrt(sums.square[:, :, tried.sheet.number(tried.sheet.main)] / free).max())
        paired = _paired(sums)
        if rule is not None:
            own = float(np.sqrt(sums.square[:, :, tried.sheet.number(rule.outcome)] / free).max())
            enough = min(plan.worlds, max(100, ceil((NORMAL * own / rule.width) ** 2)))
    shard, fixed = _bytes(tried, rows)
    count = size // pairs
    a_world = max(took - of_fewer, 0.0) / (count - fewer) if count > fewer else took / count
    a_slice = max(took - a_world * count, 0.0)  # what a block costs however few worlds are in it
    of_block = len(plan.sheet.ids(plan.sheet.blocks.start)) * plan.sheet.pairs
    needed = (memory.peak() or PROCESS) + of_block * (100 + 16 * (len(plan.sheet.outcomes) + len(plan.sheet.relations)))
    cost = (a_world * plan.worlds + a_slice * len(plan.sheet.blocks)) * plan.sheet.pairs / pairs
    return Preview(
        whole, size, cost, round(shard * whole + fixed * len(plan.sheet.blocks)), needed, plan.sheet.main, spread,
        paired, _half(spread, plan.worlds), _half(paired, plan.worlds), enough, int(rows.failed.sum()),
        next(iter(rows.reasons.values()), ""), len(plan.sheet.blocks),
    )  # fmt: skip


def _half(spread: float, worlds: int) -> float:
    return student(worlds - 1) * spread / sqrt(worlds) if worlds > 1 else float("inf")


def _some_cells(plan: Plan) -> Plan:
    count = plan.sheet.cells
    if count <= MOST_CELLS:
        return plan
    picked = np.linspace(0, count - 1, MOST_CELLS).astype(np.intp)
    return replace(plan, design=replace(plan.design, cells=plan.design.cells[picked], points=None))


def _timed_more_and_more(plan: Plan, most: int, seconds: float) -> tuple[Rows, int, float, float]:
    """Play sixteen times as many worlds again and again while time is left, for a few cost hardly less than many.

    Returns:
        Rows of the last try, worlds of the one before and its seconds, seconds of the last.
    """
    worlds = min(FEW, most) or 1
    rows, took = _timed(plan, worlds)
    before, of_before, spent = worlds, took, took
    while worlds < most and (worlds == FEW or spent + 2 * took < seconds):
        before, of_before = worlds, took
        worlds = min(worlds * 16, most)
        rows, took = _timed(plan, worlds)
        spent += took
    return rows, before, of_before, took


def _timed(plan: Plan, worlds: int) -> tuple[Rows, float]:
    begun = perf_counter()
    rows = play_slice(plan, np.arange(plan.first, plan.first + worlds, dtype=np.uint64))
    return rows, perf_counter() - begun


def _paired(sums: Sums) -> float:
    square = sums.pair_square
    own = np.einsum("cpp->cp", square)
    gaps = own[:, :, None] + own[:, None, :] - 2.0 * square
    return float(np.sqrt(np.maximum(gaps, 0.0) / np.maximum(sums.paired - 1, 1)[:, None, None]).max())


def _bytes(plan: Plan, rows: Rows) -> tuple[float, float]:
    """Bytes on disk of one row, and of a shard without rows."""
    with tempfile.TemporaryDirectory(prefix="bamboo-", ignore_cleanup_errors=True) as made:
        folder = Path(made)
        for name in ("worlds", "receipts"):
            (folder / name).mkdir()
        full = write_shard(folder, plan.sheet, "", 0, rows).bytes
        none = write_shard(folder, replace(plan.sheet, keep="none"), "", 1, rows).bytes - 8.0 * len(rows.world) * 4 / 3
        return max(full - none, 0) / len(rows.world), max(none, 0)
