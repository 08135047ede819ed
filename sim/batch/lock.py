"""Takes a folder, keeps a second process out of it: a lock of the operating system, which dies with its owner."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep
from typing import IO

from sim.base.errors import BambooError

LOCK = "lock"
PAUSE = 0.05  # seconds


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder for the length of the block.

    Errors: BambooError at once if another process holds it, or if the folder cannot be written to.
    """
    file = folder / LOCK
    try:
        held = file.open("a+", encoding="utf-8")
    except OSError as error:
        raise BambooError(
            f"cannot be written: {error.strerror or error}", str(file), "give a folder that you may write to"
        ) from None
    with held:
        if not _take(held) and not _take_later(held):
            held.seek(0)
            owner = held.read().strip() or "another process"
            raise BambooError(
                f"{owner} is at work in this folder", str(folder), "wait for it, or stop it; its work is not lost"
            )
        held.seek(0)
        held.truncate()
        held.write(f"process {os.getpid()} on {socket.gethostname()}")
        held.flush()
        yield


def _take_later(file: IO[str]) -> bool:
    """Try once more: who only asks for the owner holds the lock for a moment."""
    sleep(PAUSE)
    return _take(file)


def owner(folder: Path) -> str:
    """Who holds the folder now; empty if nobody does, or if that cannot be known."""
    try:
        with (folder / LOCK).open("r+", encoding="utf-8") as file:
            return "" if _take(file) else file.read().strip() or "another process"
    except OSError:
        return ""


if sys.platform == "win32":
    import msvcrt

    def _take(file: IO[str]) -> bool:
        file.seek(1 << 20)  # beyond the text, so that others may read who holds it
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _take(file: IO[str]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
