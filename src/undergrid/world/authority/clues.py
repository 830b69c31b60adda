"""Clues: what may say where somebody hides, kept for the cases that have gone cold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.core.tables import I64

if TYPE_CHECKING:
    from undergrid.world.world import World

MOST = 256
"""Clues that are kept: of more the oldest are dropped [assumed]."""


def keep(world: World, subject: int, cell: int, at: int, weight: int, event: int) -> None:
    """Keep a clue to a place, as of a tick: that `subject` (-1: somebody) is there. weight: points; event: its cause.

    An observation is kept once.
    """
    clues = world.clues
    if clues.n_used and clues.has(subject=subject, event=event):
        return
    if clues.n_used >= MOST:
        rows = clues.rows()
        oldest = rows[np.lexsort((clues.event[rows], clues.at[rows]))[: len(rows) - MOST + 1]]
        clues.free(oldest)
    slot = int(clues.take(1)[0])
    clues.subject[slot], clues.cell[slot], clues.at[slot] = subject, cell, at
    clues.weight[slot], clues.event[slot] = min(32_767, weight), event


def says(world: World, slots: I64, memory: int) -> I64:
    """How much clues still say, in 1/1000 points: it falls in a straight line to nothing at the age `memory`, ticks."""
    clues = world.clues
    left = np.maximum(0, memory - (world.tick - clues.at[slots].astype(np.int64)))
    return clues.weight[slots].astype(np.int64) * 1000 * left // memory
