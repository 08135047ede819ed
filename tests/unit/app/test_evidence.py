"""Takes the commands `facts`, `replay-history` and `doc --html` as a user calls them; checks exit codes, lines and the file."""

from __future__ import annotations

import json
import re

import pytest
from typer.testing import CliRunner

from sim.app.cli import app
from sim.base.errors import BambooError, UsageError
from sim.engine.step import PHASES
from sim.report import document_frame


def called(*words: str) -> list[str]:
    result = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout.splitlines()


def test_facts_of_a_paragraph() -> None:
    lines = called("facts", "--article", "000", "--paragraph", "22")
    assert [line[:4] for line in lines if line.startswith("F")] == ["F040", "F041", "F042", "F043"]
    assert any("used by ukraine-2022: " in line and "events.vote_hrc.options.no" in line for line in lines)


def test_facts_that_nothing_uses_in_vietnamese() -> None:
    lines = called("facts", "--unused", "--lang", "vi")
    assert any(line.startswith("F110") for line in lines)
    assert not any(line.startswith("F042") for line in lines)


def test_facts_that_there_are_not() -> None:
    with pytest.raises(UsageError, match="no article `001`"):
        called("facts", "--article", "001")
    with pytest.raises(UsageError, match="no fact stands at paragraph 9999 of article 003"):
        called("facts", "--article", "003", "--paragraph", "9999")


def test_replay_history_ends_with_the_shares() -> None:
    lines = called("replay-history", "ukraine-2022")
    assert any(line.startswith("F042 ") and "holds" in line and "russia +" in line for line in lines)
    assert any(line.startswith("Imposed: ") for line in lines)
    assert any(line.startswith("Produced: ") for line in lines)


def test_replay_history_after_the_record_names_the_facts_that_reach_into_it() -> None:
    said = "\n".join(called("replay-history", "next-2026"))
    assert "no record of these quarters exists" in said
    assert "F105" in said
    assert "holds" not in said


def test_replay_history_of_a_ruleset_says_what_to_do() -> None:
    with pytest.raises(BambooError, match="`bamboo` is a ruleset"):
        called("replay-history", "bamboo")


def test_doc_writes_one_file_and_nothing_else(tmp_path) -> None:
    file = tmp_path / "model.html"
    file.write_text("old", encoding="utf-8")
    assert called("doc", "bamboo", "--html", str(file)) == [str(file)]
    text = file.read_text(encoding="utf-8")
    assert text.startswith("<!doctype html>")
    assert text.endswith("</html>\n")
    assert [f.name for f in tmp_path.iterdir()] == ["model.html"]


def test_doc_tells_how_a_quarter_runs_which_rules_these_are_and_what_the_model_comes_to(tmp_path) -> None:
    """What a reader needs to compute the model anew, and to see that a batch was played by it."""
    text = "\n".join(called("doc", "ukraine-2022", "--worlds", "20"))
    assert [text.index(f"\n- {n}: ") for n in range(1, 10)] == sorted(text.index(f"\n- {n}: ") for n in range(1, 10))
    assert "`share(x over g), hhi(x over g)`" in text
    assert "Journal of Conflict Resolution" in text
    assert re.search(r"\n- [0-9]+ of [0-9]+ targets are hit, in 20 worlds", text)
    assert "\n- the model: " in text
    called("run", "finland-1948", "--policy", "nothing", "--worlds", "20", "--out", str(tmp_path / "batch"))
    digest = json.loads((tmp_path / "batch" / "plan.json").read_text("utf-8"))["scenario"]["rules"]
    assert f"`{digest}`" in "\n".join(called("doc", "finland-1948"))


def test_doc_tells_the_phases_as_the_engine_has_them() -> None:
    assert tuple(phase.__name__ for phase in PHASES) == document_frame.PHASES


def test_the_document_gives_no_interval_to_a_value_of_the_scenarios_own() -> None:
    told = {part.partition("`")[0]: part for part in "\n".join(called("doc", "umbrella-1978")).split("\n### `")}
    assert "sets that fit" in told["rest_step"]
    assert "sets that fit" in told["war_burden"]  # a parameter that only this scenario has
    assert "sets that fit" not in told["rest_base"]
    assert "; fitted:" not in told["rest_base"]
