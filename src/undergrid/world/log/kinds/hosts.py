"""Kinds of events: minds on the network, what a feed does to bodies, and parts of bodies that are machines."""

from __future__ import annotations

from undergrid.world.log.kinds.kind import kind

EYES_CLOUDED = kind(93, amount="haze")
EYES_CLEARED = kind(94, amount="haze")
AUGMENTS_DIED = kind(95, amount="augments", wakes="who")
