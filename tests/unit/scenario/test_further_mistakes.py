"""What else goes wrong in writers' hands: other games' words, other languages' signs, texts from word processors, slips of YAML.

Each gives its place, a sentence and the way out.
"""

from __future__ import annotations

import pytest

from .texts import Examine, Mistake, assert_told

WHO = "assumed: guess, title: {en: E, vi: E}"
NEWS = f"kind: news, {WHO}"


def event(rest: str) -> str:
    return f"events:\n  e: {{{NEWS}, {rest}}}"


def variable(rest: str) -> str:
    return f"variables:\n  v: {{title: {{en: V, vi: V}}, assumed: guess, {rest}}}"


def formula(text: str) -> str:
    return event(f'effects: {{wealth: "{text}"}}')


def sign(what: str, text: str, found: str, cure: str) -> Mistake:
    return Mistake(what, formula(text), "E200", found, cure)


FORMS = [
    Mistake("a day instead of a quarter", event("date_assumed: g, on: «2022-04-30»"), "E106", "`on`: needs a quarter such as `2022-Q1`", "found the text `2022-04-30`; write `2022-Q2`"),
    Mistake("the quarter before the year", event("date_assumed: g, on: «Q2 2022»"), "E106", "`on`: needs a quarter such as `2022-Q1`", "found the text `Q2 2022`; write `2022-Q2`"),
    Mistake("a small q", event("date_assumed: g, on: «2022-q2»"), "E106", "`on`: needs a quarter such as `2022-Q1`", "found the text `2022-q2`; write `2022-Q2`"),
    Mistake("a time without its unit", event("again: «2»"), "E106", "`again`: needs a time such as `3 quarters` or `4 to 24 quarters` (60 at most)", "found `2`; write `2 quarters`"),
    Mistake("months", event("again: «6 months»"), "E106", "`again`: needs a time such as `3 quarters` or `4 to 24 quarters` (60 at most)", "found the text `6 months`; write `2 quarters`"),
    Mistake("years with a dash", "delays:\n  d: {title: {en: D, vi: D}, assumed: g, lag: «1-2 years»}", "E106", "`lag`: needs a time such as `3 quarters` or `4 to 24 quarters` (60 at most)", "found the text `1-2 years`; write `4 to 8 quarters`"),
    Mistake("a range in dots", variable("range: «0..10»"), "E106", "`range`: needs a range such as `0 to 1` or `-10 to 10`", "found the text `0..10`; write `0 to 10`"),
    Mistake("a range as a list", variable("range: «[-5, 5]»"), "E106", "`range`: needs a range such as `0 to 1` or `-10 to 10`", "found a list; write `-5 to 5`"),
    Mistake("a range in per cent", variable("range: «0% to 50%»"), "E106", "`range`: needs a range such as `0 to 1` or `-10 to 10`", "found the text `0% to 50%`; write `0 to 0.5`"),
    Mistake("yes for true", f"events:\n  e: {{kind: memo, main: «yes», {WHO}, options: {{a: {{title: {{en: A, vi: A}}}}, b: {{title: {{en: B, vi: B}}}}}}}}", "E103", "`main` needs true or false, found the text `yes`", "write `true`"),
    Mistake("fewer decimals than none", variable("range: 0 to 1, decimals: «-1»"), "E106", "`decimals` must be at least 0, found `-1`", ""),
    Mistake("an id with a hyphen", f"events:\n  «big-storm»: {{{NEWS}}}", "E105", "`big-storm` is no id", "ids are lower case letters, digits and _, a letter first: `big_storm`"),
    Mistake("an id in Vietnamese", f"events:\n  «Bão lớn»: {{{NEWS}}}", "E105", "`Bão lớn` is no id", "ids are lower case letters, digits and _, a letter first: `bao_lon`"),
    Mistake("another game's word for a key", event("«trigger»: wealth > 2"), "E101", "unknown key `trigger`", "did you mean `when`?"),
    Mistake("another game's word for the chance", event("«probability»: 5%"), "E101", "unknown key `probability`", "did you mean `chance`?"),
    Mistake("a price that is one number", "actions:\n  w: {title: {en: W, vi: W}, group: talk, assumed: g, cost: «1»}", "E103", "`cost` needs a map of keys, found `1`", "write for example `{attention: 1}`"),
    Mistake("orders without brackets", "history:\n  2022-Q1: {orders: «visit us»}", "E103", "`orders` needs a list, found the text `visit us`", "write `[visit us]`"),
    Mistake("a record without its key", "history:\n  2022-Q1: «visit us»", "E103", "`2022-Q1` needs a map of keys, found the text `visit us`", "write `{orders: [visit us]}`"),
    Mistake("events as a list", f"events:\n  «- e: {{{NEWS}}}»", "E103", "`events` needs a map of keys, found a list", "write `id: {...}` for each, without the dash"),
    Mistake("removing where nothing is extended", "«remove»: {events: [e]}", "E101", "unknown key `remove`", "this extends nothing, so there is nothing to remove"),
    Mistake("a section of renames that does not exist", "renamed: {«evnts»: {a: b}}", "E104", "unknown section `evnts`", "did you mean `events`?"),
    Mistake("a key that is lacking", "moves:\n  m: {assumed: g, options: {«a»: {title: {en: A, vi: A}}, b: {title: {en: B, vi: B}, utility: 0}}}", "E102", "`moves.m.options.a` lacks the key `utility`", "add `utility:`: how much it likes this; the more, the more often (softmax)"),
]  # fmt: skip

