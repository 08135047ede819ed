"""Takes words made here; checks how sentences are composed from names."""

from __future__ import annotations

import pytest

from sim.report.names import Names
from sim.rulebook.phrasebook import Phrasebook
from sim.scenario import Compiled


@pytest.fixture
def names(harbour: Compiled) -> Names:
    """Names of two powers: one with a form for sentences, one without."""
    member = ("groups", "powers", "members")
    texts = {
        (*member, "north", "title"): {"en": "Northern Union"},
        (*member, "north", "in_text"): {"en": "the Northern Union"},
        (*member, "south", "title"): {"en": "Sudland"},
        ("terms", "first", "text"): {"en": "{self} waits. {self} has time."},
        ("terms", "inside", "text"): {"en": "A ship of {self} waits (**{self}**)."},
        ("moves", "stance", "options", "hold", "title"): {"en": "{self} waits"},
        ("moves", "stance", "options", "press", "title"): {"en": "Pressed by {self}"},
    }
    return Names(harbour.rules, Phrasebook(texts), "en")


def test_an_article_is_small_within_a_sentence_and_large_at_its_beginning(names: Names) -> None:
    north = names.spoken("powers", "north")
    assert names.say("terms", "first", "text", self_=north) == "The Northern Union waits. The Northern Union has time."
    assert (
        names.plain("terms", "inside", "text", self_=north)
        == "A ship of the Northern Union waits (the Northern Union)."
    )


def test_a_member_without_a_form_for_sentences_stands_with_its_title(names: Names) -> None:
    assert names.spoken("powers", "south") == "Sudland"
    assert names.spoken(None, "south") == ""


def test_beside_a_name_a_deed_leaves_it_out_only_where_it_leads(names: Names) -> None:
    assert names.deed("stance", "hold", "powers", "north") == "Waits"
    assert names.deed("stance", "press", "powers", "north") == "Pressed by the Northern Union"
