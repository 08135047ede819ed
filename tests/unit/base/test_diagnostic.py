"""Diagnostics: the rendered form, the order, the comment that silences a warning, and the search for a similar word."""

from __future__ import annotations

import pytest

from sim.base.diagnostic import Diagnostic, Report, meant, nearest, render, to_github, to_json
from sim.base.errors import BambooError, ScenarioError
from sim.base.span import Span

LINE = "    when: relaton.china < -20 and year >= 2014"
TEXT = "\n" * 8 + LINE + "\n"
SPAN = Span("mine/events.yaml", 9, 11, 9, 24)


def test_the_rendered_form_names_place_line_caret_and_cure() -> None:
    found = Diagnostic("E001", "unknown name `relaton.china`", SPAN, "did you mean `relation.china`?")
    assert render(found, {"mine/events.yaml": TEXT}).splitlines() == [
        "mine/events.yaml:9:11: error E001: unknown name `relaton.china`",
        "     9 |     when: relaton.china < -20 and year >= 2014",
        "       |           ^^^^^^^^^^^^^",
        "       = did you mean `relation.china`?",
    ]


def test_without_the_text_only_place_and_message_are_shown() -> None:
    assert render(Diagnostic("W101", "odd", SPAN), {}) == "mine/events.yaml:9:11: warning W101: odd"
    assert render(Diagnostic("E001", "no file", None), {}) == "error E001: no file"


@pytest.mark.parametrize(
    ("line", "column", "end", "caret_at"),
    [
        ("\tkey: value", 2, 5, 4),  # a tab is shown as four spaces
        ("名: value", 4, 9, 4),  # a wide character takes two columns
        ("e\u0301: value", 5, 10, 3),  # a combining mark takes none
    ],
)
def test_the_caret_stands_under_the_place_as_a_terminal_shows_it(
    line: str, column: int, end: int, caret_at: int
) -> None:
    rendered = render(Diagnostic("E001", "x", Span("f", 1, column, 1, end)), {"f": line}).splitlines()
    caret = rendered[2].split(" | ")[1]
    assert caret.index("^") == caret_at
    assert caret.count("^") == end - column


def test_a_long_line_is_cut_around_the_caret() -> None:
    line = "a" * 500 + "HERE" + "b" * 500
    _, shown, caret = render(Diagnostic("E001", "x", Span("f", 1, 501, 1, 505)), {"f": line}).splitlines()
    assert len(shown) < 120
    assert shown[caret.index("^") :].startswith("HERE")
    assert shown.endswith("…")


def test_control_characters_of_a_text_never_reach_the_terminal() -> None:
    rendered = render(Diagnostic("E001", "bad \x1b[31m", Span("f", 1, 1, 1, 2)), {"f": "x\x1b[2J"})
    assert "\x1b" not in rendered


def test_a_report_is_sorted_and_says_each_thing_once() -> None:
    report = Report()
    late, early = Span("b", 1, 1, 1, 2), Span("a", 10, 1, 10, 2)
    report.error("E002", "late", late)
    report.warn("W101", "early", early)
    report.error("E002", "late", late)
    assert [found.message for found in report.diagnostics] == ["early", "late"]
    assert not report.ok


def test_a_comment_with_a_reason_silences_a_warning_on_its_line_and_nothing_else() -> None:
    text = "a: 1  # check: allow W101, W102 because the series ends here\nb: 2  # check: allow W101 because\nc: 3\n"
    report = Report({"f": text})
    for line in (1, 2, 3):
        report.warn("W101", f"warning in line {line}", Span("f", line, 1, line, 2))
    report.error("E101", "errors stay", Span("f", 1, 1, 1, 2))
    report.warn("W103", "others stay", Span("f", 1, 1, 1, 2))
    assert [found.message for found in report.diagnostics] == [
        "errors stay",
        "others stay",
        "warning in line 2",
        "warning in line 3",
    ]


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("relaton.china", "relation.china"),
        ("chian", "china"),
        ("su", "us"),
        ("Russia", "russia"),
        ("arms-stock", "arms_stock"),
        ("climat", "climate"),
        ("zebra", None),
        ("x", None),
        ("", None),
    ],
)
def test_nearest_finds_what_was_meant(word: str, meant: str | None) -> None:
    names = ["us", "eu", "china", "russia", "relation.china", "arms_stock", "climate", "tier"]
    assert nearest(word, names) == meant


def test_json_holds_every_part() -> None:
    found = to_json(Diagnostic("W101", "odd", SPAN, "mend it", (SPAN,)))
    assert found["severity"] == "warning"
    assert (found["line"], found["column"]) == (9, 11)
    assert found["also"] == [{"file": "mine/events.yaml", "line": 9, "column": 11, "end_line": 9, "end_column": 24}]


def test_errors_read_as_place_message_and_way_out() -> None:
    assert str(BambooError("the save is cut", "a.save", "open the one before it")) == (
        "a.save: the save is cut\n  = open the one before it"
    )
    report = Report({"mine/events.yaml": TEXT})
    report.error("E001", "unknown name `relaton.china`", SPAN)
    error = ScenarioError(report)
    assert error.message == "1 error: unknown name `relaton.china`"
    assert "^^^^^" in str(error)


def test_for_github_a_finding_is_one_line_with_its_place() -> None:
    found = Diagnostic("E201", "unknown name `a%b`\nhere", Span("my,dir/a:b.yaml", 3, 5, 3, 9), "did you mean `c`?")
    assert to_github(found) == (
        "::error file=my%2Cdir/a%3Ab.yaml,line=3,col=5,endColumn=8,endLine=3,title=E201"
        "::unknown name `a%25b`%0Ahere%0Adid you mean `c`?"
    )
    wide = Diagnostic("W101", "no text", Span("a.yaml", 3, 5, 4, 2))
    assert to_github(wide) == "::warning file=a.yaml,line=3,endLine=4,title=W101::no text"
    assert to_github(Diagnostic("E113", "gone", None)) == "::error title=E113::gone"


def test_the_cure_for_a_misspelt_word_keeps_what_stands_around_it() -> None:
    assert (
        meant("climte", ["climate", "tier"], before="average(", after=".us)") == "did you mean `average(climate.us)`?"
    )
    assert meant("quite_another", ["climate", "tier"], "names stand under variables") == "names stand under variables"
    assert meant("", ["climate"], "write one") == "write one"
