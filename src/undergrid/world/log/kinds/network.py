"""Kinds of events: the networks of a city, their wires, and what loses control or power."""

from __future__ import annotations

from undergrid.world.log.kinds.kind import kind

WIRE_CUT = kind(330, whom="wire", amount="devices lost", wakes="who")
WIRE_MENDED = kind(331, whom="wire", amount="devices back")
NODE_BROKEN = kind(332, whom="node", amount="devices lost")
NODE_MENDED = kind(333, whom="node", amount="devices back")
LINE_FOUND = kind(334, whom="wire")
DRONE_LANDED = kind(335, who="node", amount="lack")
DRONE_FELL = kind(336, who="node", amount="lack")
WENT_BLIND = kind(337, who="node", amount="lack")
GATE_STUCK = kind(338, who="node", amount="lack")
GATE_SPRANG_OPEN = kind(339, who="node", amount="lack")
LIGHTS_WENT_OUT = kind(340, who="node", amount="lack")
LIFT_STOPPED = kind(341, who="node", amount="lack")
SHIELD_FELL = kind(342, who="node", amount="lack")
PROJECTOR_DARK = kind(344, who="node", amount="lack")
DEVICE_BACK = kind(343, who="node")
WIRE_TRIPPED = kind(345, who="wire", amount="power, W")
PLANT_STOPPED = kind(346, who="node", amount="lack")
NODE_WENT_DOWN = kind(347, who="node", amount="devices lost")
SWITCH_OPENED = kind(348, whom="wire", amount="devices lost")
SWITCH_CLOSED = kind(349, whom="wire", amount="devices back")
SENT_TO_LINE = kind(388, whom="wire", amount="spare parts")
SENT_TO_NODE = kind(389, whom="node", amount="spare parts")
LINE_TAPPED = kind(391, whom="wire", amount="watchers", wakes="who")
HEARD_ON_LINE = kind(392, whom="watcher", amount="range, m")
NO_PARTS_LEFT = kind(390, who="building", amount="spare parts")
