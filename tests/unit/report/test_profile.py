"""Takes judgements in a cloud, gives proof of the title that their shape earns."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.app.shelf import compiled_scenario, new_game, table
from sim.policy import make
from sim.report.desk import Judgement
from sim.report.names import Names
from sim.report.profile import profile, rank

CLOUD = tuple(float(x) for x in range(100))


@pytest.fixture(scope="module")
def names() -> Names:
    return table(new_game(compiled_scenario("prologue"), 1), "en").names


def judged(**values: float) -> list[Judgement]:
    return [Judgement(id, id.capitalize(), "", 0, 100, you, None, None, CLOUD) for id, you in values.items()]


def test_a_rank_is_the_share_of_others_that_did_worse() -> None:
    assert rank(judged(autonomy=80)[0]) == pytest.approx(0.805)
    assert rank(Judgement("a", "A", "", 0, 100, 3, None, None)) == 0.5


@pytest.mark.parametrize(
    ("values", "title"),
    [
        ({"autonomy": 90, "security": 70, "home": 65}, "Whole bamboo"),
        ({"autonomy": 40, "security": 20, "home": 10}, "A reed in the wind"),
        ({"autonomy": 90, "security": 20, "home": 30}, "Keeper of the free hand"),
        ({"autonomy": 20, "security": 90, "home": 30}, "Watchman of the sea"),
        ({"autonomy": 55, "security": 50, "home": 45}, "Keeper of the balance"),
        ({"courage": 90, "security": 20}, "Above all: Courage"),
    ],
)
def test_the_title_follows_the_shape(names: Names, values: dict[str, float], title: str) -> None:
    told, why = profile(names, judged(**values), ended=False)
    assert told.startswith(title)
    assert max(values, key=lambda id: values[id]).capitalize() in why


def test_a_term_cut_short_has_a_title_of_its_own_and_no_judgement_none(names: Names) -> None:
    assert profile(names, judged(autonomy=90), ended=True)[0] == "A term cut short"
    assert profile(names, [], ended=False) == ("", "")


def test_the_file_to_keep_needs_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAMBOO_SAVES", str(tmp_path))
    game = new_game(compiled_scenario("ukraine-2022"), 7)
    played = table(game, "vi")
    assert played.export() == ""
    game.play(make("bamboo", game.rules))
    page = Path(table(game, "vi").export()).read_text(encoding="utf-8")
    assert "<script" not in page
    assert "http" not in page.replace("http-equiv", "")
    for word in ("Tự chủ", "Những bước ngoặt", "Giải mật", "<svg"):
        assert word in page
