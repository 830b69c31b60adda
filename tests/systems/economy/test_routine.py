"""The days of the crowd: pod, walk, shift, walk, pod; home at curfew; an eye on the wanted."""

import numpy as np
import pytest
from scenes.worlds import field, make_city, make_world, run

from undergrid.city.city import LinkKind, Use
from undergrid.core import luck
from undergrid.systems.economy import routine
from undergrid.systems.movement import movement
from undergrid.systems.sky import clock
from undergrid.world.authority.cases import DossierOf
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import Attempts, intend
from undergrid.world.places.occupancy import move_body
from undergrid.world.tables.authority import Sense
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import NEVER, Activity, Pace

HOME, WORK = 0, 1
TOWN = make_city(
    field(40, 6),
    "_" * 40,
    buildings=[(Use.PODS, 0, 2, 0), (Use.OFFICES, 0, 37, 5)],
    links=[(LinkKind.GATE, (0, 39, 3), (1, 39, 0), 4000)],
)


def dwellers(n=1, starts="03:00", **columns):
    """People in their pods, with work from 08:00 on."""
    columns = {"home": HOME, "work": WORK, "inside": HOME, "doing": Activity.PLUGGED, "shift": 8 * 60,
               "expires": 30 * 24 * 3600, **columns}  # fmt: skip
    hours, minutes = map(int, starts.split(":"))
    world = make_world(TOWN, citizens=[2] * n, starts=hours * 3600 + minutes * 60, **columns)
    world.citizens.cell[:] = np.where(world.citizens.inside == WORK, world.city.doors[WORK], world.citizens.cell)
    world.rebuild()
    return world


def live(world, until, **params):
    """Let the clock, routine and movement go on until a time of day."""
    hours, minutes = map(int, until.split(":"))
    ends = hours * 3600 + minutes * 60
    while world.second_of_day != ends:
        for system, period, knobs in ((clock, 1, {}), (routine, 60, params), (movement, 1, {})):
            world.period = period
            system.step(world, _params(system, knobs))
        world.tick += 1
        world.events.begin(world.tick)


_KNOBS = {}


def _params(system, knobs):
    key = (system.__name__, tuple(sorted(knobs.items())))
    if key not in _KNOBS:
        _KNOBS[key] = system.Params(**knobs)
    return _KNOBS[key]


def kinds(world, kind):
    return [event for event in world.events.rows() if event.kind == kind]


# ---------------------------------------------------------------- a day


def test_a_worker_leaves_in_time_works_the_shift_and_is_home_for_the_night():
    world = dwellers()
    people = world.citizens
    live(world, "07:30", attends=1, lingers=0)
    assert people.doing[0] == Activity.PLUGGED
    live(world, "08:01", attends=1, lingers=0)
    assert (people.inside[0], people.doing[0]) == (WORK, Activity.WORKING)
    assert people.cause[0] == world.scenario_event
    live(world, "15:59", attends=1, lingers=0)
    assert people.doing[0] == Activity.WORKING
    live(world, "16:05", attends=1, lingers=0)
    assert (people.inside[0], people.doing[0]) == (HOME, Activity.PLUGGED)
    (worked,) = kinds(world, Kind.SHIFT_WORKED)
    assert (worked.who, worked.cause, worked.stream, worked.odds) == (0, 0, routine.STREAM, luck.chance(1))
    assert 7 <= worked.amount <= 13
    assert people.productivity[0] == 500 + worked.amount


def test_people_come_early_by_a_personal_draw_and_hardly_ever_late():
    world = dwellers(n=64 * 8, starts="07:00")
    live(world, "08:00", attends=1)
    live(world, "08:03", attends=1)
    assert (world.citizens.doing == Activity.WORKING).mean() > 0.99
    at = world.citizens.since[world.citizens.doing == Activity.WORKING]
    assert (at >= 3600).all()  # nobody works before the shift
    early = dwellers(n=64 * 8, starts="07:00")
    live(early, "07:50", attends=1)
    inside = (early.citizens.inside == WORK).mean()
    assert 0.3 < inside < 0.8


