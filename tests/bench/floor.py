"""Takes rules and orders, counts the calls of NumPy's elementwise functions that a turn of the engine makes."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim import engine
from sim.engine.worlds import Orders
from sim.rulebook.rulebook import Rulebook

FEW = 8


class Counted(np.ndarray):
    """An array that counts every elementwise call made on it, row by row, and hands on what it counts."""

    rows = 0.0

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, out: Any = None, **words: Any) -> Any:
        plain = [np.asarray(x).view(np.ndarray) if isinstance(x, Counted) else x for x in inputs]
        if out is not None:
            words["out"] = tuple(x.view(np.ndarray) if isinstance(x, Counted) else x for x in out)
        result = getattr(ufunc, method)(*plain, **words)
        if isinstance(result, np.ndarray) and result.ndim and result.shape[-1] == FEW:
            Counted.rows += result.size / FEW
        if out is not None:
            return out[0]
        return result.view(Counted) if isinstance(result, np.ndarray) else result


def ufunc_calls(rules: Rulebook, orders: list[Orders]) -> float:
    """Elementwise calls a turn, each counted once for every row of worlds that it fills.

    A call on a block of four rows does the work of four calls on one; so the count is comparable with calls on one row. It is
    taken on the first worlds of the given orders.
    """
    from dataclasses import replace

    worlds = engine.start(rules, np.arange(FEW), 1)
    Counted.rows = 0.0
    for order in orders:
        watched = replace(
            worlds, state=worlds.state.view(Counted), outflow=worlds.outflow.view(Counted),
            running=worlds.running.view(Counted), tally=worlds.tally.view(Counted),
            fired=worlds.fired.view(Counted), chosen=worlds.chosen.view(Counted),
            trail=tuple(entry.view(Counted) for entry in worlds.trail),
        )  # fmt: skip
        few = Orders(order.action[:, :FEW], order.target[:, :FEW], order.answer[:, :FEW])
        after = engine.step(rules, watched, few, 1).after
        worlds = replace(
            after, state=np.asarray(after.state).view(np.ndarray), outflow=after.outflow.view(np.ndarray),
            running=after.running.view(np.ndarray), tally=after.tally.view(np.ndarray),
            fired=after.fired.view(np.ndarray), chosen=after.chosen.view(np.ndarray),
            trail=tuple(entry.view(np.ndarray) for entry in after.trail),
        )  # fmt: skip
    return Counted.rows / len(orders)
