"""Patients: whoever is wounded and within reach is treated, whether they lie, sit, stand or sleep, outdoors or in."""

import pytest
from scenes.heads import bind, minds, night, ordered
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.world.body import injuries
from undergrid.world.body.posture import lay_down
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.places.occupancy import move_body
from undergrid.world.society import regard
from undergrid.world.tables.body import BodyPart, WoundKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Aim
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity, Posture
from undergrid.world.tables.society import Stance

HEALER, PATIENT = 0, 1
LYING = (Activity.LYING, Activity.UNCONSCIOUS, Activity.SLEEPING)


def bedside(doing, indoors, want="rescue", near=True, hurt=True):
    """A healer with gauze and somebody wounded, two steps apart or within reach, on a square with a den."""
    city = make_city(field(30, 8), buildings=[(Use.DISUSED, 0, 20, 4)])
    world = make_world(city, [(4, 5), (5, 5) if near else (8, 5)], tagged=0, starts=12 * 3600)
    kit.add(world, HEALER, ItemKind.GAUZE, 4, world.scenario_event)
    if hurt:
        injuries.wound(world, PATIENT, WoundKind.CUT, BodyPart.ARM, 2, False, world.scenario_event, flow=60)
    if doing in LYING:
        lay_down(world, PATIENT, doing, world.scenario_event)
    world.citizens.doing[PATIENT] = doing
    world.citizens.posture[PATIENT] = Posture.CROUCHED if doing == Activity.HIDING else world.citizens.posture[PATIENT]
    if indoors:
        for row in (HEALER, PATIENT):
            move_body(world, row, 0)
    return world, minds(world, {HEALER: [(want, {})]}, {}, {})


def dressed(world, ticks=300, heads=None):
    night(world, heads, ticks)
    return [event for event in world.events.rows() if event.kind == Kind.DRESSED and event.whom == PATIENT]


@pytest.mark.parametrize("indoors", [False, True])
@pytest.mark.parametrize(
    "doing", [Activity.WAITING, Activity.HIDING, Activity.RESTING, Activity.LYING, Activity.SLEEPING]
)
def test_however_they_are_they_are_treated(doing, indoors):
    world, heads = bedside(doing, indoors)
    [event] = dressed(world, heads=heads)
    assert event.who == HEALER


def test_who_stands_wounded_out_of_reach_is_left_to_come_by_themselves():
    world, heads = bedside(Activity.WAITING, indoors=False, near=False)
    assert dressed(world, heads=heads) == []


def test_nobody_lays_hands_on_a_standing_enemy_or_on_who_is_whole():
    world, heads = bedside(Activity.WAITING, indoors=False)
    slot = regard.regard(world, HEALER, PATIENT)
    world.regards.stance[slot] = Stance.HOSTILE
    night(world, heads, 60)
    assert Verb.DRESS not in ordered(world.events.rows(), HEALER)
    world, heads = bedside(Activity.WAITING, indoors=False, hurt=False)
    night(world, heads, 60)
    assert ordered(world.events.rows(), HEALER) == []


def test_who_looks_after_their_own_treats_them_on_their_feet_outdoors_too():
    world, heads = bedside(Activity.WAITING, indoors=False, want="tend")
    bind(world, (HEALER, PATIENT))
    assert len(dressed(world, heads=heads)) == 1
    intended = next(one for one in world.events.rows() if one.kind == Kind.INTENDED)
    assert (intended.amount, intended.whom) == (Aim.TEND, PATIENT)
    world, heads = bedside(Activity.WAITING, indoors=False, want="tend")
    assert dressed(world, heads=heads) == []  # a stranger
