"""Kinds of events: fusion cells and what hangs on them, suits that fail, and want of air."""

from __future__ import annotations

from undergrid.world.log.kinds.kind import kind

SWITCHED_ON = kind(350, amount="device")
SWITCHED_OFF = kind(351, amount="device")
CELL_EMPTY = kind(352, amount="load, W", wakes="who")
POWER_FAILED = kind(353, amount="device", wakes="who")
CABLE_LINKED = kind(354, whom="citizen", amount="power, W", wakes="whom", hope=40)
CABLE_ENDED = kind(355, whom="citizen", amount="energy, J", wakes="who whom")
CHARGING_BEGAN = kind(356, whom="building", amount="power, W")
CHARGED = kind(357, whom="building", amount="energy, J", wakes="who")
SUFFOCATES = kind(358, amount="seconds until a faint", wakes="who", hope=-60)
BREATHES_AGAIN = kind(359, wakes="who")
SUIT_FAULT = kind(112, amount="suit part", wakes="who", hope=-30)
AIR_LEAKED_OUT = kind(113, wakes="who")
SUIT_MENDED = kind(114, whom="citizen", amount="suit part", wakes="whom", hope=20)
