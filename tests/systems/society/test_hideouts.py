"""Hideouts: who finds out where a base is, and how the authority does."""

import pytest
from scenes.strangers import INSIDE, OUTSIDE, SHELTER, at_the_door, live, told
from scenes.sworn import sworn

from undergrid.systems.society import hideouts
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import intend
from undergrid.world.society import knowledge
from undergrid.world.society.factions import knows_base
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity

MEMBER, SCOUT, PASSER_BY = 1, 2, 3


def base(**kinds):
    """Citizen 0 in a base of which citizen 1, before its door, is; a scout and a passer-by 26 cells away."""
    world = at_the_door(more=2, **kinds)
    faction = sworn(world, [MEMBER], base=SHELTER)
    sworn(world, [SCOUT])
    knowledge.learn(world, MEMBER, Topic.PLACE, SHELTER, int(world.city.doors[SHELTER]), -1, 1000, 5)
    return world, faction


def knowing(world, faction):
    return [who for who in range(world.citizens.n) if knows_base(world, who, faction)]


def test_nothing_is_looked_at_where_there_are_no_factions():
    world = at_the_door()
    live(world, [hideouts], 20)
    assert not told(world, Kind.LOCATION_LEARNED)
    assert give_away(world, INSIDE) == [Refusal.KNOWS_NOTHING], "it is refused all the same"


@pytest.mark.parametrize("doing", [Activity.RESTING, Activity.UNCONSCIOUS])
def test_whoever_is_in_it_with_their_senses_knows_it_from_then_on(doing):
    world, faction = base()
    world.citizens.doing[INSIDE] = doing
    assert knowing(world, faction) == [MEMBER]
    live(world, [hideouts], 30, hideouts={"scout_m": 0})
    learned = told(world, Kind.LOCATION_LEARNED)
    assert [(event.who, event.whom) for event in learned] == [(INSIDE, SHELTER)] * (doing == Activity.RESTING)
    assert (INSIDE in knowing(world, faction)) == (doing == Activity.RESTING)


@pytest.mark.parametrize(("metres", "seen"), [(0, False), (1000, True)])
def test_a_scout_who_sees_one_of_its_people_at_its_door_knows_it_and_a_passer_by_does_not(metres, seen):
    world, faction = base()
    live(world, [hideouts], hideouts={"scout_m": metres})
    assert knowing(world, faction) == [INSIDE, MEMBER, *[SCOUT] * seen]


def test_a_scout_sees_nothing_while_nobody_of_it_is_there():
    world, faction = base()
    world.citizens.cell[MEMBER] = world.city.cell(0, 38, 4)
    live(world, [hideouts], hideouts={"scout_m": 1000})
    assert knowing(world, faction) == [INSIDE, MEMBER]


def give_away(world, who, building=SHELTER):
    intend(world, who, Verb.GIVE_AWAY, building, world.scenario_event)
    live(world, [hideouts], hideouts={"scout_m": 0})
    return [Refusal(event.amount) for event in told(world, Kind.REFUSED)]


def test_the_authority_knows_once_somebody_who_does_has_told_it_and_only_once():
    world, faction = base()
    assert give_away(world, PASSER_BY) == [Refusal.KNOWS_NOTHING]
    assert not world.factions.known[faction]
    assert give_away(world, MEMBER) == [Refusal.KNOWS_NOTHING]
    [event] = told(world, Kind.BASE_GIVEN_AWAY)
    assert (event.who, event.whom) == (MEMBER, SHELTER)
    assert (world.factions.known[faction], world.factions.cause[faction]) == (True, event.id)
    assert give_away(world, MEMBER)[-1] == Refusal.ONLY_ONCE


@pytest.mark.parametrize("wanted", [False, True])
def test_it_looks_there_for_those_of_it_whom_it_hunts(wanted):
    world, faction = base()
    sworn_too = world.sworn.take(1)
    world.sworn.owner[sworn_too], world.sworn.faction[sworn_too] = PASSER_BY, faction
    world.citizens.wanted[PASSER_BY] = wanted
    give_away(world, MEMBER)
    reports = world.reports
    rows = reports.rows()
    assert reports.subject[rows].tolist() == [PASSER_BY] * wanted
    assert reports.cell[rows].tolist() == [world.city.doors[SHELTER]] * wanted


def test_whoever_is_told_of_the_place_has_learned_it():
    world, _ = base()
    world.events.begin(world.tick)
    door = int(world.city.doors[SHELTER])
    word = world.events.one(Kind.PLACE_TOLD, MEMBER, OUTSIDE + 2, door, door, world.scenario_event)
    world.events.one(Kind.PLACE_TOLD, MEMBER, SCOUT, door, door + 3, world.scenario_event)
    hideouts.step(world, hideouts.Params(scout_m=0))
    assert [(e.who, e.cause) for e in told(world, Kind.LOCATION_LEARNED) if e.cause == word] == [(OUTSIDE + 2, word)]


@pytest.mark.parametrize("refuge", [False, True])
def test_of_a_refuge_that_is_given_away_a_clue_is_kept(refuge):
    world, faction = base()
    if refuge:
        row = world.refuges.grow(1)
        world.refuges.building[row], world.refuges.faction[row] = SHELTER, faction
    intend(world, MEMBER, Verb.GIVE_AWAY, SHELTER, world.scenario_event)
    live(world, [hideouts], hideouts={"scout_m": 0, "leak_points": 70})
    (event,) = told(world, Kind.BASE_GIVEN_AWAY)
    clues = world.clues
    kept = [(int(clues.cell[n]), int(clues.weight[n]), int(clues.event[n])) for n in clues.rows()]
    assert kept == [(int(world.city.doors[SHELTER]), 70, event.id)] * refuge
