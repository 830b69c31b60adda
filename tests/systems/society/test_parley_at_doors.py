"""Parley at more than one door: which talk goes on, who answers, who comes in with whom and how they stand then."""

from __future__ import annotations

import numpy as np
import pytest
from scenes.strangers import INSIDE, OUTSIDE, SHELTER, at_the_door, live, told
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.systems.movement import movement
from undergrid.systems.places import shelter
from undergrid.systems.society import parley
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import intend
from undergrid.world.places.occupancy import move_body
from undergrid.world.places.shelters import set_door
from undergrid.world.society import regard
from undergrid.world.society.parley_odds import parley_of
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import NEVER, Activity
from undergrid.world.tables.society import Answer, ParleyState
from undergrid.world.world import World

FIRST, SECOND = 0, 1  # the houses, with citizens 0 and 1 in them
ASKER, BESIDE = 2, 3  # before the first of them


def two_doors() -> World:
    """Two locked refuges with somebody in each, and two people before the first."""
    city = make_city(field(40, 9), buildings=[(Use.REFUGE, 0, 4, 4), (Use.REFUGE, 0, 20, 4)])
    world = make_world(city, [(4, 4), (20, 4), (4, 4), (4, 4)])
    for building in (FIRST, SECOND):
        move_body(world, building, building)
        world.citizens.doing[building] = Activity.RESTING
        world.shelters.lock[building] = True
        set_door(world, building, world.scenario_event, locked=True)
    world.citizens.wake[:] = NEVER
    return world


def ask(world: World, who: int, building: int, cause: int = 77) -> None:
    world.citizens.cell[who] = world.city.doors[building]
    world.rebuild()
    intend(world, who, Verb.ASK, building, cause)
    live(world, [parley])


def test_whoever_asks_at_another_door_has_done_with_the_first_and_begins_anew_there():
    world, parleys = two_doors(), None
    for who in (ASKER, BESIDE):
        ask(world, who, FIRST)
    ask(world, ASKER, SECOND, 78)
    parleys = world.parleys
    slot, other = parley_of(world, ASKER), parley_of(world, BESIDE)
    assert [int(parleys.building[n]) for n in (slot, other)] == [SECOND, FIRST]
    assert [int(parleys.tries[n]) for n in (slot, other)] == [1, 1]
    assert [int(parleys.host[n]) for n in (slot, other)] == [SECOND, FIRST]
    assert parleys.n_used == 2
    assert not told(world, Kind.GAVE_UP)
    assert [(event.who, event.whom, event.cause) for event in told(world, Kind.ASKED)] == [
        (ASKER, 0, 77), (BESIDE, 0, 77), (ASKER, 1, 78)
    ]  # fmt: skip


def test_whoever_asks_again_at_the_same_door_goes_on_with_the_talk():
    world = two_doors()
    for who in (ASKER, BESIDE):
        ask(world, who, FIRST)
    slot = parley_of(world, ASKER)
    ask(world, ASKER, FIRST, 78)
    assert parley_of(world, ASKER) == slot
    assert world.parleys.tries[[slot, parley_of(world, BESIDE)]].tolist() == [2, 1]
    assert world.parleys.due[slot] == world.tick - 1 + parley.Params().answer_s


@pytest.mark.parametrize("elsewhere", ["outdoors", "indoors"])
def test_who_comes_in_with_somebody_has_done_with_a_talk_of_their_own(elsewhere):
    world = two_doors()
    world.bonds.take(1)
    world.bonds.a[0], world.bonds.b[0] = ASKER, BESIDE
    last = world.citizens.grow(1)
    world.citizens.cell[last], world.citizens.wake[last] = world.city.cell(0, 30, 4), NEVER
    world.rebuild()
    if elsewhere == "indoors":
        move_body(world, last, SECOND)
    for who in (ASKER, BESIDE):
        intend(world, who, Verb.ASK, FIRST, 77)
    live(world, [parley], 12, doorstep={"open_door": 100_000})
    assert [(event.who, event.whom) for event in told(world, Kind.LET_IN)] == [(FIRST, ASKER), (FIRST, BESIDE)]
    assert not told(world, Kind.GAVE_UP, Kind.FORCED_IN)
    assert not world.parleys.used.any()


