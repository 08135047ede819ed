"""Families of events: a new member takes five lines, unfolds to what it would be if written out, and mistakes name their place."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.scenario.templates import MAX_TEXT

from .texts import HEAD, Examine

FAMILY = """
templates:
  visit:
    slots: {who: null, on: null, name: null, warmth: 0.5, why: a guess}
    make:
      kind: memo
      on: {on}
      date_assumed: "{why}"
      assumed: "{why}"
      title: {en: "{name.en} comes to call", vi: "{name.vi} đến thăm"}
      options:
        receive: {title: {en: Receive, vi: Tiếp}, history: chosen, effects: {"climate.{who}": "{warmth}"}}
        put_off: {title: {en: Put off, vi: Hoãn}, effects: {"climate.{who}": "-0.5 * {warmth}"}}
events:
"""
MEMBER = """
  envoy:
    like: visit
    with: {who: china, on: 2022-Q3, name: {en: An envoy, vi: Một đặc phái viên}}
"""
OUT = """
events:
  envoy:
    kind: memo
    on: 2022-Q3
    date_assumed: a guess
    assumed: a guess
    title: {en: An envoy comes to call, vi: Một đặc phái viên đến thăm}
    options:
      receive: {title: {en: Receive, vi: Tiếp}, history: chosen, effects: {climate.china: 0.5}}
      put_off: {title: {en: Put off, vi: Hoãn}, effects: {climate.china: -0.5 * 0.5}}
"""


def test_a_member_is_what_it_would_be_if_written_out(small: Examine) -> None:
    short, long = small(FAMILY + MEMBER).done, small(OUT).done
    assert short.rules == long.rules
    assert short.words.texts == long.words.texts
    assert short.count == long.count


def test_what_a_member_says_itself_lies_over_the_template(small: Examine) -> None:
    found = small(FAMILY + MEMBER + "    options: {put_off: {effects: {climate.china: -3}}}\n    stake: 2\n").done
    event = found.rules.events[0]
    assert event.stake is not None
    assert [o.effects[0].formula.text for o in event.options] == ["0.5", "-3"]


def test_a_child_takes_a_template_of_its_ruleset(tmp_path: Path, write: Examine) -> None:
    write({"base.yaml": HEAD.replace("id: small", "id: base") + FAMILY.removesuffix("events:\n")}, "base")
    top = "format: 1\nid: top\nversion: 1.0.0\ntitle: {en: T, vi: T}\nextends: base\nevents:" + MEMBER
    assert write({"top.yaml": top}, "top").rules.events[0].id == "envoy"


@pytest.mark.parametrize(
    ("old", "new", "code", "message", "cure", "caret"),
    [
        ("like: visit", "like: vist", "E190", "no template `vist`", "did you mean `visit`?", "vist"),
        ("who: china", "whom: china", "E192", "`visit` has no slot `whom`", "did you mean `who`?", "whom"),
        (", on: 2022-Q3", "", "E193", "`envoy` leaves `on` of `visit` open", "add `on:` under `with:`", "envoy"),
        ('"{warmth}"', '"{warmht}"', "E196", "`visit` has no slot `warmht`", "did you mean `{warmth}`?", '"{warmht}"'),
        ("vi: Một đặc phái viên", "fr: Un envoyé", "E196", "the slot `name` has no `vi`", "give it as a map with `vi:`", None),
        ("who: china", "who: [china]", "E197", "`{who}` is a map or a list, and stands inside a text", None, None),
        ("warmth: 0.5, ", "warmth: 0.5, tone: 1, ", "W190", "nothing in `visit` uses its slot `tone`", None, "tone"),
        ("    slots:", "    of: actions\n    slots:", "E191", "`visit` is a template of actions, not of events", None, "visit"),
        ("with: {who", "with: []\n    x: {who", "E192", "`with` needs a map of slots", None, "[]"),
    ],
)  # fmt: skip
def test_mistakes_name_place_and_cure(
    small: Examine, old: str, new: str, code: str, message: str, cure: str | None, caret: str | None
) -> None:
    found = small((FAMILY + MEMBER).replace(old, new))
    first = next(d for d in found.found if d.code == code)
    assert first.message == message
    if cure:
        assert first.cure == cure
    if caret:
        assert found.under_caret(first) == caret


def test_a_mistake_in_the_body_names_the_members_that_show_it(small: Examine) -> None:
    found = small(FAMILY.replace("climate.{who}", "climat.{who}") + MEMBER)
    first = next(d for d in found.found if d.code == "E201")
    assert first.cure == "did you mean `climate.china`?"
    assert [found.report.under(place) for place in first.also] == ["envoy"]


def test_an_error_in_a_slot_points_at_the_member(small: Examine) -> None:
    found = small(FAMILY + MEMBER.replace("who: china", "who: china, warmth: climate.chine"))
    places = {found.under_caret(d) for d in found.found if d.code == "E201"}
    assert "climate.chine" in places


def test_slots_of_the_game_are_left_alone(small: Examine) -> None:
    text = FAMILY.replace('"{name.en} comes', '"{self}: {name.en} comes') + MEMBER + "    for: powers\n"
    found = small(text.replace('"climate.{who}"', "climate.self")).done
    assert found.words.texts["events", "envoy", "title"]["en"] == "{self}: An envoy comes to call"


def test_what_unfolds_without_end_is_stopped(small: Examine) -> None:
    doubled = ", ".join('"{big}"' for _ in range(60))
    text = (
        "templates:\n  bomb:\n    slots: {big: null}\n    make: {kind: news, title: {en: X, vi: X}, x: ["
        + doubled
        + "]}\nevents:\n"
    )
    body = "[" + ", ".join(["1"] * 1000) + "]"
    text += "".join(f"  e{i}: {{like: bomb, with: {{big: {body}}}}}\n" for i in range(5))
    assert "E194" in small(text).codes
    long = (
        "templates:\n  t: {slots: {a: null}, make: {kind: news, title: {en: '"
        + "{a}" * 200
        + "', vi: X}, assumed: x}}\n"
    )
    long += f"events:\n  e: {{like: t, with: {{a: {'x' * (MAX_TEXT // 100)}}}}}\n"
    assert "E194" in small(long).codes


def test_a_template_that_is_nonsense_is_an_error_not_a_crash(small: Examine) -> None:
    for body in ("5", "[]", "{make: 5}", "{make: {}, slots: 5}", "{make: {kind: news}, slots: []}", "null"):
        assert not small(f"templates:\n  t: {body}\nevents:\n  e: {{like: t}}\n").report.ok
    for like in ("5", "[a]", "{a: b}", "null"):
        assert not small(f"{FAMILY}  e: {{like: {like}}}\n").report.ok
