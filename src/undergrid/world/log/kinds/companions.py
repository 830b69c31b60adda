"""Kinds of events: companion units, what they say of themselves to Sentinels, and what comes of it."""

from __future__ import annotations

from undergrid.world.log.kinds.kind import kind

CLAIMED = kind(249, whom="watcher", amount="unit number")
PAUSED = kind(248, who="watcher", whom="citizen", amount="seconds", subject="whom", wakes="whom", hope=60)
CLAIM_DISMISSED = kind(147, who="watcher", whom="citizen", amount="doubt", subject="whom", wakes="whom", hope=-60)
CONFESSED = kind(148, whom="citizen", wakes="whom")
UNIT_BANNED = kind(168, amount="unit class", wakes="who", hope=-60)
BONDED = kind(169, whom="citizen", amount="1 / 1000", wakes="who whom", hope=40)
DISTRACTED = kind(177, whom="citizen", amount="points")
GLITCH_NOTICED = kind(270, whom="citizen", amount="1 / 1000")
UNIT_PART_FAILED = kind(178, amount="unit part", wakes="who", hope=-60)
LUNGED = kind(179, whom="watcher", hope=20)
BLAST = kind(274, whom="watcher", amount="people", wakes="who", hope=-60)
THROWN_OFF = kind(278, whom="watcher", wakes="who")
DIED_TOGETHER = kind(189, whom="citizen", amount="seconds")
FOUND_DEFECTIVE = kind(167, who="watcher", whom="citizen", subject="whom", wakes="whom", hope=-150)
