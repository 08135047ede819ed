"""Takes the two catalogues and the forms of numbers; checks that both languages say the same things."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

import sim
from sim.report.phrases import Phrases, verdict
from sim.report.words import catalogue
from sim.rulebook.phrasebook import LANGUAGES

SLOT = re.compile(r"\{(\w+)\}")


def test_both_languages_have_the_same_ids_and_slots() -> None:
    english, vietnamese = catalogue("en"), catalogue("vi")
    assert list(english) == list(vietnamese)
    for id, text in english.items():
        assert sorted(SLOT.findall(text)) == sorted(SLOT.findall(vietnamese[id])), id


@pytest.mark.parametrize("lang", LANGUAGES)
def test_texts_are_composed_and_free_of_control_characters(lang) -> None:
    for id, text in catalogue(lang).items():
        assert unicodedata.is_normalized("NFC", text), id
        assert text.isprintable(), id
        assert text.strip(), id


def test_every_sentence_is_used() -> None:
    root = Path(sim.__file__).parent
    code = "".join(f.read_text(encoding="utf-8") for part in ("report", "app") for f in (root / part).glob("*.py"))
    built = (
        "unit_", "kicker_", "reduce_", "calendar_", "text_help_", "doc_when", "doc_chance", "doc_utility", "reading_",
        "confidence_", "verdict_", "replay_lacks_", "doc_by_", "doc_stated", "doc_implied", "doc_facts", "doc_outside", "doc_works",
        "doc_row", "doc_reads", "doc_under", "doc_wanted", "doc_phase_", "doc_form_", "doc_grades", "doc_targets", "profile_of_", "bot_", "text_guide_", "model_",
    )  # fmt: skip
    for id in catalogue("en"):
        assert id.startswith(built) or re.search(rf"[\"']{id}[\"']", code), id


def test_numbers_in_both_languages() -> None:
    en, vi = Phrases("en"), Phrases("vi")
    assert en.number(1234.56, 1) == "1,234.6"
    assert vi.number(1234.56, 1) == "1.234,6"
    assert en.number(-0.04, 1) == "0.0"
    assert en.signed(0.35, 2) == "+0.35"
    assert en.signed(-0.35, 2) == "-0.35"
    assert en.signed(0.001, 2) == "0.00"
    assert en.value(0.625, "share", 2) == "62 %"
    assert en.change(0.625, "share", 3) == "+62.5 %"
    assert en.number(float("nan")) == "0.0"


def test_an_arrow_tells_the_good_and_the_sign_the_direction() -> None:
    say = Phrases("en")
    assert say.arrow(3.2, 1, "points", 0) == "▲ +3"
    assert say.arrow(-6, -1, "points", 0) == "▼ -6"
    assert say.arrow(0.31, -1, "points", 2) == "▼ +0.31"
    assert say.arrow(0.004, 0, "share", 2) == "● 0 %"


def test_dates() -> None:
    assert Phrases("en").date(2022 * 4 + 2) == "Q3 2022"
    assert Phrases("vi").date(2022 * 4 + 2) == "Quý III 2022"


@pytest.mark.parametrize(
    ("p", "words"),
    [(1 / 3, "1 in 3"), (0.5, "1 in 2"), (0.25, "1 in 4"), (0.05, "1 in 20"), (2 / 3, "2 in 3"), (0.9, "9 in 10")],
)
def test_chances_in_small_numbers(p, words) -> None:
    assert Phrases("en").chance(p) == words


def test_every_chance_is_near_what_it_says() -> None:
    say = Phrases("en")
    for i in range(2, 97):
        found = re.fullmatch(r"(\d+) in (\d+)", say.chance(i / 100))
        assert found, i
        assert abs(int(found[1]) / int(found[2]) - i / 100) <= 0.03


def test_an_unknown_language_falls_back_to_english() -> None:
    assert Phrases("fr").lang == "en"
    assert Phrases("en").unit("furlongs") == "furlongs"


def test_better_and_worse() -> None:
    assert verdict(0.1, 1) == 1
    assert verdict(0.1, -1) == -1
    assert verdict(-0.1, -1) == 1
    assert verdict(-0.1, 0) == 0