SIGNS = [
    sign("arrow", "if(wealth =«>» 3, 1, 0)", "expected a number, a name or a bracket, found `>`", "write `>=`"),
    sign("not equal", "if(wealth <«>» 3, 1, 0)", "expected a number, a name or a bracket, found `>`", "write `!=`"),
    sign("stars", "2*«*»wealth", "expected a number, a name or a bracket, found `*`", "write `^`"),
    sign("plus equals", "+«=» 2", "expected a number, a name or a bracket, found `=`", "an effect is what is added: leave the `=` out"),
    sign("large letters", "if(turn > 1 «AND» wealth > 2, 1, 0)", "expected `)` to close `if(`, found `AND`", "write `and`, in small letters"),
    sign("remainder", "turn «%» 2", "`%` is no part of the language", "a per cent sign follows its number, as in `35%`; there is no remainder"),
    sign("product without a sign", "2 «wealth»", "expected an operator, found `wealth`", "write `2 * wealth`; units stand in `unit:`"),
    sign("product before a bracket", "2«(»wealth + 1)", "expected an operator, found `(`", "write `2 * (...)`"),
    sign("decimal comma", "0«,»5 * wealth", "expected an operator, found `,`", "a decimal has a point: `0.5`"),
    sign("thousands", "1«_000»", "expected an operator, found `_000`", "write the number in plain digits"),
    sign("bracket too many", "(wealth + 1)«)»", "expected an operator, found `)`", "there is a `)` too many"),
    Mistake("bracket left open", event('effects: {wealth: "(wealth + 1«"»}'), "E200", "expected `)` to close the bracket, found the end of the expression", "close each `(` with a `)`"),
    sign("question mark", "wealth > 3 «?» 1 : 2", "`?` is no part of the language", "write `if(test, a, b)`"),
    sign("if without brackets", "if «wealth» > 3 then 1 else 2", "expected an operator, found `wealth`", "write `if(test, a, b)`"),
    sign("minus of a word processor", "«−»2 * wealth", "`−` is no part of the language", "write `-`"),
    sign("times of a word processor", "2 «×» wealth", "`×` is no part of the language", "write `*`"),
    sign("at least of a word processor", "if(wealth «≥» 3, 1, 0)", "`≥` is no part of the language", "write `>=`"),
    sign("no number", "«.»nan", "`.` is no part of the language", "a number begins with a digit; there is no infinity and no NaN"),
    sign("member in brackets", "climate«[»us]", "`[` is no part of the language", "a member stands after a dot: `climate.us`"),
    sign("years", "past(wealth, 1 «year»)", "expected `)` to close `past(`, found `year`", "time is counted in turns: `4 turns` are a year"),
]  # fmt: skip

