"""Orbit: what comes down once nobody keeps the ring, how often, where, and whom it hurts."""

import numpy as np
import pytest
from scenes.wired import CORE, HUB, break_node, of_kind, wire_up
from scenes.worlds import field, make_city, make_world, run

from undergrid.city.city import Use
from undergrid.systems.sky import orbit
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.windows import WindowKind

HOUR, MINUTE = 3600, 60


def ground(citizens=0, kind=WindowKind.SYNC, seed=1, width=100, **columns):
    """A field of 200 x 200 m under a ring; people stand all over it."""
    city = make_city(field(width, width), buildings=[(Use.PODS, 0, 5, 5)])
    cells = np.linspace(0, width * width - 1, max(1, citizens)).astype(int).tolist()[:citizens]
    world = make_world(city, cells, seed=seed, **columns)
    wire_up(world, [(CORE, 0), (HUB, 9)], [(0, 1)])
    world.windows.grow(1)
    world.windows.kind[:] = kind
    return world


def live(world, minutes, **knobs):
    """Let the ring be for some minutes; returns what happened."""
    first = world.events.n
    for _ in range(minutes):
        run(orbit, world, **knobs)
        world.tick += MINUTE - 1
    return list(world.events.rows()[first:])


def test_nothing_comes_down_as_long_as_the_authority_gives_orders():
    world = ground()
    assert live(world, 24 * 60, fragments_per_day=1000) == []
    assert world.sky.adrift[0] == 0


@pytest.mark.parametrize("per_day", [100, 1000])
def test_without_it_as_much_comes_down_as_the_rate_says_because_of_that(per_day):
    fallen = []
    for seed in (1, 2, 3, 4):
        world = ground(seed=seed)
        lost = break_node(world, 0)
        fallen += of_kind(live(world, 24 * 60, fragments_per_day=per_day), Kind.DEBRIS_FELL)
        assert {event.cause for event in fallen[-1:]} <= {lost}
    mean = 4 * per_day * 0.04  # km2
    assert abs(len(fallen) - mean) < 3.5 * mean**0.5
    assert len({event.where for event in fallen}) > 0.95 * len(fallen)
    light = sum(event.amount == 50 for event in fallen)
    assert abs(light - len(fallen) / 2) < 3.5 * (len(fallen) / 4) ** 0.5
    assert max(event.amount for event in fallen) >= 400


def test_where_nothing_is_kept_in_orbit_or_nothing_comes_loose_nothing_falls():
    for kind, per_day in ((WindowKind.LOCKDOWN, 1000), (WindowKind.SYNC, 0)):
        world = ground(kind=kind)
        break_node(world, 0)
        assert live(world, 24 * 60, fragments_per_day=per_day) == []


def test_whoever_is_right_below_may_be_hurt_and_nobody_else():
    world = ground(600)
    people = world.citizens
    people.inside[300:] = 0
    world.rebuild()
    break_node(world, 0)
    events = live(world, 3 * 24 * 60, fragments_per_day=1000)
    by_id = {event.id: event for event in events}
    wounded = of_kind(events, Kind.WOUNDED)
    assert wounded
    width = world.city.width
    for event in wounded:
        fell = by_id[event.cause]
        assert fell.kind == Kind.DEBRIS_FELL
        assert event.who < 300
        here, there = int(people.cell[event.who]), fell.where
        assert max(abs(here % width - there % width), abs(here // width - there // width)) <= 1
    assert world.noises.n_used


def test_what_lies_below_another_level_or_the_ground_is_not_struck():
    city = make_city("....\n....", "    \n ...", "====\n====")
    assert sorted(orbit.open_cells(city).tolist()) == [0, 1, 2, 3, 4, 13, 14, 15]


def test_of_a_mean_so_many_fall_as_poisson_has_it():
    below = orbit.falls(1.0)
    assert below[0] / 2**32 == pytest.approx(0.3678794)
    assert below[1] / 2**32 == pytest.approx(0.7357588)
    assert orbit.falls(0.0)[0] == 2**32
