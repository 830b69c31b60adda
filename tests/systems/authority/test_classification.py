"""Hunting: whom watchers have in sight is taken for something, and policy says who of these is hunted."""

import numpy as np
import pytest
from scenes.gatehouse import live, of_kind
from scenes.worlds import field, make_city, make_world

from undergrid.core import luck
from undergrid.systems.authority import classification, dossiers
from undergrid.world.authority.settled import settle
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.authority import Duty, Senses, WatcherKind
from undergrid.world.tables.society import Category

SIDE = 80
EVERYBODY = ("healer", "rebel", "unaligned")


def at(x, y):
    return y * SIDE + x


def seen(n=1, metres=6, category=None, covered=False, kind=WatcherKind.HUNTER, seed=1, tagged=False, noon=255, lie="."):
    """n people, each alone in the sight of a watcher of their own, so many m from it, wearing a sign or none."""
    city = make_city(field(SIDE, SIDE, lie))
    people = [(10 + metres // 2, 10 + k % 60) for k in range(n)]
    world = make_world(city, people, [(kind, at(10, 10 + k % 60)) for k in range(n)], seed=seed, tagged=tagged)
    world.watchers.duty[:] = Duty.POST
    world.sky.light[0] = noon
    if category is not None:
        slots = world.profiles.take(n)
        profiles = world.profiles
        profiles.owner[slots], profiles.category[slots], profiles.insignia[slots] = np.arange(n), category, True
        profiles.covered[slots] = covered
    return world


def glimpse(world, ticks=1, every=1, **params):
    """Live `ticks` ticks in which every watcher glimpses its own person once in `every`."""
    params.setdefault("hunted", EVERYBODY)
    events = []
    for _ in range(ticks):
        if world.tick % every == 0:
            world.watchers.in_sight[:] = np.arange(world.watchers.n)
            world.watchers.seen_at[:] = world.tick
        events += live(world, 1, dossiers, classification, classification=params)
    return events


def share(world, category, **params):
    """What share of the people is taken for a category at one glimpse."""
    told = of_kind(glimpse(world, **params), Kind.CLASSIFIED)
    return sum(event.amount == category for event in told) / world.citizens.n


def test_whom_the_authority_has_let_out_no_look_makes_hunted_anew():
    world = seen()
    world.events.begin(world.tick)
    settle(world, 0, world.events.one(Kind.LET_OUT, 0, 0, 0, cause=world.scenario_event))
    world.tick += 1
    assert not of_kind(glimpse(world, 600, behaviour=1), Kind.CLASSIFIED, Kind.HUNT_ASSIGNED)
    world.dossiers.event[0] = world.events.one(Kind.JUDGED, 0, 0, 0, cause=world.scenario_event)
    assert of_kind(glimpse(world, 600, behaviour=1), Kind.HUNT_ASSIGNED)


def test_without_a_policy_nobody_is_taken_for_anything_and_nothing_is_drawn():
    world = seen(50, category=Category.HEALER)
    assert not glimpse(world, 20, hunted=())
    assert not world.files.n


def test_a_sign_near_by_is_read_and_one_far_off_is_not():
    shares = [share(seen(300, metres, Category.HEALER), Category.HEALER) for metres in (4, 24, 60, 110)]
    assert shares[0] > 0.95
    assert shares[-1] < 0.05
    assert shares == sorted(shares, reverse=True)


def test_what_a_patch_spans_to_be_read_is_what_identifies_it():
    """At the range at which the patch spans 6.4 cycles of the eye half of the glimpses read it."""
    half = 0.12 / (2 * 6.4 * 0.3e-3)  # m
    assert half == pytest.approx(31.25)
    assert share(seen(900, 32, Category.HEALER), Category.HEALER) == pytest.approx(0.5, abs=0.09)


def test_a_covered_sign_is_read_far_less_often():
    open_, covered = (
        share(seen(400, 10, Category.HEALER, covered=hidden), Category.HEALER, behaviour=0) for hidden in (False, True)
    )
    assert open_ > 0.9
    assert covered == pytest.approx(0.04, abs=0.035)
    assert covered < open_ / 8


def test_who_shows_no_sign_is_unaligned_in_time_unless_a_tag_answers():
    first = share(seen(400, 6), Category.UNALIGNED)
    assert first == pytest.approx(0.15, abs=0.06)
    told = of_kind(glimpse(seen(100, 6), 40), Kind.CLASSIFIED)
    assert len(told) > 95
    assert not glimpse(seen(100, 6, tagged=True), 40)


def test_each_is_classified_once_and_a_sign_stands_before_behaviour():
    world = seen(200, 6, Category.HEALER, covered=True)
    told = of_kind(glimpse(world, 200), Kind.CLASSIFIED)
    by_person = {}
    for event in told:
        by_person.setdefault(event.whom, []).append(event.amount)
    assert set(map(tuple, by_person.values())) <= {
        (Category.UNALIGNED,), (Category.HEALER,), (Category.UNALIGNED, Category.HEALER)
    }  # fmt: skip
    assert (Category.UNALIGNED, Category.HEALER) in set(map(tuple, by_person.values()))


def test_policy_alone_says_who_is_assigned_to_the_hunters():
    def assigned(hunted):
        world = seen(120, 4)
        slots = world.profiles.take(80)
        profiles = world.profiles
        profiles.owner[slots], profiles.insignia[slots] = np.arange(80), True
        profiles.category[slots] = np.repeat([Category.HEALER, Category.REBEL], 40)
        return {event.who for event in of_kind(glimpse(world, 40, hunted=hunted), Kind.HUNT_ASSIGNED)}

    healers, rebels = assigned(("healer",)), assigned(("rebel",))
    assert healers == set(range(40))
    assert rebels == set(range(40, 80))
    assert assigned(("healer", "rebel")) == healers | rebels


def test_who_is_assigned_becomes_suspected_by_the_report_but_not_wanted_and_the_chain_is_whole():
    world = seen(1, 4, Category.HEALER)
    world.events.begin(0)
    sighted = world.events.one(Kind.SIGHTED, 0, 0, 0, cause=world.scenario_event)
    world.watchers.sighting[0] = sighted
    events = glimpse(world, 30, hunted=("healer",), assign_delay=5)
    classified, assigned = of_kind(events, Kind.CLASSIFIED)[0], of_kind(events, Kind.HUNT_ASSIGNED)[0]
    suspected = of_kind(events, Kind.SUSPECTED)[0]
    assert (classified.cause, assigned.cause, suspected.cause) == (sighted, classified.id, assigned.id)
    assert suspected.tick == assigned.tick + 5
    assert not of_kind(events, Kind.WANTED)
    assert classified.stream == classification.STREAM
    assert classified.odds


def test_what_is_hunted_less_weighs_less():
    world = seen(1, 4)
    events = glimpse(world, 300, hunted=("unaligned",), unaligned_points=60)
    assert of_kind(events, Kind.HUNT_ASSIGNED)
    assert of_kind(events, Kind.SUSPECTED)
    assert not of_kind(events, Kind.WANTED)


def test_heat_alone_reads_no_sign_but_shapes_that_behave():
    world = seen(300, 6, Category.HEALER, kind=WatcherKind.DRONE)
    world.watchers.senses[:] = Senses.HEAT
    told = of_kind(glimpse(world, 40), Kind.CLASSIFIED)
    assert {event.amount for event in told} == {Category.UNALIGNED}
    far = seen(300, 60, Category.HEALER, kind=WatcherKind.DRONE)
    far.watchers.senses[:] = Senses.HEAT
    assert not glimpse(far, 10)


def test_in_the_dark_signs_are_read_less_often():
    day, night = (share(seen(400, 20, Category.HEALER, noon=light, lie="_"), Category.HEALER) for light in (255, 0))
    assert night < day / 2


def test_readers_and_watchers_off_duty_take_nobody_for_anything():
    assert not glimpse(seen(20, 4, Category.HEALER, kind=WatcherKind.READER), 10)
    world = seen(20, 4, Category.HEALER)
    world.watchers.duty[:] = Duty.OFF
    assert not glimpse(world, 10)


def test_who_is_seen_by_two_at_once_is_classified_once():
    city = make_city(field(SIDE, SIDE))
    world = make_world(city, [(12, 10)], [(WatcherKind.HUNTER, at(10, 10))] * 2, tagged=False)
    world.sky.light[0] = 255
    slot = world.profiles.take(1)
    world.profiles.owner[slot], world.profiles.category[slot], world.profiles.insignia[slot] = 0, Category.REBEL, True
    world.watchers.duty[:], world.watchers.in_sight[:], world.watchers.seen_at[:] = Duty.POST, 0, 0
    world.watchers.luck[:] = luck.key_of("a"), luck.key_of("b")
    told = of_kind(live(world, 1, classification, classification={"hunted": EVERYBODY}), Kind.CLASSIFIED)
    assert len(told) == 1


def test_a_bystander_changes_nobodys_classification():
    def told(n):
        return [(e.whom, e.tick) for e in of_kind(glimpse(seen(n, 20, Category.HEALER), 5), Kind.CLASSIFIED)
                if e.whom < 20]  # fmt: skip

    assert told(20) == told(40)


def test_saved_at_every_tick_people_are_taken_for_the_same():
    def lived(heavy):
        world, events = seen(60, 30, Category.HEALER), []
        for _ in range(30):
            if heavy:
                world.restore(world.tick, world.state())
            events += glimpse(world)
        return world.digest(), events

    assert lived(heavy=False) == lived(heavy=True)
