"""Following: who is held up, who waits, who has come to a trail's end, and which steps come next."""

from __future__ import annotations

import numpy as np
import pytest
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.core.handles import record
from undergrid.world.body import injuries
from undergrid.world.body.blood_rows import BloodOf
from undergrid.world.tables.authority import WatcherKind
from undergrid.world.tables.body import BodyPart, WoundKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.people import Activity
from undergrid.world.tables.trails import TraceKind
from undergrid.world.trails import trails
from undergrid.world.trails.following import Ahead, Followed, come_to, hold_up, known_of, next_traces, stir
from undergrid.world.world import World

MAKER, FOLLOWER, OTHER = 0, 1, 2
WIDE = 30
KNOBS = {"reach_mm": 12_000, "patience": 50, "forget": 300}


def scene() -> World:
    """A maker far to the east; two who follow them, of whom the first is looked at; a watcher; nobody follows yet."""
    world = make_world(make_city(field(WIDE, 5), buildings=[(Use.REFUGE, 0, 25, 2)]), [(25, 2), (3, 2), (9, 4)],
                       [(WatcherKind.HUNTER, 2 * WIDE + 3)])  # fmt: skip
    world.tick = 1000
    return world


def follow(world: World, who: int, cell: int, watcher: int = -1, **columns: int) -> int:
    """Let somebody follow the trail of MAKER, read so far up to a cell, and know of it; returns the slot."""
    slot, follows, known = int(world.trackings.take(1)[0]), world.trackings, world.knowledge
    follows.follower[slot], follows.watcher[slot], follows.maker[slot] = who, watcher, MAKER
    follows.cell[slot], follows.cause[slot] = cell, 500 + slot
    for name, value in columns.items():
        getattr(follows, name)[slot] = value
    if who >= 0:
        row = int(known.take(1)[0])
        known.knower[row], known.topic[row], known.cause[row], known.at[row] = who, Topic.TRACE, 500 + slot, world.tick
    return slot


def held_up(world: World) -> list[int]:
    """The slots of those who are held up; what stood there before does not count."""
    found = world.out(Followed, world.trackings.n)
    found.held_up[:] = 7
    hold_up(
        world.trackings.handle, world.citizens.handle, world.blood.handle, world.cache(BloodOf).handle, found.handle
    )
    return np.flatnonzero(found.held_up[: world.trackings.n]).tolist()


def stirred(world: World) -> tuple[list[int], list[int]]:
    """The slots that are over for good, and those that somebody can go on with."""
    held_up(world)
    found, knobs = world.out(Followed, world.trackings.n), record(**KNOBS)
    n_ended, n_busy = stir(
        world.trackings.handle, world.knowledge.handle, world.citizens.handle, world.city.handle, knobs, world.tick,
        found.handle,
    )  # fmt: skip
    return found.ended[:n_ended].tolist(), found.busy[:n_busy].tolist()


# ---------------------------------------------------------------- held up


@pytest.mark.parametrize("who", [FOLLOWER, OTHER])
@pytest.mark.parametrize("why", ["indoors", "asleep", "unconscious", "held", "fainted", "awake"])
def test_whoever_is_indoors_or_without_their_senses_is_held_up_and_nobody_else(who, why):
    world = scene()
    slots = {one: follow(world, one, 2 * WIDE + 4) for one in (FOLLOWER, OTHER)}
    for one in slots:
        injuries.wound(world, one, WoundKind.CUT, BodyPart.ARM, 1, False, world.scenario_event, flow=1)
    people = world.citizens
    people.doing[:] = Activity.WAITING
    if why == "indoors":
        people.inside[who] = 0
    elif why == "fainted":
        world.blood.passed_out[world.cache(BloodOf).slot[who]] = 99
    elif why != "awake":
        people.doing[who] = {
            "asleep": Activity.SLEEPING, "unconscious": Activity.UNCONSCIOUS, "held": Activity.HELD
        }[why]  # fmt: skip
    assert held_up(world) == ([slots[who]] if why != "awake" else [])


def test_neither_a_watcher_nor_a_slot_that_nobody_uses_is_held_up():
    world = scene()
    gone = follow(world, FOLLOWER, 2 * WIDE + 4)
    follow(world, -1, 2 * WIDE + 4, watcher=0)
    world.citizens.inside[:] = 0
    assert held_up(world) == [gone]
    world.trackings.free(np.array([gone]))
    assert held_up(world) == []


# ---------------------------------------------------------------- who goes on, who waits, what is over


def test_what_is_over_is_so_for_good_once_its_time_has_come():
    world = scene()
    for until in (1001, 1000, 999, 2000):
        follow(world, FOLLOWER, 2 * WIDE + 4, over=True, until=until)
    assert stirred(world) == ([1, 2], [])
    assert world.trackings.until[:4].tolist() == [1001, 1000, 999, 2000]


@pytest.mark.parametrize(("apart", "waits"), [(0, False), (1, False), (2, True)])
def test_whoever_is_not_beside_where_they_have_read_to_waits_and_gets_more_time(apart, waits):
    world = scene()
    here = follow(world, FOLLOWER, 2 * WIDE + 3 + apart, until=1)
    other = follow(world, OTHER, 4 * WIDE + 9, until=1)
    ended, busy = stirred(world)
    assert ended == []
    assert busy == ([other] if waits else [here, other])
    assert world.trackings.until[[here, other]].tolist() == [1050 if waits else 1, 1]


