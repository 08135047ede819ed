"""Takes a Plan, plays a few of its worlds, says what the whole will cost: time, memory, disk, and how sure its numbers will be."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, replace
from math import ceil, sqrt
from pathlib import Path
from time import perf_counter

import numpy as np

from sim.batch.block import Rows, play_slice
from sim.batch.plan import Plan
from sim.batch.shard import write_shard
from sim.batch.statistics import NORMAL
from sim.batch.stop import until
from sim.batch.sums import Sums

SECONDS = 2.0
MOST_CELLS = 16  # that are tried
FEW = 8  # worlds of the first try
CHUNK = 2048


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


def preview(plan: Plan, seconds: float = SECONDS) -> Preview:
    """Play worlds for about two seconds, in some of the cells and under all policies.

    Errors: those of the stop rule.
    """
    rule = until(plan.until, plan.sheet)
    tried = _some_cells(plan)
    pairs = tried.sheet.pairs
    play_slice(tried, tried.sheet.ids(tried.sheet.blocks.start)[:1])  # what is only done once is not counted
    rows, took = _timed(tried, FEW)
    wanted = min(int(FEW * (seconds - took) / max(took, 1e-6)), max(CHUNK * 4 // pairs, FEW), plan.worlds)
    if wanted > FEW:
        rows, took = _timed(tried, wanted)
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
    of_block = len(plan.sheet.ids(plan.sheet.blocks.start)) * plan.sheet.pairs
    memory = _resident() + of_block * (100 + 16 * (len(plan.sheet.outcomes) + len(plan.sheet.relations)))
    return Preview(
        whole, size, took / size * whole, round(shard * whole + fixed * len(plan.sheet.blocks)), memory, plan.sheet.main, spread,
        paired, NORMAL * spread / sqrt(plan.worlds), NORMAL * paired / sqrt(plan.worlds), enough, int(rows.failed.sum()),
        next(iter(rows.reasons.values()), ""),
    )  # fmt: skip


def _some_cells(plan: Plan) -> Plan:
    count = plan.sheet.cells
    if count <= MOST_CELLS:
        return plan
    picked = np.linspace(0, count - 1, MOST_CELLS).astype(np.intp)
    return replace(plan, design=replace(plan.design, cells=plan.design.cells[picked], points=None))


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
    folder = Path(tempfile.mkdtemp(prefix="bamboo-"))
    try:
        for name in ("worlds", "receipts"):
            (folder / name).mkdir()
        full = write_shard(folder, plan.sheet, "", 0, rows).bytes
        none = write_shard(folder, replace(plan.sheet, keep="none"), "", 1, rows).bytes - 8.0 * len(rows.world) * 4 / 3
        return max(full - none, 0) / len(rows.world), max(none, 0)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _resident() -> int:
    """Bytes that this process has needed so far; a guess where the system does not tell."""
    try:
        import resource
    except ImportError:
        return 150 << 20
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
