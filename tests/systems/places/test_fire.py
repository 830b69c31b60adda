"""Fire: fuel burns down, rooms warm up in closed form, gaps are stopped, and the light is seen from outside."""

import math

import pytest
from scenes.bays import BAY, bay, events, lay, order, refusals
from scenes.worlds import run

from undergrid.systems.places import fire
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.places.shelters import burns, excess, glow, inside_temperature, set_warmth
from undergrid.world.tables.authority import Duty, Sense, Senses, WatcherKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Refusal, Verb

DRONE, HUNTER, CAMERA, SENTINEL = WatcherKind.DRONE, WatcherKind.HUNTER, WatcherKind.CAMERA, WatcherKind.SENTINEL
HEAT = 16e6 * 0.15 / (20 * 60)  # W into the room, by the defaults


def lit(kg=3, sealed=False, temperature=0, watchers=(), seed=1):
    """The bay with a fire of so many kg of scraps, just lit by citizen 0."""
    world = bay(seed=seed)
    world.sky.temperature[0], world.sky.light[0] = temperature, 0
    world.watchers.grow(len(watchers))
    for row, (kind, (x, y)) in enumerate(watchers):
        world.watchers.kind[row], world.watchers.cell[row] = kind, world.city.cell(0, x, y)
        world.watchers.luck[row] = row + 1
    world.shelters.sealed[0] = sealed
    lay(world, ItemKind.FUEL, count=kg)
    order(world, 0, Verb.LIGHT)
    run(fire, world, ticks=61)
    assert burns(world, BAY)
    return world


def test_fuel_burns_by_its_mass_and_is_gone():
    world = lit(kg=3)
    (event,) = events(world, Kind.FIRE_LIT)
    assert (event.who, event.whom, event.amount) == (0, BAY, 60)
    assert not (world.items.used & (world.items.kind == ItemKind.FUEL)).any()
    run(fire, world, ticks=3601)
    (out,) = events(world, Kind.FIRE_WENT_OUT)
    assert (out.tick, out.who, out.cause) == (event.tick + 3600, BAY, event.id)
    assert world.shelters.fire_cause[0] == out.id
    assert not burns(world, BAY)


def test_more_fuel_lets_it_burn_for_longer_and_so_much_as_is_asked_for_is_used():
    world = lit(kg=1)
    kit.add(world, 0, ItemKind.FUEL, 5, world.scenario_event)
    until = int(world.shelters.fire[0])
    order(world, 0, Verb.LIGHT, amount=2)
    run(fire, world, ticks=61)
    assert kit.count(world, 0, ItemKind.FUEL) == 3
    assert world.shelters.fire[0] == until + 2 * 20 * 60
    assert not events(world, Kind.FIRE_WENT_OUT)


def test_a_room_warms_as_newton_says_and_cools_again():
    world = lit(kg=3)
    began, end, settles = world.tick - 1, HEAT / 160, 0.4e6 / 160
    for seconds in (60, 600, 1800, 3500):
        world.tick = began + seconds
        assert excess(world, 0) / 100 == pytest.approx(end * (1 - math.exp(-seconds / settles)), abs=0.02)
        assert inside_temperature(world, BAY) == excess(world, 0)
    world.tick = began + 3600
    run(fire, world)
    warm = excess(world, 0) / 100
    world.tick = began + 3600 + 5000
    assert excess(world, 0) / 100 == pytest.approx(warm * math.exp(-5000 / settles), abs=0.02)
    world.tick = began + 400_000
    assert excess(world, 0) == 0


@pytest.mark.parametrize("part", [1, 2, 4])
def test_the_closed_form_holds_however_often_it_is_taken_up_anew(part):
    world = bay()
    set_warmth(world, 0, 1500, 2500)
    for _ in range(part):
        world.tick += 2000 // part
        set_warmth(world, 0, 1500, 2500)
    assert excess(world, 0) == pytest.approx(1500 * (1 - math.exp(-0.8)), abs=1 + part)


