"""Pursuit: hunters on foot find their way to where wanted people are believed to be, look round, go in, arrest."""

import numpy as np
import pytest
from scenes.gatehouse import live, of_kind, report
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import LinkKind, Post, Use
from undergrid.core import luck
from undergrid.systems.authority import dispatch, dossiers, pursuit
from undergrid.systems.places import shelter
from undergrid.world.authority import hunts
from undergrid.world.authority.cases import DossierOf
from undergrid.world.authority.timetable import Timetable
from undergrid.world.log.kinds import Kind
from undergrid.world.places.occupancy import move_body
from undergrid.world.places.shelters import door_holds, set_door
from undergrid.world.places.ways import Ways
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.people import Activity, Pace, Posture

SIDE = 60
RUINS = [list("." * SIDE) for _ in range(SIDE)]
for y in range(50):
    RUINS[y][30] = "#"  # a wall from the north: the only way past it is in the south
WALLED = "\n".join("".join(row) for row in RUINS)


def ground(*people, hunters=((5, 5),), drawing=None, buildings=(), posts=(), seed=1):
    """A piece of ground with hunters and people on it; nobody sees anybody but where a test says so."""
    city = make_city(drawing or field(SIDE, SIDE), buildings=buildings, posts=posts)
    world = make_world(city, list(people), [(WatcherKind.HUNTER, city.cell(0, *at)) for at in hunters], seed=seed)
    world.watchers.duty[:] = Duty.POST
    return world


def at(x, y):
    return y * SIDE + x


def want(world, who, cell, **params):
    report(world, who, cell, 500)
    return live(world, 1, dossiers) + live(world, 5, dossiers, pursuit, pursuit=params)


def show(world, watcher, who):
    """Let a watcher see and know somebody at this tick, as `sight` would."""
    world.watchers.in_sight[watcher], world.watchers.seen_at[watcher] = who, world.tick
    world.watchers.recognised[watcher] = True
    world.watchers.sighting[watcher] = world.scenario_event


def until(world, kind, ticks, **params):
    """Live until something of a kind has happened, `ticks` ticks at most; returns all events meanwhile."""
    events = []
    for _ in range(ticks):
        events += live(world, 1, dossiers, pursuit, pursuit=params)
        if of_kind(events, kind):
            return events
    raise AssertionError(f"no {kind.name} in {ticks} ticks")


def test_hunters_find_their_way_round_a_wall():
    world = ground((40, 5), hunters=((20, 5),), drawing=WALLED)
    want(world, 0, at(40, 5))
    assert world.watchers.duty[0] == Duty.HUNT
    cells = []
    for _ in range(400):
        live(world, 1, dossiers, pursuit)
        cells.append(int(world.watchers.cell[0]))
        if world.watchers.duty[0] == Duty.SEARCH:
            break
    assert world.watchers.cell[0] == at(40, 5)
    assert world.cache(Ways).walk[np.array(cells)].all()
    far = 2 * (45 + 10 * 0.41)  # down to the end of the wall and up again, m, at least
    assert len(cells) * 1.7 >= 2 * far * 0.9


def test_where_no_way_leads_they_search_where_they_are():
    island = [list("." * SIDE) for _ in range(SIDE)]
    for y in range(SIDE):
        island[y][30] = "#"
    world = ground((40, 5), hunters=((20, 5),), drawing="\n".join("".join(row) for row in island))
    events = want(world, 0, at(40, 5)) + live(world, 5, dossiers, pursuit)
    assert of_kind(events, Kind.SEARCH_BEGAN)[0].where == at(20, 5)


def test_the_nearest_free_hunters_are_called_and_no_more_than_it_takes():
    world = ground((30, 30), hunters=((5, 5), (28, 28), (50, 50), (32, 32), (33, 33)))
    world.watchers.duty[3] = Duty.TRACK  # follows a trail: left alone
    began = of_kind(want(world, 0, at(30, 30), hunters=2), Kind.HUNT_BEGAN)
    assert [event.who for event in began] == [1, 4]
    assert world.watchers.duty[3] == Duty.TRACK
    assert began[0].cause == of_kind(world.events.rows(), Kind.WANTED)[0].id


def test_dispatch_leaves_hunters_on_foot_to_pursuit():
    world = ground((30, 30))
    report(world, 0, at(30, 30), 500)
    live(world, 10, dossiers, dispatch)
    assert world.watchers.duty[0] == Duty.POST
    want(world, 0, at(30, 30))
    before = int(world.watchers.cell[0])
    live(world, 5, dossiers, dispatch)
    assert world.watchers.cell[0] == before


