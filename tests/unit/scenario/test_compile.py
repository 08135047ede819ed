"""Blocks and acts: start values, effects' rows, costs, sets, kinds of events, history, screen, and what is refused."""

from __future__ import annotations

import time

import pytest

from sim.rulebook.rulebook import Rulebook

from .texts import HEAD, Examine

TITLE = "title: {en: T, vi: T}, assumed: test"


def block(rules: Rulebook, row: int) -> str:
    """The variable that a row of the state belongs to."""
    return next(v.id for v in rules.variables if v.row <= row < v.row + v.size)


def test_start_values_are_row_major_and_absent_members_are_zero(small: Examine) -> None:
    rules = small().rules
    assert rules.variable["climate"].start == (3.0, 1.0, 0.0)
    assert rules.variable["trade"].start == (5.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    assert rules.variable["calm"].start == (0.5, 0.5)
    assert rules.parameter["nu"].value == (0.0, 0.25, -0.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    assert (rules.start, rules.turns) == (8088, 8)


def test_numbers_lie_on_the_grid_on_which_causes_sum(small: Examine) -> None:
    rules = small(head=HEAD.replace("start: 50", "start: 0.1")).rules
    (start,) = rules.variable["wealth"].start
    assert start * 2**20 == int(start * 2**20)
    assert start == pytest.approx(0.1, abs=2**-20)


def action(small: Examine, effects: str, extra: str = "target: powers") -> Rulebook:
    return small(f"actions:\n  deal: {{group: talk, {extra}, effects: {{{effects}}}, {TITLE}}}\n").rules


@pytest.mark.parametrize(
    ("effect", "rows"),
    [
        ("climate.target: 1", ((0,), (1,), (2,))),
        ("climate: 1", ((0, 1, 2),) * 3),
        ("climate.us: 1", ((0,),) * 3),
        ("climate: nu.powers.target", ((0, 1, 2),) * 3),
        ("trade.target: 1", ((0, 1), (2, 3), (4, 5))),
        ("trade.target.coal: 1", ((1,), (3,), (5,))),
        ("trade.powers.coal: 1 * climate", ((1, 3, 5),) * 3),
        ("trade.us: 1", ((0, 1),) * 3),
    ],
)
def test_an_effect_touches_the_rows_that_its_selectors_name(
    small: Examine, effect: str, rows: tuple[tuple[int, ...], ...]
) -> None:
    rules = action(small, effect)
    made = rules.actions[1].effects[0]
    first = rules.variable[made.id].row
    assert tuple(tuple(row - first for row in member) for member in made.rows) == rows
    assert not made.sets


def test_an_effect_on_a_delay_goes_into_it(small: Examine) -> None:
    made = action(small, "works.target: 2").actions[1].effects[0]
    assert (made.store, made.id) == ("delay", "works")


def test_an_effect_can_set(small: Examine) -> None:
    made = action(small, "wealth: {set: 20}", "key: d").actions[1].effects[0]
    assert made.sets
    assert made.formula.text == "20"


def test_without_a_target_an_act_has_one_row_of_rows(small: Examine) -> None:
    rules = action(small, "climate: 0.1", "key: d")
    assert rules.actions[1].targets == ("",)
    assert len(rules.actions[1].effects[0].rows) == 1


def test_costs_are_taken_from_single_numbers(small: Examine) -> None:
    rules = action(small, "wealth: 1", "target: powers, cost: {attention: 'if(climate.target > 2, 1, 2)', wealth: 3}")
    assert [(c.id, block(rules, c.row)) for c in rules.actions[1].costs] == [
        ("attention", "attention"),
        ("wealth", "wealth"),
    ]


def test_a_delay_knows_its_times(small: Examine) -> None:
    works = small().rules.delay["works"]
    assert (works.first, works.last, works.size) == (2, 3, 3)


CARD = """
events:
  ask:
    kind: card
    title: {en: Ask, vi: Hỏi}
    when: turn = 2
    advice: {yes: 1, no: 2}
    options:
      yes: {effects: {wealth: 1}, cost: {attention: 1}, when: wealth > 3}
      no: {history: chosen}
      wait: {effects: {wealth: -1}}
    assumed: test
  told: {kind: chain, after: ask.no, lag: 2 quarters, title: {en: T, vi: T}, assumed: test}
  storm: {kind: hazard, chance: 0.5, again: 3 quarters, options: {help: {}, pass: {}}, title: {en: S, vi: S}, assumed: test}
  each: {kind: memo, for: powers, limit: 1, stake: climate.self, when: climate.self > 1, options: {a: {}, b: {}}, title: {en: E, vi: E}, assumed: test}
"""


def test_events_are_compiled_as_their_kind_says(small: Examine) -> None:
    ask, told, storm, each = small(CARD).rules.events
    assert [o.id for o in ask.options] == ["yes", "no"]
    assert ask.wait is not None
    assert ask.history == 1
    assert len(ask.advice) == 2
    assert ask.main
    assert told.after == (ask.first, 1, 1)
    assert told.lag == 2
    assert not told.opens
    assert (storm.main, storm.again, storm.history) == (True, 3, -1)
    assert (each.first, each.members, each.limit, each.main) == (3, ("us", "china", "russia"), 1, False)


@pytest.mark.parametrize(
    ("old", "new", "code", "under", "cure"),
    [
        ("yes: {effects: {wealth: 1}, cost: {attention: 1}, when: wealth > 3}", "", "E140", "ask", "2 to 4 options"),
        ("kind: hazard, chance: 0.5,", "kind: hazard,", "E102", "storm", "chance"),
        ("kind: hazard, chance: 0.5, again: 3 quarters", "kind: shock", "E102", "storm", "add `on:`"),
        ("after: ask.no, ", "", "E141", "told", "after"),
        ("after: ask.no", "after: ask.never", "E201", "ask.never", "options: yes, no"),
        ("after: ask.no", "after: aks.no", "E201", "aks.no", "did you mean `ask`?"),
        ("wait: {effects: {wealth: -1}}", "wait: {cost: {attention: 1}}", "E144", "wait", "effects"),
        ("no: {history: chosen}", "no: {history: chosen}\n      maybe: {history: chosen}", "E138", "chosen", "one"),
        ("advice: {yes: 1, no: 2}", "advice: {yes: 1}", "E139", "advice", "yes, no"),
        ("for: powers, limit", "for: pwers, limit", "E123", "pwers", "did you mean `powers`?"),
        ("kind: card", "kind: crad", "E104", "crad", "did you mean `card`?"),
        ("when: climate.self > 1", "when: climate.slf > 1", "E201", "climate.slf", "did you mean `climate.self`?"),
        ("chance: 0.5", "chance: 0", "E210", "0", "above 0"),
    ],
)
def test_an_event_that_does_not_fit_its_kind(
    small: Examine, old: str, new: str, code: str, under: str, cure: str
) -> None:
    assert old in CARD
    found = small(CARD.replace(old, new, 1))
    first = next(d for d in found.found if d.code == code)
    if code == "E139":
        assert len(found.found) == 1
    assert found.under_caret(first).startswith(under), found.text
    assert cure in first.cure


def test_dates_lie_within_the_clock(small: Examine) -> None:
    found = small(
        "events:\n  late: {kind: news, on: 2024-Q1, date_assumed: test, title: {en: L, vi: L}, assumed: test}\n"
    )
    assert found.only.code == "E137"
    assert found.under_caret() == "2024-Q1"


@pytest.mark.parametrize(
    ("more", "code", "under", "cure"),
    [
        ("effects: {climat.us: 1}", "E201", "climat.us", "did you mean `climate.us`?"),
        ("effects: {climate.uss: 1}", "E201", "climate.uss", "did you mean `climate.us`?"),
        ("effects: {pull: 1}", "E131", "pull", "variables and delays"),
        ("effects: {wealth.us: 1}", "E208", "wealth.us", "write `wealth`"),
        ("effects: {wealth: climate}", "E209", "climate", "sum(climate over powers)"),
        ("effects: {works: {set: 3}}", "E132", "3", "add to it"),
        ("effects: {wealth: {add: 3}}", "E106", "{add: 3}", ""),
        ("effects: {wealth: climate.us}", "E205", "climate.us", "one unit"),
        ("cost: {attenton: 1}", "E133", "attenton", "did you mean `attention`?"),
        ("cost: {climate: 1}", "E133", "climate", ""),
        ("target: powrs", "E123", "powrs", "did you mean `powers`?"),
        ("when: wealth", "E204", "wealth", "compare it"),
        ("key: VV", "E106", "VV", ""),
        ("key: v", "E135", "v", "another letter"),
        ("forbidden: true", "E102", "deal", "reason"),
        ("icon: 3", "E103", "3", "put it in quotes"),
    ],
)
def test_an_act_that_is_wrong(small: Examine, more: str, code: str, under: str, cure: str) -> None:
    found = small(f"actions:\n  deal: {{group: talk, {more}, {TITLE}}}\n")
    assert found.only.code == code, found.text
    assert found.under_caret() == under
    assert cure in found.only.cure


def test_an_unknown_verb_group(small: Examine) -> None:
    found = small(f"actions:\n  deal: {{group: tlak, {TITLE}}}\n")
    assert (found.only.code, found.only.cure) == ("E134", "did you mean `talk`?")


@pytest.mark.parametrize(
    ("old", "new", "code", "under", "cure"),
    [
        ("start: 50,", "start: 500,", "E126", "500", "widen the range"),
        ("start: 50,", "start: {us: 3},", "E124", "start", "declare `for:`"),
        ("start: 50,", "start: fifty,", "E103", "fifty", ""),
        ("{us: 3, china: 1}", "{us: 3, chna: 1}", "E125", "chna", "did you mean `china`?"),
        ("value: 0.5, range: 0 to 1", "value: 0.5, range: 1 to 0", "E106", "1 to 0", ""),
        ("value: 0.5, range: 0 to 1", "value: 0.5, range: 0..1", "E106", "0..1", ""),
        ("within: powers, members: [china, russia]", "within: powers, members: [china, japan]", "E121", "", ""),
        ("within: powers, members", "within: power, members", "E123", "power", "did you mean `powers`?"),
        ("goods: [rice, coal]", "goods: []", "E106", "[]", "at least one"),
        ("goods: [rice, coal]", "goods: [rice, rice]", "E106", "[rice, rice]", ""),
        ("for: powers, lag", "for: pwers, lag", "E123", "pwers", "did you mean `powers`?"),
        ("lag: 2 to 3 quarters", "lag: 0 quarters", "E130", "0 quarters", "at least 1"),
        ("lag: 2 to 3 quarters", "lag: soon", "E106", "soon", ""),
        ("2022-Q1, turns: 8", "2022-Q7, turns: 8", "E106", "2022-Q7", ""),
        ("2022-Q1, turns: 8", "0000-Q1, turns: 8", "E106", "0000-Q1", ""),
        ("2022-Q1, turns: 8", "2022-Q1, turns: 8.5", "E103", "8.5", ""),
        ("gainer], value: {us: {china: 0.25, russia: -0.5}}", "asian], value: {}", "E122", "[powers", "another name"),
        ("format: 1", "format: 2", "E104", "2", ""),
        ("version: 1.0.0", "version: 1.0", "E106", "1.0", ""),
        ("  pull: {", "  date: {", "E127", "date", "another id"),
        ("  pull: {", "  wealth: {", "E127", "wealth", "another id"),
        ("  pull: {", "  Pull: {", "E105", "Pull", "lower case"),
    ],
)
def test_a_block_that_is_wrong(small: Examine, old: str, new: str, code: str, under: str, cure: str) -> None:
    assert old in HEAD
    found = small(head=HEAD.replace(old, new, 1))
    first = next((d for d in found.found if d.code == code), None)
    assert first is not None, found.text
    assert found.under_caret(first).startswith(under), found.text
    assert cure in first.cure
    assert len(found.found) <= 2, found.text


def test_a_missing_required_key_is_named_at_its_object(small: Examine) -> None:
    found = small(head=HEAD.replace("range: 0 to 100, start: 50", "start: 50"))
    assert found.only.message == "`variables.wealth` lacks the key `range`"
    assert found.under_caret() == "wealth"
    assert found.only.cure == "add `range:`: lowest and highest value, such as `0 to 100`"


def test_a_missing_key_of_the_whole_is_named_where_the_scenario_says_who_it_is(small: Examine) -> None:
    found = small("about: {en: A, vi: A}\n", HEAD.replace("version: 1.0.0\n", ""))
    assert found.only.message == "`the scenario` lacks the key `version`"
    assert found.under_caret() == "format"


def test_a_comma_that_ends_a_text_within_braces_is_explained(small: Examine) -> None:
    found = small("events:\n  e: {kind: news, when: turn = 1, title: {en: First, second, vi: X}, assumed: test}\n")
    assert found.only.code == "E101"
    assert "put the text in quotes" in found.only.cure


def test_all_mistakes_are_reported_at_once_and_none_that_follows_from_another(small: Examine) -> None:
    found = small(
        CARD.replace("history: chosen", "histroy: chosen").replace("after: ask.no", "after: ask.no, colour: red")
        + "actions:\n  deal: {group: talk, effects: {welth: 1}, " + TITLE + "}\n"
        + "history:\n  2022-Q2: {orders: [vist us]}\n"
    )  # fmt: skip
    assert [found.under_caret(d) for d in found.found] == ["histroy", "colour", "welth", "vist us"], found.text


def test_what_is_left_out_for_a_mistake_is_not_missed_elsewhere(small: Examine) -> None:
    text = CARD.replace("    title: {en: Ask, vi: Hỏi}\n", "") + (
        f"actions:\n  deal: {{group: talk, when: chosen(ask.no), effects: {{welth: 1}}, {TITLE}}}\n"
    )
    found = small(text)
    assert [d.code for d in found.found] == ["E102", "E201"], found.text
    assert found.found[0].message == "`events.ask` lacks the key `title`"
    assert found.under_caret(found.found[1]) == "welth"


@pytest.mark.parametrize(
    ("effects", "clash"),
    [("wealth: {set: 3}", True), ("wealth: 3", False), ("climate.us: {set: 3}", False)],
)
def test_two_sets_of_one_number_in_one_phase_clash(small: Examine, effects: str, clash: bool) -> None:
    found = small(
        f"actions:\n  one: {{group: talk, effects: {{wealth: {{set: 1}}}}, {TITLE}}}\n"
        f"  two: {{group: talk, effects: {{{effects}}}, {TITLE}}}\n"
    )
    assert found.codes == (["E147"] if clash else []), found.text


def test_a_set_that_depends_on_the_target_must_set_the_targets_own(small: Examine) -> None:
    assert small(
        f"actions:\n  one: {{group: talk, target: powers, effects: {{wealth: {{set: 1}}}}, {TITLE}}}\n"
    ).codes == ["E146"]
    assert small(
        f"actions:\n  one: {{group: talk, target: powers, effects: {{climate.target: {{set: 1}}}}, {TITLE}}}\n"
    ).report.ok


def test_options_of_one_card_may_set_the_same_number(small: Examine) -> None:
    found = small(
        "events:\n  e: {kind: card, when: turn = 1, title: {en: T, vi: T}, assumed: test, "
        "options: {a: {effects: {wealth: {set: 1}}}, b: {effects: {wealth: {set: 2}}}}}\n"
    )
    assert found.report.ok, found.text


def test_history_is_orders_by_quarter(small: Examine) -> None:
    rules = small("history:\n  2022-Q1: {orders: [visit china]}\n  2022-Q3: {orders: [visit us, visit russia]}\n").rules
    assert rules.history[:3] == (((0, 1),), (), ((0, 0), (0, 2)))


@pytest.mark.parametrize(
    ("line", "code", "under", "cure"),
    [
        ("2022-Q1: {orders: [vist us]}", "E201", "vist us", "did you mean `visit us`?"),
        ("2022-Q1: {orders: [visit uss]}", "E201", "visit uss", "did you mean `visit us`?"),
        ("2022-Q1: {orders: [visit]}", "E201", "visit", "targets: us, china, russia"),
        ('2022-Q1: {orders: [""]}', "E201", '""', ""),
        ("2030-Q1: {orders: [visit us]}", "E145", "2030-Q1", "2022-Q1"),
        ("spring: {orders: [visit us]}", "E145", "spring", "2022-Q1"),
    ],
)
def test_history_that_cannot_be(small: Examine, line: str, code: str, under: str, cure: str) -> None:
    found = small(f"history:\n  {line}\n")
    assert found.only.code == code, found.text
    assert found.under_caret().startswith(under)
    assert cure in found.only.cure


MOVES = """
moves:
  stance: {for: powers, assumed: test, options: {court: {title: {en: C, vi: C}, utility: climate.self}, hold: {title: {en: H, vi: H}, utility: 0}}}
"""


@pytest.mark.parametrize(
    ("screen", "under", "cure"),
    [
        ("attention: attenton", "attenton", "did you mean `attention`?"),
        ("numbers: [wealth, welth]", "welth", "did you mean `wealth`?"),
        ("judgements: [wealth]", "wealth", ""),
        ("moods: {cort: pull}", "cort", "did you mean `court`?"),
    ],
)
def test_the_screen_names_what_there_is(small: Examine, screen: str, under: str, cure: str) -> None:
    found = small(f"{MOVES}screen: {{{screen}}}\n")
    first = found.found[0]
    assert first.code == "E201"
    assert found.under_caret(first) == under
    assert cure in first.cure


def test_a_move_needs_two_options(small: Examine) -> None:
    found = small(f"moves:\n  m: {{for: powers, assumed: test, options: {{a: {{utility: 1, {TITLE}}}}}}}\n")
    assert found.only.code == "E136"


def test_an_axis_left_over_is_shown_how_to_be_filled(small: Examine) -> None:
    found = small(f"actions:\n  deal: {{group: talk, target: powers, effects: {{climate: nu.target}}, {TITLE}}}\n")
    assert found.only.code == "E209"
    assert found.only.cure == "write `nu.target.powers` or `sum(nu.target over gainer)`"


def test_what_is_wrong_within_a_list_is_counted_from_one(small: Examine) -> None:
    found = small("screen: {numbers: [wealth, 7]}\n")
    assert found.only.message == "entry 2 of `numbers` needs text, found `7`"
    assert found.under_caret() == "7"


def test_a_scenario_of_too_many_numbers_is_refused_at_once(small: Examine) -> None:
    members = ", ".join(f"m{i}" for i in range(64))
    rows = "".join(f"  v{i}: {{for: [many, many as other], range: 0 to 1, {TITLE}}}\n" for i in range(60))
    found = small(f"groups: {{many: [{members}]}}\nvariables:\n{rows}")
    assert found.only.code == "E120"
    assert found.compiled is None
    assert small(f"groups: {{many: [{members}, one_more]}}\n").only.message == "`members` has more than 64 entries"


def test_of_a_flood_of_mistakes_the_first_hundreds_are_reported_in_time(small: Examine) -> None:
    rows = "".join(f"  d{i}: {{formula: nothing{i} + 1, {TITLE}}}\n" for i in range(2000))
    begin = time.process_time()
    found = small(f"derived:\n{rows}")
    assert time.process_time() - begin < 5
    assert 300 < len(found.found) < 400
