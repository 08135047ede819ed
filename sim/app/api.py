"""The laboratory from Python: `run` plays a batch, `load` opens its folder, both give a `Batch`; a policy may be a function.

    batch = sim.run("finland-1948", policies=["greedy", "history", firm], worlds=2000, seed=7)
    batch.pandas().groupby("policy").independence.describe()

Takes what an experiment file takes, under the same names; `sim.policy.function` says what a function gets.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from html import escape
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any
from weakref import finalize

import numpy as np
import yaml

from sim.app import files
from sim.app.batching import at_least_one, planned
from sim.app.shelf import compiled_scenario
from sim.base.errors import BambooError, UsageError
from sim.base.whole_file import write_text
from sim.batch import How, Results, Summary, frozen
from sim.batch import run as run_plan
from sim.batch.analysis import (
    Contest,
    Robustness,
    Sensitivity,
    between,
    cells,
    contests,
    robustness,
    sensitivities,
    values,
)
from sim.batch.experiment import Experiment
from sim.batch.find import spot
from sim.batch.plan import Plan
from sim.batch.stop import seconds
from sim.play.many import play_worlds
from sim.policy import Function, Source, names
from sim.report.cells import plus_minus

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa
    from duckdb import DuckDBPyRelation

    from sim.play.game import Game

PLACE = "sim.run"
TRIED = 4  # worlds that a function plays first, so that its mistakes are told where they stand
MOST_LINES = 60


class Batch:
    """A finished batch: its rows for DuckDB, Arrow, pandas and polars, and what can be found out from them.

    `digest` names everything in every world. A batch that was run without `out` lies in a folder that goes with this object.
    """

    def __init__(self, folder: Path | str, brought: Mapping[str, Source] | None = None) -> None:
        self.folder = Path(folder)
        self.results = Results.of(self.folder)
        self.sheet = self.results.sheet
        self._brought = brought or {}  # functions, which no folder can carry

    @cached_property
    def summary(self) -> Summary:
        """Means, intervals, endings and failures; `print(batch.summary.text())`."""
        return Summary.of(self.results)

    @property
    def digest(self) -> str:
        """One hash of everything in every world; any machine and any number of jobs gives the same."""
        return self.summary.digest

    @cached_property
    def rows(self) -> DuckDBPyRelation:
        """A row for each cell, policy and world, as a relation: nothing is read before it is asked for.

        Columns: cell, what varies, policy, world, status, ending, last_turn, outcomes, relations at the end, digest, reason, mean.
        """
        import duckdb

        return self.results.rows(duckdb.connect())

    def arrow(self) -> pa.Table:
        """The rows as an Arrow table."""
        _needs("pyarrow")
        return self.rows.to_arrow_table()

    def pandas(self) -> pd.DataFrame:
        """The rows as a pandas frame."""
        _needs("pandas")
        return self.rows.df()

    def polars(self) -> pl.DataFrame:
        """The rows as a polars frame."""
        _needs("polars", "pyarrow")
        frame: pl.DataFrame = self.rows.pl()
        return frame

    def turns(
        self,
        *numbers: str,
        worlds: tuple[int, int] | None = None,
        policies: Sequence[str] = (),
        cell: int | None = None,
    ) -> DuckDBPyRelation:
        """A row for each turn: the worlds are played again, so ask for some of them (the first, and the one after the last).

        Args:
            numbers: such as `trust` or `trust.west`; by default what the screen shows, and the outcomes so far.

        Errors: UsageError for what the batch does not have; BambooError if this program cannot play it.
        """
        import duckdb

        from sim.batch.turns import turns

        plan = frozen.from_json(self.results.frozen, files.ledger(), str(self.folder), self._brought)
        return turns(plan, duckdb.connect(), numbers, worlds, policies, cell)

    def mean(self, policy: str, outcome: str = "", cell: int = 0) -> tuple[float, float]:
        """The mean of an outcome (by default the main one) and half its 95 % interval.

        Errors: UsageError for a policy, outcome or cell that does not exist.
        """
        if not 0 <= cell < self.sheet.cells:
            raise UsageError(f"there is no cell {cell}", cure=f"cells are 0 to {self.sheet.cells - 1}")
        return self.summary.mean(policy, outcome, cell)

    def compare(
        self,
        *policies: str,
        outcome: str = "",
        cell: int | None = None,
        against: int | None = None,
        other: Batch | None = None,
    ) -> list[Contest]:
        """The best policy (or the one named, or those named) against the others.

        With `other`, each policy here against itself in another batch; with `cell` and `against`, in one cell against another.
        Each has a `sentence()`. Errors: UsageError for what does not exist or cannot be compared.
        """
        found = values(self.results, outcome)
        if against is not None:
            if cell is None or other is not None:
                raise UsageError(
                    "two cells of one batch are compared", cure="give `cell` and `against`, and no `other`"
                )
            return cells(found, cell, against, policies)
        found = found if cell is None else found.at(cell)
        if other is None:
            return contests(found, policies)
        there = values(other.results, found.number)
        return between(found, there if cell is None else there.at(cell), ("this batch", "the other"), policies)

    def robust(self, outcome: str = "", threshold: float | None = None) -> Robustness:
        """Regret, worst case and good enough of every policy; `print(batch.robust().text())`."""
        return robustness(values(self.results, outcome).wanting(threshold))

    def sensitivity(self, *policies: str, outcome: str = "") -> list[Sensitivity]:
        """How much each parameter that varies moves an outcome of each policy; needs the extra `lab`."""
        return sensitivities(values(self.results, outcome), policies)

    def report(self, file: Path | str) -> Path:
        """Write everything as one HTML page."""
        from sim.batch.analysis.page import page

        return write_text(page(self.results), Path(file), "the page")

    def world(self, number: int, policy: str = "", cell: int | None = None) -> Game:
        """One world, played again: every turn with its causes.

        Errors: UsageError if it is not clear which one is meant; BambooError if it cannot be played, or failed.
        """
        from sim.app.batch_looking import played_again

        chosen = spot(self.sheet, number, policy, cell)
        game, fault = played_again(self.folder, self.results.frozen, chosen, self._brought)
        if fault:
            raise BambooError(f"this world fails in {fault}", str(self.folder))
        return game

    def __repr__(self) -> str:
        return f"sim.load({str(self.folder)!r})"

    def __str__(self) -> str:
        return self.summary.text()

    def _repr_html_(self) -> str:
        summary, sheet = self.summary, self.sheet
        if sheet.pairs > MOST_LINES or not summary.shown:
            return f"<pre>{escape(summary.text())}</pre>"
        many = sheet.cells > 1
        varied = [f"{v.name}{' times' if v.times else ''}" for v in sheet.design.varied] if many else []
        head = [*(["cell"] if many else []), *varied, "policy", *summary.shown]
        body = [
            [
                *([str(cell), *(f"{value:g}" for value in sheet.design.cells[cell])] if many else []),
                name,
                *(plus_minus(*summary.mean(name, number, cell)) for number in summary.shown),
            ]
            for cell in range(sheet.cells)
            for name in summary.ranked(cell)
        ]
        lines = ["<tr>" + "".join(f"<th>{escape(cell)}</th>" for cell in head) + "</tr>"]
        lines += ["<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in body]
        told = (
            f"{sheet.scenario} {sheet.version}, {summary.worlds:,} worlds each, seed {sheet.seed}, digest {self.digest}"
        )
        failed = f"<p>{summary.failed:,} worlds could not be played to their end</p>" if summary.failed else ""
        return f"<table><caption>{escape(told)}</caption>{''.join(lines)}</table>{failed}"


def run(
    scenario: str | Path,
    policies: Sequence[str | Mapping[str, Any] | Callable[..., object]] | None = None,
    worlds: int = 1000,
    seed: int = 1,
    *,
    jobs: int = 1,
    out: Path | str | None = None,
    time: str | None = None,
    cluster: str = "",
    progress: str = "none",
    **experiment: Any,
) -> Batch:
    """Play a batch.

    Args:
        scenario: id or folder of a scenario.
        policies: names, `{"policy": ..., "name": ..., "with": {...}}`, or functions (see `sim.policy.function`); None: all.
        worlds: of each cell and policy.
        jobs: processes; they change no result. More than one need functions that lie in a module.
        out: a folder to keep; the same call goes on with it. None: a folder that goes with the Batch.
        time: end with what is done after `90s`, `30m`, `8h`.
        experiment: any other key of an experiment file: `set`, `vary`, `design`, `outcomes`, `stop`, `keep`, `ensemble`, `luck`,
            `doctrines`.

    Errors: ScenarioError with every diagnostic of scenario or experiment, UsageError and BambooError as the command `batch run`; what
    a function raises in its first worlds as it is, later as a failed world in the rows.
    """
    brought = {f.__name__: Function(f, f.__name__) for f in policies or () if callable(f)}
    playing = names(compiled_scenario(str(scenario)).rules) if policies is None else policies
    asked = {
        "format": 1, "scenario": str(scenario), "seed": seed, "worlds": worlds,
        "policies": [p.__name__ if callable(p) else p for p in playing], **experiment,
    }  # fmt: skip
    text = yaml.safe_dump(_plain(asked), allow_unicode=True, sort_keys=False)
    plan = planned(Experiment.of(text, PLACE), Path.cwd(), brought=brought)
    _try(plan, brought, at_least_one(jobs), cluster)
    how = How(jobs, cluster, None if time is None else seconds(time), progress=progress)
    if out is not None:
        run_plan(plan, out=Path(out), how=how)
        return Batch(out, brought)
    folder = mkdtemp(prefix="bamboo-")
    try:
        run_plan(plan, out=Path(folder), how=how)
        batch = Batch(folder, brought)
    except BaseException:
        rmtree(folder, ignore_errors=True)
        raise
    finalize(batch, rmtree, folder, ignore_errors=True)
    return batch


def load(folder: Path | str) -> Batch:
    """Open the folder of a batch, whoever has run it.

    Errors: BambooError if there is none, or no block is finished.
    """
    return Batch(folder)


def _try(plan: Plan, brought: Mapping[str, Function], jobs: int, cluster: str) -> None:
    """Let every function play a few worlds here, so that what it raises is raised; see that it can travel."""
    for player in plan.players:
        function = brought.get((player.policy or player.name).partition(":")[0])
        if function is None:
            continue
        if jobs > 1 or cluster:
            try:
                pickle.dumps(function)
                here = function.call.__module__ == "__main__" and not hasattr(__import__("__main__"), "__file__")
            except (pickle.PicklingError, AttributeError, TypeError):
                here = True
            if here:
                raise UsageError(
                    f"the function `{function.name}` cannot travel to other processes",
                    PLACE,
                    "put it into a module, or jobs=1",
                )
        ids = np.arange(plan.first, plan.first + min(TRIED, plan.worlds), dtype=np.uint64)
        policy = player.make(plan.rules, brought)
        for _ in play_worlds(plan.rules, ids, plan.seed, policy, plan.sets(ids), plan.luck):
            pass


def _plain(value: Any) -> Any:
    """The same of plain types: NumPy's numbers, tuples and paths as YAML knows them."""
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | range | np.ndarray):
        return [_plain(inner) for inner in value]
    if isinstance(value, np.generic):
        return value.item()
    return str(value) if isinstance(value, Path) else value


def _needs(*libraries: str) -> None:
    from importlib.util import find_spec

    lacking = [name for name in libraries if find_spec(name) is None]
    if lacking:
        raise BambooError(f"this needs {' and '.join(lacking)}", cure=f"pip install {' '.join(lacking)}")
