"""Texts in both languages, links that lead somewhere, warnings that a reason silences, and luck that is not shared."""

from __future__ import annotations

import pytest

from sim.rulebook.rulebook import stream

from .texts import HEAD, Examine

EVENT = "events:\n  e: {{kind: news, when: turn = 1, title: {title}, text: {text}, assumed: test}}\n"


def event(small: Examine, title: str = "{en: T, vi: T}", text: str = "{en: X, vi: X}") -> Examine:
    return small(EVENT.format(title=title, text=text))


def test_a_text_in_one_language_is_a_warning(small: Examine) -> None:
    found = event(small, title="{en: Only English}")
    assert found.only.code == "W101"
    assert found.only.message == "`events.e.title` lacks its Vietnamese text"
    assert found.only.cure == "add `vi:`"
    assert found.report.ok


def test_a_plain_text_counts_as_english(small: Examine) -> None:
    found = event(small, title="Only English")
    assert found.only.code == "W101"
    assert found.compiled.words.say("vi", "events", "e", "title") == "Only English"


def test_texts_are_kept_in_composed_form(small: Examine) -> None:
    found = event(small, title='{en: T, vi: "Vie\u0302\u0323t"}')
    assert found.done.words.say("vi", "events", "e", "title") == "Việt"


@pytest.mark.parametrize(
    "link", ["wealth", "climate.us", "power.china", "action.visit", "event.e", "pull", "works", "nu"]
)
def test_links_lead_to_what_the_scenario_has(small: Examine, link: str) -> None:
    assert event(small, text=f'{{en: "See [this]({link}).", vi: "Xem [đây]({link})."}}').report.ok


@pytest.mark.parametrize(
    ("link", "cure"),
    [
        ("welth", "did you mean `wealth`?"),
        ("power.chna", "did you mean `power.china`?"),
        ("xyzzy", "links name variables"),
        ("", "links name variables"),
        ("climate.chna", "did you mean `climate.china`?"),
    ],
)
def test_a_link_that_leads_nowhere_is_an_error(small: Examine, link: str, cure: str) -> None:
    found = event(small, text=f'{{en: "See [this]({link}).", vi: X}}')
    assert found.only.code == "E148"
    assert cure in found.only.cure
    assert found.under_caret() == (link or "[this]()")


def test_a_comment_with_a_reason_silences_a_warning(small: Examine) -> None:
    head = HEAD + "\nderived:\n  x:\n    title: {en: X, vi: X}\n    assumed: test\n    formula: 1 / attention%s\n"
    assert small(head=head % "").codes == ["W201"]
    assert small(head=head % "  # check: allow W201 because nothing is left to share then").codes == []
    assert small(head=head % "  # check: allow W201 because").codes == ["W201", "W111"]
    assert small(head=head % "  # check: allow W210 because of another").codes == ["W201"]


def test_streams_of_luck_depend_on_purpose_id_and_member() -> None:
    addresses = {stream(p, i, m) for p in ("chance", "move") for i in ("a", "b", "ab") for m in ("", "a", "b")}
    assert len(addresses) == 18


def test_wrong_chance_names_the_event(small: Examine) -> None:
    found = small("events:\n  e: {kind: hazard, chance: 0, title: {en: T, vi: T}, assumed: test}\n")
    assert found.only.message == "`e` can never happen: its chance is 0"
