"""Pursuit of the helpless: an order falls with who cannot get up, and whoever lies at a hunter's feet is found."""

import pytest
from scenes.by_order import DRONE, at, ground, lives, order
from scenes.gatehouse import of_kind, report

from undergrid.world.authority.cases import DossierOf
from undergrid.world.authority.policy import FileOf
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.authority import Release
from undergrid.world.tables.people import Activity


def lying(points=40, doing=Activity.LYING, able=0, **watchers):
    """Somebody who lies in the open and cannot get up, hunted by order, and a hunter near by."""
    world = ground((30, 30), (32, 30), **({"hunters": ((22, 30),)} | watchers))
    world.citizens.doing[0], world.citizens.able[0] = doing, able
    order(world, 0, points=points)
    return world


@pytest.mark.parametrize(("doing", "able"), [(Activity.LYING, 0), (Activity.UNCONSCIOUS, 100)])
def test_with_who_lies_helpless_the_order_falls_and_nobody_is_sent_after_them_again(doing, able):
    """A night in which a hunter was sent after a boy on a tarp once an hour, came up to him, and gave up on him."""
    world = lying(doing=doing, able=able, drones=((5, 5),))
    events = lives(world, 60, 0, 0)
    (gone,) = of_kind(events, Kind.LET_GO)
    assert (gone.who, gone.whom, gone.amount) == (0, 0, Release.LIE)
    assert world.dossiers.sought[world.cache(DossierOf).slot[0]] == 0
    assert not world.files.assigned[world.cache(FileOf).slot[0]]
    assert {event.cause for event in of_kind(events, Kind.HUNT_ENDED)} == {gone.id}
    assert world.watchers.kind[1] == DRONE
    assert world.watchers.quarry[1] < 0  # the drone's hunt is over, too
    report(world, 0, at(30, 30), 0)
    assert not of_kind(lives(world, 60, 0, 0, pursuit={"again_minutes": 0}), Kind.HUNT_BEGAN)


def test_they_are_come_up_to_however_little_speaks_against_them():
    assert of_kind(lives(lying(points=10), 60, 0, 0), Kind.LET_GO)


def test_who_is_moved_along_by_somebody_is_not_let_lie():
    world = lying(doing=Activity.HAULED)
    assert not of_kind(lives(world, 60, 0, 0), Kind.LET_GO)
    assert world.dossiers.sought[world.cache(DossierOf).slot[0]]


@pytest.mark.parametrize(("able", "found"), [(0, True), (100, False)])
def test_who_is_wanted_and_lies_helpless_at_a_hunters_feet_is_found_whomever_else_it_has_an_eye_on(able, found):
    """A night in which a hunter searched for a man who lay unconscious a metre off, while it saw his companion."""
    world = lying(points=500, able=able, hunters=((29, 30),))
    assert bool(of_kind(lives(world, 12, 0, 1), Kind.ARRESTED)) == found
