"""Takes a stretch of work, tells it that somebody wants it to end: the first Ctrl-C asks, the second ends it at once."""

from __future__ import annotations

import _thread
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from types import FrameType

GRACE = 3.5  # seconds that work in flight has to come to its end after the first Ctrl-C


class Halt:
    """Whether the work is to end, and until when it may take."""

    def __init__(self) -> None:
        self.signal = 0  # the number of the signal that asked, 0: none
        self.deadline = float("inf")

    @property
    def asked(self) -> bool:
        """Begin nothing new."""
        return self.deadline < float("inf")

    @property
    def late(self) -> bool:
        """Leave what is in flight, too."""
        return monotonic() > self.deadline

    def ask(self, number: int = 0) -> None:
        """Ask for the end."""
        if not self.asked:
            self.signal, self.deadline = number, monotonic() + GRACE


@contextmanager
def heard(halt: Halt) -> Iterator[None]:
    """Within the block the first Ctrl-C (or a polite kill) asks; the second, or the end of the grace, raises KeyboardInterrupt."""
    if threading.current_thread() is not threading.main_thread():  # only the main thread is ever interrupted
        yield
        return
    late = threading.Timer(GRACE, _thread.interrupt_main)
    late.daemon = True

    def note(number: int, frame: FrameType | None) -> None:
        if halt.asked:
            raise KeyboardInterrupt
        halt.ask(number)
        late.start()

    numbers = [n for n in (signal.SIGINT, signal.SIGTERM) if signal.getsignal(n) != signal.SIG_IGN]
    earlier = [signal.signal(number, note) for number in numbers]
    try:
        yield
    finally:
        late.cancel()
        for number, handler in zip(numbers, earlier, strict=True):
            signal.signal(number, handler)


@contextmanager
def held() -> Iterator[None]:
    """Keep Ctrl-C until the end of the block and hear it there. Keep the block short."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[tuple[int, FrameType | None]] = []

    def note(number: int, frame: FrameType | None) -> None:
        came.append((number, frame))

    earlier = signal.signal(signal.SIGINT, note)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, earlier)
    for number, frame in came:
        if callable(earlier):
            earlier(number, frame)
        elif earlier != signal.SIG_IGN:
            raise KeyboardInterrupt
