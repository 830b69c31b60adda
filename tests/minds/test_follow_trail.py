"""Follow a trail: eyes on the ground on one's rounds, along whatever one has come across, and behind the door there."""

import pytest
from scenes.bodies import told
from scenes.heads import bind, decided, minds, night, ordered, tell
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.core import units
from undergrid.world.body import injuries
from undergrid.world.body.posture import lay_down
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.places.occupancy import move_body
from undergrid.world.society import regard
from undergrid.world.tables.body import BodyPart, WoundKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Aim, Topic
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity
from undergrid.world.tables.trails import TraceKind
from undergrid.world.trails import trails

TRACKER, MAKER = 0, 1
DOOR = (34, 5)
SURE = {"notice": 1.0, "read": 1.0, "in_the_dark": 1.0, "unskilled": 1.0, "way": 1.0}


def ground(clock="20:00", maker=DOOR, inside=True, blood=range(10, 35), first=(), **wants):
    """A tracker on an open field with a bay, and a trail of blood that leads to whoever is behind its door."""
    city = make_city(field(60, 10), buildings=[(Use.DISUSED, 0, *DOOR), (Use.DISUSED, 0, 58, 8)])
    world = make_world(city, [(8, 5), maker], starts=units.clock(clock), tagged=0)
    if inside:
        move_body(world, MAKER, 0)
        world.citizens.doing[MAKER] = Activity.RESTING
    world.tick = 600
    for n, x in enumerate(blood):
        world.tick = 100 + n
        trails.lay(world, MAKER, TraceKind.BLOOD, city.cell(0, x, 5), 0, 900, world.scenario_event)
    world.tick = 600
    world.rebuild()
    places = {"station": city.cell(0, 20, 5), "bridge": city.cell(0, 50, 5)}
    follows = ("follow_trail", {"rounds": ["station", "bridge"], **wants})
    return world, minds(world, {TRACKER: [*first, follows]}, places, {})


def asked(events):
    return [verb for verb in ordered(events, TRACKER) if verb not in (Verb.NONE, Verb.WAIT)]


def there(world):
    return world.city.where(int(world.citizens.cell[TRACKER]))[1]


def test_a_trail_of_blood_leads_to_its_maker_and_behind_the_door_at_its_end():
    world, heads = ground()
    night(world, heads, 400, tracking=SURE)
    assert told(world, Kind.TRAIL_FOUND)
    assert told(world, Kind.TRACED)
    assert asked(world.events.rows()).count(Verb.ENTER) == 1
    assert not told(world, Kind.REFUSED)
    looked = next(event for event in told(world, Kind.ACHIEVED) if event.amount == Aim.LOOK_BEHIND_DOOR)
    entered = next(e for e in told(world, Kind.ORDERED) if e.amount == Verb.ENTER)
    assert looked.cause == entered.id


def test_a_trail_is_taken_up_because_it_was_found_and_over_because_it_ended():
    world, heads = ground()
    night(world, heads, 400, tracking=SURE)
    (found,), (traced,) = told(world, Kind.TRAIL_FOUND), told(world, Kind.TRACED)
    of_trail = {
        event.kind: event.cause
        for event in world.events.rows()
        if event.amount == Aim.FOLLOW_TRAIL and event.who == TRACKER
    }
    assert (of_trail[Kind.INTENDED], of_trail[Kind.ACHIEVED]) == (found.id, traced.id)


@pytest.mark.parametrize("met", [True, False])
def test_they_stay_with_who_is_no_stranger_there_and_go_on_their_rounds_otherwise(met):
    world, heads = ground()
    if met:
        regard.regard(world, TRACKER, MAKER)
    night(world, heads, 400, tracking=SURE)
    assert (world.citizens.inside[TRACKER] == 0) == met


@pytest.mark.parametrize("helpless", [True, False])
def test_who_can_do_no_more_for_a_stranger_who_lies_there_goes_on(helpless):
    world, heads = ground(blood=())
    move_body(world, TRACKER, 0)
    regard.regard(world, TRACKER, MAKER)
    world.citizens.able[MAKER] = 0 if helpless else 100
    night(world, heads, 60)
    assert (Aim.MAKE_ROUNDS in decided(world.events.rows(), TRACKER)) == helpless
    assert (world.citizens.inside[TRACKER] < 0) == helpless


def test_but_not_from_a_child_that_has_nobody():
    world, heads = ground(blood=())
    move_body(world, TRACKER, 0)
    world.citizens.able[MAKER], world.citizens.age[MAKER] = 0, 12
    night(world, heads, 60)
    assert world.citizens.inside[TRACKER] == 0


def test_but_not_while_they_can_be_of_use_nor_from_whom_they_are_bound_to():
    world, heads = ground(blood=())
    move_body(world, TRACKER, 0)
    regard.regard(world, TRACKER, MAKER)
    injuries.wound(world, MAKER, WoundKind.SHRAPNEL, BodyPart.ARM, 2, False, world.scenario_event, flow=20)
    lay_down(world, MAKER, Activity.UNCONSCIOUS, world.scenario_event)
    kit.add(world, TRACKER, ItemKind.GAUZE, 1, world.scenario_event)
    night(world, heads, 60)
    assert world.citizens.inside[TRACKER] == 0  # there is a wound to dress
    kit.spend(world, TRACKER, ItemKind.GAUZE, 1)
    bind(world, (TRACKER, MAKER))
    world.plans.wake[:] = world.tick
    night(world, heads, 60)
    assert world.citizens.inside[TRACKER] == 0
    world.bonds.free(world.bonds.rows())
    world.plans.wake[:] = world.tick
    night(world, heads, 60)
    assert world.citizens.inside[TRACKER] < 0


