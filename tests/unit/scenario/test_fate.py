"""What can never be is found without playing: spans, dates, clauses that exclude each other, chains behind the end."""

from __future__ import annotations

import pytest

from .texts import Examine

E = "title: {en: E, vi: E}, assumed: x, date_assumed: x"
CARD = "  card: {kind: card, on: 2023-Q4, TITLE, options: {a: {title: {en: A, vi: A}}, b: {title: {en: B, vi: B}}}}\n".replace(
    "TITLE", E
)


@pytest.mark.parametrize(
    ("event", "code", "caret"),
    [
        ("kind: news, from: 2022-Q4, until: 2022-Q2", "E211", "2022-Q2"), ("kind: news, on: 2022-Q2, from: 2022-Q1", "E211", "2022-Q1"),
        ("kind: news, again: 2 to 5 quarters", "E212", "2 to 5 quarters"), ("kind: hazard, chance: 0", "E210", "0"),
        ("kind: news, when: wealth > 60 and climate.us > 2 and wealth <= 60", "E210", "wealth > 60 and climate.us > 2 and wealth <= 60"),
        ("kind: news, when: wealth = 5 and 7 < wealth", "E210", "wealth = 5 and 7 < wealth"),
        ("kind: news, when: date > 2025-Q1", "W211", "date > 2025-Q1"), ("kind: chain, after: card.a, lag: 3 quarters", "W211", "lag"),
    ],
)  # fmt: skip
def test_it_is_found_at_its_place(small: Examine, event: str, code: str, caret: str) -> None:
    found = small(f"events:\n{CARD}  e: {{{event}, {E}}}\n")
    assert found.only.code == code
    assert found.under_caret() == caret


@pytest.mark.parametrize(
    "event",
    [
        "kind: news, when: wealth >= 60 and wealth <= 60", "kind: news, when: wealth > 60 or wealth < 40", "kind: news, when: climate.us > 2 and climate.china < 1",
        "kind: news, from: 2022-Q2, until: 2022-Q2", "kind: news, again: 2 quarters", "kind: news, when: date >= 2023-Q4", "kind: news, when: wealth > 1 and wealth < pull",
    ],
)  # fmt: skip
def test_what_may_be_is_left_alone(small: Examine, event: str) -> None:
    assert small(f"events:\n  e: {{{event}, {E}}}\n").report.ok
