"""Takes the targets of the shipped scenarios, asserts that the list of the model's design is covered and can be read."""

from __future__ import annotations

from typing import Any

import numpy as np
import yaml

from sim import engine
from sim.calibrate.distance import cases_of, figures
from sim.facts.ledger import Ledger
from sim.scenario import compile_scenario

from .conftest import ROOT

ELSEWHERE = {"T32"}  # the sign of one step: a direction test, which pairs worlds with and without it


def shipped() -> list[dict[str, Any]]:
    files = sorted((ROOT / "scenarios").glob("*/targets.yaml"))
    return [t for f in files for t in yaml.safe_load(f.read_text("utf-8"))["targets"].values()]


def test_every_row_of_the_list_has_a_target() -> None:
    listed = {f"T{number}" for number in range(1, 33)}
    assert listed - {t.get("part_of") for t in shipped()} == ELSEWHERE


def test_votes_refusals_and_ranks_are_not_read_under_the_record() -> None:
    own = {"T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8", "T17", "T18"}
    assert {t["policy"] for t in shipped() if t.get("part_of") in own} == {"bamboo"}


def test_every_target_of_the_flagship_can_be_read(ledger: Ledger) -> None:
    rules = compile_scenario(ROOT / "scenarios" / "ukraine-2022", ledger, ROOT / "scenarios").trial
    cases = cases_of([rules])
    assert {case.policy for case in cases} == {"bamboo", "history"}
    for case in cases:
        assert np.isfinite(figures(case, engine.default_params(rules), 20, 1)).all()
