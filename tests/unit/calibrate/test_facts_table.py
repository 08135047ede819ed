"""Takes tables as text, asserts what is read and that every mistake is shown with line, column and cure."""

from __future__ import annotations

import pytest

from sim.base.errors import ScenarioError
from sim.calibrate.facts_table import Fact, read

HEAD = "date,kind,actor,value,us,russia,yes,no,abstain,position"
ACTORS = {"tier": ("us", "russia"), "visit": ("us", "russia")}


def table(*lines: str, head: str = HEAD) -> tuple[Fact, ...]:
    return read("\n".join([head, *lines]) + "\n", "facts.csv", ACTORS)


def complaint(*lines: str, head: str = HEAD) -> str:
    with pytest.raises(ScenarioError) as problem:
        table(*lines, head=head)
    return str(problem.value)


def test_rows_of_several_kinds() -> None:
    vote, tier, incident = table(
        "2022-04-07,vote,,3,1,3,93,24,58,", "2023-09,tier,us,4,,,,,,", '2014-05-02,incident,"china, or so",,,,,,,'
    )
    assert (vote.quarter, vote.value, vote.totals, vote.position) == (2022 * 4 + 1, 3.0, (93, 24, 58), None)
    assert (tier.actor, tier.quarter) == ("us", 2023 * 4 + 2)
    assert incident.value == 1.0


def test_columns_may_stand_in_any_order_and_remarks_are_for_people() -> None:
    (fact,) = table('visit,2023-09,us,,"F048, of course"', head="kind,date,actor,value,remark")
    assert fact.kind == "visit"


@pytest.mark.parametrize(
    ("line", "place", "cure"),
    [
        ("2023-13,tier,us,4", "facts.csv:2:1", "write YYYY-MM or YYYY-MM-DD"),
        ("2023-02-29,tier,us,4", "facts.csv:2:1", "write YYYY-MM or YYYY-MM-DD"),
        ("2023-09,trade_share,us,29", "facts.csv:2:24", "0.29 or 29%"),
        ("2023-09,teir,us,4", "facts.csv:2:9", "did you mean `tier`?"),
        ("2023-09,tier,usa,4", "facts.csv:2:14", "did you mean `us`?"),
        ("2023-09,tier,us,4.5", "facts.csv:2:17", "a step from 0 to 4"),
        ("2023-09,tier,us,", "facts.csv:2:17", "found nothing"),
        ("2022-03,vote,,2,1,3,x,5,35,", "facts.csv:2:21", "the number of states"),
        ("2022-03,vote,,2,1,3,0,0,0,", "facts.csv:2:21", "nobody voted"),
        ("2022-03,vote,,2,1,3,141,5,35,7", "facts.csv:2:30", "a percentile from 0 to 1"),
        ("2022-03,vote,,2,1,3,141,5,35,0.1,F041,F045", "facts.csv:2:34", "put texts with a comma in quotes"),
    ],
)
def test_a_mistake_is_shown_where_it_stands(line: str, place: str, cure: str) -> None:
    said = complaint(line)
    assert place in said
    assert cure in said


def test_all_mistakes_at_once() -> None:
    said = complaint("2023,tier,us,4", "2023-09,tier,uk,4", "2023-09,visits,us,1")
    assert all(f"facts.csv:{line}:" in said for line in (2, 3, 4))


def test_a_fact_counts_once() -> None:
    """A row that stands twice would make a finding surer than it is; two votes of one day are two facts."""
    said = complaint("2023-09,tier,us,4", "2023-09,visit,us,1", "2023-09,tier,us,4,,,,,,")
    assert "facts.csv:4:1" in said
    assert "the same as line 2" in said
    assert (
        len(table("2022-03-02,vote,,2,1,3,141,5,35,", "2022-03-02,vote,,2,1,3,141,5,35,", "2024-02-29,visit,us,1")) == 3
    )


@pytest.mark.parametrize(("sign", "name"), [(";", "semicolons"), ("\t", "tabs")])
def test_a_table_as_a_spreadsheet_may_write_it(sign: str, name: str) -> None:
    said = complaint(sign.join(["2023-09", "tier", "us", "4"]), head=sign.join(["date", "kind", "actor", "value"]))
    assert f"by commas, not by {name}" in said
    assert said.count("error") == 1


def test_a_bad_head() -> None:
    assert "lacks the columns `actor`, `value`" in complaint("2023-09,tier", head="date,kind")
    assert "did you mean `position`?" in complaint("", head=HEAD.replace("position", "positon"))
    assert "no row" in complaint(",,,")
