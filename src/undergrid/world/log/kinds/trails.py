"""Kinds of events: traces that are found, followed, covered and faked."""

from __future__ import annotations

from undergrid.world.log.kinds.kind import kind

TRAIL_FOUND = kind(180, whom="citizen", amount="trace", wakes="who")
TRAIL_LOST = kind(181, whom="citizen", wakes="who")
TRAIL_COVERED = kind(182, amount="traces")
TRAIL_FAKED = kind(183, amount="traces")
SIGN_LEFT = kind(184)
TRACKED = kind(185, who="watcher", whom="citizen", amount="trace", subject="whom")
TRACK_LOST = kind(186, who="watcher", whom="citizen", subject="whom")
TRACKED_IN = kind(188, who="watcher", whom="building")
TRACED = kind(187, whom="citizen", wakes="who")
