"""Takes a scenario whose ruleset renamed things, as a user calls `migrate`; checks that only names change and comments stay."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim.app.cli import app

BASE = """format: 1
id: base
version: 2.0.0
title: {en: B, vi: B}
groups: {powers: [us, china]}
variables:
  attention: {title: {en: A, vi: A}, range: 0 to 4, start: 3, assumed: test}
  sea: {title: {en: S, vi: S}, range: 0 to 9, assumed: test}
  climate: {title: {en: C, vi: C}, for: powers, range: -10 to 10, assumed: test}
verb_groups: {talk: {title: {en: T, vi: T}}}
actions:
  visit: {title: {en: V, vi: V}, group: talk, target: powers, cost: {attention: 1}, assumed: test, effects: {climate.target: 1}}
events:
  storm: {kind: news, when: turn = 1, assumed: test, title: {en: S, vi: S}}
renamed: {variables: {relation: climate, s: sea}, actions: {trip: visit}, events: {rain: storm}}
"""
OLD = """# a story of relation, rain and trip
format: 1
id: top
version: 1.0.0
title: {en: T, vi: T}
extends: base >=1, <2  # as of last year
clock: {start: 2022-Q1, turns: 4}
variables:
  relation: {start: {us: 1}, assumed: relation is a guess}  # relation of old
events:
  rain: {title: {en: "The rain of [relation](relation.us) and [rain](event.rain)"}}
  after_rain:
    kind: chain
    after: rain
    assumed: test
    title: {en: relation, vi: V}
    effects: {relation.us: "0.5 * relation.china", s: 1 + s * relation.us}
  folded:
    kind: news
    assumed: test
    title: {en: F, vi: F}
    when: >
      relation.us > 1
      and fired(rain)
  more: {kind: news, assumed: test, title: {en: M, vi: M}, when: relation.us > 1 and since(rain) < 3 and not ordered(trip)}
history: {2022-Q1: {orders: [trip us]}}
screen: {attention: attention, relations: relation}
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in (("base", BASE), ("top", OLD)):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.yaml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "top" / "top.yaml"


def test_without_write_the_change_is_only_shown(place: Path) -> None:
    result = CliRunner().invoke(app, ["migrate", "top"], catch_exceptions=False)
    assert '+extends: "base >=2, <3"  # as of last year' in result.stdout
    assert "nothing is written without --write" in result.stdout
    assert place.read_text(encoding="utf-8") == OLD


def test_names_change_and_nothing_else(place: Path) -> None:
    result = CliRunner().invoke(app, ["migrate", "top", "--write"], catch_exceptions=False)
    new = place.read_text(encoding="utf-8")
    expected = (
        OLD.replace("  relation: {start", "  climate: {start").replace("  rain: {title", "  storm: {title")
        .replace("(relation.us) and [rain](event.rain)", "(climate.us) and [rain](event.storm)").replace("after: rain", "after: storm")
        .replace('{relation.us: "0.5 * relation.china", s: 1 + s * relation.us}', '{climate.us: "0.5 * climate.china", sea: 1 + sea * climate.us}')
        .replace("when: relation.us > 1 and since(rain) < 3 and not ordered(trip)", "when: climate.us > 1 and since(storm) < 3 and not ordered(visit)")
        .replace("[trip us]", "[visit us]").replace("relations: relation", "relations: climate")
        .replace("extends: base >=1, <2", 'extends: "base >=2, <3"')
        .replace("      relation.us > 1\n      and fired(rain)", "      climate.us > 1\n      and fired(storm)")
    )  # fmt: skip
    assert new == expected
    assert (result.exit_code, result.stderr) == (0, "")


def test_what_quotes_hide_is_left_to_the_hand_and_then_nothing_is_left(place: Path) -> None:
    hidden = OLD.replace("when: >\n      relation.us > 1\n      and fired(rain)", 'when: "rel\\\n      ation.us > 1"')
    place.write_text(hidden, encoding="utf-8")
    result = CliRunner().invoke(app, ["migrate", "top", "--write"], catch_exceptions=False)
    assert result.exit_code == 1
    assert "top/top.yaml:22:11: `relation` is called `climate` now; change it by hand" in result.stderr
    new = place.read_text(encoding="utf-8").replace("rel\\\n      ation.us", "climate.us")
    place.write_text(new, encoding="utf-8")
    result = CliRunner().invoke(app, ["migrate", "top"], catch_exceptions=False)
    assert (result.exit_code, result.stdout) == (0, "nothing to change\n")
    assert "error" not in result.stderr