YAML = [
    Mistake("no space after the colon", "events:\n  e:\n    kind«:»news\n    assumed: g", "E010", "a space is missing after this colon", "write `key: value`"),
    Mistake("no space after the colon in braces", "events:\n  e: {kind: news, assumed: g, «tilte:x», title: {en: E, vi: E}}", "E101", "unknown key `tilte:x`", "put a space after the colon: `tilte: x`"),
    Mistake("a brace too many", f"events:\n  e: {{{NEWS}}}«}}»\n  f: {{{NEWS}}}", "E010", "this `}` closes nothing", "take it away, or open a bracket before"),
    Mistake("a bracket of the wrong kind", f"events:\n  e: {{{NEWS}, source: [F042«}}»}}", "E010", "a `}` cannot stand here", "close each bracket with its own kind"),
    Mistake("an apostrophe in single quotes", "events:\n  e: {kind: news, assumed: g, title: {en: 'It«'»s', vi: E}}", "E010", "the text in quotes ends here", "put a text with an apostrophe in double quotes"),
    Mistake("a text that begins with a star", "events:\n  e: {kind: news, assumed: g, title: {en: «*»bold*, vi: E}}", "E010", "a value that begins with `*` is an alias to YAML", "put the text in double quotes"),
    Mistake("a condition that begins with an exclamation mark", event("when: «!»fired(e)"), "E010", "a value that begins with `!` is a tag to YAML", "put the text in double quotes; in a formula write `not`"),
    Mistake("a condition that begins with a comparison", "events:\n  e:\n    kind: news\n    assumed: g\n    title: {en: E, vi: E}\n    when: «>» 3", "E010", "`>` and `|` begin a text of several lines", "put the value in quotes, or begin the text on the next line"),
    Mistake("a wide colon", f"events«：»\n  e: {{{NEWS}}}", "E010", "this is not a colon but a wide one (U+FF1A)", "write `:` and a space"),
]  # fmt: skip

OPTIONS = "options: {a: {title: {en: A, vi: A}}, b: {title: {en: B, vi: B}}}"

