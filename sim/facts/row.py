"""Takes one row of a ledger file as read; gives its cells in the wanted types, and a diagnostic for each that is not."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from sim.base.diagnostic import Report, meant
from sim.base.document import Document, Value
from sim.base.span import Span


class Row:
    """The cells under one id. Each may be asked for once; `finish` reports those that nobody asked for.

    Codes: E300 unknown cell or section, E301 missing cell, E302 wrong type or value.
    """

    def __init__(self, document: Document, section: str, id: str, cells: dict[str, Value], report: Report) -> None:
        self.section, self.id = section, id
        self._document, self._cells, self._report = document, cells, report
        self._asked: list[str] = []

    def refuse(self, name: str, message: str, cure: str, code: str = "E302") -> None:
        """Reports a mistake at the cell `name`, or at the row if it has no such cell."""
        self._report.error(code, f"{self.id}: {message}", self._place(name), cure)

    def text(self, name: str, *, default: str | None = None, choices: Sequence[str] = ()) -> str:
        """A text; one of `choices` where they are given. Missing is an error unless there is a default."""
        value = self._take(name, required=default is None)
        if value is None:
            return default or ""
        if not isinstance(value, str) or not value.strip():
            self.refuse(name, f"`{name}` must be text", "write words, in quotes if they look like a number")
            return default or ""
        if choices and value not in choices:
            self.refuse(name, f"`{name}` cannot be `{value}`", f"one of {', '.join(choices)}")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of one or more texts."""
        value = self._take(name, required=True)
        if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
            return tuple(str(item) for item in value)
        if value is not None:
            self.refuse(name, f"`{name}` must be a list of words", f"write `{name}: [one, two]`")
        return ()

    def whole(self, name: str) -> int:
        """A whole number above zero."""
        value = self._take(name, required=True)
        if isinstance(value, int) and not isinstance(value, bool) and value > 0:
            return value
        if value is not None:
            self.refuse(name, f"`{name}` must be a whole number", "write it in digits, without quotes")
        return 0

    def date(self, name: str) -> datetime.date | None:
        """A day of the form 2022-04-07, or None if the cell is missing."""
        value = self._take(name, required=False)
        if value is None:
            return None
        try:
            return datetime.date.fromisoformat(str(value))
        except ValueError:
            self.refuse(name, f"`{value}` is no day", "write year-month-day, such as 2022-04-07")
            return None

    def numbers(
        self, name: str, *, names: Sequence[str] = (), low: float | None = None, high: float | None = None
    ) -> dict[str, float]:
        """A map from names (of `names`, where given) to numbers between `low` and `high`; empty if missing."""
        value = self._take(name, required=False)
        if value is None:
            return {}
        numbers: dict[str, float] = {}
        for key, number in value.items() if isinstance(value, dict) else ():
            fits = isinstance(number, int | float) and not isinstance(number, bool)
            if fits and (not names or key in names) and (low is None or low <= float(str(number)) <= (high or 0)):
                numbers[key] = float(str(number))
            else:
                limits = f" of {', '.join(names)} from {low:g} to {high:g}" if names and low is not None else ""
                self.refuse(name, f"`{name}` cannot hold `{key}: {number}`", f"names{limits} with plain numbers")
        if not isinstance(value, dict):
            self.refuse(name, f"`{name}` must be a map of numbers", f"write `{name}: {{name: 1}}`")
        return numbers

    def number_lists(self, name: str, *, names: Sequence[str]) -> dict[str, tuple[int, ...]]:
        """A map from `names` to lists of whole numbers."""
        value = self._take(name, required=True)
        lists: dict[str, tuple[int, ...]] = {}
        for key, numbers in value.items() if isinstance(value, dict) else ():
            if key in names and isinstance(numbers, list) and all(type(number) is int for number in numbers):
                lists[key] = tuple(number for number in numbers if isinstance(number, int))
            else:
                self.refuse(
                    name, f"`{name}` cannot hold `{key}`", f"one of {', '.join(names)} with a list of whole numbers"
                )
        if not lists and value is not None:
            self.refuse(name, f"`{name}` names no paragraph", f'write `{name}: {{"000": [1]}}`')
        return lists

    def finish(self) -> None:
        """Reports every cell that was not asked for."""
        for name in self._cells:
            if name not in self._asked:
                cure = meant(name, self._asked, f"a row of `{self.section}` has {', '.join(self._asked)}")
                self.refuse(name, f"unknown cell `{name}`", cure, "E300")

    def _take(self, name: str, *, required: bool) -> Value:
        self._asked.append(name)
        value = self._cells.get(name)
        if value is None and required:
            self.refuse(name, f"`{name}` is missing", f"add `{name}:`", "E301")
        return value

    def _place(self, name: str) -> Span:
        return self._document.key_span((self.section, self.id, *((name,) if name in self._cells else ())))


def rows_of(document: Document, sections: Sequence[str], report: Report) -> dict[str, list[Row]]:
    """The rows of each section that the file ought to hold; whatever else stands in it is reported."""
    rows: dict[str, list[Row]] = {}
    content = document.value if isinstance(document.value, dict) else {}
    for section, table in content.items():
        if section not in sections or not isinstance(table, dict):
            report.error(
                "E300", f"`{section}` cannot stand here", document.key_span((section,)), f"one of {', '.join(sections)}"
            )
            continue
        rows[section] = []
        for id, cells in table.items():
            if isinstance(cells, dict):
                rows[section].append(Row(document, section, id, cells, report))
            else:
                report.error(
                    "E302",
                    f"`{id}` must be a map",
                    document.key_span((section, id)),
                    "write `name: value` lines under it",
                )
    for section in sections:
        if section not in content:
            report.error("E301", f"the section `{section}` is missing", document.span(()), f"add `{section}:`")
    return rows
