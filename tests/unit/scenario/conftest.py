"""Takes scenarios written as text in a test, gives them compiled in a folder of their own, with what was found wrong."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sim.facts.ledger import Ledger, load
from sim.scenario import examine

from .texts import HEAD, Examine, Examined

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def ledger() -> Ledger:
    return load(ROOT / "seeds")


@pytest.fixture
def write(tmp_path: Path, ledger: Ledger) -> Examine:
    """Compiles texts: `write(text)` or `write({"a.yaml": text, ...})`, in a folder `small` unless named."""

    def run(texts: str | dict[str, str], folder: str = "small") -> Examined:
        place = tmp_path / folder
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        for name, text in ({"small.yaml": texts} if isinstance(texts, str) else texts).items():
            (place / name).write_text(text, encoding="utf-8")
        return Examined(*examine(place, ledger, tmp_path))

    return run


@pytest.fixture
def small(write: Examine) -> Examine:
    """Compiles a small scenario with further sections in a second file."""

    def run(more: str = "", head: str = HEAD) -> Examined:
        return write({"head.yaml": head, "more.yaml": more} if more else {"head.yaml": head})

    return run


@pytest.fixture
def derived(small: Examine) -> Examine:
    """Compiles the small scenario with one derived number `x` of a given formula, over `axes`."""

    def run(formula: str, axes: str = "", more: str = "") -> Examined:
        over = f", for: {axes}" if axes else ""
        return small(f"derived:\n  x: {{title: {{en: X, vi: X}}{over}, formula: {formula!r}, assumed: test}}\n{more}")

    return run
