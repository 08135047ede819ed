"""Takes forecasts and the advisers of a scenario, gives what each expects by its own weights, what it would take, how well it foresaw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.engine.worlds import Floats
from sim.play.forecast import Forecast
from sim.report.chronicle import Chronicle
from sim.report.counsel import Voice, Weight
from sim.report.names import Measure, Names
from sim.rulebook.screen import Voice as Eyes

LEVEL = 0.8  # the band whose record is kept
ENOUGH = 100  # futures from which a forecast counts for the record


@dataclass(frozen=True, slots=True)
class Track:
    """How the bands of the coming quarter have held so far, number by number."""

    held: Mapping[str, int]
    told: Mapping[str, int]


def bands(forecast: Forecast | None) -> dict[str, tuple[float, float]]:
    """The bands of the coming quarter for the notebook, by name; none where the forecast is too rough for the record."""
    if forecast is None or forecast.futures < ENOUGH or not forecast.horizon:
        return {}
    low, high = forecast.band(LEVEL)
    return {name: (float(low[0, i]), float(high[0, i])) for i, name in enumerate(forecast.names)}


def track(names: Names, chronicle: Chronicle) -> Track:
    """What the notebook's bands were worth, as the numbers were seen afterwards."""
    held: dict[str, int] = {}
    told: dict[str, int] = {}
    for turn, kept in chronicle.game.notebook.bands.items():
        for name, (low, high) in kept.items():
            measure = names.find(name)
            if measure is None or not measure.single or turn > len(chronicle.game.turns):
                continue
            value = float(chronicle.block(measure.id, turn)[measure.index or 0])
            told[name] = told.get(name, 0) + 1
            held[name] = held.get(name, 0) + (low - 1e-9 <= value <= high + 1e-9)
    return Track(held, told)


def voices(
    names: Names, forecast: Forecast, rivals: Mapping[str, tuple[str, Forecast | None]], record: Track
) -> tuple[Voice, ...]:
    """What every adviser says of one forecast.

    Args:
        rivals: option id ("" for waiting) -> (its title, its forecast) of the paper in question; empty where it is no paper.
    """
    return tuple(_voice(names, eyes, forecast, rivals, record) for eyes in names.rules.advisers)


def _voice(
    names: Names, eyes: Eyes, forecast: Forecast, rivals: Mapping[str, tuple[str, Forecast | None]], record: Track
) -> Voice:
    say = names.phrases
    parts = _parts(names, eyes, forecast.names)
    score = expects(names, parts, forecast)
    scored = {id: (title, expects(names, parts, f)) for id, (title, f) in rivals.items() if f is not None and f.horizon}
    best = max(scored, key=lambda id: scored[id][1]) if scored else ""
    text = say("voice_expects", amount=say.signed(score, 1))
    if scored and scored[best][1] > score + 0.05:
        text = say(
            "voice_rather", amount=say.signed(score, 1), title=scored[best][0], other=say.signed(scored[best][1], 1)
        )
    told = sum(record.told.get(name, 0) for name, _, _ in parts)
    held = sum(record.held.get(name, 0) for name, _, _ in parts)
    weighed = sum(w * record.told.get(name, 0) for name, w, _ in parts)
    right = sum(w * record.held.get(name, 0) for name, w, _ in parts)
    share = right / weighed if weighed else None
    whole = sum(weight for _, weight in eyes.weights)
    weights = []
    for id, weight in eyes.weights:
        block = names.find(id)
        assert block is not None
        title = names.bare_title(block)
        weights.append(Weight(id, title, weight / whole, say.value(weight / whole, "share", 2)))
    return Voice(
        id=eyes.id,
        title=names.plain("advisers", eyes.id, "title"),
        about=names.plain("advisers", eyes.id, "about", default=""),
        icon=names.words.word("advisers", eyes.id, "icon") or "user",
        weights=tuple(weights),
        text=text,
        prefers=best,
        accuracy=share,
        accuracy_text=say("voice_none")
        if share is None
        else say("voice_held", held=held, told=told, share=say.value(share, "share", 2)),
    )


def _parts(names: Names, eyes: Eyes, known: Sequence[str]) -> list[tuple[str, float, Measure]]:
    """(name, share, measure) of the single numbers that an adviser looks at; a block counts its members alike."""
    whole = sum(weight for _, weight in eyes.weights)
    found = []
    for id, weight in eyes.weights:
        block = names.find(id)
        singles = [m for m in names.each(block) if m.name in known] if block else []
        found += [(m.name, weight / whole / len(singles), m) for m in singles]
    return found


def expects(names: Names, parts: Sequence[tuple[str, float, Measure]], forecast: Forecast) -> float:
    """The expected change a year ahead in points of an adviser's own scale: each number as a share of its range, for the better."""
    mean: Floats = forecast.mean[-1]
    at = {name: i for i, name in enumerate(forecast.names)}
    total = 0.0
    for name, share, measure in parts:
        width = measure.high - measure.low
        if np.isfinite(width) and width > 0 and name in at:
            total += share * (measure.good or 1) * (float(mean[at[name]]) - float(forecast.now[at[name]])) / width
    return 100.0 * total
