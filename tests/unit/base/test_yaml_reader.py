"""The restricted YAML reader: what becomes a value, what is refused and where, and that no text brings it down."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.base import yaml_reader
from sim.base.diagnostic import Report, render
from sim.base.span import Span
from sim.base.yaml_reader import MAX_NODES, Document, Value, read_file, read_text

SAMPLE = """\
format: 1
id: finland-1948
title: {en: "A treaty: 1948", vi: 'Một hiệp ước'}
variables:
  climate:
    for: powers
    range: -10 to 10   # points
    start: {us: 3, russia: -.5}
    source: [F001, O030]
    about: >
      How warm it is,
      in points.
events:
  pact:
    on: 1948-Q2
    options: {yes: {chance: 1e-3}, no: null}
"""


def read(text: str) -> tuple[Document | None, Report]:
    report = Report()
    return read_text(text, "f.yaml", report), report


def findings(text: str) -> list[tuple[str, int, int]]:
    return [(d.code, d.span.line, d.span.column) for d in read(text)[1].diagnostics if d.span]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("true", True),
        ("false", False),
        ("null", None),
        ("", None),
        ("12", 12),
        ("-3", -3),
        ("+0.7", 0.7),
        (".5", 0.5),
        ("1e-3", 0.001),
        ("5.", 5.0),
        ("no", "no"),
        ("on", "on"),
        ("True", "True"),
        ("~", "~"),
        ("12:30", "12:30"),
        ("2014-05", "2014-05"),
        ("2022-Q2", "2022-Q2"),
        ("2014-05-02", "2014-05-02"),
        ("1_000", "1_000"),
        ("0x1f", "0x1f"),
        ("007", "007"),
        (".inf", ".inf"),
        ("٣", "٣"),
        ("'5'", "5"),
        ('"true"', "true"),
    ],
)
def test_only_plain_words_and_decimals_become_values(written: str, value: Value) -> None:
    document, report = read(f"a: {written}\n")
    assert report.ok
    assert document is not None
    assert document.value == {"a": value}
    assert type(document.value["a"]) is type(value)


def test_every_key_is_text() -> None:
    document, _ = read("1978: x\ntrue: y\n2022-Q1: z\n")
    assert document is not None
    assert document.value == {"1978": "x", "true": "y", "2022-Q1": "z"}


def test_spans_of_keys_and_values() -> None:
    document, _ = read(SAMPLE)
    assert document is not None
    assert document.spans[("variables", "climate", "start", "russia")] == (
        Span("f.yaml", 8, 20, 8, 26),
        Span("f.yaml", 8, 28, 8, 31),
    )
    assert document.spans[("variables", "climate", "source", 1)] == (None, Span("f.yaml", 9, 20, 9, 24))
    assert document.span(("variables", "climate", "source")) == Span("f.yaml", 9, 13, 9, 25)
    assert document.span(("events",)) == Span("f.yaml", 14, 3, 16, 45)
    assert document.span(("events", "pact", "nothing", "here")) == document.span(("events", "pact"))
    assert document.key_span(("events", "pact")) == Span("f.yaml", 14, 3, 14, 7)
    assert document.key_span(()) == document.span(())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: &x 1\nb: *x\n", [("E011", 1, 4), ("E012", 2, 4)]),
        ("*x : 1\n", [("E012", 1, 1)]),
        ("a: !!int 3\nb: !mine {c: 1}\n", [("E013", 1, 4), ("E013", 2, 4)]),
        ("%TAG ! x\n---\na: 1\n", [("E013", 1, 1)]),
        ("a:\n  <<: {b: 1}\n", [("E014", 2, 3)]),
        ("a: 1\nb: {c: 1, c: 2}\na: 3\n", [("E015", 2, 11), ("E015", 3, 1)]),
        ("? [a, b]\n: 3\nd: 4\n", [("E016", 1, 3)]),
        ("? {a: 1}\n: {b: {c: 1, c: 2}}\n", [("E015", 2, 14), ("E016", 1, 3)]),
        ('"": 3\n', [("E016", 1, 1)]),
        ("a: 1\n---\nb: 2\n", [("E017", 2, 1)]),
        ("", [("E018", 1, 1)]),
        ("# nothing\n", [("E018", 1, 1)]),
        ("- a\n- b\n", [("E019", 1, 1)]),
        ("word\n", [("E019", 1, 1)]),
        ("a: 1\nb: x\x07y\n", [("E092", 2, 5)]),
        ("a: x\u202ey\n", [("E092", 1, 5)]),
        ("a: 1e999\n", [("E097", 1, 4)]),
        ("a: b: c\n", [("E010", 1, 5)]),
        ("a: 1\n\tb: 2\n", [("E010", 2, 1)]),
        ("a:\n  b: 1\n c: 2\n", [("E010", 3, 2)]),
        ("a: [1, 2\nb: 3\n", [("E010", 1, 4)]),
        ("a: 'x\nb: 1\n", [("E010", 1, 4)]),
        ("a: 1\nb: @x\n", [("E010", 2, 4)]),
    ],
)
def test_what_is_refused_and_where(text: str, expected: list[tuple[str, int, int]]) -> None:
    assert sorted(findings(text)) == sorted(expected)
    for found in read(text)[1].diagnostics:
        assert found.cure


def test_reading_goes_on_after_a_duplicate_and_keeps_the_first() -> None:
    document, report = read("a: 1\na: {b: 2}\nc: {d: 3, d: [4], e: 5}\n")
    assert document is not None
    assert document.value == {"a": 1, "c": {"d": 3, "e": 5}}
    assert ("a", "b") not in document.spans
    first = report.diagnostics[0]
    assert first.also == (Span("f.yaml", 1, 1, 1, 2),)


@pytest.mark.parametrize("unit", ["[", "{", "a: [", "- ", "? ", "{a: ", "[{a: "])
def test_endless_nesting_ends_at_once(unit: str) -> None:
    started = time.process_time()
    document, report = read(unit * 100_000)
    assert document is None
    assert not report.ok
    assert time.process_time() - started < 1


def test_limits() -> None:
    assert findings("a: " + "[" * 39 + "]" * 39) == []
    assert [code for code, *_ in findings("a: " + "[" * 40 + "]" * 40)] == ["E095"]
    assert [code for code, *_ in findings("k: [" + "1," * MAX_NODES + "]")] == ["E094"]
    assert [code for code, *_ in findings("a: " + "é" * (2 * 2**20 + 1))] == ["E093"]


@pytest.mark.parametrize(
    ("line", "warned"),
    [
        ("a: We are number #1 in rice", True),
        ("a: more rice # than last year", True),
        ("a: We are number  #1", True),
        ("a: -0.12 * rivalry   # the rivals notice", False),
        ("a: +0.7 # sudden", False),
        ("a: 'number #1'", False),
        ("a: two words # check: allow W101 because it is so", False),
        ("a: two words # a note", True),
        ("a: two words", False),
    ],
)
def test_text_cut_by_a_hash_is_noticed(line: str, warned: bool) -> None:
    assert [code for code, *_ in findings(line)] == (["W110"] if warned else [])


def test_files(tmp_path: Path) -> None:
    def codes(name: str) -> list[str]:
        report = Report()
        document = read_file(tmp_path / name, name, report)
        assert (document is None) == (not report.ok)
        return [found.code for found in report.diagnostics]

    (tmp_path / "good.yaml").write_bytes("\ufeffa: đất\r\nb: 2\r\n".encode())
    (tmp_path / "latin.yaml").write_bytes(b"a: 1\nb: caf\xe9\n")
    (tmp_path / "big.yaml").write_bytes(b"a: " + b"x" * (4 * 2**20))
    assert codes("good.yaml") == []
    assert codes("latin.yaml") == ["E091"]
    assert codes("big.yaml") == ["E093"]
    assert codes("missing.yaml") == ["E090"]
    assert codes(".") == ["E090"]


@pytest.mark.parametrize(
    "text", [SAMPLE, "a: [1, 2\nb: 3\n", "a: {b: c, b: d}\ne: *f\n", "a:\n  - x y\n  -  z\nb: |\n  c\n"]
)
def test_both_parsers_read_the_same(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """A Python without libyaml reads with PyYAML's own parser."""
    usual, usual_report = read(text)
    monkeypatch.setattr(yaml_reader, "_LOADER", yaml.SafeLoader)
    pure, pure_report = read(text)
    assert (pure.value if pure else None) == (usual.value if usual else None)
    assert [(d.code, d.message, d.span) for d in pure_report.diagnostics] == [
        (d.code, d.message, d.span) for d in usual_report.diagnostics
    ]
    keys = {path: places[0] for path, places in usual.spans.items()} if usual else None
    assert ({path: places[0] for path, places in pure.spans.items()} if pure else None) == keys


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_damage_brings_the_reader_down(data: st.DataObject) -> None:
    text = SAMPLE
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        cut = data.draw(st.integers(0, 12))
        text = (
            text[:at]
            + data.draw(st.text(st.sampled_from("[]{}:,-?&*!|>'\"%@`#\t\n\r <.1eaé\x00\u2028"), max_size=4))
            + text[at + cut :]
        )
    document, report = read(text)
    assert document is not None or not report.ok
    for found in report.diagnostics:
        assert render(found, report.texts)
    if document is not None:
        assert set(paths(document.value)) == set(document.spans)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_any_text_gives_a_document_or_a_reason(text: str) -> None:
    document, report = read(text)
    assert document is not None or not report.ok


def paths(value: Value, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(deeper for key, child in children for deeper in paths(child, (*path, key)))]
