"""Kill -9 of the notifier: everybody hears at most once and nobody is lost (the delivery rules)."""

from __future__ import annotations

import random

import pytest

from tests.chaos.ground import ground
from tests.chaos.rounds import Tally, plan_round, play_round

ROUNDS = 15


@pytest.mark.parametrize("seed", [1, 2])
async def test_killed_workers_repeat_nothing_and_lose_nobody(database_url: str, seed: int) -> None:
    chance = random.Random(seed)
    tally = Tally()
    async with ground(database_url) as base:
        for _ in range(ROUNDS):
            await play_round(base, plan_round(chance), tally)
    # The rounds meant something: most kills came in time, and both ways of Discord were gone.
    assert tally.kills.total() >= ROUNDS
    assert tally.repeats > 0
    assert tally.histories > 0
    assert tally.unknown.total() > 0