def test_stopped_gaps_keep_the_warmth_in_and_most_of_the_light():
    warm, warmer = lit(), lit(sealed=True)
    warm.tick += 3000
    warmer.tick += 3000
    assert excess(warmer, 0) > 1.15 * excess(warm, 0)
    (_, bright), (_, dim) = glow(warm), glow(warmer)
    assert bright.tolist() == [4096]
    assert 0 < dim[0] < bright[0] / 10


def test_sealing_takes_its_time_and_changes_the_balance_from_then_on():
    world = lit()
    order(world, 0, Verb.SEAL)
    run(fire, world, ticks=299)
    assert not world.shelters.sealed[0]
    run(fire, world, ticks=2)
    assert world.shelters.sealed[0]
    assert world.shelters.warms_to[0] == round(100 * HEAT / 90)
    (event,) = events(world, Kind.SEALED)
    assert (event.who, event.whom) == (0, BAY)
    order(world, 0, Verb.SEAL)
    run(fire, world)
    assert refusals(world) == [Refusal.NOT_NEEDED]


def test_a_fire_can_be_put_out():
    world = lit()
    order(world, 0, Verb.DOUSE)
    run(fire, world, ticks=21)
    (event,) = events(world, Kind.FIRE_WENT_OUT)
    assert event.cause == world.scenario_event
    assert not burns(world, BAY)
    assert world.shelters.warms_to[0] == 0
    order(world, 0, Verb.DOUSE)
    run(fire, world)
    assert refusals(world) == [Refusal.NOT_NEEDED]


def test_what_cannot_burn_or_be_sealed_is_refused_and_nothing_is_spent():
    world = bay(outside=1)
    order(world, 0, Verb.LIGHT, -1)
    run(fire, world)
    kit.add(world, 1, ItemKind.FUEL, 1, world.scenario_event)
    order(world, 1, Verb.SEAL)
    run(fire, world)
    world.shelters.door[0] = False
    order(world, 0, Verb.SEAL)
    run(fire, world)
    assert refusals(world) == [Refusal.NO_SUPPLIES, Refusal.OUTDOORS, Refusal.NO_TOOL]
    assert kit.count(world, 1, ItemKind.FUEL) == 1


def test_two_who_light_the_same_scraps_burn_them_once():
    world = bay(inside=2)
    lay(world, ItemKind.FUEL, count=2)
    for who in (0, 1):
        order(world, who, Verb.LIGHT)
    run(fire, world, ticks=61)
    assert len(events(world, Kind.FIRE_LIT)) == 1
    assert len(events(world, Kind.INTERRUPTED)) == 1
    assert world.shelters.fire[0] == 60 + 2 * 20 * 60


# -- seen from outside


def odds(world, kind, at, share=4096):
    cell = world.city.cell(0, *at)
    return fire.chance_to_see(world, fire.Params(), kind, cell, int(world.city.doors[BAY]), share)[0] / 2**32


def test_a_fire_is_made_out_the_likelier_the_nearer_the_darker_and_the_clearer():
    world = lit()
    near, far = odds(world, DRONE, (10, 5)), odds(world, DRONE, (38, 5))
    assert near >= far > 0
    world.sky.light[0] = 255
    assert odds(world, DRONE, (10, 5)) == 0  # by day nothing stands out
    world.sky.light[0] = 128
    assert 0 < odds(world, DRONE, (10, 5)) < near
    world.sky.light[0] = 0
    world.sky.ash[0] = 2000
    assert odds(world, DRONE, (38, 5)) < far
    assert odds(world, DRONE, (10, 5), share=204) < near / 10


