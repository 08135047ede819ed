"""The JSON Schema for editors: a draft-07 schema that takes every shipped file, knows the ids, and refuses what the checker refuses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import pytest

from sim.base.diagnostic import Report
from sim.base.yaml_reader import read_text
from sim.facts.ledger import Ledger
from sim.scenario import load_folder
from sim.scenario.editor import json_schema
from sim.scenario.manual import ABOUT
from sim.scenario.shape import Shape, scenario_shape

from .texts import HEAD

LIBRARY = Path(__file__).parents[3] / "scenarios"
SHIPPED = sorted(folder.name for folder in LIBRARY.iterdir() if folder.is_dir())


def schema_of(folder: Path, ledger: Ledger) -> dict[str, Any]:
    chain = load_folder(folder, LIBRARY, Report())
    assert chain is not None
    return json_schema(chain.document, chain.parent, ledger)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_file_is_taken(name: str, ledger: Ledger) -> None:
    schema = schema_of(LIBRARY / name, ledger)
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    for file in sorted((LIBRARY / name).glob("*.yaml")):
        document = read_text(file.read_text(encoding="utf-8"), file.name, Report())
        assert document is not None
        assert [(list(e.absolute_path), e.message[:200]) for e in validator.iter_errors(document.value)] == []


@pytest.fixture(scope="module")
def validator(tmp_path_factory: pytest.TempPathFactory) -> jsonschema.Draft7Validator:
    folder = tmp_path_factory.mktemp("edited") / "small"
    folder.mkdir()
    more = "templates: {visit: {slots: {who: null}, make: {kind: news}}}\nevents: {e: {kind: news, title: E}}\n"
    (folder / "small.yaml").write_text(HEAD + more, encoding="utf-8")
    return jsonschema.Draft7Validator(schema_of(folder, Ledger({}, {}, {})))


@pytest.mark.parametrize(
    "text",
    [
        "evnts: {}", "events: {a: {kind: cart, title: A}}", "events: {a: {kind: news}}", "events: {a: {kind: news, title: A, whn: x}}",
        "events: {a: {kind: news, title: A, on: 2022-Q5}}", "events: {a: {kind: chain, title: A, after: nobody}}", "events: {A-b: {kind: news, title: A}}",
        "actions: {a: {title: A, group: tlk}}", "actions: {a: {title: A, group: talk, cost: {climate: 1}}}", "variables: {a: {title: A, range: 1}}",
        "variables: {a: {title: A, range: 0 to 1, for: pwers}}", "history: {2022-Q1: {orders: [visit nobody]}}", "screen: {relations: nothing}",
        "clock: {start: 2022-Q1, turns: many}", "events: {a: {like: vist}}",
    ],
)  # fmt: skip
def test_what_the_checker_refuses_is_underlined(validator: jsonschema.Draft7Validator, text: str) -> None:
    document = read_text(text, "x.yaml", Report())
    assert document is not None
    assert not validator.is_valid(document.value)


@pytest.mark.parametrize(
    "text",
    [
        "events: {a: {like: visit, with: {who: us}}}", "events: {a: {kind: chain, title: A, after: e}}", "history: {2022-Q1: {orders: [visit us]}}",
        "actions: {a: {title: A, group: talk, cost: {attention: 1}, effects: {climate.target: 0.5, trade.us.rice: {set: 1}}}}",
        "variables: {a: {title: {en: A}, for: [powers, powers as rival], range: 0 to 1}}",
    ],
)  # fmt: skip
def test_what_is_right_is_not(validator: jsonschema.Draft7Validator, text: str) -> None:
    document = read_text(text, "x.yaml", Report())
    assert document is not None
    assert [e.message for e in validator.iter_errors(document.value)] == []


def test_the_ids_of_the_scenario_are_offered(validator: jsonschema.Draft7Validator) -> None:
    schema = validator.schema
    assert schema["definitions"]["group-id"]["enum"] == ["powers", "asian", "goods", "alone"]
    assert "climate.us" in schema["definitions"]["effects"]["properties"]
    assert schema["definitions"]["effects"]["properties"]["climate.target"]["description"] == "C (variable)"


def test_every_key_has_its_sentence_and_every_sentence_its_key() -> None:
    used: set[str] = set()

    def walk(shape: Shape) -> None:
        if shape.kind == "object":
            for field in shape.fields:
                assert field.about, f"{shape.name}.{field.key}"
                key = f"{shape.name}.{field.key}"
                used.add(key if key in ABOUT else f"*.{field.key}")
                walk(field.shape)
        elif shape.inner is not None:
            walk(shape.inner)

    walk(scenario_shape())
    assert set(ABOUT) - used == set()
