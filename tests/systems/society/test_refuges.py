"""Refuges: who passes their door, how often that is noticed, who sees people go in, and when there is no more room."""

import numpy as np
import pytest
from scenes.gatehouse import live, of_kind
from scenes.hunted_places import REFUGE, hunted_place, shelter_them

from undergrid.core import luck
from undergrid.systems.society import refuges
from undergrid.world.log.kinds import Kind
from undergrid.world.places.occupancy import bring
from undergrid.world.society.factions import keeps_out
from undergrid.world.tables.authority import Duty, WatcherKind

UNSEEN = {"noticed": 0}


def refuge(people=6, **columns):
    """A refuge in which nobody is yet, and people before its door."""
    world = hunted_place(people, inside=False, **columns)
    shelter_them(world)
    return looked(world, **UNSEEN)


def looked(world, looks=1, **knobs):
    """Live on until right after so many looks."""
    live(world, 10 * looks - (world.tick - 1) % 10 if world.tick else 1, refuges, refuges=knobs)
    return world


def goes_in(world, *who):
    for one in who:
        bring(world, one, int(world.city.doors[REFUGE]), REFUGE)


def goes_out(world, *who):
    for one in who:
        bring(world, one, int(world.city.doors[REFUGE]), -1)


def told(world, *kinds):
    return of_kind(world.events.rows(), *kinds)


def test_whoever_comes_or_goes_is_counted_and_nobody_who_stays():
    world = refuge()
    goes_in(world, 0, 1, 2)
    looked(world, **UNSEEN)
    assert (world.refuges.inside[0], world.refuges.passed[0]) == (3, 3)
    goes_out(world, 1)
    goes_in(world, 3)
    looked(world, **UNSEEN)
    assert (world.refuges.inside[0], world.refuges.passed[0]) == (3, 5)
    looked(world, 3, **UNSEEN)
    assert world.refuges.passed[0] == 5
    assert sorted(world.guests.owner[world.guests.rows()].tolist()) == [0, 2, 3]


def test_those_who_have_been_there_from_the_start_have_not_come():
    world = hunted_place(4)
    shelter_them(world)
    looked(world, noticed=1)
    assert (world.refuges.inside[0], world.refuges.passed[0]) == (4, 0)
    assert not told(world, Kind.TRAFFIC_NOTICED)


def test_who_dies_there_is_gone_and_has_not_passed():
    world = refuge()
    goes_in(world, 0, 1)
    looked(world, **UNSEEN)
    world.citizens.alive[0] = False
    looked(world, noticed=1)
    assert (world.refuges.inside[0], world.refuges.passed[0]) == (1, 2)


def test_who_is_noticed_gives_the_place_away_and_leaves_a_clue():
    world = refuge()
    assert not world.factions.known[0]
    world.citizens.cause[0] = 4711
    goes_in(world, 0)
    looked(world, noticed=1, traffic_points=25)
    (event,) = told(world, Kind.TRAFFIC_NOTICED)
    assert (event.who, event.whom, event.amount, event.cause) == (0, REFUGE, 1, 4711)
    assert (event.stream, event.odds) == (refuges.NOTICED, luck.CERTAIN)
    assert (world.factions.known[0], world.factions.cause[0]) == (True, event.id)
    (clue,) = world.clues.rows().tolist()
    assert world.clues.cell[clue] == world.city.doors[REFUGE]
    assert (world.clues.subject[clue], world.clues.weight[clue], world.clues.event[clue]) == (-1, 25, event.id)


@pytest.mark.parametrize("passings", [4, 16, 64])
def test_the_risk_to_be_found_grows_with_traffic_as_independent_chances_have_it(passings):
    """1 - (1 - p)^n of 300 refuges are found after n comings and goings: within four standard errors."""
    p, found = 0.02, 0
    for seed in range(300):
        world = refuge(people=2, seed=seed)
        for n in range(passings // 2):
            (goes_in if n % 2 == 0 else goes_out)(world, 0, 1)
            looked(world, noticed=p)
        assert world.refuges.passed[0] == passings
        found += bool(world.factions.known[0])
    expected = 1 - (1 - p) ** passings
    assert abs(found / 300 - expected) < 4 * np.sqrt(expected * (1 - expected) / 300)


def test_where_more_are_than_there_is_room_for_it_is_noticed_the_more():
    odds = {}
    for people in (2, 8):
        world = refuge(people=people)
        goes_in(world, *range(people))
        looked(world, noticed=0.4)
        odds[people] = {event.odds for event in told(world, Kind.TRAFFIC_NOTICED)}
    assert odds[2] <= {luck.chance(0.4)}
    assert odds[8] == {luck.chance(0.4) * 2}, "eight where there is room for four"


def test_it_is_full_once_until_there_is_room_again():
    world = refuge(people=8)
    goes_in(world, 0, 1, 2, 3)
    looked(world, **UNSEEN)
    assert not told(world, Kind.REFUGE_FULL)
    for who, n in ((4, 1), (5, 1)):
        goes_in(world, who)
        looked(world, **UNSEEN)
        assert len(told(world, Kind.REFUGE_FULL)) == n
    goes_out(world, 0, 1, 2)
    looked(world, **UNSEEN)
    assert not world.refuges.full[0]
    goes_in(world, 0, 1, 2)
    looked(world, **UNSEEN)
    assert [event.amount for event in told(world, Kind.REFUGE_FULL)] == [5, 6]


def test_strangers_are_let_in_while_there_is_room_and_then_those_alone_whom_somebody_vouches_for():
    world = refuge(people=8)
    goes_in(world, 1)
    looked(world, **UNSEEN)
    assert not keeps_out(world, 1, 7)
    goes_in(world, 2, 3, 4)
    looked(world, **UNSEEN)
    assert keeps_out(world, 1, 7)


# ---------------------------------------------------------------- seen in


def watched(seen_at, duty=Duty.PATROL, whom=0):
    world = refuge()
    row = world.watchers.grow(1)
    watchers = world.watchers
    watchers.kind[row], watchers.duty[row], watchers.in_sight[row] = WatcherKind.DRONE, duty, whom
    watchers.seen_at[row], watchers.sighting[row] = seen_at, 4712
    goes_in(world, 0)
    return looked(world, **UNSEEN, seen_seconds=15, seen_points=60)


def test_a_watcher_that_had_somebody_in_sight_sees_where_they_go():
    world = watched(seen_at=0)
    (event,) = told(world, Kind.HIDEOUT_FOUND)
    assert (event.whom, event.cause) == (REFUGE, 4712)
    assert world.factions.known[0]
    (clue,) = world.clues.rows().tolist()
    assert (world.clues.subject[clue], world.clues.weight[clue]) == (0, 60)


@pytest.mark.parametrize("given", [{"seen_at": -10}, {"seen_at": 0, "duty": Duty.OFF}, {"seen_at": 0, "whom": 3}])
def test_and_none_that_had_lost_them_is_out_of_use_or_saw_another(given):
    world = watched(**given)
    assert not told(world, Kind.HIDEOUT_FOUND)
    assert not world.factions.known[0]


def test_nobody_pays_where_there_is_no_refuge():
    world = hunted_place()
    before = world.digest()
    refuges.step(world, refuges.Params())
    assert world.digest() == before
