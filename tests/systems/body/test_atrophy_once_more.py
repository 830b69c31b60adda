"""Strength worked out once more, row by row: whose turn it is, what is lost plugged in and comes back up and about."""

from __future__ import annotations

import numpy as np
import pytest
from scenes.worlds import field, make_world

from undergrid.systems.body import atrophy
from undergrid.world.tables.people import Activity

N = 2 * 64 + 5


@pytest.mark.parametrize(("loss", "gain", "least"), [(1.0, 0.5, 20.0), (90.0, 40.0, 33.335), (0.01, 100.0, 0.0)])
@pytest.mark.parametrize(("now", "period"), [(600_000, 1), (600_000, 3), (600_001, 3), (600_002, 3), (600_003, 7)])
def test_whoever_has_their_turn_loses_or_regains_the_whole_units_that_are_due(loss, gain, least, now, period):
    dice = np.random.default_rng(round(loss) + now + period)
    world = make_world(field(20, 20), N)
    people, world.tick, world.period = world.citizens, now, period
    people.doing[:] = np.where(dice.random(N) < 0.5, Activity.PLUGGED, dice.integers(0, 16, N))
    people.alive[:] = dice.random(N) < 0.9
    people.strength[:] = dice.choice((0, 5999, 6000, 6001, 10_000, 10_001, 29_990, 29_999, 30_000), N)
    days = {activity: 86_400 / (percent / 100 * 30_000) for activity, percent in ((True, loss), (False, gain))}
    each = {plugged: max(1, round(seconds)) for plugged, seconds in days.items()}
    plugged = people.doing == Activity.PLUGGED
    units = dice.integers(0, 40, N)
    rest = np.array([dice.choice((0, each[p] - 1)) for p in plugged.tolist()])
    people.strength_at[:] = now - units * np.where(plugged, each[True], each[False]) - rest
    strength, at = people.strength.astype(int), people.strength_at.copy()
    for row in range(N):
        if people.alive[row] and row // 64 % period == now % period and units[row]:
            floor = min(int(30_000 * least / 100), strength[row])
            change = -units[row] if plugged[row] else units[row]
            strength[row] = min(max(strength[row] + change, floor if plugged[row] else 0), 30_000)
            at[row] += units[row] * each[bool(plugged[row])]
    atrophy.step(world, atrophy.Params(loss_per_day=loss, gain_per_day=gain, least=least))
    assert people.strength.tolist() == strength.tolist()
    assert people.strength_at.tolist() == at.tolist()
    assert not world.events.n
