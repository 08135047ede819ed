"""Takes a Rulebook, gives what is read off futures: the numbers of the screen, crises, lamps, endings, judgements."""

from __future__ import annotations

import numpy as np

from sim import engine
from sim.engine.view import View
from sim.engine.worlds import Bools, Floats, Turn, Worlds
from sim.rulebook.rulebook import Rulebook


class Gauge:
    """What a forecast measures in one ruleset. `M` numbers: the ties of all powers, then the other numbers of the screen."""

    def __init__(self, rules: Rulebook) -> None:
        self.rules = rules
        screen = rules.screen
        ties = rules.variable.get(screen.relations)
        self._blocks = tuple(dict.fromkeys(([ties.id] if ties else []) + list(screen.numbers)))
        self.names = tuple(name for id in self._blocks for name in _members(rules, id))
        self._hazards = tuple(e for e in rules.events if e.kind == "hazard")
        self.crises = tuple(e.id for e in self._hazards)
        self.endings = tuple(e.id for e in rules.endings)
        self.judgements = screen.judgements or tuple(o.id for o in rules.outcomes)

    def seen(self, view: View) -> Floats:
        """[M, N] the numbers as Vietnam sees them."""
        return self._stacked([view.read(id) for id in self._blocks], view.count)

    def numbers(self, worlds: Worlds) -> Floats:
        """[M, N] the numbers as they are."""
        return self._stacked([engine.read(self.rules, worlds, id) for id in self._blocks], worlds.count)

    def judged(self, worlds: Worlds) -> Floats:
        """[J, N] the judgements as they stand, each as a share of its range, 0..1."""
        found = np.empty((len(self.judgements), worlds.count))
        for i, id in enumerate(self.judgements):
            outcome = next(o for o in self.rules.outcomes if o.id == id)
            found[i] = (engine.read(self.rules, worlds, id) - outcome.low) / (outcome.high - outcome.low)
        return found

    def came(self, turn: Turn) -> Bools:
        """[K, N] which crises came in this turn; one that was only answered in it had come before."""
        found = np.zeros((len(self._hazards), turn.after.count), dtype=np.bool_)
        for i, event in enumerate(self._hazards):
            number = self.rules.event_index[event.id]
            for m in range(event.size):
                came = turn.happened[event.first + m]
                card = self.rules.card_of.get((number, m))
                found[i] |= came if card is None else came & ~turn.before.open[card]
        return found

    def closed(self, worlds: Worlds) -> Bools:
        """[E, N] which ending has closed the world."""
        found: Bools = worlds.ended[None, :] == np.arange(len(self.endings))[:, None]
        return found

    def _stacked(self, blocks: list[Floats], count: int) -> Floats:
        rows = [np.broadcast_to(np.atleast_2d(b), (np.atleast_2d(b).shape[0], count)) for b in blocks]
        found: Floats = np.concatenate(rows) if rows else np.zeros((0, count))
        return found


def _members(rules: Rulebook, id: str) -> tuple[str, ...]:
    holder = rules.variable.get(id) or rules.derived_of.get(id)
    names: tuple[str, ...] = (id,)
    for axis in holder.axes if holder else ():
        names = tuple(f"{name}.{member}" for name in names for member in rules.group[axis.group].members)
    return names
