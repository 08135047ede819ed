"""Takes the compiled rules of a doctrine, gives a policy: what holds is answered and ordered, what is most urgent first.

Letters: N worlds, T targets, R rules that may answer a card, E pairs of a rule and a target.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.engine.view import View
from sim.engine.worlds import Bools, Floats
from sim.policy.agenda import Agenda, Picks, Writer
from sim.rulebook.expression import Formula

WAIT, ADVICE = -1, -2  # answers that are no option: let the card wait, do what the ruleset's own rule would
EVERY = -1  # all targets, all members


@dataclass(frozen=True, slots=True)
class Act:
    """What a rule is about: a verb on a target, or a card of an event and an answer to it."""

    verb: int = -1
    event: int = -1
    member: int = EVERY  # target of the verb, member of the event
    option: int = WAIT


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. Its formulas run over the targets of the verb (the members of the event) where the act leaves them open."""

    id: str
    act: Act
    never: bool
    when: Formula | None
    priority: Formula | None


class Doctrine(Writer):
    """A policy made of rules. What is forbidden binds all; then cards are answered, then verbs ordered, then `otherwise` decides.

    Of the rules that hold in a world the one with the highest priority comes first, of equals the one that stands first. A rule
    whose act is not legal, or not affordable any more, steps aside for the next.
    """

    def __init__(self, name: str, about: str, rules: Sequence[Rule], otherwise: Writer) -> None:
        self.name = name
        self.about = about
        self._never = tuple(rule for rule in rules if rule.never)
        self._answers = tuple(rule for rule in rules if not rule.never and rule.act.event >= 0)
        self._orders = tuple(rule for rule in rules if not rule.never and rule.act.verb >= 0)
        self._otherwise = otherwise

    def fill(self, agenda: Agenda) -> None:
        """Bar, answer, order, and leave the rest to another."""
        for rule in self._never:
            _forbid(agenda, rule)
        if self._answers:
            for card in np.flatnonzero(agenda.view.open.any(axis=1)):
                self._answer(agenda, int(card))
        if self._orders:
            self._order(agenda)
        self._otherwise.fill(agenda)

    def _answer(self, agenda: Agenda, card: int) -> None:
        view = agenda.view
        event, member = view.cards[card]
        rules = [r for r in self._answers if r.act.event == event and r.act.member in (EVERY, member)]
        if not rules:
            return
        free = agenda.answerable(card)
        options = [_option(view, card, rule.act.option, free) for rule in rules]
        urgency = np.empty((len(rules), view.count))
        for r, (rule, option) in enumerate(zip(rules, options, strict=True)):
            row = member if rule.act.member == EVERY else 0
            able = np.where(option >= 0, free[option, np.arange(view.count)], option == WAIT)
            urgency[r] = np.where(able & _holds(view, rule)[row], _priority(view, rule)[row], -np.inf)
        first = urgency.argmax(axis=0)
        some = urgency.max(axis=0) > -np.inf
        for r, option in enumerate(options):
            here: Bools = some & (first == r)
            agenda.answer(card, option, here)
            agenda.hold(card, here & (option == WAIT))

    def _order(self, agenda: Agenda) -> None:
        view = agenda.view
        pairs: list[tuple[int, int]] = []
        rows: list[Floats] = []
        for rule in self._orders:
            some = rule.act.member == EVERY
            targets = range(_size(view, rule)) if some else range(rule.act.member, rule.act.member + 1)
            urgency = np.where(_holds(view, rule), _priority(view, rule), -np.inf)
            pairs += [(rule.act.verb, target) for target in targets]
            rows += [urgency[t if len(urgency) > 1 else 0] for t in range(len(targets))]
        verbs, targets_of = (np.array(part, dtype=np.intp) for part in zip(*pairs, strict=True))
        urgent, worlds = np.stack(rows), np.arange(view.count)
        while True:
            able = np.where(agenda.possible()[verbs, targets_of], urgent, -np.inf)
            first = able.argmax(axis=0)
            where: Bools = able[first, worlds] > -np.inf
            if not where.any():
                return
            agenda.order_each(verbs[first], targets_of[first], where)


def _option(view: View, card: int, option: int, free: Bools) -> Picks:
    """[N] the number of the answer in each world: `advice` differs between worlds; WAIT where nothing of it can be given."""
    advice = view.advice(card) if option == ADVICE else None
    if advice is None:
        return np.full(view.count, option, dtype=np.intp)
    wanted = np.where(free[: len(advice)], advice, -1.0)
    return np.where(wanted.max(axis=0) > 0, wanted.argmax(axis=0), WAIT)


def _forbid(agenda: Agenda, rule: Rule) -> None:
    view, act = agenda.view, rule.act
    where = _holds(view, rule)
    if act.verb >= 0:
        targets = len(view.rules.actions[act.verb].targets)
        barred = np.zeros((targets, view.count), dtype=np.bool_)
        barred[slice(None) if act.member == EVERY else act.member] = where if act.member == EVERY else where[0]
        agenda.bar(act.verb, barred)
        return
    for card, (event, member) in enumerate(view.cards):
        if event == act.event and act.member in (EVERY, member):
            agenda.shut(card, act.option, where[member if act.member == EVERY and len(where) > 1 else 0])


def _holds(view: View, rule: Rule) -> Bools:
    """[T or 1, N] where the rule holds."""
    if rule.when is None:
        return np.ones((_size(view, rule), view.count), dtype=np.bool_)
    return _laid(view, rule, rule.when).astype(np.bool_)


def _priority(view: View, rule: Rule) -> Floats:
    """[T or 1, N] how urgent it is."""
    if rule.priority is None:
        return np.zeros((_size(view, rule), view.count))
    return _laid(view, rule, rule.priority)


def _laid(view: View, rule: Rule, formula: Formula) -> Floats:
    value: Floats = np.broadcast_to(view.value(formula), (_size(view, rule), view.count))
    return value


def _size(view: View, rule: Rule) -> int:
    if rule.act.member != EVERY:
        return 1
    return (
        len(view.rules.actions[rule.act.verb].targets) if rule.act.verb >= 0 else view.rules.events[rule.act.event].size
    )
