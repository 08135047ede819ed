"""Takes the harbour with a record of what chance brought; checks that a replay has it in its quarter and counts it as imposed."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import numpy as np
import pytest

from sim import engine
from sim.facts.ledger import Fact, Ledger
from sim.play.game import Game
from sim.play.script import scripted
from sim.policy import make
from sim.report.names import Names
from sim.report.replay import AGAINST, HOLDS, NEVER, replay
from sim.report.replay_text import replay_text
from sim.scenario import Compiled, compile_scenario, examine
from tests.unit.report.test_replay import invented

HARBOUR = Path(__file__).parents[2] / "fixtures" / "harbour"

RECORD = """
events:
  rumour:
    kind: news
    when: tie.north > 0
    chance: 0.01
    title: {en: A rumour, vi: Tin đồn}
    effects: {tie.south: -0.2}
    source: [RUMOUR]
    assumed: invented
  offer:
    kind: memo
    for: powers
    chance: 0.01
    title: {en: An offer, vi: Lời đề nghị}
    source: [OFFER]
    options:
      take: {title: {en: Take it, vi: Nhận}, effects: {tie.self: 0.3}, history: chosen, source: [OFFER], assumed: invented}
      leave: {title: {en: Leave it, vi: Từ chối}}
  scare:
    kind: news
    when: tie.north > 4.9
    chance: 0.01
    title: {en: A scare, vi: Nỗi sợ}
    source: [SCARE]
history:
  2000-Q4:
    events: {rumour: {source: [RUMOUR]}, offer.south: {assumed: invented}}
    moves: {stance.north: {takes: press, source: [SHIPS]}}
  2001-Q2: {events: {scare: {source: [SCARE]}}}
record:
  RUMOUR: {shown_by: tie.south, sign: down}
  DRIFT: {shown_by: tie.south, sign: up}
  SCARE: {missed: {en: The North was never that warm., vi: Phương Bắc chưa bao giờ ấm đến thế.}}
