"""Copies of the flagship, each broken by hand in one way: the right file, line, columns, excerpt, sentence and cure."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from sim.base.diagnostic import Report, render
from sim.base.span import Span
from sim.facts.ledger import Ledger
from sim.scenario import examine

ROOT = Path(__file__).parents[3]
FLAGSHIP = "ukraine-2022"


@dataclass(frozen=True)
class Break:
    """A mistake made by hand: `pattern` in `file` becomes `text`, where « and » enclose what the caret should mark."""

    name: str
    file: str
    pattern: str
    text: str
    code: str
    says: str
    cure: str


BREAKS = [
    Break(
        "misspelt key", "events-2022.yaml", r"^    kicker:", "    «kiker»:",
        "E101", "unknown key `kiker`", "did you mean `kicker`?",
    ),
    Break(
        "misspelt name", "votes.yaml", r"^    kind: vote\n", '    kind: vote\n    when: "turn > 0 and «climte.russia» > -20"\n',
        "E201", "unknown name `climte.russia`", "did you mean `climate.russia`?",
    ),
    Break(
        "wrong type", "scenario.yaml", r"turns: \d+", "turns: «sixteen»",
        "E103", "`turns` needs a whole number, found the text `sixteen`", "",
    ),
    Break(
        "missing required key", "votes.yaml", r"^  (vote_first):\n((?:    .*\n)*?)    title: .*\n", r"  «\1»:\n\2",
        "E102", "`events.vote_first` lacks the key `title`", "add `title:`",
    ),
    Break(
        "duplicate key", "votes.yaml", r"^    kind: vote\n    on: (.*)\n", r"    kind: vote\n    on: \1\n    «kind»: card\n",
        "E015", "the key `kind` stands twice in one map", "it stands already in line TWO_ABOVE; keep one of the two",
    ),
    Break(
        "anchor", "start.yaml", r"^  gdp: \{", "  gdp: «&size {»",
        "E011", "the anchor `&size` is not allowed", "remove it and write the value out where it is needed",
    ),
    Break(
        "bad YAML", "votes.yaml", r"^    source: \[([^]\n]*)\]", r"    source: «[»\1",
        "E010", "a list or map in brackets is not closed", "close it with `]` or `}` and put commas between its items",
    ),
    Break(
        "unknown fact", "votes.yaml", r"^    source: \[F041", "    source: [«F941»",
        "E150", "unknown fact `F941`", "did you mean `F041`?",
    ),
    Break(
        "condition always false", "votes.yaml", r"^    kind: vote\n", "    kind: vote\n    when: turn > 0 and «public > 200»\n",
        "E210", "this condition is always false", "`public` is declared 0 to 100",
    ),
    Break(
        "division by zero", "votes.yaml", r"^    kind: vote\n", "    kind: vote\n    stake: climate.russia / («2 - 2»)\n",
        "E206", "division by zero: `2 - 2` is always 0", "divide by something that can differ from 0",
    ),
]  # fmt: skip
BY_NAME = {b.name: b for b in BREAKS}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the flagship, with the ruleset beside it."""
    for name in (FLAGSHIP, "bamboo"):
        shutil.copytree(ROOT / "scenarios" / name, tmp_path / name)
    return tmp_path / FLAGSHIP


def damage(folder: Path, mistake: Break) -> Span:
    """Make the mistake; gives the place at which the caret should stand."""
    file = folder / mistake.file
    text, count = re.subn(mistake.pattern, mistake.text, file.read_text(encoding="utf-8"), count=1, flags=re.MULTILINE)
    assert count == 1, f"{mistake.name}: its place is gone from {mistake.file}"
    before, _, rest = text.partition("«")
    marked, _, after = rest.partition("»")
    file.write_text(before + marked + after, encoding="utf-8")
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    return Span(str(file), line, column, line, column + len(marked))


