"""The networks of a city: nodes, from the Core down to every device, and wires that carry control or power to them."""

from __future__ import annotations

from enum import IntEnum

from undergrid.core.tables import I32, I64, U8, Flag, SlotTable, Table, flag, i32, i64, u8
from undergrid.world.tables.people import NEVER

MOST_WATTS = 1_000_000_000_000
"""More than any node or line of a city has to do with, W."""
MOST_MICROS = 1_000_000_000
"""More than the reactance of any line, in millionths per unit."""


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
    PLANT = 11  # generates power; one without a wire of control runs by itself
    SUBSTATION = 12  # no device: hands power on
    PODS = 13  # a device: those of a building, which keep whoever dreams there alive
    SERVER = 14  # a device: minds live on it; it needs power, and no control


class Failing(IntEnum):
    """What becomes of a device that has been without control for too long."""

    SAFE = 0  # a drone lands, a gate shuts, a plant stops
    OPEN = 1  # a gate springs open
    DEAD = 2  # a drone drops, and is broken; pods kill; what a server holds is lost


class Lack(IntEnum):
    """What something has failed for want of."""

    CONTROL = 0
    POWER = 1
    WORD = 2  # the Core's word: it obeys somebody else


class Bid(IntEnum):
    """What a node is told to do by those who have it in hand."""

    NONE = 0  # nothing: it does as before
    OPEN = 1  # a gate: it stands open
    SHUT = 2  # a gate
    ON = 3  # lamps, a lift, a shield, a projector, a plant: as before
    OFF = 4  # these: as if they had failed
    SURGE = 5  # a substation: all that hangs on it is switched on, and it draws more
    EASE = 6  # a substation: no more than before
    SHOW_CLEAR = 7  # from here on a projector: it shows that, over what all others show
    SHOW_CLOUDS = 8
    SHOW_DRIZZLE = 9
    SHOW_RAIN = 10
    SHOW_STORM = 11
    SHOW_STATIC = 12


class Carries(IntEnum):
    """What a wire carries."""

    CONTROL = 0
    POWER = 1


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
    autonomy: I32 = i32(-1, "s", "how long it goes on without; -1 as its kind", within=(-1, 1_000_000_000))
    load: I64 = i64(0, "W", "the power that it wants", within=(0, MOST_WATTS))
    capacity: I64 = i64(0, "W", "the power that it can generate", within=(0, MOST_WATTS))
    works: Flag = flag(1, "", "whether it is in order")
    ends: I32 = i32(NEVER, "tick", "when its autonomy ends; of what has control and power, never")
    failed: Flag = flag(0, "", "whether it has failed for lack of control or power")
    was: U8 = u8(0, "", "how the device was before it failed: a watcher's Duty, 1 for a gate that stood open")
    lost: I64 = i64(0, "event", "what took its path to the Core; 0 it has one")
    dark: I64 = i64(0, "event", "what took the power that it wants; 0 it has it")
    live: Flag = flag(1, "", "whether it was in order when flows of power were last worked out")
    cause: I64 = i64(0, "event", "what last became of it")


class Wires(Table):
    """Lines between nodes. Most run straight, and can be reached wherever one can walk below them."""

    a: I32 = i32(-1, "node", "the node at one end")
    b: I32 = i32(-1, "node", "the node at the other")
    length: I32 = i32(0, "m", "how long it is", within=(0, 1_000_000_000))
    carries: U8 = u8(Carries.CONTROL, "Carries", "control or power")
    reactance: I32 = i32(10_000, "1 / 1,000,000 per unit", "of a power line, not 0", within=(-MOST_MICROS, MOST_MICROS))
    limit: I64 = i64(-1, "W", "the most that a power line carries; -1 whatever flows", within=(-1, MOST_WATTS))
    works: Flag = flag(1, "", "whether it is whole")
    open: Flag = flag(0, "", "whether the switch at its end stands open: nothing passes")
    live: Flag = flag(1, "", "whether it conducted when flows of power were last worked out")
    trips: I32 = i32(NEVER, "tick", "when its switch opens by itself, if it carries too much until then")
    pushed: I64 = i64(0, "event", "what made it carry too much; 0 it does not")
    cause: I64 = i64(0, "event", "what last became of it")


class Shielded(SlotTable):
    """Cells that a shield bars as long as it stands: nobody goes there, and nothing flies through."""

    OWNER = "node"
    node: I32 = i32(-1, "node", "the shield")
    cell: I32 = i32(-1, "cell", "which cell")


class Captures(SlotTable):
    """Nodes that somebody has taken over, now or before: one row for each."""

    OWNER = "node"
    ONE_EACH = "node"
    node: I32 = i32(-1, "node", "which")
    captor: I32 = i32(-1, "citizen", "whom it obeys; -1 the authority again")
    by: I32 = i32(-1, "citizen", "who took it over last")
    lost: U8 = u8(0, "", "how often it has been taken back")
    since: I32 = i32(0, "tick", "when it was taken over last")
    shows: I32 = i32(NEVER, "tick", "when it, or what hangs on it, was first made to do something that shows; never")
    noticed: I64 = i64(0, "event", "by which the authority knows; 0 it does not")
    boots: I32 = i32(NEVER, "tick", "when the Core will have booted it anew; never while no path leads there")
    cause: I64 = i64(0, "event", "what last became of it")


class InHand(SlotTable):
    """Nodes that obey whoever has captured them, or what they hang on: one row for each."""

    OWNER = "node"
    ONE_EACH = "node"
    node: I32 = i32(-1, "node", "which")
    root: I32 = i32(-1, "node", "the captured node by which it is in hand")
    bid: U8 = u8(Bid.NONE, "Bid", "what it was last told to do")
    off: Flag = flag(0, "", "whether it stands still for that, or reports nothing")
    more: I64 = i64(0, "W", "how much more it draws than before", within=(0, MOST_WATTS))


class Holdings(SlotTable):
    """Nodes that are not the authority's any more: one row for each, with whose they are."""

    OWNER = "node"
    ONE_EACH = "node"
    node: I32 = i32(-1, "node", "which")
    faction: I32 = i32(-1, "faction", "whose; -1 nobody's but theirs who live by it")
    echo: I32 = i32(-1, "citizen", "the dead whose echo runs it; -1 none")
    cause: I64 = i64(0, "event", "how it has come into their hands")


class Pods(SlotTable):
    """Buildings whose pods hang on the network: one row for each."""

    OWNER = "node"
    node: I32 = i32(-1, "node", "by which")
    building: I32 = i32(-1, "building", "which")


class Depots(Table):
    """Houses from which crews go out to mend lines and nodes: one row for each that the scenario names."""

    building: I32 = i32(-1, "building", "where")


class Errands(SlotTable):
    """Faults that somebody has been sent to mend, or that nobody can mend for now: one row for each."""

    owner: I32 = i32(-1, "citizen", "who has been sent; -1 nobody")
    depot: I32 = i32(-1, "depot", "from where")
    wire: I32 = i32(-1, "wire", "the line to be mended or switched on; -1 none")
    node: I32 = i32(-1, "node", "the node to be mended; -1 none")
    cell: I32 = i32(-1, "cell", "where one can lay hands on it")
    tries: U8 = u8(0, "", "how often they have set out for it")
    until: I32 = i32(NEVER, "tick", "until when nobody is sent, where it could not be done")
    cause: I64 = i64(0, "event", "the event by which they were sent")
