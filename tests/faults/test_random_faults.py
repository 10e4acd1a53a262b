"""At least 300 random faults from one seed: nothing is lost, nothing is applied twice, every rejection is told once.

Each world is a county of its own, taken through two months and a correction while processes die, lines break and the
platform misbehaves; after each part it is run again, plainly, until nothing changes, and then judged from outside by
scripts/audit_exactly_once.py. TOWNSHIP_SYNC_FAULT_SEED repeats a run, TOWNSHIP_SYNC_FAULT_WORLD one world of it,
TOWNSHIP_SYNC_FAULTS asks for more of them.
"""

import os
import random
from collections.abc import Sequence
from functools import partial

import pytest

from faults.chance import faults_for
from faults.conftest import Worlds
from faults.steps_of_a_world import TRIED_AGAIN, TWICE_AS_OFTEN, all_steps, correct, name_of
from faults.what_goes_wrong import Restored, run
from faults.what_was_sent import APRIL, MAY, Sent, correction
from faults.world import World
from township_sync.domain.period import Month

SEED = int(os.environ.get("TOWNSHIP_SYNC_FAULT_SEED") or 20_201_123)
WANTED = int(os.environ.get("TOWNSHIP_SYNC_FAULTS") or 300)
FAULTS_PER_WORLD = 25
"""So many at least strike in each: those that came too late do not count."""
ONLY = os.environ.get("TOWNSHIP_SYNC_FAULT_WORLD")
NUMBERS = [int(ONLY)] if ONLY else list(range(-(-WANTED // FAULTS_PER_WORLD)))
_PARTS: Sequence[tuple[Sequence[Month], bool]] = (((APRIL,), False), ((APRIL, MAY), False), ((APRIL, MAY), True))


@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: f"seed {SEED} world {number}")
def test_whatever_goes_wrong_every_row_arrives_once_and_every_rejection_is_told(worlds: Worlds, number: int) -> None:
    print(f"TOWNSHIP_SYNC_FAULT_SEED={SEED} TOWNSHIP_SYNC_FAULT_WORLD={number}")
    chance = random.Random(f"{SEED} {number}")
    with worlds.world(f"world_{number}") as world:
        struck = sum(live(world, chance, periods, correction() if is_corrected else ())
                     for periods, is_corrected in _PARTS)
        while struck < FAULTS_PER_WORLD:
            struck += live(world, chance, (APRIL, MAY), ())
    print(f"{struck} faults struck\n{world.told()}")


def live(world: World, chance: random.Random, periods: Sequence[Month], sent: Sequence[Sent]) -> int:
    """One part of a world's life with its faults, until it is quiet and judged; how many struck."""
    if sent:
        assert world.finish(world.start(partial(correct, sent=sent))) == 0
    struck = 0
    world.back_up("before")
    steps = all_steps(periods)
    restored_at = chance.randrange(3 * len(steps))
    for place, step in enumerate(steps):
        name = name_of(step)
        for _ in range(2 if name in TWICE_AS_OFTEN else 1):
            struck += run(world, step, name, *faults_for(chance, name))
        if name in TRIED_AGAIN:
            world.finish(world.start(step))
        if place == restored_at:
            struck += run(world, step, name, Restored("before"))
    world.until_quiet(periods)
    wrong = world.audit()
    assert not wrong, f"{wrong}\n{world.told()}"
    return struck
