"""The ledger loads, answers what a source says, and refuses unsound rows at their place."""

from __future__ import annotations

import datetime
import re
import shutil
import unicodedata
from pathlib import Path

import pytest

from sim.base.errors import BambooError, ScenarioError
from sim.facts.ledger import Ledger, codes, covers, dates_closely, derived_from, load, matches

SEEDS = Path(__file__).parents[3] / "seeds"


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    return load(SEEDS)


def test_every_row_is_there(ledger: Ledger) -> None:
    assert {f"F{number:03}" for number in range(1, 131)} | {f"O{number:03}" for number in range(1, 119)} == set(
        ledger.facts
    )
    assert {f"M{number}" for number in range(1, 44)} == set(ledger.mechanisms)
    assert {"goldstein1992", "putnam1988", "bailey2017", "schelling1960"} <= set(ledger.works)
    assert "F042" in ledger
    assert "F999" not in ledger


@pytest.mark.parametrize(
    ("id", "value", "expected"),
    [
        ("F069", 0.80, True),
        ("F069", 80, True),
        ("F069", 0.8000001, True),
        ("F069", 0.801, False),
        ("F070", 6700, True),
        ("F070", 6.7, False),
        ("F053", 4, True),
        ("O030", 4, True),
        ("O034", 2, True),
        ("F042", 3, True),
        ("O045", 141, True),
        ("O045", 35, True),
        ("O016", 0.29, True),
        ("O016", 29, True),
        ("O043", 0.2, True),
        ("O048", 0.14, True),
        ("O048", 0.0014, False),  # a percentile is no per cent
        ("O049", 21, True),
        ("F065", 5, True),
        ("F025", 0.85, True),
        ("F117", 500_000, True),
        ("F006", 0, False),
    ],
)
def test_a_value_matches_a_figure_or_not(ledger: Ledger, id: str, value: float, expected: bool) -> None:
    assert matches(ledger.facts[id], value) is expected


def test_which_quarters_a_fact_covers(ledger: Ledger) -> None:
    assert [covers(ledger.facts["F053"], 2023, quarter) for quarter in (1, 2, 3, 4)] == [False, False, True, False]
    assert covers(ledger.facts["F106"], 2024, 1)
    assert not covers(ledger.facts["F106"], 2025, 1)
    assert covers(ledger.facts["F089"], 2030, 1)
    assert not covers(ledger.facts["F089"], 2021, 4)
    assert not covers(ledger.facts["F001"], 2022, 1)
    assert covers(ledger.facts["F097"], 2025, 2)


def test_only_a_close_date_bounds_a_quarter(ledger: Ledger) -> None:
    dated = {id: ledger.facts[id] for id in ("F053", "F067", "F068", "F089", "F106")}
    assert dates_closely(dated["F053"], 2023, 3)
    assert not dates_closely(dated["F053"], 2023, 4)
    assert all(dates_closely(dated["F106"], 2024, quarter) for quarter in (1, 2, 3, 4))
    assert not dates_closely(dated["F068"], 1995, 1)
    assert dates_closely(dated["F068"], 1990, 1)
    assert dates_closely(dated["F068"], 1999, 4)
    assert dates_closely(dated["F089"], 2022, 1)
    assert not dates_closely(dated["F089"], 2023, 1)
    assert not dates_closely(ledger.facts["F001"], 2022, 1)


def test_codes_are_told_from_counts(ledger: Ledger) -> None:
    assert codes(ledger.facts["F053"]) == ("tier",)
    assert codes(ledger.facts["O025"]) == ("embargo", "ban")
    assert codes(ledger.facts["O045"]) == ()
    assert codes(ledger.works["goldstein1992"]) == ()


def test_errata_are_applied(ledger: Ledger) -> None:
    facts = ledger.facts
    assert facts["F097"].start == datetime.date(2025, 6, 13)
    assert facts["F042"].figures == {"vote": 3}
    assert facts["F070"].unit == "million TIV"
    assert "imports" in facts["F105"].text
    assert "Security Council" in facts["F093"].text


