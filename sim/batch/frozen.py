"""Takes a Plan, gives it as text that outlives this program's next version and its scenario's next edit; and takes that text back."""

from __future__ import annotations

import base64
import binascii
import json
import platform
import zlib
from collections.abc import Mapping
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

from sim.base.errors import BambooError
from sim.batch.plan import Plan, Player
from sim.batch.sheet import Design, Goal, Sheet, Varied
from sim.engine import ENGINE
from sim.engine.worlds import Floats
from sim.facts.ledger import Ledger
from sim.policy import Function, Source

# What reads scenarios is imported where it is called: the processes of a crew never need it, and it is half of their start.
FORMAT = 1
PLAN = "plan.json"
_LIBRARIES = ("numpy", "duckdb")

Json = dict[str, Any]


def to_json(plan: Plan) -> Json:
    """Everything that decides a result, and beside it what it was made with.

    Errors: BambooError for a plan without the texts of its scenario.
    """
    if not plan.texts:
        raise BambooError("a plan without the texts of its scenario cannot be kept", plan.rules.id)
    rules, sheet, design = plan.rules, plan.sheet, plan.design
    decides: Json = {
        "engine": ENGINE,
        "scenario": {"id": rules.id, "version": rules.version, "rules": rules.digest, "turns": rules.turns},
        "seed": plan.seed,
        "luck": plan.luck,
        "first": plan.first,
        "worlds": plan.worlds,
        "block": plan.block,
        "players": [{"name": p.name, "policy": p.policy or p.name} for p in plan.players],
        "brought": {name: _source(source) for name, source in plan.brought.items()},
        "settings": list(plan.settings),
        "parameter_sets": plan.params.shape[1],
        "parameters": _packed(plan.params),
        "design": {
            "kind": design.kind,
            "options": dict(design.options),
            "varied": [{"name": v.name, "rows": list(v.rows), "times": v.times} for v in design.varied],
            "cells": design.cells.shape[0],
            "values": _packed(design.cells),
            "points": None if design.points is None else _packed(design.points),
        },
        "goals": [{"outcome": g.outcome, "goal": g.goal, "threshold": g.threshold} for g in plan.goals],
        "until": plan.until,
        "keep": plan.keep,
    }
    return {
        "format": FORMAT,
        "what": "the plan of a batch of Bamboo Balance",
        "id": sha256(_canonical(decides).encode()).hexdigest()[:32],
        **decides,
        "columns": {
            "outcomes": sheet.outcomes, "judgements": sheet.judgements, "endings": sheet.endings, "relation": sheet.relation,
            "powers": sheet.powers,
        },
        "made_with": made_with(),
        "texts": base64.b64encode(zlib.compress(json.dumps(plan.texts, ensure_ascii=False).encode(), 9)).decode(),
    }  # fmt: skip


def plan_id(plan: Plan) -> str:
    """The name of everything that decides a result."""
    return str(to_json(plan)["id"])


