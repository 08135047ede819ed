"""Sizes in words, levels in comparisons, switches: what they compile to, what is counted, which mistakes are named."""

from __future__ import annotations

import pytest

from sim.engine import default_params, read, start, step
from sim.engine.orders import no_orders

from .texts import Examine, Examined

BASE = """
format: 1
id: small
version: 1.0.0
title: {en: Small, vi: Nhỏ}
clock: {start: 2022-Q1, turns: 4}
groups: {powers: [us, china]}
grades:
  small: {value: 0.5, assumed: each word doubles the one before}
  clear: {value: 1, assumed: the unit}
  large: {value: 2, assumed: each word doubles the one before}
parameters:
  warmth: {value: 0.4, range: 0.1 to 1, free: true, unit: points, assumed: test}
  nu: {for: powers, value: {us: small, china: -large}, range: -4 to 4, assumed: test}
  pity: {value: 1, range: 0 to 2, switch: true, assumed: it takes a mechanism out}
variables:
  climate:
    title: {en: C, vi: C}
    for: powers
    unit: points
    range: -10 to 10
    scale: warmth
    assumed: test
    levels: {cold: {from: -10, title: {en: cold, vi: lạnh}}, warm: {from: 2.5, title: {en: warm, vi: ấm}}}
  wealth: {title: {en: W, vi: W}, unit: USD, range: 0 to 100, start: 50, assumed: test}
  count: {title: {en: N, vi: N}, range: 0 to 9, assumed: test}
delays:
  works: {title: {en: D, vi: D}, for: powers, unit: points, scale: warmth, lag: 1 quarters, assumed: test}
events:
  letter:
    kind: news
    on: 2022-Q1
    date_assumed: test
    assumed: test
    title: {en: L, vi: L}
    text: {en: L, vi: L}
    effects: {EFFECTS}
"""


def with_effects(write: Examine, effects: str, more: str = "") -> Examined:
    return write(BASE.replace("{EFFECTS}", "{" + effects + "}") + more)


@pytest.mark.parametrize(
    ("effect", "moved"),
    [
        ("climate.us: small", 0.2),
        ("climate.us: -small", -0.2),
        ("climate.us: +clear", 0.4),
        ('climate.us: "large * pity"', 0.8),
        ('climate.us: "if(wealth > 10, -large, small)"', -0.8),
        ('climate.us: "min(0.3, large)"', 0.3),
        ("climate.us: {set: large}", 0.8),
        ("climate.us: 0.7", 0.7),
    ],
)
def test_a_grade_is_so_many_times_the_scale_of_its_target(write: Examine, effect: str, moved: float) -> None:
    rules = with_effects(write, effect).rules
    worlds = start(rules, [0], 1)
    after = step(rules, worlds, no_orders(rules, 1), 1).after
    assert read(rules, after, "climate.us") == pytest.approx(moved, abs=1e-5)


def test_the_scale_is_a_parameter_so_doubt_about_it_moves_all_its_effects(write: Examine) -> None:
    rules = with_effects(write, "climate.us: small, climate.china: -large").rules
    params = default_params(rules)
    params[rules.parameter["warmth"].row] = 1.0
    after = step(rules, start(rules, [0], 1, params), no_orders(rules, 1), 1).after
    assert read(rules, after, "climate.us") == pytest.approx(0.5)
    assert read(rules, after, "climate.china") == pytest.approx(-2.0)


def test_a_delay_takes_grades_too(write: Examine) -> None:
    rules = with_effects(write, "works.us: large").rules
    worlds, out = start(rules, [0], 1), []
    for _ in range(3):
        worlds = step(rules, worlds, no_orders(rules, 1), 1).after
        out.append(float(read(rules, worlds, "works.us")[0]))
    assert max(out) == pytest.approx(0.8, abs=1e-5)


def test_grades_count_as_words_and_switches_not_at_all(write: Examine) -> None:
    plain = with_effects(write, "climate.us: 0.7, climate.china: 0.3").done.count
    words = with_effects(write, 'climate.us: small, climate.china: "-large * pity"').done.count
    assert (words.graded, plain.graded) == (4, 2)  # two in the table of nu
    assert plain.numbers - words.numbers == 2
    # one ratio for all grades, one scale, one start, one level above the lowest, one date: no switch, no lowest level
    assert words.numbers == 1 + 1 + 1 + 1 + 1
    assert str(words).endswith("; 4 sizes in words")


