"""Takes the flagship, the harbour and scenarios that nobody would write, under senseless orders; checks the laws of the engine."""

from __future__ import annotations

from dataclasses import fields
from random import Random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim import engine
from sim.engine.worlds import Cause, Orders, Turn, Worlds
from sim.rulebook.rulebook import Rulebook
from tests.laws.blind import blind_orders
from tests.laws.invented import compiled, document, invented, titled

IDS = np.array([3, 1, 4, 1000, 2**63, 9, 2**40 + 1, 0], dtype=np.uint64)
ARRAYS = ("state", "outflow", "running", "tally", "fired", "chosen", "open", "lit", "ended", "last")
BLOCKS = ("state", "outflow", "running", "tally", "fired", "chosen", "open", "lit")
choices = st.integers(0, 2**32)
law = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))


def played(rules: Rulebook, ids: np.ndarray, *, record: bool = False, params: np.ndarray | None = None) -> list[Turn]:
    """A whole game of senseless orders in every world."""
    worlds = engine.start(rules, ids, 7, params)
    turns = []
    while worlds.turn < rules.turns:
        turns.append(engine.step(rules, worlds, blind_orders(rules, worlds), 7, record=record))
        worlds = turns[-1].after
    return turns


def same(one: Worlds, other: Worlds, at: np.ndarray | slice) -> None:
    """The worlds `at` of `other` are `one`, bit for bit."""
    for name in ARRAYS:
        mine, its = getattr(one, name), getattr(other, name)[..., at]
        assert mine.tobytes() == np.ascontiguousarray(its).tobytes(), f"{name} in turn {one.turn}"
    for mine, its in zip(one.trail, other.trail, strict=True):
        assert (mine == its[..., at]).all()
    assert (engine.digests(one) == engine.digests(other)[at]).all()


@pytest.fixture(params=["flagship", "harbour", "invented 5", "invented 9", "invented 11"])
def rules(request: pytest.FixtureRequest) -> Rulebook:
    kind, _, number = request.param.partition(" ")
    found: Rulebook = invented(Random(int(number))) if number else request.getfixturevalue(kind)
    return found


# -- worlds do not touch each other ------------------------------------------------------------------------------------


def test_the_first_worlds_of_many_are_those_of_few(rules: Rulebook) -> None:
    for one, other in zip(played(rules, IDS[:3]), played(rules, IDS), strict=True):
        same(one.after, other.after, slice(0, 3))


def test_a_few_worlds_are_those_of_a_crowd(rules: Rulebook) -> None:
    """Large arrays take other roads through NumPy, and some of our own."""
    crowd = np.arange(600, dtype=np.uint64)
    few, many = engine.start(rules, crowd[:2], 7), engine.start(rules, crowd, 7)
    while few.turn < rules.turns:
        few = engine.step(rules, few, engine.no_orders(rules, 2), 7).after
        many = engine.step(rules, many, engine.no_orders(rules, 600), 7).after
        same(few, many, slice(0, 2))


@law
@given(choices, st.permutations(range(len(IDS))))
def test_permuting_worlds_permutes_results(choice: int, order: list[int]) -> None:
    rules = invented(Random(choice))
    for one, other in zip(played(rules, IDS[order]), played(rules, IDS), strict=True):
        same(one.after, other.after, np.array(order))


@law
@given(choices, st.integers(0, len(IDS) - 1))
def test_a_world_alone_is_the_world_among_many(choice: int, at: int) -> None:
    rules = invented(Random(choice))
    for one, other in zip(played(rules, IDS[at : at + 1]), played(rules, IDS), strict=True):
        same(one.after, other.after, slice(at, at + 1))


def test_own_parameters_in_each_world_are_the_same_as_alone(rules: Rulebook) -> None:
    base = engine.default_params(rules)
    spread = base * np.linspace(0.8, 1.2, len(IDS))
    together = played(rules, IDS, params=spread)
    for at in (0, 5):
        alone = played(rules, IDS[at : at + 1], params=spread[:, at : at + 1])
        for one, other in zip(alone, together, strict=True):
            same(one.after, other.after, slice(at, at + 1))


