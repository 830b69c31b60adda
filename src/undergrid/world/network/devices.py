"""Devices: what becomes of a thing of the city that has lost control or power for good, and how it works again.

a gate              shuts and opens for nobody, or springs open; a guard's verdict moves it no more
a drone             lands where it is, or drops there and is broken
cameras, readers    take nothing in
lamps               go out
a lift              stops: whoever is in it gets out where they got in
a shield            falls: its cells can be walked, and flown through
a projector         goes dark: once all are, or it painted over the others, the sky is clear until the next programme
a plant             stops: it generates nothing
pods                wake whoever dreams in them, or kill them
a server            stands still with all that it holds, or loses that
Core, hub, cell     goes down, for lack of power alone: no control passes through it
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.core.tables import I64
from undergrid.world.body.blood_loss import die
from undergrid.world.items.wrecks import drone_fell, drone_rose
from undergrid.world.log.kinds import Kind
from undergrid.world.movement.on_links import people_on
from undergrid.world.network.augments import burn
from undergrid.world.network.control import CONTROLLERS, set_failed, set_node
from undergrid.world.network.skies import went_dark
from undergrid.world.orders.attempts import is_minded, log_refusal
from undergrid.world.orders.halting import halt, stand
from undergrid.world.places.ways import set_gate, set_lift, set_shield
from undergrid.world.senses.lamps import Lamps
from undergrid.world.tables.authority import Duty
from undergrid.world.tables.body import Death
from undergrid.world.tables.network import Failing, Lack, NodeKind
from undergrid.world.tables.orders import Refusal
from undergrid.world.tables.people import Activity

if TYPE_CHECKING:
    from undergrid.world.world import World

_WATCHES = (NodeKind.DRONE, NodeKind.READER, NodeKind.CAMERA)


def fail(world: World, node: int, cause: int, lack: Lack) -> int:
    """Let something fail, by the event `cause`: what took control or power from it. Returns the event that tells so."""
    nodes = world.nodes
    kind, how = NodeKind(int(nodes.kind[node])), Failing(int(nodes.fails[node]))

    def tell(devices: int) -> int:
        amount = devices if kind in CONTROLLERS else int(lack)
        return world.events.one(_told_of(kind, how), node, where=_where(world, node), amount=amount, cause=cause)

    told = set_failed(world, node, True, tell)
    if kind in _WATCHES:
        _ground(world, node, told)
        if kind == NodeKind.DRONE and how == Failing.DEAD:
            set_node(world, node, False, lambda _: told)
            if nodes.watcher[node] >= 0:
                drone_fell(world, int(nodes.watcher[node]), told)
    elif kind == NodeKind.GATE:
        _stick(world, node, how == Failing.OPEN, told)
    elif kind == NodeKind.LIFT:
        _stop(world, node, told)
    elif kind == NodeKind.PROJECTOR:
        went_dark(world, node, told)
    elif kind == NodeKind.PODS:
        open_pods(world, node, told, kills=how == Failing.DEAD)
    _switch(world, node, kind)
    return told


def restore(world: World, node: int, cause: int) -> int:
    """Let what has failed work again, by the event `cause`: what gave it back what it lacked. Returns DEVICE_BACK.

    A drone flies back to its beat, unless it was off duty; a gate that sprang open shuts, one that was shut stays so
    until a guard opens it.
    """
    nodes = world.nodes
    kind = NodeKind(int(nodes.kind[node]))
    where = _where(world, node)
    told = set_failed(world, node, False, lambda _: world.events.one(Kind.DEVICE_BACK, node, where=where, cause=cause))
    if kind in _WATCHES and nodes.watcher[node] >= 0:
        row = int(nodes.watcher[node])
        flies = kind == NodeKind.DRONE and nodes.was[node] != Duty.OFF
        world.watchers.duty[row] = Duty.RETURN if flies else Duty(int(nodes.was[node]))
        world.watchers.cause[row] = told
        drone_rose(world, row)
        _make_whole(world, row)
    elif kind == NodeKind.GATE and nodes.gate[node] >= 0:
        gate = int(nodes.gate[node])
        world.gates.stuck[gate], world.gates.cause[gate] = False, told
        if world.gates.open[gate] and not nodes.was[node]:
            world.gates.closes[gate] = world.tick
    _switch(world, node, kind)
    return told


def _make_whole(world: World, row: int) -> None:
    """Let the subsystems of a watcher work again that had been shot to pieces."""
    failures = world.failures
    for slot in failures.where(watcher=row).tolist():
        world.watchers.senses[row] |= failures.senses[slot]
        failures.free(np.array([slot]))


def _told_of(kind: NodeKind, how: Failing) -> Kind:
    """The kind of event that tells of a failure."""
    if kind == NodeKind.DRONE:
        return Kind.DRONE_FELL if how == Failing.DEAD else Kind.DRONE_LANDED
    if kind == NodeKind.GATE:
        return Kind.GATE_SPRANG_OPEN if how == Failing.OPEN else Kind.GATE_STUCK
    return Kind.NODE_WENT_DOWN if kind in CONTROLLERS else {
        NodeKind.READER: Kind.WENT_BLIND, NodeKind.CAMERA: Kind.WENT_BLIND, NodeKind.LIGHTS: Kind.LIGHTS_WENT_OUT,
        NodeKind.LIFT: Kind.LIFT_STOPPED, NodeKind.SHIELD: Kind.SHIELD_FELL, NodeKind.PROJECTOR: Kind.PROJECTOR_DARK,
        NodeKind.PLANT: Kind.PLANT_STOPPED, NodeKind.PODS: Kind.PODS_FAILED, NodeKind.SERVER: Kind.SERVER_STOPPED,
    }[kind]  # fmt: skip


def _where(world: World, node: int) -> int:
    """The cell of a device: of a drone, over which it is."""
    row = int(world.nodes.watcher[node])
    return int(world.watchers.cell[row]) if row >= 0 else int(world.nodes.cell[node])


def _ground(world: World, node: int, cause: int) -> None:
    """Take a watcher off duty, where it is."""
    nodes, watchers, row = world.nodes, world.watchers, int(world.nodes.watcher[node])
    if row < 0:
        return
    nodes.was[node] = watchers.duty[row]
    watchers.duty[row], watchers.quarry[row], watchers.goal[row], watchers.datum[row] = Duty.OFF, -1, -1, -1
    watchers.progress[row], watchers.cause[row] = 0, cause


def _stick(world: World, node: int, opens: bool, cause: int) -> None:
    """Let a gate spring open, or shut by the rule `gates`, at its next turn, which sees to whoever is on the way."""
    gates, gate = world.gates, int(world.nodes.gate[node])
    if gate < 0:
        return
    world.nodes.was[node] = bool(gates.open[gate]) and gates.closes[gate] < 0
    gates.stuck[gate], gates.cleared[gate], gates.cause[gate] = True, -1, cause
    if opens:
        gates.closes[gate] = -1
        if not gates.open[gate]:
            set_gate(world, gate, True)
    elif gates.open[gate]:
        gates.closes[gate] = world.tick


def open_pods(world: World, node: int, cause: int, kills: bool) -> None:
    """Let those who dream in the pods of a node wake, or die, because of the event `cause`."""
    people, pods = world.citizens, world.pods
    rooms = pods.building[pods.of(node)]
    here = np.isin(people.inside, rooms) & (people.inside == people.home) & (rooms.size > 0)
    who = np.flatnonzero(here & (people.doing == Activity.PLUGGED) & people.alive)
    if kills:
        for one in who.tolist():
            burn(world, one, cause)
            die(world, one, Death.POD, cause)
        return
    put_out(world, who, cause)


def put_out(world: World, who: I64, cause: int | I64) -> None:
    """Let people who dream in pods wake, each because of an event; they dream no more until they are told to."""
    people = world.citizens
    people.cause[who] = world.events.add(Kind.UNPLUGGED, who, where=people.cell[who], cause=cause)
    people.plugged[who], people.doing[who], people.since[who] = False, Activity.RESTING, world.tick
    for one in who.tolist():
        if not is_minded(world, one):
            people.wake[one] = world.tick + 1


def _stop(world: World, node: int, cause: int) -> None:
    """Let whoever is in a lift out again where they got in."""
    people, link = world.citizens, int(world.nodes.link[node])
    if link < 0:
        return
    for who in people_on(world, link).tolist():
        halt(people.handle, who)
        stand(world, who)
        people.cause[who] = log_refusal(world, who, -1, Refusal.NO_WAY, cause)


def _switch(world: World, node: int, kind: NodeKind) -> None:
    """Let lamps, lifts and shields be as the tables have them now."""
    if kind == NodeKind.LIGHTS:
        world.cache(Lamps).switch(world, node)
    elif kind == NodeKind.LIFT and world.nodes.link[node] >= 0:
        set_lift(world, int(world.nodes.link[node]))
    elif kind == NodeKind.SHIELD:
        set_shield(world, node)
