"""Takes a forecast, gives what it says: fans with their bands in words, and chances of crises, lamps and endings."""

from __future__ import annotations

import math

import numpy as np

from sim.engine.worlds import Bools, Floats
from sim.play.forecast import Forecast
from sim.report.counsel import Bands, ChanceLine, Fan, Outlook, Voice
from sim.report.names import Measure, Names
from sim.report.phrases import verdict

PATHS = 6  # futures drawn as lines
SAID = 0.02  # a chance below it is left out
TELLING = 0.35  # the chance that the words look for: neither sure nor far-fetched
STEPS = 20  # round thresholds in a range


def outlook(
    names: Names,
    title: str,
    found: Forecast | None,
    waiting: Forecast | None = None,
    bots: tuple[str, ...] = (),
    voices: tuple[Voice, ...] = (),
) -> Outlook:
    """The forecast in words. `waiting` is the forecast of leaving the paper unanswered, for the differences."""
    if found is None or not found.horizon:
        return Outlook(title, (), (), (), 0, 0 if found is None else found.wanted, names.phrases("outlook_none"))
    fans = tuple(_fan(names, found, waiting, i) for i in range(len(found.names)))
    note = names.phrases(
        "outlook_note", futures=names.phrases.number(found.futures, 0), bots=names.phrases.governments(bots)
    )
    return Outlook(title, fans, chances(names, found, waiting), voices, found.futures, found.wanted, note)


def _fan(names: Names, found: Forecast, waiting: Forecast | None, at: int) -> Fan:
    measure = names.find(found.names[at])
    assert measure is not None
    start = names.rules.start + found.turn - 1
    (low80, high80), (low50, high50), middle = found.band(0.8), found.band(0.5), found.quantile(0.5)
    quarters = tuple(
        Bands(
            date=names.phrases.date(start + h),
            low80=float(low80[h, at]),
            low50=float(low50[h, at]),
            middle=float(middle[h, at]),
            high50=float(high50[h, at]),
            high80=float(high80[h, at]),
            text=between(names, measure, float(low80[h, at]), float(high80[h, at])),
        )
        for h in range(found.horizon)
    )
    now = float(found.now[at])
    change = quarters[-1].middle - now
    good = verdict(change, measure.good, measure.unit, measure.decimals)
    words, threshold, chance = in_words(names, measure, found.values[-1, at])
    note = ""
    if waiting is not None and waiting is not found:
        both = min(found.futures, waiting.futures)
        apart = float((found.values[-1, at, :both] - waiting.values[-1, at, :both]).mean())
        note = names.phrases("against_waiting", amount=names.change(measure, apart, 1))
    return Fan(
        name=measure.name,
        title=names.title(measure),
        now=now,
        now_text=names.value(measure, now),
        low=measure.low,
        high=measure.high,
        quarters=quarters,
        words=words,
        threshold=threshold,
        paths=tuple((now, *map(float, found.values[:, at, f])) for f in range(min(PATHS, found.futures))),
        change=change,
        change_text=names.phrases.arrow(change, good, measure.unit, measure.decimals),
        good=good,
        note=note,
        above=measure.good < 0,
        chance=chance,
    )


def between(names: Names, measure: Measure, low: float, high: float) -> str:
    """A band as text, with a decimal more where its ends would read the same."""
    more = 0 if names.value(measure, low) != names.value(measure, high) or low == high else 1
    first, last = names.value(measure, low, more), names.value(measure, high, more)
    return first if first == last else names.phrases("range", low=first, high=last)


def near(names: Names, measure: Measure, values: Floats, date: str) -> str:
    """Where a single number may stand after the coming quarter, in one sentence: the central 80 % of the futures."""
    low, high = (float(x) for x in np.quantile(values, (0.1, 0.9), method="weibull"))
    id = "outlook_near_sure" if float(np.ptp(values)) == 0 else "outlook_near"
    return names.phrases(id, date=date, range=between(names, measure, low, high))


def in_words(names: Names, measure: Measure, values: Floats) -> tuple[str, float | None, float]:
    """A spread as one short sentence, its round threshold and its chance: "2 in 5: below 35"; on the side that the player fears."""
    width = measure.high - measure.low
    if not 0 < width < math.inf:
        width = float(np.ptp(values)) * 4 or 1.0
    step = _round_step(width / STEPS)
    lows = np.arange(math.floor(float(values.min()) / step), math.ceil(float(values.max()) / step) + 1) * step
    up = measure.good < 0
    best: tuple[float, float, float] | None = None
    for threshold in lows:
        p = float((values > threshold).mean() if up else (values < threshold).mean())
        if 0.1 <= p <= 0.9 and (best is None or abs(p - TELLING) < best[0]):
            best = (abs(p - TELLING), float(threshold), p)
    if best is None:
        low, high = float(values.min()), float(values.max())
        return names.phrases("outlook_sure", range=between(names, measure, low, high)), None, 0.0
    _, threshold, p = best
    id = "outlook_above" if up else "outlook_below"
    more = 0 if abs(round(threshold, measure.decimals) - threshold) < 1e-9 else 1
    return names.phrases(id, chance=names.phrases.chance(p), value=names.value(measure, threshold, more)), threshold, p


def _round_step(about: float) -> float:
    """The nearest of 1, 2, 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(about))
    return min((1.0, 2.0, 5.0, 10.0), key=lambda x: abs(math.log(x * power / about))) * power


def chances(names: Names, found: Forecast, waiting: Forecast | None = None) -> tuple[ChanceLine, ...]:
    """Crises, lamps that are dark now, and endings, likeliest within the year first."""
    say, rules = names.phrases, names.rules
    lines: list[ChanceLine] = []

    def add(kind: str, id: str, title: str, share: Floats, other: Floats | None) -> None:
        soon, year = float(share[0]), float(share[-1])
        if max(soon, year) < SAID:
            return
        text = say("chance_soon_year", soon=say.chance(soon), year=say.chance(year))
        lines.append(ChanceLine(id, kind, title, soon, year, text, 0.0 if other is None else year - float(other[-1])))

    tables: list[tuple[str, tuple[str, ...], Bools, Bools | None]] = [
        ("crisis", found.crises, found.happened, None if waiting is None else waiting.happened),
        ("ending", found.endings, found.ended, None if waiting is None else waiting.ended),
        ("lamp", found.endings, found.lit, None if waiting is None else waiting.lit),
    ]
    for kind, ids, what, other in tables:
        shares = found.chance(what)
        others = None if waiting is None or other is None else waiting.chance(other)
        for i, id in enumerate(ids):
            if kind == "crisis":
                number = rules.event_index[id]
                event = rules.events[number]
                title = names.plain("events", id, "title", self_="…") if event.group else names.event_title(number, 0)
            else:
                title = names.plain("endings", id, "title")
                if kind == "lamp":
                    text = names.plain("endings", id, "lamp_text", default="")
                    told = text.removesuffix(".")
                    title = say("outlook_lamp", ending=title, text=told) if told else say("lamp_near", ending=title)
            add(kind, id, title, shares[:, i], None if others is None else others[:, i])
    return tuple(sorted(lines, key=lambda line: -line.year))
