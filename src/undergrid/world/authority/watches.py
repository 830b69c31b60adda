"""Watches: when a watcher takes up its post or its beat, so that what it sees there has a cause: ON_WATCH."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.core.jit import kernel
from undergrid.core.tables import I64, Out
from undergrid.world.log.events import kind_of
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.tables.authority import Duty, WatcherKind

if TYPE_CHECKING:
    from undergrid.world.world import World

FIXED = (WatcherKind.READER, WatcherKind.CAMERA)
"""What is part of a wall or a street, and never goes on watch: it always is."""

_POST, _PATROL, _ON_WATCH = int(Duty.POST), int(Duty.PATROL), int(Kind.ON_WATCH)
_READER, _CAMERA = map(int, FIXED)


class _Back(Out):
    """Watchers that are on watch again, ascending."""

    row: I64


def take_up(world: World, row: int, cause: int, stream: int = 0, odds: int = 0) -> None:
    """Give a watcher its post or its beat, on which it is from now on: ON_WATCH."""
    watchers = world.watchers
    watchers.posted[row] = watchers.cause[row] = world.events.one(
        Kind.ON_WATCH, row, where=int(watchers.cell[row]), cause=cause, stream=stream, odds=odds
    )


def go_back_to_watch(world: World) -> None:
    """Let those that are back at their posts or beats be on watch again: it is theirs, and what called them is over."""
    watchers, log, back = world.watchers, world.events, world.out(_Back, world.watchers.n)
    n = _back(watchers.handle, back.handle)
    if n:
        rows = back.row[:n]
        over = watchers.cause[rows]
        theirs = np.where(watchers.posted[rows] != 0, watchers.posted[rows], over)
        watchers.cause[rows] = log.add(Kind.ON_WATCH, rows, where=watchers.cell[rows], cause=theirs)
        log.because(watchers.cause[rows], over, Role.CONDITION)


@kernel
def _back(watchers, back):
    """Write down the watchers at their posts and beats whose last event was another than that; returns how many."""
    n = 0
    for row in range(len(watchers.duty)):
        stands = watchers.duty[row] == _POST or watchers.duty[row] == _PATROL
        moves = watchers.kind[row] != _READER and watchers.kind[row] != _CAMERA
        if stands and moves and kind_of(watchers.cause[row]) != _ON_WATCH:
            back.row[n] = row
            n += 1
    return n