def test_a_door_that_holds_is_looked_at_once_and_not_tried():
    world, heads = ground(blood=range(10, 31), rounds=["station", "bridge"])
    world.shelters.locked[:] = True
    world.rebuild()
    world.citizens.cell[TRACKER] = world.city.cell(0, 10, 5)
    night(world, heads, 400, tracking=SURE)
    assert Verb.ENTER not in asked(world.events.rows())
    assert decided(world.events.rows(), TRACKER).count(Aim.LOOK_BEHIND_DOOR) == 1  # once is enough


def test_the_door_at_the_end_of_a_trail_is_the_same_one_whatever_way_round_leads_to_it():
    """A night in which he gave a door up and set out for it again, four times in two minutes, on a way round it."""
    world, heads = ground(blood=range(10, 31), rounds=["station", "bridge"])
    while Aim.LOOK_BEHIND_DOOR not in decided(world.events.rows(), TRACKER):
        night(world, heads, 10, tracking=SURE)
    world.citizens.cell[TRACKER] = world.city.cell(0, 12, 2)  # farther off than a door is looked for
    world.rebuild()
    night(world, heads, 60, tracking=SURE)
    assert not [event for event in told(world, Kind.ABANDONED) if event.amount == Aim.LOOK_BEHIND_DOOR]
    assert asked(world.events.rows()).count(Verb.ENTER) == 1


def test_by_the_clock_they_go_from_place_to_place_and_back():
    world, heads = ground(blood=(), begins="19:00", ends="23:00")
    night(world, heads, 40)
    assert 18 <= there(world) <= 21
    seen = set()
    for _ in range(60):
        night(world, heads, 10)
        seen.add(there(world))
    assert max(seen) >= 49
    assert min(seen) <= 21
    assert decided(world.events.rows(), TRACKER) == [Aim.MAKE_ROUNDS]


@pytest.mark.parametrize("clock", ["12:00", "18:30", "23:10", "03:00"])
def test_and_not_at_other_hours(clock):
    world, heads = ground(clock, blood=(), begins="19:00", ends="23:00")
    assert not asked(night(world, heads, 60))


def test_who_has_somebody_in_their_care_follows_nothing():
    world, heads = ground()
    world.plans.charge[0] = MAKER
    assert not asked(night(world, heads, 60, tracking=SURE))


def test_who_is_under_way_with_somebody_to_keep_a_word_follows_no_trail_meanwhile():
    """A morning in which he left her for the boy's own blood, back to the door that all three had just come out of."""
    world, heads = ground(maker=(9, 5), inside=False, first=[("bring", {"urgency": 400})])
    tell(world, TRACKER, Topic.PERSON, MAKER, world.city.cell(0, 9, 5))
    slot = world.pledges.take(1)
    world.pledges.by[slot], world.pledges.to[slot], world.pledges.cell[slot] = TRACKER, MAKER, world.city.cell(0, 50, 5)
    world.pledges.due[slot], world.pledges.cause[slot] = 10**6, world.scenario_event
    night(world, heads, 200, tracking=SURE)
    assert told(world, Kind.TRAIL_FOUND)
    assert Aim.KEEP_WORD in decided(world.events.rows(), TRACKER)
    assert Aim.FOLLOW_TRAIL not in decided(world.events.rows(), TRACKER)


def test_rounds_are_broken_off_indoors_in_company_and_while_lying_low():
    world, heads = ground(blood=())
    move_body(world, TRACKER, 0)
    world.citizens.doing[TRACKER] = Activity.RESTING
    regard.regard(world, TRACKER, MAKER)
    assert not asked(night(world, heads, 60))  # somebody is there
    move_body(world, MAKER, 1)
    world.plans.low[0], world.plans.wake[0] = world.tick + 60, world.tick
    assert not asked(night(world, heads, 60))
    assert Verb.LEAVE in asked(night(world, heads, 60))


@pytest.mark.parametrize("state", [{"alive": 0}, {"doing": Activity.HELD}])
def test_the_dead_and_the_held_follow_nothing(state):
    world, heads = ground()
    for column, value in state.items():
        getattr(world.citizens, column)[TRACKER] = value
    assert not asked(night(world, heads, 20, tracking=SURE))


def test_what_they_cannot_know_changes_none_of_their_orders():
    """Where the maker of the trail is by now, and traces that lie out of their sight."""
    orders = []
    for changed in (False, True):
        world, heads = ground()
        if changed:
            world.citizens.cell[MAKER] = world.city.cell(0, 58, 1)
            trails.lay(world, MAKER, TraceKind.BLOOD, world.city.cell(0, 58, 2), 0, 900, world.scenario_event)
        orders.append([(event.tick, event.amount, event.whom) for event in night(world, heads, 15, tracking=SURE)
                       if event.kind == Kind.ORDERED])  # fmt: skip
    assert orders[0] == orders[1] != []
