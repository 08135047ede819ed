"""Takes nothing, gives the text of a small scenario, and the result of compiling a text as tests look at it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from sim.base.diagnostic import Diagnostic, Report, render
from sim.rulebook.rulebook import Rulebook
from sim.scenario import Compiled

HEAD = """
format: 1
id: small
version: 1.0.0
title: {en: Small, vi: Nhỏ}
clock: {start: 2022-Q1, turns: 8}
groups:
  powers: [us, china, russia]
  asian: {within: powers, members: [china, russia]}
  goods: [rice, coal]
  alone: [one]
parameters:
  pull: {value: 0.5, range: 0 to 1, assumed: test}
  nu: {for: [powers, powers as gainer], value: {us: {china: 0.25, russia: -0.5}}, range: -1 to 1, assumed: test}
variables:
  attention: {title: {en: A, vi: A}, unit: points, range: 0 to 4, start: 3, assumed: test}
  climate: {title: {en: C, vi: C}, for: powers, unit: points, range: -10 to 10, start: {us: 3, china: 1}, assumed: test}
  trade: {title: {en: T, vi: T}, for: [powers, goods], unit: USD, range: 0 to 100, start: {us: {rice: 5}}, assumed: test}
  wealth: {title: {en: W, vi: W}, unit: USD, range: 0 to 100, start: 50, assumed: test}
  calm: {title: {en: K, vi: K}, for: asian, unit: points, range: 0 to 1, start: 0.5, assumed: test}
  lone: {title: {en: L, vi: L}, for: alone, unit: points, range: 0 to 1, start: 0.5, assumed: test}
delays:
  works: {title: {en: D, vi: D}, for: powers, lag: 2 to 3 quarters, assumed: test}
verb_groups: {talk: {title: {en: Talk, vi: Nói}}}
actions:
  visit: {title: {en: V, vi: V}, group: talk, key: v, target: powers, cost: {attention: 1}, effects: {climate.target: 0.5}, assumed: test}
"""


@dataclass(frozen=True)
class Examined:
    """A compiled text and its findings."""

    compiled: Compiled | None
    report: Report

    @property
    def rules(self) -> Rulebook:
        assert self.report.ok, self.text
        assert self.compiled is not None
        return self.compiled.rules

    @property
    def done(self) -> Compiled:
        assert self.rules
        assert self.compiled is not None
        return self.compiled

    @property
    def found(self) -> list[Diagnostic]:
        return self.report.diagnostics

    @property
    def codes(self) -> list[str]:
        return [d.code for d in self.found]

    @property
    def text(self) -> str:
        return "\n".join(render(d, self.report.texts) for d in self.found)

    @property
    def only(self) -> Diagnostic:
        assert len(self.found) == 1, self.text
        return self.found[0]

    def under_caret(self, found: Diagnostic | None = None) -> str:
        """The characters that a finding points at."""
        span = (found or self.only).span
        assert span is not None
        assert span.line == span.end_line
        line = self.report.texts[span.file].splitlines()[span.line - 1]
        return line[span.column - 1 : span.end_column - 1]


Examine = Callable[..., Examined]


@dataclass(frozen=True)
class Mistake:
    """What an author wrote; « and » enclose what the caret should mark."""

    what: str
    text: str
    code: str
    says: str
    cure: str


def assert_told(small: Examine, mistake: Mistake) -> None:
    """One finding, and it has the right code, sentence, cure, place and caret."""
    before, _, rest = mistake.text.partition("«")
    marked, _, after = rest.partition("»")
    found = small(before + marked + after + "\n")
    only = found.only
    assert (only.code, only.message, only.cure) == (mistake.code, mistake.says, mistake.cure)
    assert only.span is not None
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    assert (only.span.line, only.span.column, only.span.end_column) == (line, column, column + len(marked))
    head, _, carets, *_ = render(only, found.report.texts).splitlines()
    assert head.startswith(f"{only.span.file}:{line}:{column}: ")
    width = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in marked.expandtabs(4))
    assert carets.strip(" |") == "^" * max(width, 1)
