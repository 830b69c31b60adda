"""Live on: whoever has got where they wanted, or waits for their hour, drinks, helps, sleeps, looks about."""

import pytest
from scenes.heads import bind, decided, live, minds, night, ordered, tell
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.world.body import exposure, injuries
from undergrid.world.body.blood_rows import blood_slot
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.places.occupancy import move_body
from undergrid.world.tables.body import BodyPart, WoundKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Aim, Topic
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity

WHO, OTHER = 0, 1
NOON, NIGHT = 12 * 3600, 23 * 3600
MINUTE = 60


def place(starts=NOON, beyond=False, wants=(("live_on", {}),), light=200, **params):
    """Two on a field with a den, within the law or beyond the wall; the first of them lives on."""
    drawings = (field(40, 30),) * (2 if beyond else 1)
    city = make_city(*drawings, buildings=[(Use.DISUSED, int(beyond), 20, 14)])
    world = make_world(
        city, [city.cell(int(beyond), 18, 15), city.cell(int(beyond), 19, 15)], tagged=0, starts=starts - 600
    )
    world.tick = 600  # nobody turns in while the story opens
    world.events.begin(world.tick)
    world.sky.light[0] = light if starts == NOON else 0
    own = [(name, params if name == "live_on" else given) for name, given in wants]
    return world, minds(world, {WHO: own}, {"den": int(city.doors[0])}, {})


def test_who_has_nothing_to_do_rests_and_is_ordered_nothing():
    world, heads = place()
    live(world, heads, 10 * MINUTE)
    assert decided(world.events.rows(), WHO) == [Aim.REST]
    assert ordered(world.events.rows(), WHO) == []


def test_everybody_keeps_hours_of_their_own():
    world, heads = place(starts=NIGHT)
    mind = heads._mind(0)
    for late, begins, ends, between in (
        (0, "23:00", "04:00", True), (1, "23:00", "04:00", False), (-45, "23:45", "04:00", True),
        (-45, "22:00", "23:45", False), (-46, "23:45", "23:46", False), (45, "22:00", "22:16", True),
    ):  # fmt: skip
        world.plans.late[0] = 60 * late
        assert mind.is_between(begins, ends) == between, (late, begins, ends)


@pytest.mark.parametrize(("lost", "lies"), [(0.10, False), (0.16, True)])
def test_who_has_bled_much_lies_down_where_they_rest(lost, lies):
    world, heads = place()
    injuries.wound(world, WHO, WoundKind.SHRAPNEL, BodyPart.BELLY, 3, False, world.scenario_event, flow=1)
    world.blood.lost[blood_slot(world, WHO)] = round(lost * 1_000_000)
    live(world, heads, MINUTE)
    assert (world.citizens.doing[WHO] == Activity.LYING) == lies
    assert decided(world.events.rows(), WHO) == [Aim.REST]


def test_who_is_thirsty_drinks():
    world, heads = place()
    slot = int(exposure.expose(world, [WHO])[0])
    world.exposure.parched[slot], world.exposure.water[slot] = 1, 2_000_000
    kit.add(world, WHO, ItemKind.WATER, 4, world.scenario_event)
    night(world, heads, MINUTE)
    assert Verb.WATER in ordered(world.events.rows(), WHO)


@pytest.mark.parametrize("bound", [True, False])
def test_they_help_their_own_though_no_other_want_bids_them_to(bound):
    world, heads = place()
    injuries.wound(world, OTHER, WoundKind.CUT, BodyPart.ARM, 2, False, world.scenario_event, flow=60)
    kit.add(world, WHO, ItemKind.GAUZE, 2, world.scenario_event)
    if bound:
        bind(world, (WHO, OTHER))
    night(world, heads, 5 * MINUTE)
    assert (Verb.DRESS in ordered(world.events.rows(), WHO)) == bound


@pytest.mark.parametrize("doing", [Activity.UNCONSCIOUS, Activity.LYING, Activity.WALKING])
@pytest.mark.parametrize("tie", ["bound", "charge", "none"])
def test_who_can_do_nothing_for_one_of_theirs_stays_with_them(doing, tie):
    world, heads = place()
    people = world.citizens
    people.doing[OTHER] = doing
    people.able[OTHER] = 0 if doing == Activity.LYING else 100
    if tie == "bound":
        bind(world, (WHO, OTHER))
    if tie == "charge":
        world.plans.charge[0] = OTHER
    live(world, heads, MINUTE)
    stays = tie == "charge" or (tie == "bound" and doing != Activity.WALKING)
    assert decided(world.events.rows(), WHO) == [Aim.TEND if stays else Aim.REST]
    assert ordered(world.events.rows(), WHO) == []


@pytest.mark.parametrize(("doing", "helps"), [(Activity.LYING, True), (Activity.RESTING, False)])
def test_under_one_roof_they_help_a_stranger_who_lies_there(doing, helps):
    world, heads = place()
    people = world.citizens
    for who in (WHO, OTHER):
        people.cell[who], people.inside[who], people.doing[who] = world.city.doors[0], 0, Activity.RESTING
    people.doing[OTHER] = doing
    world.rebuild()
    injuries.wound(world, OTHER, WoundKind.CUT, BodyPart.ARM, 2, False, world.scenario_event, flow=60)
    kit.add(world, WHO, ItemKind.GAUZE, 2, world.scenario_event)
    night(world, heads, 5 * MINUTE)
    assert (Verb.DRESS in ordered(world.events.rows(), WHO)) == helps


