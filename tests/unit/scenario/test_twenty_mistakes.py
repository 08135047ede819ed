"""Twenty mistakes that authors of scenarios make, as they tell of them where mods and story games are discussed.

Each gives file, line and column, a caret under the place, one sentence, and a cure. All of several mistakes in one file are told at
once.
"""

from __future__ import annotations

import pytest

from .texts import Examine, Mistake, assert_told

NEWS = "kind: news, assumed: guess, title: {en: E, vi: E}"


MISTAKES = [
    Mistake("a name misspelt in a condition", f"events:\n  e: {{{NEWS}, when: «climte.us» > 2}}", "E201", "unknown name `climte.us`", "did you mean `climate.us`?"),
    Mistake("a member that is not there", f"events:\n  e: {{{NEWS}, effects: {{«climate.usa»: 1}}}}", "E201", "unknown name `climate.usa`: `powers` has no `usa`", "did you mean `climate.us`?"),
    Mistake("a key misspelt", "events:\n  e: {kind: news, assumed: guess, title: {en: E, vi: E}, «wehn»: turn = 1}", "E101", "unknown key `wehn`", "did you mean `when`?"),
    Mistake("a kind that does not exist", "events:\n  e: {kind: «new», assumed: guess, title: {en: E, vi: E}}", "E104", "`kind` is the text `new`", "did you mean `news`?"),
    Mistake("the same id twice", f"events:\n  e: {{{NEWS}}}\n  «e»: {{{NEWS}}}", "E015", "the key `e` stands twice in one map", "it stands already in line 2; keep one of the two"),
    Mistake("a colon inside a text", "events:\n  e:\n    kind: news\n    assumed: guess\n    title: Hanoi«:» a letter", "E010", "here no `: ` can stand", "put a text that holds `: ` in double quotes; check the indentation"),
    Mistake("a tab for indentation", f"events:\n«\t»e: {{{NEWS}}}", "E010", "a tab stands in the indentation", "indent with spaces"),
    Mistake("a text cut by a hash", "events:\n  e: {kind: news, assumed: guess, title: {en: E, vi: E},\n    text: {vi: E, en: We are «#»1 again\n    }}", "W110", "the text ends before this `#`", "put the text in quotes; before a comment put two spaces"),
    Mistake("a comma that ends a text in braces", "events:\n  e: {kind: news, assumed: guess, title: {en: Storms, «floods», vi: E}}", "E101", "unknown key `floods`", "inside { } a comma ends a text: put the text in quotes"),
    Mistake("a quarter that does not exist", f"events:\n  e: {{{NEWS}, date_assumed: guess, on: «2022-Q5»}}", "E106", "`on`: needs a quarter such as `2022-Q1`", "found the text `2022-Q5`"),
    Mistake("a number with a unit in it", "parameters:\n  p: {value: «5 points», assumed: guess}", "E103", "`value` needs a number, found the text `5 points`", "write 5; what it counts stands in `unit:`"),
    Mistake("a card with one answer", "events:\n  «e»: {kind: card, assumed: guess, title: {en: E, vi: E}, options: {a: {title: {en: A, vi: A}}}}", "E140", "`e` is a card with fewer than two options", "give 2 to 4 options, or make it `kind: news`"),
    Mistake("a number without a reason", "events:\n  e: {kind: news, title: {en: E, vi: E}, effects: {wealth: «2»}}", "E151", "`events.e` holds a number with neither source nor reason", "add `source: [F...]`, or `assumed: why`"),
    Mistake("a condition that never holds", f"events:\n  e: {{{NEWS}, when: «climate.us > 20»}}", "E210", "this condition is always false", "`climate.us` is declared -10 to 10"),
    Mistake("clauses that exclude each other", f"events:\n  e: {{{NEWS}, when: «wealth > 60 and wealth < 40»}}", "E210", "`wealth > 60` and `wealth < 40` exclude each other", "this condition is always false: join them by `or`, or mend a bound"),
    Mistake("one equals sign too many, and a python word", f'events:\n  e: {{{NEWS}, when: "wealth > 2 «&&» turn > 1"}}', "E200", "`&&` is no part of the language", "write `and`"),
    Mistake("money added to points", f"events:\n  e: {{{NEWS}, when: «wealth + climate.us» > 2}}", "E205", "this adds USD and points", "bring both to one unit first"),
    Mistake("a chain without its cause", "events:\n  e: {kind: chain, assumed: guess, title: {en: E, vi: E}, after: «sotrm»}\n  storm: {kind: news, assumed: guess, title: {en: E, vi: E}}", "E201", "unknown event `sotrm`", "did you mean `storm`?"),
    Mistake("a fact that is none", "events:\n  e: {kind: news, source: [«f042»], title: {en: E, vi: E}, effects: {wealth: 2}}", "E150", "unknown fact `f042`", "did you mean `F042`?"),
    Mistake("a title in one language", "events:\n  e: {kind: news, assumed: guess, title: «{en: E}»}", "W101", "`events.e.title` lacks its Vietnamese text", "add `vi:`"),
    Mistake("an effect on what is only computed", "derived:\n  d: {title: {en: D, vi: D}, formula: wealth, assumed: guess}\nevents:\n  e: {kind: news, assumed: guess, title: {en: E, vi: E}, effects: {«d»: 2}}", "E131", "`d` is not carried, so nothing can be added to it", "effects change variables and delays"),
    Mistake("a link that leads nowhere", 'events:\n  e: {kind: news, assumed: guess, title: {en: E, vi: E}, text: {en: "See [it](«welth»)", vi: E}}', "E148", "the link `welth` leads nowhere", "did you mean `wealth`?"),
]  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda m: m.what)
def test_a_mistake_has_place_caret_sentence_and_cure(small: Examine, mistake: Mistake) -> None:
    assert_told(small, mistake)


def test_all_of_several_mistakes_in_one_file_are_told_at_once(small: Examine) -> None:
    told = [
        m
        for m in MISTAKES
        if m.code in ("E201", "E210", "E205", "E200", "E148", "E131", "E150", "W101")
        and m.text.startswith("events:\n  e:")
    ]
    text = "events:\n" + "".join(
        m.text.removeprefix("events:\n").replace("«", "").replace("»", "").replace("  e:", f"  e{i}:").replace("  storm:", f"  storm{i}:") + "\n"
        for i, m in enumerate(told)
    )  # fmt: skip
    found = small(text)
    assert len(told) >= 9
    assert sorted(d.code for d in found.found) == sorted(m.code for m in told), found.text
