"""Takes a policy and what each world must or would like to do, gives policies for tests: one answer forced, or a fixed taste a world."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.worlds import Floats
from sim.policy import make, names
from sim.policy.agenda import Agenda, Writer
from sim.policy.registry import Policy
from sim.rulebook.rulebook import Rulebook

WAIT = -1
PLAYERS = ("bamboo", "greedy", "random")


def player(rules: Rulebook) -> Writer:
    """The best player of this house that can play a scenario."""
    able = names(rules)
    for name in PLAYERS:
        policy: Policy = make(name, rules) if name in able else make("random", rules)
        if isinstance(policy, Writer):
            return policy
    raise AssertionError("random plays everything")


class Forced(Writer):
    """Gives one event one answer in each world, and leaves all else to another policy.

    Args:
        event: [N] number of the event, -1 where nothing is forced.
        option: [N] which answer, `WAIT` for none.
    """

    name = "forced"
    about = "gives one answer whatever comes"

    def __init__(self, other: Writer, event: NDArray[np.intp], option: NDArray[np.intp]) -> None:
        self.other, self.event, self.option = other, event, option

    def fill(self, agenda: Agenda) -> None:
        """The forced answers first, while there is attention for them."""
        for card, (event, _) in enumerate(agenda.view.cards):
            here = (self.event == event) & agenda.view.open[card]
            if here.any():
                agenda.answer(card, self.option, here & (self.option >= 0))
                agenda.hold(card, here)
        self.other.fill(agenda)


class Taste(Writer):
    """Likes some verbs, targets and answers better than others, the same ones all the time, in each world its own.

    Args:
        orders: [A, T, N] what it likes above 0 it orders, the most liked first.
        answers: [cards, options + 1, N] the most liked answer is given; the last is waiting.
    """

    name = "taste"
    about = "does what it likes"

    def __init__(self, orders: Floats, answers: Floats) -> None:
        self.orders_liked, self.answers_liked = orders, answers

    def fill(self, agenda: Agenda) -> None:
        """Answers, then orders."""
        view = agenda.view
        for card in np.flatnonzero(view.open.any(axis=1)):
            liked = self.answers_liked[card]
            able = agenda.answerable(int(card))
            best = np.where(able, liked[: able.shape[0]], -np.inf).argmax(axis=0)
            columns = np.arange(view.count)
            agenda.answer(int(card), best, liked[best, columns] > liked[-1])
        agenda.best(self.orders_liked[view.able])


def genes(rules: Rulebook) -> tuple[tuple[int, int], tuple[int, int]]:
    """The shapes of a taste: (verbs, targets), (cards, options + 1)."""
    targets = max((len(a.targets) for a in rules.actions), default=1)
    options = max((len(e.options) for e in rules.events), default=0)
    return (len(rules.actions), targets), (len(rules.cards_axis), options + 1)


def taste(rules: Rulebook, likes: Floats) -> Taste:
    """The policy of tastes given as columns: `likes` [verbs x targets + cards x (options + 1), N]."""
    (verbs, targets), (cards, options) = genes(rules)
    cut = verbs * targets
    count = likes.shape[1]
    return Taste(likes[:cut].reshape(verbs, targets, count), likes[cut:].reshape(cards, options, count))
