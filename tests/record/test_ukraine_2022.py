"""The record of 2022-2025 under the policy `history`, luck off: every dated fact in its quarter, with the sign it is coded with.

*Imposed* rows are dated by the scenario (a vote is held, a visitor comes); *produced* rows are what the rules make of them: orders
that pass the same costs and conditions as everybody's, signs of contributions, ranks, bands of climate. They are counted apart.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from sim import engine
from tests.record.replayed import Replayed, replay


@pytest.fixture(scope="module")
def record() -> Replayed:
    return replay("ukraine-2022")


Check = Callable[[Replayed], bool]


def came(quarter: str, event: str) -> Check:
    return lambda r: r.happened(quarter, event)


def chose(quarter: str, event: str, option: str) -> Check:
    return lambda r: r.answered(quarter, event, option)


IMPOSED: list[tuple[str, str, str, Check]] = [
    ("F040", "2022-Q1", "the invasion asks for a word", came("2022-Q1", "invasion")),
    ("F041", "2022-Q1", "the first text is voted on", came("2022-Q1", "vote_first")),
    ("F042", "2022-Q2", "the Human Rights Council vote", came("2022-Q2", "vote_hrc")),
    ("F044", "2022-Q3", "Lavrov comes", came("2022-Q3", "lavrov")),
    ("F045", "2022-Q4", "Krasnov comes", came("2022-Q4", "krasnov")),
    ("F046", "2023-Q2", "Chernyshenko comes", came("2023-Q2", "chernyshenko")),
    ("F047", "2023-Q2", "Medvedev comes", came("2023-Q2", "medvedev")),
    ("F048", "2023-Q3", "Biden can come", came("2023-Q3", "summit_us")),
    ("F049", "2023-Q4", "Xi can come", came("2023-Q4", "summit_china")),
    ("F050", "2024-Q2", "Putin can come", came("2024-Q2", "putin_visit")),
    ("F052", "2024-Q2", "the envoy asks to come", came("2024-Q2", "envoy_after")),
    ("F102", "2024-Q2", "the oil block is on the table", came("2024-Q2", "oil_offer")),
    ("F106", "2024-Q4", "Paris offers its rank", came("2024-Q4", "paris_rank")),
    ("F107", "2025-Q4", "London offers its rank", came("2025-Q4", "london_rank")),
]

DECIDED: list[tuple[str, str, str, Check]] = [
    ("F040", "2022-Q1", "reserved words", chose("2022-Q1", "invasion", "reserved")),
    ("F041", "2022-Q1", "abstention", chose("2022-Q1", "vote_first", "abstain")),
    ("F042", "2022-Q2", "a no", chose("2022-Q2", "vote_hrc", "no")),
    ("F043", "2022-Q1", "the Charter is upheld", lambda r: r.ordered("2022-Q1", "statement")),
    ("F048", "2023-Q3", "the visit is received", chose("2023-Q3", "summit_us", "two_steps")),
    ("F049", "2023-Q4", "Xi is received", chose("2023-Q4", "summit_china", "agreements")),
    ("F050", "2024-Q2", "full honours", chose("2024-Q2", "putin_visit", "full_honours")),
    ("F052", "2024-Q2", "the envoy is received", chose("2024-Q2", "envoy_after", "at_once")),
    ("F053", "2023-Q3", "the top rank is legal and reached", lambda r: r.read("2023-Q3", "tier.us") == 4),
    ("F102", "2024-Q2", "the block is awarded", chose("2024-Q2", "oil_offer", "disputed")),
    ("F106", "2024-Q4", "France at the top rank", lambda r: r.read("2024-Q4", "partner_tier.france") == 4),
    ("F107", "2025-Q4", "the UK at the top rank", lambda r: r.read("2025-Q4", "partner_tier.uk") == 4),
    ("F108", "2025-Q4", "all five permanent members", lambda r: r.happened("2025-Q4", "five_of_five")),
]

SIGNS: list[tuple[str, str, tuple[str, ...]]] = [
    ("F040", "2022-Q1", ("invasion",)),
    ("F041", "2022-Q1", ("vote_first",)),
    ("F042", "2022-Q2", ("vote_hrc",)),
    ("F043", "2022-Q1", ("statement",)),
    ("F044", "2022-Q3", ("lavrov",)),
    ("F045", "2022-Q4", ("krasnov",)),
    ("F046", "2023-Q2", ("chernyshenko",)),
    ("F047", "2023-Q2", ("medvedev",)),
    ("F048", "2023-Q3", ("summit_us",)),
    ("F049", "2023-Q4", ("summit_china",)),
    ("F050", "2024-Q2", ("putin_visit",)),
    ("F052", "2024-Q2", ("envoy_after",)),
    ("F053", "2023-Q3", ("summit_us",)),
    ("F102", "2024-Q2", ("oil_offer",)),
    ("F106", "2024-Q4", ("paris_rank",)),
    ("F107", "2025-Q4", ("london_rank",)),
]


@pytest.mark.parametrize(("fact", "quarter", "what", "check"), IMPOSED, ids=[f"{r[0]}-{r[1]}" for r in IMPOSED])
def test_the_scenario_imposes_it(record: Replayed, fact: str, quarter: str, what: str, check: Check) -> None:
    assert check(record), f"{fact}: {what} in {quarter}"


@pytest.mark.parametrize(("fact", "quarter", "what", "check"), DECIDED, ids=[f"{r[0]}-{r[1]}" for r in DECIDED])
def test_the_rules_produce_it(record: Replayed, fact: str, quarter: str, what: str, check: Check) -> None:
    assert check(record), f"{fact}: {what} in {quarter}"


@pytest.mark.parametrize(("fact", "quarter", "acts"), SIGNS, ids=[f"{s[0]}-{s[1]}" for s in SIGNS])
def test_its_own_contribution_has_the_coded_sign(
    record: Replayed, fact: str, quarter: str, acts: tuple[str, ...]
) -> None:
    assert record.sign_fault(fact, quarter, *acts) == ""


def test_three_top_visits_nine_months_apart(record: Replayed) -> None:
    """F051: the US, then China, then Russia; 9 months from first to last."""
    quarters = [record.quarters.index(q) for q in ("2023-Q3", "2023-Q4", "2024-Q2")]
    assert record.ledger.facts["F051"].figures["months"] == 3 * (quarters[-1] - quarters[0])
    wide = [
        record.change(q, f"climate.{p}") for q, p in (("2023-Q3", "us"), ("2023-Q4", "china"), ("2024-Q2", "russia"))
    ]
    assert min(wide) > 0.5


def test_nothing_of_the_record_is_refused(record: Replayed) -> None:
    """History pays the same costs and meets the same conditions as everybody."""
    assert record.refusals() == []


BANDS = [  # flagship.md 2.6: what replay should show
    ("2023-Q2", "level", {"us": (1.4, 2.2), "china": (0.0, 0.7), "russia": (4.0, 5.2), "eu": (2.5, 3.2)}),
    ("2023-Q3", "change", {"us": (1.2, 2.0), "china": (-0.9, -0.4), "russia": (-0.4, 0.0), "eu": (-0.1, 0.3)}),
    ("2023-Q4", "change", {"us": (-0.3, 0.0), "china": (0.5, 1.0)}),
    ("2024-Q2", "change", {"us": (-0.4, -0.1), "china": (-0.3, 0.0), "russia": (0.7, 1.4), "eu": (-0.5, -0.2)}),
    ("2025-Q4", "level", {"us": (2.3, 3.3), "china": (-0.5, 0.6), "russia": (3.8, 4.8), "eu": (3.3, 4.3)}),
]


@pytest.mark.parametrize(("quarter", "kind", "bands"), BANDS, ids=[f"{b[0]}-{b[1]}" for b in BANDS])
def test_the_climate_stays_in_its_band(
    record: Replayed, quarter: str, kind: str, bands: dict[str, tuple[float, float]]
) -> None:
    for power, (low, high) in bands.items():
        found = (
            record.read(quarter, f"climate.{power}") if kind == "level" else record.change(quarter, f"climate.{power}")
        )
        assert low <= found <= high, f"{power} {kind} in {quarter}: {found:.2f}, not in {low} to {high}"


def test_the_rule_for_votes_advises_what_was_done(record: Replayed) -> None:
    """T5-T7: abstain on the first text; a no on the Human Rights Council, more likely there than anywhere else."""
    rules = record.compiled.rules
    refusal: dict[str, float] = {}
    for turn in record.turns:
        view = engine.view(rules, turn.before, 1)
        for card, (e, _) in enumerate(rules.cards_axis):
            event = rules.events[e]
            shares = view.advice(card) if event.kind == "vote" and turn.before.open[card, 0] else None
            if shares is not None:
                chances = dict(zip([o.id for o in event.options], np.asarray(shares)[:, 0], strict=True))
                refusal[event.id] = float(chances["no"])
                if event.id == "vote_first":
                    assert chances["abstain"] >= 0.5
    assert refusal["vote_hrc"] == max(refusal.values())
    assert refusal["vote_hrc"] >= 0.4
