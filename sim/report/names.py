"""Takes the ids of a scenario, gives what they mean in one language: titles, forms of values, words for levels, sources."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from sim.report.citation import Cite, no_citations, sources_of
from sim.report.desk import Source, TextRun
from sim.report.phrases import Phrases, capital, nfc
from sim.rulebook.phrasebook import Phrasebook
from sim.rulebook.rulebook import Axis, Delay, Rulebook

SECTIONS = {
    "variable": "variables",
    "derived": "derived",
    "parameter": "parameters",
    "delay": "delays",
    "outcome": "outcomes",
}
_MARK = re.compile(r"\[([^\[\]]+)\]\(([^()\s]+)\)|\*\*([^*]+)\*\*")
_SENTENCE_END = re.compile(r"(?:^|[.!?…]\W*\s)\W*$")
_SLOT = re.compile(r"\{(target|self)\}")


@dataclass(frozen=True, slots=True)
class Measure:
    """A number of the scenario, or one member of a block of numbers."""

    kind: str  # a key of SECTIONS
    id: str
    members: tuple[str, ...]  # one a axis; empty for the whole block or a single number
    index: int | None  # position in the block, None: the whole block
    size: int
    axes: tuple[Axis, ...]
    unit: str
    decimals: int
    good: int
    low: float
    high: float
    levels: tuple[tuple[str, float], ...]
    sight: float = 0.0

    @property
    def name(self) -> str:
        """As it is written, such as `climate.russia`."""
        return ".".join((self.id, *self.members))

    @property
    def section(self) -> str:
        """The section of the scenario in which it stands."""
        return SECTIONS[self.kind]

    @property
    def single(self) -> bool:
        """Whether it is one number and no block."""
        return self.size == 1 or self.index is not None


class Names:
    """What the ids of one scenario mean in one language."""

    def __init__(self, rules: Rulebook, words: Phrasebook, lang: str, cite: Cite = no_citations) -> None:
        self.rules = rules
        self.words = words
        self.phrases = Phrases(lang)
        self.lang = self.phrases.lang
        self.cite = cite

    # -- words -------------------------------------------------------------------------------------------------

    def say(self, *path: str, target: str = "", self_: str = "", default: str | None = None) -> str:
        """The text at a path with its member slots filled; a name that begins a sentence gets its capital."""
        text = self.words.say(self.lang, *path, default=default)
        return nfc(_SLOT.sub(lambda m: _fitted(target if m[1] == "target" else self_, text[: m.start()]), text))

    def plain(self, *path: str, target: str = "", self_: str = "", default: str | None = None) -> str:
        """As `say`, without links and bold marks."""
        return unmarked(self.say(*path, target=target, self_=self_, default=default))

    def runs(self, *path: str, self_: str = "") -> tuple[TextRun, ...]:
        """The text at a path as pieces with links and bold; empty if there is none."""
        return runs_of(self.say(*path, self_=self_, default=""))

    def member(self, group: str | None, member: str) -> str:
        """The title of a member; "" if there is none."""
        return self.plain("groups", group, "members", member, "title") if group and member else ""

    def short(self, group: str | None, member: str) -> str:
        """The short title of a member."""
        if not group or not member:
            return ""
        return self.plain("groups", group, "members", member, "short", default=self.member(group, member))

    def spoken(self, group: str | None, member: str) -> str:
        """A member as sentences name it, such as `the European Union`; its title if nothing else is written."""
        if not group or not member:
            return ""
        return self.plain("groups", group, "members", member, "in_text", default=self.member(group, member))

    def sources(self, *path: str) -> tuple[Source, ...]:
        """The sources of what stands at a path."""
        return sources_of(self.words, self.phrases, self.cite, *path)

    # -- numbers -----------------------------------------------------------------------------------------------

    def find(self, name: str) -> Measure | None:
        """The measure of a name ("climate", "climate.russia", "nu.us.china"); None if it is none."""
        id, *members = name.split(".")
        block = self._block(id)
        if block is None or not members:
            return block
        if len(members) != len(block.axes):
            return None
        index = 0
        for axis, member in zip(block.axes, members, strict=True):
            along = self.rules.group[axis.group].members
            if member not in along:
                return None
            index = index * len(along) + along.index(member)
        return _of_member(block, index, tuple(members))

    def each(self, measure: Measure) -> Iterator[Measure]:
        """The single numbers of a block, in order; the measure itself if it is single and has no axes."""
        if measure.index is not None or not measure.axes:
            yield measure
            return
        along = [self.rules.group[axis.group].members for axis in measure.axes]
        for index, members in enumerate(product(*along)):
            yield _of_member(measure, index, members)

    def _block(self, id: str) -> Measure | None:
        rules = self.rules
        if v := rules.variable.get(id):
            return Measure(
                "variable", id, (), None, v.size, v.axes, v.unit, v.decimals, v.good, v.low, v.high, v.levels, v.sight
            )
        if d := rules.derived_of.get(id):
            return Measure("derived", id, (), None, d.size, d.axes, d.unit, d.decimals, d.good, d.low, d.high, d.levels)
        if p := rules.parameter.get(id):
            return Measure("parameter", id, (), None, p.size, p.axes, p.unit, 3, 0, p.low, p.high, ())
        if w := rules.delay.get(id):
            return Measure("delay", id, (), None, w.size, w.axes, w.unit, 2, 0, 0.0, float("inf"), ())
        for o in rules.outcomes:
            if o.id == id:
                return Measure("outcome", id, (), None, 1, (), "", 1, 1, o.low, o.high, ())
        return None

    def title(self, measure: Measure) -> str:
        """The title with its members, such as `Climate (China)`."""
        members = [self.member(a.group, m) for a, m in zip(measure.axes, measure.members, strict=False)]
        head = self.say(measure.section, measure.id, "title")
        if "{self}" in self.words.say(self.lang, measure.section, measure.id, "title"):
            return self.plain(measure.section, measure.id, "title", self_=", ".join(members))
        return self.phrases("named_member", title=head, member=", ".join(members)) if members else head

    def bare_title(self, measure: Measure) -> str:
        """The title without its members."""
        return self.plain(measure.section, measure.id, "title")

    def about(self, measure: Measure) -> str:
        """What it is, in one or two sentences."""
        return self.plain(measure.section, measure.id, "about", default="")

    def value(self, measure: Measure, x: float, more: int = 0) -> str:
        """A value of it as text, with `more` decimals than usual; a parameter with as few as it needs."""
        if measure.kind == "parameter":
            fewest = next((n for n in range(4) if abs(x - round(x, n)) < 1e-9), 4)
            return self.phrases.number(x, fewest)
        return self.phrases.value(x, measure.unit, measure.decimals + more)

    def change(self, measure: Measure, x: float, more: int = 0) -> str:
        """A change of it as text."""
        return self.phrases.change(x, measure.unit, measure.decimals + more)

    def level(self, measure: Measure, x: float) -> str:
        """The word for a value, from the measure's levels; "" if it has none."""
        word = ""
        for id, low in measure.levels:
            if x >= low or not word:
                word = self.plain(measure.section, measure.id, "levels", id, "title")
        return word

    def range(self, measure: Measure) -> str:
        """Its bounds, such as `-10 to 10`; empty if it has none."""
        if abs(measure.low) == float("inf") or abs(measure.high) == float("inf"):
            return ""
        places = 0 if measure.low == int(measure.low) and measure.high == int(measure.high) else 2
        low, high = (self.phrases.number(x, places) for x in (measure.low, measure.high))
        return self.phrases("range", low=low, high=high)

    def lag(self, delay: Delay) -> str:
        """How long what goes into a delay takes to come out, as a sentence."""
        span = str(delay.first)
        if delay.last > delay.first:
            span = self.phrases("range", low=delay.first, high=delay.last)
        return self.phrases("a_delay", lag=self.phrases.quarters(span))

    def deed(self, move: str, option: str, group: str, member: str) -> str:
        """What a member may do, for a place that names the member itself: `Courts us`."""
        path = ("moves", move, "options", option, "title")
        whole = self.words.say(self.lang, *path)
        if whole.startswith("{self} "):
            return capital(self.plain(*path).strip())
        return self.plain(*path, self_=self.spoken(group, member))

    # -- acts --------------------------------------------------------------------------------------------------

    def event_title(self, event: int, member: int) -> str:
        """The title of an event, with its member filled in."""
        e = self.rules.events[event]
        return self.plain("events", e.id, "title", self_=self.spoken(e.group, e.members[member] if e.group else ""))

    def option_title(self, event: int, option: int, member: int = 0) -> str:
        """The title of an answer."""
        e = self.rules.events[event]
        whom = self.spoken(e.group, e.members[member] if e.group else "")
        return self.plain("events", e.id, "options", e.options[option].id, "title", self_=whom)

    def answer_title(self, event: str, option: str) -> str:
        """An event and what was answered; after a question no colon is needed."""
        head = event if event.endswith("?") else f"{event}:"
        return f"{head} {option}"

    def action_title(self, action: int, target: int = 0) -> str:
        """The title of a verb, with its target."""
        a = self.rules.actions[action]
        member = a.targets[target] if a.group else ""
        title = self.plain("actions", a.id, "title", target=self.spoken(a.group, member))
        if not member or "{target}" in self.words.say(self.lang, "actions", a.id, "title"):
            return title
        return f"{title}: {self.member(a.group, member)}"


def _fitted(name: str, before: str) -> str:
    """The name as it fits behind the text before it."""
    return capital(name) if _SENTENCE_END.search(before) else name


def _of_member(block: Measure, index: int, members: tuple[str, ...]) -> Measure:
    return Measure(
        block.kind, block.id, members, index, block.size, block.axes, block.unit, block.decimals, block.good,
        block.low, block.high, block.levels, block.sight,
    )  # fmt: skip


def unmarked(text: str) -> str:
    """The text without link and bold marks."""
    return _MARK.sub(lambda m: m[1] or m[3], text)


def runs_of(text: str) -> tuple[TextRun, ...]:
    """Text with `[words](name)` and `**bold**` cut into runs."""
    runs: list[TextRun] = []
    at = 0
    for mark in _MARK.finditer(text):
        if mark.start() > at:
            runs.append(TextRun(text[at : mark.start()]))
        runs.append(TextRun(mark[1], opens=mark[2]) if mark[1] else TextRun(mark[3], bold=True))
        at = mark.end()
    if at < len(text):
        runs.append(TextRun(text[at:]))
    return tuple(runs)
