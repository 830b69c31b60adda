"""Dispatch: whom a watcher may hold that sees them within reach, and who slips away."""

import numpy as np
import pytest
from scenes.gatehouse import live, of_kind, report
from systems.authority.test_dispatch import SIDE, show, sky, want

from undergrid.core import luck
from undergrid.systems.authority import dispatch, dossiers
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.people import Activity, Pace, Posture


def caught(posture=Posture.STANDING, drones=1, seed=1, pace=Pace.WALK, **params):
    """A person in the reach of drones that see them; returns the world and what happened."""
    world = sky((60, 60), drones=drones, seed=seed)
    world.citizens.posture[0], world.citizens.pace[0] = posture, pace
    report(world, 0, 60 * SIDE + 60, 500)
    live(world, 1, dossiers, dispatch, dispatch={"hunters": drones})
    world.watchers.cell[:] = 60 * SIDE + 61
    for watcher in range(drones):
        show(world, watcher, 0)
    return world, live(world, 1, dossiers, dispatch, dispatch=params)


def test_whom_it_sees_within_reach_it_may_hold():
    world, told = caught(grip=1)
    arrest = of_kind(told, Kind.ARRESTED)[0]
    assert (arrest.who, arrest.whom, arrest.odds) == (0, 0, 2**32)
    people = world.citizens
    assert (people.doing[0], people.goal[0], people.alive[0], people.wanted[0]) == (Activity.HELD, -1, True, False)
    assert people.cause[0] == arrest.id
    told = live(world, 60, dossiers, dispatch)
    assert [e.kind for e in told] == [Kind.HUNT_ENDED, Kind.ON_WATCH, Kind.DOSSIER_CLOSED]
    assert [e.cause for e in told] == [arrest.id, told[0].id, arrest.id]


def test_whoever_cannot_walk_slips_away_from_nobody():
    """Somebody whose legs did not bear weight slipped away from a drone, and again half an hour later."""
    for seed in range(6):
        world, told = caught(seed=seed, grip=0)
        assert not of_kind(told, Kind.ARRESTED)
        world.citizens.able[0], world.watchers.impaired[:] = 0, 0
        show(world, 0, 0)
        (arrest,) = of_kind(live(world, 1, dossiers, dispatch, dispatch={"grip": 0}), Kind.ARRESTED)
        assert arrest.odds == 2**32


def test_who_slips_away_has_a_few_seconds():
    world, told = caught(grip=0)
    assert [(e.kind, e.who, e.whom) for e in told] == [(Kind.SLIPPED_AWAY, 0, 0)]
    for _ in range(4):
        show(world, 0, 0)
        assert not live(world, 1, dossiers, dispatch, dispatch={"grip": 1})
    show(world, 0, 0)
    assert of_kind(live(world, 1, dossiers, dispatch, dispatch={"grip": 1}), Kind.ARRESTED)


def test_one_person_is_arrested_once_and_any_of_the_claimants_may_be_the_one():
    who = []
    for seed in range(25):
        arrests = of_kind(caught(drones=3, seed=seed, grip=1)[1], Kind.ARRESTED)
        assert len(arrests) == 1
        who.append(arrests[0].who)
    assert set(who) == {0, 1, 2}


def test_the_share_of_arrests_is_the_grip_and_the_crouched_are_easier():
    for posture, p in ((Posture.STANDING, 0.6), (Posture.CROUCHED, 0.8)):
        held = sum(bool(of_kind(caught(posture, seed=seed)[1], Kind.ARRESTED)) for seed in range(150))
        assert abs(held / 150 - p) < 3.3 * np.sqrt(p * (1 - p) / 150)


@pytest.mark.parametrize(
    ("posture", "pace", "chance"),
    [
        (Posture.STANDING, Pace.WALK, 0.6),
        (Posture.STANDING, Pace.RUN, 0.4),
        (Posture.CROUCHED, Pace.RUN, 0.8),
        (Posture.FLAT, Pace.WALK, 0.8),
    ],
)
def test_a_runner_is_harder_to_hold_and_whoever_is_low_is_easier(posture, pace, chance):
    told = caught(posture, pace=pace)[1]
    assert [event.odds for event in told if event.kind in (Kind.ARRESTED, Kind.SLIPPED_AWAY)] == [luck.chance(chance)]


def test_nobody_is_arrested_unseen():
    world = sky((60, 60))
    want(world, 0, 60 * SIDE + 60)
    world.watchers.cell[0] = 60 * SIDE + 60
    assert not of_kind(live(world, 50, dossiers, dispatch, dispatch={"grip": 1}), Kind.ARRESTED)
