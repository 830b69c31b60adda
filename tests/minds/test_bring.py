"""Bring: somebody to a place, on their own feet or hauled; and a promise kept."""

import pytest
from scenes.bodies import told
from scenes.heads import bind, minds, night, ordered, tell
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.core import luck
from undergrid.world.body import blood_loss, burdens, injuries
from undergrid.world.body.posture import lay_down
from undergrid.world.log.kinds import Kind
from undergrid.world.places.occupancy import move_body
from undergrid.world.places.shelters import set_door
from undergrid.world.tables.body import BodyPart, WoundKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Aim, Topic
from undergrid.world.tables.orders import Order, Verb
from undergrid.world.tables.people import Activity
from undergrid.world.tables.society import PledgeState

WHO, WHOM, THIRD = 0, 1, 2
CLINIC = (50, 4)


def pair(whom=(5, 4), third=None, hurt=True, plan=None, goal=CLINIC, city=None):
    """Somebody who is to bring another to a clinic across a field; the other cannot walk, unless they are whole."""
    city = city or make_city(field(60, 9), buildings=[(Use.REFUGE, 0, *CLINIC)])
    world = make_world(city, [(4, 4), whom, *([third] if third else [])], tagged=0, starts=12 * 3600)
    bind(world, (WHO, WHOM))
    if hurt:
        injuries.wound(world, WHOM, WoundKind.CRUSH, BodyPart.LEG, 3, False, world.scenario_event, flow=0)
        lay_down(world, WHOM, Activity.LYING, world.scenario_event)
    wants = plan if plan is not None else {WHO: [("bring", {"who": "leo", "place": "clinic"})]}
    return world, minds(
        world,
        wants,
        {"clinic": int(city.doors[0]) if goal == CLINIC else city.cell(0, *goal)},
        {"amara": WHO, "leo": WHOM, "kael": THIRD},
    )


def asked(events, who=WHO):
    return [verb for verb in ordered(events, who) if verb not in (Verb.NONE, Verb.WAIT)]


def test_who_cannot_walk_is_carried_to_the_door_through_it_and_set_down_behind_it():
    world, heads = pair()
    night(world, heads, 500)
    assert world.citizens.inside[[WHO, WHOM]].tolist() == [0, 0]
    verbs = asked(world.events.rows())
    assert verbs[0] in (Verb.CARRY, Verb.DRAG)
    assert verbs[-2:] == [Verb.ENTER, Verb.DROP]
    assert [event.whom for event in told(world, Kind.TOOK_UP) + told(world, Kind.SET_DOWN)] == [WHOM, WHOM]
    assert not asked(night(world, heads, 700))
    assert not told(world, Kind.REFUSED)


def test_nobody_takes_up_to_bring_there_who_is_there_already():
    """`Amara brought Leo to safety. She made ready to bring him along.`"""
    world, heads = pair()
    for row in (WHO, WHOM):
        move_body(world, row, 0)
    night(world, heads, 300)
    assert not [event for event in told(world, Kind.INTENDED) if event.amount == Aim.BRING]


def test_who_has_somebody_in_their_arms_there_sets_them_down_though_they_had_come_along_with_another():
    """She came to the clinic with him on her tarp, and stood there with it for two hours; nobody saw to him."""
    world, heads = pair()
    for row in (WHO, WHOM):
        move_body(world, row, 0)
    slot = world.hauls.take(1)
    world.hauls.hauler[slot], world.hauls.hauled[slot] = WHO, WHOM
    world.citizens.doing[WHOM] = Activity.HAULED
    night(world, heads, 60)
    assert [event.whom for event in told(world, Kind.SET_DOWN)] == [WHOM]
    assert burdens.hauler_of(world, WHOM) < 0


