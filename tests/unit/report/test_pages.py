"""Takes games, gives proof of the pages that open from a desk: a power, the codex, the ladder of a crisis."""

from __future__ import annotations

import pytest

from sim import engine
from sim.app.shelf import compiled_scenario, new_game, table
from sim.policy import make
from sim.report.codex import KINDS, matching
from sim.report.table import Table


@pytest.fixture(scope="module")
def played() -> Table:
    game = new_game(compiled_scenario("ukraine-2022"), seed=16)
    game.play(make("bamboo", game.rules), 9)  # in this game an incident at sea lies on the desk of the tenth quarter
    return table(game, "en")


def test_the_domains_of_a_dependence_sum_to_it(played: Table) -> None:
    game = played.game
    for power in ("us", "china", "russia", "eu"):
        page = played.page(power)
        assert page is not None
        names = [d.opens for d in page.domains]
        assert len(names) == len(set(names)) == 5
        whole = float(engine.read(game.rules, game.worlds, f"dependence.{power}").ravel()[0])
        assert sum(d.amount for d in page.domains) == pytest.approx(whole, abs=1e-9)


def test_a_page_tells_what_moved_the_tie_and_by_whom(played: Table) -> None:
    page = played.page("china")
    assert page is not None
    assert {d.kind for d in page.deeds} >= {"answer", "move", "event", "order"}
    russia = played.page("russia")
    assert russia is not None
    assert any(d.kind == "vote" for d in russia.deeds)
    assert any("Incident in the East Sea" in d.title and d.chip.good < 0 for d in page.deeds)
    assert [c.share for c in page.chances] == sorted((c.share for c in page.chances), reverse=True)
    assert any(s.title == "Ties" for s in page.sections)
    assert played.page("nobody") is None


def test_the_codex_finds_what_is_typed_with_or_without_marks(played: Table) -> None:
    entries = played.codex()
    assert {e.kind for e in entries} == set(KINDS)
    assert next(e.id for e in matching(entries, "F042")) == "source.F042"
    assert "term.ladder" in [e.id for e in matching(entries, "LADDER")]
    assert matching(entries, "F042 nowhere") == ()
    paragraph = next(e for e in entries if e.id == "paragraph.000.4")
    assert ("source.F001", "F001") in paragraph.opens
    played.set_language("vi")
    try:
        assert "term.east_sea" in [e.id for e in matching(played.codex(), "bien dong")]
    finally:
        played.set_language("en")


def test_a_crisis_shows_seven_rungs_and_an_accident_from_the_fourth(played: Table) -> None:
    crisis = played.desk().crisis
    assert crisis is not None
    assert crisis.paper == "sea_incident"
    assert [r.number for r in crisis.rungs] == [1, 2, 3, 4, 5, 6, 7]
    assert [r.accident > 0 for r in crisis.rungs] == [False, False, False, True, True, True, False]
    assert [r.accident for r in crisis.rungs[3:6]] == pytest.approx([0.02, 0.04, 0.06])
    assert [(s.option, s.rung, s.quiet) for s in crisis.stakes] == [
        ("private_word", 0, True),
        ("protest", 3, False),
        ("coast_guard", 4, False),
        ("partners", 5, False),
    ]
    partners = crisis.stakes[3]
    assert [chip.text for chip in partners.regard] == ["+0.2", "-0.4", "", "+0.2"]  # us, china, russia, eu
    assert "private word" in crisis.way_down


def test_no_crisis_where_no_paper_stands_on_the_ladder() -> None:
    game = new_game(compiled_scenario("prologue"), seed=1)
    assert table(game, "en").desk().crisis is None


def test_an_incident_that_is_answered_is_no_news_and_no_second_crisis() -> None:
    game = new_game(compiled_scenario("ukraine-2022"), seed=16)
    game.play(make("bamboo", game.rules), 9)
    shown = table(game, "en")
    title = "Incident in the East Sea (South China Sea)"
    assert title in [h.title for h in shown.desk().bulletin]
    shown.outlook("plan", "", "")
    while shown.think():
        pass
    assert {c.id: c.next for c in shown.outlook("plan", "", "").chances}["sea_incident"] < 0.01
    shown.end_quarter()
    assert title not in [h.title for h in shown.desk().bulletin]
    assert [m.turn for m in shown.desk().timeline if m.title == title] == [9]