def test_a_hunter_runs_after_whom_it_sees_and_arrests_them_within_reach():
    world = ground((30, 5))
    want(world, 0, at(30, 5))
    for _ in range(60):
        show(world, 0, 0)
        events = live(world, 1, dossiers, pursuit, pursuit={"grip": 1})
        if of_kind(events, Kind.ARRESTED):
            break
    arrested = of_kind(events, Kind.ARRESTED)[0]
    assert (arrested.who, arrested.whom, arrested.where) == (0, 0, at(30, 5))
    assert world.citizens.doing[0] == Activity.HELD
    assert world.tick < 5 + 50 / 3 + 8  # 50 m at a run
    live(world, 6, dossiers, pursuit)
    assert world.watchers.duty[0] == Duty.RETURN


def test_half_of_those_whom_a_grip_of_one_half_reaches_for_are_held():
    side = 40
    people = [(x, y) for y in range(0, side, 2) for x in range(0, side, 2)]
    world = ground(*people, hunters=people)
    for who in range(len(people)):
        world.citizens.wanted[who] = True
        report(world, who, int(world.citizens.cell[who]), 500)
    live(world, 1, dossiers)
    n = len(people)
    world.watchers.duty[:], world.watchers.quarry[:] = Duty.HUNT, np.arange(n)
    world.watchers.goal[:], world.watchers.until[:] = world.citizens.cell, 1000
    for row in range(n):
        show(world, row, row)
    events = live(world, 1, dossiers, pursuit, pursuit={"grip": 0.5})
    assert len(of_kind(events, Kind.ARRESTED)) / n == pytest.approx(0.5, abs=3.3 * (0.25 / n) ** 0.5)
    assert len(of_kind(events, Kind.ARRESTED)) + len(of_kind(events, Kind.SLIPPED_AWAY)) == n


@pytest.mark.parametrize(
    ("doing", "pace", "posture", "chance"),
    [
        (Activity.WAITING, Pace.RUN, Posture.STANDING, 0.7),
        (Activity.WALKING, Pace.WALK, Posture.STANDING, 0.7),
        (Activity.WALKING, Pace.RUN, Posture.STANDING, 0.4),
        (Activity.WALKING, Pace.RUN, Posture.CROUCHED, 0.9),
        (Activity.UNCONSCIOUS, Pace.WALK, Posture.STANDING, 0.9),
    ],
)
def test_who_runs_is_harder_to_hold_and_who_is_low_or_senseless_easier(doing, pace, posture, chance):
    world = ground((30, 5), hunters=((30, 5),))
    want(world, 0, at(30, 5))
    people = world.citizens
    people.doing[0], people.pace[0], people.posture[0] = doing, pace, posture
    world.watchers.duty[0], world.watchers.quarry[0], world.watchers.goal[0] = Duty.HUNT, 0, at(30, 5)
    world.watchers.until[0] = 1000
    show(world, 0, 0)
    told = of_kind(live(world, 1, dossiers, pursuit), Kind.ARRESTED, Kind.SLIPPED_AWAY)
    assert [event.odds for event in told] == [luck.chance(chance)]


@pytest.mark.parametrize(("weight", "follows"), [(599, False), (600, True)])
def test_they_go_beyond_the_wall_only_for_a_grave_case(weight, follows):
    city = make_city(field(20, 20), field(20, 20, "_"))
    beyond = city.cell(1, 5, 5)
    world = make_world(city, [beyond], [(WatcherKind.HUNTER, beyond)])
    world.watchers.duty[:] = Duty.POST
    report(world, 0, beyond, weight)
    live(world, 1, dossiers)
    began = of_kind(live(world, 5, dossiers, pursuit), Kind.HUNT_BEGAN, Kind.SEARCH_BEGAN)
    assert bool(began) == follows


def test_in_vain_they_search_give_up_and_are_back_on_their_beat_in_its_time():
    beat = tuple(at(x, y) for x, y in ((5, 5), (25, 5), (25, 25), (5, 25)))
    world = ground((40, 40), posts=[Post("hunter", beat[0], beat=beat)])
    world.watchers.beat[0], world.watchers.duty[0] = 0, Duty.PATROL
    live(world, 3, dispatch)
    want(world, 0, at(40, 40))
    seen = []
    for _ in range(900):
        events = live(world, 1, dossiers, dispatch, pursuit, pursuit={"search_minutes": 3})
        seen += [event.kind for event in events]
        was = int(world.watchers.cell[0])
        if world.watchers.duty[0] == Duty.PATROL:
            break
    assert [kind for kind in seen if kind != Kind.HUNT_BEGAN][:2] == [Kind.SEARCH_BEGAN, Kind.HUNT_ENDED]
    assert world.watchers.duty[0] == Duty.PATROL
    live(world, 1, dispatch)
    speed = 1340
    assert world.watchers.cell[0] == world.cache(Timetable).cell(0, world.tick - 1, speed)
    _, x, y = world.city.where(was)
    _, to_x, to_y = world.city.where(int(world.watchers.cell[0]))
    assert max(abs(x - to_x), abs(y - to_y)) <= 2  # no leap


