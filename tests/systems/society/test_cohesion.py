"""Cohesion: what each thing takes of belief and gives to it, and who leaves."""

import pytest
from scenes.closed import BASE, OTHER, closed, go
from scenes.strangers import told
from scenes.sworn import sworn
from scenes.worlds import field, make_city, make_world, run

from undergrid.city.city import Use
from undergrid.core.units import HOUR
from undergrid.systems.places import recycling
from undergrid.systems.society import cohesion
from undergrid.world.log.kinds import Kind
from undergrid.world.society.knowledge import learn
from undergrid.world.society.regard import bind
from undergrid.world.tables.factions import Allegiance
from undergrid.world.tables.minds import Aim, Topic
from undergrid.world.tables.people import Activity
from undergrid.world.tables.society import BondKind


def group(n=4, out=0, **given):
    """Some of one faction in their base, and some out of doors."""
    world = closed(n, out, **given)
    run(recycling, world)
    return world


def happens(world, kind, who, whom=-1, amount=0, **knobs):
    """Let something have happened at this tick, and the rule live; returns the event."""
    world.events.begin(world.tick)
    event = world.events.one(kind, who, whom, int(world.citizens.cell[max(0, who)]), amount, world.scenario_event)
    cohesion.step(world, cohesion.Params(**knobs))
    world.tick += 1
    return event


def beliefs(world):
    return world.sworn.belief[world.sworn.rows()].tolist()


def dies(world, who, **knobs):
    world.citizens.alive[who] = False
    return happens(world, Kind.DIED, who, **knobs)


