"""Takes rows of finished worlds, gives Parquet files in a folder, each whole or absent; reads nothing back."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np

from sim.base.errors import BambooError
from sim.batch.block import Rows
from sim.batch.ctrl_c import held
from sim.batch.plan import Plan

PLAN = "plan.json"
SUMMARY = "summary.csv"


class Store:
    """The folder of one batch: `plan.json`, `worlds/block-00000.parquet` ..., at the end `summary.csv`.

    A row of the Parquet files is one world under one policy: policy, world, ending (empty: it lived to the last turn), last turn,
    every outcome, the final relation with every power, and the digest of the world. `worlds/*.parquet` reads them all.
    """

    def __init__(self, folder: Path, plan: Plan) -> None:
        """Open a new folder and write the plan into it.

        Errors: BambooError if the folder holds a batch already, cannot be made or cannot be written.
        """
        self.folder = folder
        self._plan = plan
        if folder.exists() and not folder.is_dir():
            raise BambooError("this is a file, not a folder", str(folder), "give another name to --out")
        if (folder / PLAN).exists() or any((folder / "worlds").glob("*.parquet")):
            raise BambooError(
                "this folder holds a batch already", str(folder), "nothing was overwritten: give another --out"
            )
        try:
            (folder / "worlds").mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _trouble(folder, error) from None
        self._write(folder / PLAN, lambda path: path.write_text(_plan_text(plan), encoding="utf-8"))

    def keep(self, block: int, pieces: Sequence[Rows]) -> None:
        """Write one block: the rows of every policy, as one file that is there whole or not at all."""
        self._write(
            self.folder / "worlds" / f"block-{block:05d}.parquet", lambda path: _write_parquet(path, self._plan, pieces)
        )

    def conclude(self, table: str) -> None:
        """Write the summary."""
        self._write(self.folder / SUMMARY, lambda path: path.write_text(table, encoding="utf-8"))

    def _write(self, path: Path, write: Callable[[Path], object]) -> None:
        draft = path.with_name(path.name + ".part")
        try:
            with held():
                write(draft)
                with draft.open("rb+") as file:
                    os.fsync(file.fileno())
                draft.replace(path)
                _fsync_folder(path.parent)
        except OSError as error:
            raise _trouble(path, error) from None
        finally:
            draft.unlink(missing_ok=True)


def _fsync_folder(folder: Path) -> None:
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _trouble(path: Path, error: Exception) -> BambooError:
    said = error.strerror if isinstance(error, OSError) and error.strerror else str(error).strip().splitlines()[0]
    return BambooError(
        f"cannot be written: {said}",
        str(path),
        "every block written before is whole; free some space or give another --out",
    )


def _plan_text(plan: Plan) -> str:
    rules = plan.rules
    return (
        json.dumps(
            {
                "scenario": rules.id,
                "version": rules.version,
                "rules": rules.digest,
                "policies": list(plan.policies),
                "worlds": plan.worlds,
                "first": plan.first,
                "seed": plan.seed,
                "settings": list(plan.settings),
                "parameter_sets": plan.params.shape[1],
                "parameters": sha256(plan.params.astype("<f8").tobytes()).hexdigest(),
                "luck": plan.luck,
                "block": plan.block,
            },
            indent=2,
        )
        + "\n"
    )


def _write_parquet(path: Path, plan: Plan, pieces: Sequence[Rows]) -> None:
    import duckdb

    rules = plan.rules
    columns: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.generic]]] = {
        "policy_at": np.repeat(np.array([p.policy for p in pieces]), [len(p.worlds) for p in pieces]),
        "world": np.concatenate([p.worlds for p in pieces]),
        "ending_at": np.concatenate([p.ending for p in pieces]),
        "last_turn": np.concatenate([p.last for p in pieces]),
        "digest": np.concatenate([p.digests for p in pieces]),
    }
    numbers = [outcome.id for outcome in rules.outcomes]
    columns |= {name: np.concatenate([p.outcomes[j] for p in pieces]) for j, name in enumerate(numbers)}
    if rules.screen.relations:
        variable = rules.variable[rules.screen.relations]
        names = [f"{variable.id}.{member}" for member in rules.group[variable.axes[0].group].members]
        columns |= {name: np.concatenate([p.relations[k] for p in pieces]) for k, name in enumerate(names)}
        numbers += names
    shown = ", ".join(f'"{name}"' for name in numbers)
    query = (
        f"SELECT list_extract($policies, policy_at + 1) AS policy, world, "  # noqa: S608 - ids of the rules: letters and _ only
        f"list_extract($endings, ending_at + 1) AS ending, last_turn, {shown + ', ' if shown else ''}digest FROM rows"
    )
    with duckdb.connect(config={"threads": 1}) as database:
        database.register("rows", columns)
        table = database.execute(
            f"CREATE TEMP TABLE tidy AS {query}",
            {"policies": list(plan.policies), "endings": [ending.id for ending in rules.endings] or [""]},
        )
        try:
            table.execute(
                f"COPY tidy TO '{str(path).replace(chr(39), chr(39) * 2)}' (FORMAT parquet, COMPRESSION zstd)"
            )
        except duckdb.IOException as error:
            raise OSError(0, str(error).splitlines()[0]) from None
