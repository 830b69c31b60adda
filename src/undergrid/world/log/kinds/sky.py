"""Kinds of events: weather, light and curfew."""

from __future__ import annotations

from undergrid.world.log.kinds.kind import kind

PROGRAMME_CHANGED = kind(10, who="", whom="node", amount="programme")
CURFEW_BEGAN = kind(11, who="")
CURFEW_ENDED = kind(12, who="")
FIRESTORM_BEGAN = kind(13, who="")
FIRESTORM_ENDED = kind(14, who="")
ASH_CHANGED = kind(15, who="", amount="ash, mg/m3")
SANDSTORM_BEGAN = kind(126, who="", amount="dust, mg/m3")
SANDSTORM_ENDED = kind(127, who="")
DEBRIS_FELL = kind(45, who="", amount="grams")
SKY_ALTERED = kind(9, who="node", whom="citizen", amount="programme")
WEATHER_CHANGED = kind(18, who="", amount="programme")
MOOD_CHANGED = kind(19, amount="mood")
SAW_REAL_SKY = kind(34, amount="programme", wakes="who", hope=60)
