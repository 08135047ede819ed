"""Takes the real ledger and scenarios; checks that each fact is used or excused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sim.facts.ledger import Ledger, load
from sim.report.facts import OUTSIDE, Use, chosen, facts_text, uses
from sim.report.phrases import Phrases
from sim.scenario import Compiled, compile_scenario

ROOT = Path(__file__).parents[3]
SCENARIOS = ROOT / "scenarios"


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    return load(ROOT / "seeds")


@pytest.fixture(scope="module")
def compiled(ledger: Ledger) -> list[Compiled]:
    folders = sorted(f for f in SCENARIOS.iterdir() if f.is_dir() and any(f.glob("*.yaml")))
    return [compile_scenario(folder, ledger, SCENARIOS) for folder in folders]


@pytest.fixture(scope="module")
def used(compiled: list[Compiled]) -> dict[str, tuple[Use, ...]]:
    return uses(compiled)


def test_every_fact_is_used_or_excused(ledger: Ledger, used: dict[str, tuple[Use, ...]]) -> None:
    idle = {id for id, fact in ledger.facts.items() if id not in used and not fact.excuse}
    assert not idle, f"neither used nor excused: {sorted(idle)}"


def test_no_excuse_for_what_is_used(ledger: Ledger, used: dict[str, tuple[Use, ...]]) -> None:
    assert [id for id, fact in ledger.facts.items() if fact.excuse and id in used] == []


def test_each_use_is_told_once_at_the_ruleset_that_states_it(used: dict[str, tuple[Use, ...]]) -> None:
    assert Use("ukraine-2022", "events.vote_hrc.options.no") in used["F042"]
    assert Use("bamboo", "derived.sting_no") in used["F042"]
    assert Use("ukraine-2022", "derived.sting_no") not in used["F042"]
    assert Use("ukraine-2022", "history.2022-Q1") in used["F043"]
    assert Use("bamboo", "terms.tiv") in used["F070"]


def test_facts_are_found_by_article_and_paragraph(ledger: Ledger) -> None:
    assert {fact.id for fact in chosen(ledger, "000", 22)} == {"F040", "F041", "F042", "F043"}
    assert len(chosen(ledger, None, None)) == len(ledger.facts)
    assert {fact.id[0] for fact in chosen(ledger, OUTSIDE, None)} == {"O"}
    assert chosen(ledger, "003", 999) == ()


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_the_lines_say_everything_the_ledger_holds(ledger: Ledger, used: dict[str, tuple[Use, ...]], lang: str) -> None:
    facts = list(ledger.facts.values())
    text = "\n".join(facts_text(Phrases(lang), ledger, facts, used, unused_only=False))
    for fact in facts:
        assert (fact.text_vi if lang == "vi" else fact.text) in text
        assert fact.remark in text
        assert fact.id in used or fact.excuse in text
    assert "us -2, russia +2, eu -2" in text
    assert "events.vote_hrc.options.no" in text


def test_only_the_unused_with_their_reason(ledger: Ledger) -> None:
    facts = [replace(ledger.facts["F042"], excuse="told elsewhere"), ledger.facts["F043"], ledger.facts["F044"]]
    lines = list(facts_text(Phrases("en"), ledger, facts, {"F043": (Use("x", "events.y"),)}, unused_only=True))
    assert "    nothing uses it: told elsewhere" in lines
    assert "    nothing uses it, and no reason is given" in lines
    assert not any("F043" in line for line in lines)
    assert lines[-1] == "3 facts: 1 used, 2 not; of these 1 with a reason, 1 without"
