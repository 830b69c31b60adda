"""Kinds of events: people who hide, are moved by others, or find a way barred."""

from __future__ import annotations

from undergrid.world.log.kinds.kind import kind

HID = kind(62)
WAY_BARRED = kind(110, who="")
TOOK_UP = kind(170, whom="citizen", amount="haul", wakes="who")
SET_DOWN = kind(171, whom="citizen", wakes="who whom")
HANDED_OVER = kind(172, whom="citizen", wakes="who whom")
BROUGHT_TO_SAFETY = kind(286, whom="citizen")