def to_text(plan: Plan) -> str:
    """The plan as text; the same plan gives the same text on the same machine."""
    return json.dumps(to_json(plan), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def made_with() -> dict[str, str]:
    """Versions that may matter to the last bit."""
    found = {"python": platform.python_version(), "machine": platform.machine()}
    for library in ("bamboo-balance", *_LIBRARIES):
        try:
            found[library] = version(library)
        except PackageNotFoundError:  # run from its own folder, not installed
            continue
    return found


def read(folder: Path) -> Json:
    """The plan of a folder, not compiled.

    Errors: BambooError if there is none or it cannot be read.
    """
    file = folder / PLAN
    try:
        found: Json = json.loads(file.read_text(encoding="utf-8"))
        decides = {key: found[key] for key in found if key not in _BESIDE}
        whole = found["id"] == sha256(_canonical(decides).encode()).hexdigest()[:32]
    except FileNotFoundError:
        what = "there is no batch in this folder" if folder.is_dir() else "there is no such folder"
        raise BambooError(what, str(folder), "`batch run EXPERIMENT -o FOLDER` begins one") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BambooError(f"the plan cannot be read: {error}", str(file), _RESTORE) from None
    if found["format"] != FORMAT:
        raise BambooError(f"the plan has format {found['format']!r}, this program reads {FORMAT}", str(file))
    if not whole:
        raise BambooError("the plan was changed after it was written", str(file), _RESTORE)
    return found


def sheet(frozen: Json) -> Sheet:
    """A plan that was read, as its tables show it; its rules are not compiled."""
    own, scenario = frozen["columns"], frozen["scenario"]
    return Sheet(
        scenario["id"], scenario["version"], scenario["turns"], frozen["seed"], frozen["luck"], frozen["first"],
        frozen["worlds"], frozen["block"], tuple(p["name"] for p in frozen["players"]), tuple(frozen["settings"]),
        frozen["parameter_sets"], design(frozen),
        tuple(Goal(g["outcome"], g["goal"], g["threshold"]) for g in frozen["goals"]), frozen["until"], frozen["keep"],
        tuple(own["outcomes"]), tuple(own["judgements"]), tuple(own["endings"]), own["relation"], tuple(own["powers"]),
    )  # fmt: skip


def design(frozen: Json) -> Design:
    """The design of a plan that was read."""
    own = frozen["design"]
    shape = (own["cells"], len(own["varied"]))
    return Design(
        own["kind"],
        tuple(own["options"].items()),
        tuple(Varied(v["name"], tuple(v["rows"]), v["times"]) for v in own["varied"]),
        _unpacked(own["values"], shape),
        None if own["points"] is None else _unpacked(own["points"], shape),
    )


def texts(frozen: Json) -> dict[str, dict[str, str]]:
    """The scenario and its parents, folder by folder, as they were compiled."""
    found: dict[str, dict[str, str]] = json.loads(zlib.decompress(base64.b64decode(frozen["texts"])))
    return found


def from_json(frozen: Json, ledger: Ledger, place: str, brought: Mapping[str, Source] | None = None) -> Plan:
    """The plan, its rules compiled again from the texts that it carries; `brought` are policies in Python, which it cannot carry.

    Errors: BambooError if this program would play other worlds than the one that froze the plan.
    """
    from sim.play.record import compiled

    if frozen["engine"] != ENGINE:
        raise BambooError(
            f"this batch was begun by engine {frozen['engine']}, this is engine {ENGINE}: worlds would not fit together",
            place,
            "tables and reports still work; begin a new folder to play more",
        )
    try:
        own = texts(frozen)
        rules = compiled(own, ledger).rules
        if rules.digest != frozen["scenario"]["rules"]:
            raise BambooError(
                "this version of the program makes other rules of the scenario than the one that began the batch",
                place,
                "tables and reports still work; begin a new folder to play more",
            )
        rows = sum(p.size for p in rules.parameters)
        return Plan(
            rules,
            tuple(Player(p["name"], p["policy"]) for p in frozen["players"]),
            frozen["worlds"],
            frozen["seed"],
            _unpacked(frozen["parameters"], (rows, frozen["parameter_sets"])),
            tuple(frozen["settings"]),
            frozen["luck"],
            frozen["first"],
            design(frozen),
            sheet(frozen).goals,
            frozen["until"],
            frozen["keep"],
            frozen["block"],
            own,
            {name: _brought(name, source, place, brought or {}) for name, source in frozen["brought"].items()},
        )
    except (KeyError, TypeError, ValueError, zlib.error, binascii.Error) as error:
        raise BambooError(f"the plan cannot be read: {error}", place, _RESTORE) from None


_BESIDE = ("format", "what", "id", "columns", "made_with", "texts")
_RESTORE = "put back the file that was there, or begin a new folder"


def differences(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """What two plans do not share, as names of their parts."""
    return [key for key in one if key not in _BESIDE and one[key] != other.get(key)]


def _source(source: Source) -> Json:
    from sim.policy.doctrine_text import DoctrineText

    if isinstance(source, DoctrineText):
        return {"file": source.file, "text": source.text}
    if isinstance(source, Function):
        return {"python": source.identity}
    return {"python": f"{type(source).__module__}.{type(source).__qualname__}"}


def _brought(name: str, source: Json, place: str, there: Mapping[str, Source]) -> Source:
    if "text" not in source:
        if name in there and _source(there[name]) == source:
            return there[name]
        raise BambooError(
            f"the policy `{name}` is a piece of Python ({source['python']}), which a plan cannot carry",
            place,
            "go on from Python, with the call that began the batch",
        )
    from sim.policy.doctrine_text import DoctrineText

    return DoctrineText(source["file"], source["text"])


def _canonical(decides: Json) -> str:
    return json.dumps(decides, sort_keys=True, ensure_ascii=False, allow_nan=False)


def _packed(numbers: Floats) -> str:
    return base64.b64encode(np.ascontiguousarray(numbers).astype("<f8").tobytes()).decode()


def _unpacked(text: str, shape: tuple[int, ...]) -> Floats:
    flat = np.frombuffer(base64.b64decode(text), dtype="<f8")
    return flat.astype(np.float64).reshape(shape)
