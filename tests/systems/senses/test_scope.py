"""Looking through a rifle scope: far, narrow, for oneself and for those who are near."""

import pytest
from scenes.suits import ask, events
from scenes.worlds import field, make_city, make_world, run

from undergrid.city.city import Use
from undergrid.systems.senses import perception, scope
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity

LOOKER, FRIEND, STRANGER = 0, 1, 2
FAR = 200  # cells: 400 m


def plain(*watchers):
    """A field with somebody who has a scope, a friend and a stranger beside them; watchers as (x, y)."""
    city = make_city(field(260, 61), field(260, 61), buildings=[(Use.DISUSED, 0, 250, 60)])
    at = [(WatcherKind.SENTINEL, city.cell(0, x, y)) for x, y in watchers]
    world = make_world(city, [(2, 30), (3, 30), (4, 30)], watchers=at)
    kit.add(world, LOOKER, ItemKind.SCOPE, 1, world.scenario_event)
    slot = world.bonds.take(1)
    world.bonds.a[slot], world.bonds.b[slot] = LOOKER, FRIEND
    world.plans.grow(2)
    world.plans.owner[:] = LOOKER, FRIEND
    world.rebuild()
    return world


def known(world, who):
    slots = world.knowledge.where(knower=who, topic=Topic.WATCHER)
    return set(world.knowledge.subject[slots].tolist())


def look(world, x, y=30, ticks=30, amount=0, **knobs):
    ask(world, LOOKER, Verb.SCOPE, world.city.cell(0, x, y), amount)
    run(scope, world, ticks=ticks, **knobs)


def test_what_no_naked_eye_sees_is_made_out_while_one_looks_that_way():
    world = plain((FAR, 30))
    run(perception, world, ticks=60)
    assert known(world, LOOKER) == set()
    look(world, 100)
    assert known(world, LOOKER) == {0}
    (scoped,) = events(world, Kind.SCOPED)
    assert (scoped.who, scoped.whom, scoped.amount) == (LOOKER, 0, 2 * (FAR - 2))
    assert scoped.cause == events(world, Kind.ORDERED)[0].id
    assert world.citizens.doing[LOOKER] == Activity.TENDING


@pytest.mark.parametrize(("degrees", "inside"), [(7, False), (12, True)])
def test_only_what_lies_within_the_field_of_view_is_made_out(degrees, inside):
    world = plain((FAR, 30 + 14), (2, 30))  # 4 degrees off; and where one stands oneself
    look(world, 100, degrees=degrees)
    assert known(world, LOOKER) == ({0} if inside else set())


def test_what_lies_behind_is_not_made_out():
    world = plain((FAR, 30))
    world.citizens.cell[LOOKER] = world.city.cell(0, 230, 30)
    look(world, 259)
    assert known(world, LOOKER) == set()


@pytest.mark.parametrize(("knobs", "far"), [({}, True), ({"magnifies": 1}, False), ({"reach_m": 300}, False)])
def test_how_far_one_sees_goes_by_the_scope(knobs, far):
    world = plain((250, 30))
    world.watchers.kind[0] = WatcherKind.READER  # small
    look(world, 100, ticks=1, **knobs)
    assert (0 in known(world, LOOKER)) == far


def test_the_party_near_by_is_told_and_nobody_else():
    world = plain((FAR, 30))
    look(world, 100)
    assert (known(world, FRIEND), known(world, STRANGER)) == ({0}, set())
    (told,) = events(world, Kind.NOTICED)
    assert (told.who, told.cause) == (FRIEND, events(world, Kind.SCOPED)[0].id)
    slot = world.knowledge.first(knower=FRIEND, topic=Topic.WATCHER, subject=0)
    assert world.knowledge.source[slot] == LOOKER
    world = plain((FAR, 30))
    world.citizens.cell[FRIEND] = world.city.cell(0, 60, 5)
    look(world, 100)
    assert known(world, FRIEND) == set()


def test_one_looks_for_as_long_as_was_asked_for_or_until_something_else():
    world = plain((FAR, 30))
    world.watchers.duty[0] = Duty.OFF
    look(world, 100, ticks=11, amount=10)
    assert world.citizens.doing[LOOKER] == Activity.WAITING
    world.watchers.duty[0] = Duty.POST
    run(scope, world, ticks=20)
    assert known(world, LOOKER) == set()


def test_without_a_scope_under_a_roof_or_on_another_level_there_is_nothing_to_look_through():
    world = plain()
    kit.add(world, STRANGER, ItemKind.SCOPE, 1, world.scenario_event)
    world.citizens.inside[STRANGER] = 0
    ask(world, FRIEND, Verb.SCOPE, world.city.cell(0, 9, 9))
    ask(world, STRANGER, Verb.SCOPE, world.city.cell(0, 9, 9))
    ask(world, LOOKER, Verb.SCOPE, world.city.cell(1, 9, 9))
    run(scope, world)
    assert [Refusal(event.amount) for event in events(world, Kind.REFUSED)] == [
        Refusal.NOT_HERE, Refusal.NO_TOOL, Refusal.INDOORS
    ]  # fmt: skip


def test_whose_scope_is_gone_looks_no_longer():
    world = plain((FAR, 30))
    world.watchers.duty[0] = Duty.OFF
    look(world, 100, ticks=5)
    kit.spend(world, LOOKER, ItemKind.SCOPE)
    run(scope, world)
    assert len(events(world, Kind.INTERRUPTED)) == 1
