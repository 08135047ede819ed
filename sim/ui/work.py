"""Takes something slow, does it beside the pictures in a thread of its own, gives its outcome back to the window's thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from threading import Thread
from time import monotonic

NAME = "slow work"


class Work:
    """One piece of slow work, begun at once.

    Attributes:
        then: what the window does when it went well.
        since: when it began, in milliseconds.
    """

    def __init__(self, act: Callable[[], str | None], then: Callable[[], None], since: int) -> None:
        self.then, self.since = then, since
        self._act = act
        self._refusal: str | None = None
        self._fault: BaseException | None = None
        self._worker = Thread(target=self._labour, name=NAME, daemon=True)
        self._worker.start()

    def _labour(self) -> None:
        try:
            self._refusal = self._act()
        except BaseException as error:  # noqa: BLE001 - handed to the window's own thread, which raises it
            self._fault = error

    @property
    def done(self) -> bool:
        """Whether it is over, well or not."""
        return not self._worker.is_alive()

    def outcome(self) -> str | None:
        """What the work gave back; raises what it raised."""
        if self._fault is not None:
            raise self._fault
        return self._refusal


def wait(patience: float) -> None:
    """Give slow work some seconds to end before the program does: cut off inside a library it would end it with an abort."""
    end = monotonic() + patience
    for worker in threading.enumerate():
        if worker.name == NAME:
            worker.join(max(0.0, end - monotonic()))
