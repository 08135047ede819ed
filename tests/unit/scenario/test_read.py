"""Documents of one folder become one; a child is laid over its parent; spans remember the file."""

from __future__ import annotations

from sim.base.diagnostic import Report
from sim.scenario.read import Document, merge, overlay, read_text


def document(text: str, file: str) -> Document:
    report = Report()
    found = read_text(text, file, report)
    assert found is not None
    assert report.ok
    return found


def test_a_section_may_stand_in_several_files() -> None:
    report = Report()
    one = document("format: 1\nevents: {a: {x: 1}}\n", "one.yaml")
    two = document("events: {b: {x: 2}}\nactions: {c: 3}\n", "two.yaml")
    united = merge([one, two], report)
    assert report.ok
    assert united.value == {"format": 1, "events": {"a": {"x": 1}, "b": {"x": 2}}, "actions": {"c": 3}}
    assert united.span(("events", "a", "x")).file == "one.yaml"
    assert united.span(("events", "b", "x")).file == "two.yaml"
    assert one.value == {"format": 1, "events": {"a": {"x": 1}}}


def test_the_same_id_in_two_files_is_an_error_with_both_places() -> None:
    report = Report()
    one = document("id: mine\nevents:\n  a: {x: 1}\n", "one.yaml")
    two = document("id: yours\nevents:\n  a: {y: 2}\n  b: 1\n", "two.yaml")
    united = merge([one, two], report)
    assert [(d.code, str(d.span), str(d.also[0])) for d in report.diagnostics] == [
        ("E096", "two.yaml:1:1", "one.yaml:1:1"),
        ("E096", "two.yaml:3:3", "one.yaml:3:3"),
    ]
    assert united.value == {"id": "mine", "events": {"a": {"x": 1}, "b": 1}}
    assert ("events", "a", "y") not in united.spans


def test_a_section_that_is_a_map_here_and_a_word_there_is_an_error() -> None:
    report = Report()
    merge([document("events: {a: 1}\n", "one.yaml"), document("events: none\n", "two.yaml")], report)
    assert [d.code for d in report.diagnostics] == ["E096"]


def test_no_file_at_all_is_an_empty_document() -> None:
    report = Report()
    assert merge([], report).value == {}
    assert report.ok


def test_maps_merge_and_all_else_is_replaced() -> None:
    parent = document("a: {x: 1, y: {p: 1, q: 2}, z: [1, 2]}\nb: text\nc: {d: {e: 1}}\n", "parent.yaml")
    child = document("a: {y: {q: 3, r: 4}, z: [5]}\nc: {d: 7}\ne: new\n", "child.yaml")
    result = overlay(parent, child)
    assert result.value == {
        "a": {"x": 1, "y": {"p": 1, "q": 3, "r": 4}, "z": [5]},
        "b": "text",
        "c": {"d": 7},
        "e": "new",
    }
    assert result.span(("a", "y", "p")).file == "parent.yaml"
    assert result.span(("a", "y", "q")).file == "child.yaml"
    assert result.span(("c", "d")).file == "child.yaml"
    assert ("a", "z", 1) not in result.spans
    assert ("c", "d", "e") not in result.spans
    assert parent.value == {"a": {"x": 1, "y": {"p": 1, "q": 2}, "z": [1, 2]}, "b": "text", "c": {"d": {"e": 1}}}


def test_a_number_stated_anew_is_not_fitted_as_its_parent_was() -> None:
    parent = document(
        "a: {value: 1, fitted: to six targets, unit: m}\nb: {value: 2, fitted: here, title: B}\n", "parent.yaml"
    )
    child = document("a: {value: 3, assumed: by hand}\nb: {title: C}\n", "child.yaml")
    result = overlay(parent, child)
    assert result.value == {
        "a": {"value": 3, "unit": "m", "assumed": "by hand"},
        "b": {"value": 2, "fitted": "here", "title": "C"},
    }
    assert ("a", "fitted") not in result.spans
    again = overlay(parent, document("a: {value: 3, fitted: to one}\n", "child.yaml"))
    assert again.value["a"]["fitted"] == "to one"  # type: ignore[index, call-overload]
    assert again.span(("a", "fitted")).file == "child.yaml"
