"""Gives a scenario whose events are kept out for known reasons."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.facts.ledger import Ledger
from sim.scenario import Compiled, compile_scenario

GATE = """
format: 1
id: gate
version: 1.0.0
title: {en: Gate, vi: Cổng}
clock: {start: 2022-Q1, turns: 6, cards: 1, memos: 0}
groups: {powers: [us, china]}
variables:
  attention: {title: {en: A, vi: A}, range: 0 to 4, start: 3, assumed: test, change: {fresh: {formula: 3 - attention}}}
  climate: {title: {en: C, vi: C}, for: powers, range: -10 to 10, start: {us: 3, china: 1}, assumed: test}
  calm: {title: {en: K, vi: K}, range: 0 to 9, start: 5, assumed: test}
verb_groups: {talk: {title: {en: Talk, vi: Nói}}}
actions:
  visit: {title: {en: V, vi: V}, group: talk, target: powers, cost: {attention: 1}, when: climate.target > 2 and calm > 1,
          assumed: test, effects: {climate.target: 1}}
events:
  first: {kind: card, on: 2022-Q1, date_assumed: test, assumed: test, title: {en: F, vi: F}, options: {
          yes_: {title: {en: Y, vi: Y}, history: chosen}, no_: {title: {en: N, vi: N}, when: calm > 8}}}
  late: {kind: news, from: 2022-Q3, until: 2022-Q4, date_assumed: test, when: calm > 4 and climate.us > 8, assumed: test,
         title: {en: L, vi: L}}
  rare: {kind: hazard, chance: 0.02, assumed: test, title: {en: R, vi: R}}
  answer: {kind: chain, after: first.yes_, lag: 2 quarters, assumed: test, title: {en: W, vi: W}}
  other: {kind: chain, after: first.no_, lag: 2 quarters, assumed: test, title: {en: W, vi: W}}
  high: {kind: card, stake: 2, assumed: test, again: 1 quarter, title: {en: H, vi: H},
         options: {a: {title: {en: A, vi: A}}, b: {title: {en: B, vi: B}}}}
  low: {kind: card, stake: 1, assumed: test, title: {en: W, vi: W},
        options: {a: {title: {en: A, vi: A}}, b: {title: {en: B, vi: B}}}}
  each: {kind: news, for: powers, when: climate.self > 2, assumed: test, title: {en: E, vi: E}}
outcomes: {o: {title: {en: O, vi: O}, formula: 10 * calm, assumed: test}}
screen: {attention: attention, relations: climate, judgements: [o]}
"""


@pytest.fixture(scope="session")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    folder: Path = tmp_path_factory.mktemp("writers") / "gate"
    folder.mkdir()
    (folder / "gate.yaml").write_text(GATE, encoding="utf-8")
    return compile_scenario(folder, Ledger({}, {}, {}))
