"""10. Nobody acts on what they can't know; nobody passes on a secret to a stranger they are still afraid of, without a
reason.

Judged when it happens. An order of a mind that is aimed at a person: its owner knows something of them, is within reach
of them or under one roof, is bound to them, or stands with them in the log already. A past that is told (DISCLOSED) to
somebody met with a weapon raised or in hand: what moved the teller is something that the other did.
"""

from __future__ import annotations

from undergrid.sim import Sim
from undergrid.study.properties.verdict import Verdict, kind_of, subject_of, verdict
from undergrid.study.properties.verdict import Watch as Looks
from undergrid.study.record import Record
from undergrid.world.body.reach import within_reach
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import TARGETS, Verb
from undergrid.world.tables.society import Stance

_OF_PEOPLE = (Topic.PERSON, Topic.BODY, Topic.CALL, Topic.SECRET)


class Watch(Looks):
    """What people did, and what they knew then."""

    kinds = frozenset({int(Kind.ORDERED), int(Kind.DISCLOSED)})

    def __init__(self) -> None:
        self.applied = False
        self.found: list[int] = []
        self.causes: dict[int, int] = {}  # of orders: what moved somebody

    def happened(self, sim: Sim, event: Event) -> None:
        if event.kind == Kind.ORDERED:
            self.causes[event.id] = event.cause
            if event.cause and TARGETS.get(_verb(event.amount)) == "citizen" and event.whom >= 0:
                self.applied = True
                if not _knows(sim, event.who, event.whom):
                    self.found.append(event.id)
            return
        self.applied = True
        moved = self.causes.get(event.cause, event.cause)
        if _is_afraid(sim, event.who, event.whom) and not _is_of(sim, moved, event.whom):
            self.found.append(event.id)


def _verb(number: int) -> Verb:
    return Verb(number) if number in set(Verb) else Verb.NONE


def _knows(sim: Sim, who: int, whom: int) -> bool:
    world = sim.world
    if who == whom or within_reach(world, who, whom) or world.bonds.has(a=who, b=whom):
        return True
    if any(world.knowledge.has(knower=who, topic=topic, subject=whom) for topic in _OF_PEOPLE):
        return True
    log = world.events.columns()
    together = ((log["who"] == who) & (log["whom"] == whom)) | ((log["who"] == whom) & (log["whom"] == who))
    people = (Kind.ORDERED, Kind.REFUSED)  # what somebody asks of somebody shows no more than that they mean them
    return any(
        kind.who == kind.whom == "citizen"
        for kind in map(Kind, set(log["kind"][together].tolist()))
        if kind not in people
    )


def _is_afraid(sim: Sim, who: int, whom: int) -> bool:
    regards = sim.world.regards
    row = regards.first(a=who, b=whom)
    return row >= 0 and int(regards.stance[row]) <= Stance.WARY


def _is_of(sim: Sim, event: int, whom: int) -> bool:
    """Whether an event is something that somebody did, or that was done with them."""
    if kind_of(event) in (0, Kind.SCENARIO):
        return False
    log = sim.world.events.columns()
    rows = log["id"] == event
    return subject_of(event) == whom or bool((log["whom"][rows] == whom).any() or (log["who"][rows] == whom).any())


def judge(record: Record, kept: Watch) -> Verdict:
    """Whether anybody knew too much, or told too much."""
    return verdict(kept.applied, kept.found)
