"""Where things lie on disk: scenarios, facts, saves, settings. The only place that knows paths.

Takes nothing, gives paths: in a checkout the tree itself, in an installed package its own copy; the user's saves in the folder
that the system gives for them.
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from platformdirs import user_config_path, user_data_path

from sim.base.diagnostic import meant
from sim.base.errors import BambooError, UsageError
from sim.facts.ledger import Ledger, load
from sim.scenario import Folder, open_pack

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
    """The user's own scenarios and packs; need not exist. `BAMBOO_SCENARIOS` puts them elsewhere."""
    place = os.environ.get("BAMBOO_SCENARIOS")
    return Path(place) if place else user_data_path(NAME) / "scenarios"


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


FITTED = "fitted.csv"  # the ensemble of a ruleset, beside its texts


def fitted_sets(scenario: str, lineage: tuple[str, ...]) -> tuple[str, str, str] | None:
    """(path or id, text, place) of the ensemble that lies with a scenario or the nearest ruleset of its chain; None: none has one."""
    for id in (scenario, *lineage[1:]):
        folder = find_scenario(id)
        held = next((entry for entry in folder.iterdir() if entry.name == FITTED), None)
        if held is not None:
            return id, held.read_text(encoding="utf-8"), f"{folder.name}/{FITTED}"
    return None


def read_text(file: Path, what: str) -> str:
    """The text of a file that the user names.

    Errors: UsageError if it cannot be read.
    """
    try:
        return file.read_text(encoding="utf-8-sig")
    except OSError as problem:
        raise UsageError(f"{what} cannot be read: {problem.strerror or problem}", str(file), "check the path") from None
    except UnicodeDecodeError:
        raise UsageError(f"{what} is not text in UTF-8", str(file), "save it as UTF-8") from None


def _in_pack(path: Path) -> Folder:
    pack, wanted = (path, "") if path.suffix == ".zip" else (path.parent, path.name)
    held = open_pack(pack)
    if wanted in held:
        return held[wanted]
    if not wanted and len(held) == 1:
        return next(iter(held.values()))
    raise UsageError(
        f"`{pack}` holds several scenarios" if not wanted else f"`{pack}` has no `{wanted}`",
        cure=f"there are: {', '.join(f'{pack}/{id}' for id in held)}",
    )


def _near(path: Folder) -> Folder:
    """As a person in the current folder would write it."""
    if not isinstance(path, Path):
        return path
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def scenario_folders() -> list[Folder]:
    """Every folder that looks like a scenario: shipped ones first, then the user's own, then those in the user's packs.

    A pack that is refused is left out; `broken_packs` tells why.
    """
    found: list[Folder] = []
    for place in (library(), user_scenarios()):
        if place.is_dir():
            found += sorted(f for f in place.iterdir() if f.is_dir() and any(f.glob("*.y*ml")))
    for pack in _packs():
        try:
            found += open_pack(pack).values()
        except BambooError:
            continue
    return found


def broken_packs() -> dict[str, BambooError]:
    """The user's packs that are refused, by file name, with the reason."""
    found = {}
    for pack in _packs():
        try:
            open_pack(pack)
        except BambooError as refusal:
            found[pack.name] = refusal
    return found


def _packs() -> list[Path]:
    place = user_scenarios()
    return sorted(f for f in place.glob("*.zip") if f.is_file()) if place.is_dir() else []


def find_scenario(name: str) -> Folder:
    """The folder of a scenario: a path, the id of a shipped or own one, or a pack (of several scenarios, `PACK/ID`).

    Errors: UsageError if there is none, with the nearest id; BambooError for a pack that is refused.
    """
    path = Path(name)
    if path.is_dir():
        return path
    if path.suffix == ".zip" or path.parent.suffix == ".zip":
        return _in_pack(path)
    folders = {f.name: f for f in reversed(scenario_folders())}  # what is shipped goes before what bears its name
    if name in folders:
        return _near(folders[name])
    raise UsageError(f"no scenario `{name}`", cure=meant(name, folders, f"there are: {', '.join(folders)}"))
