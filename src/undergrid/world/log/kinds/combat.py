"""Kinds of events: shots and what comes of them, grenades, watchers that break, glass that falls."""

from __future__ import annotations

from undergrid.world.log.kinds.kind import kind

SHOT = kind(375, whom="citizen", amount="shot", wakes="whom", hope=-10)
SHOT_AT_WATCHER = kind(376, whom="watcher", amount="shot")
FIRED_ON = kind(377, who="watcher", whom="citizen", amount="shot", subject="whom", wakes="whom", hope=-10)
KEPT_DOWN = kind(378, amount="seconds", wakes="who")
DEFLECTED = kind(379, amount="left of it, %", wakes="who")
PIERCED = kind(380, amount="left of it, %")
BOUNCED_OFF = kind(381, who="watcher", whom="citizen")
SUBSYSTEM_FAILED = kind(382, who="watcher", whom="citizen", amount="subsystem")
CRASHED = kind(383, who="watcher", whom="citizen", amount="people")
GRENADE_THROWN = kind(384, amount="m beside the mark")
EXPLODED = kind(385, amount="people", wakes="who")
OUT_OF_ACTION = kind(387, who="watcher", whom="citizen")
GLASS_FELL = kind(386, who="", amount="people")
