"""A scenario's folder (or the texts in a save) -> Rulebook and Phrasebook, with all diagnostics.

The one door into `sim.scenario`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sim.base.diagnostic import Diagnostic, Report
from sim.base.document import Document
from sim.base.errors import ScenarioError
from sim.facts.ledger import Ledger
from sim.rulebook.phrasebook import Phrasebook
from sim.rulebook.rulebook import Rulebook
from sim.rulebook.target import Target
from sim.scenario import check
from sim.scenario.acts import Acts
from sim.scenario.blocks import Blocks, TooLarge
from sim.scenario.fate import check_fate
from sim.scenario.load import Chain, Folder, Texts, load_folder, load_texts
from sim.scenario.provenance import Count, count_numbers
from sim.scenario.record import check_readings, make_script
from sim.scenario.schema import ScenarioIn
from sim.scenario.targets import make_checks, make_targets
from sim.scenario.validate import sound_part, validate
from sim.scenario.words import phrasebook

MOST_USERS = 3


@dataclass(frozen=True, slots=True)
class Compiled:
    """Rules, words, the texts they were made of, and how well they are founded."""

    rules: Rulebook
    words: Phrasebook
    texts: Texts
    count: Count
    report: Report
    document: Document  # merged with what it extends, with the place of every value
    trial: Rulebook  # the same rules, which also remember what the scenario's targets ask for, and hold these targets
    exam: Rulebook  # likewise, with the author's own checks as targets
    idle: tuple[tuple[str, str], ...]  # (section, id) of its own parameters and delays that nothing reads

    @property
    def playable(self) -> bool:
        """Whether it has a clock; a ruleset that others extend has none."""
        return self.rules.turns > 0


def examine(folder: Folder, ledger: Ledger, library: Folder | None = None) -> tuple[Compiled | None, Report]:
    """Compile a folder and keep going on errors; never raises for what an author wrote."""
    report = Report()
    chain = load_folder(folder, library, report)
    return (_compile(chain, ledger, report) if chain else None), report


def compile_scenario(folder: Folder, ledger: Ledger, library: Folder | None = None) -> Compiled:
    """Compile a folder.

    Errors: ScenarioError with every diagnostic, if there is an error.
    """
    compiled, report = examine(folder, ledger, library)
    if compiled is None or not report.ok:
        raise ScenarioError(report)
    return compiled


def compile_texts(texts: Texts, id: str, ledger: Ledger) -> Compiled:
    """Compile the texts that a save embeds; `id` is the folder's name.

    Errors: ScenarioError if the texts have an error.
    """
    report = Report()
    chain = load_texts(texts, id, report)
    compiled = _compile(chain, ledger, report) if chain else None
    if compiled is None or not report.ok:
        raise ScenarioError(report)
    return compiled


def _compile(chain: Chain, ledger: Ledger, report: Report) -> Compiled | None:
    model = validate(chain.document, report, ScenarioIn)
    compiled = None
    if model is not None:
        compiled = _build(model, chain, ledger, report)
    else:
        _check_rest(chain, ledger, report)
    report.amend(lambda found: _with_new_name(_with_users(found, chain), chain, report))
    return compiled


def _with_users(found: Diagnostic, chain: Chain) -> Diagnostic:
    """What is wrong in a template shows up in each member of its family: name the first of them, too."""
    users = [] if found.span is None else [member for body, member in chain.uses if body.holds(found.span)]
    return replace(found, also=(*found.also, *users[:MOST_USERS])) if users else found


def _with_new_name(found: Diagnostic, chain: Chain, report: Report) -> Diagnostic:
    """An unknown word that was an id once: say what it is called now, or who removed it."""
    value = chain.document.value
    renamed = value.get("renamed") if isinstance(value, dict) else None
    if found.span is None or found.code not in ("E102", "E131", "E201", "E133", "E148"):
        return found
    word = report.under(found.span).strip("\"'").split(".")[0].split(" ")[0]
    if word in chain.removed and not chain.removed[word].holds(found.span):
        return replace(found, cure=f"it is removed at {chain.removed[word]}: remove or change what uses it, too")
    if not isinstance(renamed, dict):
        return found
    for names in renamed.values():
        if isinstance(names, dict) and isinstance(names.get(word), str):
            return replace(found, cure=f"it is called `{names[word]}` now; `migrate` changes it everywhere")
    return found


def _check_rest(chain: Chain, ledger: Ledger, report: Report) -> None:
    """Where some objects break the schema, the others are checked as well; what may follow from the breakage is left out."""
    model, damaged = sound_part(chain.document)
    if model is None:
        return
    rest = Report(report.texts)
    _build(model, chain, ledger, rest)
    names = {f"`{path[1]}{end}" for path in damaged for end in "`."}
    areas = [(chain.document.key_span(path), chain.document.span(path)) for path in damaged]
    for found in rest.diagnostics:
        span = found.span
        if span is None or any(name in found.message for name in names):
            continue
        if not any(
            span.file == first.file and (first.line, first.column) <= (span.line, span.column)
            and (span.end_line, span.end_column) <= (last.end_line, last.end_column)
            for first, last in areas
        ):  # fmt: skip
            report.extend([found])


def _build(model: ScenarioIn, chain: Chain, ledger: Ledger, report: Report) -> Compiled | None:
    try:
        blocks = Blocks(model, chain.document, report)
    except TooLarge:
        return None
    acts = Acts(blocks)
    clock = model.clock
    start, turns = (clock.start, clock.turns) if clock else (0, 0)
    derived = blocks.make_all_derived()
    variables = blocks.make_variables()
    delays = blocks.make_delays()
    actions, moves, events = acts.actions(), acts.moves(), acts.events(start, turns)
    rules = Rulebook(
        id=model.id,
        version=model.version,
        lineage=chain.lineage,
        start=start,
        turns=turns,
        cards=clock.cards if clock else 1,
        memos=clock.memos if clock else 2,
        groups=tuple(blocks.groups.values()),
        parameters=blocks.parameters,
        variables=variables,
        derived=derived,
        delays=delays,
        actions=actions,
        moves=moves,
        events=events,
        outcomes=acts.outcomes(),
        endings=acts.endings(),
        history=acts.history(start, turns),
        screen=acts.screen(),
        advisers=acts.advisers(),
        trackers=acts.trackers(),
        tallies=tuple(blocks.tallies.values()),
        depth=blocks.depth,
        script=make_script(blocks, moves, events, start, turns),
    )
    check_readings(blocks, ledger)
    words = phrasebook(model)
    count = count_numbers(blocks, words, ledger)
    check.check_sets(blocks, actions, moves, events)
    check.check_signs(blocks, words, ledger)
    check.check_texts(blocks, words)
    check.check_slots(blocks, words)
    check.check_places(blocks)
    check.check_streams(blocks, events, moves)
    check_fate(blocks, actions, events, rules.endings, start, turns)
    check.check_renames(blocks)
    trial = _with_targets(rules, blocks, make_targets(blocks, ledger, start, turns) if model.targets else ())
    exam = _with_targets(rules, blocks, make_checks(blocks, start, turns) if model.checks else ())
    return Compiled(rules, words, chain.texts, count, report, chain.document, trial, exam, _idle(blocks, chain))


def _idle(blocks: Blocks, chain: Chain) -> tuple[tuple[str, str], ...]:
    """What a playable scenario itself brings in, and nothing reads; a ruleset's may be read by those who extend it."""
    if blocks.model.clock is None:
        return ()
    inherited = chain.parent.value if chain.parent is not None and isinstance(chain.parent.value, dict) else {}
    found = []
    for section, table in (("parameters", blocks.model.parameters), ("delays", blocks.model.delays)):
        above = inherited.get(section)
        known = above if isinstance(above, dict) else {}
        found += [(section, id) for id in table if id not in blocks.used and id not in known]
    return tuple(found)


def _with_targets(rules: Rulebook, blocks: Blocks, targets: tuple[Target, ...]) -> Rulebook:
    """The same rules with targets; compiled last: what these remember stands behind all that the rules remember."""
    if not targets:
        return rules
    trackers, tallies = tuple(blocks.trackers.values()), tuple(blocks.tallies.values())
    return replace(rules, trackers=trackers, tallies=tallies, depth=blocks.depth, targets=targets)
