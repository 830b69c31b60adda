"""Two people on an open field, a drone, and a canon that gives them orders."""

from __future__ import annotations

from scenes.heads import tell
from scenes.worlds import field, make_world

from undergrid.minds.canon import Beat, Canon
from undergrid.systems.movement import movement
from undergrid.systems.orders import intake
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.authority import WatcherKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Verb
from undergrid.world.world import World


def stage(*beats: Beat, apart: int = 1, **columns: int) -> tuple[World, Canon]:
    """Two people on an open field, so many m apart, and a canon for them."""
    world = make_world(field(60, 10), [(5, 5), (5 + apart, 5)], [(WatcherKind.DRONE, 0)], **columns)
    world.beats.grow(len(beats))
    return world, Canon(world, beats)


def live(world: World, canon: Canon, ticks: int) -> list[int]:
    """Let a canon give its orders for some ticks; returns when each beat was given."""
    for _ in range(ticks):
        world.events.begin(world.tick)
        world.orders = tuple(canon.orders())
        intake.step(world)
        movement.step(world, movement.Params())
        canon.notice()
        world.tick += 1
    return [int(tick) for tick in world.beats.done]


def happens(world: World, canon: Canon, kind: Kind, who: int = -1, whom: int = -1, where: int = -1) -> int:
    """Let a tick pass in which something happens that a canon may have waited for; returns the event."""
    world.events.begin(world.tick)
    event = world.events.one(kind, who, whom, where, cause=world.scenario_event)
    canon.notice()
    world.tick += 1
    return event


def notices(world: World, who: int, cells: int) -> int:
    """Let somebody notice the drone, so many cells off, in the present tick; returns the event."""
    world.events.begin(world.tick)
    event = world.events.one(Kind.NOTICED, who, 0, cause=world.scenario_event)
    slot = tell(world, who, Topic.WATCHER, 0, int(world.citizens.cell[who]) + cells)
    world.knowledge.cause[slot] = event
    return event


def with_an_aim() -> World:
    """A canon that says what for, whose order has been given."""
    world, canon = stage(Beat("a", 0, Verb.HIDE, aim="stay out of sight"))
    live(world, canon, 1)
    return world
