"""Takes rules, gives them as somebody knows them who has not read the script: foreseen events come by chance, not on their date."""

from __future__ import annotations

from dataclasses import replace

from sim.rulebook.rulebook import Event, Rulebook


def unscripted(rules: Rulebook) -> Rulebook:
    """The same rules, each dated event that declares `foreseen:` drawn by that chance a quarter until it has come.

    Rows, cards and luck keep their places, so worlds of one go on under the other. Dates without `foreseen:` are public and stay.
    """
    return replace(rules, events=tuple(_drawn(e) for e in rules.events))


def _drawn(event: Event) -> Event:
    if event.foreseen is None:
        return event
    return replace(event, on=None, chance=event.foreseen)
