"""Takes compiled rules and what a person asked for, gives a frozen Plan: which worlds are played by whom, in which blocks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

import sim.adviser  # makes the policy `planner` known in every process that plays a plan  # noqa: F401
from sim.base.errors import UsageError
from sim.batch.parameters import parameters
from sim.batch.sheet import Design, Goal, Sheet
from sim.engine.worlds import Floats, Ids
from sim.policy import Policy, Source, make, powers
from sim.rulebook.rulebook import Rulebook

MOST_BLOCK = 8192  # worlds of a block: as many as run together, and few beside a run of any size
LEAST_BLOCK = 256
SHARES = 8  # a run is cut into so many blocks, or a multiple, so that two or four processes end together
ROWS = 8192  # of a block, all cells and policies: a few seconds of work, so that Ctrl-C may wait for it
LEAST_SLICE = 8  # worlds of a block however many cells there are: sums must stay smaller than what they sum up
MOST_WORLDS = 1 << 40
MOST_PAIRS = 1 << 17  # cells times policies

_SAMPLE = re.compile(r"^sample:([1-9][0-9]{0,11})$")

Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Player:
    """Who decides: a policy as `sim.policy.make` takes it, under the name that tables show."""

    name: str
    policy: str = ""  # empty: as the name

    def make(self, rules: Rulebook, brought: Mapping[str, Source]) -> Policy:
        """The policy, ready for these rules.

        Errors: those of `sim.policy.make`.
        """
        return make(self.policy or self.name, rules, brought)


@dataclass(frozen=True)
class Plan:
    """A batch before its first world. Nothing in it says how many processes will run it: that changes no result."""

    rules: Rulebook
    players: tuple[Player, ...]
    worlds: int  # of each cell and policy
    seed: int
    params: Floats  # [P, 1], or [P, E] an ensemble: a world plays under the set of its number modulo E
    settings: tuple[str, ...] = ()  # as written: "memory=6"
    luck: bool = True
    first: int = 0  # number of the first world
    design: Design = field(default_factory=Design)
    goals: tuple[Goal, ...] = ()  # the first is the main outcome; none: the mean of the judgements
    until: str = ""  # the stop rule, as written
    keep: str = "all"  # which rows are kept: all, none, every:N (of the worlds whose number N divides)
    block: int = LEAST_BLOCK  # worlds of a block
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # the scenario and its parents
    brought: Mapping[str, Source] = field(default_factory=dict)  # policies that a user has made, by name

    @property
    def policies(self) -> tuple[str, ...]:
        """Names of the players."""
        return tuple(player.name for player in self.players)

    @cached_property
    def sheet(self) -> Sheet:
        """The plan as its tables show it."""
        rules = self.rules
        ids = tuple(outcome.id for outcome in rules.outcomes)
        members = powers(rules)
        return Sheet(
            rules.id, rules.version, rules.turns, self.seed, self.luck, self.first, self.worlds, self.block, self.policies,
            self.settings, self.params.shape[1], self.design, self.goals, self.until, self.keep, ids,
            tuple(id for id in rules.screen.judgements if id in ids) or ids, tuple(ending.id for ending in rules.endings),
            rules.screen.relations if members else "", members,
        )  # fmt: skip

    def wanting(self, goals: Sequence[Goal], until: str) -> Plan:
        """The same worlds, with goals and a stop rule.

        Errors: UsageError for an outcome that does not exist.
        """
        for goal in goals:
            self.sheet.number(goal.outcome)
        return replace(self, goals=tuple(goals), until=until)

    def sets(self, ids: Ids, cells: Indices | None = None) -> Floats:
        """[P, 1 or n] the parameters of some worlds, each in its cell (None: all in the first).

        The set hangs on world and cell, so policies meet the same one there.
        """
        count = self.params.shape[1]
        if count == 1 and not self.design.varied:
            return self.params
        at = cells if cells is not None else np.zeros(len(ids), dtype=np.intp)
        params = self.params[:, (ids % np.uint64(count)).astype(np.intp)]
        values = self.design.cells[at].T
        for varied, value in zip(self.design.varied, values, strict=True):
            rows = list(varied.rows)
            params[rows] = params[rows] * value if varied.times else value
        return params


def plan(
    rules: Rulebook,
    policies: Sequence[str | Player],
    worlds: int,
    seed: int,
    settings: Sequence[str] = (),
    *,
    luck: bool = True,
    first: int = 0,
    ensemble: Floats | None = None,
    design: Design | None = None,
    keep: str = "all",
    block: int | None = None,
    whole: int = 0,
    texts: Mapping[str, Mapping[str, str]] | None = None,
    brought: Mapping[str, Source] | None = None,
) -> Plan:
    """A checked plan.

    Args:
        worlds: of each cell and policy.
        ensemble: [P, E] parameter sets that the worlds share out among them; settings apply to each.
        keep: all, none, or sample:N for the rows of about N worlds of each cell and policy.
        block: worlds of a block; by default what suits their number, or `whole`, the number of which these are a part.
        texts: what the rules were compiled from; a plan without them cannot be kept in a folder.
        brought: policies that a user has made, by name.

    Errors: UsageError for no policy, a policy named twice, a number of worlds out of range or a setting that does not fit;
    BambooError for a policy that does not exist or cannot play these rules.
    """
    players = tuple(p if isinstance(p, Player) else Player(p) for p in policies)
    names = [player.name for player in players]
    if not players:
        raise UsageError("no policy was named", cure="say who decides: --policy bamboo")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise UsageError(f"the policy `{twice[0]}` is named twice", cure="name each policy once")
    if not 1 <= worlds <= MOST_WORLDS:
        raise UsageError(f"{worlds} worlds cannot be run", cure=f"give a whole number from 1 to {MOST_WORLDS:,}")
    if not 0 <= first <= MOST_WORLDS:
        raise UsageError(f"world {first} cannot be the first", cure=f"give a whole number from 0 to {MOST_WORLDS:,}")
    if not 0 <= seed < 1 << 63:
        raise UsageError(f"the seed {seed} is out of range", cure="take a whole number from 0 to 2^63 - 1")
    step = _SAMPLE.match(keep)
    if step is None and keep not in ("all", "none"):
        raise UsageError(
            f"`{keep}` cannot be kept", cure="say all, none, or sample:100000 for the rows of so many worlds"
        )
    if step is not None:
        keep = f"every:{max(1, -(-(whole or worlds) // int(step[1])))}"
    for player in players:
        player.make(rules, brought or {})
    chosen = design or Design()
    pairs = chosen.cells.shape[0] * len(players)
    if pairs > MOST_PAIRS:
        raise UsageError(
            f"{pairs:,} cells times policies are too many", cure=f"at most {MOST_PAIRS:,}: take fewer cells"
        )
    return Plan(
        rules, players, worlds, seed, parameters(rules, settings, ensemble), tuple(settings), luck, first, chosen, (), "", keep,
        block or block_size(whole or worlds, pairs), texts or {}, brought or {},
    )  # fmt: skip


def block_size(worlds: int, pairs: int) -> int:
    """Worlds of a block; depends on nothing but how many worlds there are and how often each is played."""
    blocks = -(-worlds // (SHARES * MOST_BLOCK)) * SHARES
    size = -(-worlds // (blocks * LEAST_BLOCK)) * LEAST_BLOCK
    return max(LEAST_SLICE, min(size, 1 << max(ROWS // pairs, 1).bit_length() - 1))
