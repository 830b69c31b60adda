"""3. Nobody awake and able, with a living charge or a living companion in need within reach, is about nothing for more
than five minutes.

Judged by looks every ten seconds at the table of plans: a charge counts whether in need or not, a companion (by bond or
promise) who is hurt, thirsty, cold, trapped, senseless, or cannot walk. Whoever sleeps is about nothing, and may.
"""

from __future__ import annotations

from undergrid.sim import Sim
from undergrid.study.properties import minds
from undergrid.study.properties.verdict import Verdict, verdict
from undergrid.study.properties.verdict import Watch as Looks
from undergrid.study.record import SAMPLE, Record
from undergrid.world.tables.people import Activity, ConditionKind

LONGEST = 300  # seconds [section 3 of the design of minds]


class Watch(Looks):
    """For how long somebody has been about nothing beside somebody who needs them."""

    def __init__(self) -> None:
        self.applied = False
        self.since: dict[int, int] = {}
        self.found: list[int] = []

    def look(self, sim: Sim) -> None:
        for plan, who in minds.minds(sim):
            near = _who_needs(sim, plan, who) if minds.able(sim, who) else []
            self.applied |= bool(near)
            if not near or not minds.aimless(sim, plan):
                self.since.pop(who, None)
                continue
            since = self.since.setdefault(who, sim.tick)
            if LONGEST < sim.tick - since <= LONGEST + SAMPLE:
                self.found.append(int(sim.world.plans.cause[plan]) or int(sim.world.citizens.cause[who]))


def _who_needs(sim: Sim, plan: int, who: int) -> list[int]:
    charge = minds.charge_of(sim, plan)
    return [
        one for one in minds.beside(sim, who, minds.companions(sim, plan, who)) if one == charge or _in_need(sim, one)
    ]


def _in_need(sim: Sim, who: int) -> bool:
    world = sim.world
    blood, exposure, people = world.blood, world.exposure, world.citizens
    hurt, body = blood.first(owner=who), exposure.first(owner=who)
    return bool(
        people.able[who] == 0
        or people.doing[who] == Activity.UNCONSCIOUS
        or (hurt >= 0 and (blood.klass[hurt] > 1 or blood.fever[hurt] > 0))
        or (body >= 0 and (exposure.parched[body] > 0 or exposure.chilled[body] > 0))
        or world.conditions.has(owner=who, kind=ConditionKind.TRAPPED)
    )


def judge(record: Record, kept: Watch) -> Verdict:
    """Whether anybody sat beside somebody in need and was about nothing."""
    return verdict(kept.applied, kept.found)
