"""How far the plain baseline is from Python written by hand for one scenario: `python -m tests.bench.by_hand`, 300 waiting worlds of finland-1948.

Both must give the same worlds to the last bit; the ratio says what the baseline's generality costs.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from time import process_time

from sim import engine
from sim.app.shelf import compiled_scenario
from sim.rulebook.rulebook import Rulebook, stream
from tests.bench.baseline import Game, Luck, World, mixed

WORLDS, SEED, M = 300, 5, 1.5 * 2.0**32


def by_hand(rules: Rulebook, luck: Luck) -> list[list[float]]:
    """The states after the last turn; nobody orders or answers anything."""
    half_life, jealousy = engine.default_params(rules)[:, 0].tolist()
    fade = 1 - math.pow(0.5, 1 / half_life)
    move, strike, opens = rules.moves[0], stream("chance", "strike"), rules.events[0].on or 0
    streets = [[stream("move", f"{move.id}.{option.id}", member) for option in move.options] for member in move.members]
    limits = [(v.low, v.high) for v in rules.variables for _ in v.start]
    found = []
    for id in range(WORLDS):
        street = mixed((id + 1) * 0x9E3779B97F4A7C15 & (1 << 64) - 1)
        state = [x for v in rules.variables for x in v.start]
        struck, lit, tally, draw = 0, 0, 0.0, luck.draw
        for turn in range(1, rules.turns + 1):
            soviet, west, to_soviet, to_west, attention, calm = state
            if turn == opens:
                soviet -= 0.5
            press = [
                -1.5 - 0.4 * trust - math.log(-math.log(draw(a, turn, street)))
                >= -math.log(-math.log(draw(b, turn, street)))
                for trust, (a, b) in zip((soviet, west), streets, strict=True)
            ]
            calm -= 3.0 * sum(press)
            soviet, west = (
                trust + (-0.3 + M - M if p else 0.0) for trust, p in zip((soviet, west), press, strict=True)
            )
            if (not struck or turn - struck >= 4) and draw(strike, turn, street) < 0.1 + 0.005 * (60 - calm):
                struck, calm = turn, calm - 5.0
            both = to_soviet + to_west
            after = (
                soviet + (-soviet * fade + M - M) + (-jealousy * (both - to_soviet) + M - M),
                west + (-west * fade + M - M) + (-jealousy * (both - to_west) + M - M),
                to_soviet + (-to_soviet + M - M),
                to_west + (-to_west + M - M),
                attention + (2 - max(0, attention - 1) + M - M),
                calm + ((60 - calm) * 0.1 + M - M),
            )
            state = [min(max(x, low), high) for x, (low, high) in zip(after, limits, strict=True)]
            tally += 50 + 10 * min(state[0], state[1]) - 2 * abs(state[0] - state[1]) + M - M
            if lit >= 2 and state[5] < 36:
                break
            lit = lit + 1 if state[5] < 42 else 0
        found.append(state)
    return found


def general(rules: Rulebook, game: Game, luck: Luck) -> list[list[float]]:
    """The same by the baseline."""
    params, found = engine.default_params(rules)[:, 0].tolist(), []
    for id in range(WORLDS):
        world = World(game, luck, id, params)
        for _ in range(rules.turns):
            world.step([], {})
        found.append(world.memory.state)
    return found


def _quickest(work: Callable[[], object]) -> float:
    times = []
    for _ in range(7):
        start = process_time()
        work()
        times.append(process_time() - start)
    return min(times)


def main() -> None:
    """Compare and print."""
    rules, luck = compiled_scenario("finland-1948").rules, Luck(SEED)
    game = Game(rules)
    same = sum(a == b for a, b in zip(by_hand(rules, luck), general(rules, game, luck), strict=True))
    hand, plain = _quickest(lambda: by_hand(rules, luck)), _quickest(lambda: general(rules, game, luck))
    print(
        f"{same} of {WORLDS} worlds equal; by hand {1e3 * hand:.0f} ms, baseline {1e3 * plain:.0f} ms: {plain / hand:.1f} x"
    )


if __name__ == "__main__":
    main()
