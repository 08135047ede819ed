"""Randomly damaged copies of scenarios: diagnostics or none, never an exception, each in time. Seeds are fixed."""

from __future__ import annotations

import copy
import random
import re
import shutil
import time
from pathlib import Path

import pytest
import yaml

from sim.base.diagnostic import LINE_BREAK, Report, render
from sim.base.document import Document, Value
from sim.base.yaml_reader import read_file
from sim.facts.ledger import Ledger
from sim.scenario import examine, load

ROOT = Path(__file__).parents[3]
SECONDS = 5.0
NASTY = (
    "", "{", "[", "]", ":", "#", "1e999", "-1e999", "null", "&a", "*a", "!!x", "---", "0000-Q1", "9999-Q4", "1/0", "''", "{}",
    "[]", "true", "~", "0", '"', "> ", "| ", "self", "target", "-5 to 5", "over", "between 1 and 2", "0 quarters", "²", "a.b.c.d",
    "99999999999999999999", "()", "é", "x", "-1", "past(x, 2 turns)", "set", "powers", "2022-Q9", "1 turn", "%", "\u202e", "\x00",
)  # fmt: skip


def flip(rng: random.Random, data: bytes) -> bytes:
    at = rng.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << rng.randrange(8))]) + data[at + 1 :]


def cut(rng: random.Random, data: bytes) -> bytes:
    return data[: rng.randrange(len(data))]


def lose_line(rng: random.Random, data: bytes) -> bytes:
    lines = data.split(b"\n")
    del lines[rng.randrange(len(lines))]
    return b"\n".join(lines)


def repeat_line(rng: random.Random, data: bytes) -> bytes:
    lines = data.split(b"\n")
    lines.insert(rng.randrange(len(lines)), rng.choice(lines))
    return b"\n".join(lines)


def swap_lines(rng: random.Random, data: bytes) -> bytes:
    lines = data.split(b"\n")
    i, j = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[i], lines[j] = lines[j], lines[i]
    return b"\n".join(lines)


def indent_line(rng: random.Random, data: bytes) -> bytes:
    lines = data.split(b"\n")
    i = rng.randrange(len(lines))
    lines[i] = b" " * rng.randrange(8) + lines[i].lstrip()
    return b"\n".join(lines)


def _replace_word(rng: random.Random, data: bytes, words: list[bytes]) -> bytes:
    places = list(re.finditer(rb"[\w.]+", data))
    if not places:
        return data + rng.choice(words)
    place = rng.choice(places)
    return data[: place.start()] + rng.choice(words) + data[place.end() :]


def borrow_word(rng: random.Random, data: bytes) -> bytes:
    return _replace_word(rng, data, re.findall(rb"[\w.]+", data) or [b"x"])


def nasty_word(rng: random.Random, data: bytes) -> bytes:
    return _replace_word(rng, data, [word.encode() for word in NASTY])


DAMAGES = (flip, cut, lose_line, repeat_line, swap_lines, indent_line, borrow_word, borrow_word, nasty_word, nasty_word)


def damage(seed: int, data: bytes) -> bytes:
    """One to three random damages."""
    rng = random.Random(seed)
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        data = rng.choice(DAMAGES)(rng, data) or b"\n"
    return data


def survives(folder: Path, ledger: Ledger, seed: int) -> Report:
    """Examine a folder and print all findings, as a person would see them; each must have a place that exists."""
    begin = time.process_time()
    try:
        compiled, report = examine(folder, ledger)
        shown = [render(found, report.texts) for found in report.diagnostics]
    except Exception as problem:
        raise AssertionError(f"seed {seed}: {type(problem).__name__}: {problem}") from problem
    seconds = time.process_time() - begin
    assert seconds < SECONDS, f"seed {seed} took {seconds:.1f} s"
    assert compiled is not None or not report.ok, f"seed {seed}: nothing compiled, nothing said"
    for found, text in zip(report.diagnostics, shown, strict=True):
        assert found.message, seed
        assert "\x1b" not in text, seed
        assert "\x00" not in text, seed
        span = found.span
        if span is not None and span.file in report.texts:
            lines = LINE_BREAK.split(report.texts[span.file])
            assert 1 <= span.line <= span.end_line <= len(lines), f"seed {seed}: {found}"
            assert 1 <= span.column <= len(lines[span.line - 1]) + 1, f"seed {seed}: {found}"
            assert (span.end_line, span.end_column) >= (span.line, span.column), f"seed {seed}: {found}"
    return report