def test_a_formula_does_not_know_which_world_asked_for_it_first() -> None:
    """A derived number is computed once for all worlds; in some a chance asks for it early, in others only a later event does."""
    doc = {
        "format": 1, "id": "leak", "version": "1.0.0", "title": {"en": "x"}, "clock": {"start": "2000-Q1", "turns": 3},
        "variables": {"heat": titled(range="0 to 100")},
        "derived": {"known": titled(formula="if(fired(second), 1, 0)")},
        "events": {
            "coin": titled(kind="news", chance="0.5"),
            "first": titled(kind="chain", after="coin", lag="0 quarters", chance="1 - known"),
            "second": titled(kind="news"),
            "third": titled(kind="news", when="known = 1", effects={"heat": 1}),
        },
    }  # fmt: skip
    rules = compiled(doc)
    many = played(rules, IDS)
    for at in range(len(IDS)):
        for one, other in zip(played(rules, IDS[at : at + 1]), many, strict=True):
            same(one.after, other.after, slice(at, at + 1))


# -- every change has its causes ---------------------------------------------------------------------------------------


def summed(rules: Rulebook, turn: Turn, causes: tuple[Cause, ...], store: str) -> np.ndarray:
    rows = rules.rows if store == "variable" else rules.outflow_rows
    total = np.zeros((rows, turn.before.count))
    for cause in causes:
        if cause.store == store:
            for row, amount in zip(cause.rows, cause.amount, strict=True):
                total[row] += amount
    return total


def lapse(rules: Rulebook, turn: Turn, causes: tuple[Cause, ...]) -> bool:
    """Whether the causes fail to sum to the changes, somewhere, by one bit."""
    changed = summed(rules, turn, causes, "variable") != turn.after.state - turn.before.state
    taken = summed(rules, turn, causes, "delay") != turn.after.trail[-1][: rules.outflow_rows]
    return bool(changed.any() or taken.any())


def test_causes_sum_exactly_to_every_change(rules: Rulebook) -> None:
    for turn in played(rules, IDS, record=True):
        assert not lapse(rules, turn, turn.causes), f"turn {turn.after.turn}"


@law
@given(choices)
def test_causes_sum_exactly_in_any_scenario(choice: int) -> None:
    rules = invented(Random(choice))
    for turn in played(rules, IDS[:4], record=True):
        assert not lapse(rules, turn, turn.causes), f"turn {turn.after.turn}"


def test_a_dropped_cause_is_noticed(rules: Rulebook) -> None:
    turn = played(rules, IDS, record=True)[1]
    for dropped in range(len(turn.causes)):
        kept = turn.causes[:dropped] + turn.causes[dropped + 1 :]
        assert lapse(rules, turn, kept), turn.causes[dropped]


def test_every_cause_has_a_phase_and_a_name_in_the_scenario(rules: Rulebook) -> None:
    known = {e.id for e in rules.events} | {a.id for a in rules.actions} | {m.id for m in rules.moves}
    known |= {v.id for v in rules.variables} | {d.id for d in rules.delays} | {"option:" + e.id for e in rules.events}
    known |= {"action:" + a.id for a in rules.actions}
    for turn in played(rules, IDS, record=True):
        for cause in turn.causes:
            assert cause.id.split(".")[0] in known, cause.id
            assert cause.kind in {"cost", "action", "option", "event", "shock", "move", "term", "limit", "renorm"}
            assert cause.amount.any(), "a cause of nothing"


