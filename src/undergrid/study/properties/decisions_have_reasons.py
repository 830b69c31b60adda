"""12. Every DECIDED answers what else, at what odds, and what would have turned it.

Judged when somebody decides: the log has further causes of the decision or the odds of it, or the mind keeps what it
came next to (`plans.rival` with its worth).
"""

from __future__ import annotations

from undergrid.sim import Sim
from undergrid.study.properties.verdict import Verdict, verdict
from undergrid.study.properties.verdict import Watch as Looks
from undergrid.study.record import Record
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind


class Watch(Looks):
    """What stood beside each decision when it was made."""

    kinds = frozenset({int(Kind.DECIDED)})

    def __init__(self) -> None:
        self.applied = False
        self.found: list[int] = []

    def happened(self, sim: Sim, event: Event) -> None:
        self.applied = True
        if not (event.odds or _kept(sim, event)):
            self.found.append(event.id)


def _kept(sim: Sim, event: Event) -> bool:
    plans, because = sim.world.plans, sim.world.events.because_columns()
    if (because["event"] == event.id).any():
        return True
    return bool((plans.decided[plans.owner == event.who] == event.id).any())


def judge(record: Record, kept: Watch) -> Verdict:
    """Whether anything was decided of which nobody can tell what else there was."""
    return verdict(kept.applied, kept.found)
