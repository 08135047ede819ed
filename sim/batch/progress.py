"""Takes how many worlds are done, tells a person: a bar with the time left on a terminal, else a plain line every half minute."""

from __future__ import annotations

from contextlib import AbstractContextManager
from time import monotonic
from types import TracebackType
from typing import Protocol, Self, TextIO

EVERY = 30.0  # seconds between plain lines


class Meter(AbstractContextManager["Meter"], Protocol):
    """Something that is told how many worlds were played."""

    def advance(self, worlds: int) -> None:
        """So many more worlds are done."""
        ...


def meter(total: int, stream: TextIO) -> Meter:
    """A bar if `stream` is a terminal, else plain lines without any control character."""
    return Bar(total, stream) if stream.isatty() else Lines(total, stream)


class Bar:
    """A bar with the share done, worlds per second and the time left."""

    def __init__(self, total: int, stream: TextIO) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

        self._progress = Progress(
            TextColumn("{task.completed:,.0f} of {task.total:,.0f} worlds"),
            BarColumn(),
            TaskProgressColumn(),
            TextColumn("{task.fields[pace]:,.0f}/s"),
            TextColumn("left"),
            TimeRemainingColumn(),
            console=Console(file=stream),
        )
        self._task = self._progress.add_task("worlds", total=total, pace=0.0)
        self._started = monotonic()

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def advance(self, worlds: int) -> None:
        """Move the bar."""
        done = self._progress.tasks[self._task].completed + worlds
        self._progress.update(self._task, completed=done, pace=done / max(monotonic() - self._started, 1e-9))


class Lines:
    """A line every half minute, for logs."""

    def __init__(self, total: int, stream: TextIO) -> None:
        self._total, self._stream, self._done = total, stream, 0
        self._started = self._told = monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def advance(self, worlds: int) -> None:
        """Count, and tell if half a minute has passed since the last line."""
        self._done += worlds
        now = monotonic()
        if now - self._told >= EVERY:
            self._told = now
            pace = self._done / (now - self._started)
            left = (self._total - self._done) / pace
            share = 100 * self._done / self._total
            print(
                f"{self._done:,} of {self._total:,} worlds ({share:.0f} %), {pace:,.0f}/s, {left:,.0f} s left",
                file=self._stream,
                flush=True,
            )
