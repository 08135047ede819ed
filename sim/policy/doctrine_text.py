"""Takes the text of a doctrine (YAML in the scenario language) and a Rulebook, gives the policy; what is wrong has its line and cure.

    format: 1
    doctrine: steady
    about: sends an envoy to whoever is cold, and signs nothing in haste
    numbers: {warm: {value: 2, range: -5 to 8, about: trust that is enough}}
    otherwise: greedy
    rules:
      mend: {order: envoy, when: trust.target < numbers.warm, priority: -trust.target}
      wait_and_see: {answer: treaty wait, when: trust.soviet < 0}
      no_haste: {never: timber_deal west, when: turn < 3}

`mend` names no target, so it speaks for each: `target` in its formulas is the one in question. In rules about an event of a
group it is `self`, as in the event itself. A doctrine reads what Vietnam sees, and remembers nothing of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from sim.base.diagnostic import Report, meant
from sim.base.errors import BambooError, ScenarioError
from sim.base.yaml_reader import Document, read_text
from sim.policy.agenda import Writer
from sim.policy.doctrine import ADVICE, EVERY, WAIT, Act, Doctrine, Rule
from sim.policy.registry import Dial, make
from sim.rulebook.expression import Formula
from sim.rulebook.rulebook import Axis, Rulebook
from sim.scenario.forms import Expression, Id, Range
from sim.scenario.formulas import Formulas, Path
from sim.scenario.intervals import ANY, Interval
from sim.scenario.parse import Apply, Syntax, SyntaxFault, parse, parts
from sim.scenario.resolve import Block, EventNames, Names, VerbNames
from sim.scenario.schema import Model
from sim.scenario.validate import validate

FORGETS = {
    "past": "name what must be remembered under `derived:` of the scenario",
    "change": "name it under `derived:` of the scenario",
    "average": "name it under `derived:` of the scenario",
    "ever": "name it under `derived:` of the scenario",
    "first": "name it under `derived:` of the scenario",
    "ordered": "the rules of a doctrine decide one by one: use `priority:`",
}


class NumberIn(Model):
    """A number that the doctrine's name may set."""

    value: float
    range: Range
    about: str = ""


class RuleIn(Model):
    """One rule: exactly one of `order`, `answer` and `never`."""

    order: str | None = None
    answer: str | None = None
    never: str | None = None
    when: Expression | None = None
    priority: Expression | None = None
    about: str | None = None


class DoctrineIn(Model):
    """A whole doctrine."""

    format: Literal[1]
    doctrine: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$", max_length=60)]
    about: Annotated[str, Field(min_length=1, max_length=200)]
    numbers: dict[Id, NumberIn] = Field(default_factory=dict)
    otherwise: str = "nothing"
    rules: Annotated[dict[Id, RuleIn], Field(min_length=1)]


@dataclass(frozen=True)
class DoctrineText:
    """A doctrine as it was written; a plan carries it to wherever it is played."""

    file: str
    text: str

    @cached_property
    def _read(self) -> tuple[DoctrineIn, Document]:
        report = Report()
        document = read_text(self.text, self.file, report)
        model = validate(document, report, DoctrineIn) if document else None
        if document is None or model is None or not report.ok:
            raise ScenarioError(report)
        for id, number in model.numbers.items():
            if not number.range[0] <= number.value <= number.range[1]:
                report.error("E401", f"`{id}` lies outside its range", document.span(("numbers", id, "value")))
        for id, rule in model.rules.items():
            if sum(act is not None for act in (rule.order, rule.answer, rule.never)) != 1:
                report.error(
                    "E402",
                    f"`{id}` needs exactly one of `order`, `answer` and `never`",
                    document.key_span(("rules", id)),
                    "write one rule for each act",
                )
        if not report.ok:
            raise ScenarioError(report)
        return model, document

    @property
    def name(self) -> str:
        """What the doctrine calls itself. Errors: ScenarioError with everything that is wrong with its form."""
        return self._read[0].doctrine

    @property
    def dials(self) -> Mapping[str, Dial]:
        """The numbers that its name may set."""
        return {id: Dial(n.value, n.range[0], n.range[1], n.about) for id, n in self._read[0].numbers.items()}

    def make(self, rules: Rulebook, numbers: Mapping[str, float]) -> Doctrine:
        """The doctrine for these rules. Errors: ScenarioError with everything that these rules do not have."""
        model, document = self._read
        report = Report({self.file: self.text.removeprefix("\ufeff")})
        compiler = _Compiler(document, report, rules, numbers)
        compiled = [compiler.rule(id, rule) for id, rule in model.rules.items()]
        otherwise = compiler.otherwise(model.otherwise)
        if not report.ok or otherwise is None:
            raise ScenarioError(report)
        return Doctrine(model.doctrine, model.about, compiled, otherwise)