def test_one_readable_line_for_any_source(ledger: Ledger) -> None:
    assert ledger.describe("F042").startswith("F042, 2022-04-07: Vietnam votes against removing Russia")
    assert ledger.describe("F042").endswith("(Zaręba, article 000, paragraph 22)")
    assert ledger.describe("M11").endswith(
        "(Zaręba, article 000, paragraphs 21-22; unsigned, article 003, paragraph 10)"
    )
    assert "[80 %]" in ledger.describe("F069")
    assert ledger.describe("O034").endswith("(government portal)")
    assert ledger.describe("goldstein1992").startswith("Goldstein (1992), ")
    assert ledger.describe("F042", "vi").endswith("(Zaręba, bài 000, đoạn 22)")
    assert ledger.describe("F042", "vi").startswith("F042, 2022-04-07: Việt Nam bỏ phiếu chống")
    for row in (*ledger.facts.values(), *ledger.mechanisms.values()):
        assert row.text_vi, row.id
        assert row.text_vi == unicodedata.normalize("NFC", row.text_vi)
    for id in ledger.ids:
        for lang in ("en", "vi"):
            line = ledger.describe(id, lang)
            assert "\n" not in line
            assert "None" not in line
    with pytest.raises(BambooError, match="did you mean `goldstein1992`"):
        ledger.describe("goldstien1992")


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        ("facts.yaml", "    kind: treaty\n", "    kind: treaty\n    knid: x\n", "E300"),
        ("facts.yaml", "    kind: treaty\n", "", "E301"),
        ("facts.yaml", "start: 1978-11-03", "start: 1978-13-03", "E302"),
        ("facts.yaml", "end: 1978-11-03", "end: 1977-11-03", "E302"),
        ("facts.yaml", "figures: {share: 0.8,", "figures: {share: lots,", "E302"),
        ("facts.yaml", "signs: {russia: 1}", "signs: {france: 1}", "E302"),
        ("facts.yaml", 'article: "000"', 'article: "001"', "E302"),
        ("facts.yaml", "  F002:\n", "  F001:\n", "E015"),
        ("outside.yaml", "confidence: high", "confidence: sure", "E302"),
        ("mechanisms.yaml", 'paragraphs: {"000": [5, 57]}', "paragraphs: 5", "E302"),
        ("sources.yaml", "works:", "work:", "E301"),
    ],
)
def test_an_unsound_row_is_refused_at_its_place(tmp_path: Path, file: str, old: str, new: str, code: str) -> None:
    folder = tmp_path / "seeds"
    shutil.copytree(SEEDS, folder)
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(ScenarioError) as caught:
        load(folder)
    assert code in {found.code for found in caught.value.report.diagnostics}
    assert f"seeds/{file}:" in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=re.escape("there is no file `empty/sources.yaml`")):
        load(tmp_path / "empty")


@pytest.mark.parametrize(
    ("ids", "value", "expected"),
    [
        (["F070", "F072", "F074", "F076", "F078"], 7872, True),  # the sum of five volumes
        (["F070", "F072", "F074", "F076"], 7872, False),
        (["O009", "O015"], 0.211, True),  # exports to one country over all exports
        (["O009", "O015"], 0.041, True),
        (["O009", "O015"], 0.212, False),
        (["O009"], 0.211, False),
        (["O009", "O020"], 0.211, False),
    ],
)
def test_a_value_follows_from_several_facts_or_not(
    ledger: Ledger, ids: list[str], value: float, expected: bool
) -> None:
    assert derived_from([ledger.facts[id] for id in ids], value) is expected


def test_a_work_may_carry_figures(ledger: Ledger) -> None:
    assert matches(ledger.works["goldstein1992"], 2.8)
    assert not matches(ledger.works["goldstein1992"], 2.7)
