"""The record of 1991-2002 under the policy `history`, luck off: dated facts in their quarter, coded signs, debt before rank."""

from __future__ import annotations

import pytest

from tests.record.replayed import Replayed, replay


@pytest.fixture(scope="module")
def record() -> Replayed:
    return replay("debt-1991")


DATED = [
    ("F023", "1991-Q1", "last_plan", "sell_oil_rice"),
    ("O024", "1991-Q4", "normal_china", "normalise"),
    ("F023", "1991-Q4", "flag_down", ""),
    ("F068", "1992-Q2", "crestone", "protest_talk"),
    ("F023", "1993-Q1", "rent", "ask_rent"),
    ("O025", "1994-Q1", "embargo_lifted", ""),
    ("F067", "1994-Q1", "old_school_ties", "keep"),
    ("F068", "1995-Q1", "fighters", "buy"),
    ("O026", "1995-Q3", "normal_us", "normalise"),
    ("O027", "1995-Q3", "asean_seat", "join"),
    ("F024", "2000-Q1", "debt_open", ""),
    ("F025", "2000-Q3", "debt_relief", "sign"),
    ("F028", "2001-Q1", "strategic_partner", "partner"),
    ("F029", "2001-Q4", "moscow_leaves", ""),
    ("O028", "2001-Q4", "trade_in_force", ""),
    ("F030", "2002-Q2", "last_ship", ""),
    ("F031", "2002-Q3", "whose_quay", "nobody"),
]

SIGNS = [
    ("F023", "1991-Q4", ("flag_down",)),
    ("F023", "1993-Q1", ("rent",)),
    ("F067", "1994-Q1", ("old_school_ties",)),
    ("F068", "1995-Q1", ("fighters",)),
    ("F024", "2000-Q1", ("debt_open",)),
    ("F025", "2000-Q3", ("debt_relief",)),
    ("F028", "2001-Q1", ("strategic_partner",)),
    ("F029", "2001-Q4", ("moscow_leaves",)),
    ("F031", "2002-Q3", ("whose_quay",)),
]


@pytest.mark.parametrize(("fact", "quarter", "event", "option"), DATED, ids=[f"{d[0]}-{d[2]}" for d in DATED])
def test_it_comes_in_its_quarter(record: Replayed, fact: str, quarter: str, event: str, option: str) -> None:
    assert record.first(event) == quarter, fact
    assert not option or record.answered(quarter, event, option), f"{fact}: not answered with {option}"


@pytest.mark.parametrize(("fact", "quarter", "acts"), SIGNS, ids=[f"{s[0]}-{s[1]}" for s in SIGNS])
def test_its_own_contribution_has_the_coded_sign(
    record: Replayed, fact: str, quarter: str, acts: tuple[str, ...]
) -> None:
    assert record.sign_fault(fact, quarter, *acts) == ""


def test_nothing_of_the_record_is_refused(record: Replayed) -> None:
    assert record.refusals() == []


def test_relief_comes_two_quarters_before_the_rank(record: Replayed) -> None:
    """T22, F024-F028: eleven billion until the settlement, 85 % struck out, then the rank."""
    facts = record.ledger.facts
    owed = facts["F024"].figures["debt"]
    assert record.read("2000-Q2", "soviet_debt") == pytest.approx(owed)
    assert record.read("2000-Q3", "soviet_debt") == pytest.approx(owed * (1 - facts["F025"].figures["share"]), rel=0.02)
    assert (
        record.read("2000-Q4", "tier.russia") < facts["F028"].figures["tier"] == record.read("2001-Q1", "tier.russia")
    )


def test_the_rest_is_repaid_over_the_years(record: Replayed) -> None:
    """F026, F027: about 0.07 bn a year."""
    years = record.ledger.facts["F027"].figures["years"]
    paid = record.read("2000-Q4", "soviet_debt") - record.read("2001-Q4", "soviet_debt")
    assert paid == pytest.approx(record.read("2000-Q4", "soviet_debt") / years, rel=0.05)


def test_the_ranks_of_the_others(record: Replayed) -> None:
    """O024, O026: from nothing to normal ties, in their quarters."""
    for before, quarter, power, fact in (("1991-Q3", "1991-Q4", "china", "O024"), ("1995-Q2", "1995-Q3", "us", "O026")):
        assert record.read(before, f"tier.{power}") == 0
        assert record.read(quarter, f"tier.{power}") == record.ledger.facts[fact].figures["tier"]


def test_cam_ranh_is_empty_in_2002(record: Replayed) -> None:
    """T23, F029, F030."""
    assert record.read("2002-Q1", "base_lease") == 1
    assert record.read("2002-Q2", "base_lease") == 0


def test_the_quarrel_cools_moscow_and_relief_warms_it(record: Replayed) -> None:
    """M9, F023: coldest before the settlement, warm after it."""
    cold = max(record.read(f"{year}-Q4", "climate.russia") for year in range(1993, 2000))
    assert cold < record.read("1991-Q1", "climate.russia")
    assert cold < record.read("2001-Q1", "climate.russia") - 1


def test_the_lost_patron_is_a_shock(record: Replayed) -> None:
    """M8: growth falls while aid ends, and recovers."""
    assert record.read("1991-Q2", "growth_now") < record.read("1993-Q4", "growth_now") - 1
    assert record.read("1992-Q4", "aid_share") < 0.01
