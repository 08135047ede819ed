"""Takes what a model rests on, gives the parts of its document about it: sizes in words, targets, mechanisms, facts, literature.

Every fact, mechanism and work that the scenario names stands there once, with all places that name it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sim.facts.ledger import Ledger
from sim.report.names import Names
from sim.report.outline import Entry, Part, Row, Section
from sim.report.pieces import Pieces, as_formula, in_words
from sim.report.targets import wanted
from sim.rulebook.phrasebook import Path
from sim.rulebook.target import Target
from sim.scenario.provenance import Count

_MEASURES = ("variables", "derived", "delays", "parameters", "outcomes")
_ACTS = {"actions": "action", "events": "event"}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a document can tell beyond the scenario's own rules and words."""

    ledger: Ledger
    count: Count | None = None  # how many numbers are measured, fitted, known by direction, assumed
    targets: tuple[Target, ...] = ()
    # Parameter or member -> ends of its interval.
    fitted: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    sets: int = 0  # parameter sets behind these intervals
    # Target -> what the model comes to, and whether that is a hit; empty where nobody played it.
    found: Mapping[str, tuple[str, bool]] = field(default_factory=dict)
    worlds: int = 0  # that were played for it


class Testimony(Pieces):
    """Writes what a model rests on."""

    def __init__(self, names: Names, evidence: Evidence) -> None:
        super().__init__(names)
        self.evidence = evidence
        self._places: dict[str, dict[tuple[str, str], None]] = {}
        for path, origin in names.words.provenance.items():
            for id in origin.sources:
                self._places.setdefault(id, {})[_place(path)] = None

    def counted(self) -> str:
        """Where the numbers come from, in one sentence; empty where nothing was counted."""
        count = self.evidence.count
        if count is None:
            return ""
        return self.say(
            "doc_count", events=count.events, actions=count.actions, numbers=count.numbers, measured=count.measured,
            fitted=count.fitted, direction=count.direction, assumed=count.assumed, graded=count.graded,
        )  # fmt: skip

    def sections(self) -> Iterator[Section]:
        """Mechanisms, facts of the articles, facts from elsewhere, literature."""
        say, ledger = self.say, self.evidence.ledger
        used = say("doc_used_by")
        columns = (say("doc_sign"), say("doc_form"), used)
        yield Section(
            "mechanisms", say("doc_mechanisms"), tuple(self._mechanisms()), columns=columns, first=say("doc_what")
        )
        kinds = (
            ("facts", [f.id for f in ledger.facts.values() if f.article]),
            ("outside", [f.id for f in ledger.facts.values() if not f.article]),
            ("works", list(ledger.works)),
        )
        for anchor, ids in kinds:
            entries = tuple(self._source(id) for id in ids if id in self._places)
            rows = tuple(self._articles()) if anchor == "facts" and entries else ()
            yield Section(anchor, say(f"doc_{anchor}"), entries, rows, columns=(used,), first=say("doc_what"))

    def _articles(self) -> Iterator[Row]:
        """The articles into which the facts point."""
        for id, article in self.evidence.ledger.articles.items():
            yield Row(id, in_words(f"{article.author}, {article.title}"))

    def _mechanisms(self) -> Iterator[Entry]:
        for id, mechanism in self.evidence.ledger.mechanisms.items():
            text = mechanism.told(self.say.lang)
            places = ", ".join(f"{a}: {'; '.join(map(str, n))}" for a, n in mechanism.paragraphs.items())
            rows = (
                Row(self.say("doc_sign"), in_words(mechanism.sign)),
                Row(self.say("doc_form"), in_words(mechanism.form)),
                *self._used(id),
            )
            about = in_words(f"{text} ({self.say(f'doc_{mechanism.reading}')}, {places})")
            yield Entry(f"source-{id}", id, "", "", about, rows)

    def _source(self, id: str) -> Entry:
        says = self.evidence.ledger.describe(id, self.say.lang).removeprefix(f"{id}, ")
        work = self.evidence.ledger.works.get(id)
        if work is not None and work.where:
            says += f". {work.where}"
        return Entry(f"source-{id}", id, "", "", in_words(says), tuple(self._used(id)))

    def _used(self, id: str) -> Iterator[Row]:
        """Where the scenario names a source; each place leads to its entry."""
        parts: list[Part] = []
        for opens, shown in self._places.get(id, ()):
            parts += [*((Part(", "),) if parts else ()), Part(shown, "link", opens) if opens else Part(shown)]
        yield Row(self.say("doc_used_by"), tuple(parts) or in_words(self.say("doc_nowhere")))

    def grades(self) -> Iterator[Entry]:
        """The sizes in words: how many times the scale of what an act moves."""
        for path, value in self.names.words.plain.items():
            if path[:1] == ("grades",) and path[2:] == ("value",):
                rows = (Row(self.say("text_value"), in_words(value)), *self.sources("grades", path[1]))
                title = self.names.plain("grades", path[1], "title")
                yield Entry(f"grade-{path[1]}", path[1], "", title, (), rows)

    def targets(self) -> Iterator[Entry]:
        """What the model must reproduce: what is read, under whom, what is wanted."""
        say = self.say
        for target in self.evidence.targets:
            path = ("targets", target.id)
            read = [*as_formula(target.of.text), *((Part(" / "), *as_formula(target.to.text)) if target.to else ())]
            who = target.policy if target.luck else f"{target.policy}, {say('doc_no_luck')}"
            when = f", {say.date(self.rules.start + target.at - 1)}" if target.at is not None else ""
            rows = (
                Row(say("doc_row"), in_words(target.part_of)),
                Row(say("doc_reads"), (Part(f"{say(f'doc_by_{target.by}')} "), *read)),
                Row(say("doc_under"), in_words(f"{who}{when}")),
                Row(say("doc_wanted"), in_words(wanted(target))),
                *self._found(target),
                *self.sources(*path),
            )
            yield Entry(f"target-{target.id}", target.id, "", self.names.plain(*path, "title"), (), rows)

    def _found(self, target: Target) -> Iterator[Row]:
        if target.id in self.evidence.found:
            figure, hit = self.evidence.found[target.id]
            parts = (Part(figure), *(() if hit else (Part(" "), Part(self.say("doc_miss"), "strong"))))
            yield Row(self.say("doc_found"), parts)

    def target_lead(self) -> tuple[Row, ...]:
        """How many targets are hit, where somebody played them."""
        found = self.evidence.found
        if not found:
            return ()
        hits = sum(hit for _, hit in found.values())
        return (Row("", in_words(self.say("doc_hits", hits=hits, n=len(found), worlds=self.evidence.worlds))),)

    def target_columns(self) -> tuple[str, ...]:
        """The columns of the table of targets."""
        found = ("found",) if self.evidence.found else ()
        return tuple(self.say(f"doc_{column}") for column in ("row", "reads", "under", "wanted", *found, "provenance"))

    def interval(self, id: str, members: Sequence[str]) -> str:
        """Where the sets that fit have a parameter; empty if none was fitted."""
        found = []
        for member in members:
            ends = self.evidence.fitted.get(f"{id}.{member}" if member else id)
            if ends is not None:
                shown = self.say("range", low=f"{ends[0]:.3g}", high=f"{ends[1]:.3g}")
                found.append(f"{member} {shown}".strip())
        return ", ".join(found)


def _place(path: Path) -> tuple[str, str]:
    """(what it opens, how it is shown) for a place of the scenario."""
    section, id = path[0], path[1] if len(path) > 1 else ""
    if section in _MEASURES:
        return id, id
    if section in _ACTS:
        return f"{_ACTS[section]}.{id}", id
    if section == "moves" and len(path) > 3:
        return f"move.{id}.{path[3]}", f"{id}.{path[3]}"
    if section in ("targets", "grades", "endings", "terms"):
        return f"{section.removesuffix('s')}.{id}", id
    return "", f"{section}.{id}"
