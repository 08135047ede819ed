"""What names and functions mean: axes, selectors, aliases, reductions, look-backs, types, units; each through a small scenario."""

from __future__ import annotations

import pytest

from sim.engine import read, start

from .texts import HEAD, Examine, Examined


def x_of(found: Examined) -> list[float]:
    """The derived number `x` in the first quarter, row-major."""
    worlds = start(found.rules, [0], 1)
    return [float(v) for v in read(found.rules, worlds, "x").reshape(-1)]


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("climate.us", 3),
        ("climate.us - 2 * climate.china", 1),
        ("trade.us.rice", 5),
        ("nu.us.russia", -0.5),
        ("sum(climate over powers)", 4),
        ("mean(climate over powers)", 4 / 3),
        ("min(climate over powers)", 0),
        ("max(climate over powers)", 3),
        ("max(climate.china, 2, pull)", 2),
        ("hhi(climate over powers)", 0.625),
        ("count(climate > 0 over powers)", 2),
        ("if(any(climate > 2 over powers), 1, 0) + if(all(climate > 2 over powers), 10, 0)", 1),
        ("sum(trade.us over goods)", 5),
        ("sum(sum(trade over goods) over powers)", 5),
        ("sum(nu.us.gainer * climate.gainer over gainer)", 0.25),
        ("sum(nu.powers.powers over powers)", 0),
        ("sum(climate over asian)", 1),
        ("sum(calm * climate over asian)", 0.5),
        ("wealth * 35%", 17.5),
        ("1 / 0.25 + 2 ^ 3", 12),
        ("clamp(wealth, 0, 20)", 20),
        ("floor(2.7) + abs(-2) + sqrt(9)", 7),
        ("logistic(0) + exp(0) + log(1)", 1.5),
        ("year + quarter / 10 + turn / 100", 2022.11),
        ("date - 2021-Q4", 1),
        ("past(wealth, 2 turns) + change(wealth, 3 turns) + average(wealth, 4 turns)", 100),
        ("average(wealth, game)", 50),
        ("if(ever(wealth > 10), 1, 2)", 2),
        ("works.us", 0),
        ("lone.one + past(lone.one, 1 turn)", 1),
        ("sum(past(lone, 1 turn) over alone)", 0.5),
        ("sum(past(climate, 1 turn) over powers)", 4),
    ],
)
def test_one_number(derived: Examine, formula: str, value: float) -> None:
    assert x_of(derived(formula)) == pytest.approx([value])


@pytest.mark.parametrize(
    ("axes", "formula", "values"),
    [
        ("powers", "climate", [3, 1, 0]),
        ("powers", "climate + climate.us", [6, 4, 3]),
        ("powers", "2", [2, 2, 2]),
        ("powers", "share(climate over powers)", [0.75, 0.25, 0]),
        ("powers", "if(is(powers, china), 1, 0)", [0, 1, 0]),
        ("powers", "sum(if(is(powers, gainer), 0, climate.gainer) over gainer)", [1, 3, 4]),
        ("powers", "sum(nu * climate.gainer over gainer)", [0.25, 0, 0]),
        ("powers", "sum(nu.gainer.powers * climate.gainer over gainer)", [0, 0.75, -1.5]),
        ("powers", "sum(trade over goods)", [5, 0, 0]),
        ("powers", "trade.powers.rice", [5, 0, 0]),
        ("powers", "trade.us.rice * climate", [15, 5, 0]),
        ("goods", "trade.us", [5, 0]),
        ("goods", "sum(trade over powers)", [5, 0]),
        ("'[powers, goods]'", "trade + 1 * climate", [8, 3, 1, 1, 0, 0]),
        ("'[goods, powers]'", "trade", [5, 0, 0, 0, 0, 0]),
        ("'[powers, powers as gainer]'", "climate - climate.gainer", [0, 2, 3, -2, 0, 1, -3, -1, 0]),
        ("asian", "climate", [1, 0]),
        ("asian", "calm * climate", [0.5, 0]),
        ("powers", "past(climate, 1 turn) - climate", [0, 0, 0]),
        ("powers", "sum(past(nu * climate.gainer, 1 turn) over gainer)", [0.25, 0, 0]),
        ("alone", "past(lone, 2 turns)", [0.5]),
    ],
)
def test_a_block_of_numbers(derived: Examine, axes: str, formula: str, values: list[float]) -> None:
    assert x_of(derived(formula, axes.strip("'"))) == pytest.approx(values)


