"""Kinds of events: windows that begin and end, and what is done about them."""

from __future__ import annotations

from undergrid.world.log.kinds.kind import kind

SYNC_BEGAN = kind(360, who="window", amount="delay, s")
SYNC_ENDED = kind(361, who="window")
LOCKDOWN_BEGAN = kind(362, who="window", amount="drones")
LOCKDOWN_ENDED = kind(363, who="window")
MAINTENANCE_BEGAN = kind(364, who="window", amount="things off")
MAINTENANCE_ENDED = kind(365, who="window")
SYNC_JAMMED = kind(366, whom="node", amount="delay, s")
DRONE_SET_OUT = kind(367, who="watcher")
DRONE_WENT_HOME = kind(368, who="watcher")
WINDOW_TOLD = kind(369, whom="citizen", amount="windows", wakes="whom")
