"""`templates:` in a scenario: families of objects, such as UN votes, of which a new member takes a few lines.

Takes a merged document, gives it with every `like: NAME` unfolded: the template's body with its slots filled, and what the object
itself says laid over it. No template uses another, so unfolding ends; how much may come of it is bounded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from sim.base.diagnostic import Report, meant
from sim.base.span import Span
from sim.base.yaml_reader import MAX_BYTES, MAX_NODES, Document, Place, Spans, Value
from sim.scenario.read import overlay

SECTIONS = (
    "parameters", "variables", "derived", "delays", "terms", "actions", "moves", "events", "outcomes", "endings", "targets",
)  # fmt: skip
RESERVED = ("id", "self", "target")  # `{id}` is the id of the object, the others are filled when the text is shown
MAX_TEXT = 10_000
_SLOT = re.compile(r"\{([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*)\}")


@dataclass(slots=True)
class Unfolded:
    """The document without templates, and who used what stands at which stretch of text."""

    document: Document
    uses: list[tuple[Span, Span]] = field(default_factory=list)  # body of a template, `like:` of its user


class _TooMuch(Exception):
    """More is unfolded than a scenario may hold."""


def unfold(document: Document, report: Report) -> Unfolded:
    """Unfold every `like:`; what is wrong goes to the report, and the object keeps what it says itself."""
    value = document.value
    if not isinstance(value, dict):
        return Unfolded(document)
    found = Unfolded(document)
    templates = value.get("templates")
    table = templates if isinstance(templates, dict) else {}
    changed: dict[Place, Document] = {}
    family = _Family(document, report, table)
    try:
        for section in SECTIONS:
            objects = value.get(section)
            for id, own in objects.items() if isinstance(objects, dict) else ():
                if isinstance(own, dict) and "like" in own:
                    changed[section, id] = family.member(section, id, own, found)
    except _TooMuch:
        report.error(
            "E194", f"templates unfold to more than {MAX_NODES:,} values, or {MAX_BYTES // 2**20} MB", document.key_span(("templates",)),
            "use fewer of them",
        )  # fmt: skip
    family.unused()
    if changed:
        found.document = _with(document, changed)
    return found


def _with(document: Document, changed: dict[Place, Document]) -> Document:
    """The document with other objects in the place of some."""
    assert isinstance(document.value, dict)
    value: dict[str, Value] = dict(document.value)
    spans: Spans = {path: span for path, span in document.spans.items() if path[:2] not in changed}
    for (section, id), new in changed.items():
        objects = value[str(section)]
        assert isinstance(objects, dict)
        assert isinstance(new.value, dict)
        inner = new.value[str(section)]
        assert isinstance(inner, dict)
        value[str(section)] = objects | {str(id): inner[str(id)]}
        spans |= {path: span for path, span in new.spans.items() if len(path) > 1}
    return Document(document.file, document.text, value, spans)


class _Family:
    """The templates of one document, while its members are made."""

    def __init__(self, document: Document, report: Report, templates: dict[str, Value]) -> None:
        self.document, self.report, self.templates = document, report, templates
        self.used: set[tuple[str, str]] = set()  # (template, slot)
        self.nodes = self.letters = 0

    def member(self, section: str, id: str, own: dict[str, Value], found: Unfolded) -> Document:
        """One object, unfolded; a document that holds it alone."""
        path: Place = (section, id)
        said = {key: inner for key, inner in own.items() if key not in ("like", "with")}
        kept = {
            p: s for p, s in self.document.spans.items()
            if p[:2] == path and (len(p) == 2 or p[2] not in ("like", "with"))
        }  # fmt: skip
        whole: Spans = {(): self.document.spans[()], (section,): self.document.spans[section,]}
        alone = Document(self.document.file, self.document.text, {section: {id: said}}, whole | kept)
        name = own["like"]
        template = self.templates.get(name) if isinstance(name, str) else None
        if not isinstance(template, dict) or not isinstance(template.get("make"), dict):
            if template is None:
                cure = meant(str(name), self.templates, f"templates: {', '.join(self.templates) or 'none'}")
                self.report.error("E190", f"no template `{name}`", self.document.span((*path, "like")), cure)
            return alone
        assert isinstance(name, str)
        if template.get("of", "events") != section:
            of = template.get("of", "events")
            self.report.error(
                "E191", f"`{name}` is a template of {of}, not of {section}", self.document.span((*path, "like")),
                "use it there, or declare its `of:` otherwise",
            )  # fmt: skip
            return alone
        slots = self.slots(name, template, path, own)
        if slots is None:
            return alone
        spans: Spans = {**whole, path: self.document.spans[path]}
        body = self.filled(name, template["make"], ("templates", name, "make"), path, slots, spans)
        found.uses.append((self.document.span(("templates", name, "make")), self.document.key_span(path)))
        return overlay(Document(self.document.file, self.document.text, {section: {id: body}}, spans), alone)

    def slots(
        self, name: str, template: dict[str, Value], path: Place, own: dict[str, Value]
    ) -> dict[str, Place] | None:
        """Where the value of each slot stands: with the object, or as the template's default."""
        declared, given = (({} if part is None else part) for part in (template.get("slots"), own.get("with")))
        if not isinstance(declared, dict) or not isinstance(given, dict):
            if not isinstance(given, dict):
                self.report.error(
                    "E192", "`with` needs a map of slots", self.document.span((*path, "with")), "write `{slot: value}`"
                )
            return None
        for slot in given:
            if slot not in declared:
                cure = meant(slot, declared, f"slots of `{name}`: {', '.join(declared) or 'none'}")
                self.report.error(
                    "E192", f"`{name}` has no slot `{slot}`", self.document.key_span((*path, "with", slot)), cure
                )
        lacking = [slot for slot, default in declared.items() if default is None and slot not in given]
        if lacking:
            named = ", ".join(f"`{slot}`" for slot in lacking)
            self.report.error(
                "E193", f"`{path[-1]}` leaves {named} of `{name}` open", self.document.key_span(path),
                "add " + ", ".join(f"`{slot}:`" for slot in lacking) + " under `with:`",
            )  # fmt: skip
            return None
        return {
            slot: (*path, "with", slot) if slot in given else ("templates", name, "slots", slot) for slot in declared
        }

    def filled(
        self, name: str, value: Value, source: Place, path: Place, slots: dict[str, Place], spans: Spans
    ) -> Value:
        """A part of a body with its slots filled; `spans` gets the place of each of its values."""
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise _TooMuch
        if source in self.document.spans:
            spans.setdefault(path, self.document.spans[source])
        if isinstance(value, dict):
            alone = next(iter(value)) if len(value) == 1 else ""
            if alone in slots and value[alone] is None:  # `{slot}` without quotes is a map to YAML
                self.used.add((name, alone))
                return self.copied(slots[alone], path, spans)
            if alone.isidentifier() and alone not in RESERVED and value[alone] is None:
                self.place(name, alone, (*source, alone), slots)
                return 0
            made: dict[str, Value] = {}
            for key, inner in value.items():
                put = key
                if "{" in key:
                    put = str(self.text(name, key, (*source, key), str(path[1]), slots))
                if put in made:
                    self.report.error(
                        "E195", f"`{put}` stands twice once `{name}` is unfolded for `{path[1]}`",
                        self.document.key_span((*source, key)), "give the slots different values",
                    )  # fmt: skip
                    continue
                made[put] = self.filled(name, inner, (*source, key), (*path, put), slots, spans)
            return made
        if isinstance(value, list):
            return [self.filled(name, v, (*source, i), (*path, i), slots, spans) for i, v in enumerate(value)]
        if not isinstance(value, str) or "{" not in value:
            return value
        whole = _SLOT.fullmatch(value)
        if whole and (place := self.place(name, whole[1], source, slots)) is not None:
            return self.copied(place, path, spans)
        return self.text(name, value, source, str(path[1]), slots)

    def place(self, name: str, word: str, source: Place, slots: dict[str, Place]) -> Place | None:
        """Where a slot's value stands, or a part of it (`topic.en`); None for what is no slot."""
        slot, *parts = word.split(".")
        if slot in RESERVED:
            return None
        if slot not in slots:
            cure = meant(slot, slots, f"slots: {', '.join(slots) or 'none'}", before="{", after="}")
            bare = source[-1:] == (word,)  # `{slot}` without quotes: the key is the slot
            where = self.document.key_span(source) if bare else self.document.span(source)
            self.report.error("E196", f"`{name}` has no slot `{slot}`", where, cure)
            return None
        self.used.add((name, slot))
        at: Place = (*slots[slot], *parts)
        if parts and not self.stands(at):
            self.report.error(
                "E196", f"the slot `{slot}` has no `{'.'.join(parts)}`", self.document.span(slots[slot]),
                f"give it as a map with `{parts[0]}:`",
            )  # fmt: skip
            return None
        return at

    def stands(self, path: Place) -> bool:
        value: Value = self.document.value
        for step in path:
            if not isinstance(value, dict) or step not in value:
                return False
            value = value[str(step)]
        return True

    def value(self, path: Place) -> Value:
        value: Value = self.document.value
        for step in path:
            value = value[str(step)] if isinstance(value, dict) else None
        return value

    def copied(self, source: Place, path: Place, spans: Spans) -> Value:
        """A value from elsewhere in the document, with the places of all that it holds."""

        def copy(value: Value, at: Place, to: Place) -> Value:
            self.nodes += 1
            if self.nodes > MAX_NODES:
                raise _TooMuch
            if at in self.document.spans:
                key, place = self.document.spans[at]
                own = spans.get(path, (None,))[0] if to == path else None  # the key stands in the template
                spans[to] = (own or key, place)
            if isinstance(value, dict):
                return {key: copy(inner, (*at, key), (*to, key)) for key, inner in value.items()}
            if isinstance(value, list):
                return [copy(inner, (*at, i), (*to, i)) for i, inner in enumerate(value)]
            return value

        return copy(self.value(source), source, path)

    def text(self, name: str, text: str, source: Place, id: str, slots: dict[str, Place]) -> str:
        """A text with the slots in it filled by other texts and numbers."""

        def put(match: re.Match[str]) -> str:
            if match[1] == "id":
                return id
            place = self.place(name, match[1], source, slots)
            if place is None:
                return match[0]
            value = self.value(place)
            if isinstance(value, dict | list) or value is None:
                self.report.error(
                    "E197", f"`{match[0]}` is {'nothing' if value is None else 'a map or a list'}, and stands inside a text",
                    self.document.span(source), "let it stand alone, or name a part of it such as `{topic.en}`",
                )  # fmt: skip
                return match[0]
            return str(value).lower() if isinstance(value, bool) else str(value)

        made = _SLOT.sub(put, text)
        self.letters += len(made)
        if self.letters > MAX_BYTES:
            raise _TooMuch
        if len(made) > MAX_TEXT:
            self.report.error(
                "E194", f"a text of `{name}` unfolds to more than {MAX_TEXT:,} characters", self.document.span(source)
            )
            return text
        return made

    def unused(self) -> None:
        """Slots that nothing reads, of templates that somebody uses."""
        for name in dict.fromkeys(template for template, _ in self.used):
            template = self.templates[name]
            declared = template.get("slots") if isinstance(template, dict) else None
            for slot in declared if isinstance(declared, dict) else ():
                if (name, slot) not in self.used:
                    self.report.warn(
                        "W190", f"nothing in `{name}` uses its slot `{slot}`",
                        self.document.key_span(("templates", name, "slots", slot)), "use it as `{" + slot + "}`, or delete it",
                    )  # fmt: skip
