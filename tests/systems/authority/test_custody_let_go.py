"""Custody: with those who are let go the authority is done, until they do something new."""

import numpy as np
import pytest
from scenes.arrests import CLAIM, STREAM, arrested, kept, lives, until
from scenes.gatehouse import of_kind

from undergrid.core import luck
from undergrid.world.authority.arrests import lay_hold
from undergrid.world.authority.cases import DossierOf
from undergrid.world.authority.reporting import report
from undergrid.world.authority.settled import is_done_with
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.authority import Duty, Sense
from undergrid.world.tables.people import Activity, Being


def looks(world, who, kind, weight=400, sense=Sense.SIGHT):
    """Somebody is reported to the authority because of an event of a kind."""
    world.events.begin(world.tick)
    event = world.events.one(kind, 0, who, int(world.citizens.cell[who]), cause=world.scenario_event)
    report(world, who, 0, sense, int(world.citizens.cell[who]), 1, weight, np.array([event]))


def let_out(by_draw):
    """Somebody with whom the authority is done: their term is over, or nobody has come for them."""
    if not by_draw:
        world, _ = arrested(hunters=((58, 58),), drones=((30, 30),), by=1)
        until(world, Kind.LET_OUT, 200, call_m=5, hold_minutes=2)
        return world
    world, _ = kept()
    world.custodies.due[0] = world.tick
    until(world, Kind.LET_OUT, 2, let_out=1)
    return world


@pytest.mark.parametrize("by_draw", [True, False])
@pytest.mark.parametrize("kind", [Kind.SIGHTED, Kind.HUNT_ASSIGNED, Kind.UNCONVINCED, Kind.CAUGHT_UP])
def test_with_whom_they_let_go_the_authority_is_done_whoever_sees_them_again(by_draw, kind):
    """A camera saw them a minute later without a tag, as before, and they were wanted again within three."""
    world = let_out(by_draw)
    for _ in range(3):
        looks(world, 0, kind)
        lives(world, 700)
    assert not of_kind(world.events.rows(), Kind.WANTED, Kind.SUSPECTED)
    assert not world.citizens.wanted[0]


@pytest.mark.parametrize("by_draw", [True, False])
def test_a_new_deed_of_theirs_counts_and_from_then_on_so_does_the_rest(by_draw):
    world = let_out(by_draw)
    looks(world, 0, Kind.SIGHTED, 60)
    looks(world, 0, Kind.JUDGED, 60, Sense.GATE)
    (suspected,) = of_kind(lives(world, 3), Kind.SUSPECTED)
    assert suspected.amount == 60
    looks(world, 0, Kind.SIGHTED, 60)
    assert of_kind(lives(world, 3), Kind.WANTED)


def test_after_half_a_day_the_authority_begins_anew():
    world = let_out(by_draw=True)
    world.tick += 12 * 3600
    (closed,) = of_kind(lives(world, 61), Kind.DOSSIER_CLOSED)
    assert closed.who == 0
    looks(world, 0, Kind.SIGHTED)
    assert of_kind(lives(world, 3), Kind.WANTED)


@pytest.mark.parametrize(("points", "wanted", "charge"), [(80, True, 80), (900, False, 0)])
def test_an_arrest_keeps_what_they_were_wanted_for(points, wanted, charge):
    world, _ = kept()
    world.custodies.free(world.custodies.rows())
    world.citizens.doing[0], world.watchers.duty[0] = Activity.RESTING, Duty.HUNT
    _accuse(world, points, wanted)
    assert lay_hold(world, 0, [0], luck.chance(1), 5, STREAM, CLAIM)
    (slot,) = world.custodies.rows().tolist()
    assert world.custodies.charge[slot] == charge
    assert not world.citizens.wanted[0]


@pytest.mark.parametrize(("charge", "stays"), [(250, True), (249, False), (0, False)])
def test_whose_case_is_grave_is_not_let_out_by_a_draw_but_taken_on(charge, stays):
    """The two most wanted of a city were let go by the toss of a coin after six hours."""
    world, _ = kept()
    world.custodies.charge[0], world.custodies.due[0] = charge, world.tick
    events = lives(world, 3, let_out=1)
    assert bool(of_kind(events, Kind.LET_OUT)) != stays
    assert bool(of_kind(events, Kind.CREW_SENT)) == stays


def test_from_which_suspicion_on_a_case_is_grave_is_for_a_scenario_to_say():
    for grave_at, out in ((60, False), (100, True)):
        world, _ = kept()
        world.custodies.charge[0], world.custodies.due[0] = 80, world.tick
        assert bool(of_kind(lives(world, 2, let_out=1, grave_at=grave_at), Kind.LET_OUT)) == out


def test_a_unit_that_a_law_bans_is_not_let_out_and_one_that_is_licensed_may_be():
    for being, out in ((Being.COMPANION, False), (Being.LICENSED, True)):
        world, _ = kept()
        world.citizens.being[0] = being
        world.custodies.due[0] = world.tick
        assert bool(of_kind(lives(world, 2, let_out=1), Kind.LET_OUT)) == out


def test_of_whom_nobody_has_come_for_the_authority_is_not_done_with_a_grave_case():
    world, _ = arrested(hunters=((58, 58),), drones=((30, 30),), by=1)
    world.custodies.charge[0] = 400
    until(world, Kind.LET_OUT, 200, call_m=5, hold_minutes=2)
    assert not is_done_with(world, 0)


def _accuse(world, points, wanted=True):
    """Let there be something against somebody."""
    dossiers, slots = world.dossiers, world.cache(DossierOf).slot
    if slots[0] < 0:
        slots[0] = int(dossiers.take(1)[0])
        dossiers.subject[slots[0]] = 0
    slot = int(slots[0])
    dossiers.suspicion[slot], dossiers.wanted[slot], dossiers.event[slot] = points, wanted, world.scenario_event
    dossiers.cell[slot], dossiers.at[slot] = world.citizens.cell[0], world.tick
    world.citizens.wanted[0] = wanted
