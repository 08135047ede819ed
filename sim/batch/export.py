"""Takes a table of a finished batch, gives it as one file that any program reads."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sim.base.errors import BambooError
from sim.batch.results import Results
from sim.batch.shard import of_disk, put_whole

if TYPE_CHECKING:
    from duckdb import DuckDBPyRelation

KINDS = ("csv", "parquet")


def export(results: Results, kind: str, out: Path) -> int:
    """Write the rows, in the order of their worlds; how many. Errors: as of `write`."""
    import duckdb

    with duckdb.connect(config={"threads": 1}) as database:
        return write(results.rows(database), kind, out)


def write(table: DuckDBPyRelation, kind: str, out: Path) -> int:
    """Write a table as csv or parquet; how many rows.

    Errors: BambooError if the file is there already or cannot be written.
    """
    import duckdb

    if out.exists():
        raise BambooError("this file exists already", str(out), "nothing was overwritten: give another name")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BambooError(f"cannot be written: {error.strerror}", str(out), "give another place") from None

    def put(part: Path) -> None:
        try:
            if kind == "csv":
                table.write_csv(str(part), header=True)
            else:
                table.write_parquet(str(part), compression="zstd")
        except duckdb.IOException as error:
            raise of_disk(error) from None

    put_whole(out, put, "give another place")
    return int(table.shape[0])