@pytest.mark.parametrize(
    ("formula", "code", "under", "says", "cure"),
    [
        ("climte.us + 1", "E201", "climte.us", "unknown name `climte.us`", "did you mean `climate.us`?"),
        ("1 + climate.chna", "E201", "climate.chna", "`powers` has no `chna`", "did you mean `climate.china`?"),
        ("climate.xyzzy", "E201", "climate.xyzzy", "`powers` has no `xyzzy`", "members of `powers`: us, china, russia"),
        ("climate", "E209", "climate", "runs over `powers`, which the result does not", "sum(climate over powers)"),
        ("wealth.us", "E208", "wealth.us", "`wealth` has no members", "write `wealth`"),
        ("climate.us.rice", "E208", "climate.us.rice", "`climate` has 1 axis", ""),
        ("powers + 1", "E201", "powers", "`powers` is a group", "after `over`"),
        ("visit + 1", "E201", "visit", "`visit` is a verb", "ordered(...)"),
        ("sum(climate over power)", "E201", "power", "unknown axis `power`", "did you mean `powers`?"),
        ("share(climate over powers)", "E209", "share(climate over powers)", "`share` runs over", "sum(...)"),
        ("sum(climate)", "E202", "sum(climate)", "`sum` needs an axis", "sum(climate over powers)"),
        ("sqrt(climate over powers)", "E202", "sqrt(climate over powers)", "takes no `over`", "reductions: sum"),
        ("sqr(2)", "E202", "sqr", "unknown function `sqr`", "did you mean `sqrt`?"),
        ("clamp(1, 2)", "E202", "clamp(1, 2)", "takes 3 values, not 2", "clamp(x, 0, 1)"),
        ("(wealth > 3) + 1", "E203", "wealth > 3", "a number is needed here", "if(test, 1, 0)"),
        ("if(wealth, 1, 2)", "E204", "wealth", "a yes or no is needed here", "compare it"),
        ("wealth > 3", "E203", "wealth > 3", "a number is needed here", "if(test, 1, 0)"),
        ("wealth + climate.us", "E205", "wealth + climate.us", "this adds USD and points", "one unit"),
        ("if(wealth > climate.us, 1, 0)", "E205", "wealth > climate.us", "compares USD and points", "one unit"),
        ("wealth / 0", "E206", "0", "division by zero", "differ from 0"),
        ("wealth / (2 - 2)", "E206", "2 - 2", "division by zero: `2 - 2` is always 0", "differ from 0"),
        ("past(wealth)", "E202", "past(wealth)", "takes a value and a time", "past(wealth, 4 turns)"),
        ("past(wealth, 2)", "E202", "2", "needs a time of 1 to 40 turns", "past(wealth, 2 turns)"),
        ("past(wealth, 99 turns)", "E202", "99 turns", "needs a time of 1 to 40 turns", "4 turns"),
        ("past(wealth, game)", "E202", "game", "needs a time", ""),
        ("average(wealth, gam)", "E202", "gam", "needs a time", "average(wealth, game)"),
        ("if(fired(nothing), 1, 0)", "E201", "nothing", "unknown event `nothing`", ""),
        ("if(is(target, us), 1, 0)", "E201", "target", "`target` is no axis here", ""),
        ("numbers.yes", "E201", "numbers.yes", "unknown name `numbers.yes`", ""),
        ("wealth + * 2", "E200", "*", "expected a number", ""),
        ("wealth +", "E200", "'", "found the end of the expression", ""),
    ],
)
def test_a_mistake_has_its_place_and_its_cure(
    derived: Examine, formula: str, code: str, under: str, says: str, cure: str
) -> None:
    found = derived(formula)
    assert found.only.code == code
    assert found.under_caret() == under
    assert says in found.only.message
    assert cure in found.only.cure


