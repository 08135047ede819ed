"""Takes games in which the player foretells, gives proof that statements are kept, judged by what came, and scored beside the advisers."""

from __future__ import annotations

import pytest

from sim.app import files
from sim.app.shelf import compiled_scenario, new_game, table
from sim.app.text import TextGame
from sim.play import record
from sim.play.notebook import Notebook, Statement
from sim.report.table import Table


def desk(lang: str = "en") -> Table:
    return table(new_game(compiled_scenario("finland-1948"), seed=7), lang)


def stated(due: int, chance: float, advisers: float, threshold: float = 50.0, *, above: bool = False) -> Statement:
    return Statement(1, due, "calm", threshold, above, chance, advisers)


def test_a_statement_of_a_turn_gives_way_to_another_and_is_taken_back_by_itself() -> None:
    book = Notebook()
    book.state(stated(4, 0.3, 0.5))
    book.state(stated(4, 0.7, 0.5))
    assert [s.chance for s in book.statements] == [0.7]
    book.state(stated(4, 0.7, 0.5))
    assert book.statements == ()


def test_the_score_is_the_mean_square_of_what_was_missed() -> None:
    shown = desk()
    for _ in range(2):
        shown.end_quarter()
    calm = float(shown.game.view.read("calm")[0])
    shown.game.notebook.statements = (
        stated(2, 0.9, 0.6, calm + 1),  # came
        Statement(
            2,
            2,
            "calm",
            calm + 1,
            True,
            0.3,
            0.5,
        ),  # did not come
        stated(3, 0.5, 0.5),  # not due
    )
    found = shown.foretold()
    assert [line.came for line in found.lines] == [None, False, True]
    assert found.you == pytest.approx((0.1**2 + 0.3**2) / 2)
    assert found.advisers == pytest.approx((0.4**2 + 0.5**2) / 2)
    assert "Brier score over 2" in found.note


def test_statements_ride_in_the_save_and_change_no_dice() -> None:
    one, other = desk(), desk()
    one.outlook("plan", "", "")
    while one.think():
        pass
    fan = next(f for f in one.outlook("plan", "", "").fans if f.threshold is not None)
    assert one.state(fan, 0.25) == ""
    for shown in (one, other):
        shown.end_quarter()
    assert one.game.worlds.state.tolist() == other.game.worlds.state.tolist()
    again = record.from_text(record.to_text(one.game), files.ledger())
    assert again.game.notebook == one.game.notebook
    assert record.verify(again) == []
    assert again.game.notebook.statements[0].due == len(fan.quarters)


def test_the_text_game_states_judges_and_reports() -> None:
    told: list[str] = []
    play = TextGame(desk(), told.append)
    for line in ("predict calm 30", "predict", "predict nothing 30", "predict calm 130", *["end"] * 8):
        play.obey(line)
    text = "\n".join(told)
    assert "you give it 30 %" in text
    assert "not yet due" in text
    assert "WHAT YOU FORETOLD" in text.split("JUDGEMENTS")[1]
    assert "Brier score over 1" in text


def test_every_number_tells_where_it_may_stand_next_quarter() -> None:
    shown = table(new_game(compiled_scenario("ukraine-2022"), seed=7), "en")
    shown.end_quarter()
    rules, names = shown.game.rules, shown.names
    blocks = [names.find(id) for id in (*rules.variable, *rules.derived_of)]
    singles = [m.name for block in blocks if block is not None for m in names.each(block)]
    told = {name: shown.ahead(name) for name in singles}
    assert all(line.startswith("Q2 2022: ") for line in told.values())
    assert sum("in 8 of 10 futures" in line for line in told.values()) > len(told) / 4
    before = shown.game.worlds.state.tolist()
    assert shown.ahead("term.eez") == shown.ahead("climate") == ""
    assert shown.game.worlds.state.tolist() == before


def test_what_falls_due_is_told_with_the_quarter() -> None:
    told: list[str] = []
    play = TextGame(desk(), told.append)
    play.obey("end")
    play.table.game.notebook.statements = (stated(2, 0.5, 0.4, 101.0),)
    play.obey("end")
    assert any("calm" in line.lower() and "it came" in line for line in told)
    told.clear()
    play.obey("end")
    assert not any("it came" in line for line in told)