def test_one_whom_one_has_left_under_a_roof_is_fetched_from_there_however_long_ago_that_was():
    city = make_city(field(60, 9), buildings=[(Use.REFUGE, 0, *CLINIC), (Use.DISUSED, 0, 5, 4)])
    world = make_world(city, [(30, 4), (5, 4)], tagged=0, starts=12 * 3600)
    bind(world, (WHO, WHOM))
    injuries.wound(world, WHOM, WoundKind.CRUSH, BodyPart.LEG, 3, False, world.scenario_event, flow=0)
    world.citizens.inside[WHOM] = 1
    lay_down(world, WHOM, Activity.LYING, world.scenario_event)
    slot = tell(world, WHO, Topic.BODY, WHOM, int(city.doors[1]))
    world.knowledge.strength[slot] = 1000
    world.tick = 5000
    world.events.begin(world.tick)
    wants = {WHO: [("bring", {"who": "leo", "place": "clinic"})]}
    heads = minds(world, wants, {"clinic": int(city.doors[0])}, {"amara": WHO, "leo": WHOM})
    night(world, heads, 900)
    assert [event.whom for event in told(world, Kind.TOOK_UP)] == [WHOM]
    assert world.citizens.inside[[WHO, WHOM]].tolist() == [0, 0]


def test_one_who_is_no_longer_where_one_has_left_them_is_not_looked_for_there_again():
    city = make_city(field(60, 9), buildings=[(Use.REFUGE, 0, *CLINIC), (Use.DISUSED, 0, 5, 4)])
    world = make_world(city, [(8, 4), (5, 4)], tagged=0, starts=12 * 3600)
    bind(world, (WHO, WHOM))
    world.citizens.inside[WHOM] = 0  # somebody has brought them on
    world.citizens.cell[WHOM] = city.doors[0]
    slot = tell(world, WHO, Topic.BODY, WHOM, int(city.doors[1]))
    world.knowledge.strength[slot] = 1000
    wants = {WHO: [("bring", {"who": "leo", "place": "clinic"})]}
    heads = minds(world, wants, {"clinic": int(city.doors[0])}, {"amara": WHO, "leo": WHOM})
    night(world, heads, 1800)
    assert asked(world.events.rows()).count(Verb.ENTER) <= 2  # there, and at the clinic
    assert world.citizens.inside[WHO] == 0


def test_one_who_lies_some_way_off_in_sight_is_gone_to_first():
    world, heads = pair(whom=(5, 8))
    night(world, heads, 60)
    assert [event.whom for event in told(world, Kind.TOOK_UP)] == [WHOM]


def test_a_tarp_in_sight_is_fetched_once_and_the_other_dragged_on_it():
    world, heads = pair()
    slot = int(world.items.take(1)[0])
    items = world.items
    items.kind[slot], items.cell[slot] = ItemKind.TARP, world.city.cell(0, 10, 7)
    items.luck[slot] = luck.key_of("tarp")
    verbs = asked(night(world, heads, 120))
    assert verbs.count(Verb.TAKE) == verbs.count(Verb.DRAG) == 1
    assert verbs.count(Verb.WALK) <= 4
    assert burdens.hauler_of(world, WHOM) == WHO


def test_who_can_walk_goes_on_their_own_feet_and_is_waited_for():
    world, heads = pair(hurt=False)
    night(world, heads, 60)
    assert not told(world, Kind.TOOK_UP)
    x = world.city.where(int(world.citizens.cell[WHO]))[1]
    assert 6 <= x <= 30  # not far from the other, who stands where they stood
    before = int(world.citizens.cell[WHO])
    night(world, heads, 60)
    assert world.citizens.cell[WHO] == before


def test_somebody_of_whom_they_know_nothing_is_not_waited_for():
    world, heads = pair(whom=(59, 8), hurt=False)
    world.citizens.inside[WHOM] = 0
    world.knowledge.free(world.knowledge.rows())
    assert not asked(night(world, heads, 30))


