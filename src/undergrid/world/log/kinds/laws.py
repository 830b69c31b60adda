"""Kinds of events: laws, and who is found to break them."""

from __future__ import annotations

from undergrid.world.log.kinds.kind import kind

LAW_CAME_INTO_FORCE = kind(34, who="law")
LAW_LAPSED = kind(35, who="law")
BANNED_FOUND = kind(36, who="watcher", whom="citizen", amount="law", subject="whom")
SANCTIONED = kind(37, amount="law", wakes="who", hope=-40)
