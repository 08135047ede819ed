"""Takes the ledger of facts and compiled scenarios; gives which paths of them use each fact, and the facts as lines of text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sim.facts.ledger import Fact, Ledger, dates
from sim.report.phrases import Phrases
from sim.scenario import Compiled

OUTSIDE = "outside"  # stands for an article where the facts of neither are meant


@dataclass(frozen=True, slots=True)
class Use:
    """A place that names a fact as its source, such as `events.vote_hrc.options.no` of `ukraine-2022`."""

    scenario: str
    path: str


def uses(scenarios: Iterable[Compiled]) -> dict[str, tuple[Use, ...]]:
    """Where each source is named. What a scenario takes over from the ruleset that it extends counts once, as the ruleset's."""
    named: dict[str, set[tuple[str, str]]] = {}
    lineage: dict[str, tuple[str, ...]] = {}
    for compiled in scenarios:
        id = compiled.rules.id
        lineage[id] = compiled.rules.lineage[1:]
        named[id] = {
            (source, ".".join(path)) for path, origin in compiled.words.provenance.items() for source in origin.sources
        }
    found: dict[str, list[Use]] = {}
    for id, pairs in named.items():
        taken_over = set[tuple[str, str]]().union(*(named.get(parent, set()) for parent in lineage[id]))
        for source, path in sorted(pairs - taken_over):
            found.setdefault(source, []).append(Use(id, path))
    return {source: tuple(places) for source, places in found.items()}


def chosen(ledger: Ledger, article: str | None, paragraph: int | None) -> tuple[Fact, ...]:
    """The facts of an article (or of `outside`) and a paragraph, in the order of the ledger; None takes all."""
    return tuple(
        fact
        for fact in ledger.facts.values()
        if (article is None or (fact.article or OUTSIDE) == article)
        and (paragraph is None or fact.paragraph == paragraph)
    )


def facts_text(
    phrases: Phrases, ledger: Ledger, facts: Sequence[Fact], used: Mapping[str, Sequence[Use]], unused_only: bool
) -> Iterator[str]:
    """The facts as lines: what each says, where it stands, and what uses it; at the end, how many are used."""
    idle = [fact for fact in facts if not used.get(fact.id)]
    for fact in idle if unused_only else facts:
        yield from _fact(phrases, ledger, fact, used.get(fact.id, ()))
        yield ""
    excused = sum(bool(fact.excuse) for fact in idle)
    yield phrases(
        "facts_sum", all=len(facts), used=len(facts) - len(idle), unused=len(idle), excused=excused,
        open=len(idle) - excused,
    )  # fmt: skip


def _fact(say: Phrases, ledger: Ledger, fact: Fact, used: Sequence[Use]) -> Iterator[str]:
    yield f"{fact.id}  {dates(fact, say.lang)}  {fact.kind}  {', '.join(fact.actors)}"
    yield f"    {fact.told(say.lang)}"
    if fact.figures:
        figures = ", ".join(f"{name} {figure:,g}" for name, figure in fact.figures.items())
        yield f"    {say('facts_figures')}: {figures} ({fact.unit})"
    if fact.signs:
        yield f"    {say('facts_signs')}: {signs_text(fact.signs)}"
    if fact.article:
        author = ledger.articles[fact.article].author
        place = say("facts_place", author=author, article=fact.article, paragraph=fact.paragraph)
        yield f"    {place}; {say(f'reading_{fact.reading}')}"
    else:
        yield f"    {fact.source}; {say(f'confidence_{fact.confidence}')}"
    if fact.remark:
        yield f"    {say('facts_remark')}: {fact.remark}"
    places: dict[str, list[str]] = {}
    for use in used:
        places.setdefault(use.scenario, []).append(use.path)
    for scenario, paths in places.items():
        yield f"    {say('facts_used', scenario=scenario)}: {', '.join(paths)}"
    if not places:
        yield f"    {say('facts_excused', why=fact.excuse) if fact.excuse else say('facts_unused')}"


def signs_text(signs: Mapping[str, int]) -> str:
    """Whom a fact pleases, such as `us -2, russia +2`."""
    return ", ".join(f"{power} {sign:+d}" if sign else f"{power} 0" for power, sign in signs.items())
