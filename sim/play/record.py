"""Takes a Game, gives a save as text; takes that text, gives the Game back, replayed under the rules it carries.

A save is one JSON file that other programs can read. It holds inputs, not state: the scenario's own texts, seed, world, options
and every decision by stable ids, with a digest of each turn. So it opens whatever became of the scenario's folder.
"""

from __future__ import annotations

import base64
import binascii
import datetime
import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from sim import engine
from sim.base.errors import BambooError, ScenarioError
from sim.base.whole_file import write_text
from sim.engine.worlds import Floats, Worlds
from sim.facts.ledger import Fact, Ledger
from sim.play.game import Game, Plan, to_orders, to_pairs
from sim.play.notebook import from_json
from sim.play.reload import reload
from sim.rulebook.rulebook import Rulebook, quarter_name
from sim.scenario import Compiled, compile_texts

FORMAT = 1
MOST_BYTES = 64 * 1024 * 1024
_NEW = "open another save; autosaves lie beside it"

Json = dict[str, Any]


@dataclass(slots=True)
class Loaded:
    """A save brought back to life. `differing` are turns whose digest is not that of the save (another engine or CPU)."""

    game: Game
    title: str
    differing: list[int] = field(default_factory=list)


# -- writing -----------------------------------------------------------------------------------------------------------


def to_text(game: Game) -> str:
    """The save of a game as text; the same game gives the same text."""
    rules = game.rules
    content: Json = {
        "format": FORMAT,
        "what": "a saved game of Bamboo Balance",
        "engine": engine.ENGINE,
        "scenario": {
            "id": rules.id,
            "version": rules.version,
            "title": game.words.texts.get(("title",), {}),
            "rules_digest": rules.digest,
        },
        "seed": game.seed,
        "world": game.world,
        "luck": game.luck,
        "sight": game.sight,
        "played_by": game.played_by,
        "parameters": {p.id: [float(x) for x in game.params[p.row : p.row + p.size, 0]] for p in rules.parameters},
        "date": quarter_name(rules.start + min(game.turn, rules.turns) - 1),
        "turn": game.turn,
        "turns_in_all": rules.turns,
        "over": game.over,
        "played": [
            {
                "turn": number,
                "date": quarter_name(rules.start + number - 1),
                **_decisions(rules, *to_pairs(turn.orders)),
                "digest": _digest(turn.after),
            }
            for number, turn in enumerate(game.turns, start=1)
        ],
        "in_hand": _decisions(rules, game.plan.orders, game.plan.answers),
        "numbers_now": _numbers(rules, game.worlds),
        "rules_zlib_base64": _packed(game.texts),
    }
    book = game.notebook.to_json()
    if book:
        content["foretold"] = book
    if game.earlier:  # the rules were edited while the game was played
        content["earlier_rules"] = [
            {"turns": s.turns, "parameters": s.params[:, 0].tolist(), "rules_zlib_base64": _packed(s.texts)}
            for s in game.earlier
        ]
    return _render({**content, "checksum": _checksum(content)})


def write(game: Game, file: Path) -> Path:
    """Write a save so that a crash at any moment leaves the old file or the new one, whole.

    Errors: BambooError if the place cannot be written to.
    """
    return write_text(to_text(game), file, "the game")


def _packed(texts: Mapping[str, Mapping[str, str]]) -> str:
    plain = {folder: dict(files) for folder, files in texts.items()}
    return base64.b64encode(zlib.compress(json.dumps(plain, ensure_ascii=False).encode(), 9)).decode()


def _decisions(rules: Rulebook, orders: tuple[tuple[int, int], ...], answers: tuple[tuple[int, int], ...]) -> Json:
    given = []
    for a, t in orders:
        action = rules.actions[a]
        given.append({"action": action.id, "target": action.targets[t]})
    answered = []
    for card, option in answers:
        number, member = rules.cards_axis[card]
        event = rules.events[number]
        answered.append({"event": event.id, "member": event.members[member], "option": event.options[option].id})
    return {"orders": given, "answers": answered}


def _numbers(rules: Rulebook, worlds: Worlds) -> Json:
    """The numbers of the first glance, for outside readers; loading does not use them."""
    found: Json = {}
    for name in dict.fromkeys(
        (rules.screen.relations, rules.screen.rank, *rules.screen.numbers, *rules.screen.judgements)
    ):
        if not name:
            continue
        values = np.atleast_2d(engine.read(rules, worlds, name))[:, 0]
        holder = rules.variable.get(name) or rules.derived_of.get(name)
        axes = holder.axes if holder else ()
        if len(axes) == 1:
            found[name] = dict(zip(rules.group[axes[0].group].members, map(float, values), strict=True))
        else:
            found[name] = float(values[0])
    return found


def _digest(worlds: Worlds) -> str:
    return f"{int(engine.digests(worlds)[0]):016x}"


def _render(content: Json) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)


def _checksum(content: Json) -> str:
    return sha256(_render(content).encode()).hexdigest()


# -- reading -----------------------------------------------------------------------------------------------------------


def read(file: Path) -> str:
    """The text of a save.

    Errors: BambooError if it is not there, not readable, or far too large.
    """
    try:
        if file.stat().st_size > MOST_BYTES:
            raise BambooError("this is no save: it is far too large", str(file), _NEW)
        return file.read_bytes().decode("utf-8")
    except UnicodeDecodeError as problem:
        raise BambooError("the save is damaged: it is no text", str(file), _NEW) from problem
    except OSError as problem:
        raise BambooError(
            f"the save cannot be read: {problem.strerror or problem}", str(file), "check the name"
        ) from problem


