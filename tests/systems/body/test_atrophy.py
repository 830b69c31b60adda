"""Bodies under the DreamNet waste away."""

import pytest
from scenes.dens import LIES, den, in_body
from scenes.worlds import field, make_world, run

from undergrid.systems.body import atrophy
from undergrid.world.tables.hosts import Host
from undergrid.world.tables.people import Activity

DAY = 86_400


def strength_after(days: float, doing: Activity, period: int = 60, start: int = 30_000, **params: float) -> int:
    world = make_world(field(3, 3), 1, doing=doing, strength=start)
    end = round(days * DAY)
    for tick in range(0, end + 1, period):
        world.tick = tick
        run(atrophy, world, period=period, **params)
    return int(world.citizens.strength[0])


@pytest.mark.parametrize("period", [60, 120, 240])
def test_a_day_plugged_in_costs_its_percent_however_often_one_looks(period: int):
    assert strength_after(1, Activity.PLUGGED, period, loss_per_day=1.0) == 30_000 - 300


def test_strength_returns_more_slowly_than_it_went():
    assert strength_after(1, Activity.WORKING, start=29_000, gain_per_day=0.5) == 29_150


def test_strength_stays_between_its_floor_and_that_of_the_sound():
    assert strength_after(0.2, Activity.PLUGGED, start=6_001, loss_per_day=100.0, least=20) == 6_000
    assert strength_after(0.1, Activity.WORKING, start=29_999, gain_per_day=100.0) == 30_000


def test_the_dead_neither_waste_nor_recover():
    world = make_world(field(3, 3), 1, doing=Activity.SHUT_DOWN, alive=False, strength=20_000)
    world.tick = DAY
    run(atrophy, world)
    assert world.citizens.strength[0] == 20_000


@pytest.mark.parametrize(("depth", "lost"), [(100, 300), (50, 150)])
def test_a_day_in_a_feed_costs_its_percent_besides_by_how_deep_it_reaches(depth: int, lost: int):
    world = den(depth=depth)
    slot = in_body(world, LIES)
    world.minds.host[slot], world.minds.depth[slot] = Host.POD, depth
    for tick in range(0, DAY + 1, 60):
        world.tick = tick
        run(atrophy, world, period=60, loss_per_day=0.01, feed_per_day=1.0)
    assert world.citizens.strength[LIES] == pytest.approx(30_000 - 3 - lost, abs=1)


def test_whose_mind_is_no_more_or_in_no_pod_loses_nothing_to_a_feed():
    world = den()
    for host, ended in ((Host.BODY, 0), (Host.POD, 1)):
        slot = in_body(world, LIES)
        world.minds.host[slot], world.minds.ended[slot], world.minds.depth[slot] = host, ended, 100
    world.tick = DAY
    run(atrophy, world, period=60, loss_per_day=0.01, feed_per_day=100.0)
    assert world.citizens.strength[LIES] == pytest.approx(30_000 - 3, abs=1)
