"""Takes fitted values and the text of a ruleset's file, gives the text with only these values and their provenance changed.

Comments, order and layout stay. Only an entry that says `free: true` is changed: a scenario's own value is its own. It stands on one
line, `name: {value: 5, ...}`, or in a block; the members of a block of numbers stand on one line, `value: {us: 1, eu: 2}`, each by name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sim.calibrate.fit import Fit
from sim.report.targets import short

_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?%?"


@dataclass(frozen=True, slots=True)
class Fitted:
    """What is to be written of one parameter."""

    name: str
    value: str  # as written
    prior: str
    story: str
    ends: str = ""  # between which values sets fit as well

    @property
    def how(self) -> str:
        """Its provenance in one sentence."""
        return f"{self.story}; {self.ends} fit as well" if self.ends else self.story


def fitted(fit: Fit) -> tuple[Fitted, ...]:
    """The values of a fit, rounded to four digits, each with how it came about; parameters that stayed where they were not."""
    books = ", ".join(rules.id for rules in fit.space.books)
    found = []
    for free, value, (low, high) in zip(fit.space.free, fit.values, fit.intervals, strict=True):
        if f"{value:.4g}" != f"{free.value:.4g}":
            story = f"to the targets of {books}, seed {fit.seed}"
            found.append(Fitted(free.name, f"{value:.4g}", f"{free.prior:g}", story, f"{short(low)} to {short(high)}"))
    return tuple(found)


def as_yaml(values: Sequence[Fitted]) -> str:
    """The values as a section `parameters:` that an author may copy."""
    lines = ["# Fitted values; the ruleset itself is changed only by `calibrate --write`.", "parameters:"]
    plain = [v for v in values if "." not in v.name]
    lines += [f'  {v.name}: {{value: {v.value}, prior: {v.prior}, fitted: "{v.how}"}}' for v in plain]
    lines += [f"  # {v.name} = {v.value} (a member: write it into its block by hand)" for v in values if v not in plain]
    if not values:
        lines[1] = "# nothing moved"
    return "\n".join(lines) + "\n"


def written(text: str, values: Sequence[Fitted]) -> tuple[str, list[str]]:
    """The text with the values put in, and the names that were found in it."""
    lines, done = text.split("\n"), []
    section = ""
    for i, line in enumerate(lines):
        if line[:1].strip() and not line.startswith("#"):
            section = line.partition(":")[0]
        if section != "parameters":
            continue
        for v in values:
            if re.match(rf"  {re.escape(v.name)}:\s*\{{.*\bfree: true\b", line):
                lines[i] = _on_one_line(line, v)
                done.append(v.name)
            elif re.match(rf"  {re.escape(v.name)}:\s*(#.*)?$", line) and _in_a_block(lines, i, v):
                done.append(v.name)
        for head, own in _blocks(values).items():
            if re.match(rf"  {re.escape(head)}:\s*(#.*|\{{.*\bfree: true\b.*)?$", line) and _members(lines, i, own):
                done += [v.name for v in own]
    return "\n".join(lines), done


def _blocks(values: Sequence[Fitted]) -> dict[str, list[Fitted]]:
    """The values that are members of a block along one axis, by the block."""
    found: dict[str, list[Fitted]] = {}
    for v in values:
        if v.name.count(".") == 1:
            found.setdefault(v.name.partition(".")[0], []).append(v)
    return found


def _members(lines: list[str], at: int, own: Sequence[Fitted]) -> bool:
    """Change members of a block of numbers that begins at a line, as one parameter; False where it is not written member by member."""
    end = next((j for j in range(at + 1, len(lines)) if lines[j][:4].strip()), len(lines))
    inside = range(at, at + 1) if "{" in lines[at] else range(at + 1, end)
    place = next((j for j in inside if re.search(r"\bvalue: \{[^}]*\}", lines[j])), None)
    whole = "\n".join(lines[j] for j in inside)
    if place is None or "free: true" not in whole:
        return False
    old = re.search(r"\bvalue: (\{[^}]*\})", lines[place])
    assert old is not None
    new = old[1]
    for v in own:
        member = re.escape(v.name.partition(".")[2])
        new, count = re.subn(rf"(\b{member}: ){_NUMBER}", rf"\g<1>{v.value}", new, count=1)
        if not count:
            return False
    ends = ", ".join(f"{v.name.partition('.')[2]} {v.ends}" for v in own if v.ends)
    block = Fitted("", new, old[1], own[0].story, ends)
    line = lines[place].replace(old[0], f"value: {new}", 1)
    if len(inside) == 1 and place == at:
        if "prior: " not in line:
            line = line.replace(f"value: {new}", f"value: {new}, prior: {old[1]}", 1)
        lines[at] = _told(line, block)
        return True
    added = [] if "    prior: " in whole else [f"    prior: {old[1]}"]
    said = next((j for j in inside if lines[j].startswith("    fitted: ")), None)
    if said is None:
        added.append(f'    fitted: "{block.how}"')
    else:
        lines[said] = f'    fitted: "{block.how}"'
    lines[place] = "\n".join([line, *added])
    return True


def _on_one_line(line: str, v: Fitted) -> str:
    line = re.sub(rf"(?<=\bvalue: ){_NUMBER}", v.value, line, count=1)
    if not re.search(r"\bprior: ", line):
        line = re.sub(rf"(\bvalue: {re.escape(v.value)})", rf"\1, prior: {v.prior}", line, count=1)
    return _told(line, v)


def _told(line: str, v: Fitted) -> str:
    """An entry on one line with its story put in, or replaced."""
    end = line.rindex("}")
    said = re.search(r", fitted: (\"[^\"]*\"|[^,}]*)", line)
    if said:
        return line[: said.start()] + f', fitted: "{v.how}"' + line[said.end() :]
    return line[:end] + f', fitted: "{v.how}"' + line[end:]


def _in_a_block(lines: list[str], at: int, v: Fitted) -> bool:
    """Change the block that begins at a line; new lines join the line of the value, so that no line moves its place in the list."""
    inside = range(at + 1, next((j for j in range(at + 1, len(lines)) if lines[j][:4].strip()), len(lines)))
    keys = {match[1]: j for j in inside if (match := re.match(r"    (\w+):", lines[j]))}
    value = re.match(rf"    value: {_NUMBER}(.*)$", lines[keys["value"]]) if "value" in keys else None
    if value is None or "free" not in keys or "true" not in lines[keys["free"]]:
        return False
    block = [f"    value: {v.value}{value[1]}"]
    if "prior" not in keys:
        block.append(f"    prior: {v.prior}")
    if "fitted" in keys:
        lines[keys["fitted"]] = f'    fitted: "{v.how}"'
    else:
        block.append(f'    fitted: "{v.how}"')
    lines[keys["value"]] = "\n".join(block)
    return True
