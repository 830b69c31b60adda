"""Kinds of events: daily life, the subscription, and the works."""

from __future__ import annotations

from undergrid.world.log.kinds.kind import kind

UNPLUGGED = kind(60)
ESCAPE_ATTEMPTED = kind(61)
SHIFT_WORKED = kind(70, amount="points")
FINED = kind(71, amount="points")
SLUMPED = kind(72, amount="points")
RENEWAL_REFUSED = kind(73, amount="usefulness, points")
REWARDED = kind(74, amount="points")
STRUCK_OFF = kind(84, amount="delay, s")
SHORTAGE = kind(100, who="facility", amount="missing, g")
STEPPED_OUT = kind(163, amount="outing")
DELIVERED = kind(101, who="facility", whom="citizen", amount="mass, g", subject="whom")
PROCESSED = kind(47, who="facility", whom="citizen", amount="paste, g", subject="whom")
WORKS_BROKE_DOWN = kind(48, who="facility", amount="work to mend it, h")
WORKS_MENDED = kind(49, who="facility")
APPEAL_UPHELD = kind(39, amount="days", wakes="who", hope=120)
APPEAL_DISMISSED = kind(59, wakes="who", hope=-80)
LEDGER_FALSIFIED = kind(128, whom="citizen", amount="days", hope=60)
FRAUD_FOUND = kind(129, whom="citizen", wakes="who whom", hope=-120)
