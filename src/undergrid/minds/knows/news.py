"""News: what one would tell a companion by radio who is out of earshot: of a watcher near where one takes them to be;
of an hour in the timetable that comes up, which one knows and has not told them.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from undergrid.core.tables import I64
from undergrid.minds.knows.risk import IS_FEARED
from undergrid.world.items import kit
from undergrid.world.senses.earshot import within_earshot, word_carries
from undergrid.world.society.feelings import knows_dead
from undergrid.world.society.messages import of_window
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Verb
from undergrid.world.world import World

_FRESH = 60  # seconds: what one has perceived longer ago is no news [assumed]
_NEAR = 60  # cells between a watcher and a companion, within which it concerns them [assumed]
_AGAIN = 300  # seconds before one tells the same of the same again [assumed]
_SILENT = 900  # seconds after which one tries again to reach somebody who did not answer [assumed]
_AHEAD = 6 * 3600  # seconds before it begins from which one tells of a window [assumed]
_LOST = 3600  # seconds after which one has no idea any more where a companion is [assumed]


class News(NamedTuple):
    """A word for somebody: whom, of what one tells as `to_tell` takes it, and the event by which one knows of it."""

    whom: int
    cell: int
    cause: int


def news_for(world: World, who: int) -> News | None:
    """The word that one has for a companion by radio now; None for none.

    It is of the watcher nearest to one of them, else of what comes next in the timetable.
    """
    if not world.bonds.n_used or not kit.quality(world, who, ItemKind.RADIO):
        return None
    return _of_watchers(world, who) or _of_the_timetable(world, who)


def _of_watchers(world: World, who: int) -> News | None:
    known, best = world.knowledge, list[tuple[int, int, int, int]]()
    rows = known.where(knower=who, topic=Topic.WATCHER, source=-1)
    rows = rows[IS_FEARED[world.watchers.kind[known.subject[rows]]] & (world.tick - known.at[rows] <= _FRESH)]
    for whom, there in _companions(world, who) if len(rows) else ():
        for slot in rows.tolist():
            apart = world.city.apart(there, int(known.cell[slot]))
            if apart <= _NEAR and not _told(world, who, whom, int(known.subject[slot])):
                best.append((apart, whom, int(known.subject[slot]), slot))
    if not best:
        return None
    _, whom, _, slot = min(best)
    return News(whom, int(known.cell[slot]), int(known.cause[slot]))


def _of_the_timetable(world: World, who: int) -> News | None:
    """What one has read of the window that begins next, for the first of one's companions whom one has not told."""
    known, windows = world.knowledge, world.windows
    rows = known.where(knower=who, topic=Topic.WINDOW, source=-1)  # what one was told, whoever told it tells others
    soon = windows.begins[known.subject[rows]] - world.tick if len(rows) else rows
    rows = rows[(soon > 0) & (soon <= _AHEAD)]
    for slot in sorted(rows.tolist(), key=lambda slot: (int(windows.begins[known.subject[slot]]), slot)):
        window = int(known.subject[slot])
        for whom in np.unique(world.bonds.b[world.bonds.of(who)]).tolist():
            if _has_it(world, who, whom, window) or within_earshot(world, who, whom):
                continue
            if _could_hear(world, who, whom):
                return News(whom, of_window(world, window), int(known.cause[slot]))
    return None


def _has_it(world: World, who: int, whom: int, window: int) -> bool:
    """Whether one has told somebody of a window by radio, and has heard neither silence nor static for an answer."""
    slot = world.radioed.first(teller=who, hearer=whom, topic=Topic.WINDOW, subject=window)
    return slot >= 0 and not (world.vain.at[_in_vain(world, who, whom)] >= world.radioed.at[slot]).any()


def _could_hear(world: World, who: int, whom: int) -> bool:
    """Whether somebody carries a radio, is not dead as far as one knows, and has not just failed to answer."""
    carries = kit.quality(world, whom, ItemKind.RADIO) > 0
    return carries and not _is_silent(world, who, whom) and not knows_dead(world, who, whom)


def _companions(world: World, who: int) -> list[tuple[int, int]]:
    """(who, where one believes them to be): those one is bound to, who carry a radio as companions know of each other,
    are not dead as far as one knows, have not just failed to answer, and are out of earshot as one believes.
    """
    people, known, found = world.citizens, world.knowledge, list[tuple[int, int]]()
    for whom in np.unique(world.bonds.b[world.bonds.of(who)]).tolist():
        slot = known.first(knower=who, topic=Topic.PERSON, subject=whom)
        if slot < 0 or whom == who or world.tick - int(known.at[slot]) > _LOST or known.cell[slot] < 0:
            continue
        if not _could_hear(world, who, whom):
            continue
        there, inside = int(known.cell[slot]), int(people.inside[who])
        near = there == int(people.cell[who]) if inside >= 0 else word_carries(world, int(people.cell[who]), there)
        if not near:
            found.append((whom, there))
    return found


def _is_silent(world: World, who: int, whom: int) -> bool:
    """Whether somebody has not answered one just now, or not through the static."""
    return bool((world.tick - world.vain.at[_in_vain(world, who, whom)] < _SILENT).any())


def _in_vain(world: World, who: int, whom: int) -> I64:
    """The slots of `vain` by which one remembers that somebody did not answer by radio."""
    vain = world.vain
    rows = vain.of(who)
    return rows[(vain.verb[rows] == Verb.RADIO) & (vain.target[rows] == whom)]


def _told(world: World, who: int, whom: int, watcher: int) -> bool:
    """Whether one has told somebody of a watcher just now, in vain or not."""
    slot = world.radioed.first(teller=who, hearer=whom, topic=Topic.WATCHER, subject=watcher)
    return slot >= 0 and world.tick - int(world.radioed.at[slot]) < _AGAIN