@pytest.mark.parametrize("minded", [False, True])
def test_a_draw_decides_after_a_moment_and_a_mind_is_given_a_minute_to_act_on_it(minded):
    world = two_doors()
    if minded:
        world.plans.grow(1)
        world.plans.owner[0] = 0
        world.rebuild()
    ask(world, ASKER, FIRST)
    slot = parley_of(world, ASKER)
    assert (world.parleys.turn[slot], world.parleys.due[slot]) == (ParleyState.ASKED, 8)
    live(world, [parley], 8, doorstep={"open_door": -100_000, "silence": 100_000})
    assert world.parleys.answer[slot] == Answer.SILENCE
    assert world.parleys.due[slot] == 68
    assert world.parleys.turn[slot] == (ParleyState.ASKED if minded else ParleyState.REFUSED)
    live(world, [parley], 60)
    (silent,) = told(world, Kind.KEPT_SILENT)
    assert (silent.tick, silent.who, silent.whom) == (68 if minded else 8, 0, ASKER)
    assert (silent.stream, silent.odds) == (parley.ANSWER, int(world.parleys.odds[slot]))
    assert silent.cause == told(world, Kind.ASKED)[0].id


def test_who_has_died_meanwhile_has_not_kept_silent():
    world = two_doors()
    world.plans.grow(1)
    world.plans.owner[0] = 0
    world.rebuild()
    ask(world, ASKER, FIRST)
    live(world, [parley], 8, doorstep={"open_door": -100_000, "silence": 100_000})
    world.citizens.alive[0] = False
    live(world, [parley], 60)
    assert not told(world, Kind.KEPT_SILENT)
    assert world.parleys.turn[parley_of(world, ASKER)] == ParleyState.REFUSED


def test_six_at_once_are_understood_at_a_door_and_as_many_at_the_next():
    world = two_doors()
    world.citizens.grow(16)
    people = world.citizens
    askers = np.arange(4, people.n)
    people.doing[4:], people.wake[4:] = Activity.WAITING, NEVER
    people.cell[4:] = world.city.doors[FIRST]
    people.cell[12:] = world.city.doors[SECOND]
    world.rebuild()
    for who in askers.tolist():
        intend(world, who, Verb.ASK, FIRST if who < 12 else SECOND, 77)
    live(world, [parley])
    assert [event.who for event in told(world, Kind.ASKED)] == [*range(4, 10), *range(12, 18)]
    refused = [(event.who, event.amount) for event in told(world, Kind.REFUSED)]
    assert refused == [(who, Refusal.NO_ANSWER) for who in (10, 11, 18, 19)]


def companions(**columns: int) -> World:
    """Somebody and a companion of their band before a locked door, and another who is none of theirs."""
    world = at_the_door(more=2)
    world.citizens.cell[2:] = world.citizens.cell[OUTSIDE]
    for name, value in columns.items():
        getattr(world.citizens, name)[2] = value
    world.rebuild()
    slots = world.members.take(2)
    world.members.owner[slots], world.members.band[slots] = np.array([OUTSIDE, 2]), 0
    return world


def let_in(world: World) -> list[int]:
    """Who is inside once INSIDE has opened to OUTSIDE."""
    intend(world, INSIDE, Verb.ADMIT, OUTSIDE, 77)
    live(world, [parley])
    return np.flatnonzero(world.citizens.inside == SHELTER).tolist()


