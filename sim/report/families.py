"""Takes an event, gives the family that its picture shows: told from what the event touches, so that no scenario must name it."""

from __future__ import annotations

from functools import lru_cache

from sim.report.names import Names
from sim.rulebook.expression import Read, walk
from sim.rulebook.rulebook import Event, Rulebook


def family(names: Names, event: Event) -> str:
    """What its picture shows: "assembly", "sea", "summit", "arms", "trade", "letter", "home" or "talk"."""
    rules, screen = names.rules, names.rules.screen
    touched = {e.id for e in event.effects} | {e.id for o in event.options for e in o.effects}
    if event.kind == "vote":
        return "assembly"
    if screen.ladder in touched or names.words.word("events", event.id, "place") == "sea":
        return "sea"
    if screen.rank in touched:
        return "summit"
    powers = _group_of(rules, screen.relations)
    bound = _behind(rules, screen.dependence) & touched
    delays = {id for id in touched if id in rules.delay}
    if any(_group_of(rules, id) != powers for id in bound | delays):
        return "arms"
    if bound | delays:
        return "trade"
    if event.group == powers and powers:
        return "letter"
    if touched and not any(_group_of(rules, id) == powers for id in touched):
        return "home"
    return "talk"


def _group_of(rules: Rulebook, id: str) -> str:
    """The first group over which a number runs; empty for a single one."""
    holder = rules.variable.get(id) or rules.derived_of.get(id) or rules.delay.get(id)
    return holder.axes[0].group if holder is not None and holder.axes else ""


@lru_cache(maxsize=8)
def _behind(rules: Rulebook, id: str) -> frozenset[str]:
    """The carried numbers from which a computed one is made, however deep."""
    if id in rules.variable:
        return frozenset({id})
    if id not in rules.derived_of:
        return frozenset()
    read = {n.id for n in walk(rules.derived_of[id].formula.node) if isinstance(n, Read) and n.id != id}
    return frozenset().union(*(_behind(rules, name) for name in read)) if read else frozenset()
