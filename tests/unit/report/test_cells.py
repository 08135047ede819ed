"""Takes cells, asserts how they read: shares that never round to none or all, columns that stand under each other, sections."""

from __future__ import annotations

import pytest

from sim.report.cells import aligned, percent, plus_minus, tabled
from sim.report.markdown import markdown
from sim.report.outline import Document


@pytest.mark.parametrize(
    ("share", "whole", "tenths"),
    [
        (0.0, "0%", "0%"), (0.0004, "<1%", "<0.1%"), (0.004, "<1%", "0.4%"), (0.006, "1%", "0.6%"), (0.5, "50%", "50.0%"),
        (0.994, "99%", "99.4%"), (0.996, ">99%", "99.6%"), (0.9999, ">99%", ">99.9%"), (1.0, "100%", "100%"),
    ],
)  # fmt: skip
def test_only_none_is_0_and_only_all_is_100(share: float, whole: str, tenths: str) -> None:
    assert (percent(share), percent(share, 1)) == (whole, tenths)


def test_what_is_unknown_is_not_a_number() -> None:
    assert plus_minus(float("nan"), 1.0) == "-"
    assert plus_minus(4.123, float("inf")) == "4.12 ±?"
    assert plus_minus(4.123, 0.3) == "4.12 ±0.30"


def test_columns_stand_under_each_other() -> None:
    cells = [["policy", "mean", ""], ["history", "4.1", "hit"], ["x", "-10.25", ""]]
    assert aligned(cells).split("\n") == ["policy     mean", "history     4.1  hit", "x        -10.25"]
    assert aligned(cells, left=3).split("\n") == ["policy   mean", "history  4.1     hit", "x        -10.25"]


def test_a_section_tells_its_sentences_and_its_table() -> None:
    made = tabled(
        "all", "All of it", ["row", "wanted", "found"], [["T1", "3", "MISS"]], ["One is missed."], strong=("MISS",)
    )
    text = "\n".join(markdown(Document("en", "Fit", (), (made,), "Contents")))
    assert "One is missed." in text
    assert "**MISS**" in text
    assert "**3**" not in text


@pytest.mark.parametrize(
    ("mean", "half", "shown"),
    [
        (4.123, 0.301, "4.12 ±0.30"),
        (0.08545, 0.00116, "0.0854 ±0.0012"),
        (3.0, 0.0, "3.00 ±0.00"),
        (1.0, float("inf"), "1.00 ±?"),
    ],
)
def test_an_interval_is_never_shown_as_nothing_unless_it_is(mean: float, half: float, shown: str) -> None:
    assert plus_minus(mean, half) == shown