def test_the_causes_of_a_derived_number_sum_exactly(rules: Rulebook) -> None:
    for turn in played(rules, IDS[:3], record=True)[:3]:
        for derived in rules.derived:
            parts = engine.attribute(rules, turn, derived.id)
            total = sum((amounts for _, amounts in parts), np.zeros((derived.size, 3)))
            was, now = (engine.grid(engine.read(rules, w, derived.id)) for w in (turn.before, turn.after))
            assert (total == (now - was).reshape(derived.size, 3)).all(), derived.id


def test_recording_causes_changes_no_bit(rules: Rulebook) -> None:
    for one, other in zip(played(rules, IDS), played(rules, IDS, record=True), strict=True):
        same(one.after, other.after, slice(None))
        assert not one.causes
        for field in fields(Turn):
            if isinstance(getattr(one, field.name), np.ndarray):
                assert (getattr(one, field.name) == getattr(other, field.name)).all()


# -- numbers stay numbers ----------------------------------------------------------------------------------------------


def sound(rules: Rulebook, worlds: Worlds) -> None:
    for variable in rules.variables:
        block = worlds.state[variable.row : variable.row + variable.size]
        assert (block >= engine.grid(np.float64(variable.low))).all(), variable.id
        assert (block <= engine.grid(np.float64(variable.high))).all(), variable.id
    for name in ("state", "outflow", "running", "tally"):
        assert np.isfinite(getattr(worlds, name)).all(), name
    assert (engine.grid(worlds.state) == worlds.state).all(), "off the grid"


@law
@given(choices)
def test_bounds_hold_and_nothing_is_no_number(choice: int) -> None:
    rules = invented(Random(choice))
    for turn in played(rules, IDS[:4]):
        sound(rules, turn.after)


def test_bounds_hold_in_the_flagship(flagship: Rulebook) -> None:
    for turn in played(flagship, IDS):
        sound(flagship, turn.after)


@pytest.mark.parametrize(
    "formula",
    [
        "1e300 * (1 + heat) * 1e300",
        "(1e300 * (1 + heat) * 1e300) * 0",
        "(heat + 9) ^ 300 * 1e300 - (heat + 9) ^ 301 * 1e300",
    ],
)
def test_formulas_that_burst_do_no_harm(formula: str) -> None:
    doc = {
        "format": 1, "id": "burst", "version": "1.0.0", "title": {"en": "x"}, "clock": {"start": "2000-Q1", "turns": 4},
        "variables": {
            "heat": titled(range="0 to 10", start=1, change={"all": titled(formula=formula)}),
            "calm": titled(range="-5 to 5", change={"all": titled(formula="average(heat, game) - burst")}),
        },
        "derived": {"burst": titled(formula=formula)},
        "outcomes": {"all": titled(formula="average(burst, game)")},
    }  # fmt: skip
    rules = compiled(doc)
    with np.errstate(all="ignore"):
        for turn in played(rules, IDS, record=True):
            assert not lapse(rules, turn, turn.causes)
            sound(rules, turn.after)


def test_shares_that_sum_to_one_do_so(rules: Rulebook) -> None:
    for turn in played(rules, IDS):
        for variable in rules.variables:
            if variable.sums_to is not None:
                total = turn.after.state[variable.row : variable.row + variable.size].sum(axis=0)
                assert np.abs(total - variable.sums_to).max() < variable.size * 2.0**-20


# -- luck --------------------------------------------------------------------------------------------------------------


def with_event(choice: int, event: dict[str, object]) -> Rulebook:
    """The invented scenario `choice` with one event more, told before all others."""
    doc = document(Random(choice), "invented")
    doc["events"] = {"added": titled(**event), **doc["events"]}
    doc["variables"]["extra"] = titled(range="0 to 100")
    return compiled(doc)


