"""Takes targets as text, asserts what they become, what is asked for, and that the rules of play do not know of them."""

from __future__ import annotations

import numpy as np
import pytest

from sim import engine
from sim.engine.evaluate import run
from sim.engine.read import closing_frame
from sim.rulebook.expression import NEVER
from tests.oracle.formulas import Scene
from tests.oracle.interpreter import Interpreter

from .texts import Examine

TARGET = """
variables:
  clock_hand: {title: {en: H, vi: H}, unit: turns, range: 0 to 100, assumed: test, change: {ticks: {formula: "1", assumed: test}}}
targets:
  late:
    title: {en: Late, vi: Muộn}
    of: "first(clock_hand >= 3)"
    by: median
    value: 2022-Q3
    tolerance: 2 quarters
    source: [F053]
"""


def test_a_date_is_kept_as_quarters_with_its_tolerance(small: Examine) -> None:
    (target,) = small(TARGET).done.trial.targets
    assert (target.value, target.tolerance, target.dated) == (2022 * 4 + 2, 2.0, True)
    assert target.known == 2023 * 4 + 2  # F053 is of September 2023
    assert target.luck
    assert target.policy == "history"


def test_first_gives_the_quarter_and_9999_before(small: Examine) -> None:
    done = small(TARGET).done
    rules = done.trial
    worlds = engine.start(rules, np.arange(2), 1)
    seen = []
    for _ in range(4):
        worlds = engine.step(rules, worlds, engine.no_orders(rules, 2), 1).after
        seen.append(float(run(rules.targets[0].of, closing_frame(rules, worlds))[0]))
    assert seen == [NEVER, NEVER, 2022 * 4 + 2, 2022 * 4 + 2]
    oracle = Interpreter(rules, 0, 1, [float(x) for x in engine.default_params(rules)[:, 0]])
    told = []
    for _ in range(4):
        oracle.step([], {})
        told.append(Scene(oracle, oracle.turn, oracle.state).of(rules.targets[0].of))
    assert told == seen


def test_what_targets_remember_is_not_carried_in_play(small: Examine) -> None:
    with_targets, without = small(TARGET).done, small(TARGET.split("targets:", maxsplit=1)[0]).done
    assert with_targets.rules == without.rules
    assert with_targets.rules.tally_rows == 0
    assert with_targets.trial.tally_rows == 1
    assert with_targets.count == without.count


def test_a_trial_plays_as_the_rules_do(small: Examine) -> None:
    done = small(TARGET).done
    states = []
    for rules in (done.rules, done.trial):
        worlds = engine.start(rules, np.arange(3), 1)
        for _ in range(5):
            worlds = engine.step(rules, worlds, engine.no_orders(rules, 3), 1).after
        states.append(worlds.state)
    assert (states[0] == states[1]).all()


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        (("    source: [F053]\n", "    assumed: felt\n"), "E174", "cites no fact"),
        (("    value: 2022-Q3\n", ""), "E172", "no figure"),
        (("    value: 2022-Q3\n", "    value: 2022-Q3\n    at_least: 3\n"), "E172", "both a value and a bound"),
        (("    tolerance: 2 quarters\n", ""), "E173", "lacks its tolerance"),
        (("by: median", "by: ratio"), "E171", "is ratio"),
        (("by: median", "by: share"), "E204", "yes or no is needed"),
        (("by: median", "by: mean\n    at: 2030-Q1"), "E137", "outside the scenario's time"),
        (("source: [F053]", "source: [F999]"), "E150", "unknown fact"),
        (("clock_hand >= 3", "clock_hnd >= 3"), "E201", "unknown name"),
    ],
)
def test_a_wrong_target_says_what_is_wrong(small: Examine, change: tuple[str, str], code: str, said: str) -> None:
    found = small(TARGET.replace(*change)).found
    assert any(d.code == code and said in d.message for d in found), [(d.code, d.message) for d in found]


def test_a_share_lies_between_0_and_1(small: Examine) -> None:
    text = (
        TARGET.replace('"first(clock_hand >= 3)"', '"clock_hand > 3"')
        .replace("median", "share")
        .replace("2022-Q3", "60")
    )
    assert "E172" in small(text).codes


def test_targets_are_not_inherited(write: Examine, small: Examine) -> None:
    small(TARGET)
    child = """
format: 1
id: child
version: 1.0.0
title: {en: Child, vi: Con}
extends: small
"""
    assert write({"child.yaml": child}, folder="child").done.trial.targets == ()


def test_a_free_parameter_needs_a_range(small: Examine) -> None:
    text = "parameters: {loose: {value: 1, free: true, assumed: test}, tied: {value: 2, range: 1 to 3, free: true, prior: 1, assumed: test}}"
    assert small(text).codes == ["E170"]
    rules = small(text.replace("value: 1,", "value: 1, range: 0 to 2,")).rules
    assert [(p.free, p.prior) for p in rules.parameters if p.id in ("loose", "tied")] == [(True, None), (True, (1.0,))]


def test_a_prior_lies_within_the_range(small: Examine) -> None:
    text = "parameters: {tied: {value: 2, range: 1 to 3, free: true, prior: 9, assumed: test}}"
    assert small(text).codes == ["E126"]


CHECK = "checks:\n  calm: {{of: wealth, by: mean, {more}}}\n"


def test_an_authors_own_check_needs_no_source(small: Examine) -> None:
    found = small(CHECK.format(more="at_least: 40, policy: nothing")).done
    assert [t.id for t in found.exam.targets] == ["calm"]
    assert found.trial.targets == ()
    assert found.rules.targets == ()


def test_a_check_has_a_figure_and_with_a_value_a_tolerance(small: Examine) -> None:
    assert small(CHECK.format(more="policy: nothing")).only.code == "E172"
    assert small(CHECK.format(more="value: 5")).only.code == "E173"


def test_what_checks_remember_changes_no_rule(small: Examine) -> None:
    text = "checks:\n  ever: {of: ever(wealth > 40), by: share, at_least: 0.5}\n  past: {of: 'past(wealth, 3 turns)', by: mean, at_most: 99}\n"
    found = small(text).done
    assert found.rules == small().done.rules
    assert found.exam.tally_rows == 1
