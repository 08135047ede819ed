"""Takes the results of a batch and the name of a number, gives that number of every world as one array."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sim.base.errors import BambooError, UsageError
from sim.batch.results import Results
from sim.batch.shard import name
from sim.batch.sheet import Sheet
from sim.engine.worlds import Floats, Ids


@dataclass(frozen=True, slots=True, eq=False)
class Values:
    """One number of a batch, larger is more of it; `sign` -1 says that less of it is wanted."""

    sheet: Sheet
    number: str
    sign: int
    threshold: float | None  # from which value on it is good enough
    worlds: Ids  # [W] numbers of the worlds, ascending
    values: Floats  # [C, P, W] cells, policies, worlds; NaN where a world could not be played

    @property
    def whole(self) -> Values:
        """Only the worlds that every policy played to an end in every cell: what is compared world by world."""
        here = ~np.isnan(self.values).any(axis=(0, 1))
        return replace(self, worlds=self.worlds[here], values=self.values[:, :, here])

    def at(self, cell: int) -> Values:
        """Only one cell.

        Errors: UsageError if there is none of that number.
        """
        sheet = self.sheet
        if not 0 <= cell < sheet.cells:
            raise UsageError(f"there is no cell {cell}", cure=f"cells are 0 to {sheet.cells - 1}")
        design = replace(sheet.design, varied=(), cells=np.zeros((1, 0)), points=None)
        alone = replace(sheet, design=design)
        return replace(self, sheet=alone, values=self.values[cell : cell + 1])

    def wanting(self, threshold: float | None) -> Values:
        """With another value from which on it is good enough; None changes nothing."""
        return self if threshold is None else replace(self, threshold=threshold)


def values(results: Results, number: str = "") -> Values:
    """A number of every world that was kept; by default the main outcome.

    Errors: UsageError for a number that the batch does not have; BambooError if no rows were kept.
    """
    import duckdb

    sheet = results.sheet
    wanted = number or sheet.main
    sheet.number(wanted)
    goal = next((goal for goal in sheet.goals if goal.outcome == wanted), None)
    with duckdb.connect() as database:
        rows = results.rows(database)
        found = database.execute(
            f"SELECT cell, list_position($policies, policy) - 1 AS policy, world, {name(wanted)} AS number FROM rows",  # noqa: S608 - quoted
            {"policies": list(sheet.policies)},
        ).fetchnumpy()
        del rows
    if not len(found["world"]):
        raise BambooError(
            "no rows of single worlds were kept",
            str(results.folder),
            "run it with `keep: all` or `keep: sample:N`; means stand in summary.csv",
        )
    worlds, at = np.unique(np.asarray(found["world"], dtype=np.uint64), return_inverse=True)
    table = np.full((sheet.cells, len(sheet.policies), len(worlds)), np.nan)
    table[found["cell"], found["policy"], at] = np.ma.filled(np.ma.asarray(found["number"], dtype=np.float64), np.nan)
    less = goal is not None and goal.goal == "less"
    return Values(sheet, wanted, -1 if less else 1, goal.threshold if goal else None, worlds, table)
