"""Takes the plan of a batch and names of numbers, gives a table with a row for each turn of some of its worlds: they are played again.

A batch keeps what worlds came to; how they came there is made on request, as a world is a pure function of plan and number.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim import engine
from sim.base.errors import UsageError
from sim.batch.plan import Indices, Plan
from sim.batch.shard import name
from sim.engine.worlds import Floats, Ids, Worlds
from sim.play.many import CHUNK, play_turns
from sim.policy import Policy
from sim.rulebook.rulebook import Rulebook, quarter_name

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

MOST_ROWS = 30_000_000
TABLE = "turns"


def numbers(rules: Rulebook, wanted: Sequence[str]) -> tuple[str, ...]:
    """The wanted numbers one by one, a block by its members; by default what the screen shows first, and all outcomes so far.

    Errors: BambooError for a number that the rules do not have.
    """
    screen = rules.screen
    asked = wanted or (
        *([screen.relations] if screen.relations else []),
        *screen.numbers,
        *(o.id for o in rules.outcomes),
    )
    start = engine.start(rules, np.zeros(1, dtype=np.uint64), 0)
    found: list[str] = []
    for one in asked:
        if engine.read(rules, start, one).ndim == 1:
            found.append(one)
            continue
        known = rules.variable.get(one.partition(".")[0]) or rules.derived_of.get(one.partition(".")[0])
        if known is None:
            raise UsageError(f"`{one}` is no number that changes", cure="name variables, derived numbers or outcomes")
        spelt = [one]
        for axis in known.axes[one.count(".") :]:
            spelt = [f"{part}.{member}" for part in spelt for member in rules.group[axis.group].members]
        found += spelt
    return tuple(dict.fromkeys(found))


def turns(
    plan: Plan, database: DuckDBPyConnection, wanted: Sequence[str] = (), worlds: tuple[int, int] | None = None,
    policies: Sequence[str] = (), cell: int | None = None,
) -> DuckDBPyRelation:  # fmt: skip
    """Rows of cell, what varies, policy, world, turn (0 is the start), quarter and the numbers at its end, in that order.

    A world that has come to an end has no further rows; one in which a policy raises, none after the last turn that it lived through.

    Args:
        worlds: the first number, and the one after the last; None: all.
        policies, cell: only these; by default all.

    Errors: UsageError for what the batch does not have, or more than thirty million rows.
    """
    sheet, rules = plan.sheet, plan.rules
    shown = numbers(rules, wanted)
    places = [sheet.policy(one) for one in policies] or range(len(sheet.policies))
    if cell is not None and not 0 <= cell < sheet.cells:
        raise UsageError(f"there is no cell {cell}", cure=f"cells are 0 to {sheet.cells - 1}")
    cells = range(sheet.cells) if cell is None else range(cell, cell + 1)
    first, after = worlds or (sheet.first, sheet.first + sheet.worlds)
    if not sheet.first <= first < after <= sheet.first + sheet.worlds:
        raise UsageError(
            f"worlds {first} to {after - 1} are not all in this batch",
            cure=f"its worlds are {sheet.first} to {sheet.first + sheet.worlds - 1}",
        )
    rows = (after - first) * len(places) * len(cells) * (rules.turns + 1)
    if rows > MOST_ROWS:
        raise UsageError(
            f"{rows:,} rows are too many",
            cure=f"at most {MOST_ROWS:,}: take fewer with --worlds {first}:{first + 1000}",
        )
    columns = [
        "cell INTEGER", *(f"{name(varied)} DOUBLE" for varied in sheet.varied), "policy VARCHAR", "world UBIGINT",
        "turn INTEGER", "quarter VARCHAR", *(f"{name(one)} DOUBLE" for one in shown),
    ]  # fmt: skip
    database.execute(f"CREATE TEMP TABLE {TABLE} ({', '.join(columns)})")
    ids = np.arange(first, after, dtype=np.uint64)
    for p in places:
        policy = plan.players[p].make(rules, plan.brought)
        for c in cells:
            for begin in range(0, len(ids), CHUNK):
                _add(database, plan, p, c, shown, _played(plan, policy, ids[begin : begin + CHUNK], c, shown))
    keys = f"cell, list_position({list(sheet.policies)!r}, policy), world, turn"
    return database.sql(f"SELECT * FROM {TABLE} ORDER BY {keys}")  # noqa: S608 - names are quoted


Rows = list[tuple[Ids, int, Floats]]  # worlds that lived through a turn, the turn, [numbers, worlds]


def _played(plan: Plan, policy: Policy, ids: Ids, cell: int, shown: Sequence[str]) -> Rows:
    """The turns of some worlds; where a policy raises, each half alone, down to the worlds that fail."""
    params = plan.sets(ids, np.full(len(ids), cell, dtype=np.intp))
    rows: Rows = [(ids, 0, _read(plan.rules, engine.start(plan.rules, ids, plan.seed, params, luck=plan.luck), shown))]
    try:
        for _, worlds in play_turns(plan.rules, ids, plan.seed, policy, params, plan.luck, len(ids)):
            alive: Indices = np.flatnonzero(worlds.last == worlds.turn)
            rows.append((ids[alive], worlds.turn, _read(plan.rules, worlds, shown)[:, alive]))
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - the failure is told in the rows of the batch
        if len(ids) == 1:
            return rows
        half = len(ids) // 2
        return [
            row for part in (ids[:half], ids[half:]) for row in _played(plan, policy, part, cell, shown)
        ]  # fmt: skip
    return rows


def _read(rules: Rulebook, worlds: Worlds, shown: Sequence[str]) -> Floats:
    return np.stack([engine.read(rules, worlds, one) for one in shown])


def _add(
    database: DuckDBPyConnection, plan: Plan, p: int, cell: int, shown: Sequence[str], rows: Rows
) -> None:  # fmt: skip
    if not rows:
        return
    sheet = plan.sheet
    part: dict[str, NDArray[np.generic]] = {
        "world": np.concatenate([ids for ids, _, _ in rows]),
        "turn": np.concatenate([np.full(len(ids), turn, dtype=np.int32) for ids, turn, _ in rows]),
    }
    values = np.concatenate([found for _, _, found in rows], axis=1)
    part |= {f"n{i}": np.ascontiguousarray(values[i]) for i in range(len(shown))}
    quarters = ["", *(quarter_name(plan.rules.start + turn) for turn in range(plan.rules.turns))]
    varied = ", ".join(f"{value!r}::DOUBLE" for value in sheet.design.cells[cell].tolist())
    database.register("part", part)
    database.execute(
        f"INSERT INTO {TABLE} SELECT $cell, {varied + ', ' if varied else ''}$policy, world, turn, "  # noqa: S608 - numbers alone
        f"list_extract($quarters, turn + 1), {', '.join(f'n{i}' for i in range(len(shown)))} FROM part",
        {"cell": cell, "policy": sheet.policies[p], "quarters": quarters},
    )
    database.unregister("part")
