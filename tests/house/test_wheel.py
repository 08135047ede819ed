"""The wheel: scenarios, facts and the words of the window travel with the package, and nothing else does."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    place = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(place)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(next(place.glob("*.whl"))) as wheel:
        return set(wheel.namelist())


@pytest.mark.parametrize("folder", ["scenarios", "seeds"])
def test_scenarios_and_facts_travel(names: set[str], folder: str) -> None:
    expected = {
        f"sim/_data/{path.relative_to(ROOT).as_posix()}"
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(ROOT).parts)
    }
    assert expected
    assert expected <= names


def test_data_files_of_the_package_travel(names: set[str]) -> None:
    expected = {path.relative_to(ROOT).as_posix() for path in (ROOT / "sim").rglob("*.yaml")}
    assert expected <= names


def test_nothing_else_travels(names: set[str]) -> None:
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"sim"}
    assert not [name for name in names if "__pycache__" in name or "/." in name]
