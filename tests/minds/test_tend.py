"""Tend: those one is bound to are looked after for as long as they cannot do without, and come back to."""

import pytest
from scenes.heads import bind, decided, minds, night, ordered, tell
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.minds.wants import tend
from undergrid.world.body import blood_loss, injuries
from undergrid.world.body.blood_rows import blood_slot
from undergrid.world.body.posture import lay_down
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.places.occupancy import move_body
from undergrid.world.society import regard
from undergrid.world.tables.authority import WatcherKind
from undergrid.world.tables.body import BodyPart, Death, WoundKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Aim, Topic
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import NEVER, Activity
from undergrid.world.tables.society import Stance

WHO, WHOM, OTHER = 1, 0, 2
MINUTE = 60


def room(bound=True, hurt=True, **params):
    """Two in a den, of whom one has a crushed leg; the other has water, gauze and nothing but them in mind."""
    city = make_city(field(40, 8), buildings=[(Use.DISUSED, 0, 20, 4)])
    world = make_world(city, [(19, 4), (20, 5), (21, 4)], tagged=0, starts=12 * 3600)
    if hurt:
        injuries.wound(world, WHOM, WoundKind.CRUSH, BodyPart.LEG, 3, False, world.scenario_event, flow=0)
        lay_down(world, WHOM, Activity.LYING, world.scenario_event)
    for kind in (ItemKind.WATER, ItemKind.GAUZE):
        kit.add(world, WHO, kind, 4, world.scenario_event)
    for row in (WHO, WHOM):
        move_body(world, row, 0)
    if bound:
        bind(world, (WHO, WHOM))
    return world, minds(world, {OTHER: [], WHO: [("tend", params)]}, {}, {})


def thirst(world, who):
    slot = int(world.exposure.of(who)[0]) if len(world.exposure.of(who)) else int(world.exposure.take(1)[0])
    world.exposure.owner[slot], world.exposure.parched[slot], world.exposure.water[slot] = who, 1, 3_000_000


def test_they_dress_what_is_open_give_water_look_again_and_stay():
    world, heads = room()
    thirst(world, WHOM)
    night(world, heads, 45 * MINUTE)
    verbs = ordered(world.events.rows(), WHO)
    assert verbs.index(Verb.DRESS) < verbs.index(Verb.WATER) < verbs.index(Verb.ASSESS)
    assert verbs.count(Verb.ASSESS) == 1
    assert decided(world.events.rows(), WHO) == [Aim.TEND]
    intended = next(event for event in world.events.rows() if event.kind == Kind.INTENDED)
    assert (intended.who, intended.whom, intended.cause) == (WHO, WHOM, world.scenario_event)


@pytest.mark.parametrize("minutes", [10, 20])
def test_they_look_at_the_wounds_as_often_as_said(minutes):
    world, heads = room(again_minutes=minutes)
    night(world, heads, 65 * MINUTE)
    looks = ordered(world.events.rows(), WHO).count(Verb.ASSESS)
    assert 60 // minutes - 1 <= looks <= 60 // minutes


def test_who_faints_beside_them_is_looked_at_at_once_and_once():
    world, heads = room()
    night(world, heads, 12 * MINUTE)
    before = ordered(world.events.rows(), WHO).count(Verb.ASSESS)
    world.events.begin(world.tick)
    injuries.faint(world, WHOM, world.scenario_event)
    fainted = world.tick
    world.tick += 1
    night(world, heads, 10 * MINUTE, consciousness={"come_to": (0, 0, 0, 0)})
    looks = [event for event in world.events.rows() if event.kind == Kind.ASSESSED and event.tick > fainted]
    assert (before, len(looks)) == (0, 1)
    assert looks[0].tick - fainted <= 3 * MINUTE


@pytest.mark.parametrize(("lost", "bound"), [(0.35, True), (0.2, True), (0.35, False)])
def test_who_is_dying_in_their_care_is_talked_to_when_nothing_else_can_be_done(lost, bound):
    world, heads = room(bound=bound)
    kit.spend(world, WHO, ItemKind.GAUZE, 4)
    world.blood.lost[blood_slot(world, WHOM)] = round(lost * 1_000_000)
    world.blood.klass[blood_slot(world, WHOM)] = 3 if lost > 0.3 else 2
    night(world, heads, 8 * MINUTE, consciousness={"faint": (0, 0, 0, 0)})
    talks = ordered(world.events.rows(), WHO).count(Verb.ROUSE)
    assert (talks >= 2) == (bound and lost > 0.3)
    assert decided(world.events.rows(), WHO) == [Aim.TEND] * (bound or lost > 0.3)


def test_a_stranger_is_left_alone_and_so_is_who_can_do_without():
    for world, heads in (room(bound=False), room(hurt=False)):
        night(world, heads, 5 * MINUTE)
        assert ordered(world.events.rows(), WHO) == []


