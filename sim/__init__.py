"""Bamboo Balance. For Python and notebooks: `import sim`, then `sim.run(...)` and `sim.load(FOLDER)`; both give a `Batch`.

Importing this costs nothing: what runs is imported when it is called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.app.api import Batch, load, run
else:

    def __getattr__(name: str) -> object:
        if name in __all__:
            from sim.app import api

            return getattr(api, name)
        raise AttributeError(f"module `sim` has no attribute `{name}`")


__all__ = ["Batch", "load", "run"]
