"""Takes a compiled scenario in one language, gives the model as a document: every number with unit, range, equation, source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from sim.report.document_evidence import Evidence, Testimony
from sim.report.document_frame import frame, identity
from sim.report.names import Measure, Names
from sim.report.outline import Document, Entry, Part, Row, Section
from sim.report.pieces import Pieces, as_formula, in_words
from sim.rulebook.rulebook import Event


def document(names: Names, evidence: Evidence | None = None) -> Document:
    """The whole model of a scenario or ruleset; with evidence also what it rests on, what it must reproduce, what a fit found."""
    return _Writer(names, evidence).document()


class _Writer(Pieces):
    """Writes one document."""

    def __init__(self, names: Names, evidence: Evidence | None) -> None:
        super().__init__(names)
        self.testimony = None if evidence is None else Testimony(names, evidence)

    def document(self) -> Document:
        say = self.say
        return Document(
            say.lang,
            say("doc_head", title=self.names.plain("title")),
            tuple(self._lead()),
            tuple(section for section in self._sections() if section.entries or section.rows),
            say("doc_contents"),
            self._anchors(),
        )

    def _lead(self) -> Iterator[tuple[Part, ...]]:
        """Who it is, when it plays, what it is about, what its numbers rest on."""
        say, rules, rests = self.say, self.rules, self.testimony
        yield (Part(rules.id, "id"), Part(f" {rules.version}"), *self._parents())
        if rules.turns:
            first, last = say.date(rules.start), say.date(rules.start + rules.turns - 1)
            yield in_words(f"{say('range', low=first, high=last)} ({rules.turns})")
        if self.names.runs("about"):
            yield self.text("about")
        if rests is not None and rests.counted():
            yield in_words(rests.counted())
        if rests is not None and rests.evidence.sets:
            yield in_words(say("doc_sets", n=rests.evidence.sets))
        yield identity(rules, say)

    def _sections(self) -> Iterator[Section]:
        """Every part of the rules, then what they rest on; a part may be empty."""
        say, rules, rests = self.say, self.rules, self.testimony
        yield from frame(say)
        yield Section("groups", say("doc_groups"), rows=tuple(self._groups()))
        if rests is not None:
            yield self._listed("grades", rests.grades(), (say("text_value"), say("doc_provenance")))
        yield self._measures("variables", "doc_variables", [v.id for v in rules.variables])
        yield self._measures("derived", "doc_derived", [d.id for d in rules.derived])
        yield self._measures("delays", "doc_delays", [d.id for d in rules.delays])
        yield self._measures("parameters", "doc_parameters", [p.id for p in rules.parameters], self._of_parameters())
        yield Section("actions", say("doc_actions"), tuple(self._actions()))
        yield Section("moves", say("doc_moves"), tuple(self._moves()))
        yield Section("events", say("doc_events"), tuple(self._events()))
        yield Section("outcomes", say("doc_outcomes"), tuple(self._outcomes()))
        yield Section("endings", say("doc_endings"), tuple(self._endings()))
        yield Section("terms", say("doc_terms"), tuple(self._terms()))
        if rests is None:
            yield Section("sources", say("doc_sources"), rows=tuple(self._cited()))
        else:
            yield self._listed("targets", rests.targets(), rests.target_columns(), rests.target_lead())
            yield from rests.sections()

    def _listed(
        self, id: str, entries: Iterable[Entry], columns: tuple[str, ...], lead: tuple[Row, ...] = ()
    ) -> Section:
        """Entries that read best as a table."""
        return Section(id, self.say(f"doc_{id}"), tuple(entries), lead, columns=columns, first=self.say("doc_what"))

    def _of_parameters(self) -> tuple[str, ...]:
        """The columns of the table of parameters; what none of them has is left out."""
        rests = self.testimony
        shown = {
            "text_unit": True,
            "doc_prior": True,
            "doc_before": any(p.prior is not None for p in self.rules.parameters),
            "text_value": True,
            "doc_interval": bool(rests and rests.evidence.fitted),
            "doc_provenance": True,
        }
        return tuple(self.say(column) for column, there in shown.items() if there)

    def _parents(self) -> tuple[Part, ...]:
        return in_words(f" · {' < '.join(self.rules.lineage)}") if len(self.rules.lineage) > 1 else ()

    def _anchors(self) -> dict[str, str]:
        """Where each name leads. A formula may name a number and an event; what else shares its id gives way to them."""
        rules = self.rules
        found = {id: f"source-{id}" for id in self._sources_named}
        if self.testimony is not None:
            found |= {id: f"source-{id}" for id in self.testimony.evidence.ledger.mechanisms}
            found |= {f"target.{t.id}": f"target-{t.id}" for t in self.testimony.evidence.targets}
            found |= {f"grade.{entry.name}": entry.anchor for entry in self.testimony.grades()}
        found |= {
            f"move.{move.id}.{option.id}": f"move-{move.id}-{option.id}"
            for move in rules.moves
            for option in move.options
        }
        found |= {f"ending.{ending.id}": f"ending-{ending.id}" for ending in rules.endings}
        found |= {path[1]: f"term-{path[1]}" for path in self.names.words.texts if path[0] == "terms"}
        found |= {f"term.{path[1]}": f"term-{path[1]}" for path in self.names.words.texts if path[0] == "terms"}
        for action in rules.actions:
            found[action.id] = found[f"action.{action.id}"] = f"action-{action.id}"
        for event in rules.events:
            found[event.id] = found[f"event.{event.id}"] = f"event-{event.id}"
        for group in rules.groups:
            found[f"group.{group.id}"] = f"group-{group.id}"
            for member in group.members:
                found.setdefault(f"power.{member}", f"group-{group.id}")
        numbers = [
            *(v.id for v in rules.variables),
            *(d.id for d in rules.derived),
            *(d.id for d in rules.delays),
            *(p.id for p in rules.parameters),
            *(o.id for o in rules.outcomes),
        ]
        return found | {id: f"number-{id}" for id in numbers}

    @cached_property
    def _sources_named(self) -> tuple[str, ...]:
        return tuple(sorted({id for origin in self.names.words.provenance.values() for id in origin.sources}))

    # -- parts -------------------------------------------------------------------------------------------------

    def _groups(self) -> Iterator[Row]:
        names = self.names
        for group in self.rules.groups:
            members = ", ".join(f"{names.member(group.id, m)} ({m})" for m in group.members)
            title = names.plain("groups", group.id, "title")
            yield Row("", (Part(group.id, "id", f"group.{group.id}"), Part(f" {title}: {members}")))

    # -- numbers -----------------------------------------------------------------------------------------------

    def _measures(self, id: str, head: str, numbers: Sequence[str], columns: tuple[str, ...] = ()) -> Section:
        found = [self.names.find(number) for number in numbers]
        entries = tuple(self._measure(m) for m in found if m is not None)
        return Section(id, self.say(head), entries, columns=columns, first=self.say("doc_what"))

    def _measure(self, m: Measure) -> Entry:
        names = self.names
        return Entry(
            f"number-{m.id}",
            m.id,
            ", ".join(axis.name for axis in m.axes),
            names.bare_title(m),
            self.text(m.section, m.id, "about"),
            (*self._measure_rows(m), *self.sources(m.section, m.id)),
        )

    def _measure_rows(self, m: Measure) -> Iterator[Row]:
        names, say, rules = self.names, self.say, self.rules
        yield Row(say("text_unit"), in_words(say.unit(m.unit)))
        if m.kind == "parameter":
            parameter = rules.parameter[m.id]
            free = f" ({say('doc_free')})" if parameter.free else ""
            yield Row(say("doc_prior"), in_words(say("range", low=f"{m.low:g}", high=f"{m.high:g}") + free))
        elif names.range(m):
            yield Row(say("text_range"), in_words(names.range(m)))
        if m.kind == "variable":
            yield from self._values("doc_start", m, rules.variable[m.id].start)
        elif m.kind == "parameter":
            yield from self._parameter(m)
        scale = names.words.word(m.section, m.id, "scale")
        if scale:
            yield Row(say("doc_scale"), as_formula(scale))
        if m.sight:
            yield Row("", in_words(say("doc_sight", width=say.number(m.sight, 2))))
        yield from self._equation(m)

    def _parameter(self, m: Measure) -> Iterator[Row]:
        """What stood there before a fit, the value, and where the sets that fit have it."""
        parameter = self.rules.parameter[m.id]
        if parameter.prior is not None:
            yield from self._values("doc_before", m, parameter.prior)
        yield from self._values("text_value", m, parameter.value)
        if self.testimony is not None:
            members = [".".join(single.members) for single in self.names.each(m)]
            interval = self.testimony.interval(m.id, members)
            if interval:
                yield Row(self.say("doc_interval"), in_words(interval))

    def _values(self, label: str, m: Measure, values: Sequence[float]) -> Iterator[Row]:
        if not values:
            return
        shown = []
        for single, x in zip(self.names.each(m), values, strict=True):
            text = f"{round(x, 5):g}"
            shown.append(f"{'.'.join(single.members)} {text}" if single.members else text)
        yield Row(self.say(label), in_words(", ".join(shown)))

    def _equation(self, m: Measure) -> Iterator[Row]:
        names, say, rules = self.names, self.say, self.rules
        if m.kind == "variable":
            variable = rules.variable[m.id]
            rows = []
            for term in variable.terms:
                path = ("variables", m.id, "change", term.id)
                title, own = names.plain(*path, "title"), path in names.words.provenance
                rows.append(Row(title, as_formula(term.formula.text), tuple(self.sources(*path)) if own else ()))
            if variable.sums_to is not None:
                rows.append(Row("", in_words(say("doc_sums_to", sum=f"{variable.sums_to:g}"))))
            head = "doc_equation_terms" if variable.terms else "doc_equation"
            yield Row("", in_words(say(head)), tuple(rows))
        elif m.kind == "derived":
            yield Row("", (Part("= "), *as_formula(rules.derived_of[m.id].formula.text)))
        elif m.kind == "delay":
            delay = rules.delay[m.id]
            yield Row("", in_words(names.lag(delay)))
            yield Row(say("doc_inflow"), as_formula(delay.inflow.text))

    # -- acts --------------------------------------------------------------------------------------------------

    def _act(self, *path: str) -> Iterator[Row]:
        """Cost, condition and effects of an act as they are written."""
        depth = len(path)
        for found, text in self.names.words.formulas.items():
            if found[:depth] != path:
                continue
            rest = found[depth:]
            if len(rest) == 2 and rest[0] == "cost":
                yield Row(self.say("doc_costs"), (Part(f"{rest[1]} "), *as_formula(text)))
            elif rest in (("when",), ("chance",), ("utility",)):
                yield Row(self.say(f"doc_{rest[0]}"), as_formula(text))
            elif len(rest) == 3 and rest[0] == "effects":
                yield Row(
                    "", (Part(rest[1], "formula"), Part(" = " if rest[2] == "set" else " += "), *as_formula(text))
                )

    def _actions(self) -> Iterator[Entry]:
        names = self.names
        for action in self.rules.actions:
            path = ("actions", action.id)
            rows = [*self._act(*path), *self.sources(*path)]
            if action.forbidden:
                rows.insert(0, Row(self.say("doc_forbidden"), in_words(names.plain(*path, "reason", default=""))))
            title = names.plain(*path, "title", target="…")
            yield Entry(
                f"action-{action.id}", action.id, action.group or "", title, self.text(*path, "about"), tuple(rows)
            )

    def _moves(self) -> Iterator[Entry]:
        for move in self.rules.moves:
            for option in move.options:
                path = ("moves", move.id, "options", option.id)
                title, about = self.names.plain(*path, "title", self_="…"), self.text(*path, "text")
                rows = (*self._act(*path), *self.sources(*path))
                name = f"{move.id}.{option.id}"
                yield Entry(f"move-{move.id}-{option.id}", name, move.group or "", title, about, rows)

    def _events(self) -> Iterator[Entry]:
        for event in self.rules.events:
            path = ("events", event.id)
            rows = [Row("", in_words(f"{event.kind}{self._dates(event)}")), *self._act(*path), *self.sources(*path)]
            for option in (*event.options, *((event.wait,) if event.wait else ())):
                at = (*path, "options", option.id)
                own = self.sources(*at) if at in self.names.words.provenance else ()
                head = (Part(option.id, "strong"), Part(f" {self.names.plain(*at, 'title', self_='…')}"))
                rows.append(Row("", head, (*self._act(*at), *own)))
            title = self.names.plain(*path, "title", self_="…")
            yield Entry(f"event-{event.id}", event.id, event.group or "", title, self.text(*path, "text"), tuple(rows))

    def _dates(self, event: Event) -> str:
        parts = [
            self.say(id, date=self.say.date(self.rules.start + turn - 1))
            for id, turn in (("date_exactly", event.on), ("date_from", event.start), ("date_until", event.until))
            if turn is not None
        ]
        return f", {', '.join(parts)}" if parts else ""

    # -- the end -----------------------------------------------------------------------------------------------

    def _outcomes(self) -> Iterator[Entry]:
        for outcome in self.rules.outcomes:
            path = ("outcomes", outcome.id)
            low, high = f"{outcome.low:g}", f"{outcome.high:g}"
            rows = (
                Row(self.say("text_range"), in_words(self.say("range", low=low, high=high))),
                Row("", (Part("= "), *as_formula(outcome.formula.text))),
                *self.sources(*path),
            )
            title = self.names.plain(*path, "title")
            yield Entry(f"number-{outcome.id}", outcome.id, "", title, self.text(*path, "about"), rows)

    def _endings(self) -> Iterator[Entry]:
        for ending in self.rules.endings:
            path = ("endings", ending.id)
            rows = (
                Row(self.say("doc_lamp"), as_formula(ending.lamp.text)),
                Row(self.say("doc_when"), as_formula(ending.when.text)),
                *self.sources(*path),
            )
            title = self.names.plain(*path, "title")
            yield Entry(f"ending-{ending.id}", ending.id, "", title, self.text(*path, "text"), rows)

    def _terms(self) -> Iterator[Entry]:
        ids = dict.fromkeys(path[1] for path in self.names.words.texts if path[0] == "terms")
        for id in ids:
            path = ("terms", id)
            title = self.names.plain(*path, "title")
            yield Entry(f"term-{id}", id, "", title, self.text(*path, "text"), tuple(self.sources(*path)))

    def _cited(self) -> Iterator[Row]:
        """Every source that is named, once, with what it says."""
        for id in self._sources_named:
            says = self.names.cite(id, self.names.lang) or self.say("source_unknown")
            yield Row("", (Part(id, "id", id), Part(f" {says}")))
