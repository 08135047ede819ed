"""Takes a text (or bytes) and a place, writes the file in one step: whoever opens it finds the old content or the new one, whole."""

from __future__ import annotations

import os
import uuid
from pathlib import Path

from sim.base.errors import BambooError


def write_text(text: str, file: Path, what: str = "the file") -> Path:
    """`write_bytes` of a text, in UTF-8."""
    return write_bytes(text.encode("utf-8"), file, what)


def write_bytes(data: bytes, file: Path, what: str = "the file") -> Path:
    """Replace a file's content: a temporary file beside it, flushed to the disk, then renamed over it.

    Args:
        what: what the text is, for the error, such as "the game".

    Errors: BambooError if the place cannot be written to.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.parent / f".{file.name}.{uuid.uuid4().hex}.part"
        try:
            with part.open("xb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
            os.replace(part, file)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        _settle(file.parent)
    except OSError as problem:
        raise BambooError(
            f"{what} cannot be saved: {problem.strerror or problem}", str(file), "choose another place"
        ) from problem
    return file


def _settle(folder: Path) -> None:
    """Flush the folder's own entry, where the system knows such a thing."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