def test_by_night_they_go_under_a_roof_they_know_of_and_sleep():
    world, heads = place(starts=NIGHT)
    tell(world, WHO, Topic.PLACE, 0, int(world.city.doors[0]))
    night(world, heads, 20 * MINUTE)
    assert world.citizens.inside[WHO] == 0
    assert Verb.SLEEP in ordered(world.events.rows(), WHO)
    world, heads = place(starts=NIGHT)  # they know of none
    night(world, heads, 10 * MINUTE)
    assert world.citizens.inside[WHO] == -1


@pytest.mark.parametrize(
    ("starts", "sleeps"), [(21 * 3600, False), (22 * 3600, True), (5 * 3600, True), (6 * 3600, False)]
)
def test_they_lie_down_late_and_not_as_soon_as_it_is_dark(starts, sleeps):
    world, heads = place(starts=starts)
    move_body(world, WHO, 0)
    night(world, heads, MINUTE)
    assert (Verb.SLEEP in ordered(world.events.rows(), WHO)) == sleeps


@pytest.mark.parametrize(("hours", "sleeps"), [(7, False), (11, False), (30, True)])
def test_nobody_sleeps_their_last_night_away(hours, sleeps):
    """Somebody whose time ended at dawn lay down at a quarter to eleven, and slept until two minutes before."""
    world, heads = place(starts=23 * 3600)
    world.citizens.expires[WHO] = world.tick + hours * 3600
    move_body(world, WHO, 0)
    night(world, heads, 20 * MINUTE)
    assert (Verb.SLEEP in ordered(world.events.rows(), WHO)) == sleeps


def test_who_has_just_been_woken_stays_up_for_half_an_hour():
    world, heads = place(starts=NIGHT)
    move_body(world, WHO, 0)
    world.plans.cause[0] = world.events.one(Kind.WOKE, WHO, cause=world.scenario_event)
    night(world, heads, 29 * MINUTE)
    assert Verb.SLEEP not in ordered(world.events.rows(), WHO)
    night(world, heads, 4 * MINUTE)
    assert Verb.SLEEP in ordered(world.events.rows(), WHO)


@pytest.mark.parametrize("minutes", [2, 6])
def test_under_the_free_sky_they_look_up_first_and_then_about(minutes):
    world, heads = place(beyond=True, sky_minutes=minutes)
    live(world, heads, 20 * MINUTE)
    events = world.events.rows()
    assert decided(events, WHO)[:2] == [Aim.LOOK_AT_SKY, Aim.LOOK_ABOUT]
    turned = [event.tick for event in events if event.kind == Kind.DECIDED]
    assert minutes * MINUTE <= turned[1] - turned[0] <= minutes * MINUTE + 30


def test_who_has_run_straight_in_goes_out_to_look_at_the_sky_and_about_and_rests_out_there():
    world, heads = place(beyond=True, sky_minutes=2)
    move_body(world, WHO, 0)
    world.citizens.doing[WHO], world.citizens.since[WHO] = Activity.RESTING, world.tick
    night(world, heads, 4 * MINUTE)
    assert ordered(world.events.rows(), WHO) == [], "nobody comes in to go out again at once"
    night(world, heads, 16 * MINUTE)
    assert ordered(world.events.rows(), WHO)[0] == Verb.LEAVE
    assert decided(world.events.rows(), WHO) == [Aim.REST, Aim.LOOK_AT_SKY, Aim.LOOK_ABOUT, Aim.REST]
    assert world.citizens.inside[WHO] < 0


@pytest.mark.parametrize("hours", [1, 2])
def test_they_look_about_now_and_then_and_come_back_to_where_they_live(hours):
    world, heads = place(beyond=True, sky_minutes=0, about_hours=hours)
    home = int(world.citizens.cell[WHO])
    live(world, heads, 30 * MINUTE)
    assert world.city.apart(int(world.citizens.cell[WHO]), home) <= 2
    assert decided(world.events.rows(), WHO) == [Aim.LOOK_AT_SKY, Aim.LOOK_ABOUT, Aim.REST]
    live(world, heads, hours * 60 * MINUTE - 31 * MINUTE)
    assert decided(world.events.rows(), WHO).count(Aim.LOOK_ABOUT) == 1
    live(world, heads, 5 * MINUTE)
    assert decided(world.events.rows(), WHO).count(Aim.LOOK_ABOUT) == 2


def test_in_the_city_nobody_walks_about_for_nothing():
    world, heads = place()
    here = int(world.citizens.cell[WHO])
    live(world, heads, 30 * MINUTE)
    assert world.citizens.cell[WHO] == here


def test_who_has_got_where_they_wanted_is_through_with_that_and_lives_on():
    world, heads = place(wants=(("reach", {"place": "den"}), ("live_on", {})))
    night(world, heads, 10 * MINUTE)
    events = world.events.rows()
    assert world.citizens.inside[WHO] == 0
    assert [event.amount for event in events if event.kind == Kind.ACHIEVED] == [Aim.REACH]
    assert decided(events, WHO) == [Aim.REACH, Aim.REST]
    move_body(world, WHO, 0)
    assert world.citizens.doing[WHO] != Activity.WALKING
