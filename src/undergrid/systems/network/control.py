"""Control: what has no path to the Core, or no power, goes on for its autonomy time, then fails; or works again.

Who has a path follows from the nodes and wires that are in order (`world/network/control.py`), which other rules break
and mend; who has power, from the rule `mains`. Devices need both, Core, hubs and cells power alone. A device that is
broken itself fails at once. What failing means for each kind, and what one does that works again, stands in
`world/network/devices.py`.

Reads   nodes.kind, autonomy, works, ends, failed, cause; who has a path as `Control` has it; who lacks control or
        power as `what_it_lacks` has it
Writes  nodes.ends; devices and others fail and work again as `fail` and `restore` do
Emits   DRONE_LANDED, DRONE_FELL, WENT_BLIND, GATE_STUCK, GATE_SPRANG_OPEN, LIGHTS_WENT_OUT, LIFT_STOPPED, SHIELD_FELL,
        PROJECTOR_DARK, PLANT_STOPPED, PODS_FAILED, SERVER_STOPPED (node; amount: Lack; cause: what took its path to the
        Core, or its power), UNPLUGGED, DIED(citizen; cause: PODS_FAILED), NODE_WENT_DOWN(node; amount devices; cause:
        what took its power), DEVICE_BACK(node; cause: what gave it back)
Units   times in ticks of 1 s
Source  assumed: how long devices go on by themselves is for the scenario to say.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core.tables import I64
from undergrid.world.network.control import CONTROLLERS, DEVICES, Control, next_end, what_it_lacks
from undergrid.world.network.devices import fail, restore
from undergrid.world.tables.network import Lack, NodeKind
from undergrid.world.tables.people import NEVER

if TYPE_CHECKING:
    from undergrid.world.world import World


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.control`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    drone_minutes: float = Field(20, ge=0, le=100_000, description="a drone goes on without control, min [assumed]")
    gate_minutes: float = Field(5, ge=0, le=100_000, description="the drive of a gate does, min [assumed]")
    reader_minutes: float = Field(60, ge=0, le=100_000, description="a reader does, min [assumed]")
    camera_minutes: float = Field(30, ge=0, le=100_000, description="a camera does, min [assumed]")
    lights_minutes: float = Field(1, ge=0, le=100_000, description="lamps do, min [assumed]")
    lift_minutes: float = Field(2, ge=0, le=100_000, description="a lift does, min [assumed]")
    projector_minutes: float = Field(1, ge=0, le=100_000, description="a projector of weather does, min [assumed]")
    shield_minutes: float = Field(0.5, ge=0, le=100_000, description="a shield does, min [assumed]")

    pods_minutes: float = Field(60, ge=0, le=100_000, description="pods do, on what they have in them, min [assumed]")
    server_minutes: float = Field(240, ge=0, le=100_000, description="a server goes on without power, min [assumed]")
    plant_minutes: float = Field(240, ge=0, le=100_000, description="a plant does, min [assumed]")
    core_minutes: float = Field(480, ge=0, le=100_000, description="the Core goes on without power, min [assumed]")
    hub_minutes: float = Field(60, ge=0, le=100_000, description="a hub goes on without power, min [assumed]")
    cell_minutes: float = Field(20, ge=0, le=100_000, description="a cell goes on without power, min [assumed]")

    @cached_property
    def autonomy(self) -> I64:
        """By NodeKind: for how many ticks such a node goes on without what it needs."""
        found = np.zeros(len(NodeKind), np.int64)
        for kind in (*DEVICES, *CONTROLLERS):
            found[kind] = round(60 * getattr(self, f"{kind.name.lower()}_minutes"))
        return found


def step(world: World, params: Params) -> None:
    """Count down for those that have lost control or power, let fail whose time is up, restore who has both again."""
    if not world.nodes.n:
        return
    control = world.cache(Control)
    if control.stale:
        control.stale = False
        _take_note(world, params)
        control.due = next_end(world)
    if control.due <= world.tick:
        nodes, (since, lack) = world.nodes, what_it_lacks(world)
        for node in np.flatnonzero(~nodes.failed & (nodes.ends <= world.tick)).tolist():
            fail(world, node, int(since[node]), Lack(int(lack[node])))
        control.due = next_end(world)


def _take_note(world: World, params: Params) -> None:
    """Begin and end countdowns as control and power were lost and found, and let work again what has both."""
    nodes, (since, _) = world.nodes, what_it_lacks(world)
    alone = np.flatnonzero((since != 0) & ~nodes.failed)
    own = nodes.autonomy[alone].astype(np.int64)
    ends = world.tick + np.where(own >= 0, own, params.autonomy[nodes.kind[alone]])
    ends = np.where(nodes.works[alone], np.minimum(ends, nodes.ends[alone]), world.tick)
    nodes.ends[alone] = np.minimum(ends, NEVER)
    for node in np.flatnonzero((since == 0) & (nodes.ends != NEVER)).tolist():
        nodes.ends[node] = NEVER
        if nodes.failed[node]:
            restore(world, node, int(nodes.cause[node]))
