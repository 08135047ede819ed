"""The articles' own votes through the rule that the hindcast uses: abstain, abstain, no, and nowhere a likelier no than that one."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim import engine
from sim.calibrate import facts_table, foretell
from sim.facts.ledger import load
from sim.scenario import compile_scenario

ROOT = Path(__file__).parents[2]
TABLE = (ROOT / "seeds" / "history" / "example.csv").read_text("utf-8")
YES, ABSTAIN, NO = range(3)


@pytest.fixture(scope="module")
def chances() -> dict[str, list[float]]:
    """By date of the vote: the chances of yes, abstain and no, under a policy that does not know the record."""
    found: dict[str, list[float]] = {}
    for scenario in ("sea-2009", "ukraine-2022"):
        rules = compile_scenario(ROOT / "scenarios" / scenario, load(ROOT / "seeds"), ROOT / "scenarios").trial
        rows = [row for row in facts_table.read(TABLE, "example.csv", foretell.actors(rules)) if row.kind == "vote"]
        inside = [row for row in rows if 1 <= row.quarter - rules.start + 1 <= rules.turns]
        who = foretell.player(rules, "bamboo", 0)
        seen = foretell.watch(rules, inside, engine.default_params(rules), 50, 1, who)
        for row in inside:
            found[row.date] = foretell.vote(seen, row, row.quarter - rules.start + 1)[:, 0].tolist()
    return found


def test_crimea_the_first_text_and_the_human_rights_council(chances: dict[str, list[float]]) -> None:
    for date, vote in (("2014-03-27", ABSTAIN), ("2022-03-02", ABSTAIN), ("2022-04-07", NO)):
        assert max(chances[date]) == chances[date][vote], (date, chances[date])


def test_the_council_has_the_likeliest_no(chances: dict[str, list[float]]) -> None:
    assert len(chances) == 7
    assert max(chances, key=lambda date: chances[date][NO]) == "2022-04-07"
