"""12. Every DECIDED answers what else, at what odds, and what would have turned it.

Judged when somebody decides: where there was something to do for another intention of theirs in that second, the log
has what came next (a further cause, RIVAL) and what that was worth in parts of what was chosen (`odds`).
"""

from __future__ import annotations

from undergrid.sim import Sim
from undergrid.study.properties.verdict import Verdict, verdict
from undergrid.study.properties.verdict import Watch as Looks
from undergrid.study.record import Record
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind, Role


class Watch(Looks):
    """What stood beside each decision when it was made."""

    kinds = frozenset({int(Kind.DECIDED)})

    def __init__(self) -> None:
        self.applied = False
        self.found: list[int] = []

    def happened(self, sim: Sim, event: Event) -> None:
        self.applied = True
        if _was_weighed(sim, event) and not _says_what(sim, event):
            self.found.append(event.id)


def _was_weighed(sim: Sim, event: Event) -> bool:
    """Whether there was something else to do in that second, for another intention of theirs."""
    kept = sim.world.intentions
    rows = kept.of(event.who)
    others = (kept.aim[rows] != event.amount) | (kept.whom[rows] != event.whom)
    return bool((others & (kept.seen[rows] == event.tick)).any())


def _says_what(sim: Sim, event: Event) -> bool:
    """Whether the log has what came next to a decision, and what that was worth."""
    because = sim.world.events.because_columns()
    rival = (because["event"] == event.id) & (because["role"] == Role.RIVAL)
    return bool(event.odds) and bool(rival.any())


def judge(record: Record, kept: Watch) -> Verdict:
    """Whether anything was decided of which nobody can tell what else there was."""
    return verdict(kept.applied, kept.found)
