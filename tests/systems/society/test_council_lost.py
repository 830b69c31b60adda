"""Council: what those do who have lost: bear with it, walk out, or spoil the engine."""

import pytest
from scenes.councils import BASE, ELSEWHERE, QUICK, base, believe, bind, live, of, skilled, tell
from systems.society.test_council import MEMBERS, SPOILS, called

from undergrid.world.log.kinds import Kind
from undergrid.world.places.occupancy import move_body
from undergrid.world.society import ballot, regard
from undergrid.world.society.factions import faction_of
from undergrid.world.tables.council import Dissent, Question, Vote
from undergrid.world.tables.factions import Allegiance
from undergrid.world.tables.orders import Verb


def lost(*, skill=0, **turned):
    """A council that carries it, against the voice of 0, who is bound to a dreamer."""
    world = base(MEMBERS, belief=950)
    skilled(world, 0, skill)
    believe(world, 0, 100)
    bind(world, 0, MEMBERS, 1000)
    called(world, amount=Vote.AGAINST)
    events = live(world, 61, ballot={"loyalty": 0, "stays": -9000, "per_belief": 40, **turned}, engine=SPOILS, **QUICK)
    assert of(events, Kind.VOTE_CARRIED)
    return world, events


def test_who_has_lost_may_walk_out_and_is_of_the_faction_no_more():
    world, events = lost(spoils=-50_000)
    [carried] = of(events, Kind.VOTE_CARRIED)
    assert world.votes.dissent[world.votes.first(owner=0)] == Dissent.WALKS_OUT
    [left] = of(live(world, 20, **QUICK), Kind.WALKED_OUT)
    assert (left.who, left.whom, left.cause) == (0, 0, carried.id)
    assert left.odds == world.votes.odds[world.votes.first(owner=0)]
    assert faction_of(world, 0) == -1
    assert world.sworn.stands[world.sworn.first(owner=0)] == Allegiance.LEFT
    assert (world.citizens.inside[0], world.citizens.home[0]) == (-1, ELSEWHERE)


def test_or_spoil_the_engine_and_those_who_see_it_think_less_of_them():
    world, events = lost(spoils=50_000)
    before = regard.trust(world, 1, 0)
    [carried] = of(events, Kind.VOTE_CARRIED)
    events = live(world, 65, engine=SPOILS, council={"minutes": 1, "sabotage": 6000})
    [spoilt] = of(events, Kind.ENGINE_SPOILT)
    assert (spoilt.who, spoilt.cause, spoilt.amount) == (0, carried.id, 3_600_000)
    assert regard.trust(world, 1, 0) < before - 100
    assert world.engines.joules[0] == 0


@pytest.mark.parametrize("minutes", [1, 60])
def test_who_goes_out_much_later_has_borne_with_it(minutes):
    world, _ = lost(spoils=-50_000)
    move_body(world, 0, BASE)  # somebody has held them back
    world.citizens.intent[0] = 0
    world.rebuild()
    turned = {"minutes": 1, "parting_minutes": minutes}
    live(world, 120, council=turned)
    tell(world, 0, Verb.LEAVE)
    events = live(world, 30, council=turned)
    assert world.citizens.inside[0] == -1
    assert (faction_of(world, 0) == -1) == bool(of(events, Kind.WALKED_OUT)) == (minutes == 60)


def test_who_walks_out_and_has_no_other_roof_goes_somewhere_else():
    world, _ = lost(spoils=-50_000)
    world.factions.grow(1)
    world.factions.base[1] = ELSEWHERE
    events = live(world, 60, council={"minutes": 1, "away_m": 12})
    assert of(events, Kind.WALKED_OUT)
    assert world.citizens.home[0] == -1
    assert world.citizens.cell[0] != world.city.doors[BASE]


@pytest.mark.parametrize("skill", [0, 9])
def test_who_knows_machines_rather_spoils_it_than_walks_out(skill):
    world, _ = lost(skill=skill, spoils=-20_000, per_engineering=4000)
    dissent = world.votes.dissent[world.votes.first(owner=0)]
    assert dissent == (Dissent.SABOTAGES if skill else Dissent.WALKS_OUT)


def test_more_to_lose_makes_it_likelier_and_belief_less_likely():
    world = base(MEMBERS)
    chances = []
    for belief, strength in ((500, 0), (500, 900), (900, 900)):
        believe(world, 0, belief)
        world.bonds.free(world.bonds.rows())
        if strength:
            bind(world, 0, MEMBERS, strength)
        chances.append(ballot.dissents(world, 0, 0, Question.ENGINE).stays)
    assert chances[1] < chances[2] < chances[0]
    assert ballot.dissents(world, 0, 0, Question.STRIKE).sabotages == 0
