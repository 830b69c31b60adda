"""Kinds of events: the DreamNet, what is kept from people, and what they remember."""

from __future__ import annotations

from undergrid.world.log.kinds.kind import kind

DREAM_SOURED = kind(35, amount="dissatisfaction, %")
PLUGGED_IN = kind(36)
WITHDRAWS = kind(37, amount="habit, %", wakes="who")
WITHDRAWAL_OVER = kind(38)
TRUTH_TOLD = kind(145, whom="citizen", amount="1 where it is believed", wakes="whom")
LABELLED = kind(146, whom="citizen")
LIT_UP = kind(289, amount="cigarettes left")
RECALLED = kind(400, amount="fragment", wakes="who")
