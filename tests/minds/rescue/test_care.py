"""Rescue: hands on those who live, and a roof over those who cannot walk."""

import pytest
from scenes.bodies import told
from scenes.heads import decided, mind_of, night, ordered, tell
from scenes.healers import DOOR, HEALER, call, done, scene, tarp
from scenes.worlds import field

from undergrid.city.city import Use
from undergrid.core import units
from undergrid.world.body import blood_loss, burdens, injuries
from undergrid.world.body.blood_rows import blood_slot
from undergrid.world.body.care import learn_of_body
from undergrid.world.body.posture import lay_down
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.places.shelters import set_door
from undergrid.world.tables.body import BodyPart, Death, WoundKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Aim, Topic
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity


def test_who_lives_is_treated_in_the_order_that_saves_most():
    world, heads = scene((5, 6), buildings=())
    injuries.trap(world, 1, world.scenario_event)
    steps = [kind for kind, _ in done(night(world, heads, 700))]
    wanted = [Kind.PULSE_FOUND, Kind.FREED, Kind.TOURNIQUET_PUT_ON, Kind.STABILISED]
    assert [kind for kind in steps if kind in wanted] == wanted
    assert told(world, Kind.REFUSED) == []


@pytest.mark.parametrize(("quality", "by_hand"), [(25, True), (79, True), (80, False), (100, False)])
def test_a_rusty_blade_is_left_in_the_bag_and_the_cloth_torn_by_hand(quality, by_hand):
    world, _ = scene((5, 6))
    kit.spend(world, HEALER, ItemKind.TOURNIQUET, 9)
    kit.add(world, HEALER, ItemKind.SCALPEL, 1, world.scenario_event, quality)
    assert mind_of(world).aid.next_step(1) == (Verb.CUT, int(by_hand))


@pytest.mark.parametrize("without", ["gauze", "a wound that gauze helps"])
def test_nothing_is_cut_away_where_nothing_will_be_dressed(without):
    world, _ = scene((5, 6))
    kit.spend(world, HEALER, ItemKind.TOURNIQUET, 9)
    if without == "gauze":
        kit.spend(world, HEALER, ItemKind.GAUZE, 9)
    else:
        world.wounds.part[:] = BodyPart.BELLY
    step = mind_of(world).aid.next_step(1)
    assert step is None or step[0] == Verb.INJECT


def test_pain_gets_morphine_and_never_more_than_leaves_breath():
    world, _ = scene((5, 6))
    for _ in range(6):
        injuries.wound(world, 1, WoundKind.BURN, BodyPart.BELLY, 3, False, world.scenario_event, flow=0)
    world.wounds.clothed[:] = False
    world.wounds.control[:] = 1000
    world.wounds.dressing[:] = 3
    blood_loss.redo(world, 1)
    given = 0
    while (step := mind_of(world).aid.next_step(1)) is not None and given < 20:
        assert step[0] == Verb.INJECT
        blood_loss.inject(world, 1, 1000 * step[1], world.scenario_event)
        given += step[1]
    assert 1 <= given <= 3
    assert blood_loss.drive(blood_loss.dose(world, 1), shock=False) >= 700


def in_pain(*lying, doses=9):
    """Those who lie there have all been seen to, and are in pain; the healer knows that they live."""
    world, _ = scene(*lying)
    world.wounds.control[:], world.wounds.dressing[:], world.wounds.clothed[:] = 1000, 3, False
    kit.spend(world, HEALER, ItemKind.MORPHINE, 9 - doses)
    for whom in range(1, 1 + len(lying)):
        injuries.wound(world, whom, WoundKind.BURN, BodyPart.BELLY, 3, False, world.scenario_event, flow=0)
        world.wounds.clothed[:] = False
        learn_of_body(world, HEALER, whom, 1000, world.scenario_event)
    return world


def test_a_second_dose_is_given_only_once_the_first_can_be_felt():
    world = in_pain((5, 6))
    world.events.begin(world.tick)
    assert mind_of(world).aid.next_step(1) == (Verb.INJECT, 1)
    blood_loss.inject(world, 1, 1000, world.events.one(Kind.INJECTED, HEALER, 1, cause=world.scenario_event))
    assert mind_of(world).aid.next_step(1) is None
    world.tick += 3600
    world.blood.pain[blood_slot(world, 1)] = 1000
    assert mind_of(world).aid.next_step(1) == (Verb.INJECT, 1)


