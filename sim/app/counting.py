"""Takes worlds and decided orders, counts the elementwise calls of NumPy that a turn of the engine makes, row by row of worlds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from sim import engine
from sim.engine.worlds import Orders
from sim.rulebook.rulebook import Rulebook

WATCHED = ("state", "outflow", "running", "tally", "fired", "chosen", "open", "lit", "ended", "last")


class _Counted(np.ndarray):
    """An array that counts every elementwise call made on it and hands on what it counts."""

    rows = 0.0
    worlds = 0

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, out: Any = None, **words: Any) -> Any:
        plain = [np.asarray(x).view(np.ndarray) if isinstance(x, _Counted) else x for x in inputs]
        if out is not None:
            words["out"] = tuple(x.view(np.ndarray) if isinstance(x, _Counted) else x for x in out)
        result = _noted(getattr(ufunc, method)(*plain, **words))
        return result if out is None else out[0]

    def __array_function__(self, function: Any, types: Any, inputs: Any, words: Any) -> Any:
        if function is not np.where:
            return super().__array_function__(function, types, inputs, words)
        return _noted(np.where(*(np.asarray(x).view(np.ndarray) for x in inputs), **words))


def _noted(result: Any) -> Any:
    if not isinstance(result, np.ndarray):
        return result
    if result.ndim and result.shape[-1] == _Counted.worlds:
        _Counted.rows += result.size / _Counted.worlds
    return result.view(_Counted)


def calls(rules: Rulebook, orders: Sequence[Orders], seed: int) -> float:
    """Elementwise calls a turn, each counted once for every row of worlds that it fills.

    A call on a block of four rows does the work of four calls on one; so the count is comparable with calls on one row. Calls on
    what the trail alone holds are not seen, nor copies, nor what is done in some of the worlds only.
    """
    count = orders[0].answer.shape[1]
    worlds = engine.start(rules, np.arange(count), seed)
    worlds = replace(worlds, **{name: getattr(worlds, name).view(_Counted) for name in WATCHED})
    _Counted.rows, _Counted.worlds = 0.0, count
    for order in orders:
        worlds = engine.step(rules, worlds, order, seed).after
    return _Counted.rows / len(orders)
