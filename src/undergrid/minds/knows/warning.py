"""What one would warn others of: a watcher from which one has got away, or a guard who has turned one away."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from undergrid.minds.knows.risk import IS_FEARED
from undergrid.world.society.marks import walled
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.world import World

_OF_LATE = 3600  # seconds for which one has it in mind [assumed]
_NEAR = 60  # cells from where it was, within which one writes of it [assumed]
_MOST = 3  # marks that one puts up in a story [assumed]


class Warned(NamedTuple):
    """What one would write: of which watcher, on which cell it was, and the event by which one knows of it."""

    watcher: int
    cell: int
    cause: int


def to_warn_of(world: World, who: int, plan: int) -> Warned | None:
    """The watcher that one would write of on the wall here; None where there is no wall, or nothing to warn of."""
    people, marks = world.citizens, world.marks
    if people.inside[who] >= 0 or len(marks.where(writer=who)) >= _MOST:
        return None
    found = [row for row in (*_turned_away_by(world, who), *_escaped_from(world, who, plan))
             if not marks.has(writer=who, topic=Topic.WATCHER, subject=row)]  # fmt: skip
    if not found or not walled(world.city, int(people.cell[who])):
        return None
    known = world.knowledge
    slot = known.first(knower=who, topic=Topic.WATCHER, subject=found[0])
    if world.city.apart(int(people.cell[who]), int(known.cell[slot])) > _NEAR:
        return None
    return Warned(found[0], int(known.cell[slot]), int(known.cause[slot]))


def _turned_away_by(world: World, who: int) -> list[int]:
    """The guards who have turned one away of late, and whom one knows of; the last first."""
    vain = world.vain
    rows = vain.of(who)
    rows = rows[(vain.verb[rows] == Verb.PRESENT) & (vain.reason[rows] == Refusal.UNWILLING) & (vain.target[rows] >= 0)]
    rows = rows[world.tick - vain.at[rows] <= _OF_LATE]
    guards = world.gates.guard[vain.target[rows[np.argsort(-vain.at[rows], kind="stable")]]].tolist()
    return [row for row in guards if row >= 0 and world.knowledge.has(knower=who, topic=Topic.WATCHER, subject=row)]


def _escaped_from(world: World, who: int, plan: int) -> list[int]:
    """The watcher from which one has had to hide away of late, as far as one knows: the one perceived last."""
    until, known = int(world.plans.low[plan]), world.knowledge
    if until < 0 or not 0 <= world.tick - until <= _OF_LATE:  # whoever still lies low has not got away yet
        return []
    rows = known.where(knower=who, topic=Topic.WATCHER, source=-1)
    rows = rows[IS_FEARED[world.watchers.kind[known.subject[rows]]] & (world.tick - known.at[rows] <= _OF_LATE)]
    return [int(known.subject[rows[np.lexsort((rows, -known.at[rows]))[0]]])] if len(rows) else []
