"""Takes the harbour with an invented record and invented facts; checks what holds, what does not, and the reason given."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path

import pytest

from sim.facts.ledger import Fact, Ledger
from sim.play.game import Game
from sim.policy import make
from sim.report.names import Names
from sim.report.replay import AGAINST, ELSEWHEN, HOLDS, NEVER, UNMOVED, Replayed, in_span, replay
from sim.report.replay_text import replay_text
from sim.scenario import Compiled, compile_scenario

HARBOUR = Path(__file__).parents[2] / "fixtures" / "harbour"

RECORD = """
events:
  gift:
    kind: memo
    on: 2000-Q4
    title: {en: A gift, vi: Một món quà}
    source: [GIFT]
    options:
      take: {title: {en: Take it, vi: Nhận}, effects: {tie.north: 0.4, tie.south: -0.1}, history: chosen, source: [GIFT, NEUTRAL], assumed: invented}
      leave: {title: {en: Leave it, vi: Từ chối}, effects: {tie.north: -0.4}, source: [UNTAKEN], assumed: invented}
  regatta:
    kind: news
    on: 2001-Q1
    when: tie.north > 4.9
    title: {en: A regatta, vi: Đua thuyền}
    source: [REGATTA]
  rumour:
    kind: news
    chance: 0.9
    title: {en: A rumour, vi: Tin đồn}
    source: [RUMOUR]
  feud:
    kind: news
    when: turn = 4
    title: {en: A feud, vi: Mối thù}
    effects: {tie.south: -0.3}
    source: [FEUD, ALSO]
    assumed: invented
  whisper:
    kind: news
    when: turn = 2
    title: {en: A whisper, vi: Lời thì thầm}
    effects: {doubt.north: 0.5}
    source: [WHISPER, EARLY]
    assumed: invented
  toll:
    kind: memo
    on: 2001-Q3
    title: {en: A toll, vi: Phí cảng}
    source: [TOLL]
    options:
      pay: {title: {en: Pay, vi: Trả}, cost: {attention: 4}, effects: {tie.north: 0.1}, history: chosen, assumed: invented, source: [TOLL]}
      keep: {title: {en: Keep it, vi: Giữ}}
history:
  2000-Q3: {orders: [visit north], source: [VISIT]}
  2001-Q1: {orders: [contract south, drill], source: [DRILL]}
