"""Takes the rows of a block, gives one Parquet file that is there whole or not at all, and its receipt; reads both back."""

from __future__ import annotations

import base64
import binascii
import errno
import json
import os
import re
import uuid
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.base.errors import BambooError
from sim.batch.block import Rows
from sim.batch.ctrl_c import held
from sim.batch.plan import Indices
from sim.batch.sheet import Sheet
from sim.batch.sums import Sums

SHARDS, RECEIPTS = "worlds", "receipts"
PART = ".part"
_READ = 1 << 20
_ERRNO = re.compile(r'"errno":"([0-9]+)"')
_SAID = (errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EFBIG, errno.EDQUOT)  # where DuckDB gives the words alone


class Damaged(BambooError):
    """A shard or a receipt is not what was written."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is known of a shard once it is on disk. The same plan and block give the same receipt, anywhere."""

    plan: str  # id of the plan
    block: int
    first: int  # number of the first world
    worlds: int  # of each cell and policy
    rows: int  # that are kept
    failed: int  # worlds that could not be played, over all cells and policies
    bytes: int
    sha256: str  # of the file
    content: str  # of what stands in it, whatever writes it


@dataclass(frozen=True, slots=True, eq=False)
class Shard:
    """What a shard says of its block."""

    sums: Sums
    digests: NDArray[np.uint64]  # [C, P, n] of all its worlds


def shard_file(folder: Path, block: int) -> Path:
    """Where the rows of a block lie."""
    return folder / SHARDS / f"block-{block:07d}.parquet"


def receipt_file(folder: Path, block: int) -> Path:
    """Where its receipt lies."""
    return folder / RECEIPTS / f"block-{block:07d}.json"


def kept_rows(sheet: Sheet, rows: Rows) -> Indices:
    """Which rows of a block are kept: all, none, or those of every so many worlds; failures always."""
    how, _, step = sheet.keep.partition(":")
    if how == "all":
        return np.arange(len(rows.world))
    kept = rows.failed.copy()
    if how == "every":
        kept |= rows.world % np.uint64(step) == 0
    return np.flatnonzero(kept)


def write_shard(folder: Path, sheet: Sheet, plan_id: str, block: int, rows: Rows) -> Receipt:
    """Write the shard of a block, then its receipt.

    Errors: BambooError if the folder cannot be written to; nothing half is left behind.
    """
    sums = Sums.of(rows, sheet)
    kept = rows.take(kept_rows(sheet, rows))
    digests = b"" if sheet.keep == "all" else rows.digests.astype("<u8").tobytes()
    file = shard_file(folder, block)
    sha, size = put_whole(file, lambda part: _write_parquet(part, sheet, kept, sums, digests))
    receipt = Receipt(
        plan_id, block, int(rows.world[0]), len(rows.world) // sheet.pairs, len(kept.world), int(rows.failed.sum()), size, sha,
        content(sheet, kept, sums, rows.digests),
    )  # fmt: skip
    text = json.dumps(asdict(receipt), indent=1) + "\n"
    put_whole(receipt_file(folder, block), lambda part: part.write_text(text, encoding="utf-8", newline="\n"))
    return receipt


def content(sheet: Sheet, kept: Rows, sums: Sums, digests: NDArray[np.uint64]) -> str:
    """A digest of what a shard says, from its numbers alone: another version of the Parquet writer gives the same."""
    found = sha256("\x1f".join(sheet.table).encode())
    cells = sheet.design.cells[kept.cell]
    for array in (kept.cell, kept.policy, kept.world, kept.failed, kept.ending, kept.last, cells):
        found.update(np.ascontiguousarray(array).astype("<f8" if array.dtype.kind == "f" else "<i8").tobytes())
    for numbers in (kept.outcomes, kept.relations):
        found.update(np.where(np.isnan(numbers), np.nan, numbers).astype("<f8").tobytes())
    found.update(digests.astype("<u8").tobytes())
    found.update(json.dumps(sorted(kept.reasons.items())).encode())
    found.update(zlib.decompress(sums.packed()))
    return found.hexdigest()


