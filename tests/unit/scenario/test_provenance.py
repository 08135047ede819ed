"""Where numbers come from: measured, fitted, direction or assumed; none without; dates that facts cover; signs that facts code."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import replace

import pytest

from sim.facts.ledger import Fact, Ledger, Mechanism, Work
from sim.scenario.provenance import together

from .texts import Examine


def fact(id: str, start: str | None, end: str | None, figures: dict[str, float], unit: str, **signs: int) -> Fact:
    day = datetime.date.fromisoformat
    return Fact(
        id, day(start) if start else None, day(end) if end else None, "day", ("vietnam",), "vote", "text", figures, unit,
        signs, "000", 1, "copied", "", "", "",
    )  # fmt: skip


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    """Five invented facts, a mechanism and a book."""
    facts = [
        fact("F901", "2022-04-07", "2022-04-07", {"yes": 93, "no": 24}, "votes", us=-1, china=1),
        fact("F902", "2023-01-01", None, {"percent": 60}, "percent"),
        fact("O903", "2021-01-01", "2021-12-31", {"value": 0.25}, "share of exports"),
        fact("F904", None, None, {}, ""),
        fact("F905", "2022-01-01", "2022-12-31", {}, "", us=-2),
        fact("F906", "1990-01-01", "1999-12-31", {}, ""),
        replace(fact("F907", "2023-09-01", "2023-09-30", {"tier": 4}, "tier (0 to 4)"), actors=("us", "vietnam")),
    ]
    mechanism = Mechanism("M9", "text", "sign", "form", "stated", {"000": (1,)})
    return Ledger({f.id: f for f in facts}, {"M9": mechanism}, {"moore1966": Work("moore1966", "Moore", "Interval")})


BASE = """
format: 1
id: small
version: 1.0.0
title: {en: Small, vi: Nhỏ}
clock: {start: 2022-Q1, turns: 12}
groups: {powers: [us, china]}
variables:
  wealth: {title: {en: W, vi: W}, unit: USD, range: 0 to 1000, good: high, assumed: test%s}
"""


def parameter(write: Examine, text: str) -> Examine:
    return write(BASE % "" + "parameters:\n  p: {" + text + "}\n")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("value: 93, source: [F901]", "measured"),
        ("value: 93, source: F901", "measured"),
        ("value: 60, source: [F902]", "measured"),
        ("value: 0.6, source: [F902]", "measured"),
        ("value: 25, source: [O903]", "measured"),
        ("value: 0.25, source: [O903]", "measured"),
        ("value: 93.0000001, source: [F901]", "measured"),
        ("value: 7, source: [F904, F901], assumed: halfway", "direction"),
        ("value: 7, source: [F904]", "direction"),
        ("value: 7, source: [M9]", "direction"),
        ("value: 93, source: [F901], assumed: twice sure", "measured"),
        ("value: 7, source: [F901], fitted: to the votes", "fitted"),
        ("value: 7, fitted: to the votes", "fitted"),
        ("value: 7, assumed: a guess", "assumed"),
        ("value: 7, source: [moore1966], assumed: a guess", "assumed"),
    ],
)
def test_the_kind_of_a_number(write: Examine, text: str, kind: str) -> None:
    count = parameter(write, text).done.count
    assert {k: getattr(count, k) for k in ("measured", "fitted", "direction", "assumed")} == {
        "measured": 0, "fitted": 0, "direction": 0, "assumed": 0, kind: 1,
    }  # fmt: skip
    assert count.numbers == 1
    assert count.share_measured == (kind == "measured")
    assert f"1 {kind}" in str(count)


@pytest.mark.parametrize(
    ("text", "code", "says", "cure"),
    [
        ("value: 7", "E151", "`parameters.p` holds a number with neither source nor reason", "`assumed: why`"),
        ("value: 7, source: [moore1966]", "E151", "moore1966 is a work", "`assumed: why`"),
        ("value: 94, source: [F901]", "E153", "94 is no figure of its sources", "F901: yes 93, no 24"),
        ("value: 7, source: [F991]", "E150", "unknown fact `F991`", "did you mean `F901`?"),
        ("value: 7, source: [M9, xyzzy]", "E150", "unknown fact `xyzzy`", "seeds/"),
        ("value: 7, source: 5", "E103", "`source` needs a list, found `5`", ""),
    ],
)
def test_a_number_without_ground(write: Examine, text: str, code: str, says: str, cure: str) -> None:
    found = parameter(write, text)
    assert found.only.code == code, found.text
    assert says in found.only.message
    assert cure in found.only.cure


def test_an_object_without_ground_is_reported_once_however_many_numbers_it_holds(write: Examine) -> None:
    assert parameter(write, "for: powers, value: {us: 2, china: 3}").codes == ["E151"]


CARD = """
events:
  ask:
    kind: card
    %s
    title: {en: T, vi: T}
    effects: {wealth: 3}
    source: [F901]
    options:
      yes: {effects: {wealth: 93}}
      no: {effects: {wealth: 5}, assumed: half}
      maybe: {effects: {wealth: "7 * 2 - 1 + 0"}, source: [F904]}
