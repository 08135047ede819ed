"""Takes a Plan, gives its Summary: plays every block, keeps the rows if there is a folder, tells how far it is."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TextIO

from sim.batch.block import Rows
from sim.batch.crew import finished
from sim.batch.plan import Plan
from sim.batch.progress import meter
from sim.batch.store import Store
from sim.batch.summary import Summary


def run(plan: Plan, *, jobs: int = 1, out: Path | None = None, tell: TextIO | None = None) -> Summary:
    """Play the whole plan.

    Args:
        jobs: processes; any number gives the same worlds, the same tables and the same digest.
        out: a new folder for the rows of all worlds, or None to keep only the summary.
        tell: where progress goes, standard error if None.

    Errors: BambooError if the folder cannot be written or a process dies; what was written before stays whole. On Ctrl-C all
    processes end at once and KeyboardInterrupt goes on to the caller.
    """
    store = Store(out, plan) if out is not None else None
    summary = Summary(plan)
    waiting: dict[int, dict[int, Rows]] = {}
    block = 0
    with meter(plan.worlds * len(plan.policies), tell or sys.stderr) as progress:
        work = finished(plan, jobs)
        try:
            for rows in work:
                progress.advance(len(rows.worlds))
                waiting.setdefault(rows.block, {})[rows.policy] = rows
                while len(waiting.get(block, ())) == len(plan.policies):
                    done = waiting.pop(block)
                    pieces = [done[policy] for policy in range(len(plan.policies))]
                    summary.add(pieces)
                    if store:
                        store.keep(block, pieces)
                    block += 1
        finally:
            work.close()
    if store:
        store.conclude(summary.csv())
    return summary
