"""Stairs: what somebody knows of the street above weighs the same at either end of a stair, so that they go one way."""

import pytest
from scenes.heads import live, mind_of, minds, ordered, tell
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import LinkKind
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Verb

NOON = 12 * 3600
WEST, MIDDLE, EAST = (2, 2), (22, 4), (42, 6)
LENGTHS = ["#" * 46] * 2 + ["##" + "=" * 41 + "###", "#" * 42 + "=###", "##" + "=" * 41 + "###", "##=" + "#" * 43,
           "##" + "=" * 41 + "###"]  # fmt: skip


def street(kind=WatcherKind.CAMERA, want=None):
    """A street, and a tunnel under it that goes to and fro three times, with stairs at both ends; somebody at the west
    end who wants to the east end; a watcher in the middle, above the street.
    """
    links = [(LinkKind.STAIRS, (0, *end), (2, *end), 8000) for end in (WEST, EAST)]
    city = make_city(field(46, 7), field(46, 7, "_"), "\n".join(LENGTHS), links=links)
    world = make_world(city, [WEST], [(kind, city.cell(0, *MIDDLE))], starts=NOON, tagged=0)
    world.watchers.duty[:] = Duty.OFF  # what is known of it is what a test says
    wants = [] if want is None else [("evade", want)]
    heads = minds(world, {0: [*wants, ("reach", {"place": "east"})]}, {"east": city.cell(0, *EAST)})
    return world, heads


def levels(world, heads, ticks):
    """The levels that somebody has been on in so many seconds, one after another, and what happened."""
    been, events = [], []
    for _ in range(ticks):
        level = world.city.where(int(world.citizens.cell[0]))[0]
        been += [level] if been[-1:] != [level] else []
        events += live(world, heads, 1)
    return been, events


def test_with_nothing_to_shun_one_takes_the_street():
    world, heads = street()
    assert levels(world, heads, 120)[0] == [0]


def test_who_goes_below_because_of_a_camera_does_not_forget_it_there_and_comes_up_at_the_other_end():
    world, heads = street()
    tell(world, 0, Topic.WATCHER, 0, world.city.cell(0, *MIDDLE))
    been, events = levels(world, heads, 600)
    assert been == [0, 2, 0]
    assert world.city.apart(int(world.citizens.cell[0]), world.city.cell(0, *EAST)) <= 2
    assert Verb.HIDE not in ordered(events, 0)


@pytest.mark.parametrize("end", [(0, *WEST), (2, *WEST)])
def test_the_way_on_is_the_same_seen_from_above_and_from_below(end):
    world, _ = street()
    tell(world, 0, Topic.WATCHER, 0, world.city.cell(0, *MIDDLE))
    world.citizens.cell[0] = world.city.cell(*end)
    way = mind_of(world).path(world.city.cell(0, *EAST)).cells.tolist()
    assert world.city.cell(2, *MIDDLE) in way
    assert world.city.cell(0, 20, 3) not in way


def test_a_drone_seen_over_the_street_is_reckoned_with_at_the_foot_of_the_stairs_too():
    world, _ = street(WatcherKind.DRONE)
    slot = tell(world, 0, Topic.WATCHER, 0, world.city.cell(0, *MIDDLE))
    world.citizens.cell[0] = world.city.cell(2, *WEST)
    world.tick, goal = 10, world.city.cell(0, *EAST)
    mind = mind_of(world)
    assert mind.risk.believed().rows.tolist() == [0]
    assert mind.risk.threats(200, 60, WatcherKind.DRONE) == []  # but nothing to run from: it can't come down here
    assert world.city.cell(2, *MIDDLE) in mind.path_round(goal).cells.tolist()
    world.tick = int(world.knowledge.at[slot]) + 121  # by then it may be anywhere
    assert mind_of(world).risk.believed().rows.tolist() == []


def test_one_goes_to_the_stairs_first_and_then_down_them_as_who_walks_may_know_others():
    world, _ = street()
    tell(world, 0, Topic.WATCHER, 0, world.city.cell(0, *MIDDLE))
    goal, top, foot = world.city.cell(0, *EAST), world.city.cell(0, *WEST), world.city.cell(2, *WEST)
    world.citizens.cell[0] = world.city.cell(0, 4, 3)
    assert mind_of(world).stage_to(goal, 24) == top
    world.citizens.cell[0] = top
    assert mind_of(world).stage_to(goal, 24) == foot
    world.citizens.cell[0] = foot
    assert mind_of(world).stage_to(goal, 24) not in (top, foot)