def fates(folder: Path, files: list[Path], ledger: Ledger, seeds: range) -> dict[str, int]:
    """Damage one file after the other; how often which finding, `clean` for none."""
    whole = {file: file.read_bytes() for file in files}
    found: dict[str, int] = {}
    for seed in seeds:
        file = files[seed % len(files)]
        file.write_bytes(damage(seed, whole[file]))
        report = survives(folder, ledger, seed)
        file.write_bytes(whole[file])
        for code in {d.code for d in report.diagnostics} or {"clean"}:
            found[code] = found.get(code, 0) + 1
    return found


VALUES = (
    None, "", {}, [], 0, -1, 1e300, True, "x", "powers", "self", "1/0", "0 quarters", "60 quarters", "-1e9 to 1e9", "2000-Q3",
    "past(tie, 40 turns)", "past(tie.north, 3 turns)", ["powers", "powers as other"], "is(self, north)", "since(request)", "date",
    "ordered(visit)", "ever(past(mood, 2 turns) > 1)", "average(average(mood, game), 3 turns)", "share(tie over powers)", "game",
    "tie.north.south", "not 3", {"set": "1"}, {"en": "a"}, ["us", "us"], "tie.target", "sum(tie over powers) / 0", "numbers.x",
)  # fmt: skip


def bend(rng: random.Random, value: Value) -> None:
    """Put something else in one place of a scenario: a strange value, the value of another place, or another key."""
    maps = [inner for inner in _maps(value) if inner]
    here, there = rng.choice(maps), rng.choice(maps)
    key, other = rng.choice(sorted(here)), rng.choice(sorted(there))
    match rng.randrange(4):
        case 0:
            del here[key]
        case 1:
            here[key] = rng.choice(VALUES)
        case 2:
            here[key] = copy.deepcopy(there[other])
        case _:
            here[other] = here.pop(key)


def _maps(value: Value) -> list[dict[str, Value]]:
    inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    return ([value] if isinstance(value, dict) else []) + [found for part in inner for found in _maps(part)]


@pytest.fixture
def flagship(tmp_path: Path) -> Path:
    """A copy of the flagship and its ruleset."""
    for name in ("ukraine-2022", "bamboo"):
        shutil.copytree(ROOT / "scenarios" / name, tmp_path / name)
    return tmp_path / "ukraine-2022"


@pytest.fixture
def read_once(flagship: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The flagship's copy; files that are as they were are read once only, which halves the time."""
    whole = {
        str(file): file.read_bytes() for folder in (flagship, flagship.parent / "bamboo") for file in folder.iterdir()
    }
    known: dict[str, Document] = {}

    def read(path: Path, shown: str, report: Report) -> Document | None:
        if path.read_bytes() != whole[str(path)]:
            return read_file(path, shown, report)
        if shown not in known:
            document = read_file(path, shown, report)
            assert document is not None
            known[shown] = document
        report.texts[shown] = known[shown].text
        return known[shown]

    monkeypatch.setattr(load, "read_file", read)
    return flagship


def test_a_thousand_damaged_copies_of_a_small_scenario(tmp_path: Path, ledger: Ledger) -> None:
    folder = tmp_path / "harbour"
    shutil.copytree(ROOT / "tests" / "fixtures" / "harbour", folder)
    found = fates(folder, [folder / "harbour.yaml"], ledger, range(1000))
    assert len(found) > 25, found  # the damage reaches all parts of the checker, not only the reader
    assert 0 < found["clean"] < 500


def test_copies_that_are_good_yaml_and_bad_scenarios(tmp_path: Path, ledger: Ledger) -> None:
    whole = read_file(ROOT / "tests" / "fixtures" / "harbour" / "harbour.yaml", "harbour.yaml", Report())
    assert whole is not None
    codes: set[str] = set()
    for seed in range(200):
        rng = random.Random(seed)
        value = copy.deepcopy(whole.value)
        for _ in range(rng.choice((1, 1, 2, 4))):
            bend(rng, value)
        (tmp_path / "s.yaml").write_text(yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=200), "utf-8")
        codes |= {found.code for found in survives(tmp_path, ledger, seed).diagnostics}
    assert len(codes) > 12, codes


def test_damaged_copies_of_the_flagship(read_once: Path, ledger: Ledger) -> None:
    files = sorted(read_once.glob("*.yaml"))
    assert sum(fates(read_once, files, ledger, range(5000, 5060)).values()) >= 60


@pytest.mark.slow
def test_a_thousand_damaged_copies_of_the_flagship(read_once: Path, ledger: Ledger) -> None:
    files = sorted(read_once.glob("*.yaml")) + sorted((read_once.parent / "bamboo").glob("*.yaml"))
    assert len(fates(read_once, files, ledger, range(10_000, 11_000))) > 25
