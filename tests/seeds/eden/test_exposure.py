"""Seed rows of Eden about cold nights, exertion, sleep and noise: systems stepped together on small worlds."""

import numpy as np
from scenes.lanes import rows_of
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.systems.body import cold, fatigue, thirst
from undergrid.systems.movement import movement
from undergrid.systems.orders import intake
from undergrid.systems.senses import noise, perception
from undergrid.world.body.exposure import expose
from undergrid.world.log.kinds import Kind
from undergrid.world.senses.noises import make_noise
from undergrid.world.tables.body import HaulMode, Waking
from undergrid.world.tables.orders import Order, Verb
from undergrid.world.tables.people import Activity

HOUR = 3600


def live(world, systems, ticks, orders=(), **knobs):
    """Step several systems together, each with its own knobs by name."""
    told = {system: system.Params(**knobs.get(system.__name__.rpartition(".")[2], {})) for system in systems}
    for _ in range(ticks):
        world.events.begin(world.tick)
        world.orders = tuple(order for order in orders if order.tick == world.tick)
        intake.step(world)
        for system, params in told.items():
            system.step(world, params)
        world.tick += 1


def refuge(n, minds=(), starts=20 * HOUR):
    """So many people in a maintenance bay, all of them out of the pods."""
    door = (5, 5)
    city = make_city(field(40, 10), buildings=[(Use.DISUSED, 0, *door)])
    world = make_world(city, [door] * n, starts=starts, doing=Activity.RESTING)
    world.citizens.inside[:] = 0
    rows = world.plans.grow(len(minds))
    world.plans.owner[rows:] = minds
    expose(world, np.arange(n))
    world.sky.temperature[0] = 1500
    world.rebuild()
    return world


def test_e22_the_air_grows_colder_and_so_does_who_is_out_in_it():
    """The same person at the same spot, by day at 12 C and by night at -12 C and in the wind: only the night chills."""
    cores = {}
    for time, celsius, wind in (("day", 12, 10), ("night", -12, 60)):
        world = make_world(field(8, 8), 1)
        expose(world, np.array([0]))
        world.sky.temperature[0], world.sky.wind[0] = 100 * celsius, wind
        world.exposure.clothing[0] = 700
        live(world, (cold,), 6 * HOUR)
        cores[time] = int(world.exposure.core[0])
        assert bool(rows_of(world, Kind.CHILLED)) == (time == "night")
    assert cores["night"] < 35_000 < 36_500 < cores["day"]


def hauled(metres, age, mode=HaulMode.DRAG):
    """What it costs, in J/kg, to haul somebody of that age so far, and how thirsty it makes, in mL."""
    city = make_city(field(metres // 2 + 1, 1))
    world = make_world(city, [(0, 0), (0, 0)], doing=Activity.RESTING)
    expose(world, np.array([0]))
    people = world.citizens
    people.doing[0], people.goal[0], people.age[1] = Activity.WALKING, city.cell(0, metres // 2, 0), age
    slot = world.hauls.take(1)
    world.hauls.hauler[slot], world.hauls.hauled[slot], world.hauls.mode[slot] = 0, 1, mode
    while people.doing[0] == Activity.WALKING:
        live(world, (movement, fatigue), 1)
    return int(world.exposure.fatigue[0]) / 1000, int(world.exposure.water[0]) / 1000


def test_e23_fatigue_is_in_proportion_to_load_times_distance():
    """A child of four weighs 16 kg, one of nine 29, a grown-up 70."""
    each = {
        (metres, age): hauled(metres, age)[0] / (metres * kilos)
        for metres in (160, 320, 640)
        for age, kilos in ((4, 16), (9, 29), (30, 70))
    }
    assert max(each.values()) / min(each.values()) < 1.08  # work is sampled every ten seconds
    far, near = hauled(640, 30), hauled(160, 30)
    assert far[1] > 3 * near[1] > 0  # and it makes thirsty


def test_e26_she_closes_her_eyes_for_a_second_and_sleeps_until_rested():
    world = refuge(1, minds=[0])
    world.exposure.pressure[0] = 720_000
    live(world, (noise, perception, fatigue), 11 * HOUR)
    asleep, woke = rows_of(world, Kind.FELL_ASLEEP, Kind.WOKE)[:2]
    assert (asleep.kind, woke.kind, woke.amount) == (Kind.FELL_ASLEEP, Kind.WOKE, Waking.RESTED)
    assert asleep.tick < HOUR
    rested = refuge(1, minds=[0])
    rested.exposure.pressure[0] = 300_000
    live(rested, (noise, perception, fatigue), HOUR)
    assert not rows_of(rested, Kind.FELL_ASLEEP)


def test_e26_alone_nobody_watches_and_two_can_watch_by_turns():
    """A step outside the door, too soft to wake anybody: who sleeps alone does not know of it, a companion who is up
    does; and then they change over.
    """
    steps = 65  # dB: 45 at the door's inner side, enough to hear in a quiet town and not to wake

    def outside(world):
        make_noise(world, world.city.cell(0, 6, 5), steps, world.scenario_event)
        live(world, (noise, perception, fatigue), 2)
        return [event.who for event in rows_of(world, Kind.NOISE_HEARD)]

    alone = refuge(1, minds=[0])
    alone.sky.curfew[0] = 1
    alone.exposure.pressure[0] = 600_000
    live(alone, (noise, fatigue), 30, [Order(0, 0, Verb.SLEEP)])
    assert alone.citizens.doing[0] == Activity.SLEEPING
    assert outside(alone) == []

    world = refuge(2, minds=[0, 1])
    world.sky.curfew[0] = 1
    world.exposure.pressure[:2] = 600_000
    live(world, (noise, fatigue), 30, [Order(0, 0, Verb.SLEEP)])
    assert outside(world) == [1]
    cause = world.events.one(Kind.WARNED, 1, 0)
    make_noise(world, int(world.citizens.cell[1]), 80, cause, maker=1, building=0)  # the other speaks up
    live(world, (noise, fatigue), 2)
    assert world.citizens.doing[0] == Activity.RESTING
    live(world, (movement, noise, fatigue), 90, [Order(world.tick, 1, Verb.SLEEP)])
    assert world.citizens.doing[:2].tolist() == [Activity.RESTING, Activity.SLEEPING]
    world.tick += 60
    before = len(rows_of(world, Kind.NOISE_HEARD))
    assert outside(world)[before:] == [0]


def test_a_world_saved_and_reloaded_every_few_ticks_lives_on_alike():
    def night():
        world = refuge(4, minds=[0], starts=22 * HOUR)
        world.exposure.pressure[:4] = [200_000, 500_000, 650_000, 900_000]
        world.sky.temperature[0], world.sky.wind[0] = -3000, 50
        world.citizens.inside[2:] = -1
        world.rebuild()
        return world

    def blow(world):
        if world.tick % 500 == 0:
            make_noise(world, world.city.cell(0, 6, 5), 90, world.scenario_event)

    straight, halting = night(), night()
    for tick in range(4000):
        for world in (straight, halting):
            blow(world)
            live(world, (noise, thirst, cold, fatigue), 1)
        if tick % 7 == 0:
            halting.restore(halting.tick, halting.state())
    assert straight.digest() == halting.digest()
    assert rows_of(straight, Kind.FELL_ASLEEP)
    assert rows_of(straight, Kind.WOKE)
    assert rows_of(straight, Kind.CHILLED)
