"""Takes `check` and `balance` as a writer calls them: who decides in a check must exist; the exit code says whether all is well."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim.app.cli import app

FINLAND = Path(__file__).parents[3] / "scenarios" / "finland-1948" / "finland.yaml"


@pytest.mark.parametrize(
    ("policy", "says", "cure"),
    [("gredy", "unknown policy `gredy`", "did you mean `greedy`?"), ("lean-sovet", "unknown policy `lean-sovet`", "")],
)
@pytest.mark.parametrize("command", ["check", "balance"])
def test_a_policy_that_does_not_exist_is_told_with_its_line(
    tmp_path: Path, command: str, policy: str, says: str, cure: str
) -> None:
    check = f"checks:\n  calm: {{of: calm, by: mean, policy: {policy}, at_least: 5}}\n"
    (tmp_path / "s.yaml").write_text(FINLAND.read_text("utf-8") + check, "utf-8")
    result = CliRunner().invoke(app, [command, str(tmp_path)])
    assert result.exit_code == 1
    line = (FINLAND.read_text("utf-8") + check).count("\n")
    shown = result.output if command == "check" else str(result.exception)
    assert f"s.yaml:{line}:38: error E179: {says}" in shown
    assert cure in shown


def test_a_check_by_a_record_that_is_not_there_is_told(tmp_path: Path) -> None:
    text = FINLAND.read_text("utf-8")
    without = text[: text.index("history: {")] + text[text.index("screen:") :]
    without = without.replace(", history: chosen", "") + "checks:\n  calm: {of: calm, by: mean, at_least: 5}\n"
    (tmp_path / "s.yaml").write_text(without, "utf-8")
    result = CliRunner().invoke(app, ["check", str(tmp_path)])
    assert result.exit_code == 1
    assert "the policy `history` needs a record" in result.output


def test_many_texts_in_one_language_do_not_hide_the_rest(tmp_path: Path) -> None:
    text = FINLAND.read_text("utf-8")
    alone = re.sub(r"\{en: ([^{},\"]+), vi: [^{}\"]+\}", r"{en: \1}", text).replace("calm: -6}", "clam: -6}")
    (tmp_path / "s.yaml").write_text(alone, "utf-8")
    result = CliRunner().invoke(app, ["check", str(tmp_path)])
    assert result.exit_code == 1
    assert result.output.count("W101") == 3
    assert "unknown name `clam`" in result.output
    told = re.search(r"and (\d+) more texts in one language only; `texts export", result.output)
    assert told
    assert f"1 error, {int(told[1]) + 3} warnings" in result.output
    everything = CliRunner().invoke(app, ["check", "--json", str(tmp_path)]).output
    assert everything.count("W101") == int(told[1]) + 3
