"""Takes points of the space of free parameters, gives the model's figures there, on one core or several, and remembers all.

The yard is where parameter sets are tried. A set's figures depend on nothing but the set, so any number of processes gives the
same digits.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import connection, get_context, parent_process
from types import TracebackType
from typing import Self

import numpy as np

from sim.base.errors import BambooError
from sim.calibrate.distance import AnyCase, distances, loss, targets_of
from sim.calibrate.free import Space
from sim.engine.worlds import Floats

PULL = 0.02  # price of a parameter at the other end of a half range from its prior: what the data do not know stays where it was


class Yard:
    """Tries parameter sets. Use as a context, so that its processes end with it."""

    def __init__(
        self,
        space: Space,
        cases: Sequence[AnyCase],
        worlds: int,
        seed: int,
        *,
        jobs: int = 1,
        told: Callable[[int, float], None] = lambda sets, best: None,
    ) -> None:
        if not cases:
            raise BambooError(
                "there is no target to fit", ", ".join(r.id for r in space.books), "add a section `targets:`"
            )
        if worlds < 1:
            raise BambooError(f"{worlds} worlds cannot be played", cure="give 1 or more")
        self.space, self.cases, self.worlds, self.seed, self.jobs, self.told = (
            space,
            tuple(cases),
            worlds,
            seed,
            jobs,
            told,
        )
        self.targets = targets_of(cases)
        self._tried: list[Floats] = []
        self._found: list[Floats] = []
        self._best = float("inf")
        self._crew: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        if self.jobs > 1:
            self._crew = ProcessPoolExecutor(
                self.jobs,
                get_context("spawn"),
                initializer=_open,
                initargs=(self.space, self.cases, self.worlds, self.seed),
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._crew is not None:
            self._crew.shutdown(wait=True, cancel_futures=True)

    def figures(self, points: Floats) -> Floats:
        """[T, S] the figures of every target at points [K, S]."""
        points = np.clip(points, 0.0, 1.0)
        if self._crew is None:
            found = _try(self.space, self.cases, self.worlds, self.seed, points)
        else:
            pieces = [piece for piece in np.array_split(points, self.jobs, axis=1) if piece.shape[1]]
            found = np.concatenate(list(self._crew.map(_piece, pieces)), axis=1)
        self._tried.append(points)
        self._found.append(found)
        self._best = min(self._best, float(self.data_loss(found).min(initial=np.inf)))
        self.told(points.shape[1], self._best)
        return found

    def data_loss(self, found: Floats) -> Floats:
        """[S] the loss of figures, without the pull of the priors."""
        return loss(distances(self.targets, found))

    def losses(self, points: Floats) -> Floats:
        """[S] what a search makes small: the loss, and the pull of the priors."""
        return self.data_loss(self.figures(points)) + self.pull(points)

    def pull(self, points: Floats) -> Floats:
        """[S] the price of distance from the priors."""
        away = (np.clip(points, 0.0, 1.0) - self.space.prior[:, None]) / 0.5
        price: Floats = PULL * (away * away).sum(axis=0)
        return price

    @property
    def tried(self) -> tuple[Floats, Floats]:
        """([K, all] every point that was tried, [T, all] its figures), in the order of trial."""
        return np.concatenate(self._tried, axis=1), np.concatenate(self._found, axis=1)


def _try(space: Space, cases: Sequence[AnyCase], worlds: int, seed: int, points: Floats) -> Floats:
    return np.concatenate([case.figures(space.params(case.book, points), worlds, seed) for case in cases])


_HERE: list[tuple[Space, tuple[AnyCase, ...], int, int]] = []  # what a process of the crew works on


def _open(space: Space, cases: tuple[AnyCase, ...], worlds: int, seed: int) -> None:
    """Begin the life of a process: it never hears Ctrl-C and never outlives its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_die_with_parent, daemon=True).start()
    _HERE.append((space, cases, worlds, seed))


def _piece(points: Floats) -> Floats:
    return _try(*_HERE[0], points)


def _die_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
    os._exit(1)
