"""Takes games of the harbour; checks the ledger of one number and the document of the model."""

from __future__ import annotations

import re

import pytest

from sim.base.errors import BambooError
from sim.policy import make
from sim.report.document import document
from sim.report.markdown import markdown
from sim.report.names import Names
from sim.report.why import why

AMOUNT = re.compile(r"^ +([-+]?[\d,]+\.\d{4})  (.+)$")


@pytest.fixture
def played(new_game):
    game = new_game(seed=1, world=0, played_by="history")
    game.play(make("history", game.rules))
    return game


def _blocks(lines):
    """Each ledger as (start, causes, sum, end), read back from the text."""
    found = []
    for line in lines:
        match = AMOUNT.match(line)
        if match:
            value, what = float(match[1].replace(",", "")), match[2]
            if what == "start":
                found.append([value, [], None, None])
            elif what == "sum of the causes":
                found[-1][2] = value
            elif what == "end":
                found[-1][3] = value
            else:
                found[-1][1].append(value)
    return found


@pytest.mark.parametrize("name", ["tie.north", "tie", "freedom", "mood", "doubt.south", "trade", "attention"])
def test_causes_sum_to_the_change_to_the_last_digit(english, played, name) -> None:
    for turn in range(1, len(played.turns) + 1):
        blocks = _blocks(why(english, played, turn, name))
        assert blocks
        for start, causes, total, end in blocks:
            assert round(start + sum(causes), 4) == end
            assert round(sum(causes), 4) == total


def test_every_cause_has_its_source(english, played) -> None:
    lines = why(english, played, 1, "tie.north")
    causes = [i for i, line in enumerate(lines) if re.match(r"^ +[-+]\d", line) and "sum of" not in line]
    assert causes
    for i in causes:
        assert lines[i + 1].strip().startswith("<")
        assert "assumed: invented" in [line.strip() for line in lines[i + 2 : i + 4]]
    assert "policy history, seed 1, world 0" in lines[0]


def test_it_tells_the_truth_and_not_what_was_seen(english, played) -> None:
    (block,) = _blocks(why(english, played, 2, "doubt.north"))
    assert block[0] == 1.0


def test_delays_parameters_and_judgements(english, played) -> None:
    assert any("goes in: Sign a contract: The South" in line for line in why(english, played, 3, "contracts.south"))
    assert any("0.2500" in line for line in why(english, played, 1, "fade"))
    assert any("average(freedom, game)" in line for line in why(english, played, 1, "liberty"))


def test_mistakes_are_named(english, played) -> None:
    with pytest.raises(BambooError, match=r"tie\.nort") as caught:
        why(english, played, 1, "tie.nort")
    assert "tie.north" in caught.value.cure
    with pytest.raises(BambooError, match="turn 99"):
        why(english, played, 99, "tie.north")


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_the_document_tells_every_number_with_its_source(harbour, lang) -> None:
    text = "\n".join(markdown(document(Names(harbour.rules, harbour.words, lang))))
    rules = harbour.rules
    for holder in (
        *rules.variables,
        *rules.derived,
        *rules.parameters,
        *rules.delays,
        *rules.actions,
        *rules.events,
        *rules.outcomes,
    ):
        assert f"`{holder.id}`" in text, holder.id
    for variable in rules.variables:
        for term in variable.terms:
            assert term.formula.text in text
    for derived in rules.derived:
        assert derived.formula.text in text
    assert "-5" in text
    assert text.count("invented") > len(rules.variables)
