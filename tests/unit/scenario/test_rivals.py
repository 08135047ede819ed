"""Effects on the rivals of a target: all others of its group, each by its own amount."""

from __future__ import annotations

import numpy as np
import pytest

from sim import engine

from .texts import Examine


def test_the_rivals_of_a_target_are_all_others_of_its_group(small: Examine) -> None:
    verb = "actions:\n  court: {title: {en: C, vi: C}, group: talk, target: powers, assumed: g, effects: {climate.rivals_of_target: AMOUNT}}\n"
    rules = small(verb.replace("AMOUNT", "-0.5")).rules
    start = engine.start(rules, np.zeros(1, dtype=np.uint64), 1)
    orders = engine.no_orders(rules, 1, 1)
    orders.action[0], orders.target[0] = [a.id for a in rules.actions].index("court"), 1  # china
    before, after = start.state[:, 0], engine.step(rules, start, orders, 1).after.state[:, 0]
    (climate,) = [v for v in rules.variables if v.id == "climate"]
    moved = (after - before)[climate.row : climate.row + 3]
    assert moved.tolist() == [-0.5, 0.0, -0.5]
    by_rivalry = small(verb.replace("AMOUNT", "-nu.powers.target")).rules  # each by its own envy of the target
    moved = engine.step(by_rivalry, start, orders, 1).after.state[:, 0] - before
    assert moved[climate.row : climate.row + 3].tolist() == [-0.25, 0.0, 0.0]


@pytest.mark.parametrize("name", ["trade.rivals_of_self", "wealth.rivals_of_target", "calm.rivals_of_target"])
def test_rivals_are_members_of_the_group_of_the_target(small: Examine, name: str) -> None:
    found = small(
        f"actions:\n  court: {{title: {{en: C, vi: C}}, group: talk, target: powers, assumed: g, effects: {{{name}: 1}}}}\n"
    )
    assert found.only.code in ("E201", "E208")
    assert found.under_caret() == name
