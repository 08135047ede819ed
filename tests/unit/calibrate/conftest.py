"""Gives a small country with one number that matters, one that does nothing, and a target for what it grows to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.facts.ledger import Ledger, load
from sim.scenario import Compiled, compile_scenario

ROOT = Path(__file__).parents[3]

GARDEN = """
format: 1
id: garden
version: 1.0.0
title: {en: Garden, vi: Vườn}
clock: {start: 2022-Q1, turns: 8}
parameters:
  growth: {value: 0.2, range: 0 to 1, free: true, assumed: test}
  idle: {value: 0.3, range: 0 to 1, free: true, assumed: test}
  fixed: {value: 0.5, range: 0 to 1, assumed: test}
variables:
  attention: {title: {en: A, vi: A}, unit: points, range: 0 to 4, start: 3, assumed: test}
  height: {title: {en: H, vi: H}, unit: cm, range: 0 to 100, assumed: test, change: {grows: {formula: "growth", assumed: test}}}
  hail: {title: {en: S, vi: S}, unit: times, range: 0 to 100, assumed: test}
events:
  storm: {kind: hazard, chance: "growth / 2", again: 1 quarters, title: {en: S, vi: S}, effects: {hail: 1}, assumed: test}
targets:
  tall: {title: {en: Tall, vi: Cao}, part_of: G1, policy: nothing, luck: "off", of: height, by: mean, value: 5.6, tolerance: 0.2, source: [F053]}
  storms: {title: {en: Storms, vi: Bão}, part_of: G2, policy: nothing, of: "hail >= 1", by: share, at_least: 0.9, source: [F054]}
"""

Grow = Callable[..., Compiled]


@pytest.fixture(scope="session")
def ledger() -> Ledger:
    return load(ROOT / "seeds")


@pytest.fixture
def grow(tmp_path: Path, ledger: Ledger) -> Grow:
    """Compiles the garden, with words of its text replaced."""

    def run(*changes: tuple[str, str], more: str = "") -> Compiled:
        text = GARDEN
        for was, becomes in changes:
            assert was in text
            text = text.replace(was, becomes)
        place = tmp_path / "garden"
        place.mkdir(exist_ok=True)
        (place / "garden.yaml").write_text(text + more, encoding="utf-8")
        return compile_scenario(place, ledger)

    return run
