"""Takes the folder of a batch, says whether its files are as they were written and whether its worlds can be played again to the bit."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from sim.base.errors import BambooError
from sim.batch import frozen
from sim.batch.block import Rows, play_slice
from sim.batch.crew import read_back
from sim.batch.plan import Plan
from sim.batch.shard import Damaged, Receipt, Shard, content, read_rows, read_shard, shard_file
from sim.batch.store import RESULT, SUMMARY, result, state
from sim.batch.summary import Summary
from sim.engine.worlds import Bools
from sim.facts.ledger import Ledger

CLOSE = 1e-9  # outcomes are exact on one kind of processor; another may round `exp` and `log` otherwise in the last bit


@dataclass(slots=True)
class Findings:
    """What a check of a folder found."""

    blocks: int = 0  # of the plan
    there: int = 0
    rows: int = 0
    recomputed: int = 0
    wrong: list[str] = field(default_factory=list)  # one sentence each, with the place

    def text(self) -> str:
        """For a person."""
        parts = [f"{self.there:,} of {self.blocks:,} blocks are there, {self.rows:,} rows"]
        if self.recomputed:
            parts.append(f"{self.recomputed:,} worlds were played again")
        parts.append(f"{len(self.wrong):,} wrong" if self.wrong else "everything is as it was written")
        return "\n".join([*self.wrong, "; ".join(parts)])


def verify(folder: Path, share: float, ledger: Ledger) -> Findings:
    """Read every file again; play a share of the worlds again, some of each block and each time others, in all cells, under all policies.

    Errors: BambooError if there is no batch, or if worlds are to be played and this program would play others.
    """
    there = frozen.read(folder)
    sheet = frozen.sheet(there)
    plan = frozen.from_json(there, ledger, str(folder)) if share > 0 else None
    end = result(folder)
    counted = sheet.blocks if end is None else sheet.blocks[: end.blocks]
    found = Findings(len(counted))
    summary: Summary | None = Summary(sheet)
    for block in counted:
        receipt, damage = state(folder, block, there["id"])
        if receipt is None:
            summary = None
            if damage or end is not None:
                found.wrong.append(damage or f"{shard_file(folder, block)}: this shard or its receipt is missing")
            continue
        found.there += 1
        found.rows += receipt.rows
        try:
            rows, shard = read_rows(folder, sheet, block), read_shard(folder, sheet, receipt)
            if content(sheet, rows, shard.sums, shard.digests) != receipt.content:
                raise Damaged("what stands in this shard is not what was played", str(shard_file(folder, block)))
            if plan is not None:
                found.recomputed += _again(folder, plan, receipt, rows, shard, share)
            if summary is not None:
                summary.add(read_back(folder, sheet, receipt))
        except Damaged as damaged:
            found.wrong.append(str(damaged))
            summary = None
    if end is not None and summary is not None:
        _conclusion(folder, summary, found)
    return found


def _conclusion(folder: Path, summary: Summary, found: Findings) -> None:
    end = result(folder)
    if end is not None and (end.digest, end.failed) != (summary.digest, summary.failed):
        found.wrong.append(f"{folder / RESULT}: it does not fit the shards; their digest is {summary.digest}")
    try:
        table = (folder / SUMMARY).read_text(encoding="utf-8")
    except OSError:
        table = ""
    if table != summary.csv():
        found.wrong.append(f"{folder / SUMMARY}: it does not fit the shards")


def _again(folder: Path, plan: Plan, receipt: Receipt, rows: Rows, shard: Shard, share: float) -> int:
    """Play some worlds of a block again; how many.

    Errors: Damaged if one is not as it was.
    """
    count = min(receipt.worlds, max(1, round(share * receipt.worlds)))
    picked = np.array(sorted(random.sample(range(receipt.worlds), count)), dtype=np.intp)
    ids = (picked + receipt.first).astype(np.uint64)
    now = play_slice(plan, ids)
    shape = (plan.sheet.cells, len(plan.players), count)
    _same(folder, plan, receipt, now, (now.digests.reshape(shape) != shard.digests[:, :, picked]).ravel(), "its digest")
    place = {
        (int(c), int(p), int(w)): i for i, (c, p, w) in enumerate(zip(rows.cell, rows.policy, rows.world, strict=True))
    }
    keys = [(int(c), int(p), int(w)) for c, p, w in zip(now.cell, now.policy, now.world, strict=True)]
    kept = np.array([key in place for key in keys], dtype=np.bool_)
    if kept.any():
        was = rows.take(np.array([place[key] for key in keys if key in place], dtype=np.intp))
        again = now.take(np.flatnonzero(kept))
        for name in ("failed", "ending", "last"):
            _same(folder, plan, receipt, again, getattr(was, name) != getattr(again, name), name)
        for ids_, old, new in (
            (plan.sheet.outcomes, was.outcomes, again.outcomes),
            (plan.sheet.relations, was.relations, again.relations),
        ):
            for name, one, other in zip(ids_, old, new, strict=True):
                _same(
                    folder, plan, receipt, again, ~np.isclose(one, other, rtol=CLOSE, atol=CLOSE, equal_nan=True), name
                )
    return len(keys)


def _same(
    folder: Path,
    plan: Plan,
    receipt: Receipt,
    rows: Rows,
    differs: Bools,
    what: str,
) -> None:
    if differs.any():
        row = int(differs.argmax())
        where = f"cell {rows.cell[row]}, {plan.policies[int(rows.policy[row])]}, world {rows.world[row]}"
        raise Damaged(f"played again, {what} is another in {where}", str(shard_file(folder, receipt.block)))


def part(text: str) -> float:
    """A share such as `1%` or `0.01`.

    Errors: BambooError if it is none.
    """
    try:
        share = float(text.removesuffix("%")) / (100.0 if text.endswith("%") else 1.0)
    except ValueError:
        share = -1.0
    if not 0.0 <= share <= 1.0:
        raise BambooError(f"`{text}` is no share", cure="write for example 1% or 100%")
    return share