"""


def test_a_member_that_the_fit_left_at_its_prior_is_not_fitted(write: Examine) -> None:
    text = "for: powers, value: {us: 2, china: 3}, prior: {us: 2, china: 4}, range: 0 to 9, source: [F904], fitted: to the votes"
    count = parameter(write, text).done.count
    assert (count.fitted, count.direction) == (1, 1)


def test_what_stands_within_an_object_inherits_its_ground(write: Examine) -> None:
    count = write(BASE % "" + CARD % "when: turn = 1").done.count
    assert (count.direction, count.assumed) == (4, 1)


def test_nought_and_one_in_formulas_are_no_numbers(write: Examine) -> None:
    text = BASE % ", change: {a: {title: {en: A, vi: A}, formula: '1 - wealth * 0 - 1'}}"
    assert write(text).done.count.numbers == 0


@pytest.mark.parametrize(
    ("variable", "kind"),
    [
        ("tier: {%s, start: {us: 4}}", "measured"),
        ("rank_tier: {%s, start: {us: 4}}", "measured"),
        ("tier: {%s, start: {china: 4}}", "direction"),  # the fact is about the other power
        ("tier: {%s, start: {us: 3}}", "direction"),
        ("warmth: {%s, start: {us: 4}}", "direction"),  # a warmth of 4 is no rank of 4
    ],
)
def test_a_code_measures_only_what_bears_its_name_and_is_about_its_actors(
    write: Examine, variable: str, kind: str
) -> None:
    text = variable % "title: {en: V, vi: V}, for: powers, range: 0 to 9, source: [F907], assumed: guess"
    count = write(BASE % "" + "  " + text + "\n").done.count
    assert (count.measured, count.direction) == ((1, 0) if kind == "measured" else (0, 1))


@pytest.mark.parametrize(
    ("quarter", "kind"), [("1990-Q1", "measured"), ("1995-Q1", "direction"), ("1999-Q4", "measured")]
)
def test_a_bound_in_a_formula_is_measured_only_where_a_fact_dates_it_closely(
    write: Examine, quarter: str, kind: str
) -> None:
    change = f"change: {{a: {{title: {{en: A, vi: A}}, formula: 'if(date < {quarter}, 1, 0)', source: [F906]}}}}"
    count = write(BASE % (", " + change)).done.count
    assert (count.measured, count.direction) == ((1, 0) if kind == "measured" else (0, 1))


def test_a_date_within_longer_years_of_a_fact_is_told_apart(write: Examine) -> None:
    count = write(
        BASE % "" + CARD.replace("[F901]\n    options", "[F901, F902]\n    options") % "on: 2023-Q3"
    ).done.count
    assert (count.dates, count.dates_measured, count.dates_close) == (1, 1, 0)
    count = write(BASE % "" + CARD % "on: 2022-Q2").done.count
    assert (count.dates, count.dates_measured, count.dates_close) == (1, 1, 1)


def test_a_number_that_is_taken_over_counts_once(write: Examine) -> None:
    above = write(BASE % ", start: 93").done.count
    own = (*above.each, (("parameters", "more", "value"), "measured"))
    below = replace(above, each=own, measured=above.measured + 1)
    alone = Counter(kind for _, kind in above.each)
    parents = {"root": (), "one": ("root",), "two": ("one", "root")}
    assert together({"root": above, "one": below, "two": below}, parents) == alone + Counter(measured=1)
    assert together({"two": below, "root": above}, parents) == alone + Counter(measured=1)
    assert together({"one": below}, parents).total() == below.numbers == len(own)


def test_start_values_are_counted_apart(write: Examine) -> None:
    text = (BASE % ", start: 93").replace("assumed: test", "source: [F901]")
    count = write(text).done.count
    assert (count.starts, count.starts_measured) == (1, 1)
    count = write(BASE % ", start: 7").done.count
    assert (count.starts, count.starts_measured) == (1, 0)


@pytest.mark.parametrize(
    ("date", "measured"),
    [
        ("on: 2022-Q2", True),
        ("from: 2022-Q2\n    until: 2022-Q2", True),
        ("on: 2022-Q3\n    date_assumed: late", False),
    ],
)
def test_a_date_is_measured_if_a_fact_covers_it(write: Examine, date: str, measured: bool) -> None:
    count = write(BASE % "" + CARD % date).done.count
    assert count.dates == date.count("Q2") + date.count("Q3")
    assert count.dates_measured == (count.dates if measured else 0)


@pytest.mark.parametrize(
    ("source", "quarter", "covered"),
    [
        ("F902", "2022-Q4", False),
        ("F902", "2023-Q1", True),
        ("F902", "2024-Q4", True),
        ("F904", "2022-Q1", False),
        ("F905", "2022-Q4", True),
        ("M9", "2022-Q4", False),
    ],
)
def test_open_facts_cover_all_that_follows_and_undated_ones_nothing(
    write: Examine, source: str, quarter: str, covered: bool
) -> None:
    found = write(
        BASE % "" + f"events:\n  e: {{kind: news, on: {quarter}, title: {{en: T, vi: T}}, source: [{source}]}}\n"
    )
    if covered:
        assert found.report.ok, found.text
    else:
        assert found.only.code == "E152"
        assert found.under_caret() == quarter
        assert found.only.message == f"no fact that `e` names covers {quarter}"


def test_an_unknown_fact_is_one_mistake_and_not_three(write: Examine) -> None:
    found = write(
        BASE % ""
        + "events:\n  e: {kind: news, on: 2022-Q2, effects: {wealth: 5}, title: {en: T, vi: T}, source: [F9O1]}\n"
    )
    assert found.only.code == "E150"
    assert found.under_caret() == "F9O1"
    assert found.only.cure == "did you mean `F901`?"


RELATION = """
variables:
  climate: {title: {en: C, vi: C}, for: powers, range: -10 to 10, assumed: test}
screen: {relations: climate}
"""


@pytest.mark.parametrize(
    ("effects", "sources", "warned"),
    [
        ("climate.us: 0.5", "[F901]", True),
        ("climate.us: -0.5", "[F901]", False),
        ("climate.us: 0.5", "[F901, F905]", True),
        ("climate.china: 0.5", "[F901, F905]", False),
        ("climate.us: 0.5", "[F904]", False),
        ("climate.us: 0.5 * 2", "[F901]", False),
    ],
)
def test_a_sign_that_contradicts_the_coded_one_is_a_warning(
    write: Examine, effects: str, sources: str, warned: bool
) -> None:
    option = f"{{history: chosen, effects: {{{effects}}}, source: {sources}, assumed: size}}"
    found = write({
        "a.yaml": BASE % "",
        "b.yaml": RELATION + "events:\n  e: {kind: card, when: turn = 1, title: {en: T, vi: T}, "
        f"options: {{a: {option}, b: {{}}}}}}\n",
    })  # fmt: skip
    assert found.codes == (["W152"] if warned else []), found.text
    if warned:
        assert found.under_caret() == "0.5"
        assert "F901" in found.only.message
