"""Takes `new` and `schema` as a user calls them: what is begun plays, without a warning, and nothing is written over."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim.app import files
from sim.app.cli import app
from sim.app.shelf import DiskShelf
from sim.app.starting import STARTERS
from sim.base.errors import UsageError
from sim.scenario import examine


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BAMBOO_SCENARIOS", str(tmp_path / "own"))
    return tmp_path


def called(*words: str) -> str:
    result = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


@pytest.mark.parametrize("template", sorted(STARTERS))
def test_what_is_begun_is_sound(here: Path, template: str) -> None:
    called("new", "my-land", "--template", template)
    compiled, report = examine(here / "my-land", files.ledger(), files.library())
    assert report.diagnostics == []
    assert compiled is not None
    assert compiled.playable
    settings = json.loads((here / "my-land" / ".vscode" / "settings.json").read_text(encoding="utf-8"))
    schema = next(iter(settings["yaml.schemas"]))
    assert json.loads((here / "my-land" / schema).read_text(encoding="utf-8"))["$schema"].endswith("draft-07/schema#")
    first = (here / "my-land" / "my-land.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first == f"# yaml-language-server: $schema={schema}"


def test_one_of_ones_own_stands_in_the_menu(here: Path) -> None:
    called("new", "my-land", "--template", "country", "--mine")
    assert [f.name for f in files.scenario_folders()][-1] == "my-land"
    assert "my-land" in called("scenarios")


def test_the_schema_learns_new_ids(here: Path) -> None:
    called("new", "my-land", "--template", "country")
    file = here / "my-land" / "my-land.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("  envoy:", "  herald:").replace("[envoy", "[herald"), encoding="utf-8"
    )
    place = called("schema", "my-land").strip()
    assert "herald" in json.loads((here / place).read_text(encoding="utf-8"))["properties"]["actions"]["properties"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["new", "My Land"], "is no id"), (["new", "finland-1948"], "shipped scenario"), (["new", "a", "--template", "evnt"], "no template"),
    ],
)  # fmt: skip
def test_what_cannot_be_begun_says_why(words: list[str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        called(*words)


def test_nothing_is_written_over(here: Path) -> None:
    called("new", "my-land")
    with pytest.raises(UsageError, match="is there already"):
        called("new", "my-land")


def test_packs_stand_in_the_menu_and_a_refused_one_says_why(here: Path) -> None:
    called("new", "my-land", "--template", "country")
    (here / "own").mkdir()
    called("pack", "my-land", "--out", str(here / "own" / "land.zip"))
    (here / "own" / "bad.zip").write_bytes(b"PK no zip")
    menu = {entry.id: entry for entry in DiskShelf().scenarios("vi")}
    assert (menu["my-land"].title, menu["my-land"].error) == ("My land", "")
    assert "the pack is refused" in menu["bad.zip"].error
    assert "bad.zip            broken: the pack is refused" in called("scenarios")
    assert DiskShelf().new("my-land", 1, "vi").game.rules.id == "my-land"


def test_a_pack_that_is_replaced_is_read_again(here: Path) -> None:
    called("new", "my-land", "--template", "country")
    (here / "own").mkdir()
    called("pack", "my-land", "--out", str(here / "own" / "land.zip"))
    shelf = DiskShelf()
    assert {e.id: e.title for e in shelf.scenarios("en")}["my-land"] == "My land"
    file = here / "my-land" / "my-land.yaml"
    file.write_text(file.read_text("utf-8").replace("My land", "Our land"), "utf-8")
    called("pack", "my-land", "--out", str(here / "own" / "land.zip"))
    assert {e.id: e.title for e in shelf.scenarios("en")}["my-land"] == "Our land"
