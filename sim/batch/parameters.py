"""Takes settings as written (`memory=6`), gives the parameters of every world: which rows a name means and what may stand there."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim import engine
from sim.base.diagnostic import meant
from sim.base.errors import UsageError
from sim.engine.worlds import Floats
from sim.rulebook.rulebook import Parameter, Rulebook


def parameters(rules: Rulebook, settings: Sequence[str], ensemble: Floats | None = None) -> Floats:
    """[P, 1] the parameters of the rules, or [P, E] those of an ensemble, with `NAME=VALUE` settings applied in order.

    NAME is a parameter (`memory`) or a member of one (`nu.us.china`); a name that leaves members out sets all of them.
    Errors: UsageError naming the range or the nearest name.
    """
    params = np.array(engine.default_params(rules) if ensemble is None else ensemble, dtype=np.float64)
    for setting in settings:
        name, equals, text = (part.strip() for part in setting.partition("="))
        if not equals:
            raise UsageError(f"`{setting}` sets nothing", cure="write it as NAME=VALUE, for example memory=6")
        parameter, rows = rows_of(rules, name)
        try:
            value = float(text.removesuffix("%")) / (100.0 if text.endswith("%") else 1.0)
        except ValueError:
            raise UsageError(
                f"`{text}` in `{setting}` is not a number", cure="write it as NAME=VALUE with a number"
            ) from None
        within(parameter, name, value, text)
        params[rows] = value
    return params


def within(parameter: Parameter, name: str, value: float, text: str = "") -> None:
    """Refuse a value outside the range that the rules give a parameter.

    Errors: UsageError with the range.
    """
    if not parameter.low <= value <= parameter.high:
        raise UsageError(
            f"`{name}` cannot be {text or format(value, 'g')}",
            cure=f"its range is {parameter.low:g} to {parameter.high:g} {parameter.unit}".rstrip(),
        )


def rows_of(rules: Rulebook, name: str) -> tuple[Parameter, list[int]]:
    """The parameter that a name means, and its rows; a name that leaves members out means all of them.

    Errors: UsageError with the nearest name.
    """
    id, *members = name.split(".")
    parameter = rules.parameter.get(id)
    if parameter is None:
        raise UsageError(f"unknown parameter `{id}` in `{name}`", cure=_near(id, tuple(rules.parameter), "parameters"))
    if len(members) > len(parameter.axes):
        raise UsageError(f"`{name}` has too many parts", cure=f"`{id}` has {len(parameter.axes)} axes")
    sizes = [len(rules.group[axis.group].members) for axis in parameter.axes]
    table = np.arange(parameter.size).reshape(sizes) + parameter.row
    for axis, member in zip(parameter.axes, members, strict=False):
        known = rules.group[axis.group].members
        if member not in known:
            raise UsageError(f"unknown member `{member}` in `{name}`", cure=_near(member, known, axis.name))
        table = table[known.index(member)]
    return parameter, [int(row) for row in np.ravel(table)]


def _near(word: str, known: tuple[str, ...], what: str) -> str:
    return meant(word, known, f"the {what} are: {', '.join(known)}" if known else f"these rules have no {what}")
