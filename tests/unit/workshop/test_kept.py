"""The record of a scenario: which of its orders the rules refuse, and why."""

from __future__ import annotations

from pathlib import Path

from sim.facts.ledger import Ledger
from sim.scenario import compile_scenario
from sim.workshop.kept import kept

from .test_balance import SOUND


def test_orders_of_the_record_that_cannot_be_carried_out_are_told_with_the_reason(
    tmp_path: Path, empty_ledger: Ledger
) -> None:
    record = (
        "history: {2022-Q1: {orders: [visit us, visit us, visit china]}, 2022-Q3: {orders: [visit us, visit china]}}\n"
    )
    action = "  talk: {title: {en: T, vi: T}, group: talk, cost: {attention: 2}, assumed: test}\n"
    (tmp_path / "s.yaml").write_text(
        SOUND.replace("actions:\n", "actions:\n" + action) + record.replace("visit china]}}", "talk]}}"), "utf-8"
    )
    found = kept(compile_scenario(tmp_path, empty_ledger).rules, 1)
    assert found.orders == 5
    assert found.refused == (
        ("2022-Q1", "visit us", "it is ordered already"),
        ("2022-Q3", "talk", "it costs more than there is"),
    )


def test_without_a_record_nothing_is_told(tmp_path: Path, empty_ledger: Ledger) -> None:
    (tmp_path / "s.yaml").write_text(SOUND, "utf-8")
    found = kept(compile_scenario(tmp_path, empty_ledger).rules, 1)
    assert (found.orders, found.refused) == (0, ())
