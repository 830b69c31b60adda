"""Kinds of events: what the authority believes and orders, its hunts, ambushes and arrests."""

from __future__ import annotations

from undergrid.world.log.kinds.kind import kind

INFORMED = kind(24, whom="citizen")
SUSPECTED = kind(30, amount="suspicion, points")
WANTED = kind(31, amount="suspicion, points")
DOSSIER_CLOSED = kind(32)
IDENTIFIED = kind(33, amount="suspicion, points")
HUNT_BEGAN = kind(40, who="watcher", whom="citizen")
SEARCH_BEGAN = kind(41, who="watcher", whom="citizen")
HUNT_ENDED = kind(42, who="watcher", whom="citizen")
ON_WATCH = kind(46, who="watcher")
ARRESTED = kind(43, who="watcher", whom="citizen", subject="whom", wakes="whom", hope=-150)
SLIPPED_AWAY = kind(44, whom="watcher", wakes="who")
CLASSIFIED = kind(240, who="watcher", whom="citizen", amount="category", subject="whom")
HUNT_ASSIGNED = kind(241, amount="category")
AMBUSH_LAID = kind(242, who="watcher")
AMBUSHED = kind(243, who="watcher", whom="citizen", amount="people", hope=-150)
CAUGHT_UP = kind(244, who="watcher", whom="citizen", subject="whom")
STOPPED = kind(295, who="watcher", whom="citizen", subject="whom", wakes="whom", hope=-40)
LET_GO = kind(296, who="watcher", whom="citizen", amount="release", subject="whom", wakes="whom", hope=20)
UNCONVINCED = kind(297, who="watcher", whom="citizen", amount="suspicion, points", subject="whom", wakes="whom")
ORDER_LAPSED = kind(298, amount="category")
LED_AWAY = kind(299, who="watcher", whom="citizen", amount="leading", subject="whom")
TAKEN_INTO_CUSTODY = kind(300, who="watcher", whom="citizen", subject="whom", wakes="whom", hope=-60)
CREW_SENT = kind(301, who="watcher", whom="citizen", subject="whom")
MOVED_ON = kind(302, whom="building", wakes="who", hope=-60)
SET_FREE = kind(303, whom="citizen", wakes="who whom", hope=150)
BROKE_AWAY = kind(304, whom="watcher", wakes="who", hope=80)
LET_OUT = kind(305, wakes="who", hope=100)
TENDED_IN_CUSTODY = kind(306, who="watcher", whom="citizen", amount="wound", subject="whom", wakes="whom")
CASE_REOPENED = kind(147, amount="score, points")
HIDEOUT_FOUND = kind(148, who="watcher", whom="building")
RAID_ORDERED = kind(167, who="building", amount="seconds to act in")
RAID_LAPSED = kind(168, who="building")
RAIDERS_LANDED = kind(169, who="watcher", whom="building", amount="watchers")
DOOR_BLOWN = kind(177, who="watcher", whom="building", amount="people inside")
HEADED_OFF = kind(
    178, who="watcher", whom="citizen", amount="seconds ahead of them", subject="whom", wakes="whom", hope=-100
)
RAID_ENDED = kind(179, who="building", amount="people seized")
