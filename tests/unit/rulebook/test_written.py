"""A formula printed back says the same: brackets only where they are needed, dates as quarters, axes by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.facts.ledger import Ledger
from sim.rulebook.expression import written
from sim.scenario import examine

HEAD = (
    "format: 1\nid: w\nversion: 1.0.0\ntitle: {en: W, vi: W}\nclock: {start: 2022-Q1, turns: 4}\ngroups: {powers: [us, china]}\n"
    "variables:\n  a: {title: {en: A, vi: A}, range: 1 to 9, start: 2, assumed: x}\n"
    "  c: {title: {en: C, vi: C}, for: powers, range: 1 to 9, start: 2, assumed: x}\n"
)


@pytest.mark.parametrize(
    "text",
    [
        "a > 3 and not a > 5", "(a > 1 or a > 2) and a < 8", "not (a > 1 or a > 2)", "a - (2 - a) > 1", "a - 2 - a > -9",
        "2 * (a + 1) > 5", "-a ^ 2 < 4", "(-a) ^ 2 < 4", "2 ^ a ^ 2 > 5", "date >= 2022-Q3", "sum(c over powers) > 5", "max(a, 2) > min(c.us, 3)",
        "past(a, 2 turns) < 5", "fired(e)", "any(c > 3 over powers)", "quarter = 4", "first(a > 3) < 2022-Q4",
    ],
)  # fmt: skip
def test_it_reads_back(tmp_path: Path, text: str) -> None:
    def compiled(formula: str) -> str:
        events = f"events:\n  e: {{kind: news, assumed: x, title: {{en: E, vi: E}}, when: {formula!r}}}\n"
        (tmp_path / "w.yaml").write_text(HEAD + events, encoding="utf-8")
        found, report = examine(tmp_path, Ledger({}, {}, {}))
        assert found is not None
        assert report.ok, [d.message for d in report.diagnostics]
        when = found.rules.events[0].when
        assert when is not None
        return repr(when.node) + "\n" + written(when.node, when.axes)

    tree, printed = compiled(text).split("\n")
    assert compiled(printed).split("\n")[0] == tree, printed
    assert len(printed) <= len(text) + 1
