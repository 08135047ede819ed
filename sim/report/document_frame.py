"""Takes the rules of a scenario, gives the first part of its document: how a quarter runs, how formulas read, which rules these are."""

from __future__ import annotations

from collections.abc import Iterator

from sim.report.outline import Part, Row, Section
from sim.report.phrases import Phrases
from sim.report.pieces import as_formula, in_words
from sim.rulebook.rulebook import Rulebook

PHASES = (
    "shocks",
    "orders",
    "moves",
    "events",
    "flows",
    "delays",
    "bounds",
    "outcomes",
    "cards",
)  # as `engine.step` has them
# How each form of the language is written in this document, and the key of what it means.
FORMS = (
    ("x.us, x.self", "names"),
    ("sum(x over powers)", "over"),
    ("share(x over g), hhi(x over g)", "shares"),
    ("if(test, a, b), is(powers, us)", "tests"),
    ("logistic(x), clamp(x, a, b), log(x), a / 0", "functions"),
    ("past(x, 4 turns), change(x, 4 turns), average(x, 4 turns)", "past"),
    ("first(test), ever(test)", "first"),
    ("fired(e), since(e), chosen(e.option)", "happened"),
    ("small, clear, large", "sizes"),
)


def frame(say: Phrases) -> tuple[Section, Section]:
    """The order of a quarter, and the notation: what a reader needs to compute the model anew."""
    return (
        Section("quarter", say("doc_quarter"), rows=tuple(_quarter(say))),
        Section("notation", say("doc_notation"), rows=tuple(Row("", _form(form, say(f"doc_form_{key}"))) for form, key in FORMS)),
    )  # fmt: skip


def identity(rules: Rulebook, say: Phrases) -> tuple[Part, ...]:
    """Which rules these are, so that a batch can be told to have been played by them."""
    return (*in_words(say("doc_digest")), Part(" "), Part(rules.digest, "id"))


def _quarter(say: Phrases) -> Iterator[Row]:
    yield Row("", in_words(say("doc_quarter_lead")))
    for number, phase in enumerate(PHASES, start=1):
        yield Row(f"{number}", in_words(say(f"doc_phase_{phase}")))
    yield Row("", in_words(say("doc_luck")))


def _form(form: str, meaning: str) -> tuple[Part, ...]:
    return (*as_formula(form), *in_words(f" {meaning}"))
