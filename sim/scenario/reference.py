"""The schema -> a reference of the scenario language in Markdown: every object, every key, its form, its default, one sentence.

Takes nothing but the schema and the sentences of `manual`; a test compares the reference in scenarios/README.md with it.
"""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from sim.scenario.manual import ABOUT
from sim.scenario.resolve import CLOCK, ELEMENTWISE, HISTORY, REDUCTIONS
from sim.scenario.shape import Field, Shape, scenario_shape

FORMS = {
    "expression": "a number, a yes or no, or a formula: `climate.us > 2 and not fired(summit)`",
    "range": "`0 to 1`, `-10 to 10`",
    "quarter": "`2022-Q1`",
    "time": "`3 quarters`, `4 to 24 quarters`",
    "axes": "`powers`, `[powers, goods]`, `[powers, powers as rival]`",
    "sources": "an id of seeds/, or a list: `[F042, M11]`",
    "ruleset": "`bamboo >=1, <2`",
    "figure": "a number or a quarter",
    "distance": "a number or a time",
    "text": "text",
    "names": "a list of ids",
}
FOUNDED = ("source", "assumed", "fitted")
_LOOKS_BACK = {
    "past": "`past(x, 4 turns)`: what it was", "change": "`change(x, 4 turns)`: now less then",
    "average": "`average(x, 4 turns)`, `average(x, game)`", "ever": "`ever(x > 3)`: at the end of any quarter so far",
    "first": "`first(x > 3)`: the quarter, to be compared with `2023-Q3`", "fired": "`fired(event)`, `fired(event.member)`",
    "since": "`since(event)`: quarters, 99 if never", "chosen": "`chosen(event.option)`: the last answer",
    "ordered": "`ordered(verb)`: the same orders hold it", "is": "`is(target, china)`, `is(self, rival)`",
}  # fmt: skip


def reference() -> Iterator[str]:
    """The lines of the reference."""
    yield "### Formulas"
    yield ""
    yield (
        "`or and not`, `< <= > >= = !=`, `x between a and b`, `+ - * / ^`, brackets, numbers, `35%`, quarters (`2022-Q1`). Names: "
        "`climate.us`, `climate.target` (of a verb), `climate.self` (of a member), a whole block where the result runs over it. "
        "Division by zero is 0. There is no assignment, no loop and no function of your own: every formula ends."
    )
    yield ""
    yield f"* The calendar: {', '.join(f'`{word}`' for word in CLOCK)}."
    yield f"* Number by number: {', '.join(f'`{name}`' for name in ELEMENTWISE)}; `min` and `max` of several values."
    yield f"* Over a group, `sum(x over powers)`: {', '.join(f'`{name}`' for name in REDUCTIONS)}; `hhi` is the sum of squared shares."
    for name in HISTORY:
        yield f"* {_LOOKS_BACK[name]}."
    yield ""
    yield "### Forms of values"
    yield ""
    yield from (f"* *{name}*: {form}" for name, form in FORMS.items())
    yield from _founded()
    for shape in _objects(scenario_shape(), {}).values():
        yield ""
        yield f"### {shape.name.capitalize()}"
        yield ""
        yield "| key | form | default | |"
        yield "|---|---|---|---|"
        own = [field for field in shape.fields if field.key not in FOUNDED]
        founded = len(own) == len(shape.fields) - len(FOUNDED)
        for field in own if founded else shape.fields:
            yield f"| `{field.key}` | {_form(field.shape)} | {_default(field)} | {field.about.replace('|', chr(92) + '|')} |"
        if founded:
            yield "| `source`, `assumed`, `fitted` | | | [Where its numbers come from](#where-numbers-come-from). |"


def _founded() -> Iterator[str]:
    """The keys that say where numbers come from, told once for all objects that have them."""
    yield ""
    yield "### Where numbers come from"
    yield ""
    yield "Objects whose last line says so have these keys; what stands within an object goes by them, too, unless it has its own."
    yield ""
    for key in FOUNDED:
        yield f"* `{key}`: {ABOUT[f'*.{key}'][0].lower()}{ABOUT[f'*.{key}'][1:]}"


def _objects(shape: Shape, found: dict[str, Shape]) -> dict[str, Shape]:
    """Every object of the schema, each once, in reading order."""
    if shape.kind == "object" and shape.name not in found:
        found[shape.name] = shape
        for field in shape.fields:
            _objects(field.shape, found)
    elif shape.inner is not None:
        _objects(shape.inner, found)
    return found


def _form(shape: Shape) -> str:
    match shape.kind:
        case "object":
            link = f"[{shape.name}](#{shape.name.replace(' ', '-')})"
            return f"{link}, or *{shape.short}*" if shape.short else link
        case "map":
            assert shape.inner is not None
            return f"map of {_form(shape.inner)}"
        case "list":
            assert shape.inner is not None
            return f"list of {_form(shape.inner)}"
        case "choice":
            return ", ".join(f"`{choice}`" for choice in shape.choices)
    return f"*{shape.name}*"


def _default(field: Field) -> str:
    if field.required:
        return "**needed**"
    if field.default is None or field.default in ("", (), [], {}) or isinstance(field.default, BaseModel):
        return ""
    shown = str(field.default).lower() if isinstance(field.default, bool) else f"{field.default}"
    if isinstance(field.default, tuple):
        shown = " to ".join(f"{x:g}" for x in field.default)
    return f"`{shown}`"
