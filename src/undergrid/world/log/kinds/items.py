"""Kinds of events: things that change hands, signs that are covered and shown, and what is made of wrecks."""

from __future__ import annotations

from undergrid.world.log.kinds.kind import kind

GAVE = kind(173, whom="citizen", amount="thing", hope=20)
TOOK = kind(174, whom="citizen", amount="thing", wakes="who")
INSIGNIA_COVERED = kind(175, amount="category")
INSIGNIA_SHOWN = kind(176, amount="category")
SALVAGED = kind(115, amount="spare parts")
WENT_FOR_SCRAP = kind(214, whom="building", amount="m to go")
PICKED_CLEAN = kind(288, amount="parts it has held")
BUILT = kind(116, amount="thing", hope=20)
PATCHED = kind(117, whom="watcher", amount="spare parts", hope=40)
DRONE_SENT = kind(118, amount="cell")
DRONE_RECALLED = kind(119)
DRONE_SHOWED = kind(122, whom="watcher", amount="range, m", wakes="who")
