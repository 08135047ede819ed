"""Takes tables of the harbour; checks what the desk shows, and that it is the engine's."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim import engine
from sim.report.desk import Desk
from sim.report.phrases import Phrases


def _option(desk: Desk, paper: str, option: str):
    found = next(p for p in desk.papers if p.id == paper)
    return next(o for o in found.options if o.id == option)


def _verb(desk: Desk, id: str):
    return next(v for v in desk.verbs if v.id == id)


def test_the_first_glance(new_table) -> None:
    desk = new_table().desk()
    assert (desk.date, desk.turn, desk.turns) == ("Q3 2000", 1, 6)
    assert (desk.attention, desk.attention_full) == (3, 3)
    assert [p.id for p in desk.powers] == ["north", "south"]
    north = desk.powers[0]
    assert (north.relation.text, north.relation.word, north.rank) == ("2.0", "warm", "Friend")
    assert north.dependence is not None
    assert north.dependence.text == "50 %"
    assert [n.name for n in desk.numbers] == ["freedom", "mood"]
    assert desk.final is None


def test_everything_in_vietnamese(new_table) -> None:
    table = new_table("vi")
    table.end_quarter()
    desk = table.desk()
    assert desk.date == "Quý IV 2000"
    assert desk.powers[0].title == "Phương Bắc"
    table.set_language("en")
    assert table.desk().powers[0].title == "The North"


def test_chips_are_the_effects(new_table) -> None:
    desk = new_table().desk()
    lower = _option(desk, "flag", "lower")
    assert [(c.label, c.text, c.good) for c in lower.chips] == [("North", "+0.5", 1), ("The street", "-5 %", -1)]
    visit = _verb(desk, "visit")
    assert [(c.name, c.text) for c in visit.targets[1].chips] == [("tie.south", "+0.7")]


def test_risks_are_chances_of_what_follows(new_table) -> None:
    desk = new_table().desk()
    assert _option(desk, "flag", "keep").risks == ("1 in 3: The North found out (North -1.0)",)
    assert _option(desk, "flag", "lower").risks == ()


def test_waiting_says_what_it_does(new_table) -> None:
    desk = new_table().desk()
    flag = next(p for p in desk.papers if p.id == "flag")
    assert "It stays for now" in flag.wait_text
    assert "The street -2 %" in flag.wait_text


def test_reasons_in_words(new_table) -> None:
    table = new_table()
    fine = _option(table.desk(), "flag", "fine")
    assert not fine.legal
    assert fine.reason == "Tie (The North) is 2.0, must be more than 4.0"
    base = _verb(table.desk(), "base")
    assert (base.legal, base.forbidden, base.reason) == (False, True, "No foreign base")
    assert table.order("drill", "") == ""
    assert _verb(table.desk(), "visit").reason == "not together with: Hold a drill"
    table.undo()
    assert table.order("visit", "north") == ""
    assert table.order("visit", "south") == "It costs 2 attention; 1 is left."


def test_text_runs_have_links_and_bold(new_table) -> None:
    flag = next(p for p in new_table().desk().papers if p.id == "flag")
    assert [(r.text, r.opens, r.bold) for r in flag.text] == [
        ("Somebody raised a ", "", False),
        ("flag", "", True),
        ("; ", "", False),
        ("memory", "memory", False),
        (" is long.", "", False),
    ]
    assert flag.kicker == "DECISION · HARBOUR"


def test_answering_ordering_and_taking_back(new_table) -> None:
    table = new_table()
    assert table.answer("flag", "keep") == ""
    assert _option(table.desk(), "flag", "keep").chosen
    assert table.answer("flag", "keep") == ""
    assert not _option(table.desk(), "flag", "keep").chosen
    assert table.order("drill", "") == ""
    assert table.desk().attention == 2
    assert table.desk().plan == ("Hold a drill",)
    assert table.undo() == ""
    assert table.undo() == ""
    assert table.undo() == ""
    assert table.undo() == Phrases("en")("nothing_to_undo")


def test_a_desk_after_an_order_is_the_desk_made_anew(new_table) -> None:
    table = new_table()
    table.desk()
    table.answer("flag", "keep")
    table.order("drill", "")
    kept = table.desk()
    table.set_language("vi")
    table.set_language("en")
    assert table.desk() == kept
    assert table.desk() is not kept


@pytest.mark.parametrize(
    ("paper", "option"), [("none", "x"), ("flag", "x"), ("flag.north", "keep"), ("ballot", "yes"), ("", "")]
)
def test_nonsense_is_refused_in_words(new_table, paper, option) -> None:
    assert new_table().answer(paper, option) != ""
    assert new_table().order(paper, option) != ""


def test_the_forecast_adds_up_what_is_in_hand(new_table) -> None:
    table = new_table()
    assert table.desk().forecast.lines == ()
    table.answer("flag", "keep")
    table.order("visit", "south")
    forecast = table.desk().forecast
    assert [(c.label, c.text) for c in forecast.lines] == [("South", "+1.2")]
    assert len(forecast.risks) == 1
    assert [(c.label, c.text) for c in table.preview("verb", "visit", "north").lines] == [("North", "+0.7")]
    assert table.preview("option", "flag", "keep").risks == forecast.risks
    assert table.preview("option", "flag", "nonsense").lines == ()
    assert table.preview("verb", "base", "north").lines == ()


def test_the_direct_effect_is_what_then_happens(new_table) -> None:
    table = new_table(luck=False)
    table.answer("flag", "keep")
    table.end_quarter()
    line = next(line for line in table.desk().ledger if line.name == "tie.south")
    assert ("A flag on the pier: Keep it", 0.5) in [(c.title, c.amount) for c in line.causes]


def test_the_ledger_sums_as_shown(new_table) -> None:
    table = new_table()
    table.order("visit", "north")
    while not table.game.over:
        table.end_quarter()
        turn = table.game.turns[-1]
        for line in table.desk().ledger:
            percent = line.change_text.endswith("%")
            shown = [float(c.amount_text.removesuffix(" %")) for c in line.causes]
            places = len(line.change_text.removesuffix(" %").partition(".")[2])
            assert round(sum(shown), places) == float(line.change_text.removesuffix(" %")), line
            before, after = (engine.read(table.game.rules, w, line.name)[0] for w in (turn.before, turn.after))
            assert sum(c.amount for c in line.causes) == pytest.approx(after - before, abs=1e-12)
            assert percent == (line.name == "mood" or line.name.startswith("trade"))


def test_what_is_seen_dimly_is_not_in_the_ledger(new_table) -> None:
    table = new_table()
    table.end_quarter()
    assert not any(line.name.startswith("doubt") for line in table.desk().ledger)
    found = table.explain("doubt.north")
    assert found is not None
    assert found.causes == ()
    assert "0.3" in found.about
    assert found.value_text != ""
    true = engine.read(table.game.rules, table.game.worlds, "doubt.north")[0]
    seen = table.game.view.read("doubt.north")[0]
    assert abs(seen - true) <= 0.3
    page = table.page("north")
    assert page is not None
    numbers = {number.name: number.value for section in page.sections for number in section.numbers}
    assert numbers["doubt.north"] == seen


@pytest.mark.parametrize(
    "name",
    ["tie", "tie.north", "freedom", "mood", "doubt_chance.south", "contracts.north", "contracts", "fade", "liberty", "term.memory", "memory",
     "power.north", "north", "action.visit", "visit", "event.flag", "flag", "attention", "base"],
)  # fmt: skip
@pytest.mark.parametrize("lang", ["en", "vi"])
def test_every_name_opens_at_any_time(new_table, name, lang) -> None:
    table = new_table(lang)
    for _ in range(3):
        found = table.explain(name)
        assert found is not None
        assert found.title
        for further in found.opens:
            assert table.explain(further) is not None, further
        table.end_quarter()


def test_unknown_names_open_nothing_and_are_guessed(new_table) -> None:
    table = new_table()
    assert table.explain("tie.west") is None
    assert table.explain("power.west") is None
    assert table.explain("") is None
    assert table.explain("tie.north.south") is None
    assert table.nearest_name("tei.north") == "tie.north"
    assert table.nearest_name("visitt") == "visit"
    assert table.nearest_name("zzzzzz") == ""


def test_causes_open_what_they_were_computed_from(new_table) -> None:
    table = new_table(luck=False)
    table.order("visit", "north")
    table.end_quarter()
    found = table.explain("tie.south")
    assert found is not None
    envy = next(c for c in found.causes if c.title == "What the other got")
    assert "courted" in envy.opens
    fades = next(c for c in found.causes if c.title == "Warmth fades")
    assert set(fades.opens) == {"fade", "tie.south"}
    for cause in found.causes:
        assert cause.sources, "no cause without a source"
    freedom = table.explain("freedom")
    assert freedom is not None
    assert {"tie.south"} <= {name for c in freedom.causes for name in c.opens}


def test_a_delay_tells_what_went_in(new_table) -> None:
    table = new_table(luck=False)
    table.order("contract", "north")
    table.end_quarter()
    table.end_quarter()
    found = table.explain("contracts.north")
    assert found is not None
    assert found.value_text == "1.00"
    assert [(c.title, c.amount_text) for c in found.causes] == [("Q3 2000: Sign a contract: The North", "+1.00")]


def test_the_bulletin_tells_what_happened(new_table) -> None:
    table = new_table(luck=False)
    assert table.desk().bulletin[0].title == "The harbour"
    for _ in range(3):
        table.end_quarter()
    told = next(h for h in table.desk().bulletin if h.title == "A fair in town")
    assert [(c.label, c.text) for c in told.chips] == [("The street", "+4 %")]
    assert len(table.desk().bulletin) <= 5
    kinds = {mark.kind for mark in table.desk().timeline}
    assert "event" in kinds


def test_moves_are_told_with_their_power(new_table) -> None:
    table = new_table()
    while not table.game.over:
        table.end_quarter()
        moves = [h for h in table.desk().bulletin if h.power]
        pressed = int((table.game.turns[-1].moved[:, 0] == 0).sum())
        assert len([h for h in moves if "presses" in h.title]) == min(pressed, 5)
    assert {m.power for m in table.desk().timeline if m.kind == "move"} <= {"north", "south"}


def test_refused_orders_are_not_in_the_timeline(new_table) -> None:
    table = new_table()
    table.game.hold(type(table.game.plan)(((3, 0), (2, 0)), ()))
    table.end_quarter()
    assert [m.title for m in table.desk().timeline if m.kind == "order"] == ["Hold a drill"]


def test_series_grow_by_one_a_turn(new_table) -> None:
    table = new_table()
    for turn in range(4):
        series = table.desk().series
        assert all(len(values) == turn + 1 for values in series.values())
        assert series["tie.north"][-1] == table.desk().powers[0].relation.value
        table.end_quarter()


def test_lamps_warn_before_the_end(new_table, harbour) -> None:
    table = new_table(luck=False)
    rows = slice(harbour.rules.variable["tie"].row, harbour.rules.variable["tie"].row + 2)
    worlds = table.game.worlds
    state = worlds.state.copy()
    state[rows] = -3
    table.game._worlds = replace(worlds, state=state)
    lamps = table.desk().lamps
    assert lamps == ("A client: Freedom is nearly gone.",)
    assert table.desk().numbers[0].lamp == lamps[0]
    while not table.game.over:
        table.end_quarter()
    final = table.desk().final
    assert final is not None
    assert final.ending == "client"
    assert final.chain
    assert all("Q" in sentence for sentence in final.chain)


def test_the_end_has_every_judgement_with_history_and_others(new_table, monkeypatch) -> None:
    monkeypatch.setattr("sim.report.final.GOVERNMENTS", 20)
    monkeypatch.setattr("sim.report.final.BOTS", ("nothing", "alternate"))
    table = new_table()
    while not table.game.over:
        assert table.end_quarter() == ""
    assert table.end_quarter() == Phrases("en")("refused_over")
    desk = table.desk()
    final = desk.final
    assert final is not None
    assert final.ending == ""
    assert [j.name for j in final.judgements] == ["liberty", "bread"]
    for judgement in final.judgements:
        assert judgement.you == engine.read(table.game.rules, table.game.worlds, judgement.name)[0]
        assert judgement.history is not None
        assert len(judgement.cloud) >= 20
        assert judgement.median == pytest.approx(np.median(judgement.cloud))
    assert desk.papers == ()
    assert not any(t.legal for v in desk.verbs for t in v.targets)


def test_it_saves_through_what_it_was_given(new_table, tmp_path) -> None:
    table = new_table()
    assert table.save("mine") == str(tmp_path / "mine.json")
    assert (tmp_path / "mine.json").is_file()


def test_the_chain_of_a_clash_goes_back_to_what_was_done() -> None:
    from sim.app.shelf import compiled_scenario, new_game, table
    from sim.policy import make

    def clashed(seed: int) -> bool:
        game = new_game(compiled, seed)
        game.play(make("lean-us", game.rules), game.rules.turns)
        return game.over and game.rules.endings[int(game.worlds.ended[0])].id == "clash_at_sea"

    compiled = compiled_scenario("ukraine-2022")
    game = new_game(compiled, next(seed for seed in range(1, 40) if clashed(seed)))
    game.play(make("lean-us", game.rules), game.rules.turns)
    final = table(game, "en").desk().final
    assert final is not None
    assert any("moved Rung of the ladder by +" in line for line in final.chain)
    assert any("Chance of an incident at sea" in line for line in final.chain)
