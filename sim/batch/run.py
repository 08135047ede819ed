"""Takes a Plan (or the folder of one), gives its Summary: plays every block that is missing, keeps it, tells how far it is."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from signal import SIGINT
from time import monotonic
from typing import TextIO

from sim.base.errors import Interrupted
from sim.batch import crew
from sim.batch.crew import Done, Place
from sim.batch.ctrl_c import Halt, heard
from sim.batch.plan import Plan
from sim.batch.progress import Meter, meter
from sim.batch.shard import Receipt, receipt_file
from sim.batch.stop import until
from sim.batch.store import Result, Store
from sim.batch.summary import Summary
from sim.facts.ledger import Ledger


@dataclass(frozen=True, slots=True)
class How:
    """How a plan is played, which changes no result.

    Args:
        jobs: processes.
        cluster: address of a Dask scheduler, `local` for one on this machine, empty for plain processes.
        time: seconds after which the run ends with what it has, None for no limit.
        tell: where progress goes, standard error if None.
        progress: auto, plain, json, none.
    """

    jobs: int = 1
    cluster: str = ""
    time: float | None = None
    tell: TextIO | None = None
    progress: str = "auto"


def run(
    plan: Plan, *, jobs: int = 1, out: Path | None = None, tell: TextIO | None = None, how: How | None = None
) -> Summary:
    """Play the whole plan, or what a folder still lacks of it.

    Args:
        jobs: processes; any number gives the same worlds, the same tables and the same digest.
        out: a folder for the rows of all worlds, new or holding a part of this batch; None to keep only the summary.
        tell: where progress goes, standard error if None.
        how: instead of `jobs` and `tell`, with everything else that changes no result.

    Errors: BambooError if the folder cannot be written to or holds something else; Interrupted after Ctrl-C. Blocks that were
    written stay whole, and the same call goes on from them.
    """
    chosen = how or How(jobs=jobs, tell=tell)
    if out is None:
        return _Run(plan, None, chosen).go()
    with Store.of(out, plan) as store:
        return _Run(plan, store, chosen).go()


def resume(folder: Path, ledger: Ledger, how: How) -> Summary:
    """Go on with the batch of a folder.

    Errors: as `run`.
    """
    with Store.opened(folder, ledger) as store:
        return _Run(store.plan, store, how).go()


class _Run:
    """One run: blocks come in any order and are counted in their own."""

    def __init__(self, plan: Plan, store: Store | None, how: How) -> None:
        self.plan, self.store, self.how = plan, store, how
        self.sheet = plan.sheet
        self.rule = until(plan.until, self.sheet)
        self.summary = Summary(self.sheet)
        self.halt = Halt()
        self.there: dict[int, Receipt] = {}
        self.waiting: dict[int, Done] = {}
        self.next = self.sheet.blocks.start
        self.reached = False
        self.stream = how.tell or sys.stderr

    def go(self) -> Summary:
        try:
            with heard(self.halt):
                return self._go()
        except KeyboardInterrupt:
            raise self._interrupted() from None

    def _go(self) -> Summary:
        missing = self._look()
        self._count()
        ended = monotonic() + (self.how.time if self.how.time is not None else float("inf"))
        why = "until" if self.reached else "whole"
        sheet = self.sheet
        total = sheet.worlds * sheet.pairs
        before = total - sum(len(sheet.ids(block)) for block in missing) * sheet.pairs
        if missing and not self.reached:
            if self.store is not None:
                self.store.reopen()
            with meter(total, before, self.stream, self.how.progress) as progress:
                why = self._play(missing, progress, ended)
        if self.halt.signal:
            raise self._interrupted()
        if self.store is not None:
            summary = self.summary
            result = Result(why, summary.blocks, summary.worlds, summary.failed, summary.digest)
            self.store.conclude(result, summary.csv())
        return self.summary

    def _play(self, missing: Sequence[int], progress: Meter, ended: float) -> str:
        why = "whole"
        work = self._work(missing)
        try:
            for done in work:
                self.waiting[done.block] = done
                self._count()
                progress.advance(done.digests.size, self.summary.now())
                if self.reached:
                    return "until"
                if monotonic() > ended and not self.halt.asked:
                    why = "time"
                    self.halt.ask()
        finally:
            work.close()
        if why == "time" and self.summary.blocks == len(self.sheet.blocks):
            return "whole"
        return why

    def _work(self, missing: Sequence[int]) -> Generator[Done, None, None]:
        place = None if self.store is None else Place(self.store.folder, self.store.id)
        if self.how.cluster:
            from sim.batch.cluster import finished

            return finished(self.plan, place, missing, self.how.cluster, self.how.jobs, self.halt)
        return crew.finished(self.plan, place, missing, self.how.jobs, self.halt)

    def _look(self) -> list[int]:
        """The blocks that are to be played; those that lie there whole are remembered, damaged ones told."""
        if self.store is None:
            return list(self.sheet.blocks)
        missing = []
        for block, (receipt, damage) in zip(self.sheet.blocks, self.store.whole(), strict=True):
            if receipt is not None:
                self.there[block] = receipt
                continue
            missing.append(block)
            if damage:
                print(f"{damage}; this block is played again", file=self.stream, flush=True)
                self.store.discard([block])
        return missing

    def _count(self) -> None:
        """Take in the blocks that now follow without a gap, up to where the stop rule is reached."""
        while not self.reached:
            if self.next in self.waiting:
                done = self.waiting.pop(self.next)
            elif self.next in self.there and self.store is not None:
                done = crew.read_back(self.store.folder, self.sheet, self.there.pop(self.next))
            else:
                return
            self.summary.add(done)
            self.next += 1
            self.reached = self.rule is not None and self.rule.reached(self.summary.sums, self.sheet)

    def _interrupted(self) -> Interrupted:
        number = self.halt.signal or SIGINT
        if self.store is None:
            return Interrupted(
                "stopped; nothing was kept", cure="with a folder (--out) a run can go on later", signal=number
            )
        lying = sum(receipt_file(self.store.folder, block).is_file() for block in self.sheet.blocks)
        return Interrupted(
            f"stopped; {lying:,} of {len(self.sheet.blocks):,} blocks are whole and kept",
            str(self.store.folder),
            f"go on with: batch run {shlex.quote(str(self.store.folder))}",
            number,
        )
