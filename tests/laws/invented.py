"""Takes a source of choices, gives small scenarios that nobody would write: every feature of the language, put together blindly.

A scenario is made as plain data and goes through the compiler as text, as any author's does. Formulas may be nonsense; the laws
must hold all the same.
"""

from __future__ import annotations

import json
from random import Random
from typing import Any

from sim.facts.ledger import Ledger
from sim.rulebook.rulebook import Rulebook
from sim.scenario import compile_texts

Doc = dict[str, Any]
ASSUMED = {"assumed": "invented"}
SCALARS = ("heat", "calm", "purse")
BLOCKS = ("tie", "pulse", "split")  # over powers
TRACKED = ("heat", "tie.a", "glow", "tie.b")
HISTORY_EVENTS = ("ball", "storm", "gift.b")


def invented(choices: Random) -> Rulebook:
    """The rules of one scenario, all chosen by `choices`."""
    return compiled(document(choices, "invented"))


def compiled(doc: Doc) -> Rulebook:
    """The rules of a scenario that is given as plain data."""
    id = str(doc["id"])
    return compile_texts({id: {"all.yaml": json.dumps(doc)}}, id, Ledger({}, {}, {})).rules


def titled(**content: Any) -> Doc:
    """An object with a title and the confession that it is invented."""
    return {"title": {"en": "x", "vi": "x"}, **ASSUMED, **content}


class Writer:
    """Writes formulas. `scope` names what is bound: "" nothing, else `powers` (an axis), `self` or `target`."""

    def __init__(self, choices: Random) -> None:
        self.r = choices

    def number(self, low: float = -2.0, high: float = 2.0) -> str:
        return repr(round(self.r.uniform(low, high), 3))

    def name(self, scope: str) -> str:
        """A number that can be read in this scope."""
        kind = self.r.randrange(9)
        block = self.r.choice(BLOCKS)
        if kind == 0:
            return self.r.choice(("memory", "weight.a", "weight.c"))
        if kind == 1:
            return self.r.choice(("turn", "quarter"))
        if kind == 2:
            return self.r.choice(("glow", "works.a", "long.b"))
        if kind == 3:
            return f"{self.r.choice(('sum', 'mean', 'min', 'max', 'hhi'))}({block} over powers)"
        if scope == "powers":
            return self.r.choice(
                (block, "nearness", "weight", "works", f"share({block} over powers)", "if(is(powers, b), tie, pulse)")
            )
        if scope:
            return self.r.choice(
                (f"{block}.{scope}", f"nearness.{scope}", f"weight.{scope}", f"if(is({scope}, a), 1, heat)")
            )
        return self.r.choice((*SCALARS, f"{block}.{self.r.choice('abc')}", "grid.p.b"))

    def past(self) -> str:
        tracked = self.r.choice(TRACKED)
        return self.r.choice(
            (
                f"past({tracked}, {self.r.randint(1, 3)} turns)",
                f"change({tracked}, {self.r.randint(1, 3)} turns)",
                f"average({tracked}, {self.r.randint(1, 4)} turns)",
                f"average({tracked}, game)",
                f"since({self.r.choice(HISTORY_EVENTS)})",
            )
        )

    def value(self, scope: str = "", depth: int = 2) -> str:
        """A formula that gives a number."""
        if depth == 0:
            return self.r.choice((self.name(scope), self.name(scope), self.number()))
        x, y = self.value(scope, depth - 1), self.value(scope, depth - 1)
        return self.r.choice(
            (
                f"({x} {self.r.choice('+-*')} {y})",
                f"({x} {self.r.choice('+-*')} {y})",
                f"{x} / (1 + abs({y}))",
                f"{self.r.choice(('min', 'max'))}({x}, {y})",
                f"clamp({x}, -1, 2)",
                f"if({self.test(scope)}, {x}, {y})",
                f"logistic({x})",
                f"exp(clamp({x}, -3, 3))",
                f"log(1 + abs({x}))",
                f"sqrt(abs({x}))",
                f"abs({x}) ^ 0.7",
                f"floor({x})",
                f"-({x})",
                self.past(),
            )
        )

    def small(self, scope: str = "", depth: int = 2) -> str:
        """A formula that gives a number between -0.6 and 0.6."""
        return f"0.6 * clamp({self.value(scope, depth)}, -1, 1)"

    def test(self, scope: str = "") -> str:
        """A condition that the declared ranges do not decide."""
        tests = [
            f"heat > {self.number(1, 8)}",
            f"calm <= {self.number(-2, 2)}",
            f"tie.{self.r.choice('abc')} between -1 and {self.number(0, 2)}",
            f"count(tie > {self.number(-1, 1)} over powers) >= {self.r.randint(1, 2)}",
            f"any(pulse > {self.number(0.2, 1)} over powers)",
            f"all(tie < {self.number(0, 3)} over powers)",
            f"turn > {self.r.randint(1, 3)}",
            f"quarter = {self.r.randint(1, 4)}",
            f"fired({self.r.choice(HISTORY_EVENTS)})",
            f"chosen(ball.{self.r.choice(('yes', 'no'))})",
            "fired(gift.c)",
            f"ever(heat > {self.number(2, 6)})",
            "date >= 2001-Q1",
        ]
        if scope in ("self", "target"):
            tests += [f"tie.{scope} > {self.number(-1, 1)}", f"is({scope}, b) or heat > 2"]
        picked = self.r.sample(tests, 2)
        return self.r.choice((picked[0], f"{picked[0]} and {picked[1]}", f"{picked[0]} or not ({picked[1]})"))

    def effects(self, scope: str = "", most: int = 3) -> Doc:
        """What an act does."""
        targets = ["heat", "calm", "tie", "tie.a", "pulse.b", "works.c", "grid.p", "grid.q.c", "split.a", "long"]
        if scope:
            targets += [f"tie.{scope}", f"pulse.{scope}", f"works.{scope}", f"long.{scope}"]
        found: Doc = {}
        for target in self.r.sample(targets, self.r.randint(1, most)):
            free = target in ("tie", "long", "grid.p") and self.r.random() < 0.5
            found[target] = f"0.2 * nu.powers.{scope or 'a'} + {self.small(scope, 1)}" if free else self.small(scope, 1)
        return found


