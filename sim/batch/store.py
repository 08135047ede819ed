"""Takes the folder of one batch, says which of its blocks are whole, and what its run came to; the one place that changes it.

`plan.json`: everything that decides a result, frozen before the first world. `worlds/block-0000000.parquet`: a row for each world,
cell and policy. `receipts/block-0000000.json`: its SHA-256 and a digest of what it says. `result.json` and `summary.csv`: once the
run has come to an end. `lock`: held while a process is at work.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from sim.base.errors import BambooError
from sim.base.whole_file import write_text
from sim.batch import frozen
from sim.batch.lock import LOCK, locked
from sim.batch.plan import Plan
from sim.batch.shard import (
    PART,
    RECEIPTS,
    SHARDS,
    Damaged,
    Receipt,
    check_shard,
    read_receipt,
    receipt_file,
    shard_file,
    trouble,
)  # fmt: skip
from sim.facts.ledger import Ledger

RESULT = "result.json"
SUMMARY = "summary.csv"


@dataclass(frozen=True, slots=True)
class Result:
    """What a run came to. Blocks after the last of these do not count."""

    why: str  # whole, until, time
    blocks: int
    worlds: int  # of each cell and policy
    failed: int
    digest: str


class Store:
    """The folder of a batch, open for work."""

    def __init__(self, folder: Path, plan: Plan, plan_id: str) -> None:
        self.folder = folder
        self.plan = plan
        self.id = plan_id

    @classmethod
    @contextmanager
    def of(cls, folder: Path, plan: Plan) -> Iterator[Store]:
        """Begin a batch in a folder, or go on with it if it is the same.

        Errors: BambooError if the folder holds something else, cannot be made or written to, or a process is at work in it.
        """
        made = frozen.to_json(plan)
        if folder.exists() and not folder.is_dir():
            raise BambooError("this is a file, not a folder", str(folder), "give another name")
        strange = _strange(folder)
        if strange:
            raise BambooError(
                f"this folder holds something else: `{strange}`", str(folder), "nothing was touched: give a new folder"
            )
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise trouble(folder, error, "give a folder that you may write to") from None
        with locked(folder):
            if (folder / frozen.PLAN).exists():
                there = frozen.read(folder)
                if there["id"] != made["id"]:
                    differing = ", ".join(frozen.differences(made, there)) or "the rules"
                    raise BambooError(
                        f"this folder holds another batch; it differs in: {differing}",
                        str(folder),
                        "nothing was overwritten: give another folder",
                    )
            else:
                write_text(frozen.to_text(plan), folder / frozen.PLAN, "the plan")
            yield from cls(folder, plan, made["id"])._swept()

    @classmethod
    @contextmanager
    def opened(cls, folder: Path, ledger: Ledger) -> Iterator[Store]:
        """Go on with the batch of a folder.

        Errors: BambooError if there is none, it cannot go on under this program, or a process is at work in it.
        """
        there = frozen.read(folder)
        with locked(folder):
            yield from cls(folder, frozen.from_json(there, ledger, str(folder)), there["id"])._swept()

    def whole(self) -> Iterator[tuple[Receipt | None, str]]:
        """For each block of the plan: its receipt if it lies there as it was written; else None and what is wrong, if anything."""
        for block in self.plan.sheet.blocks:
            yield state(self.folder, block, self.id)

    def conclude(self, result: Result, table: str) -> None:
        """Write the summary and what the run came to; blocks that do not count are removed if the plan's own rule ended it."""
        blocks = self.plan.sheet.blocks
        if result.why == "until":
            self.discard(blocks[result.blocks :])
        write_text(table, self.folder / SUMMARY, "the summary")
        write_text(json.dumps(asdict(result), indent=1) + "\n", self.folder / RESULT, "the result")

    def reopen(self) -> None:
        """Take back what the run came to, because it goes on."""
        for name in (RESULT, SUMMARY):
            (self.folder / name).unlink(missing_ok=True)

    def discard(self, blocks: Sequence[int]) -> None:
        """Remove blocks, the receipt first."""
        for block in blocks:
            receipt_file(self.folder, block).unlink(missing_ok=True)
            shard_file(self.folder, block).unlink(missing_ok=True)

    def _swept(self) -> Iterator[Store]:
        """Make the folders; sweep up before and after what a process left that was killed."""
        try:
            for name in (SHARDS, RECEIPTS):
                (self.folder / name).mkdir(exist_ok=True)
        except OSError as error:
            raise trouble(self.folder, error) from None
        self._sweep()
        try:
            yield self
        finally:
            self._sweep()

    def _sweep(self) -> None:
        for place in (self.folder, self.folder / SHARDS, self.folder / RECEIPTS):
            for part in place.glob(f".*{PART}"):
                part.unlink(missing_ok=True)


def state(folder: Path, block: int, plan_id: str) -> tuple[Receipt | None, str]:
    """The receipt of a block that lies there as it was written; else None and what is wrong, empty if it was not yet played."""
    try:
        receipt = read_receipt(folder, block)
        if receipt is None:
            return None, ""
        if receipt.plan != plan_id or receipt.block != block:
            return None, f"{receipt_file(folder, block)}: this receipt is of another batch"
        check_shard(folder, receipt)
    except Damaged as damage:
        return None, str(damage)
    return receipt, ""


def result(folder: Path) -> Result | None:
    """What the run in a folder came to; None if it has not come to an end."""
    with suppress(OSError, ValueError, TypeError):
        return Result(**json.loads((folder / RESULT).read_text(encoding="utf-8")))
    return None


def _strange(folder: Path) -> str:
    """Something in a folder that no batch put there, if the folder has no plan."""
    if not folder.is_dir() or (folder / frozen.PLAN).exists():
        return ""
    own = (LOCK, SHARDS, RECEIPTS)
    try:
        names = sorted(path.name for path in folder.iterdir())
    except OSError as error:
        raise trouble(folder, error) from None
    return next((n for n in names if n not in own and not (n.startswith(".") and n.endswith(PART))), "")
