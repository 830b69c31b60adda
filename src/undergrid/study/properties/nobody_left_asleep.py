"""6. Nobody leaves a sleeping companion behind without a logged decision to.

Judged by looks every ten seconds: who was within reach of a sleeping companion (a charge, a bond, a promise) and is
more than 50 m away while that sleep goes on has left them; not who was on stairs or in a lift before the other fell
asleep. It was decided where the log says between five minutes before the last moment beside them and now that they let
the other sleep (LEFT_ASLEEP), or that they decided anything (DECIDED, which does not say whom it leaves).
"""

from __future__ import annotations

import numpy as np

from undergrid.core.grid import is_near, squared_cells
from undergrid.sim import Sim
from undergrid.study.properties import minds
from undergrid.study.properties.verdict import Verdict, verdict
from undergrid.study.properties.verdict import Watch as Looks
from undergrid.study.record import Record
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.people import Activity

FAR_M = 50  # metres [apart, by the rule of pledges]
_BEFORE = 300  # seconds before leaving in which one decides [assumed]


class Watch(Looks):
    """Who sat with whom while they slept, and who was gone when they still did."""

    def __init__(self) -> None:
        self.applied = False
        self.beside: dict[tuple[int, int], int] = {}  # who, asleep -> when last beside them
        self.left: list[tuple[int, int, int, int, int]] = []  # who, whom, since, until, what they are about

    def look(self, sim: Sim) -> None:
        world, people = sim.world, sim.world.citizens
        far = squared_cells(FAR_M, world.city.cell_mm)
        for plan, who in minds.minds(sim):
            if not people.alive[who]:
                continue
            company = minds.companions(sim, plan, who)
            near = minds.beside(sim, who, company) if minds.able(sim, who) else []
            for one in sorted(company | {other for owner, other in self.beside if owner == who}):
                if people.doing[one] != Activity.SLEEPING:
                    self.beside.pop((who, one), None)
                elif one in near and not _on_the_way(sim, who, one):
                    self.beside[who, one], self.applied = sim.tick, True
                elif (who, one) in self.beside and not is_near(
                    int(people.cell[who]), int(people.cell[one]), far, world.city.width, world.city.area
                ):
                    since = self.beside.pop((who, one))
                    if minds.able(sim, who):  # whoever is dragged off has left nobody
                        self.left.append((who, one, since - _BEFORE, sim.tick, int(people.cause[who])))


def _on_the_way(sim: Sim, who: int, asleep: int) -> bool:
    """Whether somebody was on a link already when a sleeper fell asleep: their cell is where they come from."""
    people = sim.world.citizens
    return people.doing[who] == Activity.CROSSING and people.since[who] < people.since[asleep]


def judge(record: Record, kept: Watch) -> Verdict:
    """Whether anybody went off without having decided anything."""
    events = record.events
    decided, knowingly = events["kind"] == Kind.DECIDED, events["kind"] == Kind.LEFT_ASLEEP
    found = []
    for who, whom, since, until, about in kept.left:
        meant = decided | (knowingly & (events["whom"] == whom))
        own = meant & (events["who"] == who) & (events["tick"] >= since) & (events["tick"] <= until)
        if not np.any(own):
            found.append(about)
    return verdict(kept.applied, found)
