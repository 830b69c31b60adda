"""Settled cases: with whom the authority is done, since it has let them go, until they do something new."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.core.jit import kernel
from undergrid.world.authority.cases import DossierOf
from undergrid.world.log.events import kind_of
from undergrid.world.log.kinds import Kind

if TYPE_CHECKING:
    from undergrid.world.world import World

_LET_OUT = int(Kind.LET_OUT)
# what says of somebody who and where they are, and nothing that they have done
_SIGHTED, _ASSIGNED, _UNCONVINCED, _CAUGHT_UP = map(
    int, (Kind.SIGHTED, Kind.HUNT_ASSIGNED, Kind.UNCONVINCED, Kind.CAUGHT_UP)
)


def settle(world: World, who: int, event: int) -> None:
    """Close what there was against somebody because of the event LET_OUT, and keep that in their dossier."""
    dossiers, slots = world.dossiers, world.cache(DossierOf).slot
    if slots[who] < 0:
        slots[who] = int(dossiers.take(1)[0])
        dossiers.subject[slots[who]] = who
    slot = int(slots[who])
    dossiers.suspicion[slot], dossiers.wanted[slot], dossiers.wanted_cause[slot] = 0, False, 0
    dossiers.sought[slot], dossiers.event[slot] = 0, event
    dossiers.cell[slot], dossiers.at[slot] = world.citizens.cell[who], world.tick
    world.citizens.wanted[who] = False


def is_done_with(world: World, who: int) -> bool:
    """Whether the authority has let somebody go, and nothing new has come in since."""
    slot = int(world.cache(DossierOf).slot[who])
    return slot >= 0 and bool(is_settled(world.dossiers.handle, slot))


@kernel(inline=True)
def is_settled(dossiers, slot):
    """Whether nothing new has come in since the subject of a dossier was let go."""
    return kind_of(dossiers.event[slot]) == _LET_OUT


@kernel
def new_of(rows, reports, dossiers, dossier_of):
    """Those of the reports `rows`, each of which names somebody, that say more than who and where somebody is with whom
    the authority is done.
    """
    found, n = np.empty(len(rows), np.int64), 0
    for row in rows:
        slot = int(dossier_of[reports.subject[row]])
        if slot < 0 or not is_settled(dossiers, slot) or not _of_looks(kind_of(reports.event[row])):
            found[n] = row
            n += 1
    return found[:n]


@kernel(inline=True)
def _of_looks(kind):
    return kind == _SIGHTED or kind == _ASSIGNED or kind == _UNCONVINCED or kind == _CAUGHT_UP
