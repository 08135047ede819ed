"""Takes formulas, gives which of them a number reaches: directly, through derived numbers, or through memory."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sim.rulebook.expression import Average, Ever, First, Formula, Past, Read, walk


def reads(formula: Formula, ids: Collection[str]) -> bool:
    """Whether a formula reads any of these numbers, now or in the past."""
    return any(
        (isinstance(n, Read) and n.id in ids)
        or (isinstance(n, Past | Average | Ever | First) and any(id in n.name for id in ids))
        for n in walk(formula.node)
    )


def spread_of(ids: Collection[str], derived: Mapping[str, Formula]) -> frozenset[str]:
    """The ids themselves and those of all derived numbers that are computed from them."""
    found = frozenset(ids)
    while True:
        more = frozenset(id for id, formula in derived.items() if id not in found and reads(formula, found))
        if not more:
            return found
        found |= more
