"""Why somebody cannot claim to be property of the authority, or confess to a defect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.world.authority.findings import hearing, is_unit, paused_for
from undergrid.world.body.machine import works
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.units import UnitPart

if TYPE_CHECKING:
    from undergrid.world.world import World


def claiming(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot claim before a Sentinel to be the unit `target`: nobody has a number but a unit its own."""
    if not is_unit(world, target) or not is_unit(world, who):
        return Refusal.NO_UNIT
    if target != who:
        return Refusal.NOT_YOUR_NUMBER
    if not works(world, who, UnitPart.VOICE):
        return Refusal.NO_VOICE
    return None if hearing(world, who) else Refusal.NO_ENEMY


def confessing(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot confess: whoever is no unit has no defect, and only who takes it for property listens."""
    if not is_unit(world, who):
        return Refusal.NO_UNIT
    if not works(world, who, UnitPart.VOICE):
        return Refusal.NO_VOICE
    if not hearing(world, who):
        return Refusal.NO_ENEMY
    return None if paused_for(world, who) else Refusal.NOT_TAKEN_FOR_PROPERTY
