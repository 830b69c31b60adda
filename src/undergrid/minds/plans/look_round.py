"""To walk once round where one is, now and then: to the corners of a square, and back."""

from __future__ import annotations

from undergrid.minds.bids import Bid
from undergrid.minds.mind import Mind
from undergrid.world.tables.minds import Aim
from undergrid.world.tables.orders import Verb

_CORNERS = ((1, 1), (1, -1), (-1, -1), (-1, 1), (0, 0))  # of the round, in steps from where it begins
_STRIDE = 24  # cells walked before looking up [assumed]


def next_corner(mind: Mind, every: int) -> int:
    """Which corner one goes to next, beginning a round here where none has begun for `every` seconds; -1 for none."""
    if mind.recall("centre") >= 0 and mind.tick - mind.recall("went") < every:
        return mind.recall("corner") if not has_been_round(mind) else -1
    mind.remember(corner=0, centre=mind.cell, went=mind.tick)
    return 0


def has_been_round(mind: Mind) -> bool:
    """Whether one has been to every corner of the round that one has begun last."""
    return mind.recall("corner") >= len(_CORNERS)


def walk_on(mind: Mind, corner: int, far: int, verb: Verb = Verb.WALK) -> Bid | None:
    """Walk on to a corner `far` cells off, or to the next to which a way leads; None where one has been round."""
    level, x, y = mind.where(mind.recall("centre"))
    while corner < len(_CORNERS):
        across, down = _CORNERS[corner]
        goal = mind.aid.ground_by(level, x + far * across, y + far * down)
        if mind.apart(mind.cell, goal) > 2 and mind.path(goal).length > 0:
            return Bid(0, verb, mind.stage_to(goal, _STRIDE), again=60).to(Aim.LOOK_ABOUT)
        corner += 1
        mind.remember(corner=corner)
    return None