def test_a_search_on_foot_stays_on_ground_that_can_be_walked():
    world = ground((40, 5), hunters=((35, 5),), drawing=WALLED)
    want(world, 0, at(36, 5))
    cells = []
    for _ in range(300):
        live(world, 1, dossiers, pursuit)
        cells.append(int(world.watchers.cell[0]))
    assert world.cache(Ways).walk[np.array(cells)].all()
    assert len(set(cells)) > 60


# -- doors


def house(holds, people=((40, 40),), seed=1, hunters=((30, 40),)):
    """A refuge whose door may hold, with everybody inside, wanted, and believed to be before it."""
    world = ground(*people, hunters=hunters, buildings=[(Use.REFUGE, 0, 40, 40)], seed=seed)
    for who in range(len(people)):
        move_body(world, who, 0)
    if holds:
        set_door(world, 0, world.scenario_event, locked=True)
    for who in range(len(people)):
        report(world, who, at(40, 40), 500)
    live(world, 1, dossiers)
    return world


def test_before_a_door_that_holds_they_lay_siege_and_nobody_is_touched():
    world = house(holds=True)
    assert door_holds(world, 0)
    events = live(world, 300, dossiers, pursuit)
    assert world.watchers.duty[0] == Duty.SIEGE
    assert world.watchers.cell[0] == at(40, 40)
    assert not of_kind(events, Kind.ARRESTED)


def test_once_it_is_forced_they_go_in_and_arrest_those_who_are_wanted():
    world = house(holds=True, people=((40, 40), (40, 40)))
    live(world, 100, dossiers, pursuit)
    world.dossiers.wanted[world.cache(DossierOf).slot[1]] = False
    world.citizens.wanted[1] = False
    set_door(world, 0, world.scenario_event, locked=False)
    events = until(world, Kind.ARRESTED, 200, grip_low=1, grip=1)
    assert [event.whom for event in of_kind(events, Kind.ARRESTED)] == [0]
    assert world.citizens.doing[0] == Activity.HELD
    assert world.citizens.doing[1] != Activity.HELD


def after_unknown(**columns):
    """A hunter who has come to the door of a house after somebody unknown, with two people inside."""
    world = ground((40, 40), (40, 40), hunters=((40, 40),), buildings=[(Use.REFUGE, 0, 40, 40)])
    for name, values in columns.items():
        getattr(world.citizens, name)[:] = values
    for who in range(2):
        move_body(world, who, 0)
    world.events.begin(world.tick)
    hunts.send(world, 0, -1, at(40, 40), world.scenario_event, 30)
    world.watchers.datum[0] = at(40, 40)
    return world


def test_who_has_come_after_somebody_unknown_knows_by_name_only_whom_it_finds_inside_without_a_tag():
    world = after_unknown(tagged=(False, True))
    events = until(world, Kind.CAUGHT_UP, 60, find=1, found_points=150)
    (found,) = of_kind(events, Kind.CAUGHT_UP)
    assert (found.who, found.whom, found.where) == (0, 0, at(40, 40))
    assert found.cause == of_kind(world.events.rows(), Kind.HUNT_BEGAN)[0].id
    assert world.watchers.quarry[0] == -1
    events += live(world, 60, dossiers, pursuit, pursuit={"find": 1, "grip_low": 1, "grip": 1, "report_delay": 5})
    assert [event.whom for event in of_kind(events, Kind.CAUGHT_UP, Kind.WANTED, Kind.ARRESTED)] == [0, -1, 0]
    (wanted,) = of_kind(events, Kind.WANTED)
    assert (wanted.who, wanted.amount, wanted.cause, wanted.tick) == (0, 150, found.id, found.tick + 5)
    assert world.citizens.doing.tolist()[1] != Activity.HELD


def test_who_is_suspected_already_is_known_by_name_all_the_same_and_one_report_is_enough_at_a_time():
    world = after_unknown(tagged=(False, True))
    report(world, 0, at(40, 40), 60)
    live(world, 1, dossiers)
    events = live(world, 100, dossiers, pursuit, pursuit={"find": 1, "report_delay": 15, "grip": 0, "grip_low": 0})
    assert len(of_kind(events, Kind.CAUGHT_UP)) == 1, "the next try comes before the authority knows"
    assert [event.amount for event in of_kind(events, Kind.WANTED)] == [210]


def test_hunters_who_have_come_after_somebody_else_take_no_notice_of_those_inside():
    world = house(holds=False, people=((40, 40), (40, 40)))
    world.dossiers.wanted[world.cache(DossierOf).slot[1]] = world.citizens.wanted[1] = False
    world.citizens.tagged[1] = False
    assert not of_kind(live(world, 200, dossiers, pursuit, pursuit={"find": 1, "grip_low": 0}), Kind.CAUGHT_UP)