@pytest.mark.parametrize(("doing", "then"), [
    (Activity.WALKING, Activity.RESTING), (Activity.UNCONSCIOUS, Activity.UNCONSCIOUS),
    (Activity.SLEEPING, Activity.SLEEPING),
])  # fmt: skip
def test_who_comes_in_stands_still_but_the_senseless_go_on_lying(doing, then):
    world = companions(doing=doing, goal=7)
    world.citizens.doing[OUTSIDE] = Activity.WALKING
    assert let_in(world) == [INSIDE, OUTSIDE, 2]
    assert world.citizens.doing[2] == then
    assert world.citizens.doing[OUTSIDE] == Activity.RESTING
    assert world.citizens.goal[2] == (-1 if doing == Activity.WALKING else 7)


def test_only_the_first_let_in_is_by_the_order_and_who_stands_elsewhere_stays_out():
    world = companions()
    assert let_in(world) == [INSIDE, OUTSIDE, 2]
    first, second = told(world, Kind.LET_IN)
    assert (first.who, first.whom, first.cause) == (INSIDE, OUTSIDE, 77)
    assert (second.who, second.whom, second.cause) == (INSIDE, 2, first.id)
    assert [event.odds for event in (first, second)] == [0, 0]
    far = companions(cell=at_the_door().city.cell(0, 5, 4))
    assert let_in(far) == [INSIDE, OUTSIDE]


def test_who_is_let_in_thanks_the_host_and_nobody_else_and_stays_a_minute_unless_they_have_a_mind():
    world = companions()
    world.plans.grow(1)
    world.plans.owner[0] = 2
    world.rebuild()
    let_in(world)
    assert regard.trust(world, OUTSIDE, INSIDE) == regard.trust(world, 2, INSIDE) > 500
    assert world.citizens.wake[[OUTSIDE, 2, 3]].tolist() == [parley.Params().patience_s, NEVER, NEVER]


@pytest.mark.parametrize("armed", [False, True])
def test_who_is_warned_fears_it_the_more_where_arms_are_drawn_and_waits_a_moment(armed):
    world = two_doors()
    for who in (ASKER, BESIDE):
        ask(world, who, FIRST)
    if armed:
        kit.add(world, 0, ItemKind.RIFLE, 1, world.scenario_event)
    before = [regard.fear(world, who, 0) for who in (ASKER, BESIDE)]
    intend(world, 0, Verb.WARN, ASKER, 79)
    live(world, [parley])
    fears = [regard.fear(world, who, 0) - was for who, was in zip((ASKER, BESIDE), before, strict=True)]
    assert fears == [60 + 120 * armed, 0]
    slot, other = parley_of(world, ASKER), parley_of(world, BESIDE)
    (turned,) = told(world, Kind.TURNED_AWAY)
    assert (turned.who, turned.whom) == (0, ASKER)
    parleys = world.parleys
    assert (parleys.turn[slot], parleys.warned[slot], parleys.cause[slot]) == (ParleyState.REFUSED, True, turned.id)
    assert parleys.due[slot] == world.tick - 1 + 8
    assert not parleys.warned[other]


def test_a_warning_from_another_house_turns_nobody_away_from_this_one():
    world = two_doors()
    ask(world, ASKER, FIRST)
    world.citizens.cell[1] = world.city.cell(0, 5, 4)
    world.citizens.inside[1] = -1
    world.rebuild()
    intend(world, 1, Verb.WARN, ASKER, 79)
    live(world, [parley])
    assert told(world, Kind.WARNED)
    assert not told(world, Kind.TURNED_AWAY)
    assert world.parleys.turn[parley_of(world, ASKER)] == ParleyState.ASKED


@pytest.mark.parametrize("why", ["dead", "senseless", "walked off", "indoors elsewhere"])
def test_a_talk_ends_with_whoever_cannot_go_on_with_it_and_the_others_goes_on(why):
    world = two_doors()
    for who in (ASKER, BESIDE):
        ask(world, who, FIRST)
    people = world.citizens
    if why == "dead":
        people.alive[ASKER] = False
    elif why == "senseless":
        people.doing[ASKER] = Activity.UNCONSCIOUS
    elif why == "walked off":
        people.cell[ASKER] += 1
    else:
        people.inside[ASKER] = SECOND
    world.rebuild()
    live(world, [parley])
    assert parley_of(world, ASKER) == -1
    assert parley_of(world, BESIDE) >= 0
    gave_up = [(event.who, event.whom, event.where) for event in told(world, Kind.GAVE_UP)]
    assert gave_up == ([] if why in ("dead", "senseless") else [(ASKER, FIRST, people.cell[ASKER])])


