"""Takes a clause of a condition and the state on which it fails, gives the reason in words: what is, and what it needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from sim.engine.worlds import Floats
from sim.report.ledger import read_names
from sim.report.names import Measure, Names
from sim.rulebook.expression import (
    Average,
    Binary,
    Call,
    Clock,
    EventRead,
    Ever,
    First,
    Formula,
    Node,
    Number,
    Ordered,
    Past,
    Read,
    Reduce,
    Same,
    Unary,
    YesNo,
    walk,
)  # fmt: skip

Evaluate = Callable[[Formula], Floats]
"""The value of a formula on the one world at hand: shape (sizes of its result axes or 1, 1)."""

_FLIP = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
_NOT = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "="}
_BOUND = {">=": "at_least", ">": "more_than", "<=": "at_most", "<": "less_than", "=": "exactly", "!=": "other_than"}
_DEEPEST = 4


class Reader:
    """Reads the clauses of one formula aloud, for one position along its result axes (the target, the member)."""

    def __init__(self, names: Names, formula: Formula, position: Sequence[int], evaluate: Evaluate) -> None:
        self.names = names
        self.say = names.phrases
        self.formula = formula
        self.position = tuple(position)
        self.evaluate = evaluate

    def failing(self, clause: Node) -> str:
        """Why a clause does not hold, as one sentence without a full stop."""
        if isinstance(clause, Unary) and clause.op == "not":
            return self._unwanted(clause.x)
        if isinstance(clause, Binary) and clause.op in _BOUND:
            return self._compared(clause.op, clause.a, clause.b)
        if isinstance(clause, Binary) and clause.op == "or":
            return self._one_of([self.failing(part) for part in _changing(_parts(clause, "or"))])
        if isinstance(clause, Binary) and clause.op == "and":
            return "; ".join(self.failing(part) for part in (clause.a, clause.b) if not self.value(part))
        if isinstance(clause, EventRead) and clause.what in ("fired", "chosen"):
            chosen = clause.what == "chosen"
            return self.say("needs_choice" if chosen else "needs_event", title=self._event(clause))
        if isinstance(clause, Ordered):
            return self.say("needs_order", title=self._verb(clause))
        if isinstance(clause, Same):
            return self.say("needs_same")
        if isinstance(clause, YesNo):
            return self.say("never_true")
        return self.say("is_test", what=self.words(clause), bound=self.say("yes_word"))

    def _unwanted(self, clause: Node) -> str:
        """Why the contrary of a clause does not hold."""
        if isinstance(clause, Unary) and clause.op == "not":
            return self.failing(clause.x)
        if isinstance(clause, Binary) and clause.op in _NOT:
            return self._compared(_NOT[clause.op], clause.a, clause.b)
        if isinstance(clause, EventRead) and clause.what in ("fired", "chosen"):
            chosen = clause.what == "chosen"
            return self.say("needs_no_choice" if chosen else "needs_no_event", title=self._event(clause))
        if isinstance(clause, Ordered):
            return self.say("needs_no_order", title=self._verb(clause))
        if isinstance(clause, Same):
            return self.say("needs_same")
        if isinstance(clause, Binary) and clause.op == "or":
            return "; ".join(self._unwanted(part) for part in _changing(_parts(clause, "or")) if self.value(part))
        if isinstance(clause, Binary) and clause.op == "and":
            return self._one_of([self._unwanted(part) for part in _changing(_parts(clause, "and"))])
        return self.say("must_not", what=self.words(clause))

    def _one_of(self, choices: Sequence[str]) -> str:
        return choices[0] if len(choices) == 1 else self.say("needs_one_of", choices=_lettered(choices))

    def _compared(self, op: str, a: Node, b: Node) -> str:
        if isinstance(a, Number) and not isinstance(b, Number):
            op, a, b = _FLIP[op], b, a
        bound_value = self.value(b)
        if isinstance(a, Clock):
            return self._dated(op, a, bound_value)
        measure = self._measure(a)
        if measure is not None:
            here = self.value(a)
            more = next(
                (m for m in (0, 1, 2) if self._shown(measure, here, m) != self._shown(measure, bound_value, m)), 0
            )
            if op == "<" and here == bound_value and self.names.level(measure, here):
                return self.say("is_already", what=self.names.title(measure), value=self._shown(measure, here, more))
            wanted = self.say(_BOUND[op], value=self._shown(measure, bound_value, more))
            return self.say(
                "is_needs", what=self.names.title(measure), value=self._shown(measure, here, more), bound=wanted
            )
        if isinstance(a, EventRead) and a.what == "since" and self.value(a) >= 99:
            return self.say("needs_event", title=self._event(a))
        wanted = self.say(_BOUND[op], value=self.say.number(bound_value, _places(bound_value)))
        here = self.value(a)
        return self.say("is_needs", what=self.words(a), value=self.say.number(here, _places(here)), bound=wanted)

    def _shown(self, measure: Measure, x: float, more: int) -> str:
        """A value, with more decimals where rounding would hide what fails; a rank also in its word."""
        word = self.names.level(measure, x) if measure.decimals == 0 and not more else ""
        text = self.names.value(measure, x, more)
        return f"{text} ({word})" if word else text

    def _dated(self, op: str, clock: Clock, bound: float) -> str:
        if clock.part == "date":
            if op in (">=", ">"):
                return self.say("date_from", date=self.say.date(int(bound) + (op == ">")))
            if op in ("<=", "<"):
                return self.say("date_until", date=self.say.date(int(bound) - (op == "<")))
            return self.say("date_exactly", date=self.say.date(int(bound)))
        wanted = self.say(_BOUND[op], value=f"{bound:g}")
        return self.say(
            "is_needs", what=self.say(f"calendar_{clock.part}"), value=f"{self.value(clock):g}", bound=wanted
        )

    # -- values and words of parts -----------------------------------------------------------------------------

    def value(self, node: Node) -> float:
        """The value of a part of the formula at the position."""
        part = self.formula.part(node)
        found = np.asarray(self.evaluate(part), dtype=float)
        for at in self.position:
            if found.ndim <= 1:
                break
            found = found[at if found.shape[0] > 1 else 0]
        return float(found.ravel()[0])

    def _measure(self, node: Node) -> Measure | None:
        """The single number that a node reads, if it does nothing else."""
        if not isinstance(node, Read):
            return None
        part = self.formula.part(node)
        found = read_names(self.names, part, self.position)
        measure = self.names.find(found[0]) if len(found) == 1 else None
        return measure if measure is not None and measure.single else None

    def _event(self, node: EventRead) -> str:
        rules = self.names.rules
        row = (
            node.rows[min(self.position[0], len(node.rows) - 1)]
            if self.position and len(node.rows) > 1
            else node.rows[0]
        )
        for number, event in enumerate(rules.events):
            if event.first <= row < event.first + event.size:
                title = self.names.event_title(number, row - event.first)
                if node.what == "chosen" and 0 <= node.option < len(event.options):
                    option = self.names.option_title(number, node.option, row - event.first)
                    return self.names.answer_title(title, option)
                return title
        return node.name

    def words(self, node: Node, depth: int = 0) -> str:
        """A part of a formula in words."""
        say = self.say
        if depth > _DEEPEST:
            return "…"
        match node:
            case Number(value=value):
                return say.number(value, _places(value))
            case YesNo(value=held):
                return say("yes_word" if held else "no_word")
            case Read():
                measure = self._measure(node) or self.names.find(node.id)
                return self.names.title(measure) if measure else node.name
            case Clock(part=part):
                return say(f"calendar_{part}")
            case Unary(op=op, x=x):
                inner = self.words(x, depth + 1)
                return f"-({inner})" if op == "-" else say("must_not", what=inner)
            case Binary(op="and", a=a, b=b):
                return say("both", a=self.words(a, depth + 1), b=self.words(b, depth + 1))
            case Binary(op="or", a=a, b=b):
                return say("either", a=self.words(a, depth + 1), b=self.words(b, depth + 1))
            case Binary(op=op, a=a, b=b):
                return f"{self.words(a, depth + 1)} {op} {self.words(b, depth + 1)}"
            case Call(name=name, args=args):
                return f"{name}({', '.join(self.words(a, depth + 1) for a in args)})"
            case Reduce(name=name, x=x):
                return say(f"reduce_{name}", what=self.words(x, depth + 1))
            case Past(name=name, turns=turns, change=change):
                return say("past_change" if change else "past_value", what=self._named(name), span=say.quarters(turns))
            case Average(name=name, turns=turns):
                if turns:
                    return say("average_value", what=self._named(name), span=say.quarters(turns))
                return say("average_game", what=self._named(name))
            case Ever(name=name):
                return say("ever_held", what=self._named(name))
            case First(name=name):
                return say("first_held", what=self._named(name.removeprefix("first(").removesuffix(")")))
            case EventRead(what=what):
                title = self._event(node)
                return say({"fired": "happened", "since": "since_event", "chosen": "answered_so"}[what], title=title)
            case Ordered():
                return self._verb(node)
            case Same():
                return node.name

    def _verb(self, node: Ordered) -> str:
        """A verb with the target that the clause is about."""
        along = [at for at, size in enumerate(node.shape) if size > 1]
        target = self.position[along[0]] if along and along[0] < len(self.position) else 0
        return self.names.action_title(node.action, target)

    def _named(self, name: str) -> str:
        measure = self.names.find(name) or self.names.find(name.split(".", maxsplit=1)[0])
        return self.names.title(measure) if measure else name


def _lettered(choices: Sequence[str]) -> str:
    """Choices that may hold semicolons of their own: `(a) this; (b) that`."""
    return "; ".join(f"({chr(ord('a') + number)}) {choice}" for number, choice in enumerate(choices))


def failing_in_words(
    names: Names, formula: Formula, position: Sequence[int], failing: Sequence[Node], evaluate: Evaluate
) -> str:
    """The failing clauses of a condition as one sentence."""
    reader = Reader(names, formula, position, evaluate)
    found = list(dict.fromkeys(reader.failing(clause) for clause in failing))
    if not found:
        return names.phrases("refused_illegal")
    if len(found) == 1:
        return found[0]
    return names.phrases("needs_also", first=found[0], more="; ".join(found[1:]))


def mentioned(names: Names, formula: Formula) -> tuple[str, ...]:
    """The blocks of numbers that a formula reads."""
    return tuple(dict.fromkeys(n.id for n in walk(formula.node) if isinstance(n, Read) and names.find(n.id)))


def _parts(clause: Node, op: str) -> tuple[Node, ...]:
    """The operands of a chain of one logical operator."""
    if isinstance(clause, Binary) and clause.op == op:
        return _parts(clause.a, op) + _parts(clause.b, op)
    return (clause,)


def _changing(parts: Sequence[Node]) -> tuple[Node, ...]:
    """The parts that can become otherwise: who the target is cannot, so it is no advice unless nothing else is there."""
    return tuple(p for p in parts if not _is_same(p)) or tuple(parts)


def _is_same(part: Node) -> bool:
    return isinstance(part, Same) or (isinstance(part, Unary) and part.op == "not" and isinstance(part.x, Same))


def _places(x: float) -> int:
    """As few decimals as the value needs, two at most."""
    return next((n for n in (0, 1) if abs(x - round(x, n)) < 1e-9), 2)