@pytest.mark.parametrize(
    ("lost", "hostile", "done"), [(0.35, False, [Verb.ASSESS]), (0.2, False, []), (0.35, True, [])]
)
def test_a_stranger_who_bleeds_to_death_in_there_is_looked_at_at_once_but_no_enemy(lost, hostile, done):
    world, heads = room(bound=False)
    kit.spend(world, WHO, ItemKind.GAUZE, 4)
    world.blood.lost[blood_loss.blood_slot(world, WHOM)] = round(lost * 1_000_000)
    if hostile:
        slot = regard.regard(world, WHO, WHOM)
        world.regards.stance[slot] = Stance.HOSTILE
    night(world, heads, 3 * MINUTE)
    assert [verb for verb in ordered(world.events.rows(), WHO) if verb != Verb.WAIT] == done


def test_who_is_too_hurt_to_help_looks_and_stays_and_outdoors_so_does_who_has_nothing_else_to_do():
    world, heads = bleeding(WHOM, 50, gauze=0, wants=["tend"])
    world.blood.lost[:] = 250_000
    night(world, heads, 2 * MINUTE)
    assert decided(world.events.rows(), WHO) == [Aim.TEND]
    assert world.citizens.doing[WHO] == Activity.WAITING


def test_a_scratch_of_ones_own_keeps_nobody_from_who_bleeds_to_death_beside_them():
    world, heads = bleeding(WHOM, 400)
    scratch = injuries.wound(world, WHO, WoundKind.GUNSHOT, BodyPart.ARM, 1, False, world.scenario_event, flow=20)
    world.wounds.clothed[scratch] = False
    night(world, heads, 100)
    dressed = [event.whom for event in world.events.rows() if event.kind == Kind.DRESSED]
    assert dressed[:1] == [WHOM]


def test_whoever_is_drawn_outside_comes_back():
    world, heads = room()
    night(world, heads, 5 * MINUTE)
    tell(world, WHO, Topic.BODY, WHOM, int(world.city.doors[0]))
    move_out = world.city.cell(0, 30, 4)
    world.citizens.inside[WHO], world.citizens.cell[WHO], world.citizens.doing[WHO] = -1, move_out, Activity.WAITING
    world.rebuild()
    world.plans.wake[:] = world.tick
    night(world, heads, 2 * MINUTE)
    assert world.citizens.inside[WHO] == 0


def test_who_could_do_without_them_is_not_come_back_to():
    """A night in which somebody went out of a door and in again by it every five seconds."""
    world, heads = room(hurt=False)
    night(world, heads, MINUTE)
    tell(world, WHO, Topic.BODY, WHOM, int(world.city.doors[0]))
    world.citizens.inside[WHO], world.citizens.doing[WHO] = -1, Activity.WAITING
    world.rebuild()
    world.plans.wake[:] = world.tick
    night(world, heads, 2 * MINUTE)
    assert world.citizens.inside[WHO] == -1


def test_with_their_death_it_is_given_up_because_they_were_felt_to_be_dead():
    world, heads = room()
    night(world, heads, 5 * MINUTE)
    world.events.begin(world.tick)
    blood_loss.die(world, WHOM, Death.BLOOD_LOSS, world.scenario_event)
    slot = tell(world, WHO, Topic.BODY, WHOM, int(world.city.doors[0]))
    felt = world.knowledge.cause[slot] = world.events.one(Kind.NO_PULSE, WHO, WHOM, cause=world.scenario_event)
    world.knowledge.strength[slot] = 0
    world.plans.wake[:] = world.tick + 1
    events = night(world, heads, 5 * MINUTE)
    assert [event.cause for event in events if event.kind == Kind.ABANDONED] == [felt]
    assert (world.plans.intends == -1).all()


def bleeding(who, flow, gauze=4, watcher=False, wants=("escort", "tend")):
    """Two under way together, of whom one bleeds and one has gauze, and keeps up with the other."""
    city = make_city(field(40, 8), field(40, 8))
    near = [(WatcherKind.DRONE, city.cell(0, 30, 4))] if watcher else []
    world = make_world(city, [(20, 4), (21, 4)], near, tagged=0, starts=12 * 3600)
    world.watchers.impaired[:] = NEVER
    wound = injuries.wound(world, who, WoundKind.GUNSHOT, BodyPart.ARM, 2, False, world.scenario_event, flow=flow)
    world.wounds.clothed[wound] = False
    kit.add(world, WHO, ItemKind.GAUZE, gauze, world.scenario_event)
    bind(world, (WHO, WHOM))
    given = {"escort": {"who": "her"}}
    heads = minds(world, {WHO: [(want, given.get(want, {})) for want in wants]}, {}, {"her": WHOM})
    if watcher:
        tell(world, WHO, Topic.WATCHER, 0, city.cell(0, 30, 4))
    tell(world, WHO, Topic.PERSON, WHOM, int(world.citizens.cell[WHOM]))
    return world, heads


