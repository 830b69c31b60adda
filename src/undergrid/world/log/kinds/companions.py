"""Kinds of events: companion units, what they say of themselves to Sentinels, and what comes of it."""

from __future__ import annotations

from undergrid.world.log.kinds.kind import kind

CLAIMED = kind(225, whom="watcher", amount="unit number")
PAUSED = kind(226, who="watcher", whom="citizen", amount="seconds", subject="whom", wakes="whom", hope=60)
CLAIM_DISMISSED = kind(227, who="watcher", whom="citizen", amount="doubt", subject="whom", wakes="whom", hope=-60)
CONFESSED = kind(228, whom="citizen", wakes="whom")
BONDED = kind(235, whom="citizen", amount="1 / 1000", wakes="who whom", hope=40)
DISTRACTED = kind(236, whom="citizen", amount="points")
GLITCH_NOTICED = kind(237, whom="citizen", amount="1 / 1000")
UNIT_PART_FAILED = kind(238, amount="unit part", wakes="who", hope=-60)
LUNGED = kind(239, whom="watcher", hope=20)
BLAST = kind(245, whom="watcher", amount="people", wakes="who", hope=-60)
THROWN_OFF = kind(246, whom="watcher", wakes="who")
DIED_TOGETHER = kind(247, whom="citizen", amount="seconds")
FOUND_DEFECTIVE = kind(229, who="watcher", whom="citizen", subject="whom", wakes="whom", hope=-150)
