"""Takes piped commands; checks that the text game shows the desk, goes on after mistakes, and saves at the end of input."""

from __future__ import annotations

import pytest

from sim.app.text import TextGame
from sim.play import record


@pytest.fixture(autouse=True)
def few_others(monkeypatch) -> None:
    monkeypatch.setattr("sim.report.final.GOVERNMENTS", 4)
    monkeypatch.setattr("sim.report.final.BOTS", ("nothing",))


@pytest.fixture
def play(new_table):
    """Plays commands; gives everything that was written and the exit code."""

    def run(*commands: str, lang: str = "en", table=None):
        written: list[str] = []
        code = TextGame(table or new_table(lang), written.append).play(commands)
        return "\n".join(written), code

    return run


def test_a_whole_game_reaches_the_judgements(play) -> None:
    text, code = play("1", *["end"] * 6)
    assert code == 0
    assert "JUDGEMENTS" in text
    assert "Liberty" in text.rpartition("JUDGEMENTS")[2]
    assert "The input ended" not in text


def test_the_end_of_input_saves_and_says_where(play, tmp_path, empty_ledger) -> None:
    text, code = play("1", "end", "do drill")
    assert code == 0
    last = text.splitlines()[-1]
    file = tmp_path / "harbour Q4 2000.json"
    assert str(file) in last
    game = record.load(file, empty_ledger).game
    assert len(game.turns) == 1
    assert game.plan.orders == ((2, 0),)


def test_numbers_run_on_across_papers(play, new_table) -> None:
    table = new_table()
    text, _ = play("end", table=table)
    assert "1  " in text
    papers = table.desk().papers
    first = len(papers[0].options) if len(papers) > 1 else 0
    play(str(first + 1), table=table)
    assert table.desk().papers[1 if first else 0].options[0].chosen


def test_whatever_is_no_command_gives_one_line_and_goes_on(play) -> None:
    before, _ = play()
    for nonsense in ("dance", "1 2", "-1", "end now", "²", "\x1b[2J", "do", "do dance", "do visit", "do visit moon", "do drill north",
                     "why", "why moon", "show", "show moon", "save", "lang fr", "99", "0"):  # fmt: skip
        text, code = play(nonsense)
        assert code == 0
        assert len(text.splitlines()) == len(before.splitlines()) + 1, nonsense


def test_empty_lines_say_nothing(play) -> None:
    assert play("", "   ") == play()


def test_no_control_characters(play) -> None:
    text, _ = play("help", "why tie.north", "\x1b[31mred", "end", "ledger", "show north", lang="vi")
    assert all(c.isprintable() or c == "\n" for c in text)
    assert "Quý IV 2000" in text


def test_orders_by_id_key_and_title(play, new_table) -> None:
    for command in ("do visit north", "DO Visit NORTH", "do v north", "do vis north", "do visit the north"):
        table = new_table()
        play(command, table=table)
        assert table.desk().plan == ("Host a visit: The North",), command


def test_undo_and_refusals(play) -> None:
    text, _ = play("undo", "do visit north", "do visit south", "undo", "3")
    assert "There is nothing to take back" in text
    assert "It costs 2 attention; 1 is left." in text
    assert "Taken back." in text
    assert "Tie (The North) is 2.0, must be more than 4.0" in text


def test_misspelt_words_are_guessed(play) -> None:
    text, _ = play("do vist north", "why tie.nort")
    assert "Did you mean visit?" in text
    assert "Did you mean tie.north?" in text


def test_why_show_and_ledger(play) -> None:
    text, _ = play("do visit north", "end", "why tie.north", "show north", "ledger")
    assert "Host a visit: The North" in text
    assert "assumed: invented" in text
    assert "tie.north" in text
    assert "WHAT CHANGED AND WHY" in text


def test_save_quit_and_languages(play, tmp_path) -> None:
    file = tmp_path / "a save.json"
    text, code = play(f"save {file}", "lang vi", "look", "quit", "end")
    assert file.is_file()
    assert code == 0
    assert "Phương Bắc" in text
    assert text.count("Quý IV") == 0, "nothing is obeyed after quit"


def test_a_place_that_cannot_be_written_is_told(play, tmp_path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    text, code = play(f"save {tmp_path / 'file' / 'x.json'}")
    assert "Not saved" in text
    assert code == 0


def test_after_the_end_it_still_answers(play) -> None:
    text, code = play(*["end"] * 7, "1", "do drill", "look", "why liberty", "undo", "quit")
    assert code == 0
    assert text.count("JUDGEMENTS") == 2
    assert "The game is over" in text


def test_what_opens_in_the_window_opens_as_text() -> None:
    from sim.app.shelf import compiled_scenario, new_game, table
    from sim.app.text import TextGame
    from sim.policy import make

    game = new_game(compiled_scenario("ukraine-2022"), seed=16)
    game.play(make("bamboo", game.rules), 9)
    told: list[str] = []
    shown = TextGame(table(game, "en"), told.append)
    for line in ("show russia", "ladder", "codex ladder", "web", "export", "codex nowhere at all"):
        shown.obey(line)
    text = "\n".join(told)
    assert "tie as a sum of the past" in text
    assert "4 coast guard  accident" in text
    assert "<term.ladder>" in text
    assert "China minds what the United States gains." in text
    assert "written when the game is over" in text
    assert "Nothing is called that." in text


def test_forecasts_and_what_is_told_at_the_end_are_text_too() -> None:
    from sim.app.shelf import compiled_scenario, new_game, table
    from sim.app.text import TextGame

    told: list[str] = []
    shown = TextGame(table(new_game(compiled_scenario("ukraine-2022"), seed=7), "en"), told.append)
    for line in ("forecast", "forecast 2", "forecast call_envoy us", "forecast 99", "forecast nothing"):
        shown.obey(line)
    text = "\n".join(told)
    assert text.count("A year ahead") == 3
    assert "Ministry of Defence: expects" in text
    assert "There is no answer number 99" in text
    assert "There is no verb nothing" in text
    told.clear()
    shown.obey("advise")
    assert told[0].startswith("  do ")
    shown.obey("do " + told[0].split("  ")[1].removeprefix("do "))  # the line is the command that orders it
    assert "IN HAND" in told
    told.clear()
    for line in ("end", "timeline", "charts", "model", "why security at sea", "why f111", "why crescenzi2001"):
        shown.obey(line)
    looked = "\n".join(told)
    assert "  Q1 2022\n    * " in looked
    assert any(line.startswith("  Leadership unity ") and line.count("6") >= 2 for line in told)
    assert "holds nothing that is still to be drawn" in looked
    assert "Security at sea <security_now>" in looked
    assert "Doctrine: take no side" in looked
    assert "Crescenzi & Enterline (2001)" in looked
    for _ in range(15):
        shown.obey("end")
    end = "\n".join(told)
    assert "TURNING POINTS" in end
    assert "DECLASSIFIED" in end
    assert "the truth" in end


def test_the_prologue_guides_at_the_terminal_too() -> None:
    from sim.app.shelf import compiled_scenario, new_game, table
    from sim.app.text import TextGame

    for lang, head in (("en", "GUIDE"), ("vi", "HƯỚNG DẪN")):
        told: list[str] = []
        shown = TextGame(table(new_game(compiled_scenario("prologue"), seed=7), lang), told.append)
        for command in ("look", "end", "end", "end"):
            shown.obey(command)
        assert told.count(head) == 3  # one for each quarter, none after the end
