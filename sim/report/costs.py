"""Takes the costs of an act, gives what they amount to now, in numbers and in words."""

from __future__ import annotations

import numpy as np

from sim import engine
from sim.play.game import Game
from sim.report.names import Names
from sim.rulebook.rulebook import Cost


def cost_text(names: Names, costs: list[tuple[str, float]]) -> str:
    """What has to be paid, such as `2 attention`; empty if it is free."""
    said = []
    for id, amount in costs:
        if amount > 0:
            measure = names.find(id)
            decimals = 0 if amount == int(amount) else measure.decimals if measure else 1
            what = names.plain("variables", id, "title").lower()
            said.append(names.phrases("cost", amount=names.phrases.number(amount, decimals), what=what))
    return names.phrases.listed(said)


def costs_now(names: Names, game: Game, costs: tuple[Cost, ...], member: int) -> list[tuple[str, float]]:
    """What each cost of an act amounts to now, for one member."""
    found = []
    for cost in costs:
        value = np.asarray(engine.value(game.rules, game.worlds, cost.formula), dtype=float)
        part = value[member if value.shape[0] > 1 else 0] if value.ndim > 1 else value
        found.append((cost.id, max(0.0, float(np.ravel(part)[0]))))
    return found
