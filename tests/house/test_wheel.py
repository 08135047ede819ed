"""The wheel: scenarios, facts and the words of the window travel with the package, nothing else does, and it works elsewhere."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(place)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, done.stderr
    return next(place.glob("*.whl"))


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as content:
        return set(content.namelist())


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


def test_it_works_from_a_folder_with_a_space_and_letters_of_vietnamese(wheel: Path, tmp_path: Path) -> None:
    installed, folder = tmp_path / "installed", tmp_path / "thử một"
    folder.mkdir()
    with zipfile.ZipFile(wheel) as content:
        content.extractall(installed)

    def bamboo(*words: str, typed: str = "") -> str:
        program = "import sim.app.cli, sys; print(sim.app.cli.__file__); sys.argv[0] = 'bamboo'; sim.app.cli.main()"
        done = subprocess.run(
            [sys.executable, "-c", program, *words], cwd=folder, capture_output=True, input=typed, encoding="utf-8", check=True,
            env=os.environ | {"PYTHONPATH": str(installed), "BAMBOO_SAVES": "lưu lại", "PYTHONUTF8": "1"},
        )  # fmt: skip
        where, _, printed = done.stdout.partition("\n")
        assert Path(where).is_relative_to(installed)
        return printed

    listed = {line.split()[0]: line for line in bamboo("scenarios").splitlines()}
    assert set(listed) >= {file.parent.name for file in (ROOT / "scenarios").glob("*/*.yaml")}
    assert "16 turns" in listed["ukraine-2022"]
    assert "digest: " in bamboo("run", "finland-1948", "--policy", "history", "--worlds", "50", "--out", "kết quả")
    assert (folder / "kết quả" / "summary.csv").is_file()
    assert "lưu lại" in bamboo("play", "ukraine-2022", "--text", "--lang", "vi", typed="end\n").splitlines()[-1]
    assert list((folder / "lưu lại").glob("*.json"))
