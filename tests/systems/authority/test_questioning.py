"""Questioning: whom a hunter has stopped answers for a while, and is believed or not."""

import numpy as np
import pytest
from scenes.by_order import at, ground, order
from scenes.gatehouse import live, of_kind

from undergrid.core import luck
from undergrid.systems.authority import dossiers, questioning
from undergrid.world.authority.cases import DossierOf
from undergrid.world.authority.questions import believed, stop
from undergrid.world.body import injuries
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import intend
from undergrid.world.reasons.orders import asking
from undergrid.world.tables.authority import Duty
from undergrid.world.tables.body import BodyPart, WoundKind
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity, Pace
from undergrid.world.tables.society import Category

SURE = {"believed": 1, "untagged": 1}


def stopped(n=1, seconds=10, seed=1):
    """n people hunted by order, each stopped by a hunter of their own; and the orders."""
    world = ground(*[(5 + 2 * k % 50, 5 + 9 * (k // 25)) for k in range(n)],
                   hunters=tuple((5 + 2 * k % 50, 6 + 9 * (k // 25)) for k in range(n)), seed=seed)  # fmt: skip
    orders = [order(world, who) for who in range(n)]
    live(world, 1, dossiers)
    world.events.begin(world.tick)
    world.watchers.quarry[:] = np.arange(n)
    for who in range(n):
        stop(world, who, who, seconds)
    return world, orders


def lives(world, ticks, **params):
    return live(world, ticks, questioning, dossiers, questioning=params)


def test_whoever_is_stopped_comes_to_a_halt_and_can_do_nothing_meanwhile():
    world, _ = stopped()
    world.citizens.doing[0] = Activity.WALKING
    world.citizens.goal[0] = at(50, 5)
    intend(world, 0, Verb.WALK, at(50, 5), world.scenario_event)
    world.questionings.free(world.questionings.rows())
    stop(world, 0, 0, 10)
    assert (world.citizens.doing[0], world.citizens.goal[0], world.citizens.intent[0]) == (Activity.QUESTIONED, -1, 0)
    assert asking(world, 0, Verb.WALK, at(50, 5)) == Refusal.HELD


def test_who_is_believed_is_let_go_and_the_order_is_taken_back():
    world, _ = stopped()
    events = lives(world, 20, **SURE)
    (gone,), (ended,) = of_kind(events, Kind.LET_GO), of_kind(events, Kind.HUNT_ENDED)
    assert gone.tick == 1 + 10
    assert gone.cause == of_kind(world.events.rows(), Kind.STOPPED)[0].id
    assert gone.odds == luck.chance(1)
    assert ended.cause == gone.id
    slot = world.cache(DossierOf).slot[0]
    assert (world.dossiers.sought[slot], world.dossiers.suspicion[slot]) == (0, 0)
    assert not world.files.assigned[0]
    assert (world.watchers.duty[0], world.watchers.quarry[0]) == (Duty.RETURN, -1)
    assert (world.citizens.doing[0], world.citizens.cause[0]) == (Activity.WAITING, gone.id)
    assert not world.questionings.n_used


@pytest.mark.parametrize("share", [0, 1])
@pytest.mark.parametrize(("pace", "verb"), [(Pace.SNEAK, Verb.SNEAK), (Pace.WALK, Verb.WALK), (Pace.RUN, Verb.RUN)])
def test_believed_or_not_they_go_on_to_where_they_were_going_as_they_meant_to(share, pace, verb):
    world, _ = stopped(2)
    people = world.citizens
    world.questionings.free(world.questionings.rows())
    people.doing[0], people.goal[0], people.pace[0], people.cause[0] = Activity.WALKING, at(50, 5), pace, 77
    people.goal[1] = -1
    for who in range(2):
        stop(world, who, who, 10)
    lives(world, 12, believed=share, untagged=share)
    assert people.intent.tolist() == [verb, 0]
    assert (people.target[0], people.cause[0]) == (at(50, 5), 77)
    assert people.doing[1] == Activity.WAITING


@pytest.mark.parametrize("relief", [0, 39, 40, 1000])
def test_being_believed_takes_some_suspicion_away(relief):
    world, _ = stopped()
    lives(world, 20, relief_points=relief, **SURE)
    assert world.dossiers.suspicion[world.cache(DossierOf).slot[0]] == max(0, 40 - relief)


def test_who_is_not_believed_is_reported_and_the_hunter_stays_on_them_for_a_while():
    world, (given,) = stopped()
    events = lives(world, 30, believed=0, report_delay=7, doubt_points=9, follow_minutes=3)
    (doubt,) = of_kind(events, Kind.UNCONVINCED)
    assert doubt.cause == of_kind(world.events.rows(), Kind.STOPPED)[0].id
    assert (doubt.amount, doubt.odds) == (9, 0)
    slot = world.cache(DossierOf).slot[0]
    assert world.dossiers.suspicion[slot] == 40 + 9
    assert (world.dossiers.event[slot], world.dossiers.at[slot]) == (doubt.id, doubt.tick)
    assert (world.dossiers.sought[slot], world.dossiers.asked[slot]) == (given, doubt.tick)
    assert (world.watchers.duty[0], world.watchers.quarry[0]) == (Duty.HUNT, 0)
    assert (world.watchers.goal[0], world.watchers.until[0]) == (at(5, 5), doubt.tick + 180)
    assert (world.citizens.doing[0], world.citizens.cause[0]) == (Activity.WAITING, doubt.id)


def test_such_a_report_takes_its_time():
    world, _ = stopped()
    lives(world, 16, believed=0, report_delay=7)
    assert world.dossiers.suspicion[world.cache(DossierOf).slot[0]] == 40
    lives(world, 2)
    assert world.dossiers.suspicion[world.cache(DossierOf).slot[0]] == 55


def test_what_is_seen_of_them_speaks_for_them_or_against_them():
    shares = questioning.Params(
        believed=1, untagged=0.5, sign=0.125, covered=0.25, wounded=0.75, company=0.0625, again=0.375
    ).shares
    world, _ = stopped(2)
    world.citizens.cell[1] = at(50, 50)
    assert believed(world, 0, shares, 16) == 0.5
    world.citizens.tagged[0] = True
    assert believed(world, 0, shares, 16) == 1
    profiles = world.profiles
    slot = profiles.take(1)
    profiles.owner[slot], profiles.category[slot], profiles.insignia[slot] = 0, Category.HEALER, True
    assert believed(world, 0, shares, 16) == 0.125
    profiles.covered[slot] = True
    assert believed(world, 0, shares, 16) == 0.25
    profiles.insignia[slot] = False
    assert believed(world, 0, shares, 16) == 1
    world.dossiers.asked[world.cache(DossierOf).slot[0]] = 0
    assert believed(world, 0, shares, 16) == 0.375
    world.dossiers.asked[world.cache(DossierOf).slot[0]] = -1
    injuries.wound(world, 0, WoundKind.SHRAPNEL, BodyPart.LEG, 2, False, world.scenario_event, flow=0)
    assert believed(world, 0, shares, 16) == 0.75


@pytest.mark.parametrize("what", ["sign", "covered", "wounded", "again", "untagged"])
def test_each_of_these_leaves_fewer_who_are_believed(what):
    world, _ = stopped(60)
    if what in ("sign", "covered"):
        slots = world.profiles.take(60)
        world.profiles.owner[slots], world.profiles.insignia[slots] = np.arange(60), True
        world.profiles.category[slots], world.profiles.covered[slots] = Category.HEALER, what == "covered"
    elif what == "wounded":
        for who in range(60):
            injuries.wound(world, who, WoundKind.SHRAPNEL, BodyPart.LEG, 2, False, world.scenario_event, flow=0)
    elif what == "again":
        world.dossiers.asked[:] = 0
    else:
        world.citizens.tagged[:] = False
    told = lives(world, 20, **({"believed": 1, "untagged": 1, "company": 1} | {what: 0.5}))
    assert 18 <= len(of_kind(told, Kind.LET_GO)) <= 42


@pytest.mark.parametrize(("x", "counts"), [(9, True), (10, False)])
def test_company_speaks_against_one_as_far_as_it_stands_near_and_is_hunted_too(x, counts):
    shares = questioning.Params(believed=1, untagged=1, company=0.5).shares
    world, _ = stopped(2)
    world.citizens.cell[1] = at(x, 5)
    assert believed(world, 0, shares, 16) == (0.5 if counts else 1)
    world.dossiers.sought[world.cache(DossierOf).slot[1]] = 0
    assert believed(world, 0, shares, 16) == 1
    world.dossiers.wanted[world.cache(DossierOf).slot[1]] = True
    assert believed(world, 0, shares, 16) == (0.5 if counts else 1)
    world.citizens.inside[1] = 0
    assert believed(world, 0, shares, 16) == 1


def test_half_are_believed_at_one_half_and_near_company_is_told_by_its_metres():
    world, _ = stopped(100)
    told = lives(world, 20, believed=0.5, untagged=1, company=1)
    assert 35 <= len(of_kind(told, Kind.LET_GO)) <= 65
    assert len(of_kind(told, Kind.LET_GO, Kind.UNCONVINCED)) == 100
    world, _ = stopped(100)
    assert len(of_kind(lives(world, 20, believed=1, untagged=1, company=0, company_m=3), Kind.LET_GO)) == 100
    world, _ = stopped(100)
    assert len(of_kind(lives(world, 20, believed=1, untagged=1, company=0, company_m=4), Kind.LET_GO)) == 0


@pytest.mark.parametrize("what", ["duty", "impaired"])
def test_a_hunter_who_has_something_else_on_its_hands_lets_go(what):
    world, _ = stopped(2)
    if what == "duty":
        other = world.events.one(Kind.AMBUSH_LAID, 0, cause=world.scenario_event)
        world.watchers.duty[0], world.watchers.cause[0] = Duty.AMBUSH, other
    else:
        other, world.watchers.impaired[0] = int(world.watchers.cause[0]), world.tick + 50
    (gone,) = of_kind(lives(world, 2), Kind.LET_GO)
    assert (gone.whom, gone.cause) == (0, other)
    assert world.citizens.doing.tolist() == [Activity.WAITING, Activity.QUESTIONED]
    assert world.dossiers.sought[world.cache(DossierOf).slot[0]] != 0  # nothing has been answered


def test_whoever_faints_is_no_longer_asked_and_the_hunter_goes_on_with_its_hunt():
    world, _ = stopped()
    world.citizens.doing[0] = Activity.UNCONSCIOUS
    assert not lives(world, 20)
    assert not world.questionings.n_used
    assert world.watchers.duty[0] == Duty.HUNT


def test_one_stopped_more_changes_nothing_for_the_others():
    def told(n):
        world, _ = stopped(n)
        events = of_kind(lives(world, 20, believed=0.5, untagged=1, company=1), Kind.LET_GO, Kind.UNCONVINCED)
        return {(event.kind, event.whom) for event in events}

    assert told(39) == {(kind, whom) for kind, whom in told(40) if whom < 39}


def signed(world, n, covered=True):
    """n people wear the sign of a healer."""
    slots = world.profiles.take(n)
    world.profiles.owner[slots], world.profiles.insignia[slots] = np.arange(n), True
    world.profiles.category[slots], world.profiles.covered[slots] = Category.HEALER, covered


@pytest.mark.parametrize(("category", "chance"), [(Category.UNALIGNED, 0.5), (Category.HEALER, 0.125)])
def test_a_sign_that_is_covered_now_helps_less_whom_they_have_told_by_it(category, chance):
    """A night in which a healer was told by her sign, stopped a minute later, and let go like anybody else."""
    shares = questioning.Params(believed=1, untagged=1, covered=0.5, known=0.25).shares
    world, _ = stopped()
    signed(world, 1)
    world.files.category[0] = category
    assert believed(world, 0, shares, 16) == chance
    world.files.assigned[0] = False
    assert believed(world, 0, shares, 16) == 0.5


@pytest.mark.parametrize(("able", "x", "chance"), [(0, 9, 0.5), (0, 10, 1), (100, 9, 1)])
def test_somebody_helpless_near_whom_they_are_bound_to_speaks_against_them(able, x, chance):
    shares = questioning.Params(believed=1, untagged=1, company=1, charge=0.5).shares
    world, _ = stopped(2)
    world.citizens.cell[1], world.citizens.able[1], world.citizens.doing[1] = at(x, 5), able, Activity.LYING
    assert believed(world, 0, shares, 16) == 1  # a stranger
    slot = world.bonds.take(1)
    world.bonds.a[slot], world.bonds.b[slot] = 0, 1
    assert believed(world, 0, shares, 16) == chance


def test_and_so_does_whom_they_move_along():
    shares = questioning.Params(believed=1, untagged=1, company=1, charge=0.5).shares
    world, _ = stopped(2)
    slot = world.hauls.take(1)
    world.hauls.hauler[slot], world.hauls.hauled[slot] = 0, 1
    assert believed(world, 0, shares, 16) == 0.5


@pytest.mark.parametrize("what", ["known", "charge"])
def test_either_leaves_fewer_who_are_believed(what):
    world, _ = stopped(60)
    if what == "known":
        signed(world, 60)
        world.files.category[:] = Category.HEALER
    else:
        slots = world.hauls.take(60)
        world.hauls.hauler[slots], world.hauls.hauled[slots] = np.arange(60), np.arange(60)[::-1]
    told = lives(world, 20, **({"believed": 1, "untagged": 1, "company": 1, "covered": 1} | {what: 0.5}))
    assert 18 <= len(of_kind(told, Kind.LET_GO)) <= 42