@pytest.mark.parametrize("choice", [1, 2, 3, 4])
@pytest.mark.parametrize(
    "event",
    [
        {"kind": "news", "when": "extra > 5", "effects": {"heat": 3, "tie": -1}},
        {"kind": "hazard", "chance": "if(extra > 5, 0.5, 0)", "effects": {"calm": -2}},
        {"kind": "card", "when": "extra > 5", "options": {"yes": {"effects": {"heat": 1}}, "no": {}}},
        {"kind": "hazard", "chance": "0.5", "again": "1 quarters", "effects": {"extra": 1}},
        {"kind": "news", "effects": {"extra": 1}},
    ],
    ids=[
        "never",
        "no chance",
        "a card that never opens",
        "a hazard that touches nothing else",
        "news that touches nothing else",
    ],
)
def test_another_event_moves_nobodys_luck(choice: int, event: dict[str, object]) -> None:
    event = {**event}
    if "options" in event:
        event["options"] = {
            key: {"title": {"en": "x", "vi": "x"}, "assumed": "x", **option} for key, option in event["options"].items()
        }  # type: ignore[attr-defined]
    plain = invented(Random(choice))
    more = with_event(choice, event)
    a, b = engine.start(plain, IDS, 7), engine.start(more, IDS, 7)
    while a.turn < plain.turns:
        orders = blind_orders(plain, a)
        wider = np.full((len(more.cards_axis), len(IDS)), -1, dtype=np.int16)
        wider[len(more.cards_axis) - len(plain.cards_axis) :] = orders.answer
        a = engine.step(plain, a, orders, 7).after
        b = engine.step(more, b, Orders(orders.action, orders.target, wider), 7).after
        for variable in plain.variables:
            assert (engine.read(plain, a, variable.id) == engine.read(more, b, variable.id)).all(), (
                a.turn,
                variable.id,
            )
        assert (a.fired == b.fired[1:]).all()
        assert (a.ended == b.ended).all()


def test_without_luck_every_seed_gives_the_same_world(rules: Rulebook) -> None:
    def play(seed: int) -> Worlds:
        worlds = engine.start(rules, IDS, seed, luck=False)
        while worlds.turn < rules.turns:
            worlds = engine.step(rules, worlds, engine.no_orders(rules, len(IDS)), seed, luck=False).after
        return worlds

    one, other = play(1), play(2)
    same(one, other, slice(None))
    assert (one.state == one.state[:, :1]).all(), "nor does the number of the world matter"


# -- time --------------------------------------------------------------------------------------------------------------


def test_a_turn_leaves_what_was_before_it_alone_and_can_be_played_again(rules: Rulebook) -> None:
    worlds = played(rules, IDS)[1].after
    kept = {name: getattr(worlds, name).copy() for name in ARRAYS}
    orders = blind_orders(rules, worlds)
    one = engine.step(rules, worlds, orders, 7)
    other = engine.step(rules, worlds, orders, 7, record=True)
    for name, was in kept.items():
        assert (getattr(worlds, name) == was).all(), name
        with pytest.raises(ValueError, match="read-only"):
            getattr(worlds, name)[...] = 0
    same(one.after, other.after, slice(None))


def test_what_has_ended_stands_still(rules: Rulebook) -> None:
    seen = 0
    for turn in played(rules, np.arange(60, dtype=np.uint64), record=True):
        over = turn.before.ended >= 0
        seen += int(over.sum())
        for name in BLOCKS:
            if name != "open":
                assert (getattr(turn.after, name)[:, over] == getattr(turn.before, name)[:, over]).all(), name
        assert not turn.after.open[:, turn.after.ended >= 0].any()
        assert (turn.after.last[over] == turn.before.last[over]).all()
        assert all(not cause.amount[:, over].any() for cause in turn.causes)
    if rules.id == "invented":
        assert seen, "none has ended: the law was not tried"


def test_no_world_ends_unwarned(rules: Rulebook) -> None:
    """Its lamp was lit at the end of both turns before."""
    for turn in played(rules, np.arange(60, dtype=np.uint64)):
        for world in np.flatnonzero((turn.before.ended < 0) & (turn.after.ended >= 0)):
            assert turn.before.lit[turn.after.ended[world], world] >= 2