def document(choices: Random, id: str) -> Doc:
    """A whole scenario as plain data."""
    w = Writer(choices)
    r = choices
    return {
        "format": 1, "id": id, "version": "1.0.0", "title": {"en": "x", "vi": "x"},
        "clock": {"start": "2000-Q2", "turns": r.randint(4, 7), "cards": r.randint(1, 2), "memos": r.randint(0, 2)},
        "groups": {"powers": {"title": {"en": "x", "vi": "x"}, "members": ["a", "b", "c"]}, "sides": {"title": {"en": "x", "vi": "x"}, "members": ["p", "q"]}},
        "parameters": {
            "memory": titled(value=0.25, range="0 to 1"),
            "weight": titled(**{"for": "powers"}, value={"a": 0.5, "b": -0.4, "c": 1}, range="-2 to 2"),
            "nu": titled(**{"for": ["powers", "powers as gainer"]}, value={"a": {"b": 0.3, "c": -0.2}, "b": {"a": 0.7}}, range="-1 to 1"),
        },
        "variables": {
            "purse": titled(range="0 to 5", start=3, change={"fresh": titled(formula="max(0, 3 - purse)")}),
            "heat": titled(range="0 to 10", start=2, good="low", change={"term": titled(formula=w.small())}),
            "calm": titled(range="-3 to 3", change={"one": titled(formula=w.small()), "two": titled(formula=w.small())}),
            "tie": titled(
                **{"for": "powers"}, range="-5 to 5", start={"a": 1, "b": -0.5, "c": 2}, sight=r.choice((0, 0.4)),
                change={"fade": titled(formula="-memory * tie"), "envy": titled(formula="-0.1 * sum(nu * pulse.gainer over gainer)"), "any": titled(formula=w.small("powers"))},
            ),
            "pulse": titled(**{"for": "powers"}, range="0 to 4", change={"spent": titled(formula="-pulse")}),
            "split": titled(**{"for": "powers"}, range="0 to 1", start={"a": 0.2, "b": 0.3, "c": 0.5}, sums_to=1),
            "grid": titled(**{"for": ["sides", "powers"]}, range="-2 to 2", start={"p": {"a": 1}}, change={"any": titled(formula=f"0.1 * tie - 0.2 * grid + {w.small('powers', 1)}")}),
        },
        "derived": {
            "glow": titled(formula=f"heat / 2 + {w.small('', 1).replace('glow', 'calm')}"),
            "nearness": titled(**{"for": "powers"}, formula="max(tie, -tie) * weight - if(fired(storm), 0.1, 0)"),
        },
        "delays": {
            "works": {"for": "powers", "lag": f"{r.randint(1, 3)} quarters", "inflow": w.small("powers", 1), **ASSUMED},
            "long": {"for": "powers", "lag": f"{r.randint(1, 2)} to {r.randint(3, 5)} quarters", "start": {"a": 1}, **ASSUMED},
        },
        "verb_groups": {key: {"title": {"en": key, "vi": key}} for key in ("talk", "deal", "guard", "home")},
        "actions": {
            "visit": titled(group="talk", target="powers", cost={"purse": 2}, when=w.test("target"), effects=w.effects("target")),
            "deal": titled(group="deal", target="powers", cost={"purse": "if(heat > 3, 2, 1)", "heat": 0.25}, effects=w.effects("target")),
            "drill": titled(group="guard", cost={"purse": 1}, when=f"not ordered(visit) or {w.test()}", effects=w.effects()),
            "rest": titled(group="home", effects={"calm": {"set": w.small()}}),
            "base": titled(group="guard", forbidden=True, reason={"en": "no", "vi": "no"}),
        },
        "moves": {
            "stance": {
                "for": "powers", **ASSUMED,
                "options": {
                    "court": titled(utility=w.value("self"), effects=w.effects("self")),
                    "press": titled(utility=w.value("self"), effects=w.effects("self")),
                    "hold": titled(utility="0"),
                },
            },
            "sky": {**ASSUMED, "options": {"rain": titled(utility=w.value(), effects=w.effects()), "sun": titled(utility="0.5")}},
        },
        "events": {
            "ball": titled(
                kind="card", again=f"{r.randint(1, 3)} quarters", stake=w.value(), advice={"yes": "1", "no": "abs(heat)"}, effects=w.effects(),
                options={"yes": titled(cost={"purse": 1}, effects=w.effects()), "no": titled(when=w.test(), effects=w.effects(), history="chosen"), "wait": titled(effects=w.effects())},
            ),
            "second": titled(kind="card", when=w.test(), stake=w.value(), again="1 quarters", options={"yes": titled(effects=w.effects()), "no": titled()}),
            "favour": titled(
                kind="memo", **{"for": "powers"}, chance=f"clamp({w.value('self')}, 0.1, 0.9)", again="1 quarters", limit=r.randint(1, 2), stake="tie.self",
                options={"grant": titled(cost={"purse": 1}, effects=w.effects("self")), "refuse": titled(effects=w.effects("self"))},
            ),
            "echo": titled(kind="chain", after="ball.yes", lag="0 quarters", again="1 quarters", chance="1 / 3", effects=w.effects()),
            "letter": titled(kind="chain", after="favour.grant", lag=f"{r.randint(1, 2)} quarters", again="1 quarters", main=r.random() < 0.5, options={"read": titled(effects=w.effects()), "burn": titled()}),
            "gift": titled(kind="news", **{"for": "powers"}, when=w.test("self"), again="2 quarters", effects=w.effects("self")),
            "storm": titled(kind="hazard", chance=f"clamp({w.value()}, 0.2, 0.8)", again="1 quarters", effects=w.effects(), options={"help": titled(cost={"purse": 1}, effects=w.effects()), "pass": titled()}),
            "fire": titled(kind="hazard", chance="0.3 * if(chosen(ball.no), 2, 1)", again="2 quarters", effects=w.effects()),
            "decree": titled(kind="shock", on="2000-Q4", date_assumed="invented", effects={"heat": {"set": "4"}, "split.b": "0.3"}),
            "feast": titled(kind="memo", on="2001-Q1", date_assumed="invented", options={"go": titled(effects=w.effects()), "stay": titled()}),
        },
        "outcomes": {
            "good": titled(formula="50 + 10 * average(calm, game) - heat"),
            "near": titled(formula="20 * average(glow, 4 turns) + sum(tie over powers)"),
        },
        "endings": {"over": titled(lamp=f"heat > {w.number(1.2, 5)}", when=f"heat > {w.number(2, 8)}")},
        "history": {"2000-Q2": {"orders": ["visit a"]}, "2000-Q3": {"orders": ["deal b", "rest"]}},
        "screen": {"attention": "purse", "relations": "tie", "numbers": ["heat", "glow"], "judgements": ["good", "near"]},
    }  # fmt: skip
