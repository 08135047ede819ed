"""Takes every registered policy; checks the laws that each of them owes to all: what is legal, what is fair, what is repeatable."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim import engine
from sim.engine.worlds import Orders, Worlds
from sim.policy import Policy, make, names
from sim.policy.doctrine_text import DoctrineText
from sim.rulebook.rulebook import Rulebook

FIXTURES = Path(__file__).parents[2] / "fixtures" / "doctrines"
SEED = 11
WORLDS = np.array([0, 1, 2, 3, 5, 8, 13, 2**40, 77, 1000], dtype=np.uint64)
POLICIES = (
    "history", "nothing", "random", "alternate", "bamboo", "greedy", "lean-us", "lean-china", "lean-russia", "lean-eu",
    "bamboo:coldest=3:price=0", "cautious", "cautious:ceiling=0",
)  # fmt: skip

BROUGHT = {"cautious": DoctrineText("cautious.yaml", (FIXTURES / "cautious.yaml").read_text("utf-8"))}


def _make(name: str, rules: Rulebook) -> Policy:
    return make(name, rules, BROUGHT)


def _play(rules: Rulebook, name: str, ids: np.ndarray) -> list[tuple[Worlds, Orders, engine.Turn]]:
    policy = _make(name, rules)
    worlds = engine.start(rules, ids, SEED)
    played = []
    while worlds.turn < rules.turns:
        orders = policy.decide(engine.view(rules, worlds, SEED))
        turn = engine.step(rules, worlds, orders, SEED)
        played.append((worlds, orders, turn))
        worlds = turn.after
    return played


def _sets(orders: Orders, world: int) -> tuple[list[tuple[int, int]], list[int]]:
    """What is ordered in one world, in order, and its answers."""
    slots = zip(orders.action[:, world].tolist(), orders.target[:, world].tolist(), strict=True)
    return [slot for slot in slots if slot[0] >= 0], orders.answer[:, world].tolist()


@pytest.fixture(scope="module", params=POLICIES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def played(flagship: Rulebook, name: str) -> list[tuple[Worlds, Orders, engine.Turn]]:
    return _play(flagship, name, WORLDS)


def test_every_registered_policy_is_under_these_laws(flagship: Rulebook) -> None:
    assert set(names(flagship)) == {name for name in POLICIES if ":" not in name} - set(BROUGHT)


def test_has_its_name_and_one_sentence_about_itself(flagship: Rulebook, name: str) -> None:
    policy = _make(name, flagship)
    assert policy.name == name
    assert policy.about
    assert not policy.about.endswith(".")


def test_is_never_refused(played: list[tuple[Worlds, Orders, engine.Turn]]) -> None:
    for _, _, turn in played:
        assert not turn.refused_action.any(), turn.after.turn
        assert not turn.refused_answer.any(), turn.after.turn


def test_gives_orders_of_the_right_shape(flagship: Rulebook, played: list[tuple[Worlds, Orders, engine.Turn]]) -> None:
    for _, orders, _ in played:
        assert orders.action.shape == orders.target.shape
        assert orders.action.shape[1:] == (len(WORLDS),)
        assert orders.answer.shape == (len(flagship.cards_axis), len(WORLDS))
        assert orders.action.dtype == orders.target.dtype == orders.answer.dtype == np.int16


def test_orders_nothing_twice_in_a_world(played: list[tuple[Worlds, Orders, engine.Turn]]) -> None:
    for _, orders, _ in played:
        for world in range(len(WORLDS)):
            ordered, _ = _sets(orders, world)
            assert len(set(ordered)) == len(ordered)


def test_answers_only_what_stands_open(played: list[tuple[Worlds, Orders, engine.Turn]]) -> None:
    for before, orders, _ in played:
        assert not ((orders.answer >= 0) & ~before.open).any()


def test_keeps_within_its_attention(flagship: Rulebook, played: list[tuple[Worlds, Orders, engine.Turn]]) -> None:
    for before, orders, _ in played:
        view = engine.view(flagship, before, SEED)
        for world in range(len(WORLDS)):
            ordered, answers = _sets(orders, world)
            spent = sum(view.cost[a, t, world] for a, t in ordered)
            spent += sum(view.option_cost[card, option, world] for card, option in enumerate(answers) if option >= 0)
            assert spent <= view.budget[world] + 1e-9


def test_a_world_alone_gets_the_orders_it_gets_among_many(
    flagship: Rulebook, name: str, played: list[tuple[Worlds, Orders, engine.Turn]]
) -> None:
    for at in (0, 7):
        alone = _play(flagship, name, WORLDS[at : at + 1])
        for (_, one, _), (_, many, _) in zip(alone, played, strict=True):
            assert _sets(one, 0) == _sets(many, at)


def test_the_order_of_worlds_does_not_matter(
    flagship: Rulebook, name: str, played: list[tuple[Worlds, Orders, engine.Turn]]
) -> None:
    turned = _play(flagship, name, WORLDS[::-1].copy())
    for (_, one, _), (_, other, _) in zip(turned, played, strict=True):
        for world in range(len(WORLDS)):
            assert _sets(one, world) == _sets(other, len(WORLDS) - 1 - world)


def test_decides_alike_when_asked_again_and_leaves_the_view_alone(
    flagship: Rulebook, name: str, played: list[tuple[Worlds, Orders, engine.Turn]]
) -> None:
    policy = _make(name, flagship)
    for before, _, _ in played[::5]:
        view = engine.view(flagship, before, SEED)
        kept = {what: getattr(view, what).copy() for what in ("legal", "cost", "budget", "option_legal", "option_cost")}
        first, again = policy.decide(view), policy.decide(view)
        assert all((getattr(view, what) == was).all() for what, was in kept.items())
        for part in ("action", "target", "answer"):
            assert (getattr(first, part) == getattr(again, part)).all()


def test_leaves_ended_worlds_alone(played: list[tuple[Worlds, Orders, engine.Turn]]) -> None:
    for before, orders, _ in played:
        over = before.ended >= 0
        assert (orders.action[:, over] == -1).all()
        assert (orders.answer[:, over] == -1).all()
