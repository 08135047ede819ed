"""Takes a fit of the garden, asserts what its reports say, and that they need nothing but themselves."""

from __future__ import annotations

import re

import pytest

from sim.calibrate import Fit, fit, tell
from sim.calibrate.page import page
from sim.calibrate.written import as_yaml, fitted

from .conftest import Grow

pytest.importorskip("scipy", reason="fitting is a matter of the laboratory")
TITLES = {("garden", "tall"): "Tall & green", ("", "growth"): "Growth"}


@pytest.fixture
def made(grow: Grow) -> Fit:
    impossible = "\n  never: {title: {en: N, vi: N}, policy: nothing, of: first(height > 99), by: median, value: 2022-Q3, tolerance: 1 quarters, source: [F053]}\n"
    return fit([grow(more=impossible).trial], worlds=40, budget=60, seed=1, profiles=True)


def test_the_report_names_hits_misses_and_silence(made: Fit) -> None:
    said = tell.text(made, TITLES)
    assert re.search(r"G1 +Tall & green +garden +nothing, no luck +5\.6 ± 0\.2 +1\.6 +5\.\d+ +\S+ +hit", said)
    assert re.search(r"never +never +garden +nothing +2022-Q3 ± 1 +never +never +9\.00 +MISS", said)
    assert "2 of 3 rows hit; missed: never." in said
    assert "The targets do not tell idle." in said
    assert re.search(r"growth +0\.2 +0\.2 +0\.[67]\d* +0\.\d+ to 0\.\d+ \(pinned on both sides\) +0 to 1 +2 ", said)


def test_the_page_is_whole_and_the_same_twice(made: Fit) -> None:
    one = page(made, TITLES)
    assert one == page(made, TITLES)
    assert "Tall &amp; green" in one
    assert "<strong>MISS</strong>" in one
    assert not re.search(r"<(script|link|img)\b|src=|@import", one)


def test_values_to_copy_are_those_that_moved(made: Fit) -> None:
    assert [v.name for v in fitted(made)] == ["growth"]
    said = as_yaml(fitted(made))
    assert re.search(r'  growth: \{value: 0\.[67]\d*, prior: 0\.2, fitted: "to the targets of garden, seed 1; ', said)
