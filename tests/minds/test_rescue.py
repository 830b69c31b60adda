"""Rescue: to where somebody calls from, hands on those who live, and a roof over those who cannot walk."""

import pytest
from scenes.bodies import told
from scenes.heads import bind, decided, mind_of, minds, night, ordered, tell
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.core import luck, units
from undergrid.world.body import blood_loss, burdens, injuries
from undergrid.world.body.blood_rows import blood_slot
from undergrid.world.body.care import learn_of_body
from undergrid.world.body.posture import lay_down
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.places.occupancy import move_body
from undergrid.world.places.shelters import set_door
from undergrid.world.tables.body import BodyPart, Death, WoundKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Aim, Topic
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity

HEALER = 0
LIFE = (Kind.INTENDED, Kind.DECIDED, Kind.ACHIEVED, Kind.ABANDONED)  # of an intention
DOOR = (30, 6)
NOON = 12 * 3600


def scene(*lying, starts=NOON, healer=(4, 6), buildings=((Use.DISUSED, 0, *DOOR),), drawing=None, **wants):
    """A healer with all that it takes on an open field, and people who lie there senseless, each with a deep wound in
    the arm; a bay that the healer knows of.
    """
    world = make_world(
        make_city(drawing or field(50, 12), buildings=buildings), [healer, *lying], starts=starts, tagged=0
    )
    for kind, n in ((ItemKind.GAUZE, 9), (ItemKind.TOURNIQUET, 9), (ItemKind.MORPHINE, 9), (ItemKind.SYRINGE, 1)):
        kit.add(world, HEALER, kind, n, world.scenario_event)
    for whom in range(1, 1 + len(lying)):
        faint(world, whom)
    for n in range(len(buildings)):
        tell(world, HEALER, Topic.PLACE, n, int(world.city.doors[n]))
    heads = minds(world, {HEALER: [("rescue", wants), ("tend", {})]}, {"camp": world.city.cell(0, 20, 6)}, {})
    return world, heads


def faint(world, whom, part=BodyPart.ARM, flow=100):
    injuries.wound(world, whom, WoundKind.SHRAPNEL, part, 3, False, world.scenario_event, flow=flow)
    lay_down(world, whom, Activity.UNCONSCIOUS, world.scenario_event)


def tarp(world, x, y):
    slot = int(world.items.take(1)[0])
    items = world.items
    items.kind[slot], items.cell[slot], items.luck[slot] = ItemKind.TARP, world.city.cell(0, x, y), luck.key_of("tarp")


def call(world, x, y, at=0):
    slot = tell(world, HEALER, Topic.CALL, 1, world.city.cell(0, x, y))
    world.knowledge.at[slot] = at


def done(events):
    """What the healer's hands did, in order: (kind, whom)."""
    kinds = (
        Kind.PULSE_FOUND, Kind.NO_PULSE, Kind.FREED, Kind.CUT_AWAY, Kind.INJECTED, Kind.DRESSED,
        Kind.TOURNIQUET_PUT_ON, Kind.STABILISED, Kind.TOOK_UP, Kind.SET_DOWN, Kind.TOOK,
    )  # fmt: skip
    return [(event.kind, event.whom) for event in events if event.kind in kinds and event.who == HEALER]


def test_they_go_to_where_a_call_came_from_and_once_round_there_and_only_once():
    world, heads = scene()
    call(world, 40, 6)
    night(world, heads, 90)
    assert world.city.where(int(world.citizens.cell[HEALER]))[1] >= 38
    night(world, heads, 120)
    assert not ordered(night(world, heads, 120), HEALER)
    assert decided(world.events.rows(), HEALER) == [Aim.ANSWER_CALL]
    begun, done = (event for event in world.events.rows() if event.kind in (Kind.INTENDED, Kind.ACHIEVED))
    assert begun.cause == world.scenario_event  # by which they know of the call
    assert done.cause == begun.id


def test_who_goes_on_calling_from_where_they_have_been_is_not_gone_to_again_but_another_is():
    world, heads = scene()
    call(world, 30, 6)
    night(world, heads, 240)
    assert not ordered(night(world, heads, 60), HEALER)
    world.knowledge.at[world.knowledge.rows()] = world.tick  # it still calls
    world.plans.wake[:] = world.tick
    assert not ordered(night(world, heads, 60), HEALER)
    world.events.begin(world.tick)
    slot = tell(world, HEALER, Topic.CALL, 2, world.city.cell(0, 8, 6))
    heard = world.knowledge.cause[slot] = world.events.one(Kind.BEACON_HEARD, HEALER, cause=world.scenario_event)
    world.plans.wake[:] = world.tick + 1
    night(world, heads, 240)
    assert decided(world.events.rows(), HEALER) == [Aim.ANSWER_CALL] * 2
    assert [event for event in world.events.rows() if event.kind == Kind.INTENDED][-1].cause == heard


