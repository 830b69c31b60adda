"""Laws: they come into force and lapse by date, watchers find who breaks them, and the named are sanctioned."""

import pytest
from scenes.bays import bay, lay, order
from scenes.captured import street
from scenes.companions import add_unit
from scenes.gatehouse import live, of_kind
from scenes.worlds import field, make_city, make_world, run

from undergrid.systems.authority import dossiers, laws
from undergrid.systems.economy import subscription
from undergrid.systems.places import fire
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.laws import Ban
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import NEVER, Being

SIDE = 80


def forbid(world, ban=Ban.THING, starts=0, ends=NEVER, fine=50, suspicion=0, klass=0):
    """Let a law against radios, or something else, be among the laws of a world; returns its row."""
    table = world.laws
    row = table.grow(1)
    table.ban[row], table.item[row], table.klass[row] = ban, ItemKind.RADIO, klass
    table.starts[row], table.ends[row], table.in_force[row] = starts, ends, starts <= 0
    table.fine[row], table.suspicion[row], table.cause[row] = fine, suspicion, world.scenario_event
    world.rebuild()
    return row


def bearers(n=1, metres=4, kind=WatcherKind.HUNTER, seed=1, **columns):
    """n people at noon, each with a radio, alone before a watcher of their own, so many m from it."""
    city = make_city(field(SIDE, SIDE))
    people = [(10 + metres // 2, 10 + k % 60) for k in range(n)]
    world = make_world(city, people, [(kind, (10 + k % 60) * SIDE + 10) for k in range(n)], seed=seed, **columns)
    world.watchers.duty[:] = Duty.POST
    world.sky.light[0] = 255
    world.citizens.expires[:] = 10**6
    for who in range(n):
        kit.add(world, who, ItemKind.RADIO, 1, world.scenario_event)
    return world


def at_once(**knobs):
    """Knobs by which whatever is banned shows at every glimpse."""
    return {"glimpse_every": 1, "thing_shows": 1, "face_shows": 1, "smoke_shows": 1, "ruling_minutes": 1} | knobs


def test_where_there_is_no_law_nothing_is_looked_for():
    assert not live(bearers(5), 60, laws, laws=at_once())


def test_a_law_is_in_force_from_its_first_tick_to_the_one_before_its_end():
    world = bearers()
    forbid(world, starts=20, ends=40)
    told = live(world, 60, laws, laws=at_once())
    came, lapsed = of_kind(told, Kind.LAW_CAME_INTO_FORCE, Kind.LAW_LAPSED)
    assert (came.tick, came.who, lapsed.tick) == (20, 0, 40)
    assert came.cause == lapsed.cause == world.scenario_event
    found = of_kind(told, Kind.BANNED_FOUND)
    assert found
    assert all(20 <= event.tick < 40 and event.cause == came.id for event in found)


def test_whoever_is_found_is_sanctioned_some_minutes_later_by_the_law_they_broke():
    world = bearers()
    forbid(world, Ban.COMPANION)
    law = forbid(world, fine=70)
    told = live(world, 400, laws, subscription, laws=at_once(ruling_minutes=2))
    (found,), (sanction,), (fine,) = (of_kind(told, kind) for kind in (Kind.BANNED_FOUND, Kind.SANCTIONED, Kind.FINED))
    assert (found.who, found.whom, found.amount) == (0, 0, law)
    assert found.stream == laws.STREAM
    assert 0 < found.odds < 1 << 32
    assert (sanction.who, sanction.amount, sanction.cause) == (0, law, found.id)
    assert sanction.tick == found.tick + 120
    assert (fine.who, fine.amount, fine.cause, fine.tick) == (0, 70, sanction.id, sanction.tick)
    assert world.citizens.obedience[0] == 430


def test_a_fine_is_taken_from_nobody_who_has_no_subscription():
    world = bearers()
    world.citizens.expires[:] = NEVER
    forbid(world)
    told = live(world, 200, laws, subscription, laws=at_once())
    assert of_kind(told, Kind.SANCTIONED)
    assert not of_kind(told, Kind.FINED)


def test_suspicion_goes_to_who_is_named_and_else_to_somebody_unknown():
    named, unknown = bearers(), bearers(tagged=False)
    for world in (named, unknown):
        forbid(world, suspicion=60)
    told = [live(world, 400, laws, dossiers, laws=at_once()) for world in (named, unknown)]
    assert [event.who for event in of_kind(told[0], Kind.SUSPECTED)] == [0]
    assert not of_kind(told[1], Kind.SANCTIONED, Kind.SUSPECTED)
    assert unknown.strangers.suspicion[unknown.strangers.rows()].tolist() == [60]
    assert not named.strangers.n_used


def test_whose_face_is_on_the_list_is_named_without_a_tag():
    world = bearers(tagged=False)
    world.citizens.wanted[0] = True
    forbid(world)
    assert of_kind(live(world, 200, laws, laws=at_once()), Kind.SANCTIONED)


def test_nobody_is_charged_twice_by_one_law_within_a_day_but_is_by_another():
    world = bearers()
    forbid(world)
    once = live(world, 1000, laws, laws=at_once(again_hours=1))
    assert len(of_kind(once, Kind.BANNED_FOUND)) == 1
    forbid(world)
    assert {event.amount for event in of_kind(live(world, 1000, laws, laws=at_once(again_hours=1)),
                                              Kind.BANNED_FOUND)} == {1}  # fmt: skip
    again = live(world, 3000, laws, laws=at_once(again_hours=1))
    assert [event.amount for event in of_kind(again, Kind.BANNED_FOUND)] == [0, 1]


@pytest.mark.parametrize(
    ("put_away", "change"),
    [
        ("indoors", lambda world: world.citizens.inside.__setitem__(0, 0)),
        ("dead", lambda world: world.citizens.alive.__setitem__(0, False)),
        ("laid down", lambda world: world.items.holder.__setitem__(0, -1)),
        ("nobody on duty", lambda world: world.watchers.duty.__setitem__(0, Duty.OFF)),
        ("disturbed", lambda world: world.watchers.impaired.__setitem__(0, 10**6)),
        ("by ears alone", lambda world: world.watchers.senses.__setitem__(0, 4)),
        ("a reader", lambda world: world.watchers.kind.__setitem__(0, WatcherKind.READER)),
    ],
)
def test_nobody_is_found_whom_no_watcher_sees_with_it(put_away, change):
    world = bearers()
    forbid(world)
    change(world)
    assert not live(world, 200, laws, laws=at_once()), put_away


def test_beyond_the_wall_there_is_no_law():
    city = make_city(field(SIDE, SIDE), field(SIDE, SIDE, "_"))
    world = make_world(city, [city.cell(1, 12, 10)], [(WatcherKind.HUNTER, city.cell(1, 10, 10))])
    world.sky.light[0] = 255
    kit.add(world, 0, ItemKind.RADIO, 1, world.scenario_event)
    forbid(world)
    assert not live(world, 200, laws, laws=at_once())


def crowd_found(metres, light=255, ban=Ban.THING, **knobs):
    """At how many of 900 glimpses at the same spot what is banned is found, and the odds that stand beside it."""
    city, n = make_city(field(SIDE, SIDE)), 900
    world = make_world(city, [(10 + metres // 2, 10)] * n, [(WatcherKind.HUNTER, 10 * SIDE + 10)])
    world.watchers.duty[0], world.sky.light[0] = Duty.POST, light
    for who in range(n):
        kit.add(world, who, ItemKind.RADIO, 1, world.scenario_event)
        if ban == Ban.COMPANION:
            add_unit(world, who)
    forbid(world, ban)
    found = of_kind(live(world, 1, laws, laws=at_once(**knobs)), Kind.BANNED_FOUND)
    return len(found) / n, {event.odds / 2**32 for event in found}


def share_found(*where, **how):
    return crowd_found(*where, **how)[0]


@pytest.mark.parametrize("metres", [10, 20, 30])
def test_the_odds_that_stand_beside_a_finding_are_those_by_which_people_are_found(metres):
    share, odds = crowd_found(metres)
    assert len(odds) == 1
    assert share == pytest.approx(*odds, abs=0.055)


def test_what_is_near_large_and_in_the_light_is_found_sooner():
    assert share_found(4) > share_found(24) > share_found(60)
    assert share_found(16) > share_found(16, light=1)
    assert share_found(40, thing_m=0.5) > share_found(40)
    assert share_found(60, ban=Ban.COMPANION, face_m=0.6) > share_found(60, ban=Ban.COMPANION)
    assert share_found(4, thing_shows=0) == share_found(4, ban=Ban.COMPANION, face_shows=0) == 0


def test_a_companion_unit_is_told_by_its_face_and_a_human_is_not():
    world = bearers(2)
    add_unit(world, 1)
    forbid(world, Ban.COMPANION)
    assert {event.whom for event in of_kind(live(world, 300, laws, laws=at_once()), Kind.BANNED_FOUND)} == {1}


def test_a_law_on_a_class_of_units_finds_those_of_that_class_alone():
    world = bearers(3)
    add_unit(world, 1, klass=5)
    add_unit(world, 2, klass=4)
    law = forbid(world, Ban.COMPANION, klass=4)
    found = of_kind(live(world, 300, laws, laws=at_once()), Kind.BANNED_FOUND)
    assert [(event.whom, event.amount) for event in found] == [(2, law)]


def test_units_are_unlawful_for_as_long_as_a_law_that_forbids_them_is_in_force():
    world = bearers(4)
    people, (human, fourth, fifth, struck) = world.citizens, range(4)
    for who, klass in ((fourth, 4), (fifth, 5), (struck, 5)):
        add_unit(world, who, klass=klass)
        people.being[who] = Being.LICENSED
    people.alive[struck] = False
    forbid(world, Ban.COMPANION, starts=20, ends=60, klass=5)
    forbid(world, Ban.COMPANION, starts=40, ends=80)
    forbid(world, Ban.SMOKE, starts=30, ends=70)
    dead_as_well = {20: {fifth, struck}, 40: {fourth, fifth, struck}, 60: {fourth, fifth, struck}, 80: set()}
    unlawful = set()
    for tick in range(100):
        live(world, 1, laws, laws=at_once())
        unlawful = dead_as_well.get(tick, unlawful)
        assert set((people.being == Being.COMPANION).nonzero()[0].tolist()) == unlawful, tick
    assert people.being.tolist() == [Being.HUMAN] + [Being.LICENSED] * 3
    assert human not in unlawful


def smoking(seed=1):
    """A fire in a bay at noon, lit by citizen 0, whose door a Sentinel has in view, and a law against smoke."""
    world = bay(seed=seed)
    world.sky.light[0] = 255
    world.watchers.grow(1)
    world.watchers.kind[0], world.watchers.cell[0] = WatcherKind.SENTINEL, world.city.cell(0, 30, 5)
    lay(world, ItemKind.FUEL, count=20)
    forbid(world, Ban.SMOKE)
    order(world, 0, Verb.LIGHT)
    run(fire, world, ticks=61)
    return world


def test_the_smoke_of_a_fire_is_found_and_whoever_lit_it_is_sanctioned():
    world = smoking()
    told = live(world, 300, laws, laws=at_once())
    (found,), (sanction,) = of_kind(told, Kind.BANNED_FOUND), of_kind(told, Kind.SANCTIONED)
    assert (found.whom, sanction.who) == (0, 0)
    assert found.where == world.city.doors[world.shelters.building[0]]
    out = smoking()
    out.shelters.fire[:] = -1
    assert not live(out, 300, laws, laws=at_once())


def test_thin_smoke_is_found_more_seldom():
    def found(**knobs):
        return sum(
            len(of_kind(live(smoking(seed), 3, laws, laws=at_once(**knobs)), Kind.BANNED_FOUND)) for seed in range(20)
        )

    assert found(smoke_m=20) > found(smoke_m=0.3)
    assert found(smoke_shows=0) == 0


def test_while_nobody_gives_orders_nobody_finds_and_nothing_is_ruled_on():
    world = street(people=((46, 8),))
    kit.add(world, 0, ItemKind.RADIO, 1, world.scenario_event)
    world.watchers.duty[:], world.sky.light[0] = Duty.POST, 255
    forbid(world)
    found = of_kind(live(world, 300, laws, laws=at_once(ruling_minutes=10)), Kind.BANNED_FOUND, Kind.SANCTIONED)
    assert [event.kind for event in found] == [Kind.BANNED_FOUND]
    world.nodes.works[0] = False
    kit.add(world, 0, ItemKind.RIFLE, 1, world.scenario_event)
    forbid(world)
    world.laws.item[1] = ItemKind.RIFLE
    world.rebuild()
    assert not live(world, 2000, laws, laws=at_once(ruling_minutes=10))


def test_watchers_look_once_in_a_while_and_nobody_is_ruled_on_before_the_time():
    world = bearers(40)
    forbid(world)
    told = live(world, 120, laws, laws=at_once(glimpse_every=7, ruling_minutes=0.5))
    assert {event.tick % 7 for event in of_kind(told, Kind.BANNED_FOUND)} == {0}
    assert len(of_kind(told, Kind.SANCTIONED)) > 20