@pytest.mark.parametrize("who", [WHO, WHOM])
@pytest.mark.parametrize(("flow", "gauze", "binds"), [(400, 4, True), (50, 4, False), (400, 0, False)])
def test_what_does_not_stop_by_itself_is_bound_before_they_keep_up_with_anybody_their_own_wounds_too(
    who, flow, gauze, binds
):  # fmt: skip
    world, heads = bleeding(who, flow, gauze)
    night(world, heads, 100)
    events = world.events.rows()
    dressed = [event for event in events if event.kind == Kind.DRESSED]
    assert bool(dressed) == binds
    assert (decided(events, WHO)[:1] == [Aim.TEND]) == binds
    for event in dressed:
        assert (event.who, event.whom) == (WHO, who)


@pytest.mark.parametrize("watcher", [False, True])
def test_but_not_with_a_watcher_about(watcher):
    world, heads = bleeding(WHO, 400, watcher=watcher)
    night(world, heads, 10)
    assert (Verb.DRESS in ordered(world.events.rows(), WHO)) != watcher


@pytest.mark.parametrize(("who", "flow", "klass", "binds"), [
    (WHO, 1600, 1, True), (WHOM, 1600, 1, True), (WHO, 100, 1, False), (WHOM, 100, 3, True), (WHOM, 100, 2, False)
])  # fmt: skip
def test_blood_that_pours_is_stopped_before_they_keep_up_with_anybody_with_a_watcher_about_too(who, flow, klass, binds):
    for watcher in (False, True):
        world, heads = bleeding(who, flow, watcher=watcher)
        slot = blood_slot(world, who)
        world.blood.klass[slot], world.blood.lost[slot] = klass, (0, 50_000, 200_000, 320_000)[klass]
        night(world, heads, 10, consciousness={"faint": (0, 0, 0, 0)})
        assert (Verb.DRESS in ordered(world.events.rows(), WHO)) == binds


@pytest.mark.parametrize("worse", [0, 2])
@pytest.mark.parametrize("by", ["class", "shock", "flow"])
def test_of_two_within_reach_the_worse_off_is_treated_first_whoever_they_are(worse, by):
    city = make_city(field(40, 8))
    world = make_world(city, [(20, 4), (21, 4), (22, 4)], tagged=0, starts=12 * 3600)
    for row in (0, 2):
        flow = 300 if by == "flow" and row == worse else 60
        wound = injuries.wound(world, row, WoundKind.GUNSHOT, BodyPart.ARM, 2, False, world.scenario_event, flow=flow)
        world.wounds.clothed[wound] = False
    slot = blood_slot(world, worse)
    if by == "class":
        world.blood.klass[slot], world.blood.lost[slot] = 3, 320_000
    elif by == "shock":
        world.blood.shock_since[slot] = 0
    kit.add(world, WHO, ItemKind.GAUZE, 4, world.scenario_event)
    bind(world, (WHO, 0), (WHO, 2))
    heads = minds(world, {WHO: [("tend", {})]}, {}, {})
    night(world, heads, 400, consciousness={"faint": (0, 0, 0, 0)})
    dressed = [event.whom for event in world.events.rows() if event.kind == Kind.DRESSED]
    assert dressed[:2] == [worse, 2 - worse]


def test_outdoors_one_of_theirs_who_lies_there_is_looked_after_though_nobody_told_of_a_body():
    world, heads = room()
    for row in (WHO, WHOM):
        world.citizens.inside[row] = -1
        world.citizens.cell[row] = world.city.cell(0, 10, 4)
    world.rebuild()
    assert not world.knowledge.has(knower=WHO, topic=Topic.BODY, subject=WHOM)
    (want,) = heads.wants[WHO]
    bid = tend.bid(heads._mind(WHO), want.params, {}, {})
    assert (bid.verb, bid.target) == (Verb.CUT, WHOM)  # what lies over the wound


@pytest.mark.parametrize(("age", "company", "stays"), [(12, False, True), (12, True, False), (30, False, False)])
def test_a_child_that_lies_there_and_has_nobody_is_taken_on_by_whoever_finds_it(age, company, stays):
    """Somebody came in to a boy whose healer had been arrested, and went out again without a word."""
    world, heads = room(bound=False)
    world.citizens.age[WHOM] = age
    if company:
        move_body(world, OTHER, 0)
    kit.spend(world, WHO, ItemKind.GAUZE, 4)
    night(world, heads, 10 * MINUTE)
    assert (Aim.TEND in decided(world.events.rows(), WHO)) == stays
    assert (world.plans.charge[1] == WHOM) == stays
