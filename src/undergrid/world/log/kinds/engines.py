"""Kinds of events: the Heart Engine, how it is charged, linked and fired, whom it kills, and things laid down."""

from __future__ import annotations

from undergrid.world.log.kinds.kind import kind

CUBE_CHARGES = kind(192, whom="building", amount="power, W")
CUBE_TAPS = kind(193, whom="node", amount="power, W")
CUBE_HOLDS = kind(194, amount="energy, J", wakes="who")
ENGINE_CHARGED = kind(195, amount="energy, J", wakes="who")
ENGINE_LINKED = kind(196, whom="node", amount="nodes", wakes="who")
DEATHS_FORESEEN = kind(197, whom="faction", amount="deaths")
ENGINE_UNLINKED = kind(198, whom="node", amount="unlinking")
ENGINE_FIRED = kind(199, whom="node", amount="nodes")
SEARED = kind(215, amount="dose, %", wakes="who", hope=-80)
THROWN_BACK = kind(216, wakes="who")
CORE_SCREAMED = kind(217, who="node", amount="voices")
SCREAM_HEARD = kind(218, wakes="who", hope=-20)
PUT_DOWN = kind(219, amount="thing")
CUBE_FELL = kind(224)
