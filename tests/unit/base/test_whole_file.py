"""Takes a place to write to; checks that a file is replaced whole or not at all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.base.errors import BambooError
from sim.base.whole_file import write_text


def test_the_error_says_what_could_not_be_saved_and_leaves_nothing(tmp_path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    with pytest.raises(BambooError, match="the page cannot be saved") as caught:
        write_text("x", blocked / "page.html", "the page")
    assert caught.value.place.endswith("page.html")
    (tmp_path / "folder").mkdir()
    with pytest.raises(BambooError):
        write_text("x", tmp_path / "folder")
    assert sorted(f.name for f in tmp_path.iterdir()) == ["file", "folder"]


_WRITER = """
import sys
from pathlib import Path
from sim.base.whole_file import write_text
texts = ["a" * 400_000, "b" * 400_000]
print("ready", flush=True)
while True:
    for text in texts:
        write_text(text, Path(sys.argv[1]))
"""


@pytest.mark.skipif(os.name != "posix", reason="needs kill -9")
def test_killed_while_writing_the_file_is_old_or_new_and_whole(tmp_path) -> None:
    file = tmp_path / "page.html"
    write_text("a" * 400_000, file)
    root = Path(__file__).parents[3]
    for pause in (0.002, 0.011, 0.023):
        with subprocess.Popen(
            [sys.executable, "-c", _WRITER, str(file)], cwd=root, stdout=subprocess.PIPE, text=True
        ) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()
            time.sleep(pause)
            writer.send_signal(signal.SIGKILL)
        content = file.read_text(encoding="utf-8")
        assert content in ("a" * 400_000, "b" * 400_000)
