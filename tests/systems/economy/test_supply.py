"""The City feeds itself, and not a gram comes from nowhere."""

from scenes.worlds import field, make_city, make_world, run

from undergrid.city.city import Use
from undergrid.systems.economy import supply
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.people import Activity
from undergrid.world.world import World

WORKS = [(Use.VATS, 0, 0, 0), (Use.FARM, 0, 2, 0), (Use.RECLAMATION, 0, 4, 0), (Use.VATS, 0, 6, 0)]


def works(n: int = 40, **columns: int) -> World:
    return make_world(make_city(field(8, 8), buildings=WORKS), n, **columns)


def balance(world: World) -> list[int]:
    f = world.facilities
    return (f.taken_in - f.raw - f.product - f.waste - f.given_out).tolist()


def test_mass_is_conserved_at_every_place_and_look():
    world = works(doing=Activity.WORKING, work=0)
    world.citizens.work[10:20], world.citizens.doing[20:30] = 1, Activity.PLUGGED
    for _ in range(50):
        run(supply, world)
        assert balance(world) == [0, 0, 0, 0]
    assert (world.facilities.product + world.facilities.given_out)[:2].min() > 0


def test_without_workers_nothing_is_made():
    world = works(doing=Activity.RESTING)
    run(supply, world, ticks=10)
    assert world.facilities.product.tolist() == [0, 0, 0, 0]
    assert world.facilities.raw[0] > 0


def test_twice_the_workers_make_twice_as_much_while_there_is_feed():
    few, many = works(10, doing=Activity.WORKING, work=0), works(20, doing=Activity.WORKING, work=0)
    for world in (few, many):
        run(supply, world, food_kg_per_day=0, feed_kg=1000)
    assert many.facilities.product[0] == 2 * few.facilities.product[0] > 0


def test_a_place_that_cannot_deliver_says_so_once():
    world = works(doing=Activity.RESTING)
    run(supply, world, ticks=5)
    short = [e for e in world.events.rows() if e.kind == Kind.SHORTAGE]
    assert [(e.tick, e.who) for e in short] == [(0, 0), (0, 2), (0, 3)]
    assert all(e.amount > 0 for e in short)


def test_a_struck_off_body_is_collected_and_weighed():
    world = works(3)
    people = world.citizens
    people.alive[1], people.doing[1], people.registered[1] = False, Activity.SHUT_DOWN, False
    run(supply, world, body_kg=70)
    assert people.doing[1] == Activity.RECLAIMED
    assert people.inside[1] == 2
    assert world.facilities.taken_in[2] == 70_000
    assert balance(world) == [0, 0, 0, 0]
    assert [e.whom for e in world.events.rows() if e.kind == Kind.DELIVERED] == [1]
    run(supply, world)
    assert world.facilities.taken_in[2] == 70_000


def test_a_body_that_the_registry_does_not_know_of_stays_where_it_is():
    world = works(3)
    world.citizens.alive[1], world.citizens.doing[1] = False, Activity.SHUT_DOWN
    run(supply, world)
    assert world.citizens.doing[1] == Activity.SHUT_DOWN
