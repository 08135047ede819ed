"""Folders: sections in any file, what a scenario extends, its versions, and folders that are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.base.errors import ScenarioError
from sim.facts.ledger import Ledger
from sim.scenario import compile_scenario, compile_texts, examine

from .texts import HEAD, Examine

RULES = HEAD.replace("clock: {start: 2022-Q1, turns: 8}\n", "").replace("id: small", "id: rules")
CHILD = """
format: 1
id: small
version: 2.3.4
title: {en: Child, vi: Con}
extends: rules >=1, <2
clock: {start: 2022-Q1, turns: 4}
variables:
  wealth: {start: 60}
parameters:
  pull: {value: 0.75}
"""


@pytest.fixture
def rules(write: Examine) -> Examine:
    """A ruleset in the folder `rules`, beside the scenarios of the test."""
    return write(RULES, "rules")


def test_a_ruleset_without_a_clock_is_sound_and_not_playable(rules: Examine) -> None:
    assert not rules.done.playable


@pytest.mark.usefixtures("rules")
def test_a_child_is_laid_over_its_parent(write: Examine) -> None:
    child = write(CHILD)
    assert child.done.playable
    assert child.rules.lineage == ("small", "rules")
    assert (child.rules.id, child.rules.version, child.rules.turns) == ("small", "2.3.4", 4)
    assert child.rules.variable["wealth"].start == (60.0,)
    assert child.rules.parameter["pull"].value == (0.75,)
    assert child.rules.variable["climate"].start == (3.0, 1.0, 0.0)
    assert child.done.words.say("vi", "title") == "Con"


@pytest.mark.usefixtures("rules")
def test_a_mistake_in_what_is_overlaid_is_shown_in_the_file_that_made_it(write: Examine) -> None:
    found = write(CHILD.replace("start: 60", "start: 600"))
    assert found.only.code == "E126"
    assert found.only.span is not None
    assert found.only.span.file.endswith("small/small.yaml")
    assert found.under_caret() == "600"


@pytest.mark.usefixtures("rules")
@pytest.mark.parametrize("key", ["format", "id", "version", "title"])
def test_who_a_scenario_is_is_not_inherited(write: Examine, key: str) -> None:
    text = "\n".join(line for line in CHILD.splitlines() if not line.startswith(f"{key}:"))
    found = write(text)
    assert found.only.message == f"`the scenario` lacks the key `{key}`"


@pytest.mark.usefixtures("rules")
@pytest.mark.parametrize(
    ("extends", "code", "cure"),
    [
        ("ruels", "E112", "did you mean `rules`?"),
        ("rules >=2, <3", "E117", "bring the scenario up"),
        ("small", "E118", "extend a ruleset, or leave"),
        ("Rules!", "E106", ""),
        ("rules >=1", "E106", ""),
        ("[rules]", "E106", ""),
    ],
)
def test_an_extends_that_does_not_fit(write: Examine, extends: str, code: str, cure: str) -> None:
    found = write(CHILD.replace("rules >=1, <2", extends))
    first = found.found[0] if code != "E106" else next(d for d in found.found if d.code == code)
    assert first.code == code, found.text
    assert cure in first.cure
    assert found.under_caret(first) == extends


@pytest.mark.usefixtures("rules")
def test_without_versions_any_will_do(write: Examine) -> None:
    assert write(CHILD.replace("rules >=1, <2", "rules")).report.ok


def test_sections_may_stand_in_any_file(write: Examine) -> None:
    head, _, tail = HEAD.partition("delays:")
    assert write({"b.yaml": head, "a.yaml": "delays:" + tail}).rules.digest == write(HEAD).rules.digest


def test_the_same_id_in_two_files_names_both_places(write: Examine) -> None:
    found = write({"a.yaml": HEAD, "b.yaml": "parameters:\n  pull: {value: 1, assumed: test}\n"})
    assert found.only.code == "E096"
    assert [span.file.rsplit("/", 1)[1] for span in (found.only.span, *found.only.also) if span] == ["b.yaml", "a.yaml"]


def test_mistakes_of_several_files_are_reported_together(write: Examine) -> None:
    found = write({"a.yaml": HEAD + "a: [1\n", "b.yaml": "b: {\n", "c.yaml": "c: &x 1\n"})
    assert sorted({d.span.file[-6:] for d in found.found if d.span}) == ["a.yaml", "b.yaml", "c.yaml"]


def test_folders_that_are_none(tmp_path: Path, ledger: Ledger) -> None:
    _, report = examine(tmp_path / "nowhere", ledger)
    assert [d.code for d in report.diagnostics] == ["E114"]
    (tmp_path / "empty").mkdir()
    _, report = examine(tmp_path / "empty", ledger)
    assert [d.code for d in report.diagnostics] == ["E115"]


def test_a_folder_is_found_from_within(
    rules: Examine, write: Examine, ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert rules.report.ok
    direct = write(CHILD).done
    monkeypatch.chdir(tmp_path / "small")
    here, report = examine(Path(), ledger)
    assert report.ok, [d.message for d in report.diagnostics]
    assert here is not None
    assert here.rules.digest == direct.rules.digest
    assert set(here.texts) == {"small", "rules"}


@pytest.mark.usefixtures("rules")
def test_the_texts_of_a_compiled_scenario_compile_again_without_the_disk(write: Examine, ledger: Ledger) -> None:
    child = write(CHILD).done
    again = compile_texts(child.texts, "small", ledger)
    assert again.rules.digest == child.rules.digest
    assert again.texts == child.texts


def test_texts_that_are_not_whole_are_refused(write: Examine, ledger: Ledger) -> None:
    texts = write(HEAD).done.texts
    with pytest.raises(ScenarioError, match="does not hold"):
        compile_texts(texts, "other", ledger)
    with pytest.raises(ScenarioError):
        compile_texts({"small": {"small.yaml": texts["small"]["small.yaml"][:200]}}, "small", ledger)


def test_a_broken_scenario_raises_with_all_its_errors(tmp_path: Path, ledger: Ledger) -> None:
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "s.yaml").write_text(HEAD.replace("start: 50", "start: 500").replace("points", "points"))
    with pytest.raises(ScenarioError, match="outside the declared range") as caught:
        compile_scenario(tmp_path / "s", ledger)
    assert "^^^" in str(caught.value)


@pytest.mark.usefixtures("rules")
def test_a_misspelt_id_of_what_was_meant_to_be_overlaid_is_recognised(write: Examine) -> None:
    found = write(CHILD.replace("wealth: {start", "welth: {start"))
    assert found.only.message == "`variables.welth` lacks the keys `title`, `range`"
    assert found.only.cure.startswith("did you mean `wealth`?")
    assert found.under_caret() == "welth"


def test_scenarios_that_extend_each_other_are_told_as_a_circle(write: Examine, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = CHILD.replace("rules >=1, <2", "small").replace("id: small", "id: other")
    (tmp_path / "other" / "o.yaml").write_text(other, encoding="utf-8")
    found = write(CHILD.replace("rules >=1, <2", "other"))
    assert [(d.code, d.message) for d in found.found] == [
        ("E118", "scenarios extend each other in a circle: small -> other -> small")
    ]


def test_a_file_of_another_ending_is_not_passed_over_in_silence(write: Examine, tmp_path: Path) -> None:
    found = write({"small.yaml": HEAD, "events.yaml.txt": "events: {}", "notes.txt": "mine", "README.md": "read"})
    assert [(d.code, d.cure) for d in found.found] == [("W112", "rename it to `events.yaml`")]
    assert write({"small.txt": HEAD}).only.cure == "rename `small.txt` to `small.yaml`"


def test_a_file_in_utf_16_is_named_as_such(write: Examine, ledger: Ledger, tmp_path: Path) -> None:
    (tmp_path / "wide").mkdir()
    (tmp_path / "wide" / "s.yaml").write_bytes(HEAD.encode("utf-16"))
    _, report = examine(tmp_path / "wide", ledger, tmp_path)
    assert [d.message.rpartition("/")[2] for d in report.diagnostics] == ["s.yaml` is saved as UTF-16"]
