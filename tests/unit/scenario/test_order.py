"""Derived numbers are compiled each after those that it names."""

from __future__ import annotations

from sim.scenario.order import in_order, named


def test_it_names_ids_and_no_functions_members_or_parts_of_words() -> None:
    assert named("max(b, a.us) + b * ab - x.a + a (1)", {"a", "b", "max", "us"}) == ["b", "a"]
    assert named("clip(a, 0, 1)", {"clip"}) == []


def test_each_comes_after_those_that_it_names() -> None:
    assert in_order({"c": "a + b", "b": "a", "a": "1"}) == (["a", "b", "c"], [])


def test_a_circle_is_told_from_an_id_back_to_itself_and_the_rest_keeps_its_order() -> None:
    order, circles = in_order({"x": "a", "a": "b", "b": "a + y", "y": "2"})
    assert circles == [["a", "b", "a"]]
    assert order == ["y", "b", "a", "x"]


def test_a_chain_may_be_longer_than_the_stack_of_python() -> None:
    long = {f"d{i}": f"d{i + 1}" for i in range(5000)} | {"d5000": "1"}
    assert in_order(long)[0] == [f"d{i}" for i in range(5000, -1, -1)]
