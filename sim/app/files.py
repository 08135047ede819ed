"""Where things lie on disk: scenarios, facts, saves, settings. The only place that knows paths.

Takes nothing, gives paths: in a checkout the tree itself, in an installed package its own copy; the user's saves in the folder
that the system gives for them.
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from platformdirs import user_config_path, user_data_path

from sim.base.diagnostic import nearest
from sim.base.errors import UsageError
from sim.facts.ledger import Ledger, load

PACKAGE = Path(__file__).resolve().parent.parent
NAME = "bamboo-balance"


def _shipped(name: str) -> Path:
    """A folder that travels with the program."""
    tree = PACKAGE.parent / name
    return tree if tree.is_dir() and (PACKAGE.parent / "main.py").is_file() else PACKAGE / "_data" / name


def library() -> Path:
    """The shipped scenarios."""
    return _shipped("scenarios")


def user_scenarios() -> Path:
    """The user's own scenarios; need not exist."""
    return user_data_path(NAME) / "scenarios"


def saves() -> Path:
    """The folder of saves; need not exist yet. `BAMBOO_SAVES` puts it elsewhere."""
    place = os.environ.get("BAMBOO_SAVES")
    return Path(place) if place else user_data_path(NAME) / "saves"


def settings() -> Path:
    """The file of the player's settings; need not exist yet. `BAMBOO_SETTINGS` puts it elsewhere."""
    place = os.environ.get("BAMBOO_SETTINGS")
    return Path(place) if place else user_config_path(NAME) / "settings.yaml"


@lru_cache(maxsize=1)
def ledger() -> Ledger:
    """The ledger of facts."""
    return load(_shipped("seeds"))


def read_text(file: Path, what: str) -> str:
    """The text of a file that the user names.

    Raises:
        UsageError: it cannot be read.
    """
    try:
        return file.read_text(encoding="utf-8-sig")
    except OSError as problem:
        raise UsageError(f"{what} cannot be read: {problem.strerror or problem}", str(file), "check the path") from None
    except UnicodeDecodeError:
        raise UsageError(f"{what} is not text in UTF-8", str(file), "save it as UTF-8") from None


def _near(path: Path) -> Path:
    """As a person in the current folder would write it."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def scenario_folders() -> list[Path]:
    """Every folder that looks like a scenario, shipped ones first."""
    found = []
    for place in (library(), user_scenarios()):
        if place.is_dir():
            found += sorted(f for f in place.iterdir() if f.is_dir() and any(f.glob("*.y*ml")))
    return found


def find_scenario(name: str) -> Path:
    """The folder of a scenario: a path, or the id of a shipped or own one.

    Raises:
        UsageError: if there is none, with the nearest id.
    """
    path = Path(name)
    if path.is_dir():
        return path
    folders = {f.name: f for f in scenario_folders()}
    if name in folders:
        return _near(folders[name])
    close = nearest(name, folders)
    raise UsageError(
        f"no scenario `{name}`", cure=f"did you mean `{close}`?" if close else f"there are: {', '.join(folders)}"
    )
