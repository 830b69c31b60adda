"""What is asked of minds, in one place: what somebody is about, and whom they have taken into their care."""

from __future__ import annotations

from collections.abc import Iterator

from undergrid.minds.stuck import LONGEST
from undergrid.sim import Sim
from undergrid.world.body.reach import within_reach
from undergrid.world.tables.minds import Aim
from undergrid.world.tables.people import Activity

_SENSELESS = (Activity.SLEEPING, Activity.UNCONSCIOUS, Activity.HAULED, Activity.HELD, Activity.SHUT_DOWN,
              Activity.RECLAIMED)  # fmt: skip


def minds(sim: Sim) -> Iterator[tuple[int, int]]:
    """(plan, person) of everybody with a mind of their own."""
    yield from enumerate(sim.world.plans.owner.tolist())


def aimless(sim: Sim, plan: int) -> bool:
    """Whether a mind is about nothing: it intends nothing or to rest, or can do nothing for what it does intend and
    the log has no word of it.
    """
    plans, about = sim.world.plans, int(sim.world.plans.intends[plan])
    stuck = plans.stuck[plan] >= 0 and sim.tick - plans.stuck[plan] > LONGEST
    silent = stuck and not sim.world.intentions.told[about]
    rests = about >= 0 and Aim.REST in sim.world.intentions.aim[about : about + 1]
    return bool((about < 0 or rests or silent) and not plans.ducks[plan])


def charge_of(sim: Sim, plan: int) -> int:
    """Whom somebody has taken into their care; -1 for nobody."""
    return int(sim.world.plans.charge[plan])


def able(sim: Sim, who: int) -> bool:
    """Whether somebody lives, is awake, and is neither held nor moved by others."""
    people = sim.world.citizens
    return bool(people.alive[who]) and int(people.doing[who]) not in _SENSELESS


def companions(sim: Sim, plan: int, who: int) -> set[int]:
    """Those somebody cares for: their charge, those they are bound to, those they have promised something or who have
    promised them.
    """
    world = sim.world
    bonds, pledges = world.bonds, world.pledges
    found = set(bonds.b[bonds.of(who)].tolist()) | {charge_of(sim, plan)}
    found |= set(pledges.to[pledges.where(by=who, outcome=0)].tolist())
    found |= set(pledges.by[pledges.where(to=who, outcome=0)].tolist())
    return found - {-1, who}


def beside(sim: Sim, who: int, others: set[int]) -> list[int]:
    """Those of the others who live and are within reach."""
    people = sim.world.citizens
    return [one for one in sorted(others) if people.alive[one] and within_reach(sim.world, who, one)]
