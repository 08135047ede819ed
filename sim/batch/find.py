"""Takes a finished batch and what somebody wants to see, gives one of its worlds: the worst, a median one, or by its number."""

from __future__ import annotations

from dataclasses import dataclass

from sim.base.errors import BambooError, UsageError
from sim.batch.results import Results
from sim.batch.shard import name
from sim.batch.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Spot:
    """One world under one policy in one cell."""

    cell: int
    policy: str
    world: int
    value: float | None = None  # of the outcome by which it was chosen


def spot(sheet: Sheet, world: int, policy: str, cell: int | None) -> Spot:
    """A world by its number.

    Errors: UsageError if it is not clear which one is meant, or there is none.
    """
    if not sheet.first <= world < sheet.first + sheet.worlds:
        raise UsageError(
            f"there is no world {world} in this batch",
            cure=f"its worlds are {sheet.first} to {sheet.first + sheet.worlds - 1}",
        )
    if not policy and len(sheet.policies) > 1:
        raise UsageError("several policies played this world", cure=f"say --policy {sheet.policies[0]}, for example")
    if cell is None and sheet.cells > 1:
        raise UsageError(f"this world was played in {sheet.cells:,} cells", cure="say --cell 0, for example")
    return Spot(_cell(sheet, cell) or 0, sheet.policies[sheet.policy(policy)] if policy else sheet.policies[0], world)


def extreme(results: Results, outcome: str, how: str, policy: str, cell: int | None) -> Spot:
    """The world in which an outcome is worst (by its goal), or nearest to the median.

    Errors: UsageError for an outcome or policy that does not exist; BambooError if no row is kept.
    """
    import duckdb

    sheet = results.sheet
    outcome = outcome or sheet.main
    sheet.number(outcome)
    where = ["status = 'ok'"]
    values: dict[str, str | int] = {}
    if policy:
        where.append("policy = $policy")
        values["policy"] = sheet.policies[sheet.policy(policy)]
    if cell is not None:
        where.append("cell = $cell")
        values["cell"] = _cell(sheet, cell) or 0
    less = any(goal.outcome == outcome and goal.goal == "less" for goal in sheet.goals)
    column = name(outcome)
    order = f"{column} {'DESC' if less else 'ASC'}" if how == "worst" else f"abs({column} - middle)"
    with duckdb.connect(config={"threads": 1}) as database:
        results.rows(database).create_view("everything")
        found = database.execute(
            f"WITH wanted AS (SELECT cell, policy, world, {column} FROM everything WHERE {' AND '.join(where)}) "  # noqa: S608
            f"SELECT cell, policy, world, {column} FROM wanted, (SELECT median({column}) AS middle FROM wanted) "
            f"ORDER BY {order}, cell, policy, world LIMIT 1",
            values,
        ).fetchone()
    if found is None:
        raise BambooError("no row of this batch is kept", str(results.folder), "open a world by its number: --world 0")
    return Spot(int(found[0]), str(found[1]), int(found[2]), float(found[3]))


def _cell(sheet: Sheet, cell: int | None) -> int | None:
    if cell is not None and not 0 <= cell < sheet.cells:
        raise UsageError(f"there is no cell {cell}", cure=f"cells are 0 to {sheet.cells - 1}")
    return cell
