"""Where the texts of the two articles are at hand: each figure stands at its paragraph, and no sentence is copied."""

from __future__ import annotations

import calendar
import csv
import re
from pathlib import Path

import pytest

from sim.facts.ledger import Fact, Ledger, load

ROOT = Path(__file__).parents[3]
ARTICLES = ROOT.parent / "shared" / "seeds"
LONGEST_SHARED_RUN = 6  # words in a row that a text of ours may share with an article

pytestmark = pytest.mark.skipif(not ARTICLES.is_dir(), reason="the articles do not travel with the project")

WORDS = {1: ("largest", "day after"), 2: ("two",), 4: ("fourth", "four"), 5: ("five",)}
VOTES = {2: "abstain", 3: "against"}
STATES = {"lease": "leased", "embargo": "embargo", "block": "in an area"}
TIERS = {3: "strategic partnership", 4: "comprehensive strategic partnership"}


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    return load(ROOT / "seeds")


def paragraphs(file: str) -> list[str]:
    return [line for line in (ARTICLES / file).read_text("utf-8").splitlines() if line.strip()]


def stands_in(name: str, figure: float, fact: Fact, text: str) -> bool:
    """True if the paragraph says the figure: in digits, in words, or as the name of a vote, a tier or a state."""
    if name == "vote":
        return VOTES[int(figure)] in text
    if name == "tier":
        return TIERS[int(figure)] in text
    if name in STATES:
        return STATES[name] in text
    if any(word in text for word in WORDS.get(int(figure), ())):
        return True
    stated = {float(number.replace(",", "")) for number in re.findall(r"\d[\d,]*(?:\.\d+)?", text)}
    scales = {"million TIV": (1, 1000), "share": (1, 0.01), "USD": (1, 1e-6)}
    unit = next((known for known in scales if fact.unit.startswith(known)), "")
    return any(
        abs(number * scale - figure) < 1e-9 * max(1.0, figure) for number in stated for scale in scales.get(unit, (1,))
    )


def test_each_copied_or_normalised_figure_stands_at_its_paragraph(ledger: Ledger) -> None:
    checked = 0
    for fact in ledger.facts.values():
        worked_out = fact.id in {"F051", "F066"}  # months between two dates; one-third
        if not fact.article or fact.reading == "inferred" or worked_out:
            continue
        text = paragraphs(ledger.articles[fact.article].file)[fact.paragraph - 1]
        for name, figure in fact.figures.items():
            assert stands_in(name, figure, fact, text), (fact.id, name, figure)
            checked += 1
    assert checked >= 45


def test_copied_months_stand_at_or_just_before_their_paragraph(ledger: Ledger) -> None:
    checked = 0
    for fact in ledger.facts.values():
        if not fact.article or fact.reading != "copied" or fact.precision not in {"day", "month"} or fact.start is None:
            continue
        texts = paragraphs(ledger.articles[fact.article].file)
        near = " ".join(texts[max(0, fact.paragraph - 2) : fact.paragraph])
        assert calendar.month_name[fact.start.month] in near, fact.id
        assert str(fact.start.year) in near, fact.id
        checked += 1
    assert checked >= 20


def test_every_row_of_the_tables_stands_in_the_ledger(ledger: Ledger) -> None:
    for table, prefix in (("facts.csv", "F"), ("outside.csv", "O")):
        with (ARTICLES / table).open(encoding="utf-8", newline="") as file:
            ids = [row["id"] for row in csv.DictReader(file)]
        assert len(ids) == len(set(ids)) > 40
        assert [id for id in ids if id[0] != prefix or id not in ledger] == []


def test_every_paragraph_exists(ledger: Ledger) -> None:
    lengths = {id: len(paragraphs(article.file)) for id, article in ledger.articles.items()}
    for fact in ledger.facts.values():
        assert not fact.article or fact.paragraph <= lengths[fact.article], fact.id
    for mechanism in ledger.mechanisms.values():
        for article, numbers in mechanism.paragraphs.items():
            assert max(numbers) <= lengths[article], mechanism.id


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def test_no_text_of_ours_copies_a_sentence_of_the_articles(ledger: Ledger) -> None:
    run = LONGEST_SHARED_RUN + 1
    theirs: set[tuple[str, ...]] = set()
    for article in ledger.articles.values():
        words = words_of((ARTICLES / article.file).read_text("utf-8"))
        theirs.update(tuple(words[at : at + run]) for at in range(len(words) - run + 1))
    seeds = [
        file for file in (ROOT / "seeds").rglob("*.yaml") if file.name != "sources.yaml"
    ]  # that one cites their titles
    files = [
        *seeds, *(ROOT / "scenarios").rglob("*.yaml"), *(ROOT / "sim").rglob("*.yaml"), *(ROOT / "sim").rglob("*.py"),
        *ROOT.rglob("*.md"),
    ]  # fmt: skip
    for file in (known for known in files if known.exists()):
        words = words_of(file.read_text("utf-8"))
        copied = [words[at : at + run] for at in range(len(words) - run + 1) if tuple(words[at : at + run]) in theirs]
        assert not copied, (file, " ".join(copied[0]))