def test_not_every_shift_is_worked():
    world = dwellers(n=1000, starts="07:20")
    live(world, "08:05")
    assert abs((world.citizens.doing == Activity.WORKING).mean() - 0.83) < 3.3 * (0.83 * 0.17 / 1000) ** 0.5
    assert (world.citizens.doing[world.citizens.inside == HOME] == Activity.PLUGGED).all()


def test_those_without_work_stay_in_their_pods_and_cost_nothing():
    world = dwellers(n=100, work=-1)
    live(world, "20:00")
    assert (world.citizens.inside == HOME).all()
    assert (world.citizens.doing == Activity.PLUGGED).all()
    assert (world.citizens.wake > world.tick).all()
    assert world.citizens.cause.tolist() == [world.scenario_event] * 100


def test_who_has_left_the_dreamnet_rests_instead():
    world = dwellers(plugged=False, doing=Activity.RESTING)
    live(world, "05:00")
    assert world.citizens.doing[0] == Activity.RESTING


def test_a_shift_that_is_on_when_the_run_starts_goes_on_and_pays_for_the_rest():
    world = dwellers(n=100, starts="12:00", inside=WORK, doing=Activity.WORKING)
    live(world, "16:10", lingers=0)
    points = [event.amount for event in kinds(world, Kind.SHIFT_WORKED)]
    assert len(points) == 100
    assert all(3 <= earned <= 7 for earned in points)  # half a shift
    assert (world.citizens.inside == HOME).all()


def test_who_has_no_subscription_works_a_shift_and_earns_no_points_by_it():
    world = dwellers(n=2, starts="15:00", inside=WORK, doing=Activity.WORKING, since=-7 * 3600)
    world.citizens.expires[0] = NEVER
    live(world, "16:10", lingers=0)
    first, second = kinds(world, Kind.SHIFT_WORKED)
    assert (first.who, first.amount, int(world.citizens.productivity[0])) == (0, 0, 500)
    assert second.amount > 0
    assert world.citizens.productivity[1] == 500 + second.amount


def test_points_differ_between_people_and_not_between_runs():
    earned = []
    for _ in range(2):
        world = dwellers(n=200, starts="15:00", inside=WORK, doing=Activity.WORKING, since=-7 * 3600)
        live(world, "16:02")
        earned.append([event.amount for event in kinds(world, Kind.SHIFT_WORKED)])
    assert earned[0] == earned[1]
    assert set(earned[0]) == set(range(7, 14))
    assert 9.5 <= np.mean(earned[0]) <= 10.1  # rounded down


def test_some_stroll_near_home_after_work_and_are_home_when_curfew_has_begun():
    world = dwellers(n=300, starts="20:30", shift=13 * 60, inside=WORK, doing=Activity.WORKING)
    live(world, "21:30", lingers=1, linger_minutes=600, stroll_m=6)
    people = world.citizens
    out = people.inside < 0
    assert out.mean() > 0.8
    assert (people.doing[out] == Activity.WAITING).all()
    live(world, "22:00", lingers=1, linger_minutes=600, stroll_m=6)
    live(world, "22:05", lingers=1, linger_minutes=600, stroll_m=6)
    assert (people.inside == HOME).all()
    (began,) = kinds(world, Kind.CURFEW_BEGAN)
    assert (people.cause == began.id).sum() > 200


# ---------------------------------------------------------------- whom routine leaves alone


def test_whoever_has_a_mind_of_its_own_is_left_alone_but_paid():
    world = dwellers(n=2, starts="07:50")
    world.plans.grow(1)
    world.plans.owner[0] = 0
    world.rebuild()
    live(world, "08:30", attends=1)
    assert world.citizens.doing.tolist() == [Activity.PLUGGED, Activity.WORKING]
    move_body(world, 0, WORK)
    intend(world, 0, Verb.WORK, -1, world.scenario_event)
    live(world, "16:30", lingers=0)
    assert world.citizens.inside.tolist() == [WORK, HOME]
    assert world.citizens.doing[0] == Activity.RESTING
    assert [event.who for event in kinds(world, Kind.SHIFT_WORKED)] == [0, 1]


