"""An open field with hunters and drones, and people whom an order has hunted for what they are."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from scenes.gatehouse import live
from scenes.worlds import field, make_city, make_world

from undergrid.systems.authority import dispatch, dossiers, pursuit, questioning
from undergrid.world.authority.policy import FileOf
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.society import Category
from undergrid.world.world import World

SIDE = 60
RULES: tuple[ModuleType, ...] = (dossiers, dispatch, pursuit, questioning)
HUNTER, DRONE = WatcherKind.HUNTER, WatcherKind.DRONE


def at(x: int, y: int) -> int:
    return y * SIDE + x


def ground(
    *people: tuple[int, int], hunters: tuple[tuple[int, int], ...] = (), drones: tuple[tuple[int, int], ...] = (),
    seed: int = 1, drawing: str | None = None, **more: Any,
) -> World:  # fmt: skip
    """People on a field or a drawing, and watchers at their posts, hunters first; nobody sees anybody but where a test
    says so.
    """
    city = make_city(drawing or field(SIDE, SIDE), **more)
    posts = [(HUNTER, at(*place)) for place in hunters] + [(DRONE, at(*place)) for place in drones]
    world = make_world(city, list(people), posts, seed=seed, tagged=False)
    world.watchers.duty[:] = Duty.POST
    return world


def order(world: World, who: int, cell: int = -1, points: int = 40, category: Category = Category.UNALIGNED) -> int:
    """The order goes out to hunt somebody, seen at a cell (by default where they are); returns the event."""
    world.events.begin(world.tick)
    place = int(world.citizens.cell[who]) if cell < 0 else cell
    seen = world.events.one(Kind.CLASSIFIED, 0, who, place, int(category), world.scenario_event)
    event = world.events.one(Kind.HUNT_ASSIGNED, who, where=place, amount=int(category), cause=seen)
    files, reports = world.files, world.reports
    file = files.take(1)
    files.subject[file], files.category[file], files.assigned[file], files.order[file] = who, category, True, event
    files.at[file] = world.tick
    world.cache(FileOf).slot[who] = file[0]
    slot = reports.take(1)
    reports.subject[slot], reports.cell[slot], reports.weight[slot], reports.event[slot] = who, place, points, event
    reports.at[slot] = reports.arrives[slot] = world.tick
    return event


def show(world: World, watcher: int, who: int) -> None:
    """Let a watcher see and know somebody at this tick, as `sight` would."""
    watchers = world.watchers
    watchers.in_sight[watcher], watchers.seen_at[watcher], watchers.recognised[watcher] = who, world.tick, True
    watchers.sighting[watcher] = world.scenario_event


def lives(world: World, ticks: int, watcher: int = -1, who: int = -1, **params: dict[str, Any]) -> list[Event]:
    """Let the rules of the hunt live, one watcher with somebody in its sight all the while."""
    events: list[Event] = []
    for _ in range(ticks):
        if watcher >= 0:
            show(world, watcher, who)
        events += live(world, 1, *RULES, **params)
    return events
