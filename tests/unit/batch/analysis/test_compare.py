"""Takes invented worlds with a known answer; checks that a comparison says exactly that."""

from __future__ import annotations

import numpy as np
import pytest

from sim.base.errors import UsageError
from sim.batch.analysis.compare import between, cells, contest, contests, percent, rounded, span, text
from tests.unit.batch.analysis.conftest import Invent

DICE = np.random.default_rng(5)
LUCK = DICE.normal(50, 10, size=2000)


def test_two_that_are_the_same_are_said_to_be_the_same(invent: Invent) -> None:
    (found,) = contests(invent(np.stack([LUCK, LUCK])[None]))
    assert found.same
    assert not found.told
    assert found.sentence() == "plan and other come to the same score in every one of 2,000 worlds."


def test_one_that_is_always_ahead_by_the_same_is_said_to_be_so(invent: Invent) -> None:
    (found,) = contests(invent(np.stack([LUCK, LUCK + 3])[None]))
    assert (found.one, found.told) == ("other", True)
    assert found.sentence() == (
        "other beats plan in 100 % of worlds (99.8-100 %); difference score 3.00 ±0.00; 2 worlds would have sufficed."
    )


def test_less_can_be_better(invent: Invent) -> None:
    (found,) = contests(invent(np.stack([LUCK, LUCK + 3])[None], goal="less"))
    assert found.sentence().startswith("plan beats other in 100 % of worlds")


def test_luck_that_both_share_does_not_hide_a_small_difference(invent: Invent) -> None:
    """0.1 against a spread of 10: unpaired hopeless, paired plain."""
    small = LUCK + 0.1 + DICE.normal(0, 0.2, size=2000)
    (found,) = contests(invent(np.stack([small, LUCK])[None]))
    assert found.told
    assert found.gap == pytest.approx(0.1, abs=0.02)
    loose = contest(small, LUCK, ("a", "b"), "score", paired=False)
    assert not loose.told


def test_how_many_worlds_would_have_sufficed_holds(invent: Invent) -> None:
    """Of runs with so many worlds, four in five tell the difference."""
    difference = DICE.normal(
        1.0, 5.0, size=(4000, 196)
    )  # (1.96 + 0.84)^2 * 25 = 196, and two for the spread that is not known
    other = np.zeros(196)
    told = np.mean([contest(d, other, ("a", "b"), "score").told for d in difference])
    assert told == pytest.approx(0.8, abs=0.03)
    (found,) = contests(invent(np.stack([DICE.normal(1.0, 5.0, size=20000), np.zeros(20000)])[None]))
    assert found.needed == pytest.approx(196, rel=0.1)


def test_chance_is_told_from_difference_as_often_as_it_says() -> None:
    noise = DICE.normal(0, 5, size=(4000, 50))
    told = np.mean([contest(d, np.zeros(50), ("a", "b"), "score").told for d in noise])
    assert told == pytest.approx(0.05, abs=0.012)


def test_no_difference_says_how_many_worlds_it_would_take(invent: Invent) -> None:
    near = LUCK + DICE.normal(0.0, 5.0, size=2000)
    (found,) = contests(invent(np.stack([near, LUCK])[None]))
    assert found.sentence().startswith("No difference between")
    assert "worlds would tell one of this size" in found.sentence()


def test_many_comparisons_raise_the_bar_together(invent: Invent) -> None:
    """Twenty policies of which none is better: alone one of them would seem so."""
    noise = LUCK[None] + DICE.normal(0, 5, size=(21, 2000))
    alone, together = 0, 0
    names = tuple(f"p{i}" for i in range(21))
    for _ in range(40):
        noise = LUCK[None] + DICE.normal(0, 5, size=(21, 2000))
        made = contests(invent(noise[None], names), ("p0",))
        together += any(c.told for c in made)
        alone += any(contest(noise[0], x, ("a", "b"), "score").told for x in noise[1:])
    assert alone > 10
    assert together < 8


def test_the_best_stands_against_all_others_and_names_choose(invent: Invent) -> None:
    found = invent(np.stack([LUCK, LUCK + 5, LUCK + 2])[None], ("a", "b", "c"))
    assert [(c.one, c.other) for c in contests(found)] == [("b", "c"), ("b", "a")]
    assert [(c.one, c.other) for c in contests(found, ("a",))] == [("a", "b"), ("a", "c")]
    assert [(c.one, c.other) for c in contests(found, ("c", "a"))] == [("c", "a")]
    with pytest.raises(UsageError, match="no policy `d`"):
        contests(found, ("d",))


