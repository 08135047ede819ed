"""The grammar of expressions: precedence, literals, calls, and faults with their place and cure."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario.parse import Apply, Duration, Infix, LiteralValue, Name, Prefix, Syntax, SyntaxFault, parse


def shown(tree: Syntax) -> str:
    """A tree with every bracket written."""
    match tree:
        case LiteralValue(value=value):
            return str(value).lower() if isinstance(value, bool) else f"{value:g}"
        case Duration(turns=turns):
            return f"{turns}t"
        case Name():
            return tree.text
        case Prefix(op=op, x=x):
            return f"({op} {shown(x)})"
        case Infix(op=op, a=a, b=b):
            return f"({shown(a)} {op} {shown(b)})"
        case Apply(name=name, args=args, over=over):
            inner = ", ".join(map(shown, args))
            return f"{name}({inner}{f' over {over.text}' if over else ''})"


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("1 + 2 * 3", "(1 + (2 * 3))"),
        ("(1 + 2) * 3", "((1 + 2) * 3)"),
        ("8 - 3 - 2", "((8 - 3) - 2)"),
        ("8 / 4 / 2", "((8 / 4) / 2)"),
        ("2 ^ 3 ^ 2", "(2 ^ (3 ^ 2))"),
        ("-2 ^ 2", "(- (2 ^ 2))"),
        ("2 ^ -1", "(2 ^ (- 1))"),
        ("-a * b", "((- a) * b)"),
        ("+a - -b", "(a - (- b))"),
        ("a or b and c", "(a or (b and c))"),
        ("not a and b", "((not a) and b)"),
        ("not a > 1", "(not (a > 1))"),
        ("a > 1 and b + 1 <= 2", "((a > 1) and ((b + 1) <= 2))"),
        ("a == b", "(a = b)"),
        ("(a > 1) = (b > 1)", "((a > 1) = (b > 1))"),
        ("a > 1 or b < 2 or c != 3", "(((a > 1) or (b < 2)) or (c != 3))"),
        ("x between 1 and 2", "((x >= 1) and (x <= 2))"),
        ("x + 1 between -1 and 2 * y and z", "((((x + 1) >= (- 1)) and ((x + 1) <= (2 * y))) and z)"),
        ("not x between 1 and 2", "(not ((x >= 1) and (x <= 2)))"),
        ("35%", "0.35"),
        ("2.5e-1 + .5", "(0.25 + 0.5)"),
        ("true and not false", "(true and (not false))"),
        ("date >= 2023-Q2", "(date >= 8093)"),
        ("past(x, 2 turns) - past(x, 1 quarter)", "(past(x, 2t) - past(x, 1t))"),
        ("max(a, b.c, 3)", "max(a, b.c, 3)"),
        ("sum(nu * costly.gainer over gainer)", "sum((nu * costly.gainer) over gainer)"),
        ("if(a > 1, b, c)", "if((a > 1), b, c)"),
        ("climate.host_visit.us", "climate.host_visit.us"),
        ("  a\n  + b ", "(a + b)"),
    ],
)
def test_how_a_text_is_understood(text: str, tree: str) -> None:
    assert shown(parse(text)) == tree


@pytest.mark.parametrize(
    ("text", "at", "end", "says", "cure"),
    [
        ("", 0, 1, "found the end of the expression", ""),
        ("1 +", 3, 4, "found the end of the expression", ""),
        ("a b", 2, 3, "expected an operator, found `b`", ""),
        ("2x", 1, 2, "expected an operator, found `x`", ""),
        ("(a + b", 6, 7, "expected `)` to close the bracket", ""),
        ("max(a, b", 8, 9, "expected `)` to close `max(`", ""),
        ("a + b)", 5, 6, "expected an operator, found `)`", ""),
        ("a < b < c", 6, 7, "comparisons cannot be chained", "x between a and b"),
        ("a between 1 and 2 between 3 and 4", 18, 25, "comparisons cannot be chained", "x between a and b"),
        ("a between 1, 2", 11, 12, "expected `and` between the two ends", ""),
        ("a & b", 2, 3, "`&` is no part of the language", "write `and`"),
        ("a || b", 2, 4, "`||` is no part of the language", "write `or`"),
        ("! a", 0, 1, "`!` is no part of the language", "write `not`"),
        ("a = 'us'", 4, 5, "is no part of the language", "texts have no place"),
        ("a @ b", 2, 3, "`@` is no part of the language", "list of operators"),
        ("date > 2022-Q5", 7, 14, "`2022-Q5` is no quarter", "Q1 to Q4"),
        ("1e999 * a", 0, 5, "the number is too large", "smaller"),
        ("sum(a over 3)", 11, 12, "expected the name of an axis after `over`", ""),
        ("a * * b", 4, 5, "expected a number, a name or a bracket, found `*`", ""),
        ("and a", 0, 3, "expected a number, a name or a bracket, found `and`", ""),
    ],
)
def test_a_fault_has_its_place_and_its_cure(text: str, at: int, end: int, says: str, cure: str) -> None:
    with pytest.raises(SyntaxFault) as slip:
        parse(text)
    assert says in slip.value.message
    assert (slip.value.place.at, slip.value.place.end) == (at, end)
    assert cure in slip.value.cure


@pytest.mark.parametrize(
    "text",
    [
        "(" * 2000,
        "-" * 2000 + "1",
        "not " * 500 + "true",
        "2^" * 900 + "2",
        "+".join(["1"] * 1000),
        "max(" * 400,
        "a" + " between 1 and 2" * 100,
        "(" * 40 + "x" + " between 1 and 2)" * 40,
        "if(" * 19 + "x" + " between 1 and 2, 1, 0)" * 19,
        "past(" * 300 + "x" + ", 1 turn)" * 300,
    ],
)
def test_monsters_are_refused_at_once(text: str) -> None:
    start = time.process_time()
    with pytest.raises(SyntaxFault):
        parse(text)
    assert time.process_time() - start < 1


def test_a_long_honest_sum_is_accepted() -> None:
    assert shown(parse(" + ".join(["a"] * 60))).count("+") == 59


def test_places_cover_what_they_name() -> None:
    text = "1 + climate.us * 2"
    tree = parse(text)
    assert isinstance(tree, Infix)
    assert isinstance(tree.b, Infix)
    assert text[tree.b.place.at : tree.b.place.end] == "climate.us * 2"
    assert text[tree.b.a.place.at : tree.b.a.place.end] == "climate.us"


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet='ab.19 +-*/^()<>=!,%&Qé\n"' + "\u00b2", max_size=60))
def test_any_text_is_a_tree_or_a_fault(text: str) -> None:
    fault = fault_of(text)
    if fault is not None:
        assert 0 <= fault.place.at <= len(text)
        assert fault.place.end > fault.place.at


def fault_of(text: str) -> SyntaxFault | None:
    """What is wrong with a text, if anything."""
    try:
        parse(text)
    except SyntaxFault as slip:
        return slip
    return None