def test_several_mistakes_of_one_formula_are_reported_at_once(derived: Examine) -> None:
    found = derived("wealht + clmate.us + sqr(3)")
    assert [found.under_caret(d) for d in found.found] == ["wealht", "clmate.us", "sqr"]


def test_free_axes_of_a_result_must_be_its_own(derived: Examine) -> None:
    found = derived("trade", "powers")
    assert found.only.code == "E209"
    assert "`trade` runs over `goods`" in found.only.message


def test_groups_align_only_where_one_lies_within_the_other(derived: Examine) -> None:
    found = derived("sum(climate.goods over goods)")
    assert found.only.code == "E207"
    assert "has no member `rice` of `goods`" in found.only.message


@pytest.mark.parametrize("formula", ["wealth / (climate.us + 1)", "1 / attention"])
def test_a_divisor_that_may_be_zero_is_a_warning_that_names_it(derived: Examine, formula: str) -> None:
    found = derived(formula)
    assert found.only.code == "W201"
    assert found.report.ok
    assert "then the quotient counts as 0" in found.only.message
    assert "max(" in found.only.cure


def test_shares_and_pure_numbers_go_with_every_unit_and_products_may_change_it(derived: Examine) -> None:
    assert derived("wealth + 3 + wealth * climate.us").report.ok
    assert derived("climate.us + wealth / 2 * 0").report.ok


def test_the_caret_finds_its_place_in_folded_quoted_and_block_texts(small: Examine) -> None:
    for lines in (
        '"wealth +\n      wealht"',
        ">-\n      wealth + 2\n      + wealht",
        "'wealth + wealht'",
        "wealth+wealht",
    ):
        found = small(f"derived:\n  x:\n    title: {{en: X, vi: X}}\n    assumed: test\n    formula: {lines}\n")
        assert found.under_caret() == "wealht", lines


def test_of_two_equal_words_the_caret_stands_under_the_faulty_one(derived: Examine) -> None:
    found = derived("sum(climate over powers) + climate")
    span = found.only.span
    assert span is not None
    line = found.report.texts[span.file].splitlines()[span.line - 1]
    assert line[: span.column - 1].endswith("+ ")


EVENTS = """
events:
  ask:
    kind: memo
    for: powers
    when: turn = 2
    title: {en: T, vi: T}
    options: {yes: {}, no: {}, wait: {}}
    assumed: test
  flood: {kind: news, when: turn = 3, title: {en: T, vi: T}, assumed: test}
"""


@pytest.mark.parametrize(
    ("axes", "formula", "values"),
    [
        ("", "since(flood)", [99]),
        ("", "if(fired(flood), 1, 0)", [0]),
        ("", "if(chosen(ask.yes.us), 1, 0)", [0]),
        ("powers", "since(ask)", [99, 99, 99]),
        ("powers", "if(chosen(ask.no), 1, 0)", [0, 0, 0]),
        ("", "count(fired(ask) over powers)", [0]),
    ],
)
def test_the_record_of_events_can_be_asked(derived: Examine, axes: str, formula: str, values: list[float]) -> None:
    assert x_of(derived(formula, axes, EVENTS)) == values


@pytest.mark.parametrize(
    ("formula", "under", "cure"),
    [
        ("if(fired(flod), 1, 0)", "flod", "did you mean `flood`?"),
        ("if(chosen(ask.yess.us), 1, 0)", "ask.yess.us", "did you mean `ask.yes`?"),
        ("if(chosen(ask.yes.uss), 1, 0)", "ask.yes.uss", "us"),
        ("if(fired(flood.us), 1, 0)", "flood.us", ""),
        ("flood + 1", "flood", "fired(...)"),
    ],
)
def test_mistakes_about_events(derived: Examine, formula: str, under: str, cure: str) -> None:
    found = derived(formula, "", EVENTS)
    assert found.under_caret() == under, found.text
    assert cure in found.only.cure


