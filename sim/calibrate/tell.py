"""Takes a Fit and titles, gives the report as text: targets hit and missed, parameters, what the record does not tell."""

from __future__ import annotations

from collections.abc import Mapping

from sim.calibrate.fit import Fit
from sim.calibrate.yard import CHECKED
from sim.report.cells import Cells, aligned
from sim.report.targets import figure, short, wanted

Titles = Mapping[tuple[str, str], str]  # (scenario, target) or ("", parameter) -> title
LEAST_SHOWN = 4  # sets in an ensemble that may be called one
SAYS = {
    "pinned": "pinned on both sides",
    "above": "not below; above open",
    "below": "not above; below open",
    "silent": "the targets do not tell",
}


def text(fit: Fit, titles: Titles) -> str:
    """The whole report in plain characters; the same fit gives the same bytes."""
    targets, parameters = target_table(fit, titles), parameter_table(fit, titles)
    parts = [headline(fit), "", "TARGETS", aligned(targets, left=len(targets[0])), "", verdict(fit)]
    parts += ["", "PARAMETERS", aligned(parameters, left=len(parameters[0])), "", *sentences(fit)]
    return "\n".join(parts)


def headline(fit: Fit) -> str:
    """What was done, in one line."""
    books = ", ".join(f"{rules.id} {rules.version}" for rules in fit.space.books)
    return (
        f"{books}: {len(fit.space.free)} free parameters in {sum(fit.space.places):,} places, {len(fit.targets)} targets, "
        f"{fit.tried:,} sets tried in up to {fit.worlds:,} worlds each, seed {fit.seed}; judged in {CHECKED:,} worlds "
        "that no search has seen"
    )


def verdict(fit: Fit) -> str:
    """How many rows of the list of targets are hit, and which not."""
    rows = fit.rows
    missed = [row for row, hit in rows.items() if not hit]
    lead = f"{sum(rows.values())} of {len(rows)} rows hit"
    lead += f"; missed: {', '.join(missed)}" if missed else ""
    return f"{lead}. Loss {fit.loss:.3f}, with the values that stand in the rules {fit.loss_before:.3f}."


def target_table(fit: Fit, titles: Titles) -> Cells:
    """One line for each target."""
    found: Cells = [["row", "target", "scenario", "policy", "wanted", "before", "fitted", "off by", ""]]
    for t, (target, scenario) in enumerate(zip(fit.targets, fit.scenarios, strict=True)):
        found.append(
            [
                target.part_of, titles.get((scenario, target.id), target.id), scenario,
                target.policy + ("" if target.luck else ", no luck"), wanted(target), figure(target, float(fit.before[t])),
                figure(target, float(fit.found[t])), _off(float(fit.off[t])), "hit" if fit.hit[t] else "MISS",
            ]
        )  # fmt: skip
    return found


def parameter_table(fit: Fit, titles: Titles) -> Cells:
    """One line for each free parameter."""
    source = "by profile" if fit.profiles else "among the sets"
    found: Cells = [
        ["parameter", "prior", "in the rules", "fitted", f"interval {source}", "range", "unit", "places", "meaning"]
    ]
    for k, (free, value, (low, high)) in enumerate(zip(fit.space.free, fit.values, fit.intervals, strict=True)):
        says = f" ({_says(fit, k)})" if fit.profiles else ""
        title = titles.get(("", free.name.split(".", maxsplit=1)[0]), "")
        found.append(
            [
                free.name, short(free.prior), short(free.value), short(value), f"{short(low)} to {short(high)}{says}",
                f"{short(free.low)} to {short(free.high)}", free.unit, str(fit.space.places[k]), title,
            ]
        )  # fmt: skip
    return found


def _says(fit: Fit, k: int) -> str:
    """What the profile of a parameter says, and where it was left if that is nothing."""
    says = fit.profiles[k].says
    left = "at its prior" if fit.point[k] == fit.space.prior[k] else "moved, standing in for others that are silent"
    return SAYS[says] + (f": {left}" if says == "silent" else "")


def sentences(fit: Fit) -> list[str]:
    """What a reader should know before using the numbers."""
    sets = fit.sets.shape[1]
    found = [f"The ensemble holds {sets} set{'s' * (sets != 1)} that miss nothing which the best set hits."]
    if fit.worse:
        found.append(
            f"In worlds that no search has seen these values do worse than those that stand: what the search "
            f"saw in {fit.worlds:,} worlds was learnt by heart. Give more --worlds, or a larger --budget."
        )
    if sets < LEAST_SHOWN:
        found.append("That is too few to speak of doubt: give a larger --budget.")
    if fit.profiles:
        silent = [p.name for p in fit.profiles if p.says == "silent"]
        found.append(
            f"The targets do not tell {', '.join(silent)}."
            if silent
            else "The targets say something on every parameter."
        )
    else:
        found.append("Without --profiles an interval is only what the ensemble happened to reach.")
    own = fit.space.own
    if own:
        found.append(f"Not moved, because a scenario has a value of its own: {'; '.join(own)}.")
    return found


def _off(off: float) -> str:
    return "-" if off == 0.0 else f"{off:.2f}" if off < 100 else "far"
