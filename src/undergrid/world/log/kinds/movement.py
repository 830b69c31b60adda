"""Kinds of events: people who hide, are moved by others, or find a way barred."""

from __future__ import annotations

from undergrid.world.log.kinds.kind import kind

HID = kind(62)
WAITED_FOR = kind(290, whom="watcher", amount="seconds")
WENT_ROUND = kind(291, whom="watcher", amount="m longer")
LAY_LOW = kind(324, whom="watcher", amount="min")
WAY_BARRED = kind(110, who="")
TOOK_UP = kind(170, whom="citizen", amount="haul", wakes="who")
SET_DOWN = kind(171, whom="citizen", wakes="who whom")
HANDED_OVER = kind(172, whom="citizen", wakes="who whom")
BROUGHT_TO_SAFETY = kind(286, whom="citizen")
