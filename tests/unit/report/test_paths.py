"""Takes the harbour's record, checks how its numbers are told along it: by years, for several eras, in a picture."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from sim.play.game import Game
from sim.policy import make
from sim.report.html import html
from sim.report.names import Names
from sim.report.outline import Document
from sim.report.paths import Line, lines, paths_section, paths_text
from sim.scenario import Compiled


@pytest.fixture
def found(harbour: Compiled, english: Names) -> tuple[Line, ...]:
    game = Game(harbour.rules, harbour.words, harbour.texts, seed=1, luck=False)
    game.play(make("history", harbour.rules))
    return lines(english, game.turns, ["mood", "tie", "mood", "nonsense"])


def test_a_block_gives_a_line_for_each_member_and_a_name_counts_once(found: tuple[Line, ...]) -> None:
    assert [line.name for line in found] == ["mood", "tie.north", "tie.south"]
    assert all(line.first == 2000 * 4 + 2 for line in found)


def test_the_table_has_the_last_quarter_of_each_year_and_the_end(found: tuple[Line, ...], english: Names) -> None:
    told = list(paths_text(english, found))
    assert told[0].split() == ["end", "of", "year", "mood", "tie.north", "tie.south"]
    years = [line.split()[0] for line in told[1:] if line]
    assert years[0] == "2000"
    mood = found[0].at(2000 * 4 + 3)
    assert mood is not None
    assert told[1].split()[1] == f"{mood:.{found[0].decimals}f}"
    assert found[0].at(1999 * 4) is None


def test_the_page_holds_a_picture_that_needs_nothing_else(found: tuple[Line, ...], english: Names) -> None:
    pytest.importorskip("matplotlib", reason="pictures of pages are a matter of the laboratory")
    later = tuple(replace(line, scenario="second", first=line.first + 40) for line in found)
    section = paths_section(english, (*found, *later))
    assert section == paths_section(english, (*found, *later))
    assert {entry.name[:4] for entry in section.entries} >= {"2000", "2010"}
    page = html(Document("en", "Eras", (), (section,), "Contents"))
    assert "<svg" in page
    assert "second" in page
    assert not re.search(r"<(script|link|img)\b|@import", page)
