"""Watching: when watchers came past a place, as the named have seen or heard it.

Whoever perceives a watcher that moves notes the place, and when it comes there and goes. From that they foretell when
it comes again (`world/view/foreseen.py`).
"""

from __future__ import annotations

import numpy as np

from undergrid.core.grid import FAR, cells_apart
from undergrid.core.jit import kernel
from undergrid.world.authority.comings import ROUNDS
from undergrid.world.tables.authority import WatcherKind
from undergrid.world.tables.minds import Topic
from undergrid.world.world import World

_LOOK = 3  # seconds between looks at what has been perceived
_PLACE = 12  # cells: what is perceived nearer to a place than so is there [assumed]
_PAUSE = 30  # seconds unperceived, after which a watcher that is there has come anew [assumed]
_LONGEST = 1800  # seconds: what comes again after longer than so is on no beat [assumed]
_FIRM = 1000  # strength of what was seen

_WATCHER = int(Topic.WATCHER)
_MOVES = 1 << WatcherKind.DRONE | 1 << WatcherKind.SENTINEL | 1 << WatcherKind.HUNTER


def watch(world: World) -> None:
    """Let everybody note the watchers that they have perceived since the last look."""
    if world.tick % _LOOK:
        return
    known, kept = world.knowledge, world.watched
    news = np.empty(len(known.used), np.int64)
    n = _note(known.handle, kept.handle, world.watchers.handle, world.city.handle, world.tick, news)
    for row in news[:n].tolist():
        slot = int(kept.take(1)[0])
        kept.owner[slot], kept.watcher[slot], kept.cell[slot] = known.knower[row], known.subject[row], known.cell[row]
        kept.came[slot], kept.gone[slot], kept.cause[slot] = known.at[row], known.at[row], known.cause[row]
        kept.heard[slot] = known.strength[row] < _FIRM
    if world.tick % _LONGEST == 0:
        rows = kept.rows()
        kept.free(rows[world.tick - kept.gone[rows] > ROUNDS * np.maximum(kept.gap[rows], _LONGEST)])


def course(world: World, who: int, watcher: int, cell: int, at: int, gone: int = 0) -> tuple[int, int]:
    """(where, when) a watcher was first perceived of late, that was perceived on a cell at a tick: how it moves.

    gone: so many cells away, at least; it itself where there is no such place.
    """
    last = came_by(world.watched.handle, world.city.handle, who, watcher, cell, at, gone)
    return (int(world.watched.cell[last]), int(world.watched.came[last])) if last >= 0 else (cell, at)


@kernel
def came_by(watched, city, who, watcher, cell, at, gone):
    """As `course`: the slot of `watched` at which it was first perceived of late; -1 where there is no such place."""
    last = -1
    for slot in range(len(watched.used)):
        if not watched.used[slot] or watched.owner[slot] != who or watched.watcher[slot] != watcher:
            continue
        if watched.gone[slot] <= at - _PAUSE or watched.came[slot] > at:
            continue
        apart = cells_apart(int(watched.cell[slot]), cell, city.width, city.area)
        if gone and not gone <= apart < FAR:
            continue
        if last < 0 or watched.came[slot] > watched.came[last]:
            last = slot
    return last


@kernel
def _note(known, watched, watchers, city, now, news):
    """Note what has been perceived since the last look; returns how many rows of knowledge, written to `news`, are of a
    watcher where it has not been before.
    """
    n = 0
    for row in range(len(known.used)):
        if not known.used[row] or known.topic[row] != _WATCHER or known.at[row] <= now - _LOOK:
            continue
        if _MOVES >> np.int64(watchers.kind[known.subject[row]]) & 1 == 0:
            continue
        slot = _place(known, watched, city, row)
        if slot < 0:
            news[n] = row
            n += 1
        else:
            _come_again(watched, slot, int(known.at[row]), known.strength[row] < _FIRM)
            watched.cause[slot] = known.cause[row]
    return n


@kernel(inline=True)
def _place(known, watched, city, row):
    """The slot of the place where a watcher is that somebody has perceived; -1 where it has not been there before."""
    who, watcher, there = known.knower[row], known.subject[row], int(known.cell[row])
    for slot in range(len(watched.used)):
        known_to_one = watched.used[slot] and watched.owner[slot] == who and watched.watcher[slot] == watcher
        if known_to_one and cells_apart(there, int(watched.cell[slot]), city.width, city.area) <= _PLACE:
            return slot
    return -1


@kernel(inline=True)
def _come_again(watched, slot, at, heard):
    """Note that a watcher has been perceived at a place, still or anew."""
    if at - watched.gone[slot] > _PAUSE:
        gap = at - watched.came[slot]
        watched.lasted[slot] = watched.gone[slot] - watched.came[slot]
        watched.earlier[slot] = watched.gap[slot]
        watched.gap[slot] = gap if gap <= _LONGEST else -1
        watched.came[slot] = at
        watched.heard[slot] = heard
    watched.gone[slot] = at