@pytest.mark.parametrize(("strength", "carries"), [((20_000, 30_000), True), ((30_000, 20_000), False)])
def test_of_two_on_the_way_the_stronger_one_carries_who_cannot_walk(strength, carries):
    """The third has promised the first to come along; the first has nothing in mind."""
    world, heads = pair(third=(5, 3), plan={THIRD: [("bring", {})]})
    world.citizens.strength[[WHO, THIRD]] = strength
    bind(world, (THIRD, WHO))
    promise(world, THIRD, WHO)
    tell(world, THIRD, Topic.BODY, WHOM, int(world.citizens.cell[WHOM]))
    night(world, heads, 40)
    assert burdens.hauler_of(world, WHOM) == (THIRD if carries else -1)


def promise(world, by, to):
    slot, pledges = world.pledges.take(1), world.pledges
    pledges.by[slot], pledges.to[slot], pledges.cell[slot] = by, to, world.city.cell(0, 30, 4)
    pledges.due[slot], pledges.cause[slot] = 10**6, world.scenario_event


def test_whom_somebody_else_is_carrying_is_left_to_them():
    world, heads = pair(third=(5, 3))
    night(world, heads, 30, [Order(0, THIRD, Verb.CARRY, WHOM)])
    assert {event.who for event in told(world, Kind.TOOK_UP)} <= {THIRD, WHO}
    assert len(told(world, Kind.TOOK_UP)) == 1


def test_a_promise_given_is_followed_to_its_place():
    world, heads = pair(hurt=False, plan={WHO: [("bring", {})]})
    assert not asked(night(world, heads, 5))
    promise(world, WHO, WHOM)
    world.plans.wake[:] = world.tick
    night(world, heads, 120, [Order(5, WHOM, Verb.WALK, world.city.cell(0, 30, 4))])
    assert world.pledges.outcome[world.pledges.rows()[0]] == PledgeState.KEPT
    assert not asked(night(world, heads, 100))


@pytest.mark.parametrize("state", [{"alive": 0}, {"doing": Activity.HELD}])
def test_the_dead_and_the_held_bring_nobody(state):
    world, heads = pair()
    for column, value in state.items():
        getattr(world.citizens, column)[WHO] = value
    assert not asked(night(world, heads, 20))


def test_while_they_lie_low_they_stay_indoors():
    world, heads = pair(whom=(4, 4), hurt=False, goal=(10, 4))
    for who in (WHO, WHOM):
        move_body(world, who, 0)
    world.citizens.doing[:] = Activity.RESTING
    world.plans.low[0] = 100
    assert not asked(night(world, heads, 100))
    assert Verb.LEAVE in asked(night(world, heads, 100))


def test_they_stay_indoors_while_whom_they_go_with_lies_low():
    """Who goes out alone stands in the open, and comes in again."""
    world, heads = pair(
        whom=(4, 4), hurt=False, goal=(10, 4), plan={WHO: [("bring", {})], WHOM: [("bring", {"place": "clinic"})]}
    )
    for who in (WHO, WHOM):
        move_body(world, who, 0)
    world.citizens.doing[:] = Activity.RESTING
    promise(world, WHO, WHOM)
    world.plans.low[world.plans.owner == WHOM] = 100
    assert not asked(night(world, heads, 100))
    assert Verb.LEAVE in asked(night(world, heads, 100))


def test_what_stands_behind_the_door_is_taken_away_before_anybody_is_taken_up():
    world, heads = pair(goal=(10, 4))
    for who in (WHO, WHOM):
        move_body(world, who, 0)
    world.citizens.doing[WHO] = Activity.RESTING
    set_door(world, 0, world.scenario_event, barricade=5000)
    night(world, heads, 400)
    verbs = asked(world.events.rows())
    taken = next(verb for verb in verbs if verb in (Verb.CARRY, Verb.DRAG))
    assert verbs.index(Verb.UNBAR) < verbs.index(taken)
    assert verbs.count(taken) == 1
    assert verbs.index(Verb.LEAVE) == verbs.index(taken) + 1  # straight out, with nobody set down