MEANING = [
    Mistake("a chance in per cent without the sign", event("chance: «50»"), "E215", "a chance lies between 0 and 1, and this is always more", "write `50%`"),
    Mistake("a chance below nothing", event("chance: «-0.1»"), "E210", "`e` can never happen: its chance is below 0", "give it a chance above 0"),
    Mistake("a quarter compared with a year", event('when: "«date > 2023»"'), "E205", "this compares a quarter with a plain number", "write `2023-Q1`"),
    Mistake("the year compared with a quarter", event('when: "«year >= 2023-Q1»"'), "E205", "this compares a quarter with the year", "write `date`, or a plain year"),
    Mistake("a turn after the last", event("when: «turn > 20»"), "W211", "`turn > 20` never holds in this scenario", "it plays from 2022-Q1 to 2023-Q4, turns 1 to 8"),
    Mistake("a year after the last", event("when: «year > 2024»"), "W211", "`year > 2024` never holds in this scenario", "it plays from 2022-Q1 to 2023-Q4"),
    Mistake("an event after the last quarter", event("date_assumed: g, on: «2035-Q1»"), "E137", "`e` lies outside the scenario's time", "it plays from 2022-Q1 to 2023-Q4"),
    Mistake("a chain behind itself", f"events:\n  e: {{kind: chain, after: «e», {WHO}}}", "E214", "`e` can never happen: chains in a circle: e -> e", "begin with an event that comes by itself"),
    Mistake("a chain longer than the game", f"events:\n  s: {{{NEWS}}}\n  e: {{kind: chain, after: s, «lag»: 8 quarters, {WHO}}}", "W211", "`e` can never happen: the term ends before", "`s` comes in turn 1 of 8 at the earliest"),
    Mistake("a chain behind an answer that nobody can give", f"events:\n  s: {{{NEWS}}}\n  e: {{kind: chain, after: «s.yes», {WHO}}}", "E201", "`s` has no option `yes`", "it has no options: write `after: s`"),
    Mistake("a price that nobody can pay", f"events:\n  e: {{kind: card, {WHO}, options: {{a: {{title: {{en: A, vi: A}}, cost: {{attention: «9»}}}}, b: {{title: {{en: B, vi: B}}}}}}}}", "E210", "this can never be paid", "`attention` is declared 0 to 4"),
    Mistake("a price below nothing", "actions:\n  w: {title: {en: W, vi: W}, group: talk, assumed: g, cost: {attention: «-1»}}", "E133", "a cost is not below 0", "what an act gives stands under `effects:`"),
    Mistake("a level beyond the range", variable("range: 0 to 10, levels: {hi: {from: «50», title: {en: H, vi: H}}}"), "E126", "50 is outside the declared range 0 to 10", "so `hi` never begins: widen the range or change the number"),
    Mistake("two levels at one value", variable("range: 0 to 10, levels: {a: {from: 2, title: {en: H, vi: H}}, b: {from: «2», title: {en: H, vi: H}}}"), "E216", "`b` and `a` of `v` begin at the same value", "one of them never holds"),
    Mistake("a parameter with its unit is told once", "parameters:\n  p: {value: «6 quarters», range: 3 to 12, assumed: guess}", "E103", "`value` needs a number, found the text `6 quarters`", "write 6; what it counts stands in `unit:`"),
    Mistake("a start value that is a formula", variable("range: 0 to 10, start: «2 * 3»"), "E103", "`start` needs a number, found the text `2 * 3`", ""),
    Mistake("a number with the name of an operator", "derived:\n  «and»: {title: {en: D, vi: D}, formula: wealth, assumed: g}", "E127", "`and` is already a word of the language", "one word, one thing: take another id"),
    Mistake("a name that nothing fills", 'events:\n  e: {kind: news, assumed: g, title: {en: "«{who}» comes", vi: E}}', "W103", "nothing fills `{who}` in this text", "no name of a member can stand here"),
    Mistake("a self in an event of nobody", 'events:\n  e: {kind: news, assumed: g, title: {en: E, vi: "«{self}» đến"}}', "W103", "nothing fills `{self}` in this text", "it is the name of a member: add `for: GROUP`, or write the name"),
    Mistake("an effect on the self of nobody", event("effects: {«climate.self»: 1}"), "E201", "unknown name `climate.self`: `powers` has no `self`", "only an event or a move with `for: GROUP` has a `self`"),
    Mistake("an effect on a member in brackets", event('effects: {«"climate[us]"»: 1}'), "E201", "unknown name `climate[us]`", "did you mean `climate.us`?"),
    Mistake("a decimal comma in braces", event("effects: {wealth: 0,«5»}"), "E201", "unknown name `5`", "inside { } a comma ends a value: a decimal has a point, as in `0.5`"),
    Mistake("a place that is not on the map", event("place: «france»"), "E201", "unknown place `france`", "a member of a group, or `sea`"),
    Mistake("relations that are one number", "screen: {relations: «wealth»}", "E178", "`wealth` is one number, and `relations` wants one for each power", "name a number with `for: GROUP`"),
    Mistake("a verb group that nobody declared", "actions:\n  w: {title: {en: W, vi: W}, group: «trade_acts», assumed: g}", "E134", "unknown verb group `trade_acts`", "declare it: `verb_groups: {trade_acts: {title: ...}}`"),
    Mistake("two sources in one text", "events:\n  e: {kind: news, source: «F042 F043», title: {en: E, vi: E}, effects: {wealth: 2}}", "E150", "unknown fact `F042 F043`", "write a list: `[F042, F043]`"),
    Mistake("an address as a source", "events:\n  e: {kind: news, source: «https://a.org/b», title: {en: E, vi: E}, effects: {wealth: 2}}", "E150", "unknown fact `https://a.org/b`", "a source is an id of seeds/; where you read it yourself stands under `assumed:`"),
    Mistake("a target of one's own", "targets:\n  «t»: {title: {en: T, vi: T}, of: wealth, by: mean, value: 3, tolerance: 1}", "E174", "`t` cites no fact", "a target is a figure of the record: add `source: [F...]`; what you expect yourself stands under `checks:`"),
    Mistake("a sum without an axis", formula("«sum(climate)»"), "E202", "`sum` needs an axis", "write `sum(climate over powers)`"),
    Mistake("the larger of one number", formula("«max(wealth)»"), "E202", "`max` needs an axis", "give it two values: `max(wealth, 0)`"),
    Mistake("an average without a time", formula("«average(wealth)»"), "E202", "`average` takes a value and a time", "write `average(wealth, 4 turns)` or `average(wealth, game)`"),
    Mistake("a time without its unit in a formula", formula("past(wealth, «3»)"), "E202", "`past` needs a time of 1 to 40 turns", "write `past(wealth, 3 turns)`"),
    Mistake("dice in a formula", formula("«random»(0, 3)"), "E202", "unknown function `random`", "luck stands in `chance:` of events and in the choices of `moves:`"),
    Mistake("an answer of what is only told", event('when: "chosen(«e»)"'), "E201", "`e` has no options", "ask `fired(...)`"),
    Mistake("an event without a name of its answer", f"events:\n  c: {{kind: card, {WHO}, {OPTIONS}}}\n  e: {{{NEWS}, when: chosen(«c»)}}", "E201", "`chosen(c)` names no option", "options: c.a, c.b"),
    Mistake("a family that is not there", "events:\n  e: {like: «vist», with: {}}", "E190", "no template `vist`", "templates: none"),
    Mistake("a blank that the family has not", f"templates:\n  t: {{slots: {{a: null}}, make: {{{NEWS}, effects: {{wealth: {{«b»}}, calm: {{a}}}}}}}}\nevents:\n  e: {{like: t, with: {{a: 1}}}}", "E196", "`t` has no slot `b`", "slots: a"),
    Mistake("a blank that a member leaves open", f"templates:\n  t: {{slots: {{a: null}}, make: {{{NEWS}, effects: {{wealth: {{a}}}}}}}}\nevents:\n  «e»: {{like: t, with: {{}}}}", "E193", "`e` leaves `a` of `t` open", "add `a:` under `with:`"),
    Mistake("a quarter of the record before the first", "history:\n  «2019-Q1»: {orders: [visit us]}", "E145", "`2019-Q1` is no quarter of this scenario", "it plays from 2022-Q1 to 2023-Q4"),
    Mistake("a link that is not closed", 'events:\n  e: {kind: news, assumed: g, title: {en: E, vi: E}, text: {en: "see [it«](»wealth", vi: x}}', "W104", "this `](` has no end, and shows as it stands", "write `[word](name)`"),
    Mistake("bold that is not closed", 'events:\n  e: {kind: news, assumed: g, title: {en: E, vi: E}, text: {en: "«**»now", vi: x}}', "W104", "this `**` has no end, and shows as it stands", "write `**word**`"),
    Mistake("a new name with a capital", "renamed: {events: {rain: «Rain»}}", "E105", "`Rain` is no id", "ids are lower case letters, digits and _, a letter first: `rain`"),
    Mistake("a target's figure that is none", "checks:\n  t: {of: wealth, by: mean, value: «many», tolerance: 1}", "E106", "`value`: needs a number, or a quarter such as `2022-Q1`", "found the text `many`"),
    Mistake("an effect larger than the range", event("effects: {calm: «35»}"), "W204", "this moves a number more than 10 times its whole range", "`calm` is declared 0 to 1"),
    Mistake("a number set beyond the range", event("effects: {wealth: {set: «-5»}}"), "W204", "this sets a number outside its declared range", "`wealth` is declared 0 to 100"),
    Mistake("a comment without its reason", f"events:\n  e: {{{NEWS}}} «# check: allow W101»", "W111", "this comment silences nothing", "write `# check: allow W101 because REASON`"),
    Mistake("a comment on an error", f"events:\n  e: {{{NEWS}}} «# check: allow E201 because I know»", "W111", "errors cannot be silenced", "mend it, and delete the comment"),
]  # fmt: skip


@pytest.mark.parametrize("mistake", [*FORMS, *SIGNS, *YAML, *MEANING], ids=lambda m: m.what)
def test_a_mistake_is_understood(small: Examine, mistake: Mistake) -> None:
    assert_told(small, mistake)


def test_a_space_from_a_web_page_is_named(small: Examine) -> None:
    found = small(f"events:\n\u00a0\u00a0e: {{{NEWS}}}\n")
    named = [d for d in found.found if d.code == "E098"]
    assert [(d.message, d.span.line, d.span.column) for d in named if d.span] == [
        ("the space U+00A0 is no indentation", 2, 1)
    ]


def test_what_stands_too_far_left_is_told_where_it_belongs(small: Examine) -> None:
    found = small(
        "events:\n  e:\n    kind: card\n    assumed: g\n    title: {en: E, vi: E}\n    options:\n    yes: {title: {en: A, vi: A}}\n"
    )
    assert [(d.code, d.cure) for d in found.found] == [
        ("E103", "nothing stands after the colon, or what follows is indented too little"),
        ("E101", "if it belongs to `options`, indent it further"),
    ]