def fine(asker: int, *others: int) -> World:
    """Citizen 0 in a refuge on a map of half metres; 1 and others so many cells from its door."""
    city = make_city(field(40, 9), buildings=[(Use.REFUGE, 0, 4, 4)], cell_mm=500)
    world = make_world(city, [(4, 4), *[(4 + cells, 4) for cells in (asker, *others)]])
    move_body(world, INSIDE, SHELTER)
    world.citizens.doing[INSIDE] = Activity.RESTING
    world.citizens.wake[:] = NEVER
    world.shelters.lock[SHELTER] = True
    set_door(world, SHELTER, world.scenario_event, locked=True)
    return world


@pytest.mark.parametrize(("cells", "near"), [(0, True), (3, True), (4, False)])
def test_one_asks_and_is_let_in_from_an_arm_and_a_step_before_the_door(cells: int, near: bool):
    world = fine(cells)
    intend(world, OUTSIDE, Verb.ASK, SHELTER, 77)
    live(world, [parley])
    assert [event.whom for event in told(world, Kind.ASKED)] == [INSIDE] * near
    intend(world, INSIDE, Verb.ADMIT, OUTSIDE, 77)
    live(world, [parley])
    assert world.citizens.inside[OUTSIDE] == (SHELTER if near else -1)
    assert [event.where for event in told(world, Kind.LET_IN)] == [world.city.cell(0, 4 + cells, 4)] * near


def test_company_comes_in_from_before_the_door_and_no_farther():
    world = fine(2, 3, 4)
    slots = world.members.take(3)
    world.members.owner[slots], world.members.band[slots] = np.array([1, 2, 3]), 0
    intend(world, INSIDE, Verb.ADMIT, OUTSIDE, 77)
    live(world, [parley])
    assert world.citizens.inside.tolist() == [SHELTER, SHELTER, SHELTER, -1]


def test_whoever_steps_back_from_the_door_has_given_up():
    world = fine(3)
    intend(world, OUTSIDE, Verb.ASK, SHELTER, 77)
    live(world, [parley])
    assert not told(world, Kind.GAVE_UP)
    world.citizens.cell[OUTSIDE] += 1
    world.rebuild()
    live(world, [parley])
    assert [event.who for event in told(world, Kind.GAVE_UP)] == [OUTSIDE]


def test_who_forces_their_way_in_steps_up_to_the_door_first():
    world = fine(2)
    intend(world, OUTSIDE, Verb.ASK, SHELTER, 77)
    live(world, [parley])
    slot = parley_of(world, OUTSIDE)
    world.parleys.turn[slot], world.parleys.due[slot] = ParleyState.FORCING, NEVER
    set_door(world, SHELTER, world.scenario_event, locked=False)
    live(world, [movement, parley], 30)
    assert world.citizens.inside[OUTSIDE] == SHELTER
    assert [event.who for event in told(world, Kind.FORCED_IN)] == [OUTSIDE]
    assert not told(world, Kind.REFUSED, Kind.GAVE_UP)


@pytest.mark.parametrize(("cells", "near"), [(3, True), (4, False)])
def test_a_door_is_forced_from_before_it(cells: int, near: bool):
    world = fine(cells)
    intend(world, OUTSIDE, Verb.BREACH, SHELTER, 77)
    live(world, [shelter], 3)
    assert bool(told(world, Kind.BREACH_BEGAN)) == near
    assert bool(told(world, Kind.REFUSED)) != near
    assert not told(world, Kind.INTERRUPTED)
