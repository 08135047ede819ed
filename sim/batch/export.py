"""Takes a finished batch, gives all its rows as one file that any program reads."""

from __future__ import annotations

from pathlib import Path

from sim.base.errors import BambooError
from sim.batch.results import Results
from sim.batch.shard import of_disk, put_whole, quoted

KINDS = {"csv": "FORMAT csv, HEADER", "parquet": "FORMAT parquet, COMPRESSION zstd"}


def export(results: Results, kind: str, out: Path) -> int:
    """Write the rows, in the order of their worlds; how many.

    Errors: BambooError if the file is there already or cannot be written.
    """
    import duckdb

    if out.exists():
        raise BambooError("this file exists already", str(out), "nothing was overwritten: give another name")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BambooError(f"cannot be written: {error.strerror}", str(out), "give another place") from None
    with duckdb.connect(config={"threads": 1}) as database:
        results.rows(database).create_view("everything")

        def write(part: Path) -> None:
            try:
                database.execute(f"COPY (SELECT * FROM everything) TO {quoted(part)} ({KINDS[kind]})")  # noqa: S608
            except duckdb.IOException as error:
                raise of_disk(error) from None

        put_whole(out, write)
        found = database.execute("SELECT count(*) FROM everything").fetchone()
    return int(found[0]) if found else 0
