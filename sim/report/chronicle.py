"""Takes a Game, gives what Vietnam saw of each number at each turn so far, and which numbers it sees only roughly."""

from __future__ import annotations

import numpy as np

from sim import engine
from sim.engine.view import View
from sim.engine.worlds import Floats
from sim.play.game import Game
from sim.report.names import Measure
from sim.rulebook.rulebook import Ending


class Chronicle:
    """The readings of one game, turn by turn; a reading is made once."""

    def __init__(self, game: Game) -> None:
        self.game = game
        self.dim = game.rules.dim
        self._views: list[View] = []
        self._read: dict[tuple[int, str], Floats] = {}
        self._lit: tuple[int, tuple[Ending, ...]] | None = None

    @property
    def lit(self) -> tuple[Ending, ...]:
        """The endings whose lamp is lit now."""
        game = self.game
        at = len(game.turns)
        if self._lit is None or self._lit[0] != at:
            lamps = ((e, engine.value(game.rules, game.worlds, e.lamp)) for e in game.rules.endings)
            self._lit = (at, tuple(e for e, held in lamps if bool(np.ravel(held)[0])))
        return self._lit[1]

    def _view(self, turn: int) -> View:
        """What Vietnam saw when it decided turn `turn` (0-based)."""
        if turn >= len(self.game.turns):
            return self.game.view
        while len(self._views) <= turn:
            before = self.game.turns[len(self._views)].before
            self._views.append(engine.view(self.game.rules, before, self.game.seed, self.game.sight))
        return self._views[turn]

    def block(self, id: str, turn: int | None = None) -> Floats:
        """[size] a block as seen before turn `turn` (0-based), by default now."""
        at = len(self.game.turns) if turn is None else turn
        found = self._read.get((at, id))
        if found is None:
            values = np.asarray(self._read_at(id, at))
            found = values[:, 0].astype(np.float64) if values.ndim > 1 else values[:1].astype(np.float64)
            self._read[at, id] = found
        return found

    def _read_at(self, id: str, turn: int) -> Floats:
        """A block as seen; judgements, and everything after the last quarter, are told as they are."""
        rules, played = self.game.rules, self.game.turns
        if turn == len(played) and self.game.over:
            return engine.read(rules, self.game.worlds, id)
        if any(o.id == id for o in rules.outcomes):
            return engine.read(rules, self.game.worlds if turn == len(played) else played[turn].before, id)
        return self._view(turn).read(id)

    def now(self, measure: Measure) -> float:
        """A single number as seen now."""
        return float(self.block(measure.id)[measure.index or 0])

    def series(self, measure: Measure) -> tuple[float, ...]:
        """One value a turn, oldest first; the first is the start, the last is now."""
        return tuple(float(self.block(measure.id, t)[measure.index or 0]) for t in range(len(self.game.turns) + 1))

    def change(self, measure: Measure) -> float:
        """The change over the last turn, 0 at the start."""
        last = len(self.game.turns)
        if not last:
            return 0.0
        return self.now(measure) - float(self.block(measure.id, last - 1)[measure.index or 0])
