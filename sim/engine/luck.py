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
_MASK = (1 << 64) - 1


def mix(x: Ids) -> Ids:
    """The SplitMix64 finaliser, element by element: every bit of the input moves every bit of the output."""
    x = x ^ (x >> np.uint64(30))
    x = x * _FIRST
    x ^= x >> np.uint64(27)
    x *= _SECOND
    x ^= x >> np.uint64(31)
    return x


def _mix_one(x: int) -> int:
    x &= _MASK
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & _MASK
    return x ^ (x >> 31)


def keys(seed: int, streams: NDArray[np.uint64], turn: int) -> Ids:
    """[n, 1] one key per stream for this seed and turn."""
    base = _mix_one(_mix_one(seed + 0x9E3779B97F4A7C15) ^ ((turn + 1) * 0xD1B54A32D192ED03 & _MASK))
    return mix(streams ^ np.uint64(base))[:, None]


def uniform(seed: int, streams: NDArray[np.uint64], turn: int, ids: Ids) -> Floats:
    """[n, N] uniform numbers in (0, 1), one per stream and world; the same address gives the same number for ever."""
    hashed = mix(keys(seed, streams, turn) ^ mix((ids + np.uint64(1)) * _GOLDEN)[None, :])
    hashed >>= np.uint64(11)
    numbers: Floats = hashed.astype(np.float64)
    numbers += 0.5
    numbers *= 2.0**-53
    return numbers


def digest_rows(rows: Floats, start: Ids) -> Ids:
    """[N] a 64-bit digest per world of its column of `rows`, folded into `start`; independent of the other worlds."""
    digest = start
    for row in np.ascontiguousarray(rows):
        digest = mix((digest ^ (row + 0.0).view(np.uint64)) * _GOLDEN + np.uint64(1))
    return digest
