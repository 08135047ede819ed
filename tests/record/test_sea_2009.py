"""The record of 2009-2017 under the policy `history`, luck off: every dated fact in its quarter, with the sign it is coded with.

*Imposed* rows are dated by the scenario; *produced* rows are what the rules make of them: answers and orders that pass the same
costs and conditions as everybody's, ranks, deliveries out of the pipeline, signs of contributions. They are counted apart.
"""

from __future__ import annotations

import numpy as np
import pytest

from sim import engine, policy
from sim.rulebook.rulebook import Rulebook
from sim.scenario import compile_scenario
from tests.record.replayed import ROOT, Replayed, replay

SUPPLIERS = ("us", "russia", "eu", "israel", "belarus", "ukraine")


@pytest.fixture(scope="module")
def record() -> Replayed:
    return replay("sea-2009")


@pytest.fixture(scope="module")
def deliveries(record: Replayed) -> dict[int, dict[str, float]]:
    """Million TIV by year and supplier: all that comes into service, less nothing."""
    found = {year: dict.fromkeys(SUPPLIERS, 0.0) for year in range(2009, 2018)}
    for quarter in record.quarters:
        for _, supplier, amount in record.added(quarter, "arms_stock"):
            found[int(quarter[:4])][supplier] += max(0.0, amount)
    return found


IMPOSED = [
    ("F032", "2012-Q1", "russia_turns"),
    ("O031", "2011-Q2", "cable_2011"),
    ("O032", "2012-Q2", "eu_accord"),
    ("F033", "2012-Q3", "moscow_rank"),
    ("O033", "2012-Q4", "cable_2012"),
    ("O034", "2013-Q3", "us_comprehensive"),
    ("F035", "2013-Q4", "putin_cam_ranh"),
    ("F034", "2014-Q1", "crimea"),
    ("O047", "2014-Q1", "vote_crimea"),
    ("O035", "2014-Q2", "rig"),
    ("F087", "2014-Q3", "supplier_doubts"),
    ("O036", "2014-Q4", "embargo_eased"),
    ("F036", "2015-Q1", "tankers"),
    ("F038", "2015-Q2", "victory_day"),
    ("F086", "2016-Q1", "anti_corruption"),
    ("F090", "2016-Q2", "obama_visit"),
    ("F096", "2016-Q4", "eaeu_force"),
    ("F088", "2017-Q3", "caatsa_law"),
    ("F039", "2017-Q4", "apec"),
]

DECIDED = [
    ("O032", "2012-Q2", "eu_accord", "sign"),
    ("F033", "2012-Q3", "moscow_rank", "raise"),
    ("O034", "2013-Q3", "us_comprehensive", "raise"),
    ("F035", "2013-Q4", "putin_cam_ranh", "ease"),
    ("F034", "2014-Q1", "crimea", "reserved"),
    ("F037", "2014-Q1", "vote_crimea", "abstain"),
    ("F036", "2015-Q1", "tankers", "a_port_matter"),
    ("F038", "2015-Q2", "victory_day", "president"),
    ("F086", "2016-Q1", "anti_corruption", "drive"),
    ("F090", "2016-Q2", "obama_visit", "full"),
    ("F091", "2016-Q3", "american_catalogue", "cutters"),
    ("F096", "2016-Q4", "eaeu_force", "in_force"),
    ("F039", "2017-Q4", "apec", "one_each"),
]

STATES = [
    ("F033", "2012-Q2", "tier.russia", 3, 3),
    ("F033", "2012-Q3", "tier.russia", 4, 4),
    ("O032", "2012-Q2", "tier.eu", 2, 2),
    ("O034", "2013-Q3", "tier.us", 2, 2),
    ("O036", "2014-Q4", "embargo", 0.5, 0.5),
    ("F090", "2016-Q2", "embargo", 0, 0),
    ("O112", "2013-Q2", "un_position", 0.06, 0.085),
    ("O035", "2014-Q2", "rung", 4, 4),
    ("O035", "2014-Q3", "rung", 0, 3),
]

SIGNS = [
    ("F032", "2012-Q1", "russia_turns"),
    ("F033", "2012-Q3", "moscow_rank"),
    ("F034", "2014-Q1", "crimea"),
    ("F035", "2013-Q4", "putin_cam_ranh"),
    ("F036", "2015-Q1", "tankers"),
    ("F037", "2014-Q1", "vote_crimea"),
    ("F038", "2015-Q2", "victory_day"),
    ("F039", "2017-Q4", "apec"),
    ("F082", "2014-Q1", "boats_arrive"),
    ("F083", "2011-Q1", "frigates"),
    ("F084", "2009-Q1", "navy_list"),
    ("F086", "2016-Q1", "anti_corruption"),
    ("F087", "2014-Q3", "supplier_doubts"),
    ("F088", "2017-Q3", "caatsa_law"),
    ("F090", "2016-Q2", "obama_visit"),
    ("F091", "2016-Q3", "american_catalogue"),
    ("F096", "2016-Q4", "eaeu_force"),
]


@pytest.mark.parametrize(("fact", "quarter", "event"), IMPOSED, ids=[r[2] for r in IMPOSED])
def test_the_scenario_imposes_it(record: Replayed, fact: str, quarter: str, event: str) -> None:
    assert record.happened(quarter, event), f"{fact}: {event} in {quarter}"


