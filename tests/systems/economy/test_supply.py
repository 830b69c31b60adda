"""The City feeds itself, and not a gram comes from nowhere."""

from scenes.worlds import field, make_city, make_world, run

from undergrid.city.city import Use
from undergrid.systems.economy import supply
from undergrid.world.log.events import Event
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


def centre(bodies: int, workers: int, **columns: int) -> World:
    """Works with bodies that the registry has struck off, and workers at the one reclamation centre."""
    world = works(bodies + workers, doing=Activity.WORKING, work=2, **columns)
    people = world.citizens
    people.alive[:bodies], people.doing[:bodies], people.registered[:bodies] = False, Activity.SHUT_DOWN, False
    return world


def of(world: World, *kinds: Kind) -> list[Event]:
    return [event for event in world.events.rows() if event.kind in kinds]


def test_the_paste_of_so_many_bodies_is_the_yield_of_their_mass_to_the_gram():
    world = centre(bodies=37, workers=5)
    for _ in range(600):
        run(supply, world, body_kg=51.513, yield_percent=37, breakdowns_per_day=0, food_kg_per_day=0)
    works, paste = world.facilities, of(world, Kind.PROCESSED)
    assert works.processed[2] == 37 * 51_513
    assert works.product[2] == sum(event.amount for event in paste) == 37 * 51_513 * 37 // 100
    delivered = {event.id: event.whom for event in of(world, Kind.DELIVERED)}
    assert [delivered[event.cause] for event in paste] == [event.whom for event in paste] == list(range(37))
    assert not world.remains.n_used
    assert balance(world) == [0, 0, 0, 0]


def test_bodies_wait_until_those_before_them_are_done():
    world = centre(bodies=3, workers=6)
    for _ in range(7):  # 12 kg each in ten minutes
        run(supply, world, body_kg=70, breakdowns_per_day=0)
    assert [event.whom for event in of(world, Kind.PROCESSED)] == [0]
    assert world.remains.subject[world.remains.rows()].tolist() == [1, 2]
    assert world.remains.upto[world.remains.rows()].tolist() == [140_000, 210_000]


def test_paste_feeds_the_living_beside_soy_in_proportion_to_what_there_is():
    world = works(90)
    world.facilities.product[:] = world.facilities.taken_in[:] = [30_000, 5, 10_000, 0]
    run(supply, world, food_kg_per_day=14.4, breakdowns_per_day=0)  # 100 g a look
    assert world.facilities.given_out.tolist() == [6750, 0, 2250, 0]
    assert not of(world, Kind.SHORTAGE)
    assert balance(world) == [0, 0, 0, 0]


def test_as_long_as_there_is_some_anywhere_nobody_goes_without_and_then_all_are_short():
    world = works(10)
    world.facilities.product[:] = world.facilities.taken_in[:] = [0, 0, 1500, 0]
    for _ in range(2):
        run(supply, world, food_kg_per_day=14.4, breakdowns_per_day=0)
    assert world.facilities.given_out.tolist() == [0, 0, 1500, 0]
    short = of(world, Kind.SHORTAGE)
    assert sum(event.amount for event in short) == 500
    assert {event.who for event in short} == {0, 2, 3}


def test_what_breaks_down_processes_nothing_until_its_workers_have_mended_it():
    world = centre(bodies=9, workers=6)
    run(supply, world, breakdowns_per_day=100, mending_hours=3)
    for _ in range(30):
        run(supply, world, breakdowns_per_day=0, mending_hours=3)
    broke, mended = of(world, Kind.WORKS_BROKE_DOWN, Kind.WORKS_MENDED)
    assert (broke.who, broke.amount, mended.who, mended.cause) == (2, 3, 2, broke.id)
    assert mended.tick - broke.tick == 3  # six workers, three hours of one: three looks
    assert world.facilities.broken.tolist() == [0, 0, 0, 0]
    stood = centre(bodies=9, workers=6)
    for _ in range(31):
        run(supply, stood, breakdowns_per_day=0)
    gone = stood.facilities.processed[2] - world.facilities.processed[2]
    assert gone == 3 * 12_000


def test_works_break_down_as_often_as_said_and_only_where_somebody_works():
    n = 0
    for seed in range(60):
        world = make_world(make_city(field(8, 8), buildings=WORKS), 4, seed=seed, doing=Activity.WORKING, work=3)
        run(supply, world, ticks=144, breakdowns_per_day=0.5, mending_hours=0.1)  # of ten minutes each: a day
        broke = of(world, Kind.WORKS_BROKE_DOWN)
        assert {event.who for event in broke} <= {3}
        assert all(event.stream == supply.STREAM for event in broke)
        n += len(broke)
    assert abs(n / 60 - 0.5) < 0.3


def test_a_shortage_that_a_breakdown_has_brought_about_names_it():
    world = works(20, doing=Activity.WORKING, work=0)
    run(supply, world, breakdowns_per_day=100, mending_hours=900, food_kg_per_day=14.4)
    (broke,) = of(world, Kind.WORKS_BROKE_DOWN)
    assert {event.cause for event in of(world, Kind.SHORTAGE)} == {broke.id}