def read_receipt(folder: Path, block: int) -> Receipt | None:
    """The receipt of a block; None if there is none.

    Errors: Damaged if it is there and no receipt.
    """
    file = receipt_file(folder, block)
    try:
        found = Receipt(**json.loads(file.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as error:
        raise Damaged(f"this receipt cannot be read: {error}", str(file)) from None
    return found


def check_shard(folder: Path, receipt: Receipt) -> None:
    """Compare a shard with its receipt, byte by byte.

    Errors: Damaged if they differ.
    """
    file = shard_file(folder, receipt.block)
    found = sha256()
    try:
        with file.open("rb") as data:
            while piece := data.read(_READ):
                found.update(piece)
    except OSError as error:
        raise Damaged(f"this shard cannot be read: {error.strerror or error}", str(file)) from None
    if found.hexdigest() != receipt.sha256:
        raise Damaged("this shard was changed after it was written", str(file))


def read_shard(folder: Path, sheet: Sheet, receipt: Receipt) -> Shard:
    """Sums and digests of a block.

    Errors: Damaged if the file does not hold them.
    """
    import duckdb

    file = shard_file(folder, receipt.block)
    try:
        with duckdb.connect(config={"threads": 1}) as database:
            path = quoted(file)
            notes = dict(database.execute(f"SELECT key, value FROM parquet_kv_metadata({path})").fetchall())  # noqa: S608
            if sheet.keep == "all":
                digests = database.execute(f"SELECT digest FROM read_parquet({path})").fetchnumpy()["digest"]  # noqa: S608
            else:
                digests = np.frombuffer(base64.b64decode(notes[b"digests"]), dtype="<u8").astype(np.uint64)
        sums = Sums.unpacked(base64.b64decode(notes[b"sums"]), sheet)
        shape = (sheet.cells, len(sheet.policies), receipt.worlds)
        return Shard(sums, np.asarray(digests, dtype=np.uint64).reshape(shape))
    except (duckdb.Error, KeyError, ValueError, TypeError, zlib.error, binascii.Error) as error:
        raise Damaged(f"this shard cannot be read: {str(error).splitlines()[0]}", str(file)) from None


def read_rows(folder: Path, sheet: Sheet, block: int) -> Rows:
    """The kept rows of a block, as they were played.

    Errors: Damaged if the file does not hold them.
    """
    import duckdb

    file = shard_file(folder, block)
    numbers = (*sheet.outcomes, *sheet.relations)
    try:
        with duckdb.connect(config={"threads": 1}) as database:
            found: dict[str, Any] = database.execute(
                "SELECT cell, list_position($policies, policy) - 1 AS policy, world, status = 'failed' AS failed, "  # noqa: S608
                "coalesce(list_position($endings, ending), 0) - 1 AS ending, last_turn, digest, coalesce(reason, '') AS reason"
                + "".join(f", coalesce({name(n)}, 'nan'::DOUBLE) AS n{i}" for i, n in enumerate(numbers))
                + f" FROM read_parquet({quoted(file)})",
                {"policies": list(sheet.policies), "endings": list(sheet.endings) or [""]},
            ).fetchnumpy()
    except duckdb.Error as error:
        raise Damaged(f"this shard cannot be read: {str(error).splitlines()[0]}", str(file)) from None
    size = len(found["world"])
    values = np.array([found[f"n{i}"] for i in range(len(numbers))], dtype=np.float64).reshape(len(numbers), size)
    return Rows(
        found["cell"].astype(np.intp), found["policy"].astype(np.intp), found["world"].astype(np.uint64),
        found["failed"].astype(np.bool_), found["ending"].astype(np.int16), found["last_turn"].astype(np.int16),
        values[: len(sheet.outcomes)], values[len(sheet.outcomes) :], found["digest"].astype(np.uint64),
        {i: str(why) for i, why in enumerate(found["reason"]) if why},
    )  # fmt: skip


def put_whole(file: Path, write: Callable[[Path], object], cure: str = "") -> tuple[str, int]:
    """Write a file beside its place, flush it to the disk, rename it; its SHA-256 and size.

    Errors: BambooError with the cure, by default that of a shard, if the disk refuses.
    """
    part = file.with_name(f".{file.name}.{uuid.uuid4().hex}{PART}")
    try:
        with held():
            write(part)
            with part.open("rb+") as written:
                os.fsync(written.fileno())
                data = written.read()
            part.replace(file)
            settle(file.parent)
    except OSError as error:
        raise trouble(file, error, cure) from None
    finally:
        with suppress(OSError):  # where nothing could be written, nothing is left to take away
            part.unlink(missing_ok=True)
    return sha256(data).hexdigest(), len(data)


def settle(folder: Path) -> None:
    """Flush a folder's own entries, where the system knows such a thing."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def trouble(path: Path, error: Exception, cure: str = "") -> BambooError:
    """An error of the disk, for its reader."""
    said = error.strerror if isinstance(error, OSError) and error.strerror else str(error).strip().splitlines()[0]
    way_out = cure or "every block written before is whole; mend this, then the same command goes on"
    return BambooError(f"cannot be written: {said}", str(path), way_out)


def of_disk(error: Exception) -> OSError:
    """What DuckDB says of the disk, as the system says it."""
    text = str(error)
    found = _ERRNO.search(text)
    number = int(found[1]) if found else next((n for n in _SAID if os.strerror(n) in text), 0)
    return OSError(number, os.strerror(number) if number else text.splitlines()[0])


def quoted(path: Path) -> str:
    """A path as text of SQL."""
    return "'" + str(path).replace("'", "''") + "'"


def name(column: str) -> str:
    """A column as a name of SQL."""
    return '"' + column.replace('"', '""') + '"'


def _write_parquet(path: Path, sheet: Sheet, kept: Rows, sums: Sums, digests: bytes) -> None:
    import duckdb

    numbers = (*sheet.outcomes, *sheet.relations)
    cells = sheet.design.cells[kept.cell]
    why = np.zeros(len(kept.world), dtype=np.int64)
    reasons = [""]
    for row, reason in kept.reasons.items():
        why[row] = len(reasons)
        reasons.append(reason)
    arrays: dict[str, NDArray[Any]] = {
        "cell": kept.cell, "policy": kept.policy, "world": kept.world, "failed": kept.failed, "ending": kept.ending,
        "last": kept.last, "digest": kept.digests, "why": why,
    }  # fmt: skip
    arrays |= {f"v{i}": np.ascontiguousarray(cells[:, i]) for i in range(len(sheet.varied))}
    arrays |= {f"n{i}": values for i, values in enumerate((*kept.outcomes, *kept.relations))}
    chosen = [
        "cell::INTEGER AS cell",
        *(f"v{i} AS {name(varied)}" for i, varied in enumerate(sheet.varied)),
        "list_extract($policies, policy + 1) AS policy",
        "world",
        "CASE WHEN failed THEN 'failed' ELSE 'ok' END AS status",
        "list_extract($endings, ending + 1) AS ending",
        "last AS last_turn",
        *(f"CASE WHEN failed THEN NULL ELSE n{i} END AS {name(number)}" for i, number in enumerate(numbers)),
        "digest",
        "nullif(list_extract($reasons, why + 1), '') AS reason",
    ]
    notes = {"sums": base64.b64encode(sums.packed()).decode()}
    if digests:
        notes["digests"] = base64.b64encode(digests).decode()
    said = ", ".join(f"{key}: '{value}'" for key, value in notes.items())
    with duckdb.connect(config={"threads": 1}) as database:
        database.register("rows", arrays)
        database.execute(
            f"CREATE TEMP TABLE tidy AS SELECT {', '.join(chosen)} FROM rows",  # noqa: S608 - names are quoted
            {
                "policies": list(sheet.policies), "reasons": reasons,
                "endings": list(sheet.endings) or [""],
            },
        )  # fmt: skip
        try:
            database.execute(f"COPY tidy TO {quoted(path)} (FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{said}}})")
        except duckdb.IOException as error:
            raise of_disk(error) from None