def check(folder: Path, ledger: Ledger) -> Report:
    compiled, report = examine(folder, ledger)
    assert (compiled is not None and report.ok) or not report.ok
    return report


def test_an_unbroken_copy_is_clean(copy: Path, ledger: Ledger) -> None:
    assert not check(copy, ledger).diagnostics


@pytest.mark.parametrize("mistake", BREAKS, ids=lambda b: b.name)
def test_a_broken_copy_gets_place_sentence_and_cure(copy: Path, ledger: Ledger, mistake: Break) -> None:
    place = damage(copy, mistake)
    report = check(copy, ledger)
    cure = mistake.cure.replace("TWO_ABOVE", str(place.line - 2))
    assert [(d.code, d.message, d.cure) for d in report.diagnostics] == [(mistake.code, mistake.says, cure)]
    (found,) = report.diagnostics
    assert found.span == place
    rows = render(found, report.texts).splitlines()
    assert rows[0] == f"{place}: error {mistake.code}: {mistake.says}"
    marked = (
        Path(place.file)
        .read_text(encoding="utf-8")
        .splitlines()[place.line - 1][place.column - 1 : place.end_column - 1]
    )
    assert rows[1].startswith(f"{place.line:>6} | ")
    assert rows[1][rows[2].index("^") :].startswith(marked)
    assert rows[2].strip(" |") == "^" * len(marked)
    assert not cure or rows[3].strip() == f"= {cure}"


def test_mistakes_of_one_file_are_reported_at_once_in_reading_order(copy: Path, ledger: Ledger) -> None:
    for name in ("misspelt name", "condition always false", "division by zero", "unknown fact", "misspelt key"):
        mistake = BY_NAME[name]
        untouched = mistake.pattern.replace(r"kind: vote\n", r"kind: vote\n(?=    on:)")  # each in a vote of its own
        damage(copy, replace(mistake, pattern=untouched))
    report = check(copy, ledger)
    assert {d.code for d in report.diagnostics} == {"E101", "E201", "E210", "E206", "E150"}
    assert len(report.diagnostics) == 5
    places = [(d.span.file, d.span.line) for d in report.diagnostics if d.span]
    assert places == sorted(places)


def test_the_command_line_shows_the_mistake_and_exits_with_1(copy: Path) -> None:
    place = damage(copy, BY_NAME["misspelt name"])
    run = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), "check", str(copy)], capture_output=True, text=True, timeout=60, check=False, cwd=ROOT
    )  # fmt: skip
    assert run.returncode == 1
    assert "Traceback" not in run.stderr + run.stdout
    assert run.stderr.splitlines()[:4] == [
        f"{place}: error E201: unknown name `climte.russia`",
        f'{place.line:>6} |     when: "turn > 0 and climte.russia > -20"',
        "       |                         ^^^^^^^^^^^^^",
        "       = did you mean `climate.russia`?",
    ]
    assert "1 error, 0 warnings" in run.stderr
    assert "OK" not in run.stdout


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "{" * 100_000,
        "about: " + "[" * 100_000,
        "events: " + "{a: " * 100_000,
        "- " * 100_000,
        "? " * 100_000,
        'outcomes: {x: {title: X, formula: "' + "(" * 100_000 + '"}}',
        "outcomes: {x: {title: X, formula: " + "max(" * 100_000 + "}}",
    ],
    ids=["lists", "maps", "lists in a key", "maps in maps", "dashes", "question marks", "in an expression", "calls"],
)
def test_a_hundred_thousand_brackets_are_one_finding_in_time(copy: Path, ledger: Ledger, text: str) -> None:
    (copy / "deep.yaml").write_text(text, encoding="utf-8")
    begin = time.process_time()
    report = check(copy, ledger)
    rendered = [render(found, report.texts) for found in report.diagnostics]
    assert time.process_time() - begin < 5
    assert not report.ok
    assert all("deep.yaml" in found for found in rendered)
    assert max(map(len, rendered)) < 1000
