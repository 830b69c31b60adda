"""Call for help: hurt, and with a beacon, one sets it off; once."""

import pytest
from scenes.bodies import told
from scenes.heads import minds, night, ordered
from scenes.worlds import field, make_world

from undergrid.world.body import injuries
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.body import BodyPart, WoundKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity


def somebody(hurt=True, beacon=True, **wants):
    world = make_world(field(20, 8), [(5, 5), (15, 5)], tagged=0)
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
            world.citizens.cell[1], world.citizens.doing[1] = 3, Activity.HELD
        orders.append([(event.tick, event.amount) for event in night(world, heads, 90) if event.kind == Kind.ORDERED])
    assert orders[0] == orders[1] != []
