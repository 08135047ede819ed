"""Mistakes of those who extend another scenario: what they changed is named, not a line of the other that they never wrote."""

from __future__ import annotations

import pytest

from .texts import Examine, Examined

PARENT = """
format: 1
id: rules
version: 1.4.0
title: {en: Rules, vi: Luật}
clock: {start: 2022-Q1, turns: 8}
parameters: {pull: {value: 0.5, range: 0 to 1, assumed: test}}
variables:
  calm: {title: {en: K, vi: K}, range: 0 to 10, start: 5, assumed: test, change: {pull: {formula: -pull}},
         levels: {uneasy: {from: 0, title: {en: U, vi: U}}, quiet: {from: 6, title: {en: Q, vi: Q}}}}
verb_groups: {talk: {title: {en: T, vi: T}}}
actions: {call: {title: {en: C, vi: C}, group: talk, assumed: test, effects: {calm: 2}}}
events:
  feast: {kind: card, on: 2023-Q3, date_assumed: test, assumed: test, title: {en: F, vi: F}, options: {
          hold: {title: {en: H, vi: H}, effects: {calm: 2}}, skip: {title: {en: S, vi: S}}}}
history: {2022-Q2: {orders: [call]}, 2023-Q4: {orders: [call]}}
"""
CHILD = "format: 1\nid: small\nversion: 0.1.0\ntitle: {en: S, vi: S}\nextends: rules >=1, <2\n"


@pytest.fixture
def child(write: Examine) -> Examine:
    """A scenario that extends `rules` and says something more."""
    write(PARENT, "rules")

    def run(more: str, head: str = CHILD) -> Examined:
        return write(head + more)

    return run


@pytest.mark.parametrize(
    ("more", "code", "marked", "cure"),
    [
        ("events: {feast: {kind: news}}", "E140", "news", "make it a card or a memo"),
        ("events: {feast: null}", "E103", "null", "to leave it out write `remove: {events: [feast]}`"),
        (
            "events: {feast: {options: {skip: null}}}", "E103", "null",
            "it cannot be taken out of what is inherited: write `remove: {events: [feast]}` and `feast` anew",
        ),
        ("parameters: {pull: 0.2}", "E103", "0.2", "write `{value: 0.2}`"),
        ("variables: {calm: 4}", "E103", "4", "write `{start: 4}`"),
        ("variables: {calm: {start: quiet}}", "E103", "quiet", "`quiet` begins at 6: write the number"),
        ("events: {faest: {on: 2022-Q2}}", "E102", "faest", "did you mean `feast`? else add `kind:`, `title:`"),
    ],
)  # fmt: skip
def test_what_was_changed_is_named(child: Examine, more: str, code: str, marked: str, cure: str) -> None:
    found = child(more + "\n")
    assert (found.only.code, found.only.cure) == (code, cure), found.text
    assert found.under_caret() == marked
    assert found.only.span is not None
    assert "small.yaml" in found.only.span.file


@pytest.mark.parametrize(
    ("extends", "cure"),
    [
        ("../rules", "write `rules`"), ("rules ^1", "write `rules >=1, <2`"), ("rules 1.4.0", "write `rules >=1, <2`"),
        ("rules >=1", "write `rules >=1, <2`"), ("[rules, small]", "extend one of them; it may extend another"),
    ],
)  # fmt: skip
def test_what_is_extended_is_understood(child: Examine, extends: str, cure: str) -> None:
    found = child("", CHILD.replace("rules >=1, <2", extends))
    (only,) = [d for d in found.found if d.code == "E106"]
    assert only.cure.endswith(f"; {cure}")


def test_a_shorter_time_leaves_the_record_behind_and_tells_how_to_leave_an_event_out(child: Examine) -> None:
    found = child("clock: {turns: 4}\n")
    assert found.only.code == "E137"
    assert found.only.cure == "it plays from 2022-Q1 to 2022-Q4; to leave it out: `remove: {events: [feast]}`"
    sound = child("clock: {turns: 4}\nremove: {events: [feast]}\n")
    assert [len(orders) for orders in sound.rules.history] == [0, 1, 0, 0]


@pytest.mark.parametrize(("line", "cure"), [("id: My_Land", "write `my-land`"), ("version: v2", "write `2.0.0`")])
def test_a_wrong_shape_of_id_and_version_is_told_right(child: Examine, line: str, cure: str) -> None:
    key = line.partition(":")[0]
    head = "".join(row + "\n" if not row.startswith(key) else line + "\n" for row in CHILD.splitlines())
    assert child("", head).only.cure == cure
