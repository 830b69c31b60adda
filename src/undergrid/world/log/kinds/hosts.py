"""Kinds of events: minds on the network, what a feed does to bodies, and parts of bodies that are machines."""

from __future__ import annotations

from undergrid.world.log.kinds.kind import kind

EYES_CLOUDED = kind(93, amount="haze")
EYES_CLEARED = kind(94, amount="haze")
AUGMENTS_DIED = kind(95, amount="augments", wakes="who")
GHOSTS_LOST = kind(96, who="node", amount="ghosts")
VOICES_HEARD = kind(97, who="node", amount="ghosts")
MIND_FLED = kind(98, who="mind", whom="node")
MIND_ARRIVED = kind(99, who="mind", whom="node")
MIND_ENDED = kind(102, who="mind", whom="node")
MIND_SENT = kind(103, who="mind", whom="watcher", amount="citizen sought", subject="whom")
MIND_SPOKE = kind(104, who="mind", whom="citizen", amount="listeners", wakes="whom")
STALLED = kind(105, amount="seconds", wakes="who")
STOOD_FIRM = kind(106)
SPELL_BROKEN = kind(107, wakes="who")
ECHO_LEFT = kind(25, whom="node")
WHISPERED = kind(26, whom="citizen", amount="clear, %", wakes="whom", hope=80)
NODE_RESTARTED = kind(27, whom="node")
NETWORK_RESTARTED = kind(28, whom="node", amount="nodes")
ECHO_LOST = kind(29, whom="node")
