"""Prognosis: what is likely to become of a wounded body if nobody does anything more for it.

The law of bleeding (`world/body/blood_loss.py`) says how long it takes until so much is lost that shock is certain, and
how likely the bleeding is to stop by itself before. The chances from there on are the default rates of `bleeding`, even
where a scenario has others: healers know what they have learned.

Units   chances in 1/1000; standing in 1/1000 of a unit of log odds; ticks of 1 s
Source  The rates of `systems/body/bleeding.py`, with their sources there; where "will live" and "will die" begin is
        assumed.
"""

from __future__ import annotations

from decimal import Decimal, localcontext
from typing import TYPE_CHECKING

from undergrid.core import units
from undergrid.core.halving import HALVES, halved
from undergrid.world.body import blood_loss
from undergrid.world.body.blood_rows import blood_slot
from undergrid.world.tables.body import Prognosis
from undergrid.world.tables.people import NEVER

if TYPE_CHECKING:
    from undergrid.world.world import World

# What healers have learned [worked out from the defaults of `bleeding`]:
TRICKLE, CLOTTING = 120, 900  # mL/h: wounds up to the first clot soon; wounds above the second never do
TRICKLE_HALVES, CLOTTING_HALVES = 1084, 6995  # s in which half of such wounds clot: 0.9 and 0.3 in an hour
SHOCK_LIVES = (100, 50)  # 1/1000 who overcome shock once bleeding has stopped: before class IV, in it
BLEEDS_ON = 10  # 1/1000 who overcome it while they bleed
UNSETTLED = 2 * units.HOUR  # s after class II is reached in which shock may come
SHOCK_IN_II = 98  # 1/1000 to whom it comes then
SURE = 1386  # log odds of four to one: from there on the verdict is "will live" or "will die" [assumed]


def _log_odds() -> tuple[int, ...]:
    """1000 ln(p / (1 - p)) for p = 0..1000 in 1/1000, rounded, the ends as for 1/2000; in decimals."""
    with localcontext(prec=30):
        shares = [Decimal(1) / 2, *(Decimal(p) for p in range(1, 1000)), Decimal(1000) - Decimal(1) / 2]
        return tuple(int((1000 * (p / (1000 - p)).ln()).to_integral_value()) for p in shares)


LOG_ODDS = _log_odds()


def chance(world: World, who: int) -> int:
    """The chance that somebody survives their wounds, with nothing more done for them, 1/1000."""
    slot = blood_slot(world, who)
    if not world.citizens.alive[who]:
        return 0
    if slot < 0:
        return 1000
    blood, now = world.blood, blood_loss.klass(world, who)
    worst = blood_loss.worst_wound(world, who)
    bleeds = blood_loss.bleeds(world, worst) if worst >= 0 else 0
    if blood.shock_since[slot] >= 0 or now >= 3:
        return SHOCK_LIVES[now == 4] if blood.flow[slot] <= TRICKLE else BLEEDS_ON
    third = _bleeding_still(world, who, blood_loss.CLASSES[1], bleeds)
    if now == 2:
        left = max(0, UNSETTLED - (world.tick - int(blood.since_class[slot])))
        second = 1000 * left // UNSETTLED
    else:
        second = _bleeding_still(world, who, blood_loss.CLASSES[0], bleeds)
    lost_to_shock = third * (1000 - SHOCK_LIVES[0] // 4) + max(0, second - third) * SHOCK_IN_II * 9 // 10
    return max(0, 1000 - lost_to_shock // 1000)


def standing(world: World, who: int) -> int:
    """The log odds of `chance`, 1/1000: what a prognosis without error goes by."""
    return LOG_ODDS[chance(world, who)]


def verdict(stands: int) -> Prognosis:
    """The prognosis of somebody who takes these to be the log odds (1/1000)."""
    if stands >= SURE:
        return Prognosis.WILL_LIVE
    return Prognosis.WILL_DIE if stands <= -SURE else Prognosis.MAY_LIVE


def _bleeding_still(world: World, who: int, share: int, bleeds: int) -> int:
    """The chance that somebody still bleeds once that share of the blood is lost, 1/1000, by the worst wound."""
    reached = blood_loss.reaches(world, who, share)
    if reached == NEVER:
        return 0
    if bleeds > CLOTTING:
        return 1000
    period = TRICKLE_HALVES if bleeds <= TRICKLE else CLOTTING_HALVES
    return int(halved(1000, max(0, reached - world.tick), period, HALVES))
