"""The tree: its top level, the floors, the length and first line of each file, and README's drawing of it."""

from __future__ import annotations

import ast
import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOP = {"README.md", "main.py", "pyproject.toml", "scenarios", "seeds", "sim", "tests"}
BUILT = {"build", "dist", "__pycache__"}
LONGEST = 400
LONGER: dict[str, str] = {}  # file -> why it may be longer than LONGEST lines
VAGUE = {"common", "helper", "helpers", "manager", "misc", "util", "utils"}
# Written apart, so that this file does not name them.
REGISTRIES = [
    ".".join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("anaconda", "org"))
]


def files(*endings: str) -> Iterator[Path]:
    """Every file of the project with one of the endings; nothing built, nothing hidden except `.ci`."""
    for folder, inside, names in os.walk(ROOT):
        inside[:] = sorted(
            name
            for name in inside
            if name not in BUILT and not name.endswith(".egg-info") and (not name.startswith(".") or name == ".ci")
        )
        for name in sorted(names):
            if not endings or name.endswith(endings):
                yield Path(folder, name)


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


PYTHON = [pytest.param(path, id=shown(path)) for path in files(".py")]


def folders_of_sim() -> set[str]:
    return {
        path.name
        for path in (ROOT / "sim").iterdir()
        if path.is_dir() and path.name not in BUILT and path.name[0] not in "._"
    }


def test_the_top_level_is_exactly_what_the_plan_says() -> None:
    present = {path.name for path in ROOT.iterdir() if not path.name.startswith(".") and path.name not in BUILT}
    assert {name for name in present if not name.endswith(".egg-info")} == TOP


def test_every_folder_of_sim_is_a_floor_and_every_floor_a_folder() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["id"] == "floors")
    floors = {name.strip() for layer in layers for name in layer.split("|")}
    assert folders_of_sim() == floors


def test_contracts_name_every_folder_but_their_own() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    for id, owner in (("pygame", "ui"), ("luck", "engine"), ("gymnasium", "gym")):
        sources = next(contract["source_modules"] for contract in contracts if contract["id"] == id)
        expected = {f"sim.{name}" for name in folders_of_sim() - {owner}}
        assert set(sources) == expected, id


@pytest.mark.parametrize("path", PYTHON)
def test_a_python_file(path: Path) -> None:
    text = path.read_text("utf-8")
    lines = text.count("\n")
    assert lines <= LONGEST or shown(path) in LONGER, f"{lines} lines: cut it where its first sentence needs an `and`"
    assert path.stem not in VAGUE, "name the file after what it takes and gives"
    assert not re.search(r"\b(TODO|FIXME|XXX)\b", text) or path == Path(__file__)
    if path.name not in {"__init__.py", "main.py"}:
        assert ast.get_docstring(ast.parse(text)), "the first line says what the file takes and gives"


def test_exceptions_to_the_length_are_still_needed() -> None:
    for name in LONGER:
        assert (ROOT / name).read_text("utf-8").count("\n") > LONGEST, name


def test_no_file_names_a_package_registry() -> None:
    for path in files():
        content = path.read_bytes()
        for host in REGISTRIES:
            assert host.encode() not in content, f"{shown(path)} names {host}"


def test_the_tree_in_readme_is_the_tree_on_disk() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    drawing = re.search(r"<!-- tree -->\n```\n(.*?)```", readme, re.DOTALL)
    assert drawing, "README has no tree between `<!-- tree -->` and the end of a block"
    drawn = re.findall(r"^  (\w+)/", drawing[1], re.MULTILINE)
    assert sorted(drawn) == sorted(folders_of_sim())
    tops = {name.rstrip("/") for name in re.findall(r"^([\w.]+/?)", drawing[1], re.MULTILINE)}
    assert tops == TOP - {"README.md"}


def test_readme_links_lead_somewhere() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for target in re.findall(r"\]\(([^)#:]+)\)", readme):
        assert (ROOT / target).exists(), target


def test_decisions_are_short_and_a_number_names_one_of_them() -> None:
    text = (ROOT / "sim" / "DECISIONS.md").read_text("utf-8")
    found = {
        entry.partition(".")[0]: entry.strip() for entry in re.split(r"^(?=\d+\. \*\*)", text, flags=re.MULTILINE)[1:]
    }
    assert len(found) == len(re.findall(r"^\d+\. \*\*", text, re.MULTILINE)), "a number is given twice"
    long = [number for number, entry in found.items() if len(entry.partition("\n\n")[0].splitlines()) > 10]
    assert long == []
    cited = {number for path in files(".py") for number in re.findall(r"DECISIONS (\d+)", path.read_text("utf-8"))}
    assert cited <= set(found)