def test_an_order_is_let_be_until_it_is_done_and_a_while_after():
    world = dwellers(starts="23:00")
    ordered = world.scenario_event + 1
    intend(world, 0, Verb.WALK, 20, ordered)
    live(world, "23:08")
    people = world.citizens
    assert (people.cell[0], people.doing[0], people.cause[0]) == (20, Activity.WAITING, ordered)
    live(world, "23:15")
    assert (people.inside[0], people.doing[0]) == (HOME, Activity.PLUGGED)


def test_the_dead_the_held_and_the_homeless_go_nowhere():
    world = dwellers(n=3, starts="23:00", inside=-1, doing=Activity.WAITING)
    world.citizens.alive[0] = False
    world.citizens.doing[1] = Activity.HELD
    world.citizens.home[2] = -1
    live(world, "23:30")
    assert world.citizens.cell.tolist() == [2, 2, 2]
    assert (world.citizens.inside == -1).all()
    assert world.citizens.wake[0] == NEVER


def test_who_got_beyond_the_wall_is_not_called_home():
    world = make_world(TOWN, citizens=[40 * 6 + 5], starts=23 * 3600, home=HOME, wake=0)
    live(world, "23:30")
    assert world.citizens.cell[0] == 40 * 6 + 5


# ---------------------------------------------------------------- PLUG, UNPLUG, WORK


@pytest.mark.parametrize(
    ("inside", "verb", "doing", "refusal"),
    [
        (HOME, Verb.PLUG, Activity.PLUGGED, None),
        (WORK, Verb.PLUG, Activity.RESTING, Refusal.NOT_YOURS),
        (-1, Verb.PLUG, Activity.RESTING, Refusal.OUTDOORS),
        (WORK, Verb.WORK, Activity.WORKING, None),
        (HOME, Verb.WORK, Activity.RESTING, Refusal.NOT_YOURS),
        (-1, Verb.WORK, Activity.RESTING, Refusal.OUTDOORS),
    ],
)
def test_pods_and_desks_are_personal(inside, verb, doing, refusal):
    world = dwellers(inside=inside, doing=Activity.RESTING, plugged=False, starts="10:00")
    intend(world, 0, verb, -1, world.scenario_event)
    run(routine, world, period=60)
    assert world.citizens.doing[0] == doing
    assert [Refusal(event.amount) for event in kinds(world, Kind.REFUSED)] == ([refusal] if refusal else [])
    assert world.citizens.intent[0] == Verb.NONE
    assert world.cache(Attempts).intending.count == 0


def test_to_unplug_is_to_leave_the_dreamnet_and_an_event():
    world = dwellers(n=2)
    world.citizens.plugged[1] = False
    world.citizens.doing[1] = Activity.RESTING
    for who in (0, 1):
        intend(world, who, Verb.UNPLUG, -1, world.scenario_event)
    run(routine, world, period=60)
    assert (world.citizens.doing[0], world.citizens.plugged[0]) == (Activity.RESTING, False)
    assert [(e.who, e.cause) for e in kinds(world, Kind.UNPLUGGED)] == [(0, world.scenario_event)]
    assert [(e.who, e.amount) for e in kinds(world, Kind.REFUSED)] == [(1, Refusal.NOT_HERE)]
    live(world, "04:00")
    assert world.citizens.doing[0] == Activity.RESTING


# ---------------------------------------------------------------- the wanted


def hunted(world, who):
    """Open a dossier on somebody, who is wanted; returns the event that made them so."""
    (slot,) = world.dossiers.take(1)
    event = world.events.one(Kind.WANTED, who, cause=world.scenario_event)
    world.dossiers.subject[slot], world.dossiers.wanted[slot], world.dossiers.wanted_cause[slot] = who, True, event
    world.dossiers.event[slot] = world.events.one(Kind.SIGHTED, 0, who, cause=world.scenario_event)  # since then
    world.citizens.wanted[who] = True
    world.cache(DossierOf).slot[who] = slot
    return event


