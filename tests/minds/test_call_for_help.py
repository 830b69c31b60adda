"""Call for help: hurt, and with a beacon, one sets it off; once."""

import pytest
from scenes.bodies import told
from scenes.heads import minds, night, ordered
from scenes.worlds import field, make_world

from undergrid.world.body import injuries
from undergrid.world.body.posture import lay_down
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.body import BodyPart, WoundKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Aim
from undergrid.world.tables.orders import Order, Verb
from undergrid.world.tables.people import Activity


def somebody(hurt=True, beacon=True, **wants):
    world = make_world(field(20, 8), [(5, 5), (6, 5)], tagged=0)
    if hurt:
        injuries.wound(world, 0, WoundKind.SHRAPNEL, BodyPart.LEG, 3, False, world.scenario_event, flow=300)
    if beacon:
        kit.add(world, 0, ItemKind.BEACON, 1, world.scenario_event)
    return world, minds(world, {0: [("call_for_help", {"patience_minutes": 1, **wants})]})


def asked(events):
    return [verb for verb in ordered(events, 0) if verb != Verb.NONE]


def test_who_is_hurt_sets_the_beacon_off_once_having_tried_to_do_without():
    world, heads = somebody()
    assert not asked(night(world, heads, 55))
    assert asked(night(world, heads, 1500)) == [Verb.BEACON]
    assert len(told(world, Kind.BEACON_SET_OFF)) == 1


def ends(world):
    """How their call ended: (kind, kind of the cause)."""
    over = [event for kind in (Kind.ACHIEVED, Kind.ABANDONED) for event in told(world, kind, 0)]
    kinds = {event.id: event.kind for event in world.events.rows()}
    return [(event.kind, kinds[event.cause]) for event in over if event.amount == Aim.CALL_FOR_HELP]


def test_the_call_is_over_when_somebody_has_come_and_because_of_that():
    world, heads = somebody()
    lay_down(world, 0, Activity.LYING, world.scenario_event)
    night(world, heads, 1500)
    assert ends(world) == []  # they go on hoping
    night(world, heads, 60, [Order(world.tick + 1, 1, Verb.CHECK, 0)])
    assert ends(world) == [(Kind.ACHIEVED, Kind.PULSE_FOUND)]
    [felt] = told(world, Kind.PULSE_FOUND)
    assert told(world, Kind.ACHIEVED, 0)[0].tick == felt.tick + 1


def test_and_given_up_once_the_beacon_is_silent():
    world, heads = somebody()
    night(world, heads, 300)
    world.beacons.free(world.beacons.rows())
    night(world, heads, 700)
    assert ends(world) == [(Kind.ABANDONED, Kind.INTENDED)]


@pytest.mark.parametrize(("hurt", "beacon"), [(False, True), (True, False), (False, False)])
def test_who_is_whole_or_has_none_does_not(hurt, beacon):
    world, heads = somebody(hurt, beacon)
    assert not asked(night(world, heads, 700))


@pytest.mark.parametrize("state", [{"alive": 0}, {"doing": Activity.HELD}, {"doing": Activity.UNCONSCIOUS}])
def test_nor_who_cannot(state):
    world, heads = somebody()
    for column, value in state.items():
        getattr(world.citizens, column)[0] = value
    world.wounds.flow[:] = 0
    assert not asked(night(world, heads, 30))


def test_what_they_cannot_know_changes_nothing():
    orders = []
    for changed in (False, True):
        world, heads = somebody()
        if changed:
            world.citizens.cell[1], world.citizens.doing[1] = 15, Activity.HELD
        orders.append([(event.tick, event.amount) for event in night(world, heads, 90) if event.kind == Kind.ORDERED])
    assert orders[0] == orders[1] != []
