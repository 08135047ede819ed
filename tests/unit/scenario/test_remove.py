"""`remove:` takes out what the ruleset has, and nothing that it lacks."""

from __future__ import annotations

from pathlib import Path

from sim.base.diagnostic import Report
from sim.facts.ledger import Ledger
from sim.scenario import Compiled, examine

PARENT = """
format: 1
id: base
version: 1.0.0
title: {en: Base, vi: Gốc}
variables:
  calm: {title: {en: Calm, vi: Yên}, range: 0 to 10, start: 5, assumed: judged}
verb_groups: {talk: {title: {en: Talk, vi: Nói}}}
actions:
  call: {title: {en: Call, vi: Gọi}, group: talk, assumed: judged, effects: {calm: 2}}
  shout: {title: {en: Shout, vi: Hét}, group: talk, assumed: judged, effects: {calm: -3}}
"""
CHILD = """
format: 1
id: quiet
version: 1.0.0
title: {en: Quiet, vi: Lặng}
extends: base >=1, <2
clock: {start: 2000-Q1, turns: 2}
remove: {actions: [%s]}
"""


def _examine(folder: Path, removed: str) -> tuple[Compiled | None, Report]:
    child = CHILD % removed if ":" not in removed else CHILD.replace("{actions: [%s]}", removed)
    for name, text in (("base", PARENT), ("quiet", child)):
        (folder / name).mkdir()
        (folder / name / "all.yaml").write_text(text, encoding="utf-8")
    return examine(folder / "quiet", Ledger({}, {}, {}))


def test_what_is_removed_is_gone(tmp_path: Path) -> None:
    compiled, report = _examine(tmp_path, "shout")
    assert report.ok
    assert compiled is not None
    assert [a.id for a in compiled.rules.actions] == ["call"]


def test_what_the_ruleset_lacks_cannot_be_removed(tmp_path: Path) -> None:
    _, report = _examine(tmp_path, "shuot")
    (error,) = [d for d in report.diagnostics if d.is_error]
    assert error.code == "E162"
    assert "did you mean `shout`?" in error.cure
    assert error.span is not None
    assert (error.span.line, error.span.column) == (8, 20)


def test_who_still_uses_what_is_removed_is_told_where_it_was_removed(tmp_path: Path) -> None:
    _, report = _examine(tmp_path, "{variables: [calm]}")
    found = [d for d in report.diagnostics if d.is_error]
    assert [(d.code, d.message) for d in found] == [("E201", "unknown name `calm`")] * 2
    assert all(d.cure.endswith("all.yaml:8:22: remove or change what uses it, too") for d in found), found
