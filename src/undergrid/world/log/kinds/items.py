"""Kinds of events: things that change hands, and signs that are covered and shown."""

from __future__ import annotations

from undergrid.world.log.kinds.kind import kind

GAVE = kind(173, whom="citizen", amount="thing", hope=20)
TOOK = kind(174, whom="citizen", amount="thing", wakes="who")
INSIGNIA_COVERED = kind(175, amount="category")
INSIGNIA_SHOWN = kind(176, amount="category")
