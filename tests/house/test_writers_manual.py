"""scenarios/README.md is true: its tutorial, followed to the letter in one folder, prints what it shows; its reference is the schema's.

A block ` ```yaml FILE ` is a file that the reader writes; a block ` ```console ` holds commands and what they print.
`python -m tests.house.test_writers_manual` writes outputs and reference anew.
"""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

import pytest

from sim.scenario.reference import reference

from .test_readme import ROOT, perform

MANUAL = ROOT / "scenarios" / "README.md"
FENCE = re.compile(r"^```(yaml|console)(?: (\S+))?\n(.*?)^```$", re.DOTALL | re.MULTILINE)
REFERENCE = re.compile(r"(?<=<!-- reference -->\n).*?(?=<!-- end of the reference -->)", re.DOTALL)


def follow(text: str, place: Path) -> str:
    """The text with the outputs that its commands print when they are run one after the other."""

    def step(block: re.Match[str]) -> str:
        kind, name, content = block.groups()
        if kind == "yaml":
            file = place / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content, encoding="utf-8")
            return block[0]
        parts = []
        for part in re.split(r"^\$ ", content, flags=re.MULTILINE)[1:]:
            command = part.partition("\n")[0]
            printed = perform(command, place)
            parts.append(f"$ {command}\n{printed}\n" if printed else f"$ {command}\n")
        return f"```console\n{''.join(parts)}```"

    return FENCE.sub(step, text)


@pytest.mark.skipif(os.name == "nt", reason="the examples are lines for a Unix shell")
def test_the_tutorial_followed_to_the_letter_prints_what_it_shows(tmp_path: Path) -> None:
    text = MANUAL.read_text("utf-8")
    found = follow(text, tmp_path)
    for shown, printed in zip(FENCE.finditer(text), FENCE.finditer(found), strict=True):
        assert printed[0] == shown[0], "if the program is right: python -m tests.house.test_writers_manual"


def test_the_reference_is_that_of_the_schema() -> None:
    (held,) = REFERENCE.findall(MANUAL.read_text("utf-8"))
    assert held.strip().splitlines() == list(reference()), "python -m tests.house.test_writers_manual"


def test_links_lead_somewhere() -> None:
    text = MANUAL.read_text("utf-8")
    heads = {
        re.sub(r"[^a-z -]", "", line.strip("# ").lower()).replace(" ", "-")
        for line in text.splitlines()
        if line.startswith("#")
    }
    for target in re.findall(r"\]\(([^)\s:]+)\)", re.sub(r"`[^`\n]*`", "", text)):
        if target.startswith("#"):
            assert target[1:] in heads, target
        else:
            assert (MANUAL.parent / target).exists(), target


def write() -> None:
    """Write outputs and reference anew."""
    with tempfile.TemporaryDirectory() as folder:
        text = follow(MANUAL.read_text("utf-8"), Path(folder))
    lines = "\n".join(reference())
    MANUAL.write_text(REFERENCE.sub(lambda _: f"\n{lines}\n\n", text), "utf-8")


if __name__ == "__main__":
    write()
