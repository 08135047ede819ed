"""Takes rules and what a plan asks for, gives the Sheet: every name and number that its tables need, and no rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from sim.base.diagnostic import meant
from sim.base.errors import UsageError
from sim.engine.worlds import Floats, Ids

MEAN = "mean"  # the mean of the judgements, unless the rules have an outcome of that name


@dataclass(frozen=True, slots=True)
class Goal:
    """What is wanted of an outcome: more or less of it, and from which value on it is good enough."""

    outcome: str
    goal: Literal["more", "less"] = "more"
    threshold: float | None = None


@dataclass(frozen=True, slots=True)
class Varied:
    """One thing that differs between cells: the parameter rows that take a cell's value, or are multiplied by it."""

    name: str  # as written: `memory`, `nu.us.china`
    rows: tuple[int, ...]
    times: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """How the cells were chosen. `points` are the cells in the unit cube, which sensitivity indices are computed from."""

    kind: str = "list"  # list, grid, latin, sobol, morris
    options: tuple[tuple[str, int], ...] = ()  # of the design: samples, trajectories, levels ...
    varied: tuple[Varied, ...] = ()
    cells: Floats = field(default_factory=lambda: np.zeros((1, 0)))  # [C, D] values, in the order of `varied`
    points: Floats | None = None  # [C, D] in 0..1; None for list and grid


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """What a batch is about, as its tables show it."""

    scenario: str
    version: str
    turns: int
    seed: int
    luck: bool
    first: int  # number of the first world
    worlds: int  # of each cell and policy
    block: int  # worlds of a block
    policies: tuple[str, ...]
    settings: tuple[str, ...]
    sets: int  # parameter sets that the worlds share out among them
    design: Design
    goals: tuple[Goal, ...]
    until: str
    keep: str
    outcomes: tuple[str, ...]
    judgements: tuple[str, ...]  # the outcomes whose mean is `mean`
    endings: tuple[str, ...]
    relation: str  # the variable of the relations, empty if there is none
    powers: tuple[str, ...]

    @property
    def cells(self) -> int:
        """How many cells the design has."""
        return int(self.design.cells.shape[0])

    @property
    def pairs(self) -> int:
        """Cells times policies: how often every world is played."""
        return self.cells * len(self.policies)

    @property
    def blocks(self) -> range:
        """The numbers of the blocks. Block b holds worlds b * block and up, so parts of one plan share their blocks."""
        return range(self.first // self.block, -(-(self.first + self.worlds) // self.block))

    def ids(self, block: int) -> Ids:
        """[n] the numbers of the worlds of a block."""
        low, high = max(block * self.block, self.first), min((block + 1) * self.block, self.first + self.worlds)
        return np.arange(low, high, dtype=np.uint64)

    @property
    def varied(self) -> tuple[str, ...]:
        """The parameters that differ between cells."""
        return tuple(v.name for v in self.design.varied)

    @property
    def relations(self) -> tuple[str, ...]:
        """Columns of the relations at the end."""
        return tuple(f"{self.relation}.{power}" for power in self.powers)

    @property
    def has_mean(self) -> bool:
        """Whether `mean` is the mean of the judgements."""
        return bool(self.judgements) and MEAN not in self.outcomes

    @property
    def numbers(self) -> tuple[str, ...]:
        """Everything that has a mean and an interval: outcomes, relations, `mean`."""
        return (*self.outcomes, *self.relations, *((MEAN,) if self.has_mean else ()))

    @property
    def main(self) -> str:
        """The outcome that stands first: the first goal, else the mean of the judgements."""
        return self.goals[0].outcome if self.goals else self.numbers[-1] if self.numbers else ""

    @property
    def table(self) -> tuple[str, ...]:
        """The columns of the Parquet files, in their order."""
        return (
            "cell", *self.varied, "policy", "world", "status", "ending", "last_turn", *self.outcomes, *self.relations,
            "digest", "reason",
        )  # fmt: skip

    def number(self, name: str) -> int:
        """The place of a number among `numbers`.

        Errors: UsageError with the nearest name.
        """
        if name in self.numbers:
            return self.numbers.index(name)
        raise UsageError(
            f"there is no outcome `{name}`",
            cure=meant(name, self.numbers, f"there are: {', '.join(self.numbers)}"),
        )

    def policy(self, name: str) -> int:
        """The place of a policy.

        Errors: UsageError with the nearest name.
        """
        if name in self.policies:
            return self.policies.index(name)
        raise UsageError(
            f"no policy `{name}` played in this batch",
            cure=meant(name, self.policies, f"there are: {', '.join(self.policies)}"),
        )
