"""Kinds of events: the control network, its wires, and devices that lose control."""

from __future__ import annotations

from undergrid.world.log.kinds.kind import kind

WIRE_CUT = kind(330, whom="wire", amount="devices")
WIRE_MENDED = kind(331, whom="wire", amount="devices")
NODE_BROKEN = kind(332, whom="node", amount="devices")
NODE_MENDED = kind(333, whom="node", amount="devices")
LINE_FOUND = kind(334, whom="wire")
DRONE_LANDED = kind(335, who="node")
DRONE_FELL = kind(336, who="node")
WENT_BLIND = kind(337, who="node")
GATE_STUCK = kind(338, who="node")
GATE_SPRANG_OPEN = kind(339, who="node")
LIGHTS_WENT_OUT = kind(340, who="node")
LIFT_STOPPED = kind(341, who="node")
SHIELD_FELL = kind(342, who="node")
PROJECTOR_DARK = kind(344, who="node")
DEVICE_BACK = kind(343, who="node")
