"""Clinic: whoever comes wounded gets a bed while there is one, is treated out of the stores, and leaves when well."""

import numpy as np
import pytest
from scenes.gatehouse import live, of_kind
from scenes.heads import tell
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.core import luck
from undergrid.systems.body import clinic, fatigue, nursing, treatment
from undergrid.systems.economy import routine
from undergrid.systems.movement import movement
from undergrid.world.body import blood_loss, exposure, injuries
from undergrid.world.body.posture import lay_down
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.people import background
from undergrid.world.places.occupancy import move_body
from undergrid.world.places.stores import store
from undergrid.world.tables.body import BodyPart, Waking, WoundKind
from undergrid.world.tables.economy import STOCKED
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.people import Activity

HOUSE, DOOR = 0, (20, 4)
NOON, NIGHT = 12 * 3600, 23 * 3600
HOUR = 3600


def house(patients=1, staff=2, beds=6, inside=True, starts=NOON, skill=6, seed=1, minded=(), metres=8, **stores):
    """A clinic with its staff (rows 0..) inside, and people after them: inside, or so far from its door."""
    city = make_city(field(80, 8), buildings=[(Use.REFUGE, 0, *DOOR)])
    places = [DOOR] * staff + [(20 + metres // 2, 4)] * patients
    world = make_world(city, places, starts=starts, tagged=0, seed=seed)
    row, people = world.clinics.grow(1), world.citizens
    world.clinics.building[row], world.clinics.beds[row] = HOUSE, beds
    for kind in STOCKED:
        n = stores.get(kind.name.lower(), 0 if kind == ItemKind.TOURNIQUET else 4)
        getattr(world.clinics, kind.name.lower())[row] = n
        if n:
            store(world, HOUSE, kind, n, world.scenario_event)
    for who in range(staff):
        slot = background.make_profile(world, who)
        world.profiles.medicine[slot] = skill
        people.home[who] = HOUSE
    for who in minded:
        plan = world.plans.grow(1)
        world.plans.owner[plan] = who
    for who in range(staff + patients if inside else staff):
        move_body(world, who, HOUSE)
        people.doing[who] = Activity.RESTING
    world.rebuild()
    for who in range(staff, staff + patients):
        tell(world, who, Topic.PLACE, HOUSE, int(city.doors[HOUSE]))
    world.events.begin(0)
    return world


def hurt(world, who, part=BodyPart.ARM, depth=2, flow=60):
    slot = injuries.wound(world, who, WoundKind.CUT, part, depth, False, world.scenario_event, flow=flow)
    return int(world.wounds.cause[slot])


def stay(world, ticks, **params):
    return live(world, ticks, clinic, treatment, **params)


def lying(world, kind):
    rows = world.items.where(kind=kind, building=HOUSE)
    return int(world.items.count[rows[world.items.holder[rows] < 0]].sum())


def everywhere(world, kind):
    return int(world.items.count[world.items.where(kind=kind)].sum())


# -- who comes


def test_who_comes_in_wounded_is_given_a_bed_and_lies_down():
    world = house()
    wound = hurt(world, 2)
    told = of_kind(stay(world, 1), Kind.ADMITTED)
    assert [(event.who, event.whom, event.amount, event.cause) for event in told] == [(2, HOUSE, 5, wound)]
    assert world.citizens.doing[2] == Activity.LYING
    assert len(of_kind(stay(world, 60), Kind.ADMITTED)) == 0  # once


def test_who_is_whole_is_no_patient_nor_are_the_staff_nor_is_who_is_being_carried():
    world = house(patients=2)
    hurt(world, 0)
    hurt(world, 3)
    world.citizens.doing[3] = Activity.HAULED
    assert of_kind(stay(world, 1), Kind.ADMITTED) == []


def test_whoever_has_a_mind_of_their_own_is_not_made_to_lie_down():
    world = house(minded=[2])
    hurt(world, 2)
    assert len(of_kind(stay(world, 1), Kind.ADMITTED)) == 1
    assert world.citizens.doing[2] == Activity.RESTING


def test_where_all_beds_are_taken_one_is_told_so_once_and_waits():
    world = house(patients=3, beds=2, staff=0)
    for who in range(3):
        hurt(world, who)
    told = stay(world, 100)
    admitted, [full] = of_kind(told, Kind.ADMITTED), of_kind(told, Kind.NO_BED)
    assert [(event.who, event.amount) for event in admitted] == [(0, 1), (1, 0)]
    assert (full.who, full.whom, full.amount, full.cause) == (2, HOUSE, 2, admitted[1].id)


def test_a_bed_that_is_free_again_goes_to_who_has_waited():
    world = house(patients=2, beds=1, staff=0)
    hurt(world, 0)
    hurt(world, 1)
    stay(world, 5)
    world.citizens.inside[0] = -1
    told = stay(world, 2)
    assert [event.who for event in of_kind(told, Kind.ADMITTED)] == [1]
    assert of_kind(told, Kind.DISCHARGED) == []  # who walks out by themselves has not been discharged


# -- what is done


def test_the_staff_dress_and_bind_out_of_the_stores_and_what_is_used_is_gone():
    world = house(gauze=3)
    hurt(world, 2)
    told = stay(world, 600)
    [admitted], dressed = of_kind(told, Kind.ADMITTED), of_kind(told, Kind.DRESSED) + of_kind(told, Kind.STABILISED)
    assert dressed
    assert all(event.whom == 2 and event.who in (0, 1) and event.cause == admitted.id for event in dressed)
    [took] = of_kind(told, Kind.TOOK)[:1]
    assert (took.amount, took.whom, took.cause) == (ItemKind.GAUZE, -1, admitted.id)
    assert everywhere(world, ItemKind.GAUZE) == 3 - len(of_kind(told, Kind.TOOK)) + sum(
        kit.count(world, who, ItemKind.GAUZE) for who in (0, 1)
    )
    assert lying(world, ItemKind.GAUZE) == 3 - len(of_kind(told, Kind.TOOK))


def test_who_is_well_is_discharged_and_gets_up_because_of_the_last_treatment():
    world = house()
    hurt(world, 2)
    told = stay(world, 600)
    [gone] = of_kind(told, Kind.DISCHARGED)
    last = (of_kind(told, Kind.STABILISED) or of_kind(told, Kind.DRESSED))[-1]
    assert (gone.who, gone.whom) == (2, HOUSE)
    assert gone.cause == last.id
    assert world.citizens.doing[2] != Activity.LYING
    assert len(world.patients.rows()) == 0


def test_without_stores_nobody_is_dressed_and_nobody_is_sent_away():
    world = house(gauze=0, tourniquet=0)
    hurt(world, 2)
    told = stay(world, 600)
    assert of_kind(told, Kind.DRESSED) + of_kind(told, Kind.DISCHARGED) == []
    assert world.patients.bed[world.patients.where(owner=2)].tolist() == [True]


def test_a_limb_that_bleeds_is_tied_off_where_there_is_what_it_takes():
    world = house(tourniquet=1)
    hurt(world, 2)
    told = stay(world, 300)
    assert [event.whom for event in of_kind(told, Kind.TOURNIQUET_PUT_ON)] == [2]
    assert everywhere(world, ItemKind.TOURNIQUET) == 0


def test_the_worst_is_treated_first():
    world = house(patients=2, staff=1)
    hurt(world, 1)
    hurt(world, 2, flow=2000)
    world.blood.lost[world.blood.first(owner=2)] = 320_000
    blood_loss.redo(world, 2)
    world.blood.klass[world.blood.first(owner=2)] = 3
    told = stay(world, 200)
    handled = [event.whom for event in told if event.kind in (Kind.DRESSED, Kind.TOURNIQUET_PUT_ON)]
    assert handled[0] == 2


def test_those_on_duty_see_to_as_many_and_never_two_to_the_same_one():
    world = house(patients=2, staff=4)
    hurt(world, 4)
    hurt(world, 5)
    stay(world, 3)
    tasks = world.tasks
    assert sorted(tasks.target[tasks.rows()].tolist()) == [4, 5]
    assert sorted(tasks.owner[tasks.rows()].tolist()) == [0, 2]  # the others work by night


@pytest.mark.parametrize(("pain", "given"), [(100, True), (990, False)])
def test_morphine_is_given_for_pain_as_great_as_said(pain, given):
    world = house()
    hurt(world, 2, part=BodyPart.BELLY, depth=3)
    told = stay(world, 300, clinic={"pain": pain})
    assert bool(of_kind(told, Kind.INJECTED)) == given
    if given:
        assert everywhere(world, ItemKind.MORPHINE) == 4 - len(of_kind(told, Kind.INJECTED))


@pytest.mark.parametrize(("thirst", "water", "drunk"), [(1, 8, 800), (1, 0, 0), (0, 8, 0)])
def test_the_thirsty_in_beds_are_given_water_out_of_the_stores(thirst, water, drunk):
    world = house(water=water)
    hurt(world, 2, part=BodyPart.BELLY, depth=3)
    [slot] = exposure.expose(world, np.array([2]), world.scenario_event)
    world.exposure.parched[slot], world.exposure.water[slot] = thirst, 3_000_000
    told = live(world, 300, clinic, treatment, nursing)
    assert sum(event.amount for event in of_kind(told, Kind.GAVE_WATER)) == drunk
    assert everywhere(world, ItemKind.WATER) == water - drunk // 100
    assert not of_kind(told, Kind.REFUSED)


@pytest.mark.parametrize(("skill", "works"), [(5, True), (6, True), (7, False)])
def test_staff_are_those_who_live_there_with_the_skill(skill, works):
    world = house(skill=6)
    hurt(world, 2)
    assert bool(of_kind(stay(world, 300, clinic={"skill": skill}), Kind.DRESSED)) == works


# -- shifts


def sleepy(world, *rows):
    slots = exposure.expose(world, np.array(rows))
    world.exposure.pressure[slots] = 900_000


@pytest.mark.parametrize(("starts", "on", "off"), [(NOON, 0, 1), (NIGHT, 1, 0)])
def test_one_half_is_up_by_day_and_the_other_by_night_while_the_rest_sleep(starts, on, off):
    world = house(starts=starts)
    sleepy(world, 0, 1)
    live(world, 120, clinic, treatment, fatigue)
    assert world.citizens.doing[off] == Activity.SLEEPING
    assert world.citizens.doing[on] == Activity.RESTING


def test_who_comes_on_duty_is_woken_at_the_hour():
    world = house(starts=18 * HOUR - 100)
    sleepy(world, 0, 1)
    told = live(world, 200, clinic, treatment, fatigue)
    woke = of_kind(told, Kind.WOKE)
    assert [(event.who, event.tick, event.amount) for event in woke] == [(1, 100, Waking.VOICE)]
    later = house(starts=18 * HOUR - 100)
    sleepy(later, 0, 1)
    told = live(later, 200, clinic, treatment, fatigue, clinic={"day_ends": "20:00"})
    assert of_kind(told, Kind.WOKE) == []
    early = house(starts=5 * HOUR)
    sleepy(early, 0, 1)
    told = live(early, 60, clinic, treatment, fatigue, clinic={"day_begins": "04:00"})
    assert early.citizens.doing[0] == Activity.RESTING


def test_who_works_there_alone_is_woken_for_whoever_comes():
    world = house(staff=1, starts=NIGHT)
    sleepy(world, 0)
    lay_down(world, 0, Activity.SLEEPING, world.scenario_event)
    hurt(world, 1)
    assert of_kind(live(world, 300, clinic, treatment, fatigue), Kind.DRESSED)


# -- stores and the way there


@pytest.mark.parametrize("hours", [1, 2])
def test_the_stores_are_filled_up_as_often_as_said(hours):
    world = house(gauze=5)
    hurt(world, 2)
    stay(world, 700, clinic={"fill_hours": hours})
    used = 5 - lying(world, ItemKind.GAUZE)
    assert used > 0
    told = []
    world.tick = hours * HOUR - 1
    told = stay(world, 1, clinic={"fill_hours": hours})
    assert of_kind(told, Kind.STORES_FILLED) == []
    [filled] = of_kind(stay(world, 1, clinic={"fill_hours": hours}), Kind.STORES_FILLED)
    assert (filled.who, filled.amount >= used) == (HOUSE, True)
    assert lying(world, ItemKind.GAUZE) == 5
    world.tick = 2 * hours * HOUR
    assert of_kind(stay(world, 1, clinic={"fill_hours": hours}), Kind.STORES_FILLED) == []  # nothing is missing


def test_the_wounded_near_by_make_for_it_and_are_admitted():
    world = house(inside=False)
    wound = hurt(world, 2)
    told = live(world, 60, clinic, treatment, movement, clinic={"per_minute": 1})
    [gone], [admitted] = of_kind(told, Kind.MADE_FOR_CLINIC), of_kind(told, Kind.ADMITTED)
    assert (gone.who, gone.whom, gone.cause, gone.stream) == (2, HOUSE, wound, luck.stream("clinic"))
    assert (admitted.who, world.citizens.inside[2]) == (2, HOUSE)


@pytest.mark.parametrize(("metres", "goes"), [(98, True), (100, True), (102, False)])
def test_from_as_far_as_said(metres, goes):
    world = house(inside=False, metres=metres)
    hurt(world, 2)
    told = stay(world, 1, clinic={"per_minute": 1, "drawn_m": 100})
    assert bool(of_kind(told, Kind.MADE_FOR_CLINIC)) == goes


def test_whoever_has_a_mind_is_whole_or_cannot_walk_stays():
    world = house(patients=3, inside=False, minded=[2])
    hurt(world, 2)
    hurt(world, 4)
    world.citizens.able[4] = 0
    assert of_kind(stay(world, 5, clinic={"per_minute": 1}), Kind.MADE_FOR_CLINIC) == []


def test_nobody_makes_for_a_clinic_that_they_know_nothing_of():
    world = house(patients=2, inside=False)
    hurt(world, 2)
    hurt(world, 3)
    world.knowledge.free(world.knowledge.where(knower=2))
    assert {event.who for event in of_kind(stay(world, 3, clinic={"per_minute": 1}), Kind.MADE_FOR_CLINIC)} == {3}


def test_half_of_them_have_set_out_within_a_minute_at_one_half():
    world = house(patients=400, inside=False)
    for who in range(2, 402):
        hurt(world, who)
    told = stay(world, 60, clinic={"per_minute": 0.5})
    assert 160 <= len(of_kind(told, Kind.MADE_FOR_CLINIC)) <= 240


def test_who_goes_home_after_it_is_looked_after_by_routine_again():
    world = house()
    world.citizens.home[2] = -1
    hurt(world, 2)
    live(world, 900, clinic, treatment, routine)
    assert world.citizens.alive[2]
    assert len(world.patients.rows()) == 0


def test_without_a_clinic_nothing_happens():
    world = make_world(field(9, 9), [(2, 2)])
    hurt(world, 0)
    first = world.events.n
    stay(world, 5)
    assert [event.kind for event in world.events.rows()[first:]] == []
