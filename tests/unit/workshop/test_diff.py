"""Two versions compared: each change asks for its step, and what moves in the same worlds has an interval."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.facts.ledger import Ledger
from sim.scenario import Compiled, compile_scenario
from sim.workshop.diff import changes, due, moves, taken

from .conftest import GATE


def version(place: Path, *swaps: tuple[str, str], more: str = "") -> Compiled:
    text = GATE
    for old, new in swaps:
        assert old in text
        text = text.replace(old, new)
    folder = place / f"v{abs(hash((swaps, more)))}"
    folder.mkdir()
    (folder / "gate.yaml").write_text(text + more, encoding="utf-8")
    return compile_scenario(folder, Ledger({}, {}, {}))


@pytest.mark.parametrize(
    ("swap", "step", "path"),
    [
        (("vi: Cổng", "vi: Cửa"), "patch", "title.vi"),
        (("start: 5, assumed: test", "start: 5, assumed: another reason"), "patch", "variables.calm.assumed"),
        (("chance: 0.02", "chance: 0.03"), "minor", "events.rare.chance"),
        (("range: 0 to 9, start: 5", "range: 0 to 9, unit: points, start: 5"), "minor", "variables.calm.unit"),
        (("  rare: {", "  storm: {"), "major", "events.rare"),
        (("b: {title: {en: B, vi: B}}}}\n  low", "c: {title: {en: B, vi: B}}}}\n  low"), "major", "events.high.options.b.title.en"),
        (("powers: [us, china]", "powers: [us, china, eu]"), "minor", "groups.powers"),
    ],
)  # fmt: skip
def test_each_change_asks_for_its_step(
    tmp_path: Path, gate: Compiled, swap: tuple[str, str], step: str, path: str
) -> None:
    found = changes(gate, version(tmp_path, swap))
    assert due(found) == step
    assert path in [change.path for change in found], found


def test_a_rename_that_is_recorded_is_no_loss(tmp_path: Path, gate: Compiled) -> None:
    renamed = version(tmp_path, ("  rare: {", "  storm: {"), more="renamed: {events: {rare: storm}}\n")
    assert changes(gate, renamed) == []


def test_the_same_is_the_same(tmp_path: Path, gate: Compiled) -> None:
    same = version(tmp_path)
    assert changes(gate, same) == []
    assert all(move.mean == 0 for move in moves(gate.rules, same.rules, ["random"], 50, 1))


def test_what_moves_is_paired_and_only_that(tmp_path: Path, gate: Compiled) -> None:
    other = version(tmp_path, ("chance: 0.02", "chance: 0.5"))
    found = {move.name: move for move in moves(gate.rules, other.rules, ["history"], 200, 1)}
    assert found["event rare, %"].clear
    assert found["event rare, %"].mean > 60
    assert [name for name, move in found.items() if move.mean] == ["event rare, %"]


@pytest.mark.parametrize(
    ("a", "b", "step"),
    [("1.0.0", "1.0.0", "none"), ("1.0.0", "1.0.1", "patch"), ("1.2.3", "1.3.0", "minor"), ("1.9.9", "2.0.0", "major"), ("2.0.0", "1.9.9", "none")],
)  # fmt: skip
def test_the_step_that_was_taken(a: str, b: str, step: str) -> None:
    assert taken(a, b) == step
