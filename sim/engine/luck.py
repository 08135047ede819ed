"""The one place that draws: a stateless, counter-based generator addressed by (seed, stream, turn, world).

Takes addresses, gives uniform numbers in (0, 1). A 64-bit mixing hash (the finaliser of SplitMix64: Steele, Lea & Flood 2014) is
applied to the address, so that undo, reload, chunks and other events never shift the dice.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.worlds import Floats, Ids

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_30, _27, _31 = np.uint64(30), np.uint64(27), np.uint64(31)
_MASK = (1 << 64) - 1


def mix(x: Ids) -> Ids:
    """The SplitMix64 finaliser, element by element: every bit of the input moves every bit of the output."""
    high = x >> _30
    mixed: Ids = x ^ high
    mixed *= _FIRST
    mixed ^= np.right_shift(mixed, _27, high)
    mixed *= _SECOND
    mixed ^= np.right_shift(mixed, _31, high)
    return mixed


def _mix_one(x: int) -> int:
    x &= _MASK
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & _MASK
    return x ^ (x >> 31)


class Dice:
    """The luck of one turn in some worlds."""

    def __init__(self, seed: int, turn: int, ids: Ids) -> None:
        self.turn = turn
        self._seed = _mix_one(seed + 0x9E3779B97F4A7C15)
        self._worlds: Ids = mix((ids + np.uint64(1)) * _GOLDEN)

    def coming(self) -> Dice:
        """The luck of the next turn in the same worlds."""
        other: Dice = object.__new__(Dice)
        other.turn, other._seed, other._worlds = self.turn + 1, self._seed, self._worlds
        return other

    def uniform(self, streams: NDArray[np.uint64]) -> Floats:
        """[n, N] uniform numbers in (0, 1), one per stream and world; the same address gives the same number for ever."""
        base = np.uint64(_mix_one(self._seed ^ ((self.turn + 1) * 0xD1B54A32D192ED03 & _MASK)))
        hashed = mix(mix(streams ^ base)[:, None] ^ self._worlds)
        hashed >>= np.uint64(11)
        numbers: Floats = hashed.view(np.int64).astype(np.float64)  # 53 bits; quicker than from unsigned numbers
        numbers += 0.5
        numbers *= 2.0**-53
        return numbers


def digest_rows(rows: Floats, start: Ids) -> Ids:
    """[N] a 64-bit digest per world of its column of `rows`, folded into `start`; independent of the other worlds."""
    digest = start
    for row in np.ascontiguousarray(rows):
        digest = mix((digest ^ (row + 0.0).view(np.uint64)) * _GOLDEN + np.uint64(1))
    return digest
