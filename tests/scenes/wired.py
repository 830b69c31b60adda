"""Tiny worlds with a control network, for tests of what becomes of devices that lose their path to the Core."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from types import ModuleType
from typing import Any

import numpy as np
from scenes.worlds import knobs_of

from undergrid.core import luck
from undergrid.systems.network import control, lines, mains
from undergrid.systems.orders import settle
from undergrid.world.items import kit
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.network.control import begin_control
from undergrid.world.orders.attempts import intend
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.network import Carries, Failing, NodeKind
from undergrid.world.tables.orders import Verb
from undergrid.world.world import World

CORE, HUB, CELL = NodeKind.CORE, NodeKind.HUB, NodeKind.CELL


def wire_up(
    world: World,
    nodes: Sequence[tuple[NodeKind, int] | tuple[NodeKind, int, dict[str, int]]],
    wires: Iterable[tuple[int, int] | tuple[int, int, dict[str, int]]],
) -> World:
    """Give a world a network: (kind, cell, columns) for each node, and (end, end, columns) for each wire."""
    first = world.nodes.grow(len(nodes))
    assert not first, "one network each"
    for row, (kind, cell, *columns) in enumerate(nodes):
        world.nodes.kind[row], world.nodes.cell[row] = kind, cell
        world.nodes.luck[row] = luck.key_of(f"test/node/{row}")
        for column, value in (columns[0] if columns else {}).items():
            getattr(world.nodes, column)[row] = value
    for a, b, *columns in wires:
        wire = world.wires.grow(1)
        world.wires.a[wire], world.wires.b[wire] = a, b
        for column, value in (columns[0] if columns else {}).items():
            getattr(world.wires, column)[wire] = value
    world.nodes.cause[:] = world.wires.cause[:] = world.scenario_event
    world.rebuild()
    begin_control(world)
    return world


def cut(world: World, wire: int) -> int:
    """Cut a wire between ticks, by nobody in particular; returns the event."""
    return _set(world, world.wires, wire, False)


def mend(world: World, wire: int) -> int:
    """Mend a wire likewise; returns the event."""
    return _set(world, world.wires, wire, True)


def break_node(world: World, node: int) -> int:
    """Break a node likewise; returns the event."""
    return _set(world, world.nodes, node, False)


def mend_node(world: World, node: int) -> int:
    """Mend a node likewise; returns the event."""
    return _set(world, world.nodes, node, True)


def _set(world: World, table: Any, row: int, works: bool) -> int:
    from undergrid.world.network.control import set_node, set_wire

    kinds = {False: Kind.WIRE_CUT, True: Kind.WIRE_MENDED}
    if table is world.nodes:
        kinds = {False: Kind.NODE_BROKEN, True: Kind.NODE_MENDED}
    world.events.begin(world.tick)
    told: list[int] = []

    def tell(devices: int) -> int:
        told.append(world.events.one(kinds[works], -1, row, amount=devices, cause=world.scenario_event))
        return told[0]

    (set_node if table is world.nodes else set_wire)(world, row, works, tell)
    return told[0] if told else 0


def power(a: int, b: int, limit: int = -1, reactance: int = 10_000) -> tuple[int, int, dict[str, int]]:
    """A power line for `wire_up`. limit: W; reactance: millionths per unit."""
    return a, b, {"carries": int(Carries.POWER), "limit": limit, "reactance": reactance}


def live(world: World, ticks: int, *systems: ModuleType, **turned: Any) -> list[Event]:
    """Let `control` and `mains`, and before them other rules, live through some ticks; returns what happened.

    turned: knobs by the name of their section.
    """
    chosen = knobs_of(world, (*systems, control, mains), turned)
    first = world.events.n
    for _ in range(ticks):
        world.events.begin(world.tick)
        for system, knobs in chosen:
            system.step(world, knobs)
        settle.step(world)
        world.tick += 1
    return list(world.events.rows()[first:])


def equip(world: World, who: int, parts: int = 0, cutters: bool = True) -> None:
    """Give somebody what work at lines takes."""
    if cutters:
        kit.add(world, who, ItemKind.CUTTERS, 1, world.scenario_event)
    if parts:
        kit.add(world, who, ItemKind.PARTS, parts, world.scenario_event)


def order(world: World, who: int, verb: Verb, target: int) -> int:
    """Let somebody be ordered to do something to a wire or node at this tick; returns the order's event."""
    world.events.begin(world.tick)
    event = world.events.one(Kind.ORDERED, who, target, amount=int(verb))
    intend(world, who, verb, target, event)
    return event


def work(world: World, who: int, verb: Verb, target: int, ticks: int = 1000, **turned: Any) -> list[Event]:
    """Let somebody be ordered to, and the rule that does it live on; returns what happened."""
    order(world, who, verb, target)
    return live(world, ticks, lines, **turned)


def of_kind(events: Iterable[Event], *kinds: Kind) -> list[Event]:
    """Those of some kinds."""
    return [event for event in events if event.kind in kinds]


def without_path(world: World) -> np.ndarray:
    """(nodes,) whether each has no path to the Core, as a plain search over the tables has it."""
    nodes, wires = world.nodes, world.wires
    found = {int(core) for core in np.flatnonzero((nodes.kind == NodeKind.CORE) & nodes.works)}
    todo = list(found)
    beside: dict[int, list[int]] = {}
    for a, b, works in zip(wires.a.tolist(), wires.b.tolist(), wires.works.tolist(), strict=True):
        if works:
            beside.setdefault(a, []).append(b)
            beside.setdefault(b, []).append(a)
    while todo:
        for other in beside.get(todo.pop(), ()):
            if other not in found and nodes.works[other]:
                found.add(other)
                todo.append(other)
    return ~np.isin(np.arange(nodes.n), sorted(found))


__all__ = ["CELL", "CORE", "HUB", "Failing", "NodeKind", "break_node", "cut", "equip", "live", "mend", "mend_node",
           "of_kind", "order", "power", "wire_up", "without_path", "work"]  # fmt: skip