def test_rescue_does_not_take_back_under_a_roof_whom_one_is_bringing_out():
    """Brought in at night and carried on in the morning: no going in and out at the door."""
    both = [("rescue", {}), ("bring", {"who": "leo", "place": "clinic"})]
    world, heads = pair(plan={WHO: both})
    for who in (WHO, WHOM):
        move_body(world, who, 0)
    world.citizens.doing[WHO] = Activity.RESTING
    heads.places["clinic"] = world.city.cell(0, 5, 4)
    world.plans.charge[0] = world.plans.housed[0] = WHOM
    night(world, heads, 400)
    assert len(told(world, Kind.TOOK_UP)) == 1
    assert asked(world.events.rows()).count(Verb.LEAVE) == 1
    assert world.city.where(int(world.citizens.cell[WHOM]))[1] <= 6


def test_what_they_cannot_know_changes_none_of_their_orders():
    orders = []
    for changed in (False, True):
        world, heads = pair(third=(40, 1))
        if changed:
            world.citizens.cell[THIRD], world.shelters.sealed[:] = 3, True
            world.rebuild()
            blood_loss.die(world, THIRD, 1, world.scenario_event)
        orders.append([(event.tick, event.amount) for event in night(world, heads, 40)
                       if event.kind == Kind.ORDERED and event.who == WHO])  # fmt: skip
    assert orders[0] == orders[1] != []


def expose(world, who):
    """Let somebody need sleep, water and warmth."""
    slot = int(world.exposure.take(1)[0])
    world.exposure.owner[slot], world.exposure.pressure[slot] = who, 800_000


def indoors(world, *rows):
    for row in rows:
        move_body(world, row, 0)


def test_a_promise_is_what_one_is_about_and_it_comes_of_the_promise():
    world, heads = pair(third=(5, 3), hurt=False, plan={THIRD: [("bring", {})]})
    bind(world, (THIRD, WHO))
    promise(world, THIRD, WHO)
    pledged = world.pledges.cause[0] = world.events.one(Kind.PLEDGED, THIRD, WHO, cause=world.scenario_event)
    world.tick += 1
    world.plans.wake[:] = world.tick
    night(world, heads, 5)
    intended = next(event for event in world.events.rows() if event.kind == Kind.INTENDED)
    assert (intended.who, intended.whom, intended.amount) == (THIRD, WHO, Aim.KEEP_WORD)
    assert intended.cause == pledged


def test_who_is_lost_on_the_way_is_looked_for_where_they_were_last_seen_and_then_at_the_place():
    world, heads = pair(third=(30, 4), hurt=False, plan={THIRD: [("bring", {})]})
    tell(world, THIRD, Topic.PERSON, WHO, world.city.cell(0, 20, 4))
    promise(world, THIRD, WHO)
    world.pledges.cell[0] = world.city.cell(0, 45, 4)
    world.citizens.inside[WHO] = 0  # gone
    world.rebuild()
    night(world, heads, 60)
    assert abs(world.city.where(int(world.citizens.cell[THIRD]))[1] - 20) <= 2
    night(world, heads, 300)
    assert abs(world.city.where(int(world.citizens.cell[THIRD]))[1] - 20) <= 2
    night(world, heads, 700)
    assert abs(world.city.where(int(world.citizens.cell[THIRD]))[1] - 45) <= 2


def test_who_goes_along_stays_where_they_lost_who_leads_them_and_goes_looking_after_a_while():
    """A night in which each of two went up and down the stairs to where they had last seen the other."""
    wants = {THIRD: [("bring", {"who": "leo", "place": "clinic"})]}
    world, heads = pair(third=(30, 4), hurt=False, plan=wants)
    tell(world, THIRD, Topic.PERSON, WHO, world.city.cell(0, 20, 4))
    promise(world, WHO, THIRD)
    world.citizens.inside[WHO] = 0  # gone
    world.rebuild()
    night(world, heads, 280)
    assert world.city.where(int(world.citizens.cell[THIRD]))[1] == 30
    night(world, heads, 120)
    assert abs(world.city.where(int(world.citizens.cell[THIRD]))[1] - 20) <= 2


