"""Kinds of events: viruses on the control network, and what they make of what they reach."""

from __future__ import annotations

from undergrid.world.log.kinds.kind import kind

OUTBREAK = kind(325, whom="node", amount="nodes")
NODE_INFECTED = kind(326, whom="node", subject="whom")
GATE_GLITCHED = kind(327, who="gate", whom="citizen", amount="gate way")
SENTINEL_GLITCHED = kind(328, who="watcher", whom="citizen", amount="seconds")
TIMER_GLITCHED = kind(329, whom="node", amount="minutes moved")
NODE_CLEANED = kind(315, who="node", whom="citizen")
VIRUS_ENDED = kind(316, whom="node")
