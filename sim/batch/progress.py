"""Takes how many worlds are done, tells a person or a program: a bar, plain lines, JSON lines, or nothing."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager
from time import monotonic
from types import TracebackType
from typing import Protocol, Self, TextIO

from sim.base.errors import UsageError

EVERY = 30.0  # seconds between plain lines
OFTEN = 1.0  # seconds between JSON lines
MODES = ("auto", "plain", "json", "none")


class Meter(AbstractContextManager["Meter"], Protocol):
    """Something that is told how many worlds were played."""

    def advance(self, worlds: int, now: str = "") -> None:
        """So many more worlds are done, and the main outcome stands so."""
        ...


def meter(total: int, before: int, stream: TextIO, mode: str = "auto") -> Meter:
    """A bar if `stream` is a terminal, else plain lines without any control character; or what `mode` asks for.

    Args:
        total: worlds in all, over cells and policies.
        before: those that were done by an earlier run.

    Errors: UsageError for an unknown mode.
    """
    if mode not in MODES:
        raise UsageError(f"no progress `{mode}`", cure=f"there are: {', '.join(MODES)}")
    if mode == "auto" and stream.isatty():
        return Bar(total, before, stream)
    every = {"auto": EVERY, "plain": EVERY, "json": OFTEN}.get(mode, float("inf"))
    return Lines(total, before, stream, every, as_json=mode == "json")


class Bar:
    """A bar with the share done, worlds per second, the time left and the main outcome."""

    def __init__(self, total: int, before: int, stream: TextIO) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
        from rich.table import Column

        self._progress = Progress(
            TextColumn("{task.completed:,.0f}/{task.total:,.0f} worlds"),
            BarColumn(bar_width=8),
            TaskProgressColumn(),
            TextColumn("{task.fields[pace]:,.0f}/s"),
            TimeRemainingColumn(table_column=Column(no_wrap=True, min_width=7)),
            TextColumn("left"),
            TextColumn("{task.fields[now]}"),
            console=Console(file=stream),
        )
        self._task = self._progress.add_task("worlds", total=total, completed=before, pace=0.0, now="")
        self._started = monotonic()
        self._before = before

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def advance(self, worlds: int, now: str = "") -> None:
        """Move the bar."""
        done = self._progress.tasks[self._task].completed + worlds
        pace = (done - self._before) / max(monotonic() - self._started, 1e-9)
        self._progress.update(self._task, completed=done, pace=pace, now=now)


class Lines:
    """A line every so many seconds, for logs; never a control character."""

    def __init__(self, total: int, before: int, stream: TextIO, every: float, *, as_json: bool) -> None:
        self._total, self._stream, self._done, self._before = total, stream, before, before
        self._every, self._json = every, as_json
        self._started = self._told = monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def advance(self, worlds: int, now: str = "") -> None:
        """Count, and tell if it is time."""
        self._done += worlds
        moment = monotonic()
        if moment - self._told < self._every and not (self._json and self._done >= self._total):
            return
        self._told = moment
        pace = (self._done - self._before) / max(moment - self._started, 1e-9)
        left = (self._total - self._done) / pace if pace > 0 else 0.0
        if self._json:
            said = {
                "done": self._done,
                "of": self._total,
                "per_second": round(pace),
                "seconds_left": round(left),
                "now": now,
            }
            line = json.dumps(said, ensure_ascii=False)
        else:
            share = 100 * self._done / self._total
            line = f"{self._done:,} of {self._total:,} worlds ({share:.0f} %), {pace:,.0f}/s, {_time(left)} left"
            line += f", {now}" if now else ""
        print(line, file=self._stream, flush=True)


def _time(seconds: float) -> str:
    """A length of time for a person."""
    if seconds < 120:
        return f"{seconds:.0f} s"
    if seconds < 7200:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"
