"""Takes a scenario, trains a small policy on it from nothing and judges it beside the policies of the house, on worlds not seen before.

    python -m sim.gym.learn finland-1948 --seed 7

The policy is one table of weights: every verb and every answer has a score that is linear in what Vietnam sees, and the choice is a
softmax over what is legal. It learns by policy gradient with the mean return as baseline (Williams 1992, REINFORCE) and Adam steps
(Kingma & Ba 2015), on the vector environment, in plain NumPy: read it as the start of your own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import gymnasium
import numpy as np
import typer
from numpy.typing import NDArray

from sim.app.shelf import compiled_scenario
from sim.base.errors import BambooError
from sim.engine.worlds import Bools, Floats, Orders
from sim.gym.encoding import Choices, Encoding, Seen
from sim.gym.vector import BalanceVectorEnv
from sim.play.many import play_turns
from sim.policy import make
from sim.rulebook.rulebook import Rulebook

RATE = 0.02  # of the first step; falls to a tenth
KEEP, KEEP_SQUARE = 0.9, 0.99  # Adam's memories
JUDGED_SEED = 10**6  # luck of the worlds that judge: none of it was met in training


@dataclass
class Linear:
    """Scores linear in what is seen: `verbs` [F + 1, P + 1] and one table for the cards [F + 1, options and waiting of all]."""

    encoding: Encoding
    weights: Floats

    @classmethod
    def blank(cls, encoding: Encoding) -> Linear:
        """A policy without a preference."""
        width = len(encoding.pairs) + 1 + int(encoding.sizes[encoding.slots :].sum())
        return cls(encoding, np.zeros((len(encoding.seen) + 1, width)))

    def choose(self, seen: Seen, mask: Bools, draw: Callable[[int], Floats]) -> tuple[Choices, Floats]:
        """Choices [N, slots + C], and [N, width] the slope of their log-probability by the scores.

        `draw(k)` gives [N, k] Gumbel numbers: the largest sum of score and Gumbel number is a draw from the softmax.
        """
        scores = _with_one(seen) @ self.weights
        slope = np.zeros_like(scores)
        choices = np.zeros((len(seen), len(self.encoding.sizes)), dtype=np.int64)
        pairs = len(self.encoding.pairs) + 1
        able = mask[:, :pairs].copy()
        for slot in range(self.encoding.slots):
            choices[:, slot] = _pick(scores[:, :pairs], able, draw(pairs), slope[:, :pairs])
            able[np.arange(len(seen)), choices[:, slot]] = False
            able[:, 0] = True
            able[choices[:, slot] == 0, 1:] = False  # who stops has stopped
        at, masked = pairs, self.encoding.slots * pairs
        for card, size in enumerate(self.encoding.sizes[self.encoding.slots :], self.encoding.slots):
            free = mask[:, masked : masked + size]
            if free[:, 1:].any():
                choices[:, card] = _pick(scores[:, at : at + size], free, draw(int(size)), slope[:, at : at + size])
            at, masked = at + size, masked + size
        return choices, slope


def train(rules: Rulebook, seed: int, updates: int, worlds: int, tell: Callable[[str], None] = lambda line: None) -> Linear:
    """A policy that has played `updates` times `worlds` worlds. The same seed gives the same policy, to the bit, on one machine."""
    env = BalanceVectorEnv(rules, worlds, luck_seed=seed)
    policy = Linear.blank(env.encoding)
    dice = np.random.default_rng(seed)
    memory, square = np.zeros_like(policy.weights), np.zeros_like(policy.weights)
    for update in range(1, updates + 1):
        slope, returned = _episode(env, policy, dice, None if update > 1 else seed)
        memory = KEEP * memory + (1 - KEEP) * slope
        square = KEEP_SQUARE * square + (1 - KEEP_SQUARE) * slope**2
        step = memory / (1 - KEEP**update) / (np.sqrt(square / (1 - KEEP_SQUARE**update)) + 1e-8)
        policy.weights += RATE * (1.0 - 0.9 * update / updates) * step
        if update % max(updates // 10, 1) == 0:
            tell(f"{update * worlds:>9,} worlds played, mean return {returned:.2f}")
    return policy


def _episode(env: BalanceVectorEnv, policy: Linear, dice: np.random.Generator, seed: int | None) -> tuple[Floats, float]:
    """Play all worlds once; the slope of the mean return by the weights, and that mean."""
    seen, info = env.reset(seed=seed)
    over = np.zeros(env.num_envs, dtype=np.bool_)
    steps: list[tuple[Seen, Floats, Bools]] = []
    rewards: list[Floats] = []
    while not over.all():
        choices, slope = policy.choose(seen, info["action_mask"], lambda k: dice.gumbel(size=(env.num_envs, k)))
        steps.append((seen, slope, ~over))
        seen, reward, ended, _, info = env.step(choices)
        rewards.append(np.where(over, 0.0, reward))
        over |= ended
    to_come = np.cumsum(np.array(rewards)[::-1], axis=0)[::-1]
    total = np.zeros_like(policy.weights)
    for (then, slope, alive), ahead in zip(steps, to_come, strict=True):
        better = np.where(alive, ahead - ahead[alive].mean(), 0.0) / (ahead[alive].std() + 1e-8)
        total += _with_one(then).T @ (slope * better[:, None])
    return total / env.num_envs, float(to_come[0].mean())


def judge(rules: Rulebook, encoding: Encoding, worlds: int, decide: Callable[[object], Orders]) -> Floats:
    """[N] the mean of the judgements of worlds that no training has seen."""
    found = np.zeros(worlds)

    class Decider:
        name = about = "judged"

        def decide(self, view: object) -> Orders:
            return decide(view)

    for first, now in play_turns(rules, np.arange(worlds, dtype=np.uint64), JUDGED_SEED, Decider()):
        closed = (now.last == now.turn) & ((now.ended >= 0) | (now.turn == rules.turns))
        found[first + np.flatnonzero(closed)] = encoding.judge(now)[closed]
    return found


def _pick(scores: Floats, able: Bools, gumbel: Floats, slope: Floats) -> NDArray[np.intp]:
    """[N] a draw from the softmax over what is able; adds its slope, which is 1 for the choice less the probabilities."""
    open_ = np.where(able, scores, -np.inf)
    chance = np.exp(open_ - open_.max(axis=1, keepdims=True))
    chance /= chance.sum(axis=1, keepdims=True)
    pick: NDArray[np.intp] = (open_ + gumbel).argmax(axis=1)
    slope -= chance
    slope[np.arange(len(pick)), pick] += 1.0
    return pick


def _with_one(seen: Seen) -> Floats:
    """[N, F + 1] what is seen, and a 1 for what is always so."""
    return np.concatenate([seen.astype(np.float64), np.ones((len(seen), 1))], axis=1)
