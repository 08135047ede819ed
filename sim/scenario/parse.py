"""Text of an expression -> syntax tree with places, by a hand-written Pratt parser.

Takes one string, gives `Syntax` nodes whose `at` and `end` are offsets into that string. Knows no names and no types: that is
`scenario.resolve`. Errors are `SyntaxFault` with a place and a cure; depth and length are bounded, so a stranger's file is safe.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

MAX_DEPTH = 60  # of brackets and calls
MAX_CHAIN = 100  # operations inside each other, brackets or not: what the walkers of a tree can bear
MAX_PARTS = 1000
_TOKEN = re.compile(
    r"""(?P<space>\s+)
      | (?P<date>[0-9]{4}-Q\w*)
      | (?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?%?)
      | (?P<name>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)
      | (?P<op><=|>=|!=|==|[-+*/^<>=(),])
      | (?P<bad>&&|\|\||.)""",
    re.VERBOSE,
)
_KEYWORDS = {"and", "or", "not", "between", "over", "true", "false"}
_POWER = {"or": 1, "and": 2, "<": 4, "<=": 4, ">": 4, ">=": 4, "=": 4, "!=": 4, "between": 4}
_POWER |= {"+": 5, "-": 5, "*": 6, "/": 6, "^": 8}
_FOREIGN = {  # characters of other languages and of word processors -> the way out
    "!": "write `not`, or `!=`",
    "?": "write `if(test, a, b)`",
    "[": "a member stands after a dot: `climate.us`",
    ".": "a number begins with a digit; there is no infinity and no NaN",
    "%": "a per cent sign follows its number, as in `35%`; there is no remainder",
}
_FOREIGN |= dict.fromkeys(("&", "&&"), "write `and`") | dict.fromkeys(("|", "||"), "write `or`")
_FOREIGN |= dict.fromkeys("'\"‘’“”", "texts have no place in an expression")
_FOREIGN |= dict.fromkeys("−–—", "write `-`") | dict.fromkeys("×·∙", "write `*`")
_FOREIGN |= {"÷": "write `/`", "≥": "write `>=`", "≤": "write `<=`", "≠": "write `!=`"}
_PAIRS = {  # two signs in a row, the second of which cannot stand there -> the way out
    ("=", ">"): "write `>=`",
    ("=", "<"): "write `<=`",
    ("<", ">"): "write `!=`",
    ("*", "*"): "write `^`",
    ("+", "="): "an effect is what is added: leave the `=` out",
    ("-", "="): "an effect is what is added: write `-2`",
}
_WORDS = {  # where an operator should stand
    "is": "write `=`, or `is(self, china)`",
    "equals": "write `=`",
    "percent": "write `5%`",
    "in": "write `between a and b`, or `is(self, china)`",
}
_WORDS |= dict.fromkeys(("then", "else"), "write `if(test, a, b)`")
_WORDS |= dict.fromkeys(("year", "years", "month", "months"), "time is counted in turns: `4 turns` are a year")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a part of an expression stands: offsets of its first character and of the one behind its last."""

    at: int
    end: int


class SyntaxFault(Exception):
    """What is wrong with an expression, where, and the way out."""

    def __init__(self, message: str, place: Place, cure: str = "") -> None:
        super().__init__(message)
        self.message, self.place, self.cure = message, place, cure


@dataclass(frozen=True, slots=True)
class LiteralValue:
    """A number, yes or no, or (with `date`) a quarter since year 0."""

    value: float | bool
    place: Place
    date: bool = False


@dataclass(frozen=True, slots=True)
class Name:
    """`climate.russia`: what it is called, and members behind dots."""

    parts: tuple[str, ...]
    place: Place

    @property
    def text(self) -> str:
        return ".".join(self.parts)


@dataclass(frozen=True, slots=True)
class Prefix:
    """`-x` or `not x`."""

    op: Literal["-", "not"]
    x: Syntax
    place: Place


@dataclass(frozen=True, slots=True)
class Infix:
    """`a + b`, a comparison, or `a and b`."""

    op: str
    a: Syntax
    b: Syntax
    place: Place


@dataclass(frozen=True, slots=True)
class Duration:
    """`4 turns`, as functions that look back take it."""

    turns: int
    place: Place


