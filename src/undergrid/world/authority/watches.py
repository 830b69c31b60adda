"""Watches: when a watcher takes up its post or its beat, so that what it sees there has a cause: ON_WATCH."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.core.jit import kernel
from undergrid.core.tables import I64, Out
from undergrid.world.log.events import kind_of
from undergrid.world.log.kinds import Kind
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


def take_up(world: World, rows: I64, cause: I64 | int, stream: int = 0, odds: I64 | int = 0) -> None:
    """Let watchers be on watch from now on: at their posts, or on their beats."""
    watchers = world.watchers
    if len(rows):
        watchers.cause[rows] = world.events.add(
            Kind.ON_WATCH, rows, where=watchers.cell[rows], cause=cause, stream=stream, odds=odds
        )


def go_back_to_watch(world: World) -> None:
    """Let those that are back at their posts or beats be on watch again, because of what called them back."""
    back = world.out(_Back, world.watchers.n)
    n = _back(world.watchers.handle, back.handle)
    if n:
        take_up(world, back.row[:n], world.watchers.cause[back.row[:n]])


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
