"""The network of a scenario at tick 0: its nodes and wires, and a node for every device of the city that has none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from undergrid.city.city import LinkKind, ground_column
from undergrid.core import luck
from undergrid.core.grid import isqrt
from undergrid.setup.build.mains import sized
from undergrid.setup.check.network import NetworkPlan, NodePlan, WirePlan
from undergrid.setup.check.standing import middle_of
from undergrid.world.network.control import DEVICES, begin_control
from undergrid.world.tables.authority import WatcherKind
from undergrid.world.tables.network import Carries, Failing, NodeKind

if TYPE_CHECKING:
    from undergrid.setup.load import Scenario
    from undergrid.world.world import World

_HANDS_ON_CONTROL = (NodeKind.HUB, NodeKind.CELL)
_LOAD_W = {
    NodeKind.CORE: 20_000, NodeKind.HUB: 500, NodeKind.CELL: 100, NodeKind.GATE: 500, NodeKind.READER: 10,
    NodeKind.CAMERA: 15, NodeKind.LIGHTS: 10_000, NodeKind.LIFT: 15_000, NodeKind.SHIELD: 1_000_000,
    NodeKind.PROJECTOR: 20_000, NodeKind.SERVER: 5_000,
}  # fmt: skip
"""The power that nodes want, W; drones fly on what they have in them [assumed]."""
_POD_W = 200  # for each who lives there [assumed]
_WATCHES = {
    NodeKind.DRONE: WatcherKind.DRONE,
    NodeKind.READER: WatcherKind.READER,
    NodeKind.CAMERA: WatcherKind.CAMERA,
}


def add_network(world: World, scenario: Scenario, watchers: dict[int, int]) -> None:
    """Add the nodes and wires of a scenario that has a network. watchers: by post, the row of who mans it."""
    plan = scenario.network
    if plan is None:
        return
    nodes = [*plan.nodes]
    wires = [*plan.wires]
    nearest = _Nearest(world, plan, _HANDS_ON_CONTROL)
    for device in _devices(world, plan, watchers):
        wires.append(WirePlan(nearest.to(device.cell), len(nodes)))
        nodes.append(device)
    nodes = [replace(node, load=_load(world, node)) if node.load < 0 else node for node in nodes]
    wires += _feeders(world, plan, nodes)
    nodes, wires = sized(nodes, wires, plan.spare)
    lines = {end for wire in wires if wire.carries == Carries.POWER for end in (wire.a, wire.b)}
    world.node_names = _named(nodes)
    table = world.nodes
    table.grow(len(nodes))
    for row, node in enumerate(nodes):
        table.luck[row] = luck.key_of(f"{scenario.name}/node/{world.node_names[row]}")
        table.kind[row], table.cell[row] = node.kind, node.cell
        table.autonomy[row], table.fails[row] = node.autonomy, node.fails
        if row in lines:  # who has no power line lives on its own
            table.load[row], table.capacity[row] = node.load, node.capacity
        _tie(world, row, node, watchers)
        if node.covers:
            slots = world.shielded.take(len(node.covers))
            world.shielded.node[slots], world.shielded.cell[slots] = row, node.covers
    _string(world, wires, nodes)
    world.nodes.cause[:] = world.wires.cause[:] = world.scenario_event
    begin_control(world)


def _load(world: World, node: NodePlan) -> int:
    """The power that a node wants of which nothing is said, W."""
    if node.kind == NodeKind.PODS:
        return _POD_W * int(np.count_nonzero(world.citizens.home == node.thing))
    return _LOAD_W.get(node.kind, 0)


def _string(world: World, wires: list[WirePlan], nodes: list[NodePlan]) -> None:
    """Add the wires."""
    table = world.wires
    table.grow(len(wires))
    for row, wire in enumerate(wires):
        table.a[row], table.b[row] = wire.a, wire.b
        metres = wire.metres if wire.metres >= 0 else _metres(world, nodes[wire.a].cell, nodes[wire.b].cell)
        table.length[row] = metres
        table.carries[row], table.limit[row], table.reactance[row] = wire.carries, wire.limit, wire.micros
        apart = nodes[wire.a].standby >= 0 or nodes[wire.b].standby >= 0
        table.open[row] = apart and wire.carries == Carries.CONTROL


def _feeders(world: World, plan: NetworkPlan, nodes: list[NodePlan]) -> Iterator[WirePlan]:
    """Power lines to what wants power and has none: from the nearest substation, where there is one."""
    if not any(node.kind == NodeKind.SUBSTATION for node in plan.nodes):
        return
    nearest = _Nearest(world, plan, (NodeKind.SUBSTATION,))
    fed = {end for wire in plan.wires if wire.carries == Carries.POWER for end in (wire.a, wire.b)}
    for number, node in enumerate(nodes):
        if node.load > 0 and number not in fed and node.kind != NodeKind.SUBSTATION:
            yield WirePlan(nearest.to(node.cell), number, carries=Carries.POWER)


def _tie(world: World, row: int, node: NodePlan, watchers: dict[int, int]) -> None:
    """Let a node be the device that it stands for. A post that nobody mans has a node, and no watcher."""
    table = world.nodes
    if node.kind in _WATCHES:
        table.watcher[row] = watchers.get(node.thing, -1)
    elif node.kind == NodeKind.GATE:
        table.gate[row] = int(np.flatnonzero(world.gates.link == node.thing)[0])
    elif node.kind == NodeKind.LIFT:
        table.link[row] = node.thing
    elif node.kind == NodeKind.LIGHTS:
        table.district[row] = node.thing
    elif node.kind == NodeKind.PODS:
        slot = world.pods.take(1)
        world.pods.node[slot], world.pods.building[slot] = row, node.thing


def _devices(world: World, plan: NetworkPlan, watchers: dict[int, int]) -> Iterator[NodePlan]:
    """The devices of the city that the network takes in, and for which no node stands yet."""
    city = world.city
    taken = {(node.kind, node.thing) for node in plan.nodes}
    posts = {row: post for post, row in watchers.items()}
    fails = {kind: plan.fails.get(kind, Failing.SAFE) for kind in DEVICES}
    for kind, watcher in _WATCHES.items():
        if kind not in plan.devices:
            continue
        for nth, row in enumerate(np.flatnonzero(world.watchers.kind == watcher).tolist(), 1):
            post = posts[row]
            if (kind, post) not in taken:
                name = f"{kind.name.lower()}_{nth}"
                yield NodePlan(name, kind, int(world.watchers.home[row]), post, fails=fails[kind])
    for kind, of in ((NodeKind.GATE, LinkKind.GATE), (NodeKind.LIFT, LinkKind.LIFT)):
        for number, link in enumerate(city.links) if kind in plan.devices else ():
            if link.kind == of and (kind, number) not in taken:
                yield NodePlan(link.name, kind, link.a, number, fails=fails[kind])
    if NodeKind.LIGHTS in plan.devices:
        fed = {node.thing for node in plan.nodes if node.kind == NodeKind.LIGHTS}
        lit = np.flatnonzero(ground_column("lit", np.bool_)[city.ground])
        districts = np.asarray(city.district_of)[lit]
        for district in sorted(set(np.unique(districts).tolist()) - fed):
            name = f"lights_of_{city.districts[district].name}"
            yield NodePlan(name, NodeKind.LIGHTS, middle_of(city, lit[districts == district]), district)


class _Nearest:
    """Of some kinds the node nearest to a device, on another level only where its own has none; else the Core."""

    def __init__(self, world: World, plan: NetworkPlan, among_kinds: tuple[NodeKind, ...]) -> None:
        kinds = np.array([node.kind for node in plan.nodes])
        among = np.flatnonzero(np.isin(kinds, among_kinds))
        self._nodes = among if len(among) else np.flatnonzero(kinds == NodeKind.CORE)
        self._cells = np.array([plan.nodes[node].cell for node in self._nodes.tolist()], np.int64)
        self._width, self._area = world.city.width, world.city.area

    def to(self, cell: int) -> int:
        """The node to which a device on this cell is wired, the lowest of equals."""
        rest, here = self._cells % self._area, cell % self._area
        far = (rest % self._width - here % self._width) ** 2 + (rest // self._width - here // self._width) ** 2
        far += np.where(self._cells // self._area == cell // self._area, 0, self._area**2)
        return int(self._nodes[np.argmin(far)])


def _metres(world: World, a: int, b: int) -> int:
    """How long a wire between two cells is, m, as seen from above."""
    width, area = world.city.width, world.city.area
    dx, dy = a % width - b % width, a % area // width - b % area // width
    return int(isqrt((dx * dx + dy * dy) * world.city.cell_mm**2)) // 1000


def _named(nodes: list[NodePlan]) -> tuple[str, ...]:
    """The names of nodes, each once: of two that are called the same the later gets a number."""
    found: dict[str, None] = {}
    for node in nodes:
        name, nth = node.name, 1
        while name in found:
            nth += 1
            name = f"{node.name}_{nth}"
        found[name] = None
    return tuple(found)
