"""Takes the catalogues of words and the code, gives the keys that nothing says: each stands in the code whole or as a formatted piece."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
import yaml

SIM = Path(__file__).parents[2] / "sim"


def _said() -> tuple[set[str], list[re.Pattern[str]]]:
    """Every text of the code, and a pattern for every text with places to be filled, such as `f"verdict_{verdict}"`."""
    whole: set[str] = set()
    made: set[str] = set()
    for path in SIM.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                whole.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = [re.escape(p.value) if isinstance(p, ast.Constant) else r"\w+" for p in node.values]
                if re.match(r"[a-z]+_", parts[0]):
                    made.add("".join(parts))
    return whole, [re.compile(pattern) for pattern in made]


@pytest.mark.parametrize("catalogue", sorted(SIM.rglob("words/en.yaml")), ids=lambda p: p.parts[-3])
def test_every_key_of_a_catalogue_is_said_somewhere(catalogue: Path) -> None:
    whole, made = _said()
    keys = yaml.safe_load(catalogue.read_text("utf-8"))
    assert [k for k in keys if k not in whole and not any(p.fullmatch(k) for p in made)] == []
