"""Takes the bench command on a small scenario; checks that it prints every line, with ratios, and writes nothing else."""

from __future__ import annotations

import re

import pytest

from sim.app import measuring
from sim.app.shelf import compiled_scenario


def test_it_prints_a_table_of_ratios(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measuring, "CHUNK", 64)
    assert measuring.bench("finland-1948", 0.01, 600) == 0
    out = capsys.readouterr().out
    for line in ("orders given", "with view and policy, 1 world", "batch of 600, one process", "two processes"):
        assert re.search(rf"{line} +[\d,]+ wt/s", out), line
    assert re.search(r"two processes +[\d,]+ wt/s  [\d.]+ x one process", out)
    assert re.search(r"as many bare multiplications: [\d.]+ ms; the engine takes [\d.]+ x that", out)
    assert re.search(r"the adviser on one card of the first quarter, all answers and waiting: [\d.]+ s", out)


def test_without_the_source_there_is_no_baseline(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = compiled_scenario("finland-1948").rules
    monkeypatch.setattr(measuring, "BASELINE", "nowhere.baseline")
    assert measuring._plain_seconds(rules, [], 0.01) is None
