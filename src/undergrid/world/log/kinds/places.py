"""Kinds of events: gates and their guards, shelters and their doors, fires, masonry."""

from __future__ import annotations

from undergrid.world.log.kinds.kind import kind

CHIP_PRESENTED = kind(50, whom="gate", amount="corruption, %")
JUDGED = kind(51, who="watcher", whom="citizen", amount="verdict", wakes="whom")
TWITCHED = kind(52, who="watcher", whom="citizen")
SPASMED = kind(53, who="watcher", whom="citizen")
GATE_OPENED = kind(54, who="gate", whom="citizen", amount="seconds it stays open", wakes="whom")
GATE_CLOSED = kind(55, who="gate")
CROSSED = kind(56, whom="gate", amount="direction", wakes="who")
GUARD_RECOVERED = kind(57, who="watcher")
ALARM = kind(58, who="gate", whom="citizen", wakes="whom")
LOCKED = kind(200, whom="building", wakes="who")
UNLOCKED = kind(201, whom="building")
BARRICADED = kind(202, whom="building", amount="work, J", wakes="who")
UNBARRED = kind(203, whom="building", wakes="who")
BREACH_BEGAN = kind(204, whom="building")
BREACHED = kind(205, whom="building", amount="seconds", wakes="who")
FIRE_LIT = kind(206, whom="building", amount="minutes", wakes="who")
FIRE_WENT_OUT = kind(207, who="building")
SEALED = kind(208, whom="building", wakes="who")
SURPRISED = kind(209, whom="citizen", wakes="who")
COLLAPSED = kind(210, who="")
SIEGE_BEGAN = kind(211, who="watcher", whom="building")
SIEGE_WON = kind(212, who="watcher", whom="building", amount="seconds")
GATE_HELD = kind(372, whom="gate", amount="worn, %", wakes="who")
FORCED_IN = kind(263, whom="building", wakes="who")
