"""Wet clothes: who has them on, until when, and what is left of what they insulate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.core.jit import kernel

if TYPE_CHECKING:
    from undergrid.world.world import World


def is_wet(world: World, who: int) -> bool:
    """Whether somebody's clothes are wet."""
    return world.soaked.has(owner=who)


def drench(world: World, who: int, until: int, cause: int) -> None:
    """Let somebody's clothes be wet until a tick, because of the event `cause`."""
    soaked, slot = world.soaked, world.soaked.first(owner=who)
    if slot < 0:
        slot = int(soaked.take(1)[0])
    soaked.owner[slot], soaked.until[slot], soaked.cause[slot] = who, until, cause
    _look_again(world, who)


def dry_out(world: World) -> None:
    """Let those be dry whose time has come."""
    soaked = world.soaked
    for slot in soaked.rows().tolist():
        if soaked.until[slot] <= world.tick:
            who = int(soaked.owner[slot])
            soaked.free(np.array([slot]))
            _look_again(world, who)


def _look_again(world: World, who: int) -> None:
    """Let the warmth of a body be looked at in this tick: it loses it faster, or more slowly, from now on."""
    world.exposure.cold_due[world.exposure.of(who)] = world.tick


@kernel
def soak(soaked, exposure, wet, looked, n):
    """Reduce what the first `n` of `looked` have on to `wet` %, where it is wet."""
    for row in range(len(soaked.used)):
        if not soaked.used[row]:
            continue
        for k in range(n):
            if exposure.owner[looked.slot[k]] == soaked.owner[row]:
                looked.wraps[k] = looked.wraps[k] * wet // 100