class _Compiler(Formulas):
    """Compiles the rules of a doctrine against the names of a Rulebook."""

    def __init__(self, document: Document, report: Report, rules: Rulebook, numbers: Mapping[str, float]) -> None:
        super().__init__(document, report)
        self.rules = rules
        self.dials = dict(numbers)
        self.groups = rules.group
        for p in rules.parameters:
            self.table[p.id] = Block("parameter", p.id, p.axes, p.row, p.unit, Interval(p.low, p.high))
        for v in rules.variables:
            self.table[v.id] = Block("variable", v.id, v.axes, v.row, v.unit, Interval(v.low, v.high))
        for d in rules.derived:
            self.table[d.id] = Block("derived", d.id, d.axes, 0, d.unit, Interval(d.low, d.high))
        for delay in rules.delays:
            self.table[delay.id] = Block("delay", delay.id, delay.axes, delay.row, delay.unit, ANY)
        events = {e.id: EventNames(e.first, e.group, e.members, tuple(o.id for o in e.options)) for e in rules.events}
        aliases = {a.name: a.group for block in self.table.values() for a in block.axes}
        levels = {v.id: dict(v.levels) for v in rules.variables} | {d.id: dict(d.levels) for d in rules.derived}
        verbs = {a.id: VerbNames(i, a.group, a.targets) for i, a in enumerate(rules.actions)}
        self.names = Names(
            self.groups,
            {id: id for id in self.groups} | aliases,
            self.table.get,
            lambda: self.table,
            events,
            verbs,
            self.track,
            self.tally,
            levels=lambda id: levels.get(id, {}),
        )

    def rule(self, id: str, rule: RuleIn) -> Rule:
        kind = "order" if rule.order is not None else "answer" if rule.answer is not None else "never"
        path: Path = ("rules", id, kind)
        words = (rule.order or rule.answer or rule.never or "").split()
        if kind == "order" or (kind == "never" and words and words[0] in self.names.verbs):
            act, axis = self._verb(words, path)
        else:
            act, axis = self._card(words, path, never=kind == "never")
        axes = [axis] if axis and act.member == EVERY else []
        when = self._formula(rule.when, ("rules", id, "when"), axes, test=True)
        return Rule(id, act, kind == "never", when, self._formula(rule.priority, ("rules", id, "priority"), axes))

    def otherwise(self, name: str) -> Writer | None:
        """Who decides what the rules leave open."""
        try:
            policy = make(name, self.rules)
        except BambooError as problem:
            self.error("E405", problem.message, ("otherwise",), problem.cure)
            return None
        if isinstance(policy, Writer):
            return policy
        self.error("E405", f"`{name}` cannot finish what a doctrine begins", ("otherwise",), "take another policy")
        return None

    def _verb(self, words: list[str], path: Path) -> tuple[Act, Axis | None]:
        verb = self.names.verbs.get(words[0]) if words else None
        if verb is None or len(words) > 2:
            self._unknown("verb", words, self.names.verbs, path, "VERB or VERB TARGET")
            return Act(verb=0, member=0), None
        if path[-1] == "order" and self.rules.actions[verb.number].forbidden:
            self.error("E403", f"`{words[0]}` is forbidden in `{self.rules.id}`", path, "leave the rule out")
        axis = Axis("target", verb.group) if verb.group else None
        return Act(verb=verb.number, member=self._member(words[0], words[1:], verb.members, axis, path)), axis

    def _card(self, words: list[str], path: Path, *, never: bool) -> tuple[Act, Axis | None]:
        id, _, member = words[0].partition(".") if words else ("", "", "")
        event = self.names.events.get(id)
        nothing = Act(event=0, member=0), None
        if event is None or not event.options or len(words) != 2:
            opens = [e.id for e in self.rules.events if e.opens]
            known = [*opens, *self.names.verbs] if never else opens
            self._unknown("verb or card" if never else "card", [id, *words[1:]], known, path, "EVENT OPTION")
            return nothing
        number = self.rules.event_index[id]
        axis = Axis("self", event.group) if event.group else None
        where = self._member(id, [member] if member else [], event.members, axis, path)
        special = {} if never else {"wait": WAIT, "advice": ADVICE}
        if words[1] not in (*event.options, *special):
            options = ", ".join((*event.options, *special))
            cure = meant(words[1], (*event.options, *special), f"options: {options}")
            self.error("E404", f"`{id}` has no option `{words[1]}`", path, cure)
            return nothing
        if words[1] == "advice" and not self.rules.events[number].advice:
            self.error(
                "E404", f"the ruleset has no advice on `{id}`", path, f"options: {', '.join(event.options)}, wait"
            )
        option = special[words[1]] if words[1] in special else event.options.index(words[1])
        return Act(event=number, member=where, option=option), axis

    def _member(self, id: str, named: list[str], members: tuple[str, ...], axis: Axis | None, path: Path) -> int:
        """Which member is named; EVERY if none is."""
        if not named:
            return EVERY if axis else 0
        if axis is None:
            self.error("E404", f"`{id}` has no targets", path, f"write `{id}` alone")
        elif named[0] not in members:
            cure = meant(named[0], members, f"there are: {', '.join(members)}")
            self.error("E404", f"`{id}` has no target `{named[0]}`", path, cure)
        else:
            return members.index(named[0])
        return 0

    def _unknown(
        self, what: str, words: list[str], known: Mapping[str, object] | list[str], path: Path, form: str
    ) -> None:
        if words and words[0] in known:
            self.error("E403", f"`{' '.join(words)}` is no {what} with its parts", path, f"write {form}")
            return
        named = words[0] if words else ""
        cure = meant(named, known, f"there are: {', '.join(known)}")
        self.error("E403", f"`{self.rules.id}` has no {what} `{named}`", path, cure)

    def _formula(self, text: str | None, path: Path, axes: list[Axis], *, test: bool = False) -> Formula | None:
        if text is None:
            return None
        try:
            memory = next((call for call in _calls(parse(text)) if call.name in FORGETS), None)
        except SyntaxFault:
            memory = None  # told below
        if memory is not None:
            span = self.expression_span(path, text, memory.name_place)
            self.report.error("E406", f"a doctrine cannot ask `{memory.name}`", span, FORGETS[memory.name])
            return None
        return self.formula(text, path, axes, path[:2], test=test, locals=self.dials)[0]

    def constant_condition(self, *about: object) -> None:
        """A condition that is always true or false is no mistake here: a number of the doctrine may decide it."""


def _calls(tree: Syntax) -> list[Apply]:
    own = [tree] if isinstance(tree, Apply) else []
    return own + [call for part in parts(tree) for call in _calls(part)]
