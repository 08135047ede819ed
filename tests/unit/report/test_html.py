"""Takes the harbour and the flagship as HTML; checks that the file stands alone, is well formed, and tells every number."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from sim.facts.ledger import Ledger, load
from sim.report.document import document
from sim.report.document_evidence import Evidence
from sim.report.html import html
from sim.report.markdown import markdown
from sim.report.names import Names
from sim.report.outline import Document, Entry, Part, Row, Section
from sim.scenario import compile_scenario

ROOT = Path(__file__).parents[3]
VOID = {"meta", "br"}


class Page(HTMLParser):
    """What stands in a page: its ids, its links, the text of each piece of code, the text in all; fails on a tag out of place."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: Counter[str] = Counter()
        self.codes: list[str] = []
        self.cells: list[str] = []
        self.words = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        found = dict(attrs)
        self.ids += [str(found["id"])] if "id" in found else []
        self.links += [str(found["href"])] if "href" in found else []
        assert "src" not in found
        if tag not in VOID:
            self.open.append(tag)
        if tag == "code":
            self.codes.append("")
        if tag == "td":
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words += data
        if "code" in self.open:
            self.codes[-1] += data
        if "td" in self.open:
            self.cells[-1] += data


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_it_stands_alone_and_every_link_leads_somewhere(harbour, lang: str) -> None:
    text = html(document(Names(harbour.rules, harbour.words, lang)))
    page = Page(text)
    assert not re.search(r"https?:|url\(|@import", text)
    assert not {"script", "link", "img", "iframe"} & set(page.tags)
    assert [id for id, n in Counter(page.ids).items() if n > 1] == []
    assert page.links
    assert {link for link in page.links if link[:1] != "#" or link[1:] not in page.ids} == set()
    assert "prefers-color-scheme: dark" in text
    assert f'<html lang="{lang}">' in text


def test_equations_stand_as_written_and_their_names_lead_to_their_entries(harbour, english) -> None:
    text = html(document(english))
    page = Page(text)
    for variable in harbour.rules.variables:
        for term in variable.terms:
            assert term.formula.text in page.codes
    for derived in harbour.rules.derived:
        assert derived.formula.text in page.codes
    for formula in harbour.words.formulas.values():
        assert formula in page.codes
    assert '<a href="#number-fade">fade</a> * <a href="#number-tie">tie</a>' in text
    assert '<a href="#term-memory">memory</a>' in text


def test_parameters_are_a_table_with_prior_value_and_provenance(english) -> None:
    text = html(document(english))
    row = text[text.index('<tr id="number-fade">') :]
    row = row[: row.index("</tr>")]
    assert Page(row + "</tr>").cells == ["no unit", "0 to 1", "0.25", "assumed: invented"]
    heads = re.findall(r"<th scope=col>([^<]*)</th>", text)
    assert heads == ["what", "unit", "prior range", "value", "comes from"]


def test_a_fitted_parameter_stands_beside_its_prior_and_the_interval_of_the_sets(harbour) -> None:
    fade = replace(harbour.rules.parameter["fade"], prior=(0.1,))
    rules = replace(harbour.rules, parameters=(fade,))
    told = document(
        Names(rules, harbour.words, "en"), Evidence(Ledger({}, {}, {}), fitted={"fade": (0.2, 0.3)}, sets=7)
    )
    text = html(told)
    row = text[text.index('<tr id="number-fade">') :]
    assert Page(row[: row.index("</tr>")] + "</tr>").cells == [
        "no unit", "0 to 1", "0.1", "0.25", "0.2 to 0.3", "assumed: invented",
    ]  # fmt: skip
    section = text[text.index('<h2 id="parameters">') :]
    heads = re.findall(r"<th scope=col>([^<]*)</th>", section[: section.index("</thead>")])
    assert heads == ["what", "unit", "prior range", "prior", "value", "sets that fit", "comes from"]
    assert "7 parameter sets" in text


def test_effects_are_a_list_beside_costs() -> None:
    """An answer that costs something has its price beside the label, and its effects in a list under it."""
    lead = (Part("an answer", "strong"),)
    own = (Row("costs", (Part("1"),)), *(Row("", (Part(f"effect {i}"),)) for i in range(3)))
    whole = Document("en", "t", (), (Section("s", "s", rows=(Row("", lead, own),)),), "contents")
    text = html(whole)
    assert text.count("<li>effect") == 3
    assert text.count("<dt>costs</dt>") == 1


