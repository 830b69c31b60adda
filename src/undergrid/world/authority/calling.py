"""Calling: which watchers are free, who of them is near a place, and whose case is served first where they are few."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from undergrid.core import luck
from undergrid.core.grid import squared_apart_on
from undergrid.core.jit import kernel
from undergrid.world.movement.near import squares
from undergrid.world.tables.authority import Duty, WatcherKind

if TYPE_CHECKING:
    from undergrid.world.world import World

_POST, _PATROL, _HUNT, _SEARCH, _RETURN, _SIEGE = map(
    int, (Duty.POST, Duty.PATROL, Duty.HUNT, Duty.SEARCH, Duty.RETURN, Duty.SIEGE)
)
_HUNTER = int(WatcherKind.HUNTER)


def served(world: World, slots: npt.NDArray[np.int64], stream: luck.Stream) -> list[int]:
    """The dossiers `slots` in the order in which they are served, where watchers are few.

    The wanted come first, and among them a draw decides, not a row number. Of those who are only hunted by order they
    come first against whom most speaks, then those of whom the news is newest; among equals a draw decides again.
    """
    dossiers, lucky, key = world.dossiers, world.citizens.luck, world.key(stream)

    def rank(slot: int) -> tuple[int, ...]:
        subject = int(dossiers.subject[slot])
        draw = luck.u32(key, lucky[subject])
        if dossiers.wanted[slot]:
            return 0, 0, 0, draw, subject
        return 1, -int(dossiers.suspicion[slot]), -int(dossiers.at[slot]), draw, subject

    return sorted(slots.tolist(), key=rank)


def sent_by(world: World, slot: int) -> tuple[int, int]:
    """(what sends watchers after the subject of a dossier, the observation that says where to): events.

    Who is not wanted is hunted by an order alone.
    """
    dossiers = world.dossiers
    last = int(dossiers.event[slot]) or world.scenario_event
    return (last, last) if dossiers.wanted[slot] else (int(dossiers.sought[slot]), last)


def nearest(world: World, kind: WatcherKind, place: int, reach: int, lucky: int, stream: luck.Stream) -> list[int]:
    """Free watchers of a kind by their distance from a place, nearest first; equals by a draw.

    reach: in cells squared, how far off they may be. lucky: the luck key of whom they are called for.
    """
    watchers = world.watchers
    free = (watchers.kind == kind) & (watchers.impaired <= world.tick)
    rows = np.flatnonzero(free & np.isin(watchers.duty, (_PATROL, _RETURN, _POST)))
    far = squares(watchers.cell[rows], place, world.city.width, world.city.height)
    rows, far = rows[far <= reach], far[far <= reach]
    key = world.key(stream)
    draws = [luck.u32(key, luck.pair(own, lucky)) for own in watchers.luck[rows].tolist()]
    return [int(row) for row in rows[np.lexsort((rows, draws, far))]]


@kernel
def afoot(watchers, now):
    """(rows of the hunters called away, how many hunters can be called); who is on the way back counts for both."""
    kind, duty = watchers.kind, watchers.duty
    n = n_free = 0
    for row in range(len(kind)):
        if kind[row] == _HUNTER:
            if duty[row] in (_HUNT, _SEARCH, _RETURN, _SIEGE):
                n += 1
            if _is_free(watchers, row, now):
                n_free += 1
    rows = np.empty(n, np.int64)
    n = 0
    for row in range(len(kind)):
        if kind[row] == _HUNTER and duty[row] in (_HUNT, _SEARCH, _RETURN, _SIEGE):
            rows[n] = row
            n += 1
    return rows, n_free


@kernel(inline=True)
def _is_free(watchers, row, now):
    """Whether a hunter can be called."""
    return watchers.duty[row] in (_PATROL, _POST, _RETURN) and watchers.impaired[row] <= now


@kernel
def at_hand(slots, watchers, dossiers, city, reach, hunters, now):
    """(cases,) whether a free hunter is within `reach` (cells squared) of each, and fewer than `hunters` are after its
    subject.
    """
    found = np.zeros(len(slots), np.bool_)
    for k in range(len(slots)):
        subject, place = dossiers.subject[slots[k]], int(dossiers.cell[slots[k]])
        hunting, near = 0, False
        for row in range(len(watchers.kind)):
            if watchers.kind[row] != _HUNTER:
                continue
            if watchers.quarry[row] == subject:
                hunting += 1
            elif not near and _is_free(watchers, row, now):
                near = squared_apart_on(int(watchers.cell[row]), place, city.width, city.area) <= reach
        found[k] = near and hunting < hunters
    return found
