"""README is true: its examples print what it shows, its pictures are the ones that its commands make.

In README a block ` ```console ` holds commands (`$ ...`) and what they print; they run here, in a folder of their own. A block
` ```console slow ` is too long for a test: of it the form is checked. Commands in ` ```sh ` blocks are parsed and not run.
`python -m tests.house.test_readme` writes all outputs anew, slow ones included; with `pictures`, these too.
"""

from __future__ import annotations

import argparse
import contextlib
import doctest
import io
import os
import re
import shlex
import shutil
import struct
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest
import typer.main

from sim.app import files
from sim.app.cli import app
from sim.app.shelf import compiled_scenario
from sim.policy import names

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
PICTURES = ROOT / ".pictures"
HEAVIEST = 250_000  # bytes of a picture
FENCE = re.compile(r"^```(\S*)( slow)?\n(.*?)^```$", re.DOTALL | re.MULTILINE)
PROGRAM = "python main.py"


@dataclass(frozen=True)
class Example:
    """One command of a console block and what README says that it prints."""

    command: str
    printed: str
    block: int
    slow: bool


def blocks(readme: str) -> list[re.Match[str]]:
    return list(FENCE.finditer(readme))


def examples(readme: str) -> list[Example]:
    """Every command of every console block, in order."""
    found = []
    for number, block in enumerate(blocks(readme)):
        if block[1] == "console":
            for part in re.split(r"^\$ ", block[3], flags=re.MULTILINE)[1:]:
                command, _, printed = part.partition("\n")
                found.append(Example(command, printed.rstrip("\n"), number, bool(block[2])))
    return found


def commands(readme: str) -> list[str]:
    """Every line of README's code that calls the program; an explanation set off by spaces is cut."""
    lines = [line for block in blocks(readme) if block[1] in {"sh", "console"} for line in block[3].splitlines()]
    calls = [line[line.index(PROGRAM) :] for line in lines if PROGRAM in line]
    return [re.split(r"\s{3,}| \| ", call)[0] for call in calls]


def perform(command: str, place: Path) -> str:
    """Run one line in a shell, as a reader would, with a home of its own; gives all that it prints."""
    python = f"{shlex.quote(sys.executable)} {shlex.quote(str(ROOT / 'main.py'))}"
    surroundings = os.environ | {
        "BAMBOO_SAVES": str(place / "saves"),
        "BAMBOO_SETTINGS": str(place / "settings.yaml"),
        "COLUMNS": "100",
        "PYTHONUTF8": "1",
    }
    done = subprocess.run(
        ["/bin/sh", "-c", command.replace(PROGRAM, python)], cwd=place, env=surroundings, text=True, encoding="utf-8",
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
    )  # fmt: skip
    return "\n".join(line.rstrip() for line in done.stdout.strip("\n").splitlines())


def new_place(parent: Path) -> Path:
    """A folder like README's own: the scenarios and the example of a table of facts lie in it."""
    for folder in ("scenarios", "seeds/history"):
        shutil.copytree(ROOT / folder, parent / folder)
    return parent


TEXT = README.read_text("utf-8")
EXAMPLES = examples(TEXT)
QUICK = sorted({example.block for example in EXAMPLES if not example.slow})


@pytest.mark.skipif(os.name == "nt", reason="the examples are lines for a Unix shell")
@pytest.mark.parametrize("block", QUICK)
def test_an_example_prints_what_readme_shows(block: int, tmp_path: Path) -> None:
    place = new_place(tmp_path)
    for example in EXAMPLES:
        if example.block == block:
            printed = perform(example.command, place)
            assert printed == example.printed, (
                f"\n$ {example.command}\nREADME shows something else. If the program is right, write README anew: "
                f"python -m tests.house.test_readme"
            )


@pytest.mark.parametrize("command", sorted(set(commands(TEXT))))
def test_a_command_has_the_form_that_the_program_takes(command: str) -> None:
    words = shlex.split(command, comments=True)[2:]
    group = typer.main.get_command(app)
    if words:
        assert words[0] in group.commands, f"there is no command {words[0]}"
        group.commands[words[0]].make_context(words[0], words[1:])


def test_every_command_of_the_program_is_shown() -> None:
    group = typer.main.get_command(app)
    shown = {call.split()[2] for call in commands(TEXT) if len(call.split()) > 2}
    assert set(group.commands) == shown
    experiments = {call.split()[3] for call in commands(TEXT) if call.split()[2:3] == ["batch"]}
    assert set(group.commands["batch"].commands) == experiments


def test_the_table_of_results_has_every_policy_and_judgement() -> None:
    (table,) = [example for example in EXAMPLES if example.slow and "main.py run " in example.command]
    rules = compiled_scenario("ukraine-2022").rules
    first = table.printed.split("\n\n")[1].splitlines()[1:]
    assert first[0].split()[1 : 1 + len(rules.screen.judgements)] == list(rules.screen.judgements)
    assert {row.split()[0] for row in first[1:]} == set(names(rules))
    assert re.search(r"^digest: [0-9a-f]{32}$", table.printed, re.MULTILINE)