@pytest.mark.parametrize(("why", "waits"), [
    ("held up", True), ("held up at the end", True), ("dead", False), ("forgotten", False), ("just remembered", True),
    ("does not know", False), ("a watcher", False), ("beside the maker", False),
    ("beside the maker's door", True),
])  # fmt: skip
def test_who_waits_and_who_has_something_to_do(why, waits):
    world = scene()
    people, known = world.citizens, world.knowledge
    end = 2 * WIDE + 3 if why == "held up at the end" else 2 * WIDE + 20
    slot = follow(world, -1 if why == "a watcher" else FOLLOWER, end, watcher=0 if why == "a watcher" else -1, until=1)
    other = follow(world, OTHER, 4 * WIDE + 9, until=1)
    if why.startswith("held up"):
        people.doing[FOLLOWER] = Activity.SLEEPING
    elif why == "dead":
        people.alive[FOLLOWER] = False
    elif why in ("forgotten", "just remembered"):
        known.at[0] = world.tick - (301 if why == "forgotten" else 300)
    elif why == "does not know":
        known.topic[0] = Topic.PLACE
    elif why.startswith("beside"):
        people.cell[MAKER] = 2 * WIDE + 9
        people.inside[MAKER] = 0 if why.endswith("door") else -1
    assert stirred(world)[1] == ([other] if waits else [slot, other])
    assert world.trackings.until[slot] == (1050 if waits else 1)


def test_what_somebody_knows_of_a_trail_is_told_by_who_knows_it_whose_trail_it_is_and_when_it_was_found():
    world = scene()
    for who in (FOLLOWER, OTHER, FOLLOWER):
        follow(world, who, 2 * WIDE + 4)
    world.trackings.maker[2] = OTHER
    handles = world.trackings.handle, world.knowledge.handle
    assert [known_of(*handles, *pair) for pair in ((FOLLOWER, MAKER), (OTHER, MAKER), (FOLLOWER, OTHER))] == [0, 1, 2]
    assert known_of(*handles, OTHER, OTHER) == known_of(*handles, MAKER, MAKER) == -1
    world.knowledge.cause[1] = 3  # they know it from another trail
    assert known_of(*handles, OTHER, MAKER) == -1
    world.trackings.free(np.array([0]))
    assert known_of(*handles, FOLLOWER, MAKER) == -1


# ---------------------------------------------------------------- the end of a trail


@pytest.mark.parametrize(("reach_mm", "apart", "there"), [
    (12_000, 6, True), (12_000, 7, False), (11_999, 6, False), (11_999, 5, True), (100, 1, True), (100, 2, False),
])  # fmt: skip
def test_a_maker_in_the_open_is_found_from_within_reach_and_from_beside_at_the_least(reach_mm, apart, there):
    city = scene().city.handle
    here = 2 * WIDE + 3
    assert bool(come_to(city, here, here + apart, -1, -1, reach_mm)) == there
    assert not come_to(make_city(".#.").handle, 0, 2, -1, -1, reach_mm), "not through a wall"


def test_a_maker_indoors_is_found_only_at_the_door_to_which_the_trail_leads():
    city = scene().city.handle
    assert come_to(city, 40, 40, 40, 0, 12_000)
    assert not come_to(city, 41, 40, 40, 0, 12_000)
    assert not come_to(city, 40, 40, 41, 0, 12_000)
    assert not come_to(city, 41, 40, 41, 0, 12_000)


# ---------------------------------------------------------------- the next steps


def ahead(steps: dict[tuple[int, int], int], onward: bool = True, radius: int = 2) -> list[int]:
    """When the next steps of a maker were made, of those laid at (x, y) at some tick, from (10, 2) at tick 100."""
    world = scene()
    slot = follow(world, FOLLOWER, 2 * WIDE + 10, made=100, onward=onward)
    trails.lay(world, MAKER, TraceKind.PRINTS, 2 * WIDE + 10, made=100)
    trails.lay(world, OTHER, TraceKind.PRINTS, 2 * WIDE + 11, made=101)
    for (x, y), made in steps.items():
        trails.lay(world, MAKER, TraceKind.PRINTS, y * WIDE + x, made=made, strength=300 + made)
    found = world.out(Ahead, 2)
    n = next_traces(
        world.trackings.handle, world.traces.handle, world.weathering.handle, trails.index(world).handle,
        world.city.handle, slot, radius, found.handle,
    )  # fmt: skip
    made = world.traces.made[found.slot[:n]].tolist()
    assert found.plain[:n].tolist() == [300 + when for when in made]
    return made


def test_the_two_steps_made_soonest_after_the_last_lie_ahead_the_soonest_first():
    assert ahead({(11, 1): 108, (11, 2): 104, (11, 3): 106, (12, 2): 102}) == [102, 104]
    assert ahead({(11, 1): 102, (11, 3): 104}) == [102, 104]
    assert ahead({(11, 1): 104, (11, 3): 102}) == [102, 104]
    assert ahead({(11, 3): 107}) == [107]
    assert ahead({}) == []


def test_the_other_way_lie_those_made_before_it_and_none_of_the_same_moment():
    steps = {(9, 2): 98, (9, 1): 96, (11, 2): 102, (9, 3): 100, (11, 3): 104}
    assert ahead(steps) == [102, 104]
    assert ahead(steps, onward=False) == [98, 96]


@pytest.mark.parametrize("radius", [1, 2])
def test_only_steps_within_a_stride_to_any_side_are_looked_at(radius):
    for x, y in ((12, 2), (8, 2), (10, 0), (10, 4), (8, 0), (12, 4)):
        assert ahead({(x, y): 105}, radius=radius) == ([105] if radius == 2 else [])
    assert ahead({(11, 2): 105, (13, 2): 102, (7, 2): 101}, radius=radius) == [105]