def test_who_has_come_after_somebody_unknown_names_nobody_for_whom_a_tag_answers():
    events = live(after_unknown(tagged=(True, True)), 300, dossiers, pursuit, pursuit={"find": 1})
    assert not of_kind(events, Kind.CAUGHT_UP, Kind.WANTED)
    assert of_kind(events, Kind.SEARCH_BEGAN)[0].whom == -1


def test_siege_breach_and_arrest_are_one_chain():
    """With `shelter`, which breaks the door: hunt, siege, door forced, arrest, each caused by the one before."""
    world = house(holds=True)
    events = []
    while not of_kind(events, Kind.ARRESTED):
        assert world.tick < 3000
        events += live(world, 1, dossiers, pursuit, shelter, pursuit={"grip": 1, "grip_low": 1})
    chain = [of_kind(events, kind)[0] for kind in (Kind.SIEGE_BEGAN, Kind.SIEGE_WON, Kind.ARRESTED)]
    assert chain[0].cause in {event.id for event in world.events.rows() if event.kind == Kind.HUNT_BEGAN}
    assert chain[1].cause == chain[0].id
    assert chain[2].cause == chain[1].id


def test_each_try_inside_finds_somebody_with_its_chance():
    found = 0
    runs = 60
    for seed in range(runs):
        world = house(holds=False, seed=seed)
        live(world, 40, dossiers, pursuit, pursuit={"find": 0.5, "grip": 1, "try_seconds": 600})
        world.watchers.until[0] = world.tick + 600  # a try at the next tick
        assert world.watchers.duty[0] == Duty.SIEGE
        live(world, 1, dossiers, pursuit, pursuit={"find": 0.5, "grip": 1, "try_seconds": 600})
        found += world.citizens.doing[0] == Activity.HELD
    assert found / runs == pytest.approx(0.5, abs=3.3 * (0.25 / runs) ** 0.5)


def test_who_is_not_there_is_looked_for_elsewhere_after_some_tries():
    world = house(holds=False)
    move_body(world, 0, 0)
    world.citizens.inside[0] = -1
    world.citizens.cell[0] = at(5, 50)
    world.rebuild()
    events = live(world, 400, dossiers, pursuit, pursuit={"tries": 3})
    assert len(of_kind(events, Kind.SEARCH_BEGAN)) >= 1


def test_stairs_are_taken_in_the_time_that_they_take():
    city = make_city(field(20, 20), field(20, 20, "_"), field(20, 20, "="),
                     links=[(LinkKind.STAIRS, (0, 10, 10), (2, 10, 10), 12_000)])  # fmt: skip
    world = make_world(city, [city.cell(2, 12, 10)], [(WatcherKind.HUNTER, city.cell(0, 8, 10))])
    world.watchers.duty[:] = Duty.POST
    report(world, 0, city.cell(2, 12, 10), 500)
    live(world, 1, dossiers)
    events = until(world, Kind.SEARCH_BEGAN, 60)
    assert world.watchers.cell[0] // city.area == 2
    assert events
    assert world.tick >= (4 + 12 + 4) / 1.7


# -- the same life, saved or not


def lived(heavy):
    people = [(x, y) for x in (10, 30, 50) for y in (10, 30, 50)]
    world = ground(*people, hunters=[(5, 5), (55, 55), (5, 55), (30, 31)], buildings=[(Use.REFUGE, 0, 30, 30)])
    move_body(world, 4, 0)
    happened = []
    for tick in range(200):
        if tick % 20 == 0:
            report(world, tick // 20 % 9, int(world.citizens.cell[tick // 20 % 9]), 300)
        if tick % 3 == 0:
            for row in range(4):
                if world.watchers.quarry[row] >= 0 and world.watchers.quarry[row] % 2 == 0:
                    show(world, row, int(world.watchers.quarry[row]))
        if heavy:
            world.restore(world.tick, world.state())
        happened += live(world, 1, dossiers, dispatch, pursuit)
    return world, happened


def test_a_world_saved_between_two_ticks_goes_on_as_if_it_had_not_been():
    plain, events = lived(heavy=False)
    saved, same = lived(heavy=True)
    assert same == events
    assert saved.digest() == plain.digest()
    assert {Kind.HUNT_BEGAN, Kind.SEARCH_BEGAN, Kind.ARRESTED} <= {event.kind for event in events}


def test_a_bystander_changes_nobody_elses_hunt():
    def hunted(*more):
        world = ground((40, 40), *more)
        want(world, 0, at(40, 40))
        cells = []
        for _ in range(120):
            live(world, 1, dossiers, pursuit)
            cells.append(int(world.watchers.cell[0]))
        return cells

    assert hunted() == hunted((3, 3), (50, 1))
