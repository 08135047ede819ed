"""Takes searches that each ask for losses of points, runs them side by side: all that is asked in a round is played at once.

A run of the engine costs much the same for eight sets as for thirty, so searches with few sets each must share their runs.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.engine.worlds import Floats

Ask = Callable[[Floats], Floats]  # points [K, S] -> losses [S]


@dataclass(frozen=True, slots=True)
class _Note:
    """What a search says to the loop: points to be tried, or its end."""

    search: int
    points: Floats | None
    found: Any = None
    error: BaseException | None = None


def side_by_side(losses: Ask, searches: Sequence[Callable[[Ask], Any]]) -> list[Any]:
    """What each search found, in their order; the same as if each had run alone.

    Args:
        losses: tries points of several searches together; called in this thread only.
        searches: each is called with its own way to ask for losses.

    Errors: whatever `losses` or a search raises.
    """
    notes: queue.Queue[_Note] = queue.Queue()
    answers: list[queue.Queue[Floats]] = [queue.Queue() for _ in searches]

    def run(number: int) -> None:
        def ask(points: Floats) -> Floats:
            notes.put(_Note(number, points))
            return answers[number].get()

        try:
            notes.put(_Note(number, None, found=searches[number](ask)))
        except BaseException as problem:  # noqa: BLE001 - handed on to the loop, which raises it
            notes.put(_Note(number, None, error=problem))

    for number in range(len(searches)):
        threading.Thread(target=run, args=(number,), daemon=True).start()
    found: dict[int, Any] = {}
    asked: dict[int, Floats] = {}
    while len(found) < len(searches):
        note = notes.get()
        if note.error is not None:
            raise note.error
        if note.points is None:
            found[note.search] = note.found
        else:
            asked[note.search] = note.points
        if asked and len(asked) + len(found) == len(searches):
            order = sorted(asked)
            told = losses(np.concatenate([asked[k] for k in order], axis=1))
            ends = np.cumsum([asked[k].shape[1] for k in order])[:-1]
            for k, part in zip(order, np.split(told, ends), strict=True):
                answers[k].put(part)
            asked.clear()
    return [found[k] for k in range(len(searches))]
