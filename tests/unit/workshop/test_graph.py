"""The graph of events: well-formed, a row an event, a cell a quarter in which it came, an arrow from cause to effect."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from sim.report.names import Names
from sim.scenario import Compiled
from sim.workshop.coverage import Coverage, cover
from sim.workshop.graph import causes, page, svg

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def found(gate: Compiled) -> Coverage:
    return cover(gate.rules, ["history"], 100, seed=3)


def test_cells_are_the_quarters_in_which_it_came(gate: Compiled, found: Coverage) -> None:
    by_turn = {e.event: e.by_turn for e in found.events}
    assert by_turn["first"] == (1, 0, 0, 0, 0, 0)
    assert by_turn["answer"] == (0, 0, 1, 0, 0, 0)
    tree = ElementTree.fromstring(svg(Names(gate.rules, gate.words, "en"), found))
    cells = [r for r in tree.iter(f"{SVG}rect") if r.get("class") == "cell"]
    assert len(cells) == sum(share > 0 for shares in by_turn.values() for share in shares)
    tips = [c[0].text for c in cells]
    assert "F, 2022-Q1: 100.0%" in tips


def test_an_arrow_leads_from_cause_to_effect(gate: Compiled, found: Coverage) -> None:
    events = {e.id: e for e in gate.rules.events}
    assert causes(gate.rules, events["answer"]) == ("first",)
    tree = ElementTree.fromstring(svg(Names(gate.rules, gate.words, "en"), found))
    assert len([p for p in tree.iter(f"{SVG}path") if p.get("class") == "arrow"]) == 1  # `other` never came


def test_what_never_came_stands_out(gate: Compiled, found: Coverage) -> None:
    tree = ElementTree.fromstring(svg(Names(gate.rules, gate.words, "vi"), found))
    never = [t.text for t in tree.iter(f"{SVG}text") if t.get("class") == "never"]
    assert never.count("0%") == 3


def test_the_page_holds_the_numbers_as_a_table(gate: Compiled, found: Coverage) -> None:
    text = page(Names(gate.rules, gate.words, "en"), found)
    assert text.startswith("<!doctype html>")
    assert text.count("<tr><th scope=row>") == len(gate.rules.events)
    assert "<script" not in text
