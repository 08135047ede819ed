"""Renamed ids: luck stays, the old name leads to the new one, and what cannot be is an error."""

from __future__ import annotations

import numpy as np
import pytest

from sim import engine
from sim.rulebook.rulebook import Rulebook
from sim.scenario.renamed import first_id, present_id

from .texts import Examine

WORLD = """
moves:
  {mood}:
    for: powers
    assumed: test
    options: {{press: {{title: {{en: P, vi: P}}, utility: 0.2}}, hold: {{title: {{en: H, vi: H}}, utility: 0}}}}
events:
  {storm}: {{kind: hazard, chance: 0.4, again: 1 quarter, assumed: test, title: {{en: S, vi: S}}}}
  rain: {{kind: hazard, chance: 0.3, again: 1 quarter, assumed: test, title: {{en: R, vi: R}}}}
"""


def luck_of(rules: Rulebook) -> tuple[list[list[bool]], list[list[int]]]:
    worlds = engine.start(rules, np.arange(40, dtype=np.uint64), 7)
    happened, moved = [], []
    for _ in range(4):
        turn = engine.step(rules, worlds, engine.no_orders(rules, 40), 7)
        happened.append(turn.happened.tolist())
        moved.append(turn.moved.tolist())
        worlds = turn.after
    return happened, moved


def test_what_is_renamed_keeps_its_luck_and_without_that_it_has_another(small: Examine) -> None:
    before = luck_of(small(WORLD.format(storm="storm", mood="mood")).rules)
    renamed = "renamed: {events: {storm: gale, gale: typhoon}, moves: {mood: stance}}\n"
    assert luck_of(small(WORLD.format(storm="typhoon", mood="stance") + renamed).rules) == before
    assert luck_of(small(WORLD.format(storm="typhoon", mood="stance")).rules) != before


def test_chains_of_renames_are_followed_both_ways() -> None:
    renames = {"events": {"a": "b", "b": "c"}}
    assert first_id(renames, "events", "c") == "a"
    assert present_id(renames, "events", "a") == "c"
    assert (first_id(renames, "moves", "c"), present_id(renames, "moves", "a")) == ("c", "a")


def test_the_old_name_leads_to_the_new_one(small: Examine) -> None:
    found = small(
        "renamed: {variables: {relation: climate}}\nevents:\n  e: {kind: news, when: relation.us > 2, assumed: x, title: {en: E, vi: E}}\n"
    )
    assert found.only.cure == "it is called `climate` now; `migrate` changes it everywhere"
    found = small(
        "renamed: {events: {old: rain}}\n"
        + WORLD.format(storm="s", mood="m")
        + "  e: {kind: chain, after: old, assumed: x, title: {en: E, vi: E}}\n"
    )
    assert found.only.cure == "it is called `rain` now; `migrate` changes it everywhere"


@pytest.mark.parametrize(
    ("renames", "code", "caret"),
    [
        ("{rain: storm}", "E181", "rain"), ("{old: rian}", "E183", "rian"), ("{a: b, b: a}", "E182", "a"),
        ("{a: rain, b: rain}", "E184", "b"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_an_error(small: Examine, renames: str, code: str, caret: str) -> None:
    found = small(f"renamed: {{events: {renames}}}\n" + WORLD.format(storm="storm", mood="mood"))
    first = next(d for d in found.found if d.code == code)
    assert found.under_caret(first) == caret


@pytest.mark.parametrize("new", ["rain.no", "no"])
def test_parts_of_ids_are_not_renamed(small: Examine, new: str) -> None:
    found = small(f"renamed: {{events: {{rain.yes: {new}}}}}\n" + WORLD.format(storm="s", mood="m"))
    assert found.only.code == "E185"
    assert found.only.cure == "options and members keep their ids for ever; change the title"
    assert found.under_caret() == ("rain.no" if "." in new else "rain.yes")