def test_the_hindcast_shown_has_a_fit_before_its_cut_and_a_verdict_on_every_kind() -> None:
    (shown,) = [example for example in EXAMPLES if example.slow and "main.py hindcast " in example.command]
    assert "Fitted to " in shown.printed
    table = shown.printed.split("\n\n")[1].splitlines()
    assert {line.split()[0] for line in table[1:]} >= {"vote", "tier", "trade_share", "incident", "visit"}
    assert len({len(line) > table[0].index("verdict") for line in table[1:]}) == 1


def test_pictures_are_shown_made_and_light() -> None:
    shown = set(re.findall(r"!\[[^\]]+\]\((\.pictures/[^)]+)\)", TEXT))
    made = {word: call for call in commands(TEXT) for word in call.split() if word.startswith(".pictures/")}
    assert shown == set(made) == {f".pictures/{file.name}" for file in PICTURES.iterdir()}
    for name, call in made.items():
        content = (ROOT / name).read_bytes()
        assert len(content) < HEAVIEST, f"{name} weighs {len(content)} bytes"
        size = re.search(r"--size (\d+)x(\d+)", call)
        assert size, f"{name}: README's command gives no size"
        assert struct.unpack(">II", content[16:24]) == (int(size[1]), int(size[2])), name


def test_lines_of_a_scenario_are_lines_of_that_scenario() -> None:
    (excerpt,) = [block[3] for block in blocks(TEXT) if block[1] == "yaml"]
    real = (files.library() / "finland-1948" / "finland.yaml").read_text("utf-8")
    assert excerpt in real


@pytest.mark.parametrize("words", [["--help"], ["-n"], ["picture"]])
def test_writing_anew_refuses_what_it_does_not_know(words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[__name__], "write_outputs", lambda: pytest.fail("README would be written"))
    with pytest.raises(SystemExit):
        main(words)


@pytest.mark.parametrize("block", [number for number, block in enumerate(blocks(TEXT)) if block[1] == "pycon"])
def test_python_gives_what_readme_shows(block: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    session = doctest.DocTestParser().get_doctest(blocks(TEXT)[block][3], {}, f"README, block {block}", None, None)
    told: list[str] = []
    found = doctest.DocTestRunner(verbose=False).run(session, out=told.append)
    assert found.attempted > 3
    assert not found.failed, "".join(told)


def said_by_python(session: str) -> str:
    """The lines of a session, each with what it prints now."""
    names: dict[str, object] = {}
    parts = []
    for example in doctest.DocTestParser().get_examples(session):
        first, *more = example.source.splitlines()
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(example.source, "<README>", "single"), names)
        parts += [f">>> {first}", *(f"... {line}" for line in more), *out.getvalue().splitlines()]
    return "\n".join([*parts, ""])


def write_outputs() -> None:
    """Write what README's examples print now."""
    text = README.read_text("utf-8")
    numbers = iter(range(len(blocks(text))))

    def again(block: re.Match[str]) -> str:
        number = next(numbers)
        if block[1] == "pycon":
            return f"```pycon\n{said_by_python(block[3])}```"
        if block[1] != "console":
            return block[0]
        with tempfile.TemporaryDirectory() as folder:
            place = new_place(Path(folder))
            parts = []
            for example in (e for e in examples(text) if e.block == number):
                printed = perform(example.command, place)
                parts.append(f"$ {example.command}\n{printed}\n" if printed else f"$ {example.command}\n")
        return f"```console{block[2] or ''}\n{''.join(parts)}```"

    README.write_text(FENCE.sub(again, text), "utf-8")


def write_pictures() -> None:
    """Make README's pictures by README's commands."""
    with tempfile.TemporaryDirectory() as folder:
        place = new_place(Path(folder))
        (place / PICTURES.name).mkdir()
        for call in commands(README.read_text("utf-8")):
            if f"{PICTURES.name}/" in call:
                print(perform(call, place))
        for file in sorted((place / PICTURES.name).iterdir()):
            shutil.copyfile(file, PICTURES / file.name)


def main(words: list[str]) -> None:
    """Write README anew; anything but the one word that is known is refused before a line is changed."""
    asked = argparse.ArgumentParser(
        prog="python -m tests.house.test_readme", description="Write README's outputs anew."
    )
    asked.add_argument("pictures", nargs="?", choices=["pictures"], help="make its pictures, too")
    wanted = asked.parse_args(words)
    write_outputs()
    if wanted.pictures:
        write_pictures()


if __name__ == "__main__":
    main(sys.argv[1:])