@pytest.mark.parametrize(("klass", "flow", "given"), [(2, 500, True), (3, 500, False), (3, 100, True), (4, 500, False)])
def test_who_has_lost_much_and_bleeds_on_where_nothing_can_stop_it_gets_none(klass, flow, given):
    world = in_pain((5, 6))
    slot = blood_slot(world, 1)
    world.blood.klass[slot], world.blood.flow[slot] = klass, flow
    assert mind_of(world).aid.next_step(1) == ((Verb.INJECT, 1) if given else None)


@pytest.mark.parametrize("other", ["near", "far", "dead", "dosed", "none"])
def test_the_last_dose_is_kept_for_who_lies_there_hurt_and_has_had_none(other):
    world = in_pain((5, 6), (4, 7) if other in ("near", "dosed") else (25, 6), doses=1)
    if other == "none":
        world.knowledge.free(world.knowledge.where(knower=HEALER, topic=Topic.BODY, subject=2))
    elif other == "dead":
        learn_of_body(world, HEALER, 2, 0, world.scenario_event)
    elif other == "dosed":
        blood_loss.inject(world, 2, 1000, world.scenario_event)
    assert mind_of(world).aid.next_step(1) == (Verb.INJECT, 1), "a first dose is given"
    blood_loss.inject(world, 1, 100, world.scenario_event)
    kept = other in ("near", "far")
    assert mind_of(world).aid.next_step(1) == (None if kept else (Verb.INJECT, 1))


def test_who_is_in_shock_gets_none():
    world, _ = scene((5, 6))
    world.wounds.control[:], world.wounds.dressing[:], world.wounds.clothed[:] = 1000, 3, False
    blood_loss.redo(world, 1)
    assert mind_of(world).aid.next_step(1) == (Verb.INJECT, 1)
    world.blood.shock_since[blood_slot(world, 1)] = 0
    assert mind_of(world).aid.next_step(1) is None


def test_a_tarp_that_lies_near_in_sight_is_fetched_and_the_wounded_dragged_to_the_best_shelter_and_set_down():
    world, heads = scene((12, 6), healer=(11, 6))
    tarp(world, 14, 8)
    night(world, heads, 900)
    steps = [kind for kind, _ in done(world.events.rows())]
    assert [kind for kind in steps if kind in (Kind.TOOK, Kind.TOOK_UP, Kind.SET_DOWN)] == [
        Kind.TOOK, Kind.TOOK_UP, Kind.SET_DOWN
    ]  # fmt: skip
    assert world.citizens.inside[[HEALER, 1]].tolist() == [0, 0]
    [taken] = told(world, Kind.TOOK_UP)
    assert taken.amount == 1  # on the tarp


@pytest.mark.parametrize(("lost", "taken"), [(0.05, False), (0.2, True)])
def test_who_lies_pale_is_taken_along_though_their_legs_would_bear_them(lost, taken):
    world, heads = scene((5, 6), healer=(4, 6))
    lay_down(world, 1, Activity.LYING, world.scenario_event)
    world.blood.lost[blood_slot(world, 1)] = round(lost * 1_000_000)
    night(world, heads, 900)
    assert bool(told(world, Kind.TOOK_UP)) == taken
    assert (world.citizens.inside[1] == 0) == taken


def test_whoever_dies_in_their_arms_is_set_down_there_and_not_brought_any_farther():
    world, heads = scene((12, 6), healer=(11, 6))
    while not told(world, Kind.TOOK_UP):
        night(world, heads, 10)
    night(world, heads, 5)
    world.events.begin(world.tick)
    blood_loss.die(world, 1, Death.BLOOD_LOSS, world.scenario_event)
    learn_of_body(world, HEALER, 1, 0, int(world.citizens.cause[1]))
    world.plans.wake[:] = world.tick + 1
    night(world, heads, 20)
    assert burdens.hauler_of(world, 1) == -1
    assert world.citizens.inside[1] < 0
    gone = [(event.amount, event.whom, event.cause) for event in told(world, Kind.ABANDONED)]
    assert gone == [(aim, 1, int(world.citizens.cause[1])) for aim in (Aim.SAVE, Aim.TEND)]


