"""Every playable scenario has a golden playthrough, and the engine still gives it to the last digit shown."""

from __future__ import annotations

import pytest

from tests.golden.playthrough import FOLDER, page, playable


@pytest.mark.parametrize("name", playable())
def test_the_playthrough_is_as_it_was(name: str) -> None:
    file = FOLDER / f"{name}.txt"
    assert file.is_file(), f"{name} has no golden playthrough: python -m tests.golden.playthrough"
    assert page(name) == file.read_text(encoding="utf-8"), (
        "numbers moved: python -m tests.golden.playthrough, and say why"
    )


def test_no_playthrough_without_its_scenario() -> None:
    assert {f.stem for f in FOLDER.glob("*.txt")} == set(playable())