def check(text: str, place: str = "") -> Json:
    """The content of a save whose every byte is as it was written.

    Errors: BambooError if it is cut, changed, no save at all, or of a later format.
    """
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise BambooError("the save is cut or damaged: its end or a part of it is missing", place, _NEW) from problem
    if not isinstance(content, dict) or "checksum" not in content or "format" not in content:
        raise BambooError("this is no save of this game", place, _NEW)
    if content["format"] != FORMAT:
        raise BambooError(
            f"the save has format {content['format']!r}, this program reads {FORMAT}", place, "use a newer program"
        )
    claimed = content.pop("checksum")
    try:
        whole = claimed == _checksum(content) and _render({**content, "checksum": claimed}) == text
    except (ValueError, RecursionError, UnicodeEncodeError):
        whole = False
    if not whole:
        raise BambooError("the save is damaged: its checksum does not match its content", place, _NEW)
    return content


def from_text(text: str, ledger: Ledger, place: str = "") -> Loaded:
    """Compile the rules that a save carries and replay its decisions.

    Errors: BambooError if the save is damaged, or its own scenario no longer compiles under this program.
    """
    content = check(text, place)
    try:
        return _replayed(content, ledger)
    except BambooError:
        raise
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, zlib.error, binascii.Error) as problem:
        raise BambooError(f"the save does not fit its own rules: {problem}", place, _NEW) from problem


def load(file: Path, ledger: Ledger) -> Loaded:
    """`from_text` of a file."""
    return from_text(read(file), ledger, str(file))


def verify(loaded: Loaded) -> list[int]:
    """The turns in which the replay differs from what was saved; empty if every number is the same to the bit."""
    return list(loaded.differing)


def _unpacked(packed: str) -> dict[str, dict[str, str]]:
    """The embedded texts, the scenario's own folder first; refuses what unfolds beyond measure."""
    unfold = zlib.decompressobj()
    data = unfold.decompress(base64.b64decode(packed, validate=True), MOST_BYTES)
    if unfold.unconsumed_tail or not unfold.eof:
        raise ValueError("the embedded texts are too large or cut")
    texts = json.loads(data)
    return {str(folder): {str(name): str(text) for name, text in files.items()} for folder, files in texts.items()}


def compiled(texts: dict[str, dict[str, str]], ledger: Ledger) -> Compiled:
    """Compile embedded texts, even if the facts that they cite have changed or gone since they were checked."""
    own = next(iter(texts))
    try:
        return compile_texts(texts, own, ledger)
    except ScenarioError:
        return compile_texts(texts, own, _vouched(texts))


def _vouched(texts: dict[str, dict[str, str]]) -> Ledger:
    """A ledger that knows whatever the texts may cite and contradicts nothing: the save vouches for its own sources."""
    words = {word for files in texts.values() for text in files.values() for word in re.findall(r"[A-Za-z]\w*", text)}
    always = datetime.date.min
    blank = {
        id: Fact(id, always, None, "era", (), "", "", {}, "", {}, "", 0, "", "", "", "") for id in words if len(id) < 60
    }
    return Ledger(blank, {}, {})


def _replayed(content: Json, ledger: Ledger) -> Loaded:
    earlier = content.get("earlier_rules", [])
    texts = [_unpacked(one["rules_zlib_base64"]) for one in [*earlier, content]]
    made = [compiled(one, ledger) for one in texts]
    rules = made[0].rules
    first = np.array(earlier[0]["parameters"], dtype=np.float64).reshape(-1, 1) if earlier else None
    game = Game(
        rules,
        made[0].words,
        texts[0],
        seed=int(content["seed"]),
        world=int(content["world"]),
        params=_parameters(rules, content["parameters"]) if first is None else first,
        luck=bool(content["luck"]),
        sight=float(content.get("sight", 1.0)),  # saves from before the levels of difficulty have none
        played_by=str(content["played_by"]),
    )
    edited = {int(one["turns"]): after for one, after in zip(earlier, made[1:], strict=True)}
    for number, entry in enumerate(content["played"]):
        if number in edited:
            game = reload(game, edited[number]).game
        if not game.over:
            game.resolve(to_orders(game.rules, *_pairs(game.rules, entry)))
    if len(content["played"]) in edited:
        game = reload(game, edited[len(content["played"])]).game
    played = [*(_digest(turn.after) for turn in game.turns), *[""] * len(content["played"])]
    differing = [int(e["turn"]) for e, digest in zip(content["played"], played, strict=False) if digest != e["digest"]]
    rules = game.rules
    if not game.over:
        game.hold(Plan(*_pairs(rules, content["in_hand"])))
    game.notebook = from_json(content.get("foretold", {}))
    title = content["scenario"]["title"]
    return Loaded(game, str(title.get("en", rules.id)), differing)


def _parameters(rules: Rulebook, saved: dict[str, list[float]]) -> Floats:
    params = engine.default_params(rules).copy()
    for p in rules.parameters:
        params[p.row : p.row + p.size, 0] = saved[p.id]
    return params


def _pairs(rules: Rulebook, entry: Json) -> tuple[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]:
    orders = []
    for order in entry["orders"]:
        number = rules.action_index[order["action"]]
        orders.append((number, rules.actions[number].targets.index(order["target"])))
    answers = []
    for answer in entry["answers"]:
        number = rules.event_index[answer["event"]]
        event = rules.events[number]
        card = rules.card_of[number, event.members.index(answer["member"])]
        answers.append((card, [o.id for o in event.options].index(answer["option"])))
    return tuple(orders), tuple(answers)