@pytest.mark.parametrize(
    ("kind", "knob"), [(SENTINEL, "sentinel_sees_m"), (HUNTER, "hunter_sees_m"), (DRONE, "drone_sees_m")]
)
@pytest.mark.parametrize(("metres", "sees"), [(20, False), (200, True)])
def test_each_kind_of_watcher_makes_a_fire_out_as_far_as_it_sees_one(kind, knob, metres, sees):
    world = lit(watchers=[(kind, (28, 5))], seed=2)
    world.events.clear()
    world.shelters.glow_seen[0] = -1
    run(fire, world, ticks=120, **{knob: metres})
    assert bool(events(world, Kind.FIRE_SEEN)) == sees


def test_watchers_in_view_make_a_fire_out_as_often_as_forecast():
    forecast, n = odds(lit(), HUNTER, (36, 5)), 400
    seen = sum(len(events(lit(watchers=[(HUNTER, (36, 5))], seed=seed), Kind.FIRE_SEEN)) for seed in range(n))
    assert 0.2 < forecast < 0.8
    assert seen / n == pytest.approx(forecast, abs=3 * math.sqrt(forecast * (1 - forecast) / n))


def test_the_authority_is_told_of_a_fire_once_in_a_while():
    world = lit(kg=3, watchers=[(DRONE, (12, 5)), (DRONE, (10, 5))])
    run(fire, world, ticks=200)
    (seen,) = events(world, Kind.FIRE_SEEN)
    assert (seen.whom, seen.cause) == (BAY, events(world, Kind.FIRE_LIT)[0].id)
    reports = world.reports
    (slot,) = reports.rows()
    assert (reports.subject[slot], reports.cell[slot]) == (-1, world.city.doors[BAY])
    assert (reports.sense[slot], reports.event[slot]) == (Sense.SIGHT, seen.id)
    run(fire, world, ticks=1000)
    assert len(events(world, Kind.FIRE_SEEN)) == 2


@pytest.mark.parametrize("why", ["camera", "off", "blind", "disturbed", "sealed", "dark"])
def test_not_everybody_sees_it(why):
    kind = CAMERA if why == "camera" else DRONE
    world = lit(watchers=[(kind, (36, 5))], sealed=why == "sealed")
    world.events.clear()
    world.shelters.glow_seen[0] = -1
    if why == "off":
        world.watchers.duty[0] = Duty.OFF
    elif why == "blind":
        world.watchers.senses[0] = Senses.EARS
    elif why == "disturbed":
        world.watchers.impaired[0] = 10_000
    elif why == "dark":
        world.shelters.fire[0] = -1
    run(fire, world, ticks=100 if why != "sealed" else 20)
    assert not events(world, Kind.FIRE_SEEN)


def test_all_goes_on_alike_after_a_restore_at_any_tick():
    def live(restores):
        world = lit(kg=1, watchers=[(HUNTER, (36, 5))])
        digests = []
        for tick in range(1300):
            if tick == 100:
                order(world, 0, Verb.SEAL)
            run(fire, world)
            if restores:
                world.restore(world.tick, world.state())
            if tick % 50 == 0:
                digests.append(world.digest())
        return digests

    assert live(True) == live(False)


@pytest.mark.parametrize("who", [0, 1])
def test_each_seals_the_door_that_they_mean_themselves(who):
    world = bay(inside=2)
    for row in (0, 1):
        order(world, row, Verb.SEAL, BAY if row == who else BAY + 1)
    run(fire, world, ticks=302)
    assert [(event.who, event.amount) for event in events(world, Kind.REFUSED)] == [(1 - who, Refusal.NOT_HERE)]
    assert [(event.who, event.whom) for event in events(world, Kind.SEALED)] == [(who, BAY)]


@pytest.mark.parametrize("verb", [Verb.LIGHT, Verb.DOUSE])
def test_a_fire_is_made_where_one_is_whatever_one_aims_at(verb):
    world = lit(kg=3)
    if verb == Verb.LIGHT:
        world = bay()
        lay(world, ItemKind.FUEL, count=1)
    order(world, 0, verb, BAY + 1)
    run(fire, world, ticks=61)
    assert not refusals(world)
    assert burns(world, BAY) == (verb == Verb.LIGHT)