def test_what_belongs_to_one_event_has_no_past(small: Examine) -> None:
    found = small(
        EVENTS.replace("kind: news,", "kind: news, numbers: {tons: 5}, ").replace(
            "when: turn = 3", "when: 'past(wealth - numbers.tons, 2 turns) > 3'"
        )
    )
    assert found.only.code == "E202"
    assert found.under_caret() == "numbers.tons"


def test_a_look_back_is_kept_once_however_often_it_is_written(derived: Examine) -> None:
    found = derived("past(wealth, 2 turns) + past(wealth, 3 turns) + average(wealth, 4 turns)")
    assert len(found.rules.trackers) == 1
    assert found.rules.depth >= 5


def test_a_chain_of_derived_numbers_may_be_long_and_stand_in_any_order(small: Examine) -> None:
    count = 300
    title = "title: {en: X, vi: X}, assumed: test"
    rows = [f"  d{i}: {{{title}, formula: d{i + 1} + 1}}" for i in range(count)]
    found = small(
        "derived:\n"
        + "\n".join(rows)
        + f"\n  d{count}: {{{title}, formula: wealth}}\n  x: {{{title}, formula: d295}}\n"
    )
    assert x_of(found) == [50 + count - 295]


def test_derived_numbers_in_a_circle_are_named(small: Examine) -> None:
    title = "title: {en: X, vi: X}, assumed: test"
    found = small(
        f"derived:\n  a: {{{title}, formula: b + 1}}\n  b: {{{title}, formula: c * 2}}\n  c: {{{title}, formula: a}}\n"
    )
    assert found.only.code == "E128"
    assert "a -> b -> c -> a" in found.only.message


def test_ranges_of_formulas_decide_conditions(small: Examine) -> None:
    found = small(EVENTS.replace("when: turn = 3", "when: wealth < 40 and climate.us + 1 > 30 and turn = 3"))
    assert found.only.code == "E210"
    assert found.only.message == "this condition is always false"
    assert found.under_caret() == "climate.us + 1 > 30"
    assert found.only.cure == "`climate.us` is declared -10 to 10"


def test_a_condition_that_is_always_true_is_a_warning(small: Examine) -> None:
    found = small(EVENTS.replace("when: turn = 3", "when: wealth >= 0"))
    assert found.only.code == "W210"
    assert found.report.ok


def test_numbers_of_an_event_are_read_in_it_alone(small: Examine) -> None:
    text = EVENTS.replace("kind: news,", "kind: news, numbers: {tons: 5}, effects: {wealth: 2 * numbers.%s},")
    assert small(text % "tons").report.ok
    wrong = small(text % "tuns")
    assert wrong.only.cure == "did you mean `numbers.tons`?"


def test_too_many_sums_in_one_formula_are_refused(derived: Examine) -> None:
    formula = " + ".join(["sum(climate over powers)"] * 30)
    assert derived(formula).only.code == "E200"


def test_infinite_ranges_decide_nothing(small: Examine) -> None:
    found = small(EVENTS.replace("when: turn = 3", "when: log(works.us) > 1 and exp(works.us * 1e300 * 1e300) >= 0"))
    assert found.report.ok, found.text


def test_two_scenarios_of_the_same_text_have_one_digest(small: Examine) -> None:
    assert small().rules.digest == small().rules.digest
    assert small(head=HEAD.replace("start: 50", "start: 51")).rules.digest != small().rules.digest


def test_a_chain_of_derived_numbers_has_a_longest_and_that_one_can_be_played(small: Examine) -> None:
    def chain(count: int) -> Examined:
        title = "title: {en: X, vi: X}, assumed: test"
        rows = [f"  d{i}: {{{title}, formula: d{i + 1} + 1}}" for i in range(count - 1)]
        return small(
            "derived:\n"
            + "\n".join(rows)
            + f"\n  d{count - 1}: {{{title}, formula: wealth}}\n  x: {{{title}, formula: wealth}}\n"
        )

    longest = chain(400)
    assert x_of(longest) == [50]
    worlds = start(longest.rules, [1], 1)
    assert read(longest.rules, worlds, "d0").tolist() == [50 + 399]
    found = chain(401)
    assert found.only.code == "E213"
