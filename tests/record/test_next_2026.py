"""2026-2029 has no record: what is tested is that nothing is dated, that the start is the end of the flagship, and T14."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim import engine, policy
from sim.engine.worlds import Worlds
from sim.facts.ledger import load
from sim.policy.registry import MissingError
from sim.rulebook.rulebook import Rulebook
from sim.scenario import compile_scenario

ROOT = Path(__file__).parents[2]
POWERS = ("us", "china", "russia", "eu")


def rules(scenario: str) -> Rulebook:
    return compile_scenario(ROOT / "scenarios" / scenario, load(ROOT / "seeds"), ROOT / "scenarios").rules


def played(book: Rulebook, by: str, worlds: int, *, luck: bool = True) -> Worlds:
    decide = policy.make(by, book).decide
    now = engine.start(book, np.arange(worlds), 1, luck=luck)
    while now.turn < book.turns:
        now = engine.step(book, now, decide(engine.view(book, now, 1)), 1, luck=luck).after
    return now


def test_nothing_is_dated_and_nobody_replays_it() -> None:
    """No fact gives a date after 2025, so there is no `on:` and no policy `history`."""
    text = "".join(f.read_text(encoding="utf-8") for f in sorted((ROOT / "scenarios" / "next-2026").glob("*.yaml")))
    assert not [line for line in text.splitlines() if line.strip().startswith(("on:", "from:", "until:"))]
    with pytest.raises(MissingError):
        policy.make("history", rules("next-2026"))


def test_it_starts_near_where_history_ends() -> None:
    """The four ties of 2026-Q1 are those of the flagship's 2025-Q4 under history, luck off."""
    flagship, book = rules("ukraine-2022"), rules("next-2026")
    end = engine.read(flagship, played(flagship, "history", 1, luck=False), "climate")[:, 0]
    start = engine.read(book, engine.start(book, [0], 1), "climate")[:, 0]
    assert np.abs(end - start).max() < 0.1, f"the flagship ends at {end.round(2)}, this starts at {start.round(2)}"


@pytest.mark.parametrize("by", ["bamboo", "greedy", "random", "nothing", "lean-us"])
def test_no_phase_out_of_russian_arms(by: str) -> None:
    """T14: by 2029-Q4 more than half of what stands in service came from Russia, in nine worlds of ten."""
    book = rules("next-2026")
    share = engine.read(book, played(book, by, 60), "arms_share.russia")
    assert np.mean(share > 0.5) >= 0.9
    assert share.mean() <= float(engine.read(book, engine.start(book, [0], 1), "arms_share.russia")[0]) + 0.05