def test_the_wanted_run_home_and_stay_there():
    world = dwellers(starts="12:00", inside=-1, doing=Activity.WAITING)
    world.citizens.cell[0] = 30
    world.rebuild()
    event = hunted(world, 0)
    live(world, "12:02")
    people = world.citizens
    assert people.pace[0] == Pace.RUN
    assert people.cause[0] == event
    live(world, "12:01")  # a day later
    assert people.inside[0] == HOME


def passers_by(n=400, obedience=1000, seed=1, **columns):
    world = make_world(
        TOWN, citizens=[10] + [12] * n, seed=seed, home=HOME, obedience=obedience, starts=12 * 3600, **columns
    )
    return world, hunted(world, 0)


def informs(world, minutes=1, **params):
    for _ in range(minutes * 60):
        world.period = 60
        routine.step(world, routine.Params(linger_minutes=1440, **params))
        world.tick += 1
        world.events.begin(world.tick)
    return kinds(world, Kind.INFORMED)


@pytest.mark.parametrize("off_the_books", ["tagged", "registered"])
def test_nobody_informs_for_whom_no_tag_answers_or_whom_the_registry_has_lost(off_the_books):
    world, _ = passers_by(n=40)
    world.citizens.wanted[0] = False
    getattr(world.citizens, off_the_books)[:21] = 0
    told = {event.who for event in informs(world, minutes=60, inform_per_hour=0.99)}
    assert told
    assert told <= set(range(21, 41))


def test_passers_by_inform_on_a_wanted_face_by_their_obedience():
    for obedience, expected in ((1000, 0.7), (500, 1 - 0.3**0.5), (0, 0)):
        world, _ = passers_by(obedience=obedience)
        world.citizens.wanted[0] = False  # who stays where they are: the dossier alone makes them known
        share = len({event.who for event in informs(world, minutes=60)}) / 400
        assert abs(share - expected) <= 3.3 * (expected * (1 - expected) / 400) ** 0.5 + 0.02


def test_a_denunciation_is_an_event_with_its_cause_and_a_report_on_its_way():
    world, wanted = passers_by()
    first = informs(world, minutes=3)[0]
    assert (first.whom, first.where, first.cause, first.stream) == (0, 10, wanted, routine.INFORM)
    assert 0 < first.odds < 2**32
    (slot,) = np.flatnonzero(world.reports.event == first.id)
    reports = world.reports
    assert (reports.subject[slot], reports.sense[slot], reports.cell[slot]) == (0, Sense.INFORMER, 10)
    assert reports.arrives[slot] == first.tick + 60
    assert reports.watcher[slot] == -1


def test_nobody_informs_on_whom_they_cannot_see_or_are_bound_to():
    far, _ = passers_by()
    far.citizens.cell[0] = 39
    hidden, _ = passers_by()
    hidden.citizens.doing[0] = Activity.HIDING
    hidden.citizens.wanted[0] = False
    bound, _ = passers_by(n=20)
    slots = bound.bonds.take(20)
    bound.bonds.a[slots], bound.bonds.b[slots] = np.arange(1, 21), 0
    for world in (far, hidden, bound):
        world.rebuild()
        assert not informs(world, minutes=20)


# ---------------------------------------------------------------- the same whatever happens around it


def test_a_day_is_the_same_after_a_restore_at_any_hour():
    straight, broken = dwellers(n=130), dwellers(n=130)
    for hour in range(4, 20):
        live(straight, f"{hour:02d}:00")
        live(broken, f"{hour:02d}:00")
        assert straight.digest() == broken.digest()
        broken.restore(broken.tick, broken.state())


def test_one_citizen_more_who_is_in_nobodys_way_changes_nobody_elses_day():
    few, many = dwellers(n=64), dwellers(n=65)
    many.citizens.work[64] = -1
    live(few, "17:00")
    live(many, "17:00")
    for name in ("doing", "since", "wake", "productivity", "cell"):
        assert (getattr(few.citizens, name) == getattr(many.citizens, name)[:64]).all()
