"""Takes sums on the engine's grid; checks that they still add up once they are rounded."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sim.report.amounts import rounded_sum

STEP = 2.0**-20
ON_GRID = st.integers(-(2**24), 2**24).map(lambda n: n * STEP)


@given(ON_GRID, st.lists(ON_GRID, max_size=12), st.integers(0, 6))
def test_what_is_shown_adds_up_to_the_last_digit(start, amounts, places) -> None:
    end = start + sum(amounts)
    first, last, shown = rounded_sum(start, end, amounts, places)
    unit = 10**places
    assert round(first * unit) + sum(round(a * unit) for a in shown) == round(last * unit)


@given(ON_GRID, st.lists(ON_GRID, max_size=12), st.integers(0, 6))
def test_nothing_is_more_than_one_unit_off(start, amounts, places) -> None:
    end = start + sum(amounts)
    first, last, shown = rounded_sum(start, end, amounts, places)
    unit = 10.0**-places
    assert abs(first - start) <= 0.5 * unit + 1e-9
    assert abs(last - end) <= 0.5 * unit + 1e-9
    assert all(abs(a - b) < unit + 1e-9 for a, b in zip(shown, amounts, strict=True))


def test_what_is_exact_stays_as_it_is() -> None:
    assert rounded_sum(1.0, 1.5, [0.75, -0.25], 2) == (1.0, 1.5, [0.75, -0.25])
