"""Takes folders that played parts of one plan, gives a folder of the whole: as if one run had played it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from sim.base.errors import BambooError, UsageError
from sim.base.whole_file import write_text
from sim.batch import frozen
from sim.batch.shard import Receipt, put_whole, receipt_file, shard_file
from sim.batch.store import Store, state
from sim.facts.ledger import Ledger

_RANGE = ("first", "worlds")


def merge(folders: Sequence[Path], out: Path, ledger: Ledger) -> int:
    """Copy the blocks of all parts into a new folder; how many blocks lie across two parts and are left to be played again.

    Errors: BambooError if the parts are not of one plan, overlap, leave a gap or are not finished.
    """
    if len(folders) < 2:
        raise UsageError("there is nothing to merge", cure="name two folders or more")
    parts = sorted(((frozen.read(folder), folder) for folder in folders), key=lambda part: int(part[0]["first"]))
    whole, place = parts[0]
    for other, folder in parts[1:]:
        differing = [key for key in frozen.differences(whole, other) if key not in _RANGE]
        if differing:
            raise BambooError(
                f"this is another batch than {place}; it differs in: {', '.join(differing)}", str(folder),
                "only parts of one plan can be merged: the same experiment with other --worlds A:B",
            )  # fmt: skip
    reached = int(whole["first"])
    for other, folder in parts:
        if other["first"] != reached:
            what = (
                "worlds are missing before it"
                if other["first"] > reached
                else "some of its worlds are in another part, too"
            )
            raise BambooError(f"{what}: it begins with world {other['first']}, not {reached}", str(folder))
        reached += int(other["worlds"])
    found = [(folder, receipt) for other, folder in parts for receipt in _receipts(other, folder)]
    plan = replace(frozen.from_json(whole, ledger, str(place)), worlds=reached - int(whole["first"]))
    with Store.of(out, plan) as store:
        copied = 0
        for folder, receipt in found:
            if receipt.worlds == len(plan.sheet.ids(receipt.block)):
                _copy(folder, store, receipt)
                copied += 1
    return len(plan.sheet.blocks) - copied


def _receipts(there: frozen.Json, folder: Path) -> list[Receipt]:
    receipts = []
    for block in frozen.sheet(there).blocks:
        receipt, damage = state(folder, block, there["id"])
        if receipt is None:
            raise BambooError(
                damage or f"block {block} is not played yet", str(folder), f"finish this part first: batch run {folder}"
            )
        receipts.append(receipt)
    return receipts


def _copy(folder: Path, store: Store, receipt: Receipt) -> None:
    source = shard_file(folder, receipt.block)
    put_whole(shard_file(store.folder, receipt.block), lambda part: shutil.copyfile(source, part))
    text = json.dumps(asdict(replace(receipt, plan=store.id)), indent=1) + "\n"
    write_text(text, receipt_file(store.folder, receipt.block), "the receipt")
