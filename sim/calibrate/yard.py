"""Takes points of the space of free parameters, gives the model's figures there, on one core or several, and remembers all.

The yard is where parameter sets are tried. A set's figures depend on nothing but the set, so any number of processes gives the
same digits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from math import ceil
from multiprocessing import get_context
from types import TracebackType
from typing import Self

import numpy as np

from sim.base.crew import born
from sim.base.errors import BambooError
from sim.calibrate.distance import AnyCase, distances, loss, targets_of
from sim.calibrate.free import Space
from sim.engine.worlds import Floats
from sim.play.many import CHUNK

CHECKED = 400  # worlds in which what a search found is judged
FRESH = 2**40  # the number of the first of them
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
        self._seen: list[tuple[Floats, Floats]] = []  # points in however few worlds, and their losses
        self._best, self._played = float("inf"), 0
        self.count = 0  # sets tried so far, in how many worlds ever
        self._crew: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        if self.jobs > 1:
            self._crew = ProcessPoolExecutor(
                self.jobs,
                get_context("spawn"),
                initializer=_open,
                initargs=(self.space, self.cases, self.seed),
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._crew is not None:
            self._crew.shutdown(wait=True, cancel_futures=True)

    def figures(self, points: Floats, share: float = 1.0) -> Floats:
        """[T, S] the figures of every target at points [K, S].

        Args:
            share: of the worlds; fewer are cheap and rough. Only points that were tried in all worlds are remembered.
        """
        points = np.clip(points, 0.0, 1.0)
        worlds = max(ceil(self.worlds * share), 1)
        found = self._play(points, worlds, 0)
        self.count += points.shape[1]
        if worlds == self.worlds:
            self._tried.append(points)
            self._found.append(found)
        if worlds != self._played:
            self._played, self._best = worlds, float("inf")  # losses in few and in many worlds are not compared
        losses = self.data_loss(found)
        self._seen.append((points, losses))
        self._best = min(self._best, float(losses.min(initial=np.inf)))
        self.told(points.shape[1], self._best)
        return found

    def fresh(self, points: Floats) -> Floats:
        """[T, S] the figures at points in `CHECKED` other worlds: no search has seen their luck."""
        return self._play(np.clip(points, 0.0, 1.0), CHECKED, FRESH)

    def _play(self, points: Floats, worlds: int, first: int) -> Floats:
        """[T, S] the figures at points: each case for itself, in pieces of about a chunk of worlds, the longest first."""
        jobs = []
        for c in range(len(self.cases)):
            pieces = min(max(-(-points.shape[1] * worlds // CHUNK), -(-self.jobs // 2)), points.shape[1])
            jobs += [(c, piece, worlds, first) for piece in np.array_split(np.arange(points.shape[1]), pieces)]
        jobs.sort(key=lambda job: -self.cases[job[0]].rules.turns)
        if self._crew is None:
            results = [_try(self.space, self.cases[c], points[:, p], n, self.seed, at) for c, p, n, at in jobs]
        else:
            results = list(self._crew.map(_piece, [(c, points[:, p], n, at) for c, p, n, at in jobs]))
        ends = np.cumsum([0, *(len(case.targets) for case in self.cases)])
        found = np.empty((ends[-1], points.shape[1]))
        for (c, piece, _, _), result in zip(jobs, results, strict=True):
            found[ends[c] : ends[c + 1], piece] = result
        return found

    def data_loss(self, found: Floats) -> Floats:
        """[S] the loss of figures, without the pull of the priors."""
        return loss(distances(self.targets, found))

    def losses(self, points: Floats, share: float = 1.0) -> Floats:
        """[S] what a search makes small: the loss, and the pull of the priors."""
        return self.data_loss(self.figures(points, share)) + self.pull(points)

    def pull(self, points: Floats) -> Floats:
        """[S] the price of distance from the priors."""
        away = (np.clip(points, 0.0, 1.0) - self.space.prior[:, None]) / 0.5
        price: Floats = PULL * (away * away).sum(axis=0)
        return price

    @property
    def tried(self) -> tuple[Floats, Floats]:
        """([K, all] every point that was tried in all worlds, [T, all] its figures), in the order of trial."""
        return np.concatenate(self._tried, axis=1), np.concatenate(self._found, axis=1)

    @property
    def ranked(self) -> Floats:
        """[K, all] every point that was tried, in however few worlds; the lowest loss first, which among few worlds is a rough order."""
        points, losses = (np.concatenate(part, axis=-1) for part in zip(*self._seen, strict=True))
        return points[:, np.argsort(losses, kind="stable")]


def _try(space: Space, case: AnyCase, points: Floats, worlds: int, seed: int, first: int) -> Floats:
    return case.figures(space.params(case.book, points), worlds, seed, first)


_HERE: list[tuple[Space, tuple[AnyCase, ...], int]] = []  # what a process of the crew works on


def _open(space: Space, cases: tuple[AnyCase, ...], seed: int) -> None:
    """Begin the life of a process with what it works on."""
    born()
    _HERE.append((space, cases, seed))


def _piece(job: tuple[int, Floats, int, int]) -> Floats:
    (space, cases, seed), (c, points, worlds, first) = _HERE[0], job
    return _try(space, cases[c], points, worlds, seed, first)
