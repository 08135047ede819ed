"""Takes the text of an experiment file, gives a Plan; what is wrong with it is told with line, caret and cure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from sim.base.diagnostic import Report
from sim.base.errors import BambooError, ScenarioError
from sim.base.yaml_reader import Document, Place, read_text
from sim.batch import stop
from sim.batch.design import Vary, design
from sim.batch.experiment_schema import ExperimentIn
from sim.batch.parameters import parameters
from sim.batch.plan import Plan, Player, plan
from sim.batch.sheet import Design, Goal
from sim.engine.worlds import Floats
from sim.policy import Source
from sim.policy.doctrine_text import DoctrineText
from sim.rulebook.rulebook import Rulebook
from sim.scenario import Compiled
from sim.scenario.validate import validate

Read = Callable[[str], str]  # the text of a file that an experiment names
Sets = Callable[[str], Floats | None]  # what an experiment calls its ensemble -> [P, E] the parameter sets
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Experiment:
    """An experiment as it was written; nothing of it has been looked up yet."""

    asked: ExperimentIn
    document: Document

    @classmethod
    def of(cls, text: str, file: str) -> Experiment:
        """Read an experiment.

        Errors: ScenarioError with every diagnostic.
        """
        report = Report({file: text})
        document = read_text(text, file, report)
        asked = validate(document, report, ExperimentIn) if document else None
        if document is None or asked is None or not report.ok:
            raise ScenarioError(report)
        return cls(asked, document)

    def plan(
        self,
        compiled: Compiled,
        read: Read,
        sets: Sets,
        *,
        part: tuple[int, int] | None = None,
        until: str | None = None,
        keep: str | None = None,
        block: int | None = None,
        brought: Mapping[str, Source] | None = None,
    ) -> Plan:
        """The plan of the experiment.

        Args:
            read: gives the text of a doctrine.
            sets: gives the parameter sets of an ensemble.
            part: only the worlds from the first number up to, and without, the second.
            until, keep: instead of what the file says.
            brought: policies made in Python, by name.

        Errors: ScenarioError with every diagnostic; UsageError for what is given here and does not fit.
        """
        asked, rules = self.asked, compiled.rules
        look = _Look(self.document)
        settings = [f"{name}={value!r}" for name, value in asked.set.items()]
        for name, setting in zip(asked.set, settings, strict=True):
            look.up("E422", ("set", name), lambda setting=setting: parameters(rules, [setting]))
        ensemble = None
        if asked.ensemble is not None:
            file = asked.ensemble
            ensemble = look.up("E427", ("ensemble",), lambda: sets(file))
        own: dict[str, Source] = dict(brought or {})
        for i, file in enumerate(asked.doctrines):
            doctrine = look.up("E421", ("doctrines", i), lambda file=file: DoctrineText(file, read(file)))
            if doctrine is not None:
                look.up("E421", ("doctrines", i), lambda doctrine=doctrine: own.update({doctrine.name: doctrine}))
        players = self._players(rules, own, look)
        params = None if not look.ok else parameters(rules, settings, ensemble)
        chosen = None if params is None else self._design(rules, params, look)
        look.finish()
        first, worlds = (0, asked.worlds) if part is None else (part[0], part[1] - part[0])
        made = plan(
            rules, players, worlds, asked.seed, settings, luck=asked.luck, first=first, ensemble=ensemble, design=chosen,
            keep=asked.keep if keep is None else keep, texts=compiled.texts, brought=own, block=block, whole=asked.worlds,
        )  # fmt: skip
        for name in asked.outcomes:
            look.up("E425", ("outcomes", name), lambda name=name: made.sheet.number(name), key=True)
        look.finish()
        goals = tuple(Goal(name, goal.goal, goal.threshold) for name, goal in asked.outcomes.items())
        made = made.wanting(goals, asked.stop.until if until is None else until)
        if until is None:
            look.up("E426", ("stop", "until"), lambda: stop.until(made.until, made.sheet))
        else:
            stop.until(until, made.sheet)
        if asked.stop.time:
            look.up("E426", ("stop", "time"), lambda: stop.seconds(asked.stop.time))
        look.finish()
        return made

    @property
    def time(self) -> float | None:
        """Seconds after which a run ends with what it has, if the file says so."""
        return stop.seconds(self.asked.stop.time) if self.asked.stop.time else None

    def _players(self, rules: Rulebook, brought: Mapping[str, Source], look: _Look) -> list[Player]:
        players: list[Player] = []
        for i, one in enumerate(self.asked.policies):
            spelt = ":".join([one.policy, *(f"{key}={value!r}" for key, value in one.with_.items())])
            player = Player(one.name or spelt, spelt)
            look.up("E421", ("policies", i), lambda player=player: player.make(rules, brought))
            if player.name in [other.name for other in players]:
                look.says(
                    "E421", ("policies", i), f"the policy `{player.name}` is named twice", "give one of them a `name:`"
                )
            players.append(player)
        return players

    def _design(self, rules: Rulebook, params: Floats, look: _Look) -> Design | None:
        asked, wanted = self.asked, self.asked.design
        listed = None
        if wanted is not None and wanted.cells is not None:
            names = list(dict.fromkeys(name for cell in wanted.cells for name in cell))
            for i, cell in enumerate(wanted.cells):
                if lacking := [name for name in names if name not in cell]:
                    look.says(
                        "E424",
                        ("design", "cells", i),
                        f"this cell says nothing of `{lacking[0]}`",
                        "name the same in each",
                    )
            if asked.vary:
                look.says("E424", ("vary",), "a list of cells says itself what varies", "leave `vary:` out")
            if not look.ok:
                return None
            varies = [Vary(name) for name in names]
            listed = np.array([[cell[name] for name in names] for cell in wanted.cells], dtype=np.float64)
        else:
            varies = [_vary(name, given) for name, given in asked.vary.items()]
        if wanted is not None and not varies:
            look.says(
                "E424", ("design",), "there is nothing to choose cells from", "say what varies under `vary:`", key=True
            )
        elif wanted is None and any(not v.choices for v in varies):
            look.says(
                "E424",
                ("vary",),
                "a range needs a design",
                "add for example `design: {kind: latin, samples: 64}`",
                key=True,
            )
        if not look.ok:
            return None
        for v in varies:  # each alone first, so that a wrong one is told where it stands
            place: Place = ("design", "cells") if listed is not None else ("vary", v.name)
            tried = (
                listed[:, [varies.index(v)]]
                if listed is not None
                else np.array([[x] for x in v.choices or (v.low, v.high)])
            )
            look.up("E423", place, lambda v=v, tried=tried: design(rules, params, [v], "list", {}, 0, tried))
        if not look.ok:
            return None
        options = {} if wanted is None else {
            key: int(value) for key in ("samples", "second_order", "trajectories", "levels")
            if (value := getattr(wanted, key)) is not None
        }  # fmt: skip
        kind = "grid" if wanted is None else wanted.kind
        return look.up("E424", ("design",), lambda: design(rules, params, varies, kind, options, asked.seed, listed))


class _Look:
    """Looks things up and turns what goes wrong into diagnostics at their places."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.report = Report({document.file: document.text})

    @property
    def ok(self) -> bool:
        return self.report.ok

    def up(self, code: str, place: Place, found: Callable[..., T], *, key: bool = False) -> T | None:
        """What is found, or None, and why not in the report."""
        try:
            return found()
        except ScenarioError as error:  # of a file of its own
            self.report.texts.update(error.report.texts)
            self.report.extend(error.report.diagnostics)
        except BambooError as error:
            self.says(
                code, place, f"{error.place}: {error.message}" if error.place else error.message, error.cure, key=key
            )
        return None

    def says(self, code: str, place: Place, message: str, cure: str, *, key: bool = False) -> None:
        span = self.document.key_span(place) if key else self.document.span(place)
        self.report.error(code, message, span, cure)

    def finish(self) -> None:
        if not self.report.ok:
            raise ScenarioError(self.report)


def _vary(name: str, given: Any) -> Vary:
    low, high = given.range or (0.0, 0.0)
    return Vary(name, low, high, tuple(given.choices or ()), given.log, given.times)