"""

# id: quarters from, to (since 2000-Q3 = 0; None: goes on), signs
FACTS: dict[str, tuple[int, int | None, dict[str, int]]] = {
    "GIFT": (1, 1, {"north": 1, "south": -1}),
    "NEUTRAL": (1, 1, {"north": 0}),
    "UNTAKEN": (1, 1, {"north": -1}),
    "REGATTA": (2, 2, {}),
    "RUMOUR": (0, None, {}),
    "FEUD": (3, 3, {"south": 1}),
    "ALSO": (-40, 40, {"south": -2, "north": -1}),
    "WHISPER": (1, 1, {"north": -1}),
    "EARLY": (4, 5, {}),
    "TOLL": (4, 4, {"north": 1}),
    "VISIT": (0, 0, {"north": 1}),
    "DRILL": (2, 2, {"south": 1}),
    "BACKGROUND": (0, 5, {"north": 1}),
    "BEFORE": (-9, -8, {}),
    "UNCITED": (0, 0, {}),
}


def day(quarter: int, last: bool = False) -> datetime.date:
    """The first or the last day of a quarter, counted from 2000-Q3."""
    months = 12 * 2000 + 6 + 3 * (quarter + last)
    start = datetime.date(months // 12, months % 12 + 1, 1)
    return start - datetime.timedelta(days=1) if last else start


def invented(id: str, first: int, last: int | None, signs: dict[str, int]) -> Fact:
    end = None if last is None else day(last, last=True)
    precision = "era" if first != last else "quarter"
    return Fact(
        id, day(first), end, precision, ("port",), "kind", f"what {id} says", {}, "", signs, "", 0, "", "", "x", "high"
    )


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    facts = {id: invented(id, *rest) for id, rest in FACTS.items()}
    return Ledger(facts, {}, {})


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory, ledger: Ledger) -> Compiled:
    folder = tmp_path_factory.mktemp("scenarios") / "harbour"
    shutil.copytree(HARBOUR, folder)
    main = folder / "harbour.yaml"
    text = main.read_text("utf-8")
    kept, _, screen = text.partition("history:\n")
    kept = kept.replace(
        "    sight: 0.3\n    assumed: invented\n", "    sight: 0.3\n    assumed: invented\n    source: [BACKGROUND]\n"
    )
    main.write_text(kept + screen[screen.index("screen:") :], "utf-8")
    (folder / "record.yaml").write_text(RECORD, "utf-8")
    return compile_scenario(folder, ledger)


@pytest.fixture(scope="module")
def game(compiled: Compiled) -> Game:
    game = Game(compiled.rules, compiled.words, compiled.texts, seed=1, luck=False)
    game.play(make("history", compiled.rules))
    return game


@pytest.fixture(scope="module")
def replayed(compiled: Compiled, ledger: Ledger, game: Game) -> tuple[dict[tuple[str, bool], Replayed], set[str]]:
    rows, background = replay(compiled.rules, compiled.words, ledger, game.turns)
    return {(row.fact.id, row.imposed): row for row in rows}, {fact.id for fact in background}


def test_which_facts_have_rows(replayed) -> None:
    rows, background = replayed
    imposed = {id for id, dated in rows if dated}
    produced = {id for id, dated in rows if not dated}
    assert imposed == {"GIFT", "REGATTA", "TOLL"}
    assert produced == {
        "GIFT", "NEUTRAL", "RUMOUR", "FEUD", "ALSO", "WHISPER", "EARLY", "TOLL", "VISIT", "DRILL",
    }  # fmt: skip
    assert background == {"BACKGROUND", "UNTAKEN"}


def test_an_answer_adds_what_its_own_effects_say_and_not_the_net_change(replayed, game: Game) -> None:
    rows, _ = replayed
    row = rows["GIFT", False]
    assert row.verdict == HOLDS
    assert row.added == pytest.approx({"north": 0.4, "south": -0.1}, abs=1e-5)
    north = game.rules.variable["tie"].row
    net = game.turns[1].after.state[north, 0] - game.turns[1].before.state[north, 0]
    assert net != pytest.approx(0.4, abs=1e-3)
    assert rows["GIFT", True].holds
    assert rows["GIFT", True].added == {}


@pytest.mark.parametrize(
    ("id", "imposed", "verdict", "lacks"),
    [
        ("REGATTA", True, NEVER, "dated"),
        ("RUMOUR", False, NEVER, "luck"),
        ("FEUD", False, AGAINST, ""),
        ("ALSO", False, HOLDS, ""),
        ("WHISPER", False, HOLDS, ""),
        ("EARLY", False, ELSEWHEN, ""),
        ("TOLL", True, HOLDS, ""),
        ("TOLL", False, NEVER, "answer"),
        ("VISIT", False, HOLDS, ""),
        ("DRILL", False, AGAINST, ""),
        ("NEUTRAL", False, HOLDS, ""),
    ],
)
def test_each_verdict(replayed, id: str, imposed: bool, verdict: str, lacks: str) -> None:
    row = replayed[0][id, imposed]
    assert row.verdict == verdict
    assert {c.lacks for c in row.carriers} == {lacks}
    assert row.luck == (lacks == "luck")


def test_the_relation_first_then_another_number_turned_round_where_low_is_good(replayed) -> None:
    rows, _ = replayed
    assert rows["WHISPER", False].shown_by == "doubt"
    assert rows["WHISPER", False].added == pytest.approx({"north": -0.5}, abs=1e-5)
    assert rows["VISIT", False].shown_by == "tie"
    assert rows["ALSO", False].still == ("north",)


def test_a_fact_whose_acts_move_no_power_as_coded(compiled: Compiled, ledger: Ledger, game: Game) -> None:
    other = Ledger({**ledger.facts, "WHISPER": invented("WHISPER", 1, 1, {"south": 1})}, {}, {})
    rows, _ = replay(compiled.rules, compiled.words, other, game.turns)
    assert [row.verdict for row in rows if row.fact.id == "WHISPER"] == [UNMOVED]


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_the_table_counts_and_says_why(compiled: Compiled, ledger: Ledger, game: Game, lang: str) -> None:
    rows, background = replay(compiled.rules, compiled.words, ledger, game.turns)
    untold = in_span(compiled.rules, compiled.words, ledger)[1]
    names = Names(compiled.rules, compiled.words, lang)
    lines = list(replay_text(names, rows, background, untold, len(game.turns)))
    for row in rows:
        assert any(line.startswith(row.fact.id) for line in lines)
    text = "\n".join(lines)
    assert "{" not in text
    if lang == "vi":
        return
    assert "In this span, but named by nothing here: UNCITED." in lines
    assert "why not: events.regatta: on its date its condition did not hold" in text
    assert "why not: events.rumour: left to chance, and luck is off" in text
    assert "why not: it adds -0.30 to south, which is coded +1" in text
    assert "why not: the model has it in Q4 2000, not in a quarter of the fact" in text
    assert "why not: events.toll: the answer of the record was not given" in text
    assert "Imposed: 2 of 3 hold (67 %); 2 in their quarter." in lines
    assert (
        "Produced: 5 of 10 hold (50 %, or 56 % without those that only luck could bring); 7 in their quarter." in lines
    )


def test_a_world_that_ended_early_is_told(compiled: Compiled, ledger: Ledger, game: Game) -> None:
    rows, background = replay(compiled.rules, compiled.words, ledger, game.turns[:1])
    lines = list(replay_text(Names(compiled.rules, compiled.words, "en"), rows, background, (), 1))
    assert "The world ended early, in Q3 2000; later facts have no quarter in it." in lines
    assert [row.fact.id for row in rows if row.on_time] == ["VISIT"]