def test_a_call_that_nobody_has_heard_for_hours_is_given_up():
    world, heads = scene()
    call(world, 40, 6)
    night(world, heads, 10)
    world.knowledge.at[world.knowledge.rows()] = -3 * 3600
    world.plans.wake[:] = world.tick
    world.citizens.doing[HEALER] = Activity.WAITING
    events = night(world, heads, 5)
    assert [event.amount for event in events if event.kind == Kind.ABANDONED] == [Aim.ANSWER_CALL]
    assert not [event for event in events if event.kind == Kind.ACHIEVED]


def test_having_answered_a_call_they_go_home_to_whom_they_have_left_under_a_roof():
    world, heads = scene((31, 6), healer=(30, 6))
    for who in (HEALER, 1):
        move_body(world, who, 0)
    tell(world, HEALER, Topic.BODY, 1, int(world.city.doors[0]))
    world.plans.charge[0] = world.plans.housed[0] = 1
    night(world, heads, 900)
    world.events.begin(world.tick)
    slot = tell(world, HEALER, Topic.CALL, 2, world.city.cell(0, 12, 6))
    world.knowledge.cause[slot] = world.events.one(Kind.BEACON_HEARD, HEALER, cause=world.scenario_event)
    world.plans.wake[:] = world.tick + 1
    night(world, heads, 600)
    assert decided(world.events.rows(), HEALER)[-3:] == [Aim.TEND, Aim.ANSWER_CALL, Aim.TEND]
    assert world.citizens.inside[HEALER] == 0


def test_whoever_looks_after_somebody_gives_them_water_and_looks_at_them_again_and_is_never_without_an_intention():
    world, heads = scene((31, 6), healer=(30, 6))
    for who in (HEALER, 1):
        move_body(world, who, 0)
    lay_down(world, 1, Activity.LYING, world.scenario_event)
    kit.add(world, HEALER, ItemKind.WATER, 3, world.scenario_event)
    night(world, heads, 300)
    slot = int(world.exposure.of(1)[0]) if len(world.exposure.of(1)) else int(world.exposure.take(1)[0])
    world.exposure.owner[slot], world.exposure.parched[slot], world.exposure.water[slot] = 1, 1, 3_000_000
    night(world, heads, 2400)
    verbs = ordered(world.events.rows(), HEALER)
    assert Verb.WATER in verbs
    assert verbs.count(Verb.ASSESS) == 1  # half an hour on
    for _ in range(10):
        night(world, heads, 60)
        assert world.plans.intends[0] >= 0


def test_whom_they_are_bound_to_and_who_lies_low_is_not_felt_for_a_pulse():
    world, heads = scene((10, 6), (16, 6), buildings=())
    for whom in (1, 2):
        lay_down(world, whom, Activity.LYING, world.scenario_event)
    bind(world, (HEALER, 1))
    assert felt(night(world, heads, 300)) == [2]


def test_without_a_call_they_look_where_they_were_told_to_and_then_no_more():
    world, heads = scene(place="camp")
    been = set()
    for _ in range(180):
        night(world, heads, 1)
        been.add(world.city.where(int(world.citizens.cell[HEALER]))[1])
    assert 20 in been
    assert not ordered(night(world, heads, 120), HEALER)


def felt(events):
    """Whose pulses the healer has felt for, in order."""
    return [whom for kind, whom in done(events) if kind in (Kind.PULSE_FOUND, Kind.NO_PULSE)]


def test_they_feel_for_pulses_nearest_first_and_leave_the_dead():
    world, heads = scene((10, 6), (16, 6), (13, 6), healer=(8, 6), buildings=())
    blood_loss.die(world, 3, Death.BLOOD_LOSS, world.scenario_event)
    assert felt(night(world, heads, 500)) == [1, 3, 2]  # that the third is dead shows when it is felt for
    hands = [(kind, whom) for kind, whom in done(world.events.rows()) if whom == 3]
    assert hands == [(Kind.NO_PULSE, 3)]


def test_they_go_first_to_whoever_stirs():
    world, heads = scene((10, 6), (16, 6), (13, 6), healer=(8, 6), buildings=())
    lay_down(world, 2, Activity.LYING, world.scenario_event)
    assert felt(night(world, heads, 500))[0] == 2


