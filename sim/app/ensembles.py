"""Parameter sets that worlds share out among them: those of a file, or those that lie with a ruleset.

Takes what the reader calls them, gives numbers.
"""

from __future__ import annotations

from pathlib import Path

from sim.app.files import find_scenario, fitted_sets, ledger, library, read_text, scenario_folders
from sim.base.errors import BambooError, UsageError
from sim.engine.worlds import Floats
from sim.rulebook.rulebook import Rulebook
from sim.scenario import compile_scenario, examine

FITTED = "fitted"  # stands for the ensemble that lies with the ruleset


def parameter_sets(scenario: str, rules: Rulebook, ensemble: Path | None, drawn: list[str]) -> Floats | None:
    """[P, E] the parameter sets of a file that `calibrate --out` wrote, or of the ruleset's own ensemble; None: the rules' values."""
    from sim.calibrate.ensemble import from_ruleset, from_table, unknown

    whole = ensemble is not None and str(ensemble) == FITTED
    if ensemble is not None and not whole:
        if drawn:
            raise UsageError(f"`{drawn[0]}={FITTED}` beside --ensemble FILE", cure="draw from one ensemble")
        text = read_text(ensemble, "the ensemble")
        others = unknown(text, rules, str(ensemble))
        return from_table(text, rules, str(ensemble), _known_elsewhere() if others else ())
    if not whole and not drawn:
        return None
    found = fitted_sets(scenario, rules.lineage)
    if found is None:
        raise UsageError(
            f"no ruleset of `{rules.id}` has been fitted",
            cure="`calibrate --write` puts an ensemble beside the ruleset",
        )
    id, text, place = found
    root = rules if id == scenario else compile_scenario(find_scenario(id), ledger(), library()).rules
    return from_ruleset(rules, root, text, place, () if whole else drawn)


def _known_elsewhere() -> set[str]:
    """Every parameter of every sound scenario: `calibrate A B` writes one table for both."""
    from sim.calibrate.free import elements

    found: set[str] = set()
    for folder in scenario_folders():
        compiled, report = examine(folder, ledger(), library())
        if compiled is not None and report.ok:
            found |= {free.name for p in compiled.rules.parameters for _, free in elements(compiled.rules, p)}
    return found


def held_possible(rules: Rulebook) -> Floats | None:
    """[P, E] the parameter sets that fit the record as well as the ruleset's own; None where nothing was fitted to these rules."""
    try:
        if fitted_sets(rules.id, rules.lineage) is None:
            return None
        return parameter_sets(rules.id, rules, Path(FITTED), [])
    except BambooError:  # rules of a save or of a writer, whose ruleset is not here or has other parameters by now
        return None
