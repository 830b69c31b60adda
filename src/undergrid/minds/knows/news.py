"""News: what one would tell a companion by radio: of a watcher near where one believes them to be, out of earshot."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from undergrid.minds.knows.risk import FEARED
from undergrid.world.items import kit
from undergrid.world.senses.earshot import word_carries
from undergrid.world.society.feelings import knows_dead
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Verb
from undergrid.world.world import World

_FRESH = 60  # seconds: what one has perceived longer ago is no news [assumed]
_NEAR = 60  # cells between a watcher and a companion, within which it concerns them [assumed]
_AGAIN = 300  # seconds before one tells the same of the same again [assumed]
_SILENT = 900  # seconds after which one tries again to reach somebody who did not answer [assumed]
_LOST = 3600  # seconds after which one has no idea any more where a companion is [assumed]


class News(NamedTuple):
    """A word for somebody: whom, the cell of which one tells, and the event by which one knows of it."""

    whom: int
    cell: int
    cause: int


def news_for(world: World, who: int) -> News | None:
    """The word that one has for a companion by radio now: of the watcher nearest to one of them; None for none."""
    if not world.bonds.n_used or not kit.quality(world, who, ItemKind.RADIO):
        return None
    known, best = world.knowledge, list[tuple[int, int, int, int]]()
    rows = known.where(knower=who, topic=Topic.WATCHER, source=-1)
    rows = rows[np.isin(world.watchers.kind[known.subject[rows]], FEARED) & (world.tick - known.at[rows] <= _FRESH)]
    for whom, there in _companions(world, who) if len(rows) else ():
        for slot in rows.tolist():
            apart = world.city.apart(there, int(known.cell[slot]))
            if apart <= _NEAR and not _told(world, who, whom, int(known.subject[slot])):
                best.append((apart, whom, int(known.subject[slot]), slot))
    if not best:
        return None
    _, whom, _, slot = min(best)
    return News(whom, int(known.cell[slot]), int(known.cause[slot]))


def _companions(world: World, who: int) -> list[tuple[int, int]]:
    """(who, where one believes them to be): those one is bound to, who carry a radio as companions know of each other,
    are not dead as far as one knows, have not just failed to answer, and are out of earshot as one believes.
    """
    people, known, found = world.citizens, world.knowledge, list[tuple[int, int]]()
    for whom in np.unique(world.bonds.b[world.bonds.of(who)]).tolist():
        slot = known.first(knower=who, topic=Topic.PERSON, subject=whom)
        if slot < 0 or whom == who or world.tick - int(known.at[slot]) > _LOST or known.cell[slot] < 0:
            continue
        if not kit.quality(world, whom, ItemKind.RADIO) or _is_silent(world, who, whom) or knows_dead(world, who, whom):
            continue
        there, inside = int(known.cell[slot]), int(people.inside[who])
        near = there == int(people.cell[who]) if inside >= 0 else word_carries(world, int(people.cell[who]), there)
        if not near:
            found.append((whom, there))
    return found


def _is_silent(world: World, who: int, whom: int) -> bool:
    """Whether somebody has not answered one just now, or not through the static."""
    vain = world.vain
    rows = vain.of(who)
    rows = rows[(vain.verb[rows] == Verb.RADIO) & (vain.target[rows] == whom)]
    return bool((world.tick - vain.at[rows] < _SILENT).any())


def _told(world: World, who: int, whom: int, watcher: int) -> bool:
    """Whether one has told somebody of a watcher just now, in vain or not."""
    slot = world.radioed.first(teller=who, hearer=whom, topic=Topic.WATCHER, subject=watcher)
    return slot >= 0 and world.tick - int(world.radioed.at[slot]) < _AGAIN
