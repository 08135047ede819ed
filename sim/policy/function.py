"""Takes a Python function that writes on a desk, gives a policy: the way in for who would rather write Python than a doctrine.

    def firm(desk, *, warm=2.0):
        \"\"\"Answers Moscow in its own words and sends envoys to whoever is cold.\"\"\"
        desk.answer("treaty", "sign_own_text")
        for power in desk.members("powers"):
            desk.order("envoy", power, where=desk[f"trust.{power}"] < warm)
        desk.leave_to("greedy")

Everything is an array over the worlds that are decided together. Numbers by keyword are numbers of the policy: `firm:warm=3`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from types import CodeType
from typing import Any

import numpy as np

from sim.base.diagnostic import meant
from sim.base.errors import UsageError
from sim.engine.view import View
from sim.engine.worlds import Bools, Floats
from sim.policy.agenda import Agenda, Writer
from sim.policy.registry import Dial, Policy, make
from sim.rulebook.rulebook import Rulebook

WAIT = "wait"
_FAR = 1e12


class Desk:
    """What Vietnam sees this quarter in N worlds, and the agenda on which the orders are written, by their names.

    What is illegal or cannot be paid in a world is not written there; so nothing is ever refused.
    """

    def __init__(self, agenda: Agenda) -> None:
        self.agenda = agenda
        self.view: View = agenda.view
        self.rules: Rulebook = agenda.rules
        self.turn = self.view.turn
        self.count = self.view.count

    def __getitem__(self, name: str) -> Floats:
        """[N] a number as Vietnam believes it to be, such as `calm` or `trust.soviet`; [members, N] of a block.

        Errors: BambooError with the nearest name.
        """
        return self.view.read(name)

    def members(self, group: str) -> tuple[str, ...]:
        """The members of a group, such as `powers`."""
        if group not in self.rules.group:
            raise _unknown("group", group, tuple(self.rules.group))
        return self.rules.group[group].members

    def order(self, verb: str, target: str = "", where: Bools | None = None) -> Bools:
        """Order a verb in the worlds of `where` [N]; [N] where it could be ordered.

        Errors: UsageError for a verb or target that does not exist.
        """
        actions = {action.id: a for a, action in enumerate(self.rules.actions)}
        if verb not in actions:
            raise _unknown("verb", verb, tuple(actions))
        targets = self.rules.actions[actions[verb]].targets
        if target not in targets:
            raise _unknown(f"target of {verb}", target, targets)
        return self.agenda.order(actions[verb], targets.index(target), where)

    def answer(self, event: str, option: str, where: Bools | None = None) -> Bools:
        """Answer a card, or all cards of an event with members, in the worlds of `where`; [N] where it could be answered.

        `wait` keeps what is left to another policy from answering. Errors: UsageError for an event or option that does not exist.
        """
        events = {self.rules.events[e].id: e for e, _ in self.rules.cards_axis}
        if event not in events:
            raise _unknown("card", event, tuple(events))
        options = [o.id for o in self.rules.events[events[event]].options]
        if option not in options and option != WAIT:
            raise _unknown(f"answer to {event}", option, (*options, WAIT))
        done: Bools = np.zeros(self.count, dtype=np.bool_)
        for card, (e, _) in enumerate(self.rules.cards_axis):
            if e != events[event]:
                continue
            if option in options:
                done |= self.agenda.answer(card, options.index(option), where)
            else:
                self.agenda.hold(card, np.ones_like(done) if where is None else where)
        return done

    def leave_to(self, policy: str) -> None:
        """Let a policy of the house decide whatever is still open.

        Errors: UsageError for one that does not write on an agenda; BambooError for one that does not exist.
        """
        other = make(policy, self.rules)
        if not isinstance(other, Writer):
            raise UsageError(f"nothing can be left to `{policy}`", cure="leave it to greedy or bamboo, for example")
        other.fill(self.agenda)


@dataclass(frozen=True)
class Function:
    """A policy made of a function; as a Source it travels to other processes if the function lies in a module."""

    call: Callable[..., object]
    name: str

    @property
    def dials(self) -> Mapping[str, Dial]:
        """The numbers that the function takes by keyword."""
        return {
            p.name: Dial(float(p.default), -_FAR, _FAR, "")
            for p in inspect.signature(self.call).parameters.values()
            if p.kind is p.KEYWORD_ONLY and isinstance(p.default, int | float) and not isinstance(p.default, bool)
        }

    @property
    def identity(self) -> str:
        """A name that changes when the function does, so that no batch goes on with another one."""
        try:
            text = inspect.getsource(self.call)
        except (OSError, TypeError):
            text = repr(list(_marks(getattr(self.call, "__code__", None))))
        return f"{self.call.__module__}.{self.name} {sha256(text.encode()).hexdigest()[:16]}"

    def make(self, rules: Rulebook, numbers: Mapping[str, float]) -> Policy:
        """The policy with these numbers."""
        del rules
        return _Called(
            self.name, (inspect.getdoc(self.call) or "decides in Python").splitlines()[0], self.call, numbers
        )


class _Called(Writer):
    """Lets the function write."""

    def __init__(self, name: str, about: str, call: Callable[..., object], numbers: Mapping[str, Any]) -> None:
        self.name = name
        self.about = about
        self._call = call
        self._numbers = dict(numbers)

    def fill(self, agenda: Agenda) -> None:
        self._call(Desk(agenda), **self._numbers)


def _marks(code: object) -> Iterator[str]:
    """What a function does, where its text cannot be read; without addresses of memory."""
    if isinstance(code, CodeType):
        yield code.co_code.hex()
        yield repr(code.co_names)
        for constant in code.co_consts:
            yield from _marks(constant) if isinstance(constant, CodeType) else (repr(constant),)


def _unknown(what: str, word: str, known: tuple[str, ...]) -> UsageError:
    return UsageError(f"there is no {what} `{word}`", cure=meant(word, known, f"there are: {', '.join(known)}"))
