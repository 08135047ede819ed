"""Takes tables of facts about 2022-25, asserts what is scored, what is learnt, and that nothing is known after the cut."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.base.errors import BambooError
from sim.calibrate import foretell
from sim.calibrate.facts_table import Fact, read
from sim.calibrate.foretell import Seen
from sim.calibrate.hindcast import Hindcast, as_text, hindcast
from sim.facts.ledger import Ledger
from sim.rulebook.rulebook import Rulebook
from sim.scenario import compile_scenario

from .conftest import ROOT, Grow

HEAD = "date,kind,actor,value,us,russia,yes,no,abstain,position\n"
EXAMPLE = ROOT / "seeds" / "history" / "example.csv"


@pytest.fixture(scope="module")
def ukraine(ledger: Ledger) -> Rulebook:
    return compile_scenario(ROOT / "scenarios" / "ukraine-2022", ledger, ROOT / "scenarios").trial


def score(rules: Rulebook, text: str, cut: int | None = None, budget: int = 0, worlds: int = 100) -> Hindcast:
    rows = read(HEAD + text, "facts.csv", foretell.actors(rules))
    return hindcast(rules, rows, cut=cut, policy="bamboo", worlds=worlds, budget=budget, seed=3)


def seen(place: float, width: float = 0.001) -> Seen:
    return Seen(1, 1, votes={1: (np.array([place]), np.array([0.14]), np.array([width]))})


def ballot(us: int, russia: int, position: float | None = None) -> Fact:
    return Fact(2, "2022-04-07", 8089, "vote", "", 3.0, us, russia, (93, 24, 58), position)


def test_the_vote_follows_the_place_among_all_states() -> None:
    for place, answer in ((0.1, 2), (0.3, 1), (0.6, 0)):  # below 24 of 175 no, below 82 of 175 abstain, else yes
        assert foretell.vote(seen(place), ballot(1, 3), 1)[:, 0].argmax() == answer
        assert foretell.vote(seen(place), ballot(3, 1), 1)[:, 0].argmax() == {0.1: 0, 0.3: 0, 0.6: 1}[place]
    assert (
        foretell.vote(seen(0.14), ballot(1, 3, 0.6), 1)[:, 0].argmax() == 0
    )  # the position given takes the model's place
    assert foretell.vote(seen(0.14, 0.05), ballot(1, 3), 1).sum() == pytest.approx(1.0)


def test_a_hundred_roll_calls(ukraine: Rulebook) -> None:
    dates = [f"{2022 + i // 25}-{1 + i % 12:02d}-02" for i in range(100)]
    made = score(ukraine, "\n".join(f"{date},vote,,2,1,3,141,5,35," for date in dates))
    assert {(s.measure, s.rows) for s in made.scores} == {("Brier", 100), ("log loss", 100), ("accuracy", 100)}
    assert all(s.verdict for s in made.scores)
    wrong = score(ukraine, "\n".join(f"{date},vote,,1,1,3,141,5,35," for date in dates))
    assert next(s for s in wrong.scores if s.baseline == "climatology").verdict == "worse than climatology"


def test_nothing_after_the_cut_is_learnt(ukraine: Rulebook) -> None:
    few = tuple(replace(p, free=p.id in ("vote_width", "stake_shift")) for p in ukraine.parameters)
    wanted = tuple(t for t in ukraine.targets if t.id in ("first_vote", "us_top"))
    rules = replace(ukraine, parameters=few, targets=wanted, turns=7)
    early = "2022-03-02,vote,,2,1,3,141,5,35,\n2022-04-07,vote,,3,1,3,93,24,58,\n"
    fits = [
        score(rules, early + late, cut=2022, budget=8, worlds=20)
        for late in ("2023-09,tier,us,4,,,,,,\n", "2023-06,tier,us,4,,,,,,\n2023-02-23,vote,,1,1,3,141,7,32,\n")
    ]
    assert fits[0].fit is not None
    assert fits[1].fit is not None
    assert fits[0].fit.values == fits[1].fit.values
    assert (fits[0].fit.sets == fits[1].fit.sets).all()
    assert all(target.known <= 2022 * 4 + 3 for target in fits[0].fit.targets)
    assert fits[0].early == 2


def test_what_is_dated_after_the_cut_does_not_happen(ukraine: Rulebook) -> None:
    blind, taken = foretell.blind(ukraine, 4)
    assert taken == sum((e.on or 0) > 4 or (e.start or 0) > 4 for e in ukraine.events) > 10
    rows = read(HEAD + "2023-09,visit,us,,,,,,,\n", "facts.csv", foretell.actors(ukraine))
    for rules, share in ((ukraine, 1.0), (blind, 0.0)):
        who = foretell.player(rules, "history", 0)
        found = foretell.watch(
            rules, rows, np.array([v for p in rules.parameters for v in p.value])[:, None], 20, 1, who
        )
        assert found.visits is not None
        assert found.visits[7, 0].mean() == share  # 2023-Q3, the United States


def test_the_record_ends_at_the_cut(ukraine: Rulebook) -> None:
    assert foretell.player(ukraine, "bamboo", 4).name == "history, then bamboo"
    assert foretell.player(ukraine, "bamboo", 0).name == "bamboo"


def test_the_example_covers_all_that_it_can_and_says_what_it_left_out(ukraine: Rulebook) -> None:
    text = EXAMPLE.read_text(encoding="utf-8").split("\n", 1)
    rows = read("\n".join(text), "example.csv", foretell.actors(ukraine))
    made = hindcast(ukraine, rows, cut=None, policy="bamboo", worlds=100, budget=0, seed=3)
    said = as_text(made)
    assert {s.kind for s in made.scores} == {"vote", "tier", "visit"}
    assert "too few to tell" in said
    assert f"{made.outside} rows outside" in said
    assert all(fact in text[1] for fact in ("F041", "F042", "F053", "O031"))


def test_shares_and_incidents(ukraine: Rulebook) -> None:
    shares = "".join(f"{year}-12,trade_share,us,{0.28 + 0.01 * i},,,,,,\n" for i, year in enumerate((2022, 2023, 2024)))
    sea = "2022-02,incident,,0,,,,,,\n2023-05,incident,,1,,,,,,\n2025-11,incident,,0,,,,,,\n"
    made = score(ukraine, shares + sea)
    found = {s.kind: s for s in made.scores}
    assert found["trade_share"].rows == 2  # the first has nothing to persist from
    assert found["trade_share"].base == pytest.approx(0.01)
    assert found["incident"].rows == 16
    assert 0.0 < found["incident"].model < 0.5
    assert made.unscored == {"trade_share": 1}


def test_a_scenario_that_lacks_the_numbers_says_so(grow: Grow) -> None:
    with pytest.raises(BambooError, match="rows of kind `vote` cannot be foretold: there is no `vote_place`"):
        score(grow().trial, "2022-03-02,vote,,2,1,3,141,5,35,\n")