def hours(world, n, **knobs):
    for _ in range(n):
        world.tick = (world.tick // HOUR + 1) * HOUR
        run(cohesion, world, 1, **knobs)


def test_nothing_is_done_where_there_are_no_factions():
    world = make_world("...", [(0, 0), (1, 0)])
    happens(world, Kind.DIED, 0)
    assert len(world.events.rows()) == 1


@pytest.mark.parametrize("death", [60, 100])
def test_a_death_before_their_eyes_takes_so_much_from_each_of_them_who_sees_it(death):
    world = group(4, 1)
    event = dies(world, 0, death=death)
    assert beliefs(world) == [500, *[500 - death] * 3, 500]
    assert world.factions.cohesion[0] == (3 * (500 - death) + 500) // 4
    assert set(world.sworn.shaken[1:4].tolist()) == {event}
    assert world.knowledge.has(knower=2, subject=0, cause=event, strength=0)


@pytest.mark.parametrize("bound", [0, 300])
def test_and_more_from_who_was_bound_to_them_who_see_to_it_themselves(bound):
    world = group()
    bind(world, 1, 0, BondKind.LOVE, 600, world.scenario_event)
    dies(world, 0, bound=bound)
    assert beliefs(world)[1:3] == [440 - bound * 6 // 10, 440]
    assert not world.knowledge.has(knower=1, subject=0)


@pytest.mark.parametrize("senses", [True, False])
def test_whoever_sleeps_sees_nothing(senses):
    world = group()
    world.citizens.doing[1] = Activity.RESTING if senses else Activity.UNCONSCIOUS
    dies(world, 0)
    assert beliefs(world)[1] == (440 if senses else 500)


@pytest.mark.parametrize(("metres", "seen"), [(10, False), (50, True)])
def test_out_of_doors_it_is_seen_within_so_many_metres(metres, seen):
    world = group(1, 2)
    world.citizens.cell[1] = world.city.cell(0, 35, 5)
    world.rebuild()
    dies(world, 2, sees_m=metres)
    assert beliefs(world)[1] == (440 if seen else 500)
    assert beliefs(world)[0] == 500


@pytest.mark.parametrize(("arrest", "kind"), [(40, Kind.ARRESTED), (90, Kind.ARRESTED)])
def test_an_arrest_takes_its_part_from_all_but_whom_it_befalls(arrest, kind):
    world = group(0, 3)
    happens(world, kind, -1, 0, arrest=arrest)
    assert beliefs(world) == [500, 500 - arrest, 500 - arrest]
    assert not world.knowledge.n_used


def test_what_befalls_others_shakes_nobody():
    world = group(3)
    world.sworn.free(world.sworn.where(owner=0))
    dies(world, 0)
    sworn(world, [0])
    happens(world, Kind.ARRESTED, -1, 0)
    assert set(beliefs(world)) == {500}


def test_who_has_seen_it_is_not_shaken_again_by_feeling_no_pulse_and_who_is_told_is():
    world = group(2, 2)
    world.citizens.cause[0] = dies(world, 0)
    happens(world, Kind.NO_PULSE, 1, 0)
    happens(world, Kind.DEATH_TOLD, 1, 2, 0)
    happens(world, Kind.NO_PULSE, 3, 0, death=70)
    assert beliefs(world)[1:] == [440, 440, 430]


@pytest.mark.parametrize("betrayal", [80, 200])
def test_a_betrayal_shakes_those_who_hear_it(betrayal):
    world = group(2, 1)
    world.citizens.cell[2] = world.city.cell(0, 55, 1)
    world.rebuild()
    happens(world, Kind.BETRAYED, 0, 0, betrayal=betrayal)
    assert beliefs(world) == [500, 500 - betrayal, 500]


@pytest.mark.parametrize(("want", "kind"), [(50, Kind.AIR_LOW), (90, Kind.STORES_GONE), (10, Kind.AIR_OUT)])
def test_want_at_home_shakes_those_who_are_there(want, kind):
    world = group(2, 1)
    event = happens(world, kind, BASE, want=want)
    assert beliefs(world) == [500 - want, 500 - want, 500]
    assert world.sworn.shaken.tolist()[:3] == [event, event, 0]


@pytest.mark.parametrize(("success", "rules"), [(80, False), (30, False), (80, True)])
def test_a_success_that_they_see_lifts_them_unless_they_are_of_those_who_rule(success, rules):
    world = group(2, 1)
    world.factions.rules[0] = rules
    happens(world, Kind.ENGINE_LINKED, 0, success=success)
    won = 0 if rules else success
    assert beliefs(world) == [500 + won, 500 + won, 500]
    happens(world, Kind.SCREAM_HEARD, 2, success=success)
    assert beliefs(world)[2] == 500 + won
    assert not world.sworn.shaken.any()


@pytest.mark.parametrize("heals", [0, 10, 45])
def test_in_an_hour_belief_comes_back_by_so_much_from_either_side(heals):
    world = group()
    world.sworn.belief[:2] = 400, 950
    hours(world, 3, heals=heals)
    assert beliefs(world)[:3] == [min(500, 400 + 3 * heals), 950 - 3 * heals, 500]


# ---------------------------------------------------------------- those who leave


@pytest.mark.parametrize("wavers", [300, 600])
def test_some_of_those_leave_who_believe_less_than_is_said_and_nobody_else(wavers):
    world = group(60, belief=400)
    shaken = happens(world, Kind.STORES_GONE, BASE, want=60)
    hours(world, 2, wavers=wavers, leaves=0.5, heals=0)
    gone = told(world, Kind.LEFT_FACTION)
    assert (len(gone) > 0) == (wavers == 600)
    assert len(gone) < 60
    assert {event.cause for event in gone} <= {shaken}


@pytest.mark.parametrize(("leaves", "low", "high"), [(0, 0, 0), (0.5, 70, 130), (0.999, 199, 200)])
def test_without_any_belief_they_leave_at_the_odds_that_are_said(leaves, low, high):
    world = group(200, belief=0)
    hours(world, 1, leaves=leaves)
    assert low <= len(told(world, Kind.LEFT_FACTION)) <= high


def leave(world):
    """Let all leave in the next hour but for bad luck; returns who has."""
    hours(world, 1, leaves=0.999)
    return [event.who for event in told(world, Kind.LEFT_FACTION)]


def test_whoever_of_the_crowd_leaves_goes_to_live_in_the_next_shelter_that_is_no_base():
    world = group(1, 1, belief=0)
    assert leave(world) == [0, 1]
    people, [event, _] = world.citizens, told(world, Kind.LEFT_FACTION)
    assert people.home.tolist() == [OTHER, OTHER]
    assert (people.enter[0], people.target[0], people.cause[0]) == (OTHER, world.city.doors[OTHER], event.id)
    assert people.intent[1] == 0, "routine brings them there"
    assert world.sworn.stands[:2].tolist() == [Allegiance.LEFT] * 2
    assert world.factions.cohesion[0] == 0


def test_a_shelter_that_they_know_comes_before_one_that_is_nearer():
    city = make_city(
        field(90, 10), buildings=[(Use.REFUGE, 0, 20, 5), (Use.DISUSED, 0, 30, 5), (Use.DISUSED, 0, 80, 5)]
    )
    homes = []
    for known in ((), (2,)):
        world = make_world(city, [(20, 5)], home=0)
        world.bases.grow(1)
        world.bases.building[0] = 0
        sworn(world, [0], base=0, belief=0)
        for building in known:
            learn(world, 0, Topic.PLACE, building, int(city.doors[building]), -1, 1000, world.scenario_event)
        assert leave(world) == [0]
        homes.append(int(world.citizens.home[0]))
    assert homes == [1, 2]


def test_where_there_is_no_other_shelter_they_go_out_all_the_same():
    world = group(1, belief=0)
    row = world.depots.grow(1)
    world.depots.building[row] = OTHER
    assert leave(world) == [0]
    assert world.citizens.home[0] == -1
    assert world.citizens.intent[0] != 0


@pytest.mark.parametrize(
    ("aim", "whom", "stays"), [(Aim.LINK, -1, True), (Aim.KEEP_UP, 1, True), (Aim.REST, -1, False)]
)
def test_those_with_a_mind_leave_when_they_are_about_nothing_for_the_others(aim, whom, stays):
    world = group(2, belief=0)
    world.sworn.belief[1] = 900
    world.plans.grow(1)
    world.plans.owner[0] = 0
    slot = int(world.intentions.take(1)[0])
    world.intentions.owner[slot], world.intentions.aim[slot], world.intentions.whom[slot] = 0, aim, whom
    world.rebuild()
    assert leave(world) == ([] if stays else [0])
    assert world.citizens.intent[0] == 0
    assert world.citizens.home[0] == BASE


def test_whoever_has_no_senses_leaves_nobody():
    world = group(1, belief=0)
    world.citizens.doing[0] = Activity.HELD
    assert leave(world) == []
    go(world, 0, inside=False)
    world.citizens.doing[0] = Activity.RESTING
    assert leave(world) == [0]