def together(hours):
    """Two behind one door, of whom the first has promised the other to come along; from when each would set out."""
    goal = {WHO: ("bring", {"begins": hours[0], "ends": "20:00"}),
            WHOM: ("bring", {"who": "amara", "place": "clinic", "begins": hours[1], "ends": "20:00"})}  # fmt: skip
    sits = {"begins": "00:00", "light": 255, "bar": False, "urgency": 350}
    plan = {who: [goal[who], ("shelter", {**sits, "until": hours[who]})] for who in (WHO, WHOM)}
    world, heads = pair(hurt=False, goal=(20, 4), plan=plan)
    indoors(world, WHO, WHOM)
    bind(world, (WHOM, WHO))
    promise(world, WHO, WHOM)
    world.pledges.cell[0] = world.city.cell(0, 20, 4)
    world.citizens.doing[:] = Activity.WAITING
    return world, heads


def left(world):
    """When each of the two went out."""
    return [event.tick for event in world.events.rows() if event.kind == Kind.ORDERED and event.amount == Verb.LEAVE]


def test_who_is_still_at_the_door_with_somebody_in_their_arms_comes_after_who_has_gone_out():
    """A night in which she stood behind the door with the boy for an hour, and he who had woken her went on alone."""
    world, heads = together(("12:02", "18:00"))
    night(world, heads, 120 + 60)  # nobody looks up to the second
    assert left(world)
    gone = WHO if world.citizens.inside[WHO] < 0 else WHOM
    world.citizens.inside[WHO + WHOM - gone] = 0
    world.rebuild()
    world.plans.wake[:] = world.tick
    night(world, heads, 30)
    assert world.citizens.inside[[WHO, WHOM]].tolist() == [-1, -1]


def test_whoever_has_given_a_word_waits_indoors_a_while_for_one_who_does_not_come():
    world, heads = together(("12:02", "18:00"))
    del heads.wants[1][0]  # and means to go nowhere
    heads._most[1].pop(0)
    night(world, heads, 1000)
    assert not left(world)
    night(world, heads, 600)
    assert len(left(world)) == 1


def test_where_whom_one_would_bring_has_died_the_two_who_are_left_go_on():
    """A night in which she stood by the dead boy until he who had promised to come along had gone without her."""
    world, heads = pair(third=(5, 3), goal=(20, 4), plan={WHO: [("bring", {"who": "leo", "place": "clinic"})],
                                                          THIRD: [("bring", {})]})  # fmt: skip
    indoors(world, WHO, WHOM, THIRD)
    for pair_of in ((THIRD, WHO), (WHO, THIRD)):
        bind(world, pair_of)
    promise(world, THIRD, WHO)
    world.pledges.cell[0] = heads.places["clinic"]
    world.citizens.doing[[WHO, THIRD]] = Activity.WAITING
    blood_loss.die(world, WHOM, 1, world.scenario_event)
    night(world, heads, 300)
    assert len(left(world)) == 2
    assert not told(world, Kind.TOOK_UP)


def test_and_one_who_is_alone_brings_nobody():
    world, heads = pair()
    blood_loss.die(world, WHOM, 1, world.scenario_event)
    assert not asked(night(world, heads, 60))


def test_who_has_fallen_asleep_on_the_way_is_gone_back_for_and_woken():
    """A morning in which he stood with the boy in his arms while she slept in the street behind him."""
    world, heads = pair(hurt=False, plan={WHO: [("bring", {})]})
    expose(world, WHOM)
    promise(world, WHO, WHOM)
    world.citizens.cell[WHO] = world.city.cell(0, 20, 4)
    lay_down(world, WHOM, Activity.SLEEPING, world.scenario_event)
    world.rebuild()
    night(world, heads, 60)
    assert [event.whom for event in told(world, Kind.ROUSED)] == [WHOM]