@pytest.mark.parametrize(("fact", "quarter", "event", "option"), DECIDED, ids=[r[2] for r in DECIDED])
def test_it_is_answered_as_in_the_record(record: Replayed, fact: str, quarter: str, event: str, option: str) -> None:
    assert record.happened(quarter, event), f"{fact}: {event} in {quarter}"
    assert record.answered(quarter, event, option)


@pytest.mark.parametrize(("fact", "quarter", "name", "low", "high"), STATES, ids=[f"{r[2]}-{r[1]}" for r in STATES])
def test_the_rules_produce_it(record: Replayed, fact: str, quarter: str, name: str, low: float, high: float) -> None:
    assert low - 1e-6 <= record.read(quarter, name) <= high + 1e-6, f"{fact}: {name} in {quarter}"


@pytest.mark.parametrize(("fact", "quarter", "act"), SIGNS, ids=[f"{s[0]}-{s[2]}" for s in SIGNS])
def test_its_own_contribution_has_the_coded_sign(record: Replayed, fact: str, quarter: str, act: str) -> None:
    assert record.sign_fault(fact, quarter, act) == ""


def test_nothing_of_the_record_is_refused(record: Replayed) -> None:
    """History pays the same costs and meets the same conditions as everybody."""
    assert record.refusals() == []


def test_the_supplier_holds_four_fifths_of_deliveries(
    record: Replayed, deliveries: dict[int, dict[str, float]]
) -> None:
    """T9, as far as nine of the twenty-four years can show it."""
    total = {s: sum(year[s] for year in deliveries.values()) for s in SUPPLIERS}
    share = record.ledger.facts["F069"].figures["share"]
    assert total["russia"] / sum(total.values()) == pytest.approx(share, abs=0.05)
    assert max((s for s in SUPPLIERS if s != "russia"), key=lambda s: total[s]) == "israel"


def test_deliveries_peak_years_after_the_orders(record: Replayed, deliveries: dict[int, dict[str, float]]) -> None:
    """T11, T12: 2014 and then 2011 stand out by volume; 2011-16 holds more than half of all."""
    volume = {year: of["russia"] for year, of in deliveries.items()}
    assert max(volume, key=lambda y: volume[y]) == 2014
    assert sorted(volume, key=lambda y: -volume[y]).index(2011) < 4
    for year, fact in ((2014, "F082"), (2011, "F083")):
        assert volume[year] == pytest.approx(record.ledger.facts[fact].figures["volume"], rel=0.15)
    assert sum(volume[y] for y in range(2011, 2017)) >= 0.5 * sum(volume.values())


def test_crimea_does_not_dent_the_tie_with_moscow(record: Replayed) -> None:
    """T27."""
    change = record.read("2014-Q2", "climate.russia") - record.read("2013-Q4", "climate.russia")
    assert change > -1


def test_sanctions_hurt_the_supplier_less_than_a_war_would(record: Replayed) -> None:
    """T28: reliability falls after Crimea, by less than the flagship's war takes in as many quarters."""
    strain = record.read("2017-Q4", "strain")
    assert record.read("2014-Q1", "strain") == 0
    war = compile_scenario(ROOT / "scenarios" / "ukraine-2022", record.ledger, ROOT / "scenarios")
    rate = float(engine.read(war.rules, engine.start(war.rules, [0], 1), "strain_rate")[0])
    assert 0 < strain < 1 - (1 - rate) ** 15


def first_quarter(
    rules: Rulebook, name: str, wanted: float, high: bool, by: str
) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], list[float]]:
    """Turn in which a number first reaches a value in each of 100 worlds with luck (99: never), and P(abstain) of the Crimea vote."""
    n = 100
    decide = policy.make(by, rules).decide
    worlds = engine.start(rules, np.arange(n), 1)
    found, abstain = np.full(n, 99), []
    while worlds.turn < rules.turns:
        view = engine.view(rules, worlds, 1)
        for card, (e, _member) in enumerate(rules.cards_axis):
            if rules.events[e].id == "vote_crimea" and worlds.open[card].any():
                shares = dict(zip([o.id for o in rules.events[e].options], np.asarray(view.advice(card)), strict=True))
                abstain.append(float(shares["abstain"].mean()))
        worlds = engine.step(rules, worlds, decide(view), 1).after
        now = engine.read(rules, worlds, name)
        found = np.minimum(found, np.where(now >= wanted if high else now <= wanted, worlds.turn, 99))
    return found, abstain


def test_moscows_rank_and_the_crimea_vote_without_history(record: Replayed) -> None:
    """T1, T5: Vietnam's own decisions, under a policy that does not read history."""
    turns, abstain = first_quarter(record.compiled.rules, "tier.russia", 4, True, "bamboo")
    assert np.mean(abs(turns - record.quarters.index("2012-Q3") - 1) <= 2) >= 0.6
    assert abstain
    assert min(abstain) >= 0.5


def test_washington_lifts_its_embargo_and_the_eurasian_accord_works(record: Replayed) -> None:
    """T19, T20: what the powers do, under history with luck."""
    lifted, _ = first_quarter(record.compiled.rules, "embargo", 0, False, "history")
    assert np.mean(abs(lifted - record.quarters.index("2016-Q2") - 1) <= 4) >= 0.9
    working, _ = first_quarter(
        record.compiled.rules, "deals_working.russia", 1.9, True, "history"
    )  # three quarters after the signature
    assert np.mean(abs(working - 3 - record.quarters.index("2016-Q4") - 1) <= 2) >= 0.9
