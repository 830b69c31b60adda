"""Kinds of events: strangers, words, promises, rumours, hope, and bands on the move."""

from __future__ import annotations

from undergrid.world.log.kinds.kind import kind

RUMOUR_TOLD = kind(90, whom="citizen", amount="topic", wakes="whom")
RUMOUR_BELIEVED = kind(91, whom="citizen", amount="topic", wakes="who")
MET = kind(250, whom="citizen", amount="stance")
STANCE_CHANGED = kind(251, whom="citizen", amount="stance")
ASKED = kind(252, whom="citizen", wakes="whom")
WARNED = kind(253, whom="citizen", wakes="whom")
SURRENDERED = kind(254, whom="citizen", wakes="whom")
DISCLOSED = kind(255, whom="citizen", amount="category", wakes="whom")
VOUCHED = kind(256, whom="citizen", amount="citizen vouched for", wakes="whom")
PLEDGED = kind(257, whom="citizen", wakes="whom", hope=60)
PLEDGE_KEPT = kind(258, whom="citizen", hope=120)
PLEDGE_BROKEN = kind(259, whom="citizen", hope=-150)
LET_IN = kind(260, whom="citizen", wakes="whom", hope=80)
TURNED_AWAY = kind(261, whom="citizen", wakes="whom", hope=-40)
GAVE_UP = kind(262, whom="building")
DEBT_PAID = kind(264, whom="citizen", amount="1 / 1000")
INFERRED = kind(265, whom="citizen", amount="category")
SECRET_OUT = kind(266, whom="citizen", amount="category")
PLACE_TOLD = kind(267, whom="citizen", amount="cell", wakes="whom", hope=50)
HOPE_CHANGED = kind(268, amount="hope")
ROUTED = kind(269, amount="people")
BAND_SET_OUT = kind(271, amount="the whole band")
BAND_ARRIVED = kind(272, amount="the whole band", hope=200)
RELEASED = kind(273, whom="citizen", wakes="whom")
PLACE_FOUND = kind(275, whom="citizen")
PLACE_MISSED = kind(276, whom="citizen")
PLACE_TOLD_AGAIN = kind(279, whom="citizen", amount="cell")
SOUGHT_HELP = kind(277, whom="citizen")
