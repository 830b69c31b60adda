"""Control: a device without a path to the Core goes on for its autonomy time, then fails; with a path it works again.

Who has a path follows from the nodes and wires that are in order (`world/network/control.py`), which other rules break
and mend. A device that is broken itself fails at once. What failing means for each kind of device, and what a device
does that works again, stands in `world/network/devices.py`.

Reads   nodes.kind, autonomy, works, lost, ends, failed, cause; who has a path as `Control` has it
Writes  nodes.ends; devices fail and work again as `fail` and `restore` do
Emits   DRONE_LANDED, DRONE_FELL, WENT_BLIND, GATE_STUCK, GATE_SPRANG_OPEN, LIGHTS_WENT_OUT, LIFT_STOPPED, SHIELD_FELL,
        PROJECTOR_DARK (node; cause: what took its path to the Core), DEVICE_BACK(node; cause: what gave it one again)
Units   times in ticks of 1 s
Source  assumed: how long devices go on by themselves is for the scenario to say.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core.tables import I64
from undergrid.world.network.control import DEVICES, Control, next_end
from undergrid.world.network.devices import fail, restore
from undergrid.world.tables.network import NodeKind
from undergrid.world.tables.people import NEVER

if TYPE_CHECKING:
    from undergrid.world.world import World

_DEVICES = np.isin(np.arange(256), [int(kind) for kind in DEVICES])


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

    @cached_property
    def autonomy(self) -> I64:
        """By NodeKind: for how many ticks such a device goes on without control; 0 for what is no device."""
        found = np.zeros(len(NodeKind), np.int64)
        for kind in DEVICES:
            found[kind] = round(60 * getattr(self, f"{kind.name.lower()}_minutes"))
        return found


def step(world: World, params: Params) -> None:
    """Count down for those that have lost control since, let fail whose time is up, restore who has control again."""
    if not world.nodes.n:
        return
    control = world.cache(Control)
    if control.stale:
        _take_note(world, params)
        control.stale = False
        control.due = next_end(world)
    if control.due <= world.tick:
        nodes = world.nodes
        for node in np.flatnonzero(~nodes.failed & (nodes.ends <= world.tick)).tolist():
            fail(world, node, int(nodes.lost[node]))
        control.due = next_end(world)


def _take_note(world: World, params: Params) -> None:
    """Begin and end countdowns as paths were lost and found, and let what has control again work."""
    nodes = world.nodes
    lost, device = nodes.lost != 0, _DEVICES[nodes.kind]
    alone = np.flatnonzero(device & lost & ~nodes.failed)
    own = nodes.autonomy[alone].astype(np.int64)
    ends = world.tick + np.where(own >= 0, own, params.autonomy[nodes.kind[alone]])
    ends = np.where(nodes.works[alone], np.minimum(ends, nodes.ends[alone]), world.tick)
    nodes.ends[alone] = np.minimum(ends, NEVER)
    for node in np.flatnonzero(device & ~lost & (nodes.ends != NEVER)).tolist():
        nodes.ends[node] = NEVER
        if nodes.failed[node]:
            restore(world, node, int(nodes.cause[node]))
