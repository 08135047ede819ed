"""Takes the name of a policy and a Rulebook, gives the policy: what every policy is, and the list of them.

A name may set numbers of its policy: `bamboo`, `bamboo:uneasy=0.5`, `bamboo:uneasy=0.5:coldest=2`. It needs no quotes in a shell,
stands in a YAML list as it is, and is the label of its rows in every table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from sim.base.diagnostic import meant
from sim.base.errors import BambooError, UsageError
from sim.engine.view import View
from sim.engine.worlds import Orders
from sim.rulebook.rulebook import Rulebook


class Policy(Protocol):
    """Somebody who decides, for all worlds at once, from what Vietnam may see.

    A policy keeps no memory between turns: the View holds all it may know. Its only luck is `View.draw`.
    """

    name: str
    about: str  # one sentence

    def decide(self, view: View) -> Orders:
        """The orders of this turn, for every world of the view; legal and within the attention of each world."""
        ...


class MissingError(BambooError):
    """A ruleset has not what a policy needs."""


@dataclass(frozen=True, slots=True)
class Dial:
    """A number of a policy that its name may set."""

    value: float
    low: float
    high: float
    about: str


class Source(Protocol):
    """What a policy is made of. One that a user brings along travels to other processes, so it must be picklable."""

    @property
    def dials(self) -> Mapping[str, Dial]:
        """The numbers that a name may set."""
        ...

    def make(self, rules: Rulebook, numbers: Mapping[str, float]) -> Policy:
        """The policy with these numbers. Errors: MissingError for a ruleset that it cannot play."""
        ...


@dataclass(frozen=True)
class _Built:
    """A policy of this house."""

    factory: Callable[..., Policy]
    dials: Mapping[str, Dial] = field(default_factory=dict)
    asked: bool = False

    def make(self, rules: Rulebook, numbers: Mapping[str, float]) -> Policy:
        return self.factory(rules, **numbers)


_BUILT: dict[str, _Built] = {}
_FAMILIES: dict[str, Callable[[Rulebook, str], Policy]] = {}


def register(
    name: str, factory: Callable[..., Policy], dials: Mapping[str, Dial] | None = None, *, asked: bool = False
) -> None:
    """Make a policy known under a name.

    Args:
        factory: called with the Rulebook and every dial by name; raises MissingError for a ruleset that it cannot play.
        asked: it plays only when somebody names it, since it takes long.
    """
    _BUILT[name] = _Built(factory, dials or {}, asked)


def register_family(prefix: str, factory: Callable[[Rulebook, str], Policy]) -> None:
    """Make a policy known for each member of the powers, as `prefix-MEMBER`."""
    _FAMILIES[prefix] = factory


def powers(rules: Rulebook) -> tuple[str, ...]:
    """The members of the group over which the ruleset keeps its relations; empty if it has none."""
    variable = rules.variable.get(rules.screen.relations)
    return rules.group[variable.axes[0].group].members if variable and variable.axes else ()


def names(rules: Rulebook) -> tuple[str, ...]:
    """Every name that plays this ruleset without being asked for."""
    able = [name for name, built in _BUILT.items() if not built.asked and _fits(built, rules)]
    return tuple(able + [f"{prefix}-{member}" for prefix in _FAMILIES for member in powers(rules)])


def dials(name: str, brought: Mapping[str, Source] | None = None) -> Mapping[str, Dial]:
    """The numbers that a name of this policy may set."""
    id = name.partition(":")[0]
    source = (brought or {}).get(id) or _BUILT.get(id)
    return source.dials if source else {}


def make(name: str, rules: Rulebook, brought: Mapping[str, Source] | None = None) -> Policy:
    """The policy of that name, ready for that ruleset; `brought` are those that a user has made, by name.

    Errors: BambooError for an unknown name, UsageError for a number that it does not have or that is out of range, MissingError
    where the ruleset lacks what the policy needs.
    """
    id, *settings = name.split(":")
    source: Source | None = (brought or {}).get(id) or _BUILT.get(id) or _member(id, rules)
    if source is None:
        known = (
            *(brought or {}),
            *names(rules),
            *(n for n, built in _BUILT.items() if built.asked and _fits(built, rules)),
        )
        raise BambooError(
            f"unknown policy `{id}`",
            rules.id,
            meant(id, known, f"the policies are: {', '.join(known)}"),
        )
    numbers = {key: dial.value for key, dial in source.dials.items()}
    for setting in settings:
        numbers.update([_number(id, setting, source.dials)])
    policy = source.make(rules, numbers)
    if settings:
        policy.name = name
    return policy


def _member(id: str, rules: Rulebook) -> Source | None:
    """The policy of a family, such as `lean-us`."""
    prefix, dash, member = id.partition("-")
    if not dash or prefix not in _FAMILIES:
        return None
    if not powers(rules):
        raise MissingError(
            f"the policy `{id}` needs powers to lean on",
            rules.id,
            "name the variable of the relations in `screen: {relations: ...}`",
        )
    if member not in powers(rules):
        return None
    return _Built(lambda rules: _FAMILIES[prefix](rules, member))


def _number(id: str, setting: str, known: Mapping[str, Dial]) -> tuple[str, float]:
    """One `NUMBER=VALUE` of a name."""
    key, equals, text = (part.strip() for part in setting.partition("="))
    if key not in known:
        has = f"its numbers are: {', '.join(known)}" if known else "it has none that could be set"
        raise UsageError(f"the policy `{id}` has no number `{key}`", cure=meant(key, known, has))
    try:
        value = float(text.removesuffix("%")) / (100.0 if text.endswith("%") else 1.0)
    except ValueError:
        cure = f"write {id}:{key}={known[key].value:g}"
        what = f"`{text}` is not a number" if equals else "nothing is set"
        raise UsageError(f"`{setting}` in `{id}:{setting}`: {what}", cure=cure) from None
    if not known[key].low <= value <= known[key].high:
        raise UsageError(
            f"`{key}` of `{id}` cannot be {text}", cure=f"its range is {known[key].low:g} to {known[key].high:g}"
        )
    return key, value


def _fits(source: Source, rules: Rulebook) -> bool:
    try:
        source.make(rules, {key: dial.value for key, dial in source.dials.items()})
    except MissingError:
        return False
    return True