@dataclass(frozen=True, slots=True)
class Apply:
    """`name(args)` or `name(x over axis)`."""

    name: str
    args: tuple[Syntax, ...]
    over: Name | None
    place: Place
    name_place: Place


Syntax = LiteralValue | Name | Prefix | Infix | Duration | Apply


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    place: Place


def _tokens(text: str) -> list[_Token]:
    found = []
    for match in _TOKEN.finditer(text):
        kind, place = match.lastgroup or "bad", Place(match.start(), match.end())
        word = match[0]
        if kind == "space":
            continue
        if kind == "bad":
            cure = _FOREIGN.get(word, "see the list of operators: + - * / ^ < <= > >= = !=")
            raise SyntaxFault(f"`{word}` is no part of the language", place, cure)
        if kind == "date" and word[5:] not in ("Q1", "Q2", "Q3", "Q4"):
            raise SyntaxFault(f"`{word}` is no quarter", place, "quarters run from Q1 to Q4, as in `2022-Q4`")
        if kind == "number" and math.isinf(float(word.rstrip("%"))):
            raise SyntaxFault("the number is too large", place, "write a smaller number")
        if kind == "name" and word in _KEYWORDS:
            kind = "op" if word not in ("true", "false") else "truth"
        found.append(_Token(kind, "=" if word == "==" else word, place))
    found.append(_Token("end", "the end", Place(len(text), len(text) + 1)))
    return found


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = _tokens(text)
        self.at = 0
        self.depth = 0

    @property
    def next(self) -> _Token:
        return self.tokens[self.at]

    def take(self) -> _Token:
        token = self.tokens[self.at]
        self.at += token.kind != "end"
        return token

    def expect(self, text: str, why: str) -> _Token:
        if self.next.text != text or self.next.kind == "end":
            raise SyntaxFault(
                f"expected `{text}` {why}, found {self.shown(self.next)}", self.next.place, self.way_out(self.at)
            )
        return self.take()

    def way_out(self, at: int) -> str:
        """The cure for a token that cannot stand where it does, by what it is and what stands before it."""
        token, before = self.tokens[at], self.tokens[at - 1] if at else None
        after = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
        word = token.text.casefold()
        if token.kind == "end":
            opened = sum((t.text == "(") - (t.text == ")") for t in self.tokens if t.kind == "op")
            return "close each `(` with a `)`" if opened > 0 else "something is missing at the end" if before else ""
        if before is None:
            return ""
        if token.kind == "op":
            if token.text == ")":
                return "there is a `)` too many"
            if token.text == "(":
                return f"write `{before.text} * (...)`"
            if token.text == "," and before.kind == "number" and after is not None and after.kind == "number":
                return f"a decimal has a point: `{before.text}.{after.text}`"
            return _PAIRS.get((before.text, token.text), "")
        if word in _KEYWORDS:
            return f"write `{word}`, in small letters"
        if word in _WORDS:
            return _WORDS[word]
        if before.text.casefold() == "if":
            return _WORDS["then"]
        if before.kind == "number" and token.kind == "name":
            glued = before.place.end == token.place.at
            return (
                "write the number in plain digits"
                if glued
                else f"write `{before.text} * {token.text}`; units stand in `unit:`"
            )
        return ""

    @staticmethod
    def shown(token: _Token) -> str:
        return "the end of the expression" if token.kind == "end" else f"`{token.text}`"

    def expression(self, power: int = 0) -> Syntax:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise SyntaxFault(
                "the expression is nested too deeply", self.next.place, "name a part of it under `derived:`"
            )
        left = self.prefix()
        compared = False
        while self.next.kind == "op" and _POWER.get(self.next.text, 0) > power:
            token = self.take()
            op = token.text
            if _POWER[op] == 4:
                if compared:
                    raise SyntaxFault("comparisons cannot be chained", token.place, "write `x between a and b`")
                compared = True
            if op == "between":
                bound(left)  # it is written twice below, so it must not grow with every `between`
                low = self.expression(4)
                self.expect("and", "between the two ends of `between`")
                high = self.expression(4)
                place = Place(left.place.at, high.place.end)
                left = Infix("and", Infix(">=", left, low, place), Infix("<=", left, high, place), place)
                continue
            right = self.expression(_POWER[op] - (op == "^"))
            left = Infix(op, left, right, Place(left.place.at, right.place.end))
        self.depth -= 1
        return left

    def prefix(self) -> Syntax:
        token = self.take()
        match token.kind:
            case "number":
                value = float(token.text.rstrip("%")) / (100.0 if token.text.endswith("%") else 1.0)
                unit = self.next
                if (
                    unit.kind == "name"
                    and unit.text in ("turn", "turns", "quarter", "quarters")
                    and value == int(value)
                ):
                    self.take()
                    return Duration(int(value), Place(token.place.at, unit.place.end))
                return LiteralValue(value, token.place)
            case "date":
                year, quarter = token.text.split("-Q")
                return LiteralValue(float(int(year) * 4 + int(quarter) - 1), token.place, True)
            case "truth":
                return LiteralValue(token.text == "true", token.place)
            case "name":
                if self.next.text == "(" and self.next.kind == "op":
                    return self.call(token)
                return Name(tuple(token.text.split(".")), token.place)
        if token.text == "(" and token.kind == "op":
            inner = self.expression()
            self.expect(")", "to close the bracket")
            return inner
        if token.text in ("-", "+") and token.kind == "op":
            x = self.expression(7)
            return Prefix("-", x, Place(token.place.at, x.place.end)) if token.text == "-" else x
        if token.text == "not":
            x = self.expression(3)
            return Prefix("not", x, Place(token.place.at, x.place.end))
        at = self.at - (token.kind != "end")
        raise SyntaxFault(
            f"expected a number, a name or a bracket, found {self.shown(token)}", token.place, self.way_out(at)
        )

    def call(self, name: _Token) -> Syntax:
        self.take()
        args: list[Syntax] = []
        over: Name | None = None
        while not (self.next.text == ")" and self.next.kind == "op"):
            args.append(self.expression())
            if self.next.text == "over":
                self.take()
                axis = self.take()
                if axis.kind != "name":
                    raise SyntaxFault(
                        f"expected the name of an axis after `over`, found {self.shown(axis)}", axis.place
                    )
                over = Name((axis.text,), axis.place)
                break
            if self.next.text != ",":
                break
            self.take()
        end = self.expect(")", f"to close `{name.text}(`")
        return Apply(name.text, tuple(args), over, Place(name.place.at, end.place.end), name.place)


