"""The first sight of a sky that nobody shows."""

from scenes.worlds import field, make_city, make_world, run

from undergrid.systems.sky import beyond, first_sight
from undergrid.world.log.kinds import Kind
from undergrid.world.people.moods import mood_of
from undergrid.world.tables.people import Activity


def place():
    """A street, and a field beyond the wall where there is weather; somebody in the street."""
    city = make_city(field(6, 6), field(6, 6))
    world = make_world(city, [0])
    run(beyond, world, natural=True)
    return world


def crossing(world, who, inward=0):
    """Let somebody come out, or go back, in this tick; returns the crossing."""
    world.events.begin(world.tick)
    to = world.city.area if not inward else 0
    world.citizens.cell[who] = to
    return world.events.one(Kind.CROSSED, who, 0, to, inward, world.scenario_event)


def seen(world):
    return [event for event in world.events.rows() if event.kind == Kind.SAW_REAL_SKY]


def test_who_comes_out_sees_it_once_whoever_has_always_lived_there_never_does():
    world = place()
    first = crossing(world, 0)
    first_sight.step(world, first_sight.Params())
    [event] = seen(world)
    assert (event.who, event.cause, event.amount) == (0, first, world.beyond.programme[0])
    assert mood_of(world, 0) == 600_000
    world.tick += 1
    crossing(world, 0, inward=1)
    first_sight.step(world, first_sight.Params())
    world.tick += 1
    crossing(world, 0)
    first_sight.step(world, first_sight.Params())
    assert len(seen(world)) == 1


def test_who_is_brought_out_without_their_senses_sees_it_when_they_come_to():
    world = place()
    world.citizens.doing[0] = Activity.UNCONSCIOUS
    out = crossing(world, 0)
    first_sight.step(world, first_sight.Params())
    run(first_sight, world, ticks=5)
    assert seen(world) == []
    world.citizens.doing[0] = Activity.WAITING
    run(first_sight, world)
    [event] = seen(world)
    assert event.cause == out
    assert mood_of(world, 0) == 600_000


def test_where_the_sky_beyond_is_projected_too_there_is_nothing_to_see():
    city = make_city(field(6, 6), field(6, 6))
    world = make_world(city, [0])
    crossing(world, 0)
    first_sight.step(world, first_sight.Params())
    assert world.beheld.n == 0
