"""Malfunctions: what wounds a unit may break one of its parts, one after the other.

A wound breaks something by chance, the likelier the deeper: in the head the eyes or the voice, in the legs the gait,
else the core. What is broken there already is spared: then the next of them goes. Without its core a unit runs on what
is left for some minutes, and stops.

Reads   WOUNDED of this tick; wounds.part, depth, cause; units.owner; citizens.luck, alive, cell;
        unit_faults.owner, due, cause
Writes  unit_faults; citizens.able as `refresh_pace` does; people as `die` does
Emits   UNIT_PART_FAILED(citizen; amount UnitPart; cause: WOUNDED; stream, odds), DIED(citizen; cause: UNIT_PART_FAILED)
Units   chances as thresholds of 2^32; times in min
Source  assumed.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.core.index import due_by
from undergrid.world.body.blood_loss import die
from undergrid.world.body.machine import works
from undergrid.world.body.posture import refresh_pace
from undergrid.world.log.happened import any_of, flags_of
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.body import BodyPart, Death
from undergrid.world.tables.people import NEVER
from undergrid.world.tables.units import UnitPart

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("malfunctions")
WHICH = luck.stream("malfunctions/which")

_WOUNDED = flags_of((Kind.WOUNDED,))
_BEHIND: dict[BodyPart, tuple[UnitPart, ...]] = {
    BodyPart.HEAD: (UnitPart.VOICE, UnitPart.EYES),
    BodyPart.LEG: (UnitPart.GAIT,),
}  # what a wound there may break; elsewhere the core [assumed]


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.malfunctions`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    graze: float = Field(0.1, ge=0, le=1, description="chance that a graze breaks a part [assumed]")
    flesh: float = Field(0.5, ge=0, le=1, description="of a wound into the flesh [assumed]")
    deep: float = Field(0.9, ge=0, le=1, description="of a deep one [assumed]")
    runs_minutes: float = Field(20, ge=0.1, le=10_000, description="without its core a unit runs for, min [assumed]")

    @cached_property
    def odds(self) -> tuple[int, int, int, int]:
        """By how deep a wound is: the threshold that it breaks something."""
        return 0, luck.chance(self.graze), luck.chance(self.flesh), luck.chance(self.deep)


def step(world: World, params: Params) -> None:
    """Break what this tick's wounds break, and let those stop whose time is up."""
    if not world.units.n_used:
        return
    if any_of(world.events, _WOUNDED):
        happened, owners = world.events.columns(world.events.tick_began), world.units.owner[world.units.rows()]
        wounded = (happened["kind"] == Kind.WOUNDED) & np.isin(happened["who"], owners)
        for n in np.flatnonzero(wounded).tolist():
            _hit(world, params, int(happened["who"][n]), int(happened["id"][n]))
    if world.unit_faults.n_used:
        for slot in due_by(world.unit_faults.used, world.unit_faults.due, world.tick).tolist():
            _stop(world, slot)


def _hit(world: World, params: Params, who: int, event: int) -> None:
    """Let a wound break a part, by a draw; of several behind it another draw says which goes first."""
    slot = world.wounds.first(cause=event)
    if slot < 0 or not world.citizens.alive[who]:
        return
    wounds, lucky = world.wounds, luck.pair(int(world.citizens.luck[who]), event)
    odds = params.odds[int(wounds.depth[slot])]
    behind = _BEHIND.get(BodyPart(int(wounds.part[slot])), (UnitPart.CORE,))
    left = [part for part in behind if works(world, who, part)]
    if not left or luck.u32(world.key(STREAM), lucky) >= odds:
        return
    part = left[int(luck.below(world.key(WHICH), lucky, len(left)))]
    here = int(world.citizens.cell[who])
    failed = world.events.one(Kind.UNIT_PART_FAILED, who, -1, here, part, event, STREAM, odds)
    row, faults = int(world.unit_faults.take(1)[0]), world.unit_faults
    faults.owner[row], faults.part[row], faults.cause[row] = who, part, failed
    if part == UnitPart.CORE:
        faults.due[row] = world.tick + max(1, round(60 * params.runs_minutes))
    refresh_pace(world, who)


def _stop(world: World, slot: int) -> None:
    """Let a unit stop whose core has broken."""
    faults, who = world.unit_faults, int(world.unit_faults.owner[slot])
    faults.due[slot] = NEVER
    if world.citizens.alive[who]:
        die(world, who, Death.CORE, int(faults.cause[slot]))
