"""Approach: the wounded go to those whose sign says that they heal, far less often where it is covered."""

import numpy as np
import pytest
from scenes.gatehouse import live, of_kind
from scenes.worlds import field, make_city, make_world, run

from undergrid.core import luck
from undergrid.systems.movement import movement
from undergrid.systems.society import seeking_help
from undergrid.world.body import injuries
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.body import BodyPart, WoundKind
from undergrid.world.tables.people import Activity
from undergrid.world.tables.society import Category

SIDE = 60


def ward(n=1, metres=20, category=Category.HEALER, covered=False, hurt=True, drawing=None, seed=1):
    """Somebody who wears a sign, and n wounded people so far away; everybody stands."""
    people = [(30, 30)] + [(30 + metres // 2, 30)] * n
    world = make_world(make_city(drawing or field(SIDE, SIDE)), people, seed=seed)
    slot = int(world.profiles.take(1)[0])
    profiles = world.profiles
    profiles.owner[slot], profiles.category[slot], profiles.insignia[slot] = 0, category, True
    profiles.covered[slot] = covered
    world.events.begin(0)
    for who in range(1, n + 1) if hurt else ():
        injuries.wound(world, who, WoundKind.CUT, BodyPart.ARM, 1, False, world.scenario_event)
    world.citizens.doing[:] = Activity.WAITING
    return world


def seekers(world, ticks=1, **params):
    first = world.events.n
    run(seeking_help, world, ticks, period=1, **params)
    return of_kind(world.events.rows()[first:], Kind.SOUGHT_HELP)


def test_the_wounded_who_see_a_healer_go_to_them_and_stay_a_while():
    world = ward()
    told = []
    for _ in range(400):
        told += of_kind(live(world, 1, seeking_help, movement), Kind.SOUGHT_HELP)
    assert (told[0].who, told[0].whom, told[0].cause) == (1, 0, int(world.wounds.cause[0]))
    assert told[0].odds
    assert len(told) == 1
    assert world.citizens.cell[1] == world.citizens.cell[0]
    assert world.citizens.wake[1] > told[0].tick


def test_in_a_minute_so_many_go_as_the_rate_says():
    world = ward(n=400)
    gone = {event.who for event in seekers(world, 60, per_minute=0.3)}
    assert len(gone) / 400 == pytest.approx(0.3, abs=3.3 * (0.21 / 400) ** 0.5)


def test_a_covered_sign_draws_far_fewer():
    shown, covered = ({e.who for e in seekers(ward(n=400, covered=hidden), 60)} for hidden in (False, True))
    assert len(covered) < len(shown) / 6


@pytest.mark.parametrize(("period", "looks"), [(1, 60), (7, 8), (10, 6), (60, 1), (90, 1)])
def test_the_odds_of_a_look_make_up_the_rate_of_a_minute_and_a_covered_sign_takes_its_share(period, looks):
    for covered, share in ((False, 1), (True, 0.05)):
        world = ward(n=400, covered=covered)
        run(seeking_help, world, 2 * period, period=period, per_minute=0.9)
        assert {event.odds for event in of_kind(world.events.rows(), Kind.SOUGHT_HELP)} == {
            round(luck.per_tick(0.9, looks) * share)
        }


def seen_from(*apart, **params):
    """Whether somebody wounded, so many cells east of a healer, goes to them where each look draws."""
    found = []
    for cells in apart:
        world = ward(metres=2 * cells)
        found.append(bool(seekers(world, per_minute=1, **params)))
    return found


def test_a_sign_is_seen_from_within_forty_metres_and_whoever_is_within_four_is_with_them():
    assert seen_from(2, 3, 20, 21) == [False, True, True, False]
    assert seen_from(5, 6, 10, 11, near_m=10, sight_m=20) == [False, True, True, False]
    world = ward(metres=40)
    world.citizens.cell[1] += SIDE  # 20 cells away and one aside: a little farther
    assert not seekers(world, per_minute=1)


@pytest.mark.parametrize(
    ("change", "drawn"),
    [
        ({}, True),
        ({"inside": 0}, False),
        ({"alive": False}, False),
        ({"doing": Activity.HELD}, False),
        ({"doing": Activity.RECLAIMED}, False),
        ({"doing": Activity(Activity.HELD - 1)}, True),
        ({"doing": Activity(Activity.RECLAIMED + 1)}, True),
    ],
)
def test_only_a_healer_who_is_out_of_doors_alive_and_not_in_custody_draws_anybody(change, drawn):
    world = ward(n=20)
    for name, value in change.items():
        getattr(world.citizens, name)[0] = value
    assert bool(seekers(world, 10, per_minute=1)) == drawn


@pytest.mark.parametrize(
    ("change", "goes"),
    [
        ({}, True),
        ({"inside": 0}, False),
        ({"able": 0}, False),
        ({"intent": 1}, False),
        ({"doing": Activity.PRESENTING}, False),
        ({"doing": Activity(Activity.PRESENTING - 1)}, True),
    ],
)
def test_of_two_wounded_only_the_one_who_is_out_of_doors_and_free_goes(change, goes):
    world = ward(n=2)
    for name, value in change.items():
        getattr(world.citizens, name)[1] = value
    assert [event.who for event in seekers(world, per_minute=1)] == ([1, 2] if goes else [2])


def test_of_several_healers_the_nearest_who_draws_them_is_gone_to_the_first_among_equals_and_stayed_with():
    world = ward(n=2, metres=30)
    world.citizens.grow(3)
    for who, (x, y) in ((3, (50, 30)), (4, (47, 36)), (5, (45, 35))):
        world.citizens.cell[who] = world.city.cell(0, x, y)
        slot = int(world.profiles.take(1)[0])
        world.profiles.owner[slot], world.profiles.category[slot], world.profiles.insignia[slot] = (
            who, Category.HEALER, True,
        )  # fmt: skip
    world.citizens.doing[:] = Activity.WAITING
    world.rebuild()
    world.citizens.cell[2] = world.city.cell(0, 38, 30)
    world.tick = 0
    sought = seekers(world, per_minute=1, stays_minutes=3)
    assert [(event.who, event.whom) for event in sought] == [
        (1, 3),
        (2, 0),
    ]  # 5 cells are nearer than 2 and 6, and not than 5
    people = world.citizens
    assert people.target[1:3].tolist() == people.cell[[3, 0]].tolist()
    assert people.wake[1:3].tolist() == [180, 180]
    assert people.cause[1:3].tolist() == [event.id for event in sought]


@pytest.mark.parametrize("why", ["unhurt", "other sign", "far", "wall", "cannot walk", "asleep", "minded", "near"])
def test_nobody_goes_who_has_no_reason_or_cannot(why):
    wall = [list("." * SIDE) for _ in range(SIDE)]
    for y in range(SIDE):
        wall[y][33] = "#" if why == "wall" else "."
    world = ward(
        n=20,
        metres={"far": 50, "near": 4}.get(why, 20),
        category=Category.REBEL if why == "other sign" else Category.HEALER,
        hurt=why != "unhurt",
        drawing="\n".join("".join(row) for row in wall),
    )
    if why == "cannot walk":
        world.citizens.able[:] = 0
    if why == "asleep":
        world.citizens.doing[1:] = Activity.SLEEPING
    if why == "minded":
        rows = np.arange(21)
        world.plans.grow(21)
        world.plans.owner[:] = rows
        world.rebuild()
    assert not seekers(world, 60, per_minute=1)


def test_a_bystander_changes_nobodys_way():
    def who(n):
        return sorted((e.who, e.tick) for e in seekers(ward(n=n), 20) if e.who <= 20)

    assert who(20) == who(60)


@pytest.mark.parametrize(("doing", "goes_to", "seek"), [
    (Activity.WALKING, "the healer", False),
    (Activity.WAITING, "the healer", True),
    (Activity.WALKING, "elsewhere", True),
])  # fmt: skip
def test_only_who_is_on_the_way_to_a_healer_looks_for_none(doing, goes_to, seek):
    world = ward(n=20)
    world.citizens.doing[1:] = doing
    world.citizens.goal[1:] = world.citizens.cell[0] if goes_to == "the healer" else 7
    assert bool(seekers(world, 10, per_minute=1)) == seek