def test_a_tarp_behind_a_wall_is_not_known_of():
    rows = [list("." * 50) for _ in range(12)]
    for y in range(3, 9):
        rows[y][15] = "#"
    world, _ = scene((12, 6), healer=(11, 6), drawing="\n".join("".join(row) for row in rows))
    tarp(world, 18, 6)
    assert mind_of(world).aid.lying_near(ItemKind.TARP, 12) == -1
    tarp(world, 13, 7)
    assert mind_of(world).aid.lying_near(ItemKind.TARP, 12) == world.city.cell(0, 13, 7)


def test_having_brought_one_under_a_roof_they_go_back_for_the_other():
    world, heads = scene((12, 6), (14, 8), healer=(11, 6))
    for whom in (1, 2):
        tell(world, HEALER, Topic.BODY, whom, int(world.citizens.cell[whom]))  # felt for already
    night(world, heads, 2400)
    assert world.citizens.inside.tolist() == [0, 0, 0]
    assert len(told(world, Kind.TOOK_UP)) == 2
    assert set(decided(world.events.rows(), HEALER)) == {Aim.SAVE, Aim.TEND}
    world.plans.wake[:] = world.tick
    assert not ordered(night(world, heads, 300), HEALER)  # and then stay with them


def test_who_has_lost_the_one_in_their_care_takes_along_another_who_lies_beside_them():
    world, heads = scene((12, 6), (40, 6), healer=(11, 6))
    for whom in (1, 2):
        tell(world, HEALER, Topic.BODY, whom, int(world.citizens.cell[whom]))
    while mind_of(world).aid.next_step(1) is not None:
        night(world, heads, 1)
    world.plans.charge[0] = 2
    blood_loss.die(world, 2, Death.BLOOD_LOSS, world.scenario_event)
    learn_of_body(world, HEALER, 2, 0, int(world.citizens.cause[2]))
    night(world, heads, 900)
    assert [event.whom for event in told(world, Kind.TOOK_UP)] == [1]


def test_whom_they_have_taken_into_their_care_comes_before_another_who_is_nearer():
    world, heads = scene((40, 6), (16, 6), healer=(20, 6), drawing=field(100, 12), buildings=())
    for whom in (1, 2):
        tell(world, HEALER, Topic.BODY, whom, int(world.citizens.cell[whom]))
    world.plans.charge[0] = 1
    night(world, heads, 5)
    assert world.intentions.whom[world.plans.intends[0]] == 1


@pytest.mark.parametrize(("other", "turns"), [(28, False), (20, True)])
def test_on_the_way_to_one_they_turn_aside_only_to_another_who_is_far_nearer(other, turns):
    world, heads = scene((40, 6), (60, 6), healer=(20, 6), drawing=field(100, 12), buildings=())
    for whom in (1, 2):
        tell(world, HEALER, Topic.BODY, whom, int(world.citizens.cell[whom]))
    night(world, heads, 5)
    world.citizens.cell[HEALER] = world.city.cell(0, other, 6)
    known = world.knowledge.first(knower=HEALER, topic=Topic.BODY, subject=2)
    world.knowledge.cell[known] = world.citizens.cell[2] = world.city.cell(0, other - 11, 6)
    world.rebuild()
    world.plans.wake[:] = world.tick
    night(world, heads, 5)
    assert world.intentions.whom[world.plans.intends[0]] == (2 if turns else 1)


def test_but_not_in_the_dark_nor_from_afar():
    for clock, far in (("21:00", 14), ("12:00", 95)):
        world, heads = scene((12, 6), (14, 8), healer=(11, 6), starts=units.clock(clock), drawing=field(100, 12))
        for whom in (1, 2):
            tell(world, HEALER, Topic.BODY, whom, int(world.citizens.cell[whom]))
        world.citizens.cell[2] = world.knowledge.cell[world.knowledge.rows()[-1]] = world.city.cell(0, far, 8)
        world.rebuild()
        night(world, heads, 1500)
        assert world.citizens.inside.tolist() == [0, 0, -1]


