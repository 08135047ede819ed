"""Takes nothing, gives the most memory that this process has had so far."""

from __future__ import annotations

import sys


def peak() -> int | None:
    """Bytes; None where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024
