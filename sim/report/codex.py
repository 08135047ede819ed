"""Takes the words of a scenario and the ledger of facts, gives the codex: terms, numbers, verbs, facts, paragraphs, mechanisms, works."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from sim.facts.ledger import Ledger, dates
from sim.report.names import Names, unmarked
from sim.report.pages import Entry

KINDS = ("term", "number", "verb", "paragraph", "fact", "mechanism", "work")


def codex(names: Names, ledger: Ledger | None) -> tuple[Entry, ...]:
    """All entries, kind by kind in the order of KINDS."""
    found = [*_terms(names), *_numbers(names), *_verbs(names)]
    if ledger is not None:
        found += [
            *_paragraphs(names, ledger),
            *_facts(names, ledger),
            *_mechanisms(names, ledger),
            *_works(names, ledger),
        ]
    return tuple(found)


def folded(text: str) -> str:
    """Text for searching: lower case, without marks, so that `bien dong` finds Biển Đông."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(c for c in plain if not unicodedata.combining(c))


def matching(entries: tuple[Entry, ...], query: str, kind: str = "") -> tuple[Entry, ...]:
    """The entries of a kind (any, if empty) that hold every word of a query; those with it in the title or id first."""
    words = folded(query).split()
    hits = []
    for number, entry in enumerate(entries):
        if kind and entry.kind != kind:
            continue
        head = folded(f"{entry.title} {entry.id}")
        body = folded(f"{entry.text} {entry.meta}")
        if all(word in head or word in body for word in words):
            hits.append((not all(word in head for word in words), number, entry))
    return tuple(entry for _, _, entry in sorted(hits, key=lambda hit: hit[:2]))


def _terms(names: Names) -> Iterator[Entry]:
    for path in names.words.texts:
        if len(path) == 3 and path[0] == "terms" and path[2] == "title":
            text = unmarked(names.say("terms", path[1], "text", default=""))
            cited = tuple(
                (f"source.{s.id}", s.id) for s in names.sources("terms", path[1]) if s.text and s.id != "assumed"
            )
            yield Entry(f"term.{path[1]}", "term", names.plain(*path), text, "", cited)


def _numbers(names: Names) -> Iterator[Entry]:
    rules = names.rules
    for id in dict.fromkeys([*rules.variable, *rules.derived_of]):
        measure = names.find(id)
        if measure is None:
            continue
        about = names.about(measure)
        meta = " · ".join(t for t in (names.phrases.unit(measure.unit), names.range(measure)) if t)
        formula = names.words.formulas.get((measure.section, id, "formula"), "")
        yield Entry(id, "number", names.bare_title(measure), about or formula, meta, ((id, names.bare_title(measure)),))


def _verbs(names: Names) -> Iterator[Entry]:
    for action in names.rules.actions:
        title = names.plain("actions", action.id, "title", target="…")
        text = names.plain("actions", action.id, "about", target="…", default="")
        yield Entry(f"action.{action.id}", "verb", title, text, "", ((f"action.{action.id}", title),))


def _facts(names: Names, ledger: Ledger) -> Iterator[Entry]:
    say = names.phrases
    for fact in ledger.facts.values():
        place = fact.source
        if fact.article:
            author = ledger.articles[fact.article].author
            place = say("facts_place", author=author, article=fact.article, paragraph=fact.paragraph)
        figures = ", ".join(
            f"{name.replace('_', ' ')} {say.number(x, 0 if x == int(x) else 2)}" for name, x in fact.figures.items()
        )
        parts = [fact.told(names.lang)]
        if figures:
            parts.append(
                f"{say('facts_figures')}: {figures} ({fact.unit})"
                if fact.unit
                else f"{say('facts_figures')}: {figures}"
            )
        meta = " · ".join(t for t in (fact.id, dates(fact, names.lang), place) if t)
        yield Entry(f"source.{fact.id}", "fact", fact.told(names.lang), "\n".join(parts[1:]), meta)


def _paragraphs(names: Names, ledger: Ledger) -> Iterator[Entry]:
    """What each paragraph of the two articles says, in our words: its facts, then the mechanisms it states or implies."""
    say = names.phrases
    for id, article in ledger.articles.items():
        facts = [f for f in ledger.facts.values() if f.article == id]
        numbers = {f.paragraph for f in facts} | {
            n for m in ledger.mechanisms.values() for n in m.paragraphs.get(id, ())
        }
        for number in sorted(numbers):
            lines = [f.told(names.lang) for f in facts if f.paragraph == number]
            lines += [m.told(names.lang) for m in ledger.mechanisms.values() if number in m.paragraphs.get(id, ())]
            cited = [f.id for f in facts if f.paragraph == number]
            cited += [m.id for m in ledger.mechanisms.values() if number in m.paragraphs.get(id, ())]
            title = say("facts_place", author=article.author, article=id, paragraph=number)
            opens = tuple((f"source.{c}", c) for c in cited)
            yield Entry(
                f"paragraph.{id}.{number}",
                "paragraph",
                title,
                "\n".join(f"• {line}" for line in lines),
                article.title,
                opens,
            )


def _mechanisms(names: Names, ledger: Ledger) -> Iterator[Entry]:
    for m in ledger.mechanisms.values():
        text = m.told(names.lang)
        yield Entry(
            f"source.{m.id}", "mechanism", text, "", ledger.describe(m.id, names.lang).rpartition(" (")[2].rstrip(")")
        )


def _works(names: Names, ledger: Ledger) -> Iterator[Entry]:
    for work in ledger.works.values():
        yield Entry(f"source.{work.id}", "work", ledger.describe(work.id, names.lang), work.gives, work.where)
