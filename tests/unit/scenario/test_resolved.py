"""`show`: what is printed reads back as the same values, and each line names the place that its value came from."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.base.diagnostic import Report
from sim.base.yaml_reader import read_text
from sim.scenario import load_folder, resolved

LIBRARY = Path(__file__).parents[3] / "scenarios"


@pytest.mark.parametrize("name", ["finland-1948", "ukraine-2022"])
def test_what_is_printed_reads_back(name: str) -> None:
    chain = load_folder(LIBRARY / name, LIBRARY, Report())
    assert chain is not None
    back = read_text("\n".join(resolved(chain.document)), "again.yaml", Report())
    assert back is not None
    assert back.value == chain.document.value


def test_a_value_names_its_file_whoever_said_it(tmp_path: Path) -> None:
    for folder, text in {
        "under": "format: 1\nid: under\nversion: 1.0.0\ntitle: {en: U, vi: U}\nparameters:\n  a: {value: 1, assumed: x}\n  b: {value: 2, assumed: y}\n",
        "over": "format: 1\nid: over\nversion: 1.0.0\ntitle: {en: O, vi: O}\nextends: under\nparameters:\n  a: {value: 5}\n",
    }.items():
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "all.yaml").write_text(text, encoding="utf-8")
    chain = load_folder(tmp_path / "over", None, Report())
    assert chain is not None
    lines = [" ".join(line.split()) for line in resolved(chain.document, ("parameters",))]
    assert lines == [
        "a:", f"value: 5 # {tmp_path}/over/all.yaml:7", f"assumed: x # {tmp_path}/under/all.yaml:6",
        "b:", f"value: 2 # {tmp_path}/under/all.yaml:7", f"assumed: y # {tmp_path}/under/all.yaml:7",
    ]  # fmt: skip
    own = [" ".join(line.split()) for line in resolved(chain.document, ("parameters",), str(tmp_path / "over"))]
    assert own == ["a:", f"value: 5 # {tmp_path}/over/all.yaml:7"]


def test_texts_that_look_like_something_else_are_quoted(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text('x: ["true", "5", "a: b", "We are #1", "tail ", ""]\n', encoding="utf-8")
    chain = load_folder(tmp_path, None, Report())
    assert chain is not None
    back = read_text("\n".join(resolved(chain.document)), "again.yaml", Report())
    assert back is not None
    assert back.value == chain.document.value
