"""Recycling: how long air and power last in a base that is shut off, and who goes out for want of it."""

import pytest
from scenes.closed import BASE, OTHER, SHARE, closed, go, lay
from scenes.strangers import told
from scenes.worlds import make_world, run

from undergrid.systems.body import breath
from undergrid.systems.items import fusion
from undergrid.systems.places import recycling
from undergrid.world.body.closed_air import PER_KG, ClosedAir, out_at, oxygen
from undergrid.world.items import power
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import amount_of, intend
from undergrid.world.places.occupancy import bring
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity
from undergrid.world.view.bases import BaseAir
from undergrid.world.view.view import view


def kept_in(n, out=0, **given):
    """As `closed`, with people who stay where they are."""
    world = closed(n, out, **given)
    world.citizens.doing[:] = Activity.WAITING
    return world


def live(world, ticks, **knobs):
    """Let power, air and breath go on."""
    world.share([ClosedAir(**knobs)])
    for _ in range(ticks):
        world.events.begin(world.tick)
        fusion.step(world)
        recycling.step(world)
        breath.step(world)
        world.tick += 1


def test_nothing_is_told_where_there_are_no_bases():
    world = make_world("...", [(0, 0)])
    live(world, 3)
    assert not world.events.n


@pytest.mark.parametrize("breathes", [420, 840])
def test_the_air_lasts_the_shorter_the_more_each_breathes(breathes):
    world = kept_in(7)
    run(recycling, world, 1300, breathes_g=breathes, low=20)
    low, out = (told(world, kind) for kind in (Kind.AIR_LOW, Kind.AIR_OUT))
    lasts = 1000 * SHARE // (5 * breathes)
    assert [event.tick for event in low] == [800 * SHARE // (5 * breathes)]
    assert [event.tick for event in out] == [lasts]
    assert (low[0].who, low[0].whom, low[0].amount, out[0].cause) == (BASE, -1, 7, low[0].id)


@pytest.mark.parametrize("low", [0, 20, 55])
def test_it_is_low_at_the_share_that_is_said(low):
    world = kept_in(7)
    run(recycling, world, 400, low=low)
    assert [event.tick for event in told(world, Kind.AIR_LOW)] == ([200 - 2 * low] if low else [])
    assert [event.tick for event in told(world, Kind.AIR_OUT)] == [200]


@pytest.mark.parametrize("good", [21, 30, 90])
def test_it_is_well_again_from_the_share_that_is_said_on_and_full_at_last(good):
    world = kept_in(7, people=4)
    run(recycling, world, 300, good=good)
    for who in range(5):
        go(world, who, inside=False)
    held = oxygen(world, 0) // SHARE
    run(recycling, world, 500, good=good)
    [well] = told(world, Kind.AIR_GOOD)
    assert well.tick == 300 + -(-(10 * good - held) // 2)
    assert well.cause == world.citizens.cause[0]
    run(recycling, world, 300, good=good)
    assert 0 <= 1000 * SHARE - oxygen(world, 0) < 2 * SHARE
    assert world.bases.made[0] == 2


@pytest.mark.parametrize("watts", [100, 174])
def test_a_cell_lasts_the_shorter_the_more_each_draws_and_the_air_fails_with_it(watts):
    world = kept_in(2, joules=watts * 2 * 50 + 7)
    live(world, 1000, person_w=watts)
    [stopped] = told(world, Kind.RECYCLING_STOPPED)
    assert (stopped.tick, stopped.amount) == (50, 2 * watts)
    assert power.stored(world, 0) == 7
    assert [event.tick for event in told(world, Kind.AIR_OUT)] == [50 + 500]


def test_the_fullest_of_the_other_cells_there_takes_over():
    world = kept_in(2, joules=348 * 50)
    for joules in (5_000, 9_000):
        power.add_cell(world, lay(world, ItemKind.FUSION_CELL), joules, 100_000)
    live(world, 200)
    assert [event.tick for event in told(world, Kind.RECYCLING_STOPPED)] == [50, 50 + 25, 50 + 25 + 14]
    assert [power.stored(world, row) for row in range(3)] == [0, 5_000 - 14 * 348, 9_000 - 25 * 348]


def test_where_it_is_out_people_have_no_breath_until_enough_is_made_for_who_is_left():
    world = kept_in(5)
    live(world, 400)
    [out] = told(world, Kind.AIR_OUT)
    assert [event.cause for event in told(world, Kind.SUFFOCATES)] == [out.id] * 5
    assert len(told(world, Kind.FAINTED)) == 5
    assert out_at(world, 0) == world.tick
    for who in (0, 1, 2):
        go(world, who, inside=False)
    live(world, 3)
    assert len(told(world, Kind.BREATHES_AGAIN)) == 5
    assert world.citizens.alive.all()
    assert [event.amount for event in told(world, Kind.AIR_LOW)] == [5, 2]
    assert out_at(world, 0) > world.tick


def test_whoever_comes_to_where_it_is_out_has_none_because_they_came():
    world = kept_in(5, 1)
    live(world, 350)
    walk = world.citizens.cause[5] = world.events.one(Kind.ORDERED, 5, BASE, amount=6)
    go(world, 5, inside=True)
    live(world, 2)
    assert told(world, Kind.SUFFOCATES)[-1].cause == walk


def test_whoever_is_one_too_many_is_named():
    world = kept_in(2, 2)
    live(world, 10)
    walk = world.citizens.cause[3] = world.events.one(Kind.ORDERED, 3, BASE, amount=6)
    go(world, 3, inside=True)
    live(world, 900)
    [low] = told(world, Kind.AIR_LOW)
    assert (low.whom, low.cause, low.tick) == (3, walk, 10 + 800)


@pytest.mark.parametrize(("metres", "minutes"), [(10, 1), (40, 30)])
def test_as_many_of_the_crowd_as_are_too_many_go_out_as_far_and_as_long_as_is_said(metres, minutes):
    world = closed(7)
    live(world, 200, outside_m=metres, outside_minutes=minutes)
    [low] = told(world, Kind.AIR_LOW)
    people = world.citizens
    gone = [who for who in range(7) if people.intent[who]]
    assert len(gone) == 5
    for who in gone:
        assert people.cause[who] == low.id
        assert amount_of(world, who) == 0
        assert people.wake[who] == 180 + 60 * minutes
        _, x, y = world.city.where(int(people.target[who]))
        assert max(abs(x - 20), abs(y - 5)) <= metres // 2


@pytest.mark.parametrize("what", ["idle", "asleep", "on their way", "of their own mind", "the air is good"])
def test_only_those_of_the_crowd_who_are_awake_and_idle_are_sent_out_and_only_while_it_is_low(what):
    world = closed(3)
    people = world.citizens
    people.doing[1:] = Activity.WAITING
    if what == "asleep":
        people.doing[0] = Activity.SLEEPING
    if what == "on their way":
        intend(world, 0, Verb.SLEEP, -1, world.scenario_event)
    if what == "of their own mind":
        world.plans.grow(1)
        world.plans.owner[0] = 0
        world.rebuild()
    live(world, 780 if what == "the air is good" else 850)
    assert (people.intent[0] == Verb.WALK) == (what == "idle")
    assert not people.intent[1:].any()


def test_who_is_sent_out_does_not_hang_on_the_rows():
    gone = []
    for order in (1, -1):
        world = closed(7)
        world.citizens.luck[:] = world.citizens.luck[::order].copy()
        world.rebuild()
        live(world, 200)
        gone.append({int(world.citizens.luck[who]) for who in range(7) if world.citizens.intent[who]})
    assert gone[0] == gone[1]


def test_two_bases_breathe_apart():
    world = kept_in(5, 2)
    row = world.bases.grow(1)
    world.bases.building[row], world.bases.people[row], world.bases.airless[row] = OTHER, 1, world.airless.grow(1)
    world.bases.full[row] = world.bases.oxygen[row] = 500 * SHARE
    for who in (5, 6):
        bring(world, who, int(world.city.doors[OTHER]), OTHER)
    live(world, 340)
    assert [(event.who, event.tick) for event in told(world, Kind.AIR_OUT)] == [(OTHER, 250), (BASE, 333)]
    assert world.bases.inside.tolist() == [5, 2]
    bring(world, 0, int(world.city.doors[OTHER]), OTHER)
    live(world, 1)
    assert world.bases.inside.tolist() == [4, 3]
    assert world.lodgers.n_used == 7


def test_whoever_is_there_and_awake_is_shown_how_it_stands_and_how_long_it_lasts():
    world = kept_in(7, 1)
    live(world, 180)
    assert view(world, 0).air == BaseAir(
        inside=7, recycled=2, grams=1000 * SHARE * 1000 // PER_KG // 10, low=True, out_at=200
    )
    assert view(world, 7).air is None
    world.citizens.doing[0] = Activity.UNCONSCIOUS
    assert view(world, 0).air is None
    for who in range(5):
        go(world, who, inside=False)
    live(world, 1)
    assert view(world, 5).air.out_at is None


def test_nobody_is_sent_out_of_an_open_base_and_nothing_is_breathed_there():
    world = closed(7)
    world.bases.full[0] = world.bases.oxygen[0] = 0
    live(world, 200)
    assert not world.citizens.intent.any()
    assert [event.kind for event in world.events.rows()] == []
    assert world.lodgers.n_used == 7