"""
FACTS: dict[str, tuple[int, int | None, dict[str, int]]] = {
    "RUMOUR": (1, 1, {"north": 2}),
    "OFFER": (1, 1, {"south": 1}),
    "SHIPS": (1, 1, {"north": -1}),
    "SCARE": (3, 3, {}),
    "DRIFT": (2, 3, {}),
}


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    facts: dict[str, Fact] = {id: invented(id, *rest) for id, rest in FACTS.items()}
    facts["OFFER"] = dataclasses.replace(facts["OFFER"], actors=("south",))
    facts["SHIPS"] = dataclasses.replace(facts["SHIPS"], actors=("north",))
    return Ledger(facts, {}, {})


def harbour(folder: Path, record: str) -> Path:
    shutil.copytree(HARBOUR, folder)
    main = folder / "harbour.yaml"
    kept, _, screen = main.read_text("utf-8").partition("history:\n")
    main.write_text(kept + screen[screen.index("screen:") :], "utf-8")
    (folder / "record.yaml").write_text(record, "utf-8")
    return folder


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory, ledger: Ledger) -> Compiled:
    return compile_scenario(harbour(tmp_path_factory.mktemp("scripted") / "harbour", RECORD), ledger)


@pytest.fixture(scope="module")
def game(compiled: Compiled) -> Game:
    rules = scripted(compiled.rules)
    game = Game(rules, compiled.words, compiled.texts, seed=1, luck=False)
    game.play(make("history", rules))
    return game


def test_chance_keeps_to_the_script_and_to_nothing_else(compiled: Compiled, game: Game) -> None:
    rules = compiled.rules
    rumour, offer = (rules.events[rules.event_index[id]] for id in ("rumour", "offer"))
    members = list(offer.members)
    assert [int(t.happened[rumour.first, 0]) for t in game.turns] == [0, 1, *(0 for _ in game.turns[2:])]
    came = [[int(x) for x in t.happened[offer.first : offer.first + offer.size, 0]] for t in game.turns]
    assert came[1] == [int(m == "south") for m in members]
    assert not any(any(row) for i, row in enumerate(came) if i != 1)
    north = rules.moves[0].members.index("north")
    assert [o.id for o in rules.moves[0].options][int(game.turns[1].moved[north, 0])] == "press"


def test_play_never_sees_the_script(compiled: Compiled) -> None:
    bare = dataclasses.replace(compiled.rules, script=())
    assert bare.digest == compiled.rules.digest
    assert scripted(bare) is bare
    states = []
    for rules in (bare, compiled.rules):
        worlds = engine.start(rules, np.arange(40), 1)
        for _ in range(4):
            worlds = engine.step(rules, worlds, engine.no_orders(rules, 40), 1).after
        states.append(worlds.state)
    assert (states[0] == states[1]).all()


def test_what_is_scripted_is_imposed_and_its_answer_produced(compiled: Compiled, ledger: Ledger, game: Game) -> None:
    rows, _ = replay(scripted(compiled.rules), compiled.words, ledger, game.turns)
    found = {(row.fact.id, row.imposed): row for row in rows}
    assert found["RUMOUR", True].verdict == HOLDS
    assert found["RUMOUR", True].added == pytest.approx({"tie.south": -0.2}, abs=1e-5)
    assert ("RUMOUR", False) not in found
    assert found["OFFER", True].verdict == HOLDS
    assert found["OFFER", False].added == pytest.approx({"south": 0.3}, abs=1e-5)
    assert found["SHIPS", True].added == pytest.approx({"north": -0.4}, abs=1e-5)
    assert found["SCARE", True].verdict == NEVER
    lines = list(replay_text(Names(compiled.rules, compiled.words, "en"), rows, (), (), len(game.turns)))
    assert any("its condition did not hold, or it found no place" in line for line in lines)
    assert any("The North was never that warm." in line for line in lines)


def test_a_number_may_show_a_fact_against_its_coded_signs(compiled: Compiled, ledger: Ledger, game: Game) -> None:
    words = dataclasses.replace(compiled.words, plain={**compiled.words.plain, ("record", "RUMOUR", "sign"): "up"})
    rows, _ = replay(scripted(compiled.rules), words, ledger, game.turns)
    assert [row.verdict for row in rows if row.fact.id == "RUMOUR"] == [AGAINST]


def test_a_term_of_the_number_carries_the_fact(compiled: Compiled, ledger: Ledger, game: Game) -> None:
    variable = compiled.rules.variable["tie"]
    term = variable.terms[0].id
    path = ("variables", "tie", "change", term)
    origin = compiled.words.source(*path)
    words = dataclasses.replace(
        compiled.words,
        provenance={**compiled.words.provenance, path: dataclasses.replace(origin, sources=("DRIFT",))},
    )
    rows, _ = replay(scripted(compiled.rules), words, ledger, game.turns)
    row = next(row for row in rows if row.fact.id == "DRIFT")
    south = variable.row + compiled.rules.group["powers"].members.index("south")
    expected = sum(
        float(amount[0])
        for turn in game.turns[2:4]
        for cause in turn.causes
        if cause.kind == "term" and cause.id == f"tie.{term}"
        for r, amount in zip(cause.rows, cause.amount, strict=True)
        if r == south
    )
    assert not row.imposed
    assert row.added == pytest.approx({"tie.south": expected})
    assert row.verdict == (HOLDS if expected > 0 else AGAINST)


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        ("rumour: {source", "rumor: {source", "E201", "unknown event `rumor`"),
        ("offer.south:", "offer.soth:", "E201", "names no member"),
        ("offer.south:", "offer:", "E201", "names no member"),
        ("takes: press", "takes: pres", "E201", "has no option `pres`"),
        ("stance.north:", "stnce.north:", "E201", "unknown move `stnce`"),
        ("offer.south: {assumed: invented}", "offer.south: {}", "E176", "nothing says that"),
        ("events: {scare:", "events: {flag:", "E175", "not left to chance"),
        ("shown_by: tie.south, sign: down", "shown_by: tie.south", "E177", "belong together"),
        ("shown_by: tie.south, sign: down", "shown_by: tie, sign: down", "E201", "no single number"),
        ("shown_by: tie.south, sign: down", "shown_by: tiee.south, sign: down", "E201", "`tiee` is no variable"),
        ("  DRIFT: {", "  DRIFTS: {", "E150", "unknown fact `DRIFTS`"),
    ],
)
def test_a_wrong_script_says_what_is_wrong(
    tmp_path: Path, ledger: Ledger, old: str, new: str, code: str, said: str
) -> None:
    assert old in RECORD
    _, report = examine(harbour(tmp_path / "harbour", RECORD.replace(old, new, 1)), ledger)
    found = [d for d in report.diagnostics if d.code == code and said in d.message]
    assert found, [(d.code, d.message) for d in report.diagnostics]
    assert found[0].span is not None
    assert found[0].span.file.endswith("record.yaml")
