"""Kinds of events: the story itself, what people are told and decide to do, and what comes of it."""

from __future__ import annotations

from undergrid.world.log.kinds.kind import kind

SCENARIO = kind(1, who="")
ORDERED = kind(2, whom="target", amount="verb")
REFUSED = kind(3, whom="target", amount="refusal", wakes="who")
DECIDED = kind(4, whom="citizen", amount="aim")
INTENDED = kind(5, whom="citizen", amount="aim")
ACHIEVED = kind(6, whom="citizen", amount="aim")
ABANDONED = kind(7, whom="citizen", amount="aim")
LEFT_ASLEEP = kind(8, whom="citizen")
MEANT = kind(234, amount="canon aim")
STUCK = kind(317, whom="citizen", amount="hitch")
ENDED = kind(121, amount="ending")
INTERRUPTED = kind(161, amount="verb", wakes="who")