def test_grades_of_unequal_ratios_are_each_a_number(write: Examine) -> None:
    base = BASE.replace("{EFFECTS}", "{climate.us: small}")
    even = write(base).done.count
    uneven = write(base.replace("large: {value: 2,", "large: {value: 3,")).done.count
    assert uneven.numbers - even.numbers == 1


def test_a_table_in_words(write: Examine) -> None:
    rules = with_effects(write, "climate.us: small").rules
    assert rules.parameter["nu"].value == (0.5, -2.0)


def test_a_level_is_named_in_a_comparison(write: Examine) -> None:
    more = 'derived: {x: {title: {en: X, vi: X}, for: powers, assumed: test, formula: "if(climate >= warm, 7, 1)"}}\n'
    for size, found in (("2.5", [7, 1]), ("2.25", [1, 1])):
        rules = with_effects(write, f"climate.us: {size}", more).rules
        after = step(rules, start(rules, [0], 1), no_orders(rules, 1), 1).after
        assert list(read(rules, after, "x").reshape(-1)) == found


@pytest.mark.parametrize(
    ("effects", "more", "code", "word"),
    [
        ("wealth: small", "", "E212", "add `scale: parameter` to `wealth`"),
        ("climate.us: smal", "", "E201", "did you mean `small`?"),
        ("climate.us: small", 'derived: {x: {title: {en: X, vi: X}, assumed: test, formula: "large + 1"}}', "E211", "parameter"),
        ("climate.us: small", 'derived: {x: {title: {en: X, vi: X}, assumed: test, formula: "if(climate.us > wram, 1, 0)"}}', "E201", "did you mean `warm`?"),
    ],
)  # fmt: skip
def test_a_word_out_of_place_is_named_with_its_cure(
    write: Examine, effects: str, more: str, code: str, word: str
) -> None:
    found = with_effects(write, effects, more).only
    assert found.code == code
    assert word in (found.cure or "")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("scale: warmth, lag", "scale: wramth, lag", "E171"),
        ("scale: warmth, lag", "scale: nu, lag", "E171"),
        ("unit: points, assumed: test}\n  nu", "unit: USD, assumed: test}\n  nu", "E205"),
        ("value: 1, range: 0 to 2, switch", "value: 0.5, range: 0 to 2, switch", "E172"),
        ("switch: true", "switch: true, free: true", "E172"),
        ("count: {title", "small: {title", "E127"),
        ("small: {value: 0.5", "small: {value: -0.5", "E106"),
    ],
)
def test_a_bad_scale_switch_or_grade(write: Examine, old: str, new: str, code: str) -> None:
    text = BASE.replace("{EFFECTS}", "{wealth: 1}")
    assert old in text
    assert code in write(text.replace(old, new)).codes


def test_a_start_may_be_a_usual_level_and_moves_with_it(write: Examine) -> None:
    text = BASE.replace("{EFFECTS}", "{wealth: 1}")
    text = text.replace(
        "    scale: warmth\n    assumed: test\n    levels",
        "    scale: warmth\n    start: {us: warmth}\n    assumed: test\n    levels",
    )
    rules = write(text).rules
    assert list(read(rules, start(rules, [0], 1), "climate").reshape(-1)) == pytest.approx([0.4, 0], abs=1e-6)
    params = default_params(rules)
    params[rules.parameter["warmth"].row] = 0.75
    assert list(read(rules, start(rules, [0], 1, params), "climate").reshape(-1)) == [0.75, 0]


def test_a_date_in_a_condition_is_measured_if_a_fact_covers_it(write: Examine) -> None:
    more = 'derived: {{x: {{title: {{en: X, vi: X}}, {why}, formula: "if(date >= 2022-Q2, 1, 0)"}}}}\n'
    measured = with_effects(write, "climate.us: small", more.format(why="source: [F042]")).done.count
    other = with_effects(write, "climate.us: small", more.format(why="source: [F053]")).done.count
    assert measured.measured == other.measured + 1
    assert measured.numbers == other.numbers
