"""A child that lies under one's roof, cannot go on its own feet, and has nobody: whoever finds it stays."""

from __future__ import annotations

from undergrid.minds.mind import Mind
from undergrid.world.tables.society import Stance


def is_left_alone(mind: Mind, row: int) -> bool:
    """Whether somebody beside one is a child that lies there helpless, and nobody but oneself could look after it."""
    aid = mind.aid
    helpless = aid.alive(row) and aid.lies(row) and not aid.able(row) and aid.moved_by(row) < 0
    if not helpless or not mind.talk.is_child(row) or mind.talk.stance(row) == Stance.HOSTILE:
        return False
    return not any(aid.able(other) for other in aid.beside() if other != row)
