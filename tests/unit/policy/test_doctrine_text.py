"""Takes doctrines as text; checks that their rules decide as they say, and that a mistake has its line and its cure."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim import engine
from sim.base.errors import BambooError, ScenarioError
from sim.engine.worlds import Orders
from sim.policy import dials, make
from sim.policy.doctrine_text import DoctrineText
from sim.rulebook.rulebook import Rulebook
from sim.scenario import Compiled

HEAD = "format: 1\ndoctrine: mine\nabout: a doctrine of a test\n"
IDS = np.arange(40, dtype=np.uint64)
EVEN = (Path(__file__).parents[2] / "fixtures" / "doctrines" / "even.yaml").read_text("utf-8")


def doctrine(rules: str, head: str = "") -> DoctrineText:
    return DoctrineText("mine.yaml", f"{HEAD}{head}rules:\n{rules}")


def decided(compiled: Compiled, rules: str, head: str = "", name: str = "mine") -> tuple[engine.View, Orders]:
    """What a doctrine orders in the first turn of the harbour."""
    view = engine.view(compiled.rules, engine.start(compiled.rules, IDS, 4), 4)
    return view, make(name, compiled.rules, {"mine": doctrine(rules, head)}).decide(view)


def ordered(rules: Rulebook, orders: Orders, world: int = 0) -> list[str]:
    """`verb target` of one world, in order."""
    pairs = zip(orders.action[:, world].tolist(), orders.target[:, world].tolist(), strict=True)
    return [f"{rules.actions[a].id} {rules.actions[a].targets[t]}".strip() for a, t in pairs if a >= 0]


def complaint(compiled: Compiled, rules: str, head: str = "") -> str:
    with pytest.raises(ScenarioError) as problem:
        make("mine", compiled.rules, {"mine": doctrine(rules, head)})
    return str(problem.value)


def test_the_most_urgent_order_comes_first_and_equals_in_the_order_of_the_text(harbour: Compiled) -> None:
    rules = "  a: {order: drill}\n  b: {order: visit north, priority: 2}\n"
    _, orders = decided(harbour, rules)
    assert ordered(harbour.rules, orders)[0] == "visit north"
    _, orders = decided(harbour, rules.replace("priority: 2", "priority: 0"))
    assert ordered(harbour.rules, orders)[0] == "drill"


def test_a_rule_without_a_target_speaks_for_each(harbour: Compiled) -> None:
    warmest = "  a: {order: visit, when: 'tie.target = max(tie over powers)'}\n"
    view, orders = decided(harbour, warmest)
    best = harbour.rules.group["powers"].members[int(view.read("tie")[:, 0].argmax())]
    assert ordered(harbour.rules, orders) == [f"visit {best}"]


def test_a_rule_that_does_not_hold_or_is_too_dear_steps_aside(harbour: Compiled) -> None:
    rules = "  a: {order: visit north, when: turn > 1, priority: 9}\n  b: {order: drill}\n"
    assert ordered(harbour.rules, decided(harbour, rules)[1]) == ["drill"]


def test_what_is_never_done_binds_who_decides_the_rest(harbour: Compiled) -> None:
    free = decided(harbour, "  a: {never: drill, when: turn > 99}\n", "otherwise: greedy\n")[1]
    assert "visit north" in ordered(harbour.rules, free)
    bound = decided(harbour, "  a: {never: visit}\n  b: {never: flag keep}\n", "otherwise: greedy\n")[1]
    flag = harbour.rules.card_of[harbour.rules.event_index["flag"], 0]
    assert not any(order.startswith("visit") for order in ordered(harbour.rules, bound))
    assert (free.answer[flag] == 1).all()
    assert (bound.answer[flag] != 1).all()


def test_a_card_gets_the_answer_of_the_most_urgent_rule_or_waits(harbour: Compiled) -> None:
    event = harbour.rules.events[harbour.rules.event_index["flag"]]
    first, second = (option.id for option in event.options[:2])
    flag = harbour.rules.card_of[harbour.rules.event_index["flag"], 0]
    rules = f"  a: {{answer: flag {first}}}\n  b: {{answer: flag {second}, when: turn = 1, priority: 1}}\n"
    assert (decided(harbour, rules)[1].answer[flag] == 1).all()
    waits = rules + "  c: {answer: flag wait, priority: 2}\n"
    assert (decided(harbour, waits, "otherwise: greedy\n")[1].answer[flag] == -1).all()


def test_advice_follows_the_ruleset_where_it_can(harbour: Compiled) -> None:
    rules = harbour.rules
    worlds = engine.start(rules, IDS, 4)
    worlds = engine.step(rules, worlds, engine.no_orders(rules, len(IDS)), 4).after
    ballot = rules.card_of[rules.event_index["ballot"], 0]
    text = "  a: {answer: ballot advice}\n  b: {never: ballot no, when: numbers.bound > 0}\n"
    head = "numbers: {bound: {value: 0, range: 0 to 1}}\n"
    for name, answer in (("mine", 1), ("mine:bound=1", 0)):
        orders = make(name, rules, {"mine": doctrine(text, head)}).decide(engine.view(rules, worlds, 4))
        assert (orders.answer[ballot] == answer).all()


def test_a_number_is_set_by_the_name(harbour: Compiled) -> None:
    head = "numbers: {from: {value: 5, range: 1 to 9, about: turn of the first drill}}\n"
    rules = "  a: {order: drill, when: turn >= numbers.from}\n"
    assert ordered(harbour.rules, decided(harbour, rules, head)[1]) == []
    assert ordered(harbour.rules, decided(harbour, rules, head, "mine:from=1")[1]) == ["drill"]
    assert dials("mine:from=1", {"mine": doctrine(rules, head)})["from"].high == 9
    with pytest.raises(BambooError, match="cannot be 10"):
        decided(harbour, rules, head, "mine:from=10")


def test_it_decides_from_what_vietnam_sees(flagship: Rulebook) -> None:
    """A number that is seen with an error is judged as seen, not as it is."""
    blurred = next(v for v in flagship.variables if v.sight)
    name = blurred.id if not blurred.axes else f"{blurred.id}.{flagship.group[blurred.axes[0].group].members[0]}"
    worlds = engine.start(flagship, np.arange(400, dtype=np.uint64), 4)
    view = engine.view(flagship, worlds, 4)
    seen, true = view.read(name), engine.read(flagship, worlds, name)
    middle = float(np.median(seen))
    policy = make("mine", flagship, {"mine": doctrine(f"  a: {{order: home_work, when: {name} > {middle!r}}}\n")})
    acts = (policy.decide(view).action >= 0).any(axis=0)
    assert (acts == (seen > middle)).all()
    assert (acts != (true > middle)).any()


@pytest.mark.parametrize(
    ("rules", "head", "told"),
    [
        ("  a: {order: driil}\n", "", "5:14: error E403: `harbour` has no verb `driil`"),
        ("  a: {order: driil}\n", "", "did you mean `drill`?"),
        ("  a: {order: visit nroth}\n", "", "did you mean `north`?"),
        ("  a: {order: drill north}\n", "", "write `drill` alone"),
        ("  a: {order: base}\n", "", "`base` is forbidden"),
        ("  a: {answer: flag lwoer}\n", "", "did you mean `lower`?"),
        ("  a: {answer: flag}\n", "", "write EVENT OPTION"),
        ("  a: {answer: flga lower}\n", "", "did you mean `flag`?"),
        ("  a: {answer: flag advice}\n", "", "the ruleset has no advice on `flag`"),
        ("  a: {never: drlil}\n", "", "did you mean `drill`?"),
        ("  a: {order: drill, answer: flag lower}\n", "", "E402: `a` needs exactly one"),
        ("  a: {when: turn > 1}\n", "", "E402: `a` needs exactly one"),
        ("  a: {order: drill, when: tei.north > 1}\n", "", "E201: unknown name `tei.north`"),
        ("  a: {order: drill, when: max(tie.north, 0) > 1}\n", "", "inside { } a comma ends a text"),
        ("  a: {order: drill, when: 3}\n", "", "E204: a yes or no is needed"),
        ("  a: {order: drill, priority: turn > 3}\n", "", "E203: a number is needed"),
        ("  a: {order: visit north, when: tie.target > 1}\n", "", "E201"),
        ("  a: {order: drill, when: 'past(turn, 1 turns) > 0'}\n", "", "E406: a doctrine cannot ask `past`"),
        (
            "  a: {order: drill, when: turn > numbers.form}\n",
            "numbers: {from: {value: 2, range: 1 to 3}}\n",
            "numbers.from",
        ),
        (
            "  a: {order: drill}\n",
            "numbers: {from: {value: 4, range: 1 to 3}}\n",
            "E401: `from` lies outside its range",
        ),
        ("  a: {order: drill}\n", "otherwise: bambo\n", "E405: unknown policy `bambo`"),
        ("  a: {order: drill}\n", "otherwise: bamboo\n", "plays the base ruleset"),
        ("  a: {order: drill, wen: turn > 1}\n", "", "did you mean `when`?"),
        ("  {}\n", "", "`rules` is empty"),
    ],
)
def test_a_mistake_has_its_line_and_its_cure(harbour: Compiled, rules: str, head: str, told: str) -> None:
    assert told in complaint(harbour, rules, head)


def test_all_mistakes_are_told_at_once(harbour: Compiled) -> None:
    told = complaint(harbour, "  a: {order: driil}\n  b: {answer: flag lwoer}\n", "otherwise: bambo\n")
    assert all(code in told for code in ("E403", "E404", "E405"))


def test_a_doctrine_for_another_scenario_says_what_is_missing(harbour: Compiled) -> None:
    with pytest.raises(ScenarioError) as problem:
        make("even", harbour.rules, {"even": DoctrineText("even.yaml", EVEN)})
    assert "`harbour` has no verb `timber_deal`" in str(problem.value)


def test_a_level_has_its_word_as_in_the_scenario(harbour: Compiled) -> None:
    rules = "  a: {order: drill, when: tie.north >= warm}\n"
    assert ordered(harbour.rules, decided(harbour, rules)[1]) == ["drill"], "2 is warm"
    assert ordered(harbour.rules, decided(harbour, rules.replace(">=", "<"))[1]) == []
