"""Kinds of events: laws, and who is found to break them."""

from __future__ import annotations

from undergrid.world.log.kinds.kind import kind

LAW_CAME_INTO_FORCE = kind(108, who="law")
LAW_LAPSED = kind(109, who="law")
BANNED_FOUND = kind(111, who="watcher", whom="citizen", amount="law", subject="whom")
SANCTIONED = kind(120, amount="law", wakes="who", hope=-40)
