"""Takes the rows of a block, gives its sums: counts, means and squares of every cell and policy, which merge block by block."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, fields
from math import prod

import numpy as np
from numpy.typing import NDArray

from sim.base.statistics import half_width, student
from sim.batch.block import Rows
from sim.batch.sheet import Sheet
from sim.engine.worlds import Bools, Floats, Ids


@dataclass(slots=True, eq=False)
class Sums:
    """Sums over any number of worlds; their size depends on cells C, policies P, numbers K, endings E and parameter sets S alone.

    S is 0 where all worlds play under one set.
    """

    count: Floats  # [C, P] worlds that were played to an end
    failed: Floats  # [C, P]
    endings: Floats  # [C, P, E + 1] worlds by ending; the first are those that lived to the last turn
    mean: Floats  # [C, P, K]
    square: Floats  # [C, P, K] sum of squared distances from the mean
    paired: Floats  # [C] worlds that no policy failed
    pair_mean: Floats  # [C, P] of the main outcome
    pair_square: Floats  # [C, P, P] sum of products of the distances from these means
    set_count: Floats  # [C, P, S] worlds that were played to an end under each set
    set_mean: Floats  # [C, P, S] of the main outcome

    @classmethod
    def empty(cls, sheet: Sheet) -> Sums:
        """No world yet."""
        return cls(*(np.zeros(shape) for shape in shapes(sheet)))

    @classmethod
    def of(cls, rows: Rows, sheet: Sheet) -> Sums:
        """The sums of a whole block."""
        shape = (sheet.cells, len(sheet.policies), -1)
        found = cls.empty(sheet)
        whole: Bools = np.logical_not(rows.failed).reshape(shape)
        numbers = np.concatenate([rows.outcomes, rows.relations])
        if sheet.has_mean:
            judged = rows.outcomes[[sheet.outcomes.index(name) for name in sheet.judgements]]
            numbers = np.concatenate([numbers, (judged.sum(axis=0) / len(judged))[None]])
        values = numbers.reshape(len(sheet.numbers), *whole.shape)
        found.count[:] = whole.sum(axis=2)
        found.failed[:] = (~whole).sum(axis=2)
        for ending in range(len(sheet.endings) + 1):
            found.endings[:, :, ending] = ((rows.ending.reshape(shape) == ending - 1) & whole).sum(axis=2)
        kept = np.where(whole, values, 0.0)
        mean = kept.sum(axis=3) / np.maximum(found.count, 1.0)
        rest = np.where(whole, values - mean[..., None], 0.0)
        found.mean[:], found.square[:] = np.moveaxis(mean, 0, 2), np.moveaxis((rest * rest).sum(axis=3), 0, 2)
        if sheet.main:
            both: Bools = np.all(whole, axis=1)
            main = np.where(both[:, None, :], values[sheet.number(sheet.main)], 0.0)
            found.paired[:] = both.sum(axis=1)
            found.pair_mean[:] = main.sum(axis=2) / np.maximum(found.paired, 1.0)[:, None]
            rest = np.where(both[:, None, :], main - found.pair_mean[..., None], 0.0)
            found.pair_square[:] = np.einsum("cpn,cqn->cpq", rest, rest)
            found._by_set(rows.world.reshape(whole.shape), whole, kept[sheet.number(sheet.main)])
        return found

    def _by_set(self, world: Ids, whole: Bools, main: Floats) -> None:
        sets = self.set_count.shape[2]
        if sets:
            pair = np.arange(self.count.size).reshape(*self.count.shape, 1)
            place = np.ravel(pair * sets + (world % np.uint64(sets)).astype(np.intp))
            size, shape = self.set_count.size, self.set_count.shape
            self.set_count[:] = np.bincount(place, np.ravel(whole), size).reshape(shape)
            self.set_mean[:] = np.bincount(place, np.ravel(main), size).reshape(shape) / np.maximum(self.set_count, 1.0)

    def add(self, more: Sums) -> None:
        """Take in another block. Source: pairwise update of Chan, Golub & LeVeque 1983."""
        total = self.count + more.count
        share = more.count / np.maximum(total, 1.0)
        shift = more.mean - self.mean
        self.square += more.square + shift**2 * (self.count * share)[..., None]
        self.mean += shift * share[..., None]
        both = self.paired + more.paired
        share = more.paired / np.maximum(both, 1.0)
        shift = more.pair_mean - self.pair_mean
        self.pair_square += (
            more.pair_square + shift[:, :, None] * shift[:, None, :] * (self.paired * share)[:, None, None]
        )
        self.pair_mean += shift * share[:, None]
        under = self.set_count + more.set_count
        self.set_mean += (more.set_mean - self.set_mean) * (more.set_count / np.maximum(under, 1.0))
        self.count, self.paired, self.set_count = total, both, under
        self.failed += more.failed
        self.endings += more.endings

    def half_width(self, cell: int, policy: int, number: int) -> float:
        """Half the 95 % interval of a mean."""
        return half_width(float(self.square[cell, policy, number]), float(self.count[cell, policy]))

    def widest(self, number: int) -> float:
        """The widest of these over all cells and policies."""
        if float(self.count.min()) < 2:
            return float("inf")
        counts, where = np.unique(self.count, return_inverse=True)
        points = np.array([student(int(count) - 1) for count in counts])[where].reshape(self.count.shape)
        return float((points * np.sqrt(self.square[:, :, number] / (self.count - 1) / self.count)).max())

    def difference(self, cell: int, one: int, other: int) -> tuple[float, float]:
        """Mean difference of two policies in the main outcome, world by world, and half its 95 % interval."""
        square = self.pair_square[cell]
        spread = float(square[one, one] + square[other, other] - 2.0 * square[one, other])
        gap = float(self.pair_mean[cell, one] - self.pair_mean[cell, other])
        return gap, half_width(max(spread, 0.0), float(self.paired[cell]))

    def packed(self) -> bytes:
        """As bytes."""
        arrays = [np.ravel(getattr(self, f.name)) for f in fields(self)]
        return zlib.compress(np.concatenate(arrays).astype("<f8").tobytes(), 6)

    @classmethod
    def unpacked(cls, data: bytes, sheet: Sheet) -> Sums:
        """From bytes.

        Errors: ValueError or zlib.error if they are not those of this plan.
        """
        flat: NDArray[np.float64] = np.frombuffer(zlib.decompress(data), dtype="<f8").astype(np.float64)
        sizes = [prod(shape) for shape in shapes(sheet)]
        if flat.size != sum(sizes):
            raise ValueError("these sums are of another plan")
        parts = np.split(flat, np.cumsum(sizes)[:-1])
        return cls(*(part.reshape(shape) for part, shape in zip(parts, shapes(sheet), strict=True)))


def shapes(sheet: Sheet) -> list[tuple[int, ...]]:
    """The shapes of the fields of Sums, in their order."""
    c, p, k = sheet.cells, len(sheet.policies), len(sheet.numbers)
    s = sheet.sets if sheet.sets > 1 else 0
    return [
        (c, p),
        (c, p),
        (c, p, len(sheet.endings) + 1),
        (c, p, k),
        (c, p, k),
        (c,),
        (c, p),
        (c, p, p),
        (c, p, s),
        (c, p, s),
    ]
