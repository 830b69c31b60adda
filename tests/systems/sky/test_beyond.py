"""Weather beyond the wall."""

import itertools
from collections import Counter

import pytest
from scenes.worlds import field, make_city, make_world, run

from undergrid.systems.sky import beyond
from undergrid.world.log.kinds import Kind
from undergrid.world.places.overhead import is_natural, overhead
from undergrid.world.tables.sky import Programme

DAYS = 60
SKIES = ("clear", "clouds", "drizzle", "rain", "storm")


def place():
    """A city with a street, and a field beyond the wall; somebody in the street, somebody in the field."""
    city = make_city(field(6, 6), field(6, 6))
    return make_world(city, [0, city.area])


def spells(world, days=DAYS, **turned):
    """Hours of each sky over so many days."""
    shown = Counter()
    for _ in range(days * 24 * 6):
        run(beyond, world, natural=True, **turned)
        world.tick += 599
        shown[Programme(int(world.beyond.programme[0])).name.lower()] += 1 / 6
    return shown


def test_without_it_there_is_one_sky_for_all():
    world = place()
    run(beyond, world, ticks=100)
    world.sky.programme[0], world.sky.rain[0] = Programme.RAIN, 5
    assert world.beyond.n_used == 0
    assert not is_natural(world, 1)
    assert overhead(world, 0) == overhead(world, 1) == (Programme.RAIN, 5)


def test_it_goes_its_own_way_by_its_shares_and_every_turn_is_told():
    world = place()
    shown = spells(world, spell_hours=1)
    assert set(shown) == set(SKIES)
    assert abs(shown["clouds"] / (24 * DAYS) - 4 / 8) < 0.06  # of some 1440 spells
    told = world.events.rows()
    assert {event.kind for event in told} == {Kind.WEATHER_CHANGED}
    assert all(a.amount != b.amount and b.stream and b.odds > 0 for a, b in itertools.pairwise(told))
    world.sky.programme[0] = Programme.CLEAR
    world.beyond.programme[0], world.beyond.rain[0] = Programme.STORM, 25
    assert overhead(world, 1) == (Programme.STORM, 25)
    assert overhead(world, 0) == (Programme.CLEAR, 0)


@pytest.mark.parametrize("sky", SKIES)
def test_more_of_one_is_less_of_the_others(sky):
    usual, more = (spells(place(), days=20, spell_hours=1, **turned)[sky] for turned in ({}, {sky: 20}))
    assert more > 1.3 * usual


def test_a_spell_lasts_half_to_one_and_a_half_of_the_usual():
    world, ends = place(), []
    for _ in range(24 * 60 * 20):
        run(beyond, world, natural=True, spell_hours=2)
        world.tick += 59
        ends.append(int(world.beyond.until[0]))
    ends = sorted(set(ends))
    gaps = [b - a for a, b in itertools.pairwise(ends)]
    assert 3600 <= min(gaps) < max(gaps) < 3 * 3600 + 120
    assert abs(sum(gaps) / len(gaps) - 2 * 3600) < 400
