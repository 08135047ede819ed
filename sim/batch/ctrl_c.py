"""Takes a stretch of work, gives it peace from Ctrl-C: what must be whole is finished first, then the interruption comes."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def held() -> Iterator[None]:
    """Keep Ctrl-C until the end of the block and raise KeyboardInterrupt there. Keep the block short."""
    if threading.current_thread() is not threading.main_thread():  # only the main thread is ever interrupted
        yield
        return
    came = False

    def note(number: int, frame: FrameType | None) -> None:
        nonlocal came
        came = True

    earlier = signal.signal(signal.SIGINT, note)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, earlier)
    if came:
        raise KeyboardInterrupt


@contextmanager
def unheard_by_children() -> Iterator[None]:
    """Processes that are born in the block never hear Ctrl-C, which reaches the whole group: their parent decides."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    earlier = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])  # a mask is inherited, a handler is not
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, earlier)