def test_they_turn_from_looking_to_saving_and_back_and_begin_neither_anew():
    world, heads = scene((10, 6), (16, 6), (22, 6), healer=(8, 6))
    blood_loss.die(world, 3, Death.BLOOD_LOSS, world.scenario_event)
    tarp(world, 13, 8)
    for _ in range(240):
        night(world, heads, 5)
        world.plans.wake[:] = world.tick  # they look up often, as with a drone about
    log = [event for event in world.events.rows() if event.who == HEALER]
    looks = [event.kind for event in log if event.amount == Aim.LOOK_FOR_WOUNDED and event.kind in LIFE]
    assert looks == [Kind.INTENDED, Kind.DECIDED, Kind.DECIDED, Kind.DECIDED, Kind.ACHIEVED]
    turns = [(event.amount, event.whom) for event in log if event.kind == Kind.DECIDED]
    look = (Aim.LOOK_FOR_WOUNDED, -1)
    assert turns[:5] == [look, (Aim.SAVE, 1), look, (Aim.SAVE, 2), look]
    back = [event for event in log if event.kind == Kind.DECIDED][2]
    because = [column.tolist() for column in world.events.because_columns().values()]
    [deed] = [cause for event, cause, role in zip(*because, strict=True) if (event, role) == (back.id, Role.CONDITION)]
    assert next(event.kind for event in log if event.id == deed) in (Kind.STABILISED, Kind.INJECTED)
    assert told(world, Kind.TOOK)[0].tick > max(event.tick for event in told(world, Kind.NO_PULSE))


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
    [gone] = told(world, Kind.ABANDONED)
    assert (gone.amount, gone.whom, gone.cause) == (Aim.SAVE, 1, int(world.citizens.cause[1]))


def test_who_rests_awake_under_the_same_roof_is_not_felt_for_a_pulse():
    world, heads = scene((31, 6), healer=(30, 6))
    for who in (HEALER, 1):
        move_body(world, who, 0)
    for kind in (ItemKind.GAUZE, ItemKind.TOURNIQUET, ItemKind.MORPHINE):
        kit.spend(world, HEALER, kind, 9)  # nothing can be done for them
    world.wounds.clothed[world.wounds.rows()] = False
    lay_down(world, 1, Activity.LYING, world.scenario_event)
    night(world, heads, 60)
    assert not felt(world.events.rows())
    lay_down(world, 1, Activity.UNCONSCIOUS, world.scenario_event)
    world.plans.wake[:] = world.tick
    night(world, heads, 60)
    assert felt(world.events.rows()) == [1]


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


def test_but_not_in_the_dark_nor_from_afar():
    for clock, far in (("21:00", 14), ("12:00", 95)):
        world, heads = scene((12, 6), (14, 8), healer=(11, 6), starts=units.clock(clock), drawing=field(100, 12))
        for whom in (1, 2):
            tell(world, HEALER, Topic.BODY, whom, int(world.citizens.cell[whom]))
        world.citizens.cell[2] = world.knowledge.cell[world.knowledge.rows()[-1]] = world.city.cell(0, far, 8)
        world.rebuild()
        night(world, heads, 1500)
        assert world.citizens.inside.tolist() == [0, 0, -1]


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


def test_who_is_badly_hurt_or_trapped_helps_nobody():
    for hurt in (True, False):
        world, heads = scene((5, 6))
        if hurt:
            injuries.wound(world, HEALER, WoundKind.CUT, BodyPart.LEG, 3, False, world.scenario_event, flow=0)
            world.blood.lost[blood_slot(world, HEALER)] = 350_000
        else:
            injuries.trap(world, HEALER, world.scenario_event)
        assert not [verb for verb in ordered(night(world, heads, 20), HEALER) if verb != Verb.NONE]


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


def test_who_got_up_and_went_is_not_looked_for_twice():
    world, heads = scene()
    slot = tell(world, HEALER, Topic.BODY, 0, world.city.cell(0, 12, 6))
    world.knowledge.subject[slot], world.knowledge.strength[slot] = 0, 700
    ordered_to = ordered(night(world, heads, 200), HEALER)
    assert ordered_to.count(Verb.WALK) + ordered_to.count(Verb.SNEAK) == 1


def test_what_they_cannot_know_changes_none_of_their_orders():
    """Whoever lies out of sight, behind a wall and unheard of, is not looked for."""
    drawing = "\n".join("." * 25 + "#" + "." * 24 for _ in range(12))
    worlds = [scene((35, 6), drawing=drawing, buildings=()), scene((45, 2), drawing=drawing, buildings=())]
    orders = [[(event.tick, event.amount) for event in night(*one, 60) if event.kind == Kind.ORDERED] for one in worlds]
    assert orders[0] == orders[1] == []
