"""Scrap: a field of wrecks is worked out once the last part has been taken from it, for good.

How parts come out of a wreck is the business of `salvage`: none is made, so a field gives no more than lay in it. This
rule says when nothing is left.

Reads   scrap_fields; scattered; wrecks.parts, held; citizens.cell; this tick's SALVAGED
Writes  scrap_fields.clean
Emits   PICKED_CLEAN(citizen; amount the parts that have been in it; cause: SALVAGED)
Units   parts
Source  none needed: it counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.world.log.kinds import Kind

if TYPE_CHECKING:
    from undergrid.world.world import World


def step(world: World, params: object) -> None:
    """Look whether somebody has taken the last of a field at this tick."""
    log, fields = world.events, world.scrap_fields
    if not fields.n or log.n == log.tick_began:
        return
    salvaged = np.flatnonzero(log.kinds(log.tick_began) == Kind.SALVAGED)
    if not len(salvaged):
        return
    happened, last = log.columns(log.tick_began), int(salvaged[-1])
    who, event = int(happened["who"][last]), int(happened["id"][last])
    for field in np.flatnonzero(fields.clean == 0).tolist():
        wrecks = world.scattered.wreck[world.scattered.where(field=field)]
        if world.wrecks.parts[wrecks].sum():
            continue
        held, here = int(world.wrecks.held[wrecks].sum()), int(world.citizens.cell[who])
        fields.clean[field] = world.events.one(Kind.PICKED_CLEAN, who, where=here, amount=held, cause=event)
