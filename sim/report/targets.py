"""Takes a target, gives it in words: what is wanted of the figure, and figures as quarters where they are dates."""

from __future__ import annotations

from sim.rulebook.expression import NEVER
from sim.rulebook.rulebook import quarter_name
from sim.rulebook.target import Target


def wanted(target: Target) -> str:
    """What a target asks for."""

    def say(x: float) -> str:
        return figure(target, x)

    if target.value is not None:
        return f"{say(target.value)} ± {target.tolerance:g}"
    if target.at_least is not None and target.at_most is not None:
        return f"{say(target.at_least)} to {say(target.at_most)}"
    return (
        f"at least {say(target.at_least)}" if target.at_least is not None else f"at most {say(target.at_most or 0.0)}"
    )


def figure(target: Target, x: float) -> str:
    """A figure of a target, as a quarter where it is one."""
    if not target.dated or target.by in ("share", "ratio"):
        return short(x)
    return "never" if x >= NEVER - 1 else quarter_name(round(x))


def short(x: float) -> str:
    """A number with three digits that count."""
    return f"{x:.3g}" if abs(x) < 1e4 else f"{x:,.0f}"
