"""Pledges: kept when both are there; broken by time, by leaving, by taking them back; released by who received them."""

from __future__ import annotations

import pytest
from scenes.strangers import live, told
from scenes.worlds import make_world

from undergrid.systems.society import pledges
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import intend
from undergrid.world.society import regard
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity
from undergrid.world.tables.society import PledgeState
from undergrid.world.world import World

PLACE = 70
RULES = pledges.Params()


def promised() -> World:
    """Citizen 0 has promised citizen 1 to bring them to a place far off."""
    world = make_world("." * 80, [(0, 0), (1, 0)])
    intend(world, 0, Verb.PLEDGE, 1, 77, amount=PLACE)
    live(world, [pledges])
    return world


def put(world: World, who: int, cell: int) -> None:
    world.citizens.cell[who] = cell
    world.rebuild()


def test_a_pledge_is_written_down_with_its_place_and_term():
    world = promised()
    (pledge,) = told(world, Kind.PLEDGED)
    slot = int(world.pledges.rows()[0])
    row = world.pledges
    assert (row.by[slot], row.to[slot], row.cell[slot], row.cause[slot]) == (0, 1, PLACE, pledge.id)
    assert row.due[slot] == RULES.hours * 3600
    assert pledge.cause == 77
    assert world.citizens.intent[0] == 0, "it is said, and done with"
    assert regard.trust(world, 1, 0) > 500


def test_it_is_kept_once_both_are_there_and_not_before():
    world = promised()
    put(world, 0, PLACE - 2)
    live(world, [pledges], 20)
    assert not told(world, Kind.PLEDGE_KEPT)
    put(world, 1, PLACE)
    before = regard.trust(world, 1, 0)
    live(world, [pledges], 20)
    (kept,) = told(world, Kind.PLEDGE_KEPT)
    assert kept.cause == told(world, Kind.PLEDGED)[0].id
    assert regard.trust(world, 1, 0) > before


def test_it_is_broken_by_staying_away_but_not_by_a_short_absence():
    world = promised()
    put(world, 0, 60)
    live(world, [pledges], 300)
    put(world, 0, 2)
    live(world, [pledges], 20)
    put(world, 0, 60)
    live(world, [pledges], round(RULES.apart_minutes * 60) - 300)
    assert not told(world, Kind.PLEDGE_BROKEN)
    live(world, [pledges], 320)
    (broken,) = told(world, Kind.PLEDGE_BROKEN)
    assert (broken.who, broken.whom) == (0, 1)
    assert regard.trust(world, 1, 0) < 500


def test_it_is_broken_when_its_time_is_over():
    world = promised()
    world.pledges.due[0] = world.tick + 5
    live(world, [pledges], 20)
    assert told(world, Kind.PLEDGE_BROKEN)


def test_a_death_ends_it_without_blame():
    for dead in (0, 1):
        world = promised()
        before = regard.trust(world, 1, 0)
        world.citizens.alive[dead] = False
        live(world, [pledges], 20)
        assert not told(world, Kind.PLEDGE_BROKEN)
        assert world.pledges.outcome[0] == PledgeState.RELEASED
        assert regard.trust(world, 1, 0) == before


@pytest.mark.parametrize(("who", "kind"), [(1, Kind.RELEASED), (0, Kind.PLEDGE_BROKEN)])
def test_who_received_it_can_release_the_other_and_who_gave_it_can_only_take_it_back(who: int, kind: Kind):
    world = promised()
    before = regard.trust(world, 1, 0)
    intend(world, who, Verb.RELEASE, 1 - who, 78)
    live(world, [pledges])
    (event,) = told(world, kind)
    assert event.cause == 78
    assert (regard.trust(world, 1, 0) < before) == (who == 0)


def test_nothing_is_promised_twice_to_the_dead_or_from_afar():
    world = promised()
    intend(world, 0, Verb.PLEDGE, 1, 78, amount=PLACE)
    live(world, [pledges])
    world.citizens.doing[1] = Activity.UNCONSCIOUS
    intend(world, 0, Verb.PLEDGE, 1, 78, amount=PLACE)
    live(world, [pledges])
    world.citizens.alive[1] = False
    intend(world, 0, Verb.PLEDGE, 1, 78, amount=PLACE)
    live(world, [pledges])
    reasons = [event.amount for event in told(world, Kind.REFUSED)]
    assert reasons == [Refusal.NOT_NEEDED, Refusal.NO_ANSWER, Refusal.TARGET_DEAD]
    assert len(world.pledges.rows()) == 1
