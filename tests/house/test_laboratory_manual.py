"""sim/batch/README.md is true: the way from a question to a report, followed to the letter in one folder, prints what it shows.

Its question is about the flagship; when the numbers of the rules change, `python -m tests.house.test_laboratory_manual` writes its
outputs anew.
"""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

import pytest

from .test_readme import ROOT
from .test_writers_manual import FENCE, follow

MANUAL = ROOT / "sim" / "batch" / "README.md"


@pytest.mark.skipif(os.name == "nt", reason="the examples are lines for a Unix shell")
def test_the_tutorial_followed_to_the_letter_prints_what_it_shows(tmp_path: Path) -> None:
    text = MANUAL.read_text("utf-8")
    found = follow(text, tmp_path)
    for shown, printed in zip(FENCE.finditer(text), FENCE.finditer(found), strict=True):
        assert printed[0] == shown[0], "if the program is right: python -m tests.house.test_laboratory_manual"
    assert len(set(re.findall(r"^digest: [0-9a-f]{32}$", text, re.MULTILINE))) == 3
    assert "<svg" in (tmp_path / "report.html").read_text("utf-8")


def write() -> None:
    """Write its outputs anew."""
    with tempfile.TemporaryDirectory() as folder:
        text = follow(MANUAL.read_text("utf-8"), Path(folder))
    MANUAL.write_text(text, "utf-8")


if __name__ == "__main__":
    write()
