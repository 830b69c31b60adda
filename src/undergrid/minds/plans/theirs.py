"""Those of one's own who are within reach: one sees by oneself how they are, be it that one knew of a body or not."""

from __future__ import annotations

from undergrid.minds.mind import Mind


def theirs_at_hand(mind: Mind) -> list[int]:
    """Those within reach whom one is bound to, or has in one's care: rows, ascending."""
    return [row for row in sorted({*mind.talk.bound, mind.recall("charge")} - {-1}) if mind.aid.in_reach(row)]
