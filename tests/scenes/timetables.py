"""Tiny worlds with a timetable: gates and guards as in `gatehouse`, a relay beside the first gate, windows, drones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scenes.gatehouse import gatehouse
from scenes.wired import wire_up

from undergrid.core import luck
from undergrid.world.items import kit
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.network import NodeKind
from undergrid.world.tables.windows import WindowKind
from undergrid.world.world import World

RELAY = 1  # the node
SYNC, LOCKDOWN, MAINTENANCE = WindowKind.SYNC, WindowKind.LOCKDOWN, WindowKind.MAINTENANCE


def timetable(*windows: dict[str, Any], drones: int = 0, spare: int = 0, **given: Any) -> World:
    """A gatehouse with windows: columns of each, and `gates` and `watchers` that it closes (all gates of a lockdown).

    drones: how many hover over the street; spare: how many stand by there. Citizen 0 has a jammer.
    """
    world = gatehouse(**given)
    city = world.city
    wire_up(world, [(NodeKind.CORE, city.cell(0, 9, 9)), (NodeKind.HUB, city.cell(0, 1, 2))], [(0, 1)])
    first = world.watchers.grow(drones + spare)
    for n in range(drones + spare):
        row = first + n
        world.watchers.kind[row], world.watchers.luck[row] = WatcherKind.DRONE, luck.key_of(f"test/drone/{n}")
        world.watchers.cell[row] = world.watchers.home[row] = city.cell(0, 5 + n % 5, 6 + n // 5)
        world.watchers.cause[row] = world.scenario_event
        if n >= drones:
            world.watchers.duty[row] = Duty.OFF
    world.reserves.grow(spare)
    world.reserves.watcher[:] = range(first + drones, first + drones + spare)
    kit.add(world, 0, ItemKind.JAMMER, 1, world.scenario_event)
    return add(world, windows)


def add(world: World, windows: Sequence[dict[str, Any]]) -> World:
    """Give a world its windows."""
    table = world.windows
    table.grow(len(windows))
    table.cause[:] = world.scenario_event
    world.window_names = tuple(f"window {n}" for n in range(len(windows)))
    for row, columns in enumerate(windows):
        lockdown = columns["kind"] == LOCKDOWN
        gates = columns.pop("gates", range(world.gates.n) if lockdown else ())
        watchers = columns.pop("watchers", ())
        for column, value in columns.items():
            getattr(table, column)[row] = value
        slots = world.closures.take(len(gates) + len(watchers))
        world.closures.window[slots] = row
        world.closures.gate[slots[: len(gates)]] = gates
        world.closures.watcher[slots[len(gates) :]] = watchers
    world.rebuild()
    return world


def drones_of(world: World) -> list[int]:
    """The rows of the drones that are not off duty."""
    kinds, duty = world.watchers.kind, world.watchers.duty
    return [row for row in range(world.watchers.n) if kinds[row] == WatcherKind.DRONE and duty[row] != Duty.OFF]
