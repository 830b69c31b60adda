"""The control network: nodes, from the Core down to every device, and the wires between them."""

from __future__ import annotations

from enum import IntEnum

from undergrid.core.tables import I32, I64, U8, Flag, SlotTable, Table, flag, i32, i64, u8
from undergrid.world.tables.people import NEVER


class NodeKind(IntEnum):
    """What a node is. The numbers stand in runs on disk and never change."""

    CORE = 0  # gives the orders: whatever has no path to it is without control
    HUB = 1  # hands them on
    CELL = 2  # hands them on to devices
    DRONE = 3  # from here on devices: things of the city that do something while they are controlled
    GATE = 4
    READER = 5
    CAMERA = 6
    LIGHTS = 7  # street lamps of a district, or of some part of it
    LIFT = 8
    SHIELD = 9  # bars the cells of `shielded`
    PROJECTOR = 10  # of the weather under the dome: one in order is enough


class Failing(IntEnum):
    """What becomes of a device that has been without control for too long."""

    SAFE = 0  # a drone lands, a gate shuts
    OPEN = 1  # a gate springs open
    DEAD = 2  # a drone drops, and is broken


class Nodes(Table):
    """Everything that the network joins. Devices name what they are in the city."""

    luck: I64 = i64(0, "", "luck key")
    kind: U8 = u8(NodeKind.CELL, "NodeKind", "what it is")
    cell: I32 = i32(0, "cell", "where it stands; of a drone, where it is launched")
    watcher: I32 = i32(-1, "watcher", "the drone, reader or camera that it is; -1 none")
    gate: I32 = i32(-1, "gate", "the gate that it drives; -1 none")
    link: I32 = i32(-1, "link", "the lift that it drives; -1 none")
    district: I32 = i32(-1, "district", "whose lamps it feeds; -1 none")
    fails: U8 = u8(Failing.SAFE, "Failing", "what becomes of it without control")
    autonomy: I32 = i32(-1, "s", "how long it goes on without control; -1 as its kind", within=(-1, 1_000_000_000))
    works: Flag = flag(1, "", "whether it is in order")
    ends: I32 = i32(NEVER, "tick", "when its autonomy ends; of what is under control, never")
    failed: Flag = flag(0, "", "whether it has failed for lack of control")
    was: U8 = u8(0, "", "how the device was before it failed: a watcher's Duty, 1 for a gate that stood open")
    lost: I64 = i64(0, "event", "what took its path to the Core; 0 it has one")
    cause: I64 = i64(0, "event", "what last became of it")


class Wires(Table):
    """Lines between nodes. Most run straight, and can be reached wherever one can walk below them."""

    a: I32 = i32(-1, "node", "the node at one end")
    b: I32 = i32(-1, "node", "the node at the other")
    length: I32 = i32(0, "m", "how long it is", within=(0, 1_000_000_000))
    works: Flag = flag(1, "", "whether it is whole")
    cause: I64 = i64(0, "event", "what last became of it")


class Shielded(SlotTable):
    """Cells that a shield bars as long as it stands: nobody goes there, and nothing flies through."""

    OWNER = "node"
    node: I32 = i32(-1, "node", "the shield")
    cell: I32 = i32(-1, "cell", "which cell")
