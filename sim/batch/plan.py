"""Takes compiled rules and what a person asked for, gives a frozen Plan: which worlds are played by whom, in which blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np

from sim import engine
from sim.base.errors import UsageError
from sim.engine.worlds import Floats, Ids
from sim.policy import make
from sim.rulebook.rulebook import Parameter, Rulebook

MOST_BLOCK = 4096  # worlds of a block: what fits the processor's cache, and small beside a run of any size
LEAST_BLOCK = 256
SHARES = 8  # a run is cut into at least so many blocks, so that two or four processes end together
MOST_WORLDS = 1 << 40


@dataclass(frozen=True)
class Plan:
    """A batch before its first world. Nothing in it says how many processes will run it: that changes no result."""

    rules: Rulebook
    policies: tuple[str, ...]
    worlds: int
    seed: int
    params: Floats  # [P, 1], or [P, E] an ensemble: a world plays under the set of its number modulo E
    settings: tuple[str, ...] = ()  # as written: "memory=6"
    luck: bool = True
    first: int = 0  # number of the first world

    @property
    def block(self) -> int:
        """Worlds in a block; depends on nothing but the number of worlds."""
        share = -(-self.worlds // (SHARES * LEAST_BLOCK)) * LEAST_BLOCK
        return min(max(share, LEAST_BLOCK), MOST_BLOCK)

    @property
    def blocks(self) -> int:
        """How many blocks there are."""
        return -(-self.worlds // self.block)

    def ids(self, block: int) -> Ids:
        """[n] the numbers of the worlds of a block."""
        low = block * self.block
        high = min(low + self.block, self.worlds)
        return np.arange(self.first + low, self.first + high, dtype=np.uint64)

    def sets(self, ids: Ids) -> Floats:
        """[P, 1 or n] the parameters of some worlds. The set hangs on the world, so policies meet the same one there."""
        count = self.params.shape[1]
        return self.params if count == 1 else self.params[:, (ids % np.uint64(count)).astype(np.intp)]

    def tasks(self) -> Iterator[tuple[int, int]]:
        """(block, policy) of every piece of work: all policies of a block together, so that what is done is always balanced."""
        return ((block, policy) for block in range(self.blocks) for policy in range(len(self.policies)))


def plan(
    rules: Rulebook,
    policies: Sequence[str],
    worlds: int,
    seed: int,
    settings: Sequence[str] = (),
    *,
    luck: bool = True,
    first: int = 0,
    ensemble: Floats | None = None,
) -> Plan:
    """A checked plan. `ensemble` [P, E]: parameter sets that the worlds share out among them; settings apply to each.

    Errors: UsageError for no policy, a policy named twice, a number of worlds out of range or a setting that does not fit;
    BambooError for a policy that does not exist or cannot play these rules.
    """
    if not policies:
        raise UsageError("no policy was named", cure="say who decides: --policy bamboo")
    twice = sorted({name for name in policies if list(policies).count(name) > 1})
    if twice:
        raise UsageError(f"the policy `{twice[0]}` is named twice", cure="name each policy once")
    if not 1 <= worlds <= MOST_WORLDS:
        raise UsageError(f"{worlds} worlds cannot be run", cure=f"give a whole number from 1 to {MOST_WORLDS:,}")
    for name in policies:
        make(name, rules)
    return Plan(
        rules, tuple(policies), worlds, seed, parameters(rules, settings, ensemble), tuple(settings), luck, first
    )


def parameters(rules: Rulebook, settings: Sequence[str], ensemble: Floats | None = None) -> Floats:
    """[P, 1] the parameters of the rules, or [P, E] those of an ensemble, with `NAME=VALUE` settings applied in order.

    NAME is a parameter (`memory`) or a member of one (`nu.us.china`); a name that leaves members out sets all of them.
    Errors: UsageError naming the range or the nearest name.
    """
    params = np.array(engine.default_params(rules) if ensemble is None else ensemble, dtype=np.float64)
    for setting in settings:
        name, equals, text = (part.strip() for part in setting.partition("="))
        if not equals:
            raise UsageError(f"`{setting}` sets nothing", cure="write it as NAME=VALUE, for example memory=6")
        parameter, rows = _rows(rules, name, setting)
        try:
            value = float(text.removesuffix("%")) / (100.0 if text.endswith("%") else 1.0)
        except ValueError:
            raise UsageError(
                f"`{text}` in `{setting}` is not a number", cure="write it as NAME=VALUE with a number"
            ) from None
        if not parameter.low <= value <= parameter.high:
            raise UsageError(
                f"`{name}` cannot be {text}",
                cure=f"its range is {parameter.low:g} to {parameter.high:g} {parameter.unit}".rstrip(),
            )
        params[rows] = value
    return params


def _rows(rules: Rulebook, name: str, setting: str) -> tuple[Parameter, list[int]]:
    id, *members = name.split(".")
    parameter = rules.parameter.get(id)
    if parameter is None:
        raise UsageError(
            f"unknown parameter `{id}` in `{setting}`", cure=_nearest(id, tuple(rules.parameter), "parameters")
        )
    if len(members) > len(parameter.axes):
        raise UsageError(f"`{name}` has too many parts", cure=f"`{id}` has {len(parameter.axes)} axes")
    sizes = [len(rules.group[axis.group].members) for axis in parameter.axes]
    table = np.arange(parameter.size).reshape(sizes) + parameter.row
    for axis, member in zip(parameter.axes, members, strict=False):
        known = rules.group[axis.group].members
        if member not in known:
            raise UsageError(f"unknown member `{member}` in `{setting}`", cure=_nearest(member, known, axis.name))
        table = table[known.index(member)]
    return parameter, [int(row) for row in np.ravel(table)]


def _nearest(word: str, known: tuple[str, ...], what: str) -> str:
    close = get_close_matches(word, known, n=1, cutoff=0.5)
    if close:
        return f"did you mean `{close[0]}`?"
    return f"the {what} are: {', '.join(known)}" if known else f"these rules have no {what}"
