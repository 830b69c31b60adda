"""Suspects: why a tag does not vouch for somebody, and who of those outdoors is one."""

import numpy as np
import pytest
from scenes.worlds import field, make_world

from undergrid.core.grid import BY_LINK
from undergrid.world.authority.suspects import COMPANION, CURFEW, UNTAGGED, WANTED, Permits, Suspects, reasons, suspects
from undergrid.world.places.occupancy import Occupancy
from undergrid.world.tables.people import Activity, Being

PERMITS = Permits(before=75, after=600)


def why(curfew=0, minute=720, **columns):
    world = make_world(field(4, 4), 1, **{"tagged": 1, "work": 0, "shift": 480} | columns)
    return reasons(world.citizens.handle, 0, PERMITS.knobs, curfew, minute)


def test_each_reason_is_a_bit_of_its_own():
    assert why() == 0
    assert why(tagged=0) == UNTAGGED
    assert why(being=Being.COMPANION) == COMPANION
    assert why(wanted=1) == WANTED
    assert why(work=-1) == 0
    assert why(curfew=1, work=-1) == CURFEW
    assert why(curfew=1, work=-1, tagged=0, being=Being.COMPANION, wanted=1) == 15


@pytest.mark.parametrize(
    ("shift", "minute", "out"),
    [(480, 404, True), (480, 405, False), (480, 1080, False), (480, 1081, True), (0, 1364, True), (0, 1365, False),
     (1380, 540, False), (1380, 541, True)],
)  # fmt: skip
def test_a_permit_begins_before_the_shift_and_ends_after_it_over_midnight_too(shift, minute, out):
    assert why(curfew=1, shift=shift, minute=minute) == (CURFEW if out else 0)


def found(world, curfew=0, turn=0, every=1):
    out = world.out(Suspects, world.citizens.n)
    n = suspects(
        world.citizens.handle, world.cache(Occupancy).handle, PERMITS.knobs, curfew, 720, turn, every, out.handle
    )
    return out.rows(n)


def test_those_outdoors_alive_and_free_are_looked_at_in_turn():
    world = make_world(field(20, 20), 200, tagged=1)
    people = world.citizens
    assert found(world) == []
    rows = np.array([0, 5, 63, 64, 130, 199])
    people.tagged[rows] = 0
    people.wanted[70], people.being[71] = True, Being.COMPANION
    everybody = [(0, 1), (5, 1), (63, 1), (64, 1), (70, 8), (71, 2), (130, 1), (199, 1)]
    assert found(world) == everybody
    assert found(world, turn=0, every=2) == [(0, 1), (5, 1), (63, 1), (130, 1)]
    assert found(world, turn=1, every=2) == [(64, 1), (70, 8), (71, 2), (199, 1)]
    people.alive[0] = False
    people.inside[5] = 0
    people.doing[[63, 64, 130, 199]] = (Activity.HELD, Activity.SHUT_DOWN, Activity.RECLAIMED, Activity.LYING)
    world.rebuild()
    assert found(world) == [(70, 8), (71, 2), (199, 1)]
    people.work[:] = -1
    assert len(found(world, curfew=1)) == 195


@pytest.mark.parametrize(("doing", "heading", "gone_mm", "seen"), [
    (Activity.CROSSING, BY_LINK, 8000, True), (Activity.CROSSING, BY_LINK, 8001, False),
    (Activity.WALKING, BY_LINK, 9000, True), (Activity.CROSSING, 0, 9000, True),
])  # fmt: skip
def test_who_is_well_on_the_way_by_a_lift_or_stairs_shows_at_neither_end(doing, heading, gone_mm, seen):
    world = make_world(field(20, 20), 1, tagged=0)
    people = world.citizens
    people.doing[0], people.heading[0], people.progress[0] = doing, heading, gone_mm
    assert bool(found(world)) == seen
