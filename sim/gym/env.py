"""Takes a scenario, gives one world of it as a Gymnasium environment: a step is a quarter."""

from __future__ import annotations

from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces

from sim import engine
from sim.app.shelf import compiled_scenario
from sim.base.errors import UsageError
from sim.engine.worlds import Bools, Worlds
from sim.gym.encoding import MEAN, SLOTS, Choices, Encoding, Seen
from sim.rulebook.rulebook import Rulebook, quarter_name

WORLDS = 1 << 40  # episodes are drawn from so many worlds


class BalanceEnv(gymnasium.Env[Seen, Choices]):
    """One world, quarter by quarter, seen as Vietnam sees it.

    An episode is a world of the laboratory: `info["world"]` is its number, `options={"world": 4711}` of `reset` asks for one, and the
    same orders give there what they give in the window. `reset(seed=...)` fixes which worlds come. The rewards of an episode sum
    to the outcome (the mean of the judgements, in points) of its world; it ends at the last quarter or with an ending.

    Args:
        scenario: id or folder of a scenario, or its Rulebook.
        slots: how many verbs a quarter.
        reward: the outcome that counts; `mean` is the mean of the judgements.
        luck_seed: the seed of the laboratory, `--seed` of `run`.
    """

    metadata = {"render_modes": ["ansi"], "render_fps": 1}  # noqa: RUF012 - as Gymnasium declares it

    def __init__(
        self,
        scenario: str | Rulebook,
        *,
        slots: int = SLOTS,
        reward: str = MEAN,
        luck_seed: int = 1,
        render_mode: str | None = None,
    ) -> None:
        self.rules = scenario if isinstance(scenario, Rulebook) else compiled_scenario(scenario).rules
        self.encoding = Encoding(self.rules, slots, reward)
        self.luck_seed = luck_seed
        self.render_mode = render_mode
        self.observation_space = spaces.Box(-1.0, 1.0, (len(self.encoding.seen),), np.float32)
        self.action_space = spaces.MultiDiscrete(self.encoding.sizes)
        self._worlds: Worlds | None = None
        self._view: engine.View | None = None
        self._over = False
        self._judged = 0.0

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[Seen, dict[str, Any]]:
        """Begin a world: the next of the seed, or the one that `options` names."""
        super().reset(seed=seed)
        world = int(self.np_random.integers(WORLDS))
        wanted = (options or {}).get("world", world)
        if not 0 <= int(wanted) < 1 << 64:
            raise UsageError(f"there is no world {wanted}", cure="take a whole number from 0")
        self._judged = 0.0
        self._arrive(engine.start(self.rules, np.array([wanted], dtype=np.uint64), self.luck_seed))
        return self._seen(), self._info(0)

    def step(self, action: Choices) -> tuple[Seen, float, bool, bool, dict[str, Any]]:
        """Give the orders of a quarter and play it."""
        if self._worlds is None or self._over:
            raise gymnasium.error.ResetNeeded("this world has come to its end, or has not begun: call reset()")
        orders = self.encoding.orders(np.asarray(action, dtype=np.int64).reshape(1, -1))
        turn = engine.step(self.rules, self._worlds, orders, self.luck_seed)
        self._arrive(turn.after)
        judged = float(self.encoding.judge(turn.after)[0])
        gained, self._judged = judged - self._judged, judged
        refused = int((turn.refused_action != 0).sum() + (turn.refused_answer != 0).sum())
        return self._seen(), gained, self._over, False, self._info(refused)

    def action_masks(self) -> Bools:
        """[sum of the sizes of the action space] which numbers may be chosen now, slot after slot, card after card."""
        mask: Bools = self.encoding.mask(self._view, 1)[0]
        return mask

    def render(self) -> str | None:
        """The quarter and the numbers of the screen, as text."""
        if self.render_mode is None or self._worlds is None:
            return None
        lines = [quarter_name(self.rules.start + self._worlds.turn)]
        for id in (self.rules.screen.relations, *self.rules.screen.numbers):
            if id:
                values = engine.read(self.rules, self._worlds, id).reshape(-1)
                lines.append(f"{id}: {' '.join(f'{value:.1f}' for value in values)}")
        return "\n".join(lines)

    def _arrive(self, worlds: Worlds) -> None:
        last = worlds.turn >= self.rules.turns
        self._worlds = worlds
        self._over = last or bool(worlds.ended[0] >= 0)
        self._view = None if last else engine.view(self.rules, worlds, self.luck_seed)

    def _seen(self) -> Seen:
        assert self._worlds is not None
        seen: Seen = self.encoding.observe(self._view, self._worlds)[0]
        return seen

    def _info(self, refused: int) -> dict[str, Any]:
        assert self._worlds is not None
        return {
            "world": int(self._worlds.ids[0]),
            "quarter": self._worlds.turn,
            "action_mask": self.action_masks(),
            "refused": refused,
        }