def test_a_world_counts_once_however_many_cells_it_has(invent: Invent) -> None:
    """Ten copies of one cell know no more than one."""
    one = np.stack([LUCK + DICE.normal(0.2, 5, size=2000), LUCK])
    (single,) = contests(invent(one[None]))
    (ten,) = contests(invent(np.repeat(one[None], 10, axis=0)))
    assert ten.half == pytest.approx(single.half)


def test_failed_worlds_are_left_out_on_both_sides(invent: Invent) -> None:
    holed = np.stack([LUCK + 3, LUCK])
    holed[0, :100] = np.nan
    holed[1, 50:200] = np.nan
    (found,) = contests(invent(holed[None]))
    assert found.worlds == 1800
    assert found.gap == pytest.approx(3.0)
    with pytest.raises(UsageError, match="no world was played to its end"):
        contests(invent(np.full((1, 2, 5), np.nan)))


def test_two_batches_pair_the_worlds_that_both_have(invent: Invent) -> None:
    one = invent(np.stack([LUCK, LUCK])[None])
    other = invent(np.stack([LUCK[500:] - 2, LUCK[500:]])[None], ("plan", "third"), first=500)
    (found,) = between(one, other, ("A", "B"))
    assert (found.worlds, found.paired) == (1500, True)
    assert found.sentence().startswith("plan in A beats plan in B in 100 % of worlds")
    elsewhere = invent(np.stack([LUCK - 2, LUCK])[None], seed=8)
    (found, same) = between(one, elsewhere, ("A", "B"))
    assert not found.paired
    assert found.gap == pytest.approx(2.0)
    assert "compared as wholes" in found.sentence()
    assert not same.told
    with pytest.raises(UsageError, match="no policy played in both"):
        between(one, invent(LUCK[None, None], ("alone",)), ("A", "B"))


def test_cells_meet_each_other_world_by_world(invent: Invent) -> None:
    """What a change of the cell does to each policy: luck that both cells share does not hide it."""
    found = invent(np.array([[LUCK, LUCK + 5], [LUCK + 0.1, LUCK + 5]]))
    moved, still = cells(found, 1, 0)
    assert (moved.one, moved.other, moved.told) == ("plan in cell 1", "plan in cell 0", True)
    assert moved.gap == pytest.approx(0.1)
    assert still.same
    (alone,) = cells(found, 0, 1, ("other",))
    assert alone.one == "other in cell 0"
    with pytest.raises(UsageError, match="there is no cell 2"):
        cells(found, 1, 2)


def test_one_policy_or_one_world_is_too_little(invent: Invent) -> None:
    with pytest.raises(UsageError, match="one policy alone"):
        contests(invent(LUCK[None, None], ("alone",)))
    (found,) = contests(invent(np.array([[[1.0], [2.0]]])))
    assert found.sentence() == "1 world is too few to compare other and plan."


def test_the_text_has_sentences_and_the_table_behind_them(invent: Invent) -> None:
    told = text(contests(invent(np.stack([LUCK, LUCK + 5, LUCK + 2])[None], ("a", "b", "c"))))
    assert told.startswith("b beats c in 100 % of worlds")
    assert "after Holm" in told
    assert told.splitlines()[3].split()[:3] == ["policy", "against", "worlds"]


def test_a_hundred_per_cent_is_all() -> None:
    told = [percent(hits, 1000) for hits in (1000, 999, 995, 990, 610, 4, 0)]
    assert told == ["100", ">99", ">99", "99", "61", "<1", "0"]


def test_the_ends_of_a_share_differ() -> None:
    assert [span(0.53, 0.67), span(0.9987, 1.0), span(0.0, 0.0004), span(0.999996, 1.0)] == [
        "53-67", "99.9-100", "0-0.04", "100-100",
    ]  # fmt: skip


def test_counts_are_rounded_up_to_two_figures() -> None:
    assert [rounded(n) for n in (2, 99, 101, 11_950, 12_000, 1.2e7)] == [
        "2",
        "99",
        "110",
        "12,000",
        "12,000",
        "12,000,000",
    ]
