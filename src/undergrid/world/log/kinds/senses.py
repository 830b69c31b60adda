"""Kinds of events: what is seen, heard, picked up by its warmth, or received."""

from __future__ import annotations

from undergrid.world.log.kinds.kind import kind

SIGHTED = kind(20, who="watcher", whom="citizen", amount="range, m", subject="whom")
LOST_SIGHT = kind(21, who="watcher", whom="citizen", amount="seconds in sight", subject="whom")
NOTICED = kind(22, whom="watcher", amount="range, m", wakes="who")
HEARD = kind(23, who="watcher", whom="citizen", amount="level, dB", subject="whom")
NOISE_HEARD = kind(190, whom="citizen", amount="level, dB", wakes="who")
NOISE_DREW = kind(191, who="watcher", whom="citizen", amount="level, dB")
FIRE_SEEN = kind(213, who="watcher", whom="building", amount="range, m")
BEACON_SET_OFF = kind(220)
BEACON_HEARD = kind(221, whom="citizen", amount="range, m", wakes="who")
BEACON_TRACED = kind(222, who="watcher", whom="citizen", amount="range, m", subject="whom")
BEACON_DIED = kind(223)
RADIO_HEARD = kind(395, whom="citizen", amount="message", wakes="who")
RADIO_TRACED = kind(396, who="watcher", whom="citizen", amount="range, m", subject="whom")
HEAT_SEEN = kind(230, who="watcher", whom="citizen", amount="range and what lay between", subject="whom")
SWEPT = kind(231, who="watcher", whom="citizen", amount="range and what lay between", subject="whom", wakes="whom")
FLICKERED_OUT = kind(232, who="watcher", amount="seconds")
ROTORS_HEARD = kind(233, whom="watcher", amount="range, m", wakes="who")
SCOPED = kind(123, whom="watcher", amount="range, m", wakes="who")