def parse(text: str) -> Syntax:
    """Parse one expression.

    Errors: SyntaxFault with the place in `text` and, where there is one, a cure.
    """
    parser = _Parser(text)
    tree = parser.expression()
    if parser.next.kind != "end":
        found = parser.shown(parser.next)
        raise SyntaxFault(f"expected an operator, found {found}", parser.next.place, parser.way_out(parser.at))
    bound(tree)
    return tree


def parts(tree: Syntax) -> tuple[Syntax, ...]:
    """The operands of a part, left to right."""
    match tree:
        case Prefix(x=x):
            return (x,)
        case Infix(a=a, b=b):
            return (a, b)
        case Apply(args=args):
            return args
        case _:
            return ()


def names_in(tree: Syntax) -> Iterator[Name]:
    """Every name in an expression, left to right."""
    if isinstance(tree, Name):
        yield tree
    for part in parts(tree):
        yield from names_in(part)


def is_moment(tree: Syntax) -> bool:
    """Whether it is a quarter: a date, `date`, or `first(...)`."""
    match tree:
        case LiteralValue(date=True) | Apply(name="first"):
            return True
        case Name(parts=("date",)):
            return True
    return False


def bound(tree: Syntax) -> None:
    """Refuse a tree that is too large or too deep for those who walk it."""
    waiting: list[tuple[Syntax, int]] = [(tree, 1)]
    count = 0
    while waiting:
        part, depth = waiting.pop()
        count += 1
        if depth > MAX_CHAIN or count > MAX_PARTS:
            cure = "name a part of it under `derived:`"
            raise SyntaxFault("the expression is too long", Place(tree.place.at, tree.place.at + 1), cure)
        waiting += [(inner, depth + 1) for inner in parts(part)]
