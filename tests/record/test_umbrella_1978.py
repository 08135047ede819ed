"""The record of 1978-1989 under the policy `history`, luck off: dated facts in their quarter, coded signs, the patron's aid."""

from __future__ import annotations

import pytest

from tests.record.replayed import Replayed, replay


@pytest.fixture(scope="module")
def record() -> Replayed:
    return replay("umbrella-1978")


DATED = [
    ("F007", "1978-Q3", "khmer_raids", "strike_back"),
    ("F006", "1978-Q4", "treaty", "sign"),
    ("F008", "1978-Q4", "cambodia", "march_in"),
    ("F009", "1979-Q1", "border_war", ""),
    ("F011", "1979-Q1", "moscow_helps", ""),
    ("F013", "1979-Q1", "veto", ""),
    ("F021", "1979-Q2", "cam_ranh", "lease"),
    ("F012", "1979-Q3", "isolation_begins", ""),
    ("F012", "1979-Q4", "vote_1979", "speak"),
    ("F101", "1981-Q2", "oil_venture", "found"),
    ("F100", "1988-Q1", "johnson_reef", "hold_reefs"),
    ("F100", "1988-Q1", "reef_silence", ""),
    ("F014", "1989-Q3", "last_troops", "all_home"),
]

SIGNS = [
    ("F007", "1978-Q3", ("khmer_raids",)),
    ("F006", "1978-Q4", ("treaty",)),
    ("F008", "1978-Q4", ("cambodia",)),
    ("F009", "1979-Q1", ("border_war", "moscow_helps")),
    ("F011", "1979-Q1", ("moscow_helps",)),
    ("F013", "1979-Q1", ("veto",)),
    ("F021", "1979-Q2", ("cam_ranh",)),
    ("F012", "1979-Q3", ("isolation_begins",)),
    ("F101", "1981-Q2", ("oil_venture",)),
    ("F100", "1988-Q1", ("johnson_reef", "reef_silence")),
    ("F014", "1989-Q3", ("last_troops",)),
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


def test_the_patron_carries_a_fifth_to_three_tenths(record: Replayed) -> None:
    """T21, F015, F016: the range of the article, in every quarter of the late 1980s."""
    low, high = (record.ledger.facts[f].figures["share"] for f in ("F015", "F016"))
    shares = [record.read(f"{year}-Q{q}", "aid_share") for year in range(1985, 1989) for q in range(1, 5)]
    assert low <= min(shares)
    assert max(shares) <= high


def test_the_debt_of_the_end_is_that_of_the_quarrel(record: Replayed) -> None:
    """F024: what will be owed in the 1990s; loans of the decade add up to it."""
    assert record.read("1989-Q4", "soviet_debt") == pytest.approx(record.ledger.facts["F024"].figures["debt"], rel=0.1)


def test_the_economy_of_1985(record: Replayed) -> None:
    """O002, O003, O017: output and the bloc's share of trade."""
    facts = record.ledger.facts
    assert record.read("1985-Q2", "gdp") == pytest.approx(facts["O017"].figures["gdp"], rel=0.05)
    for way, name in (("exports", "export_share.russia"), ("imports", "import_share.russia")):
        share = facts["O002"].figures[way] / facts["O003"].figures[way]
        assert record.read("1985-Q4", name) == pytest.approx(share, abs=0.06)


def test_war_follows_the_treaty_and_moscow_does_not_fight(record: Replayed) -> None:
    """T24, T25: order and restraint; the chance that Moscow fights stays a few in a hundred."""
    quarters = record.quarters
    assert quarters.index(record.first("border_war") or "") > quarters.index(record.first("treaty") or "")
    assert record.first("moscow_fights") is None
    assert record.read("1979-Q1", "patron_fights") <= 0.1


def test_troops_are_out_and_the_west_thaws(record: Replayed) -> None:
    """F012, F014: isolated while troops stay, thawing when they leave."""
    assert record.read("1989-Q3", "troops") == 0
    for power in ("us", "eu"):
        assert record.read("1989-Q4", f"climate.{power}") > record.read("1981-Q4", f"climate.{power}") + 2


def test_without_treaty_and_troops_beijing_may_not_strike(record: Replayed) -> None:
    """M4: the war is produced by what came before it, not by its date."""
    assert record.read("1978-Q3", "war_chance") < 0.3
    assert record.read("1978-Q4", "war_chance") == 1


def test_the_client_of_1987_is_far_below_1995(record: Replayed) -> None:
    later = replay("debt-1991", record.ledger)
    assert record.read("1987-Q4", "autonomy_now") < later.read("1995-Q4", "autonomy_now") - 20
    assert record.read("1987-Q4", "leverage.russia") > 1.5 * later.read("1995-Q4", "leverage.russia")
