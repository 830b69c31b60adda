"""Stuck: whoever intends something and can do nothing for it for minutes on end says so, once, with the reason.

Waiting on purpose is no such thing: for an hour, a partner or an answer, out of a watcher's sight, asleep, at a task.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.minds.bids import Bid
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.tables.minds import Hitch
from undergrid.world.tables.orders import Refusal, Verb

if TYPE_CHECKING:
    from undergrid.minds.mind import Mind
    from undergrid.world.world import World

LONGEST = 300  # seconds for which nothing can be done, before that is worth a word [assumed]
_PLAIN = 20  # cells within which a way is seen to be barred [assumed]

_WHY: dict[Refusal, Hitch] = {
    Refusal.NO_WAY: Hitch.NO_WAY,
    **dict.fromkeys(
        (Refusal.SHUT, Refusal.BARRED, Refusal.ON_FIRE, Refusal.LOCKED_DOWN, Refusal.NO_CLEARANCE), Hitch.DOOR_SHUT
    ),
    **dict.fromkeys((Refusal.UNWILLING, Refusal.NO_ANSWER, Refusal.NOT_YOURS), Hitch.REFUSED),
    **dict.fromkeys(
        (Refusal.NO_CHIP, Refusal.NO_DOSE, Refusal.NO_SUPPLIES, Refusal.NO_TOOL, Refusal.KNOWS_NOTHING),
        Hitch.EMPTY_HANDS,
    ),
    **dict.fromkeys(
        (Refusal.CANNOT_WALK, Refusal.TRAPPED, Refusal.HANDS_FULL, Refusal.TOO_HEAVY, Refusal.CARRIED), Hitch.UNABLE
    ),
    **dict.fromkeys((Refusal.BUSY, Refusal.CROWDED), Hitch.OTHERS_FIRST),
    **dict.fromkeys(
        (Refusal.NOT_HERE, Refusal.NO_SUCH_TARGET, Refusal.TARGET_DEAD, Refusal.NO_ENEMY, Refusal.INDOORS,
         Refusal.OUTDOORS),
        Hitch.NOT_THERE,
    ),
}  # fmt: skip
"""What an order that was refused says of how things stand; of other refusals there is nothing left to do."""


def look(world: World, mind: Mind, bid: Bid | None, ducks: bool) -> None:
    """See whether somebody can do nothing for what they are about, and since when; tell it where that is long enough.

    bid: what they would do for it now. ducks: whether they keep out of a watcher's sight instead.
    """
    plans, plan = world.plans, mind.plan
    slot, refused = int(plans.intends[plan]), int(plans.refusal[plan])
    why = _WHY.get(Refusal(int(plans.reason[plan])), Hitch.NOTHING_TO_DO) if refused else Hitch.NOTHING_TO_DO
    acts = bid is not None and bid.hitch is None and not refused
    if slot < 0 or ducks or acts:
        free(world, plan)
        return
    if plans.stuck[plan] < 0:
        plans.stuck[plan] = world.tick
    if world.tick - int(plans.stuck[plan]) >= LONGEST:
        _tell(world, mind, slot, why if bid is None or bid.hitch is None else bid.hitch, refused)


def free(world: World, plan: int) -> None:
    """Note that nothing keeps a mind from what it is about."""
    world.plans.stuck[plan] = -1


def _tell(world: World, mind: Mind, slot: int, hitch: Hitch, refused: int) -> None:
    """Once for each intention and reason, say that somebody gets no further."""
    kept = world.intentions
    if int(kept.told[slot]) >> hitch & 1:
        return
    kept.told[slot] |= 1 << hitch
    bars = _bar_in_view(world, mind) if hitch == Hitch.NO_WAY else 0
    cause = refused or bars or int(kept.cause[slot])
    event = world.events.one(Kind.STUCK, mind.who, int(kept.whom[slot]), mind.cell, int(hitch), cause)
    if cause != kept.cause[slot]:
        world.events.because(event, int(kept.cause[slot]), Role.CONDITION)


def _bar_in_view(world: World, mind: Mind) -> int:
    """The event that barred the nearest way in view; 0 for none."""
    bars = world.barriers
    seen = [row for row in bars.rows().tolist() if mind.in_view(mind.cell, int(bars.cell[row]), _PLAIN)]
    nearest = min(seen, key=lambda row: (mind.apart(mind.cell, int(bars.cell[row])), row), default=-1)
    return int(bars.cause[nearest]) if nearest >= 0 else 0


def held_up(bid: Bid) -> bool:
    """Whether a bid is but to wait because nothing can be done."""
    return bid.hitch is not None and bid.verb == Verb.WAIT
