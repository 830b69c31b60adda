"""Hide: off the streets by day and while people are about."""

import pytest
from scenes.heads import live, minds, ordered, tell
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import LinkKind, Use
from undergrid.core import units
from undergrid.world.places.burning import ignite
from undergrid.world.tables.authority import WatcherKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import NEVER, Activity


def street(starts, **columns):
    """A street with a disused house at its far end; one person in the middle, who has two days left."""
    city = make_city(field(60, 5), field(60, 5, "_"), buildings=[(Use.DISUSED, 0, 50, 2), (Use.REFUGE, 0, 10, 2)])
    columns.setdefault("expires", 2 * units.DAY)
    return make_world(city, [(25, 2)], starts=starts, tagged=0, **columns)


@pytest.mark.parametrize(("clock", "hides"), [("12:00", True), ("19:30", True), ("23:00", False), ("03:00", False)])
def test_they_stay_off_the_streets_by_day_and_in_the_evening(clock, hides):
    world = street(units.clock(clock))
    live(world, minds(world, {0: [("hide", {})]}), 120)
    assert (world.citizens.inside[0] == 0) == hides


def test_whoever_cannot_walk_lies_low_where_they_are():
    world = street(units.clock("12:00"))
    world.citizens.able[0] = 0
    assert ordered(live(world, minds(world, {0: [("hide", {})]}), 120), 0) == [Verb.HIDE]


def test_they_come_out_when_the_hour_has_come_and_give_no_orders_meanwhile():
    world = street(units.clock("22:00"))
    heads = minds(world, {0: [("hide", {}), ("reach", {"place": "end"})]}, {"end": world.city.cell(0, 0, 0)})
    live(world, heads, 120)
    assert world.citizens.inside[0] == 0
    assert not ordered(live(world, heads, 30 * 60 - 120 - 1), 0)
    assert ordered(live(world, heads, 60), 0)[0] == Verb.LEAVE
    assert world.citizens.inside[0] < 0


@pytest.mark.parametrize(("late", "hides"), [(-31, False), (0, True), (31, True)])
def test_whoever_is_early_today_comes_out_before_others(late, hides):
    world = street(units.clock("22:00"))
    heads = minds(world, {0: [("hide", {}), ("reach", {"place": "end"})]}, {"end": world.city.cell(0, 0, 0)})
    world.plans.late[0] = 60 * late
    live(world, heads, 120)
    assert (world.citizens.inside[0] == 0) == hides


def test_who_has_fled_into_a_tunnel_lies_low_there_before_they_look_for_a_house():
    stairs = (LinkKind.STAIRS, (0, 25, 2), (2, 25, 2), 8000)
    levels = field(60, 5), field(60, 5, "_"), field(60, 5, "=")
    city = make_city(*levels, buildings=[(Use.DISUSED, 0, 50, 2)], links=[stairs])
    world = make_world(city, [(25, 2)], starts=units.clock("12:00"), tagged=0, expires=2 * units.DAY)
    world.citizens.cell[0] = city.cell(2, 25, 2)
    world.rebuild()
    heads = minds(world, {0: [("hide", {})]})
    world.plans.low[0] = world.tick + 300
    live(world, heads, 290)
    assert city.where(int(world.citizens.cell[0]))[0] == 2
    live(world, heads, 120)
    assert world.citizens.inside[0] == 0


def test_hours_before_their_end_they_hide_no_longer():
    world = street(units.clock("12:00"), expires=3 * units.HOUR)
    live(world, minds(world, {0: [("hide", {"hurry_hours": 4})]}), 120)
    assert world.citizens.inside[0] < 0


def test_beyond_the_wall_nobody_hides_from_daylight():
    world = street(units.clock("12:00"))
    world.citizens.cell[0] += world.city.area
    assert not ordered(live(world, minds(world, {0: [("hide", {})]}), 60), 0)


def test_of_a_refuge_only_those_know_who_were_told():
    for told, house in ((False, 0), (True, 1)):
        world = street(units.clock("12:00"))
        if told:
            tell(world, 0, Topic.PLACE, 1, world.city.cell(0, 10, 2))
        live(world, minds(world, {0: [("hide", {})]}), 120)
        assert world.citizens.inside[0] == house


def test_where_there_is_no_house_to_hide_in_they_crouch_where_they_are():
    world = make_world(field(20, 5), [(5, 2)], starts=units.clock("12:00"), expires=2 * units.DAY)
    live(world, minds(world, {0: [("hide", {})]}), 10)
    assert world.citizens.doing[0] == Activity.HIDING


@pytest.mark.parametrize("why", ["raided", "burnt", "watched", "long ago", None])
def test_nobody_hides_where_they_know_it_was_raided_or_has_burnt_or_where_a_watcher_stands_at_the_door(why):
    """Two hid in the very house that four Sentinels had set on fire six hours before: nowhere else was as near."""
    houses = [(Use.DISUSED, 0, 40, 2), (Use.DISUSED, 0, 2, 2)]
    city = make_city(field(60, 5), field(60, 5, "_"), buildings=houses)
    stands = city.cell(0, 42 if why == "watched" else 59, 2)
    world = make_world(city, [(25, 2)], [(WatcherKind.SENTINEL, stands)], starts=units.clock("12:00"),
                       tagged=0, expires=2 * units.DAY)  # fmt: skip
    world.watchers.impaired[:], world.watchers.home[:] = NEVER, 0
    heads = minds(world, {0: [("hide", {})]})
    if why in ("raided", "long ago"):
        slot = tell(world, 0, Topic.PERIL, 0, city.buildings[0].door)
        world.knowledge.at[slot] -= 13 * 3600 if why == "long ago" else 60
    if why == "burnt":
        world.shelters.furniture[:] = 40
        ignite(world, 0, world.scenario_event)
        world.citizens.cell[0], world.plans.wake[0] = city.cell(0, 35, 2), 1
        live(world, heads, 2)
        world.blazes.until[:] = 0
        world.citizens.cell[0], world.plans.wake[0] = city.cell(0, 25, 2), world.tick
    if why == "watched":
        tell(world, 0, Topic.WATCHER, 0, stands)
    live(world, heads, 200)
    assert world.citizens.inside[0] == (0 if why in ("long ago", None) else 1)