def test_the_flagship_tells_the_same_as_in_markdown() -> None:
    ledger = load(ROOT / "seeds")
    compiled = compile_scenario(ROOT / "scenarios" / "ukraine-2022", ledger, ROOT / "scenarios")
    cited = Names(
        compiled.rules, compiled.words, "en", lambda id, lang: ledger.describe(id, lang) if id in ledger else ""
    )
    whole = document(cited)
    page = Page(html(whole))
    assert {link[1:] for link in page.links} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
    flat = " ".join(page.words.split())
    text = "\n".join(markdown(whole))
    for fact in ("F042", "F070"):
        assert ledger.describe(fact) in flat
        assert f"- `{fact}` {ledger.describe(fact)}" in text
    for section in whole.sections:
        for entry in section.entries:
            assert f"`{entry.name}`" in text
            assert entry.anchor in page.ids
    assert {id for origin in compiled.words.provenance.values() for id in origin.sources} <= {
        id.removeprefix("source-") for id in page.ids
    }


def test_what_a_writer_wrote_cannot_become_markup() -> None:
    bad = '<script>alert("1")</script> & co'
    row = Row(
        bad, (Part(bad), Part(bad, "formula"), Part(bad, "source"), Part(bad, "strong")), (Row("", (Part(bad),)),)
    )
    entry = Entry("number-x", bad, bad, bad, (Part(bad, "link", "x"),), (row,))
    whole = Document("en", bad, ((Part(bad),),), (Section("a", bad, (entry,)),), bad, {"x": "number-x"})
    for shown in (whole, replace(whole, sections=(Section("a", bad, (entry,), columns=(bad,)),))):
        page = Page(html(shown))
        assert page.tags["script"] == 0
        assert page.words.count(bad) >= 9


def test_the_flagship_tells_what_it_rests_on_and_what_it_must_reproduce() -> None:
    ledger = load(ROOT / "seeds")
    compiled = compile_scenario(ROOT / "scenarios" / "ukraine-2022", ledger, ROOT / "scenarios")
    names = Names(compiled.rules, compiled.words, "en", ledger.describe)
    ends = {"memory_warm": (3.25, 6.5)}
    whole = document(names, Evidence(ledger, compiled.count, compiled.trial.targets, ends, 24))
    sections = {section.anchor: section for section in whole.sections}
    assert {entry.name for entry in sections["mechanisms"].entries} == set(ledger.mechanisms)
    assert {entry.name for entry in sections["targets"].entries} == {t.id for t in compiled.trial.targets}
    cited = {id for origin in compiled.words.provenance.values() for id in origin.sources}
    shown = {entry.name for anchor in ("mechanisms", "facts", "outside", "works") for entry in sections[anchor].entries}
    assert cited <= shown
    text = html(whole)
    page = Page(text)
    assert {link for link in page.links if link[:1] != "#" or link[1:] not in page.ids} == set()
    assert "3.25 to 6.5" in page.cells
    assert str(compiled.count) in page.words
    assert "at least 0.6" in page.cells  # the target on abstentions
    fact = next(entry for entry in sections["facts"].entries if entry.name == "F042")
    assert "vote_hrc" in "".join(part.text for row in fact.rows for part in row.parts)


def test_where_numbers_come_from_is_told_in_vietnamese() -> None:
    ledger = load(ROOT / "seeds")
    compiled = compile_scenario(ROOT / "scenarios" / "prologue", ledger, ROOT / "scenarios")
    told = Page(html(document(Names(compiled.rules, compiled.words, "vi"), Evidence(ledger, compiled.count))))
    assert f"{compiled.count.numbers} con số: {compiled.count.measured} đo được" in told.words
    assert "sizes in words" not in told.words


def test_a_range_is_told_with_all_its_digits() -> None:
    ledger = load(ROOT / "seeds")
    compiled = compile_scenario(ROOT / "scenarios" / "bamboo", ledger, ROOT / "scenarios")
    lines = list(markdown(document(Names(compiled.rules, compiled.words, "en"))))
    entry = next(i for i, line in enumerate(lines) if line.startswith("### `wear_out`"))
    assert any("0.005 to 0.025" in line for line in lines[entry : entry + 6])
