"""Takes the folder of a batch, gives its rows and names to whoever computes with them; changes nothing, compiles nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sim.base.errors import BambooError
from sim.batch import frozen
from sim.batch.shard import Damaged, Receipt, name, quoted, read_receipt, shard_file
from sim.batch.sheet import MEAN, Sheet
from sim.batch.store import Result, result

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation


@dataclass(frozen=True, slots=True, eq=False)
class Results:
    """The finished blocks of a batch, from the first on without a gap: a balanced, paired comparison at any time.

    `rows(database)` is the table of `sheet.table` (cell, varied parameters, policy, world, status `ok` or `failed`, ending, last
    turn, outcomes, relations at the end, digest, reason), and `mean`, the mean of the judgements. Failed worlds have no numbers.
    """

    folder: Path
    frozen: frozen.Json  # the plan as it lies in the folder
    sheet: Sheet
    result: Result | None  # None while the run has not come to its end
    receipts: tuple[Receipt, ...]

    @classmethod
    def of(cls, folder: Path) -> Results:
        """Open a folder.

        Errors: BambooError if there is no batch in it or no block is finished.
        """
        plan = frozen.read(folder)
        sheet, end = frozen.sheet(plan), result(folder)
        receipts = []
        for block in sheet.blocks if end is None else sheet.blocks[: end.blocks]:
            try:
                receipt = read_receipt(folder, block)
            except Damaged:
                break
            if receipt is None or not shard_file(folder, block).is_file():
                break
            receipts.append(receipt)
        if not receipts:
            raise BambooError("no block of this batch is finished", str(folder), f"play it: batch run {folder}")
        return cls(folder, plan, sheet, end, tuple(receipts))

    @property
    def worlds(self) -> int:
        """Finished worlds of each cell and policy."""
        return sum(receipt.worlds for receipt in self.receipts)

    @property
    def files(self) -> tuple[Path, ...]:
        """The Parquet files, in the order of their worlds."""
        return tuple(shard_file(self.folder, receipt.block) for receipt in self.receipts)

    def rows(self, database: DuckDBPyConnection) -> DuckDBPyRelation:
        """All rows that were kept, as a relation: nothing is read before it is asked for."""
        sheet = self.sheet
        judged = " + ".join(name(j) for j in sheet.judgements)
        mean = f", ({judged}) / {len(sheet.judgements)} AS {MEAN}" if sheet.has_mean else ""
        files = ", ".join(quoted(file) for file in self.files)
        return database.sql(f"SELECT *{mean} FROM read_parquet([{files}])")  # noqa: S608 - names and paths are quoted
