"""Takes the name of a policy and a Rulebook, gives the policy: what every policy is, and the list of them."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from typing import Protocol

from sim.base.errors import BambooError
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


Factory = Callable[[Rulebook], Policy]
_FACTORIES: dict[str, Factory] = {}
_FAMILIES: dict[str, Callable[[Rulebook, str], Policy]] = {}


def register(name: str, factory: Factory) -> None:
    """Make a policy known under a name. `factory` raises MissingError for a ruleset that it cannot play."""
    _FACTORIES[name] = factory


def register_family(prefix: str, factory: Callable[[Rulebook, str], Policy]) -> None:
    """Make a policy known for each member of the powers, as `prefix-MEMBER`."""
    _FAMILIES[prefix] = factory


def powers(rules: Rulebook) -> tuple[str, ...]:
    """The members of the group over which the ruleset keeps its relations; empty if it has none."""
    variable = rules.variable.get(rules.screen.relations)
    return rules.group[variable.axes[0].group].members if variable and variable.axes else ()


def names(rules: Rulebook) -> tuple[str, ...]:
    """Every name that `make` takes for this ruleset."""
    able = [name for name, factory in _FACTORIES.items() if _fits(factory, rules)]
    return tuple(able + [f"{prefix}-{member}" for prefix in _FAMILIES for member in powers(rules)])


def make(name: str, rules: Rulebook) -> Policy:
    """The policy of that name, ready for that ruleset.

    Errors: BambooError for an unknown name, MissingError where the ruleset lacks what the policy needs.
    """
    if name in _FACTORIES:
        return _FACTORIES[name](rules)
    prefix, dash, member = name.partition("-")
    if dash and prefix in _FAMILIES:
        if not powers(rules):
            raise MissingError(
                f"the policy `{name}` needs powers to lean on",
                rules.id,
                "name the variable of the relations in `screen: {relations: ...}`",
            )
        if member in powers(rules):
            return _FAMILIES[prefix](rules, member)
    known = names(rules)
    close = get_close_matches(name, known, n=1, cutoff=0.5)
    raise BambooError(
        f"unknown policy `{name}`",
        rules.id,
        f"did you mean `{close[0]}`?" if close else f"the policies are: {', '.join(known)}",
    )


def _fits(factory: Factory, rules: Rulebook) -> bool:
    try:
        factory(rules)
    except MissingError:
        return False
    return True
