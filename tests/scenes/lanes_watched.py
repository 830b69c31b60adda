"""A lane between two walls with a hole in each, somebody who wants across, and a drone that has been watched there;
and a door to run to.
"""

from __future__ import annotations

from typing import Any

from scenes.heads import live, minds, tell
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.minds import Minds
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.people import NEVER
from undergrid.world.world import World

NOON = 12 * 3600
START, GOAL, OVER = (16, 21), (24, 2), (20, 12)  # behind the one wall; behind the other; over the lane between them


def _row(y: int, second: bool) -> str:
    if y in (4, 19):
        return "".join("." if x == 20 or (second and x == 36) else "#" for x in range(61))
    return "." * 28 + "#" + "." * 32 if 4 < y < 19 else "." * 61


def lane(second: bool = False, want: dict[str, Any] | None = None, **columns: Any) -> tuple[World, Minds]:
    """Somebody who wants through the lane, or through another one, out of sight of the first, where there is a second
    hole in each wall.
    """
    city = make_city("\n".join(_row(y, second) for y in range(24)))
    given = {"tagged": 0, **columns}
    world = make_world(city, [START], [(WatcherKind.DRONE, city.cell(0, 0, 12))], starts=NOON, **given)
    world.watchers.duty[:] = Duty.OFF  # what is known of it is what a test says
    world.tick = 1000
    world.plans.wake[:] = world.tick
    wants = [("evade", want or {}), ("reach", {"place": "over"})]
    heads = minds(world, {0: wants}, {"over": city.cell(0, *GOAL)})
    return world, heads


def watched(world: World, comes: int, lasts: int, gap: int = 300, at: tuple[int, int] = OVER) -> int:
    """Let somebody have seen that the drone comes over the lane, next in so many seconds; returns the slot."""
    kept, slot = world.watched, int(world.watched.take(1)[0])
    kept.owner[slot], kept.watcher[slot], kept.cell[slot] = 0, 0, world.city.cell(0, *at)
    kept.came[slot] = world.tick + comes - gap
    kept.gone[slot] = kept.came[slot] + lasts
    kept.lasted[slot], kept.gap[slot], kept.cause[slot] = lasts, gap, world.scenario_event
    return slot


def driven_in() -> World:
    """Somebody runs from a drone close by through the next door."""
    city = make_city(field(40, 12), buildings=[(Use.DISUSED, 0, 26, 6)])
    world = make_world(city, [(20, 4)], [(WatcherKind.DRONE, city.cell(0, 20, 0))], starts=NOON, tagged=0)
    world.watchers.impaired[:] = NEVER
    heads = minds(world, {0: [("evade", {})]})
    tell(world, 0, Topic.WATCHER, 0, city.cell(0, 20, 0))
    live(world, heads, 30)
    return world


def waited_for() -> World:
    """Somebody has waited until the drone had passed, and goes."""
    world, heads = lane()
    watched(world, comes=2, lasts=80)
    live(world, heads, 180)
    return world


def gone_round() -> World:
    """Somebody goes through the other lane, for the drone stays over this one."""
    world, heads = lane(second=True, want={"delay": 100})
    watched(world, comes=-10, lasts=250)
    live(world, heads, 10)
    return world
