"""Validated model -> acts: effects, costs, verbs, moves, events, endings, outcomes, the record of history.

Takes `Blocks` (all names and formulas), gives the tuples of the Rulebook. Everything wrong goes to the report with its place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sim.base.diagnostic import meant
from sim.base.yaml_reader import Place
from sim.rulebook import expression as ex
from sim.rulebook.rulebook import Action, Axis, Ending, Event, Move, MoveOption, Option, Outcome, Tracker
from sim.rulebook.screen import Screen, Voice
from sim.scenario.blocks import Blocks
from sim.scenario.effects import Effects
from sim.scenario.forms import meant_quarter
from sim.scenario.formulas import NumberAt, Path
from sim.scenario.resolve import BARE, EventNames, VerbNames
from sim.scenario.schema import EventIn, OptionIn

_HISTORY_KEY = re.compile(r"^(\d{4})-Q([1-4])$")


class Acts(Effects):
    """Compiles everything that changes numbers."""

    def __init__(self, blocks: Blocks) -> None:
        super().__init__(blocks)
        first = 0
        for i, (id, action) in enumerate(self.model.actions.items()):
            group = self.group(action.target, ("actions", id, "target"))
            blocks.verbs[id] = VerbNames(i, group, blocks.groups[group].members if group else ("",))
        for id, event in self.model.events.items():
            group = self.group(event.for_, ("events", id, "for"))
            members = blocks.groups[group].members if group else ("",)
            options = tuple(o for o in event.options if o != "wait")
            blocks.events[id] = EventNames(first, group, members, options)
            first += len(members)

    def group(self, id: str | None, path: Path) -> str | None:
        if id is not None and id not in self.b.groups:
            return self.b.unknown_group(id, path)
        return id

    # -- verbs and moves ------------------------------------------------------------------------------------------------
    def actions(self) -> tuple[Action, ...]:
        found = []
        keys: dict[str, str] = {}
        for id, a in self.model.actions.items():
            path: Path = ("actions", id)
            verb = self.b.verbs[id]
            bound = Axis("target", verb.group) if verb.group else None
            when = None
            if a.when is not None and not a.forbidden:
                when, _ = self.b.formula(a.when, (*path, "when"), [bound] if bound else [], path, test=True)
            if a.group not in self.model.verb_groups:
                self.b.error(
                    "E134",
                    f"unknown verb group `{a.group}`",
                    (*path, "group"),
                    meant(a.group, self.model.verb_groups, f"declare it: `verb_groups: {{{a.group}: {{title: ...}}}}`"),
                )
            if a.forbidden and a.reason is None:
                self.b.error("E102", f"`{id}` is forbidden and does not say why", path, "add `reason:`")
            if a.key and keys.setdefault(a.key, id) != id:
                self.b.error(
                    "E135",
                    f"the key `{a.key}` already belongs to `{keys[a.key]}`",
                    (*path, "key"),
                    "take another letter",
                )
            costs = self.costs(a.cost, (*path, "cost"), path, bound)
            effects = self.effects(a.effects, (*path, "effects"), path, bound)
            found.append(Action(id, verb.group, verb.members, costs, when, a.forbidden, effects, a.group))
        return tuple(found)

    def moves(self) -> tuple[Move, ...]:
        found = []
        for id, m in self.model.moves.items():
            path: Path = ("moves", id)
            group = self.group(m.for_, (*path, "for"))
            bound = Axis("self", group) if group else None
            if len(m.options) < 2:
                self.b.error("E136", f"`{id}` is no choice", (*path, "options"), "give at least two options")
            options = []
            for option_id, o in m.options.items():
                at = (*path, "options", option_id)
                utility, _ = self.b.formula(o.utility, (*at, "utility"), [bound] if bound else [], at)
                options.append(MoveOption(option_id, utility, self.effects(o.effects, (*at, "effects"), at, bound)))
            members = self.b.groups[group].members if group else ("",)
            found.append(Move(id, group, members, tuple(options), self.b.origin("moves", id)))
        return tuple(found)

    # -- events ---------------------------------------------------------------------------------------------------------
    def events(self, start: int, turns: int) -> tuple[Event, ...]:
        return tuple(self.event(id, e, start, turns) for id, e in self.model.events.items())

    def event(self, id: str, e: EventIn, start: int, turns: int) -> Event:
        b, path = self.b, ("events", id)
        names = b.events[id]
        bound = Axis("self", names.group) if names.group else None
        axes = [bound] if bound else []
        locals = {name: float(value) for name, value in e.numbers.items()}
        for name, value in e.numbers.items():
            b.numbers.append(NumberAt((*path, "numbers", name), float(value), "number", path))
        self.rules_of_kind(id, e)
        on, from_, until = self.dates(id, e, start, turns)
        when = b.formula(e.when, (*path, "when"), axes, path, test=True, locals=locals)[0] if e.when else None
        chance = self.chance(id, e.chance, path, axes, path, locals) if e.chance else None
        foreseen = None
        if e.foreseen:
            at = (*path, "foreseen")
            foreseen = self.chance(id, e.foreseen.chance, at, axes, at, locals)
            if e.on is None:
                b.error("E155", f"`{id}` has no date that could be foreseen", at, "it has its `chance:`; leave it out")
        elif e.kind == "shock":
            b.report.warn(
                "W156",
                f"the adviser knows the date of the shock `{id}`",
                b.document.key_span(path),
                "say `foreseen: 5%`, the chance a quarter that somebody without the script would give it",
            )
        stake = b.formula(e.stake, (*path, "stake"), axes, path, locals=locals, scale=BARE)[0] if e.stake else None
        effects = self.effects(e.effects, (*path, "effects"), path, bound, locals)
        options, wait, history = self.options(e, path, bound, locals)
        advice = tuple(
            b.formula(e.advice[o.id], (*path, "advice", o.id), axes, path, locals=locals)[0]
            for o in options
            if o.id in e.advice
        )
        if e.advice and (len(advice) != len(options) or len(e.advice) != len(options)):
            b.error(
                "E139",
                "advice must name each option once",
                (*path, "advice"),
                f"options: {', '.join(o.id for o in options)}",
            )
            advice = ()
        return Event(
            id, e.kind, e.main or e.kind == "card" or (e.kind == "hazard" and bool(options)), names.group, names.members, names.first,
            on, from_, until, when, chance, self.after(e, path),
            (e.lag[0] if e.lag else 1), (e.again[0] if e.again else None), e.limit, stake, effects,
            options, wait, advice, history, b.origin("events", id), foreseen,
        )  # fmt: skip

    def dates(self, id: str, e: EventIn, start: int, turns: int) -> list[int | None]:
        """The turns of `on`, `from` and `until`; each date counts as a number."""
        b, path = self.b, ("events", id)
        found: list[int | None] = []
        for key, quarter in (("on", e.on), ("from", e.from_), ("until", e.until)):
            found.append(None if quarter is None else quarter - start + 1)
            if quarter is None:
                continue
            b.numbers.append(NumberAt((*path, key), float(quarter), "date", path))
            if turns and not 1 <= quarter - start + 1 <= turns:
                own = b.is_own((*path, key))
                cure = b.played() + ("" if own else f"; to leave it out: `remove: {{events: [{id}]}}`")
                b.error("E137", f"`{id}` lies outside the scenario's time", (*path, key), cure)
        return found

    def options(
        self, e: EventIn, path: Path, bound: Axis | None, locals: dict[str, float]
    ) -> tuple[tuple[Option, ...], Option | None, int]:
        """The answers of an event, what waiting does, and the number of the answer that history gave, -1 for none."""
        options: list[Option] = []
        wait, history = None, -1
        for id, o in e.options.items():
            at = (*path, "options", id)
            made = self.option(id, o, at, bound, locals)
            if id == "wait":
                wait = made
                continue
            if o.history:
                if history >= 0:
                    self.b.error("E138", "history chose one option only", (*at, "history"), "mark one of them")
                history = len(options)
            options.append(made)
        return tuple(options), wait, history

    def chance(
        self, id: str, text: str, path: Path, axes: Sequence[Axis], owner: Path, locals: dict[str, float]
    ) -> ex.Formula:
        """A chance a quarter; it must be able to lie between 0 and 1."""
        at = (*path, "chance")
        formula, typed = self.b.formula(text, at, axes, owner, locals=locals)
        if typed.range.high <= 0:
            never = "its chance is 0" if typed.range.high == 0 else "its chance is below 0"
            self.b.error("E210", f"`{id}` can never happen: {never}", at, "give it a chance above 0")
        elif typed.range.low > 1:
            percent = f"write `{text}%`" if text.isdecimal() and float(text) <= 100 else "write 5 % as `5%` or `0.05`"
            self.b.error("E215", "a chance lies between 0 and 1, and this is always more", at, percent)
        return formula

    def rules_of_kind(self, id: str, e: EventIn) -> None:
        b, path = self.b, ("events", id)
        real = [o for o in e.options if o != "wait"]
        if e.kind in ("card", "memo", "vote") and len(real) < 2:
            b.error(
                "E140",
                f"`{id}` is a {e.kind} with fewer than two options",
                path,
                "give 2 to 4 options, or make it `kind: news`",
            )
        if e.kind in ("news", "shock") and e.options:
            inherited = b.span((*path, "options")).file != b.span((*path, "kind")).file  # what changed is the kind
            at = (*path, "kind") if inherited else (*path, "options")
            b.error("E140", f"`{id}` is {e.kind} and cannot be answered", at, "make it a card or a memo")
        if e.kind == "hazard" and e.chance is None:
            b.error("E102", f"the hazard `{id}` lacks the key `chance`", path, "add `chance:`")
        if e.kind == "shock" and e.on is None:
            b.error("E102", f"the shock `{id}` lacks the key `on`", path, "add `on:`")
        if (e.kind == "chain") != (e.after is not None):
            b.error("E141", f"`{id}`: a chain, and only a chain, has `after`", path, "add `after:` or change the kind")
        if e.kind == "chain" and e.options and e.lag and e.lag[0] < 1:
            b.error(
                "E142",
                f"`{id}` cannot stand open in the quarter that caused it",
                (*path, "lag"),
                "give a lag of at least 1 quarter",
            )
        if len(real) > 4:
            b.error("E143", f"`{id}` has more than four options", (*path, "options"), "the player has keys 1 to 4")

    def option(self, id: str, o: OptionIn, path: Path, bound: Axis | None, locals: dict[str, float]) -> Option:
        axes = [bound] if bound else []
        when = self.b.formula(o.when, (*path, "when"), axes, path, test=True, locals=locals)[0] if o.when else None
        costs = self.costs(o.cost, (*path, "cost"), path, bound, locals)
        if id == "wait" and (o.when or o.cost):
            self.b.error(
                "E144", "waiting is always possible and costs no attention", path, "its price stands under `effects`"
            )
        return Option(id, when, costs, self.effects(o.effects, (*path, "effects"), path, bound, locals))

    def after(self, e: EventIn, path: Path) -> tuple[int, int, int] | None:
        if e.after is None:
            return None
        head, _, option = e.after.partition(".")
        cause = self.b.events.get(head)
        if cause is None:
            self.b.error(
                "E201",
                f"unknown event `{head}`",
                (*path, "after"),
                meant(head, self.b.events, "events stand in `events:`"),
            )
            return None
        if option and option not in cause.options:
            self.b.error(
                "E201",
                f"`{head}` has no option `{option}`",
                (*path, "after"),
                meant(
                    option,
                    cause.options,
                    f"options: {', '.join(cause.options)}"
                    if cause.options
                    else f"it has no options: write `after: {head}`",
                    before=f"{head}.",
                ),
            )
            return None
        return cause.first, len(cause.members), cause.options.index(option) if option else -1

    # -- the rest -------------------------------------------------------------------------------------------------------
    def outcomes(self) -> tuple[Outcome, ...]:
        found = []
        for id, o in self.model.outcomes.items():
            formula, _ = self.b.formula(o.formula, ("outcomes", id, "formula"), [], ("outcomes", id))
            found.append(Outcome(id, formula, *o.range))
        return tuple(found)

    def endings(self) -> tuple[Ending, ...]:
        found = []
        for id, e in self.model.endings.items():
            path: Path = ("endings", id)
            lamp, _ = self.b.formula(e.lamp, (*path, "lamp"), [], path, test=True)
            when, _ = self.b.formula(e.when, (*path, "when"), [], path, test=True)
            found.append(Ending(id, lamp, when))
        return tuple(found)

    def history(self, start: int, turns: int) -> tuple[tuple[tuple[int, int], ...], ...]:
        record: list[tuple[tuple[int, int], ...]] = [()] * turns
        for key, entry in self.model.history.items():
            path: Path = ("history", key)
            found = _HISTORY_KEY.match(key)
            turn = int(found[1]) * 4 + int(found[2]) - 1 - start if found else -1
            if found and not 0 <= turn < turns and not self.b.is_own(path):
                continue  # the record of what it extends goes beyond its own time
            if not 0 <= turn < turns:
                self.b.report.error(
                    "E145",
                    f"`{key}` is no quarter of this scenario",
                    self.b.document.key_span(path),
                    (found is None and meant_quarter(key)) or self.b.played(),
                )
                continue
            orders = []
            for number, text in enumerate(entry.orders):
                order = self.order(text, ("history", key, "orders", str(number)))
                if order is not None:
                    orders.append(order)
            record[turn] = tuple(orders)
        return tuple(record)

    def order(self, text: str, path: Path) -> tuple[int, int] | None:
        word, *target = text.split() or [""]
        verb = self.b.verbs.get(word)
        where: Place = (*path[:-1], int(path[-1]))
        span = self.b.document.span(where)
        if verb is None:
            cure = meant(word, self.b.verbs, after="".join(f" {part}" for part in target))
            self.b.report.error("E201", f"unknown verb `{word}`", span, cure)
            return None
        if verb.group is None and not target:
            return verb.number, 0
        if len(target) != 1 or target[0] not in verb.members:
            targets = f"targets: {', '.join(verb.members) if verb.group else 'none'}"
            cure = meant(target[0] if target else "", verb.members, targets, before=f"{word} ")
            self.b.report.error("E201", f"`{text}`: `{word}` needs a target of its group", span, cure)
            return None
        return verb.number, verb.members.index(target[0])

    def screen(self) -> Screen:
        s = self.model.screen
        known = {*self.model.variables, *self.model.derived}
        wanted: list[tuple[Path, str, set[str]]] = [
            (("screen", key), getattr(s, key), known)
            for key in ("attention", "relations", "rank", "dependence", "ladder")
            if getattr(s, key)
        ]
        wanted += [(("screen", "numbers", str(i)), n, known) for i, n in enumerate(s.numbers)]
        wanted += [(("screen", "moods", k), v, known) for k, v in s.moods.items()]
        options = {option for move in self.model.moves.values() for option in move.options}
        for mood in s.moods:
            if mood not in options:
                key = self.b.document.key_span(("screen", "moods", mood))
                cure = meant(mood, options, "moods name options of moves")
                self.b.report.error("E201", f"no move has an option `{mood}`", key, cure)
        wanted += [(("screen", "judgements", str(i)), n, set(self.model.outcomes)) for i, n in enumerate(s.judgements)]
        for path, id, table in wanted:
            if id not in table:
                place: Place = (*path[:-1], int(path[-1])) if path[-1].isdigit() else path
                self.b.report.error(
                    "E201",
                    f"unknown name `{id}`",
                    self.b.document.span(place),
                    meant(id, table),
                )
        for role in ("relations", "rank", "dependence"):
            named = self.b.block(getattr(s, role)) if getattr(s, role) else None
            if named is not None and not named.axes:
                what = f"`{named.id}` is one number, and `{role}` wants one for each power"
                self.b.error("E178", what, ("screen", role), "name a number with `for: GROUP`")
        return Screen(
            s.attention,
            s.relations,
            s.rank,
            s.dependence,
            tuple(s.moods.items()),
            tuple(s.numbers),
            tuple(s.judgements),
            s.ladder,
        )

    def advisers(self) -> tuple[Voice, ...]:
        """Who reads the forecasts. What they look at must be numbers of the screen: others are not forecast."""
        screen = self.model.screen
        known = {screen.relations, *screen.numbers} - {""}
        found = []
        for id, adviser in self.model.advisers.items():
            for name in adviser.weights:
                if known and name not in known:
                    self.b.report.error(
                        "E201",
                        f"`{name}` is no number of the screen, so nobody forecasts it",
                        self.b.document.key_span(("advisers", id, "weights", name)),
                        meant(name, known, f"there are: {', '.join(sorted(known))}"),
                    )
            found.append(Voice(id, tuple(adviser.weights.items())))
        return tuple(found) if known else ()

    def trackers(self) -> tuple[Tracker, ...]:
        return tuple(self.b.trackers.values())
