"""Balance: what is planted is found, at its line, and what is sound is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim.app.cli import app
from sim.facts.ledger import Ledger
from sim.scenario import Compiled, compile_scenario
from sim.workshop.balance import balance
from sim.workshop.seek import seek

SOUND = """
format: 1
id: poise
version: 1.0.0
title: {en: Poise, vi: Thế}
clock: {start: 2022-Q1, turns: 6}
groups: {powers: [us, china]}
variables:
  attention: {title: {en: A, vi: A}, range: 0 to 4, start: 2, assumed: test, change: {fresh: {formula: 2 - attention}}}
  climate: {title: {en: C, vi: C}, for: powers, range: -10 to 10, start: {us: 1, china: 1}, good: high, assumed: test}
  calm: {title: {en: K, vi: K}, range: 0 to 100, start: 50, good: high, assumed: test}
verb_groups: {talk: {title: {en: Talk, vi: Nói}}}
actions:
  visit: {title: {en: V, vi: V}, group: talk, target: powers, cost: {attention: 1}, assumed: test, effects: {climate.target: 1, calm: -3}}
events:
  choice: {kind: card, on: 2022-Q2, date_assumed: test, assumed: test, title: {en: X, vi: X}, options: {
           left: {title: {en: L, vi: L}, effects: {climate.us: 2, climate.china: -2}},
           right: {title: {en: R, vi: R}, effects: {climate.china: 2, climate.us: -2}}, wait: {effects: {calm: -1}}}}
  news: {kind: news, when: calm < 45, assumed: test, title: {en: N, vi: N}}
outcomes:
  peace: {title: {en: P, vi: P}, formula: calm, assumed: test}
  ties: {title: {en: T, vi: T}, formula: 50 + 5 * min(climate over powers), assumed: test}
endings:
  unrest: {title: {en: U, vi: U}, lamp: calm < 40, when: calm < 35, assumed: test}
screen: {attention: attention, relations: climate, numbers: [calm], judgements: [peace, ties]}
"""
OPTION = "           best: {title: {en: B, vi: B}, effects: {climate.us: 3, climate.china: 3, calm: 5}},\n"
PLANTED = {
    "W301": SOUND.replace("           right:", OPTION + "           right:"),
    "W302": SOUND.replace(
        "screen:",
        "  far: {title: {en: F, vi: F}, lamp: calm < 40, when: calm < 5 and climate.us > 9, assumed: test}\nscreen:",
    ),
    "W303": SOUND.replace(
        "  news:", "  never: {kind: news, when: calm > 60, assumed: test, title: {en: E, vi: E}}\n  news:"
    ),
    "W304": SOUND.replace(
        "  calm:",
        "  stuck: {title: {en: S, vi: S}, range: 0 to 3, start: 1, assumed: test, change: {up: {formula: '2'}}}\n  calm:",
    ),
    "W305": SOUND.replace("left: {title: {en: L, vi: L},", "left: {title: {en: L, vi: L}, when: calm > 90,"),
    "W308": SOUND.replace("variables:", "delays:\n  works: {lag: 2 quarters, inflow: 1, assumed: test}\nvariables:"),
}
MESSAGES = {
    "W301": ("`choice.best` beats every other answer", "best"),
    "W302": ("no line of play reaches the ending `far`", "far"),
    "W303": ("`never` never happens", "never"),
    "W304": ("`stuck` is cut by its limits in 8", "stuck"),
    "W305": ("`choice.left` can never be chosen", "left"),
    "W308": ("nothing reads what comes out of the delay `works`", "works"),
}


def compiled(place: Path, text: str) -> Compiled:
    folder = place / "poise"
    folder.mkdir(exist_ok=True)
    (folder / "poise.yaml").write_text(text, encoding="utf-8")
    return compile_scenario(folder, Ledger({}, {}, {}))


def test_what_is_sound_has_no_finding(tmp_path: Path) -> None:
    found = balance(compiled(tmp_path, SOUND), 40, seed=1)
    assert [d.message for d in found.report.diagnostics] == []
    assert found.endings == {"unrest": True}
    assert found.answers == 3


@pytest.mark.parametrize("code", sorted(PLANTED))
def test_what_is_planted_is_found_at_its_line(tmp_path: Path, code: str) -> None:
    found = balance(compiled(tmp_path, PLANTED[code]), 40, seed=1).report
    message, caret = MESSAGES[code]
    assert [d.code for d in found.diagnostics] == [code], [d.message for d in found.diagnostics]
    only = found.diagnostics[0]
    assert only.message.startswith(message)
    assert only.span is not None
    assert found.under(only.span) == caret


def test_what_is_meant_can_be_said_to_be(tmp_path: Path) -> None:
    text = PLANTED["W303"].replace(
        "title: {en: E, vi: E}}", "title: {en: E, vi: E}}  # check: allow W303 because it waits for a sequel"
    )
    assert balance(compiled(tmp_path, text), 20, seed=1).report.diagnostics == []


def test_the_search_names_the_clause_in_the_way(tmp_path: Path) -> None:
    sought = seek(compiled(tmp_path, PLANTED["W302"]).rules, 1, seed=1)
    assert not sought.reached
    assert sought.nearest in ("calm < 5", "climate.us > 9")


def test_the_command_tells_by_its_exit_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    checks = "checks:\n  calm_holds: {of: calm, by: mean, policy: nothing, at_least: 40}\n"
    compiled(tmp_path, SOUND + checks)
    good = CliRunner().invoke(app, ["balance", "poise", "--worlds", "20"])
    assert (good.exit_code, good.stdout.splitlines()[-1]) == (0, "poise: in balance")
    assert "1 of 1 checks hold" in good.stdout
    compiled(tmp_path, SOUND + checks.replace("40", "60"))
    bad = CliRunner().invoke(app, ["balance", "poise", "--worlds", "20"])
    assert bad.exit_code == 1
    assert "poise/poise.yaml:27:3: warning W306: the check `calm_holds` fails: 49" in bad.stdout
    assert "= wanted: at least 60" in bad.stdout