def test_but_whom_they_are_about_to_save_they_go_back_to_in_the_dark_too():
    """A night in which she fled from a beam for two cells, and turned to something else each time she was out of reach
    of the boy: there and back four times in a minute.
    """
    world, heads = scene((12, 6), healer=(11, 6), starts=units.clock("21:00"), drawing=field(100, 12))
    tell(world, HEALER, Topic.BODY, 1, int(world.citizens.cell[1]))
    assert decided(night(world, heads, 5), HEALER)[-1] == Aim.SAVE
    world.plans.charge[0] = -1
    world.citizens.cell[HEALER] = world.city.cell(0, 16, 6)
    world.rebuild()
    back = heads._bid(heads._mind(0), heads.wants[0][0])
    assert (back.aim, back.whom, back.target) == (Aim.SAVE, 1, world.citizens.cell[1])
    world.plans.intends[0] = -1  # whom one is not about, one leaves until it is light
    assert heads._bid(heads._mind(0), heads.wants[0][0]) is None


def test_but_whom_they_mean_to_save_they_go_back_for_from_wherever_they_are():
    world, heads = scene((48, 6), drawing=field(200, 12), healer=(4, 6), buildings=())
    world.citizens.cell[1] = world.city.cell(0, 150, 6)
    world.rebuild()
    slot = tell(world, HEALER, Topic.BODY, 1, int(world.citizens.cell[1]))
    world.knowledge.strength[slot] = 1000
    assert not decided(night(world, heads, 20), HEALER)
    kept = int(world.intentions.take(1)[0])
    world.intentions.owner[kept], world.intentions.aim[kept], world.intentions.whom[kept] = HEALER, Aim.SAVE, 1
    world.intentions.cause[kept] = world.scenario_event
    world.plans.wake[:] = world.tick
    assert decided(night(world, heads, 20), HEALER) == [Aim.SAVE]


def test_and_for_whoever_has_called_for_help_though_there_was_nothing_to_be_done_for_them_on_the_spot():
    """A night in which the healer sat by the boy she had brought in, while the one who had called bled to death."""
    world, heads = scene((150, 6), drawing=field(200, 12), healer=(4, 6), buildings=())
    slot = tell(world, HEALER, Topic.BODY, 1, int(world.citizens.cell[1]))
    world.knowledge.strength[slot] = 1000
    assert not decided(night(world, heads, 20), HEALER)
    call(world, 150, 6)
    world.plans.wake[:] = world.tick
    assert decided(night(world, heads, 20), HEALER) == [Aim.SAVE]


def test_somebody_whom_another_is_carrying_is_left_to_them():
    world, heads = scene((5, 6), (6, 6))
    world.citizens.doing[2] = Activity.WAITING
    world.citizens.alive[2] = True
    slot = world.hauls.take(1)
    world.hauls.hauler[slot], world.hauls.hauled[slot] = 2, 1
    world.citizens.doing[1] = Activity.HAULED
    tell(world, HEALER, Topic.BODY, 1, int(world.citizens.cell[1]))
    assert burdens.hauler_of(world, 1) == 2
    assert 1 not in [whom for _, whom in done(night(world, heads, 60))]
    assert not [event for event in told(world, Kind.REFUSED, HEALER) if event.whom == 1]


def test_a_shelter_whose_door_does_not_open_is_given_up_for_the_next():
    world, heads = scene((12, 6), healer=(11, 6), buildings=((Use.DISUSED, 0, 20, 6), (Use.DISUSED, 0, *DOOR)))
    world.shelters.lock[0] = True
    set_door(world, 0, world.scenario_event, locked=True)
    night(world, heads, 1200)
    assert world.citizens.inside[[HEALER, 1]].tolist() == [1, 1]
    assert len(told(world, Kind.REFUSED, HEALER)) <= 2


def test_where_no_door_opens_they_set_down_whom_they_carry_and_stay():
    world, heads = scene((12, 6), healer=(11, 6), buildings=((Use.DISUSED, 0, 20, 6),))
    world.shelters.lock[0] = True
    set_door(world, 0, world.scenario_event, locked=True)
    night(world, heads, 1200)
    assert world.citizens.inside[[HEALER, 1]].tolist() == [-1, -1]
    assert len(told(world, Kind.REFUSED, HEALER)) <= 2
    assert len(told(world, Kind.TOOK_UP)) == 1
