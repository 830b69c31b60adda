"""Hits: what strikes somebody, through what they wear, into which wound."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.core import luck
from undergrid.world.body import blood_loss, injuries
from undergrid.world.body.posture import has_senses
from undergrid.world.combat import armour, weapons
from undergrid.world.combat.weapons import Shooting
from undergrid.world.log.kinds import Role
from undergrid.world.tables.body import BodyPart, Death, WoundKind
from undergrid.world.tables.trails import TraceKind
from undergrid.world.trails import trails

if TYPE_CHECKING:
    from undergrid.world.world import World

PLACE = luck.stream("combat/place")
DIRT = luck.stream("combat/dirt")
BURNT = luck.stream("combat/burnt")
HEAD = luck.stream("combat/head")

_TRUNK = (BodyPart.HEAD, BodyPart.CHEST, BodyPart.BELLY)
_BLOOD = 300  # strength of the blood on the ground for each step of depth, 1/1000 [assumed, as of an ambush]
_DIRTY = {
    WoundKind.GUNSHOT: 0.3,
    WoundKind.SHRAPNEL: 0.8,
    WoundKind.CUT: 0.3,
    WoundKind.CRUSH: 0.8,
    WoundKind.BURN: 0.1,
}  # share of wounds with dirt in them [assumed]


def strike(
    world: World, who: int, kind: WoundKind, damage: int, cause: int, pair: int, nth: int = 0, watcher: int = -1
) -> int:
    """Let something hit somebody, because of the event `cause`; returns the event WOUNDED, 0 where armour stops it.

    damage: tenths of the units of armour; pair, nth: whose luck decides, and the how manieth hit of theirs in this tick
    it is (below 16); watcher: whose shot it is. Draws say where it hits and whether dirt gets in. What goes deep may
    kill at once: a plasma burn of head or trunk, of shock, and a bullet in the head; who lives with that loses their
    senses.
    """
    part = injuries.PLACES[luck.below(world.key(PLACE), pair, len(injuries.PLACES), nth)]
    left, through = armour.stand(world, who, part, damage, cause, pair, nth)
    if left <= 0:
        return 0
    depth = weapons.depth(left)
    dirty = luck.u32(world.key(DIRT), pair, nth) < luck.chance(_DIRTY[kind])
    slot = injuries.wound(world, who, kind, part, depth, dirty, cause, watcher)
    wounded = int(world.wounds.cause[slot])
    if through:
        world.events.because(wounded, through, Role.THROUGH)
    if world.citizens.inside[who] < 0 and kind != WoundKind.BURN:
        trails.lay(world, who, TraceKind.BLOOD, int(world.citizens.cell[who]), strength=_BLOOD * depth, cause=wounded)
    if depth == 3 and kind == WoundKind.BURN and part in _TRUNK:
        _may_kill(world, who, Death.SHOCK, world.shared(Shooting).plasma_kills, wounded, BURNT, pair, nth)
    elif depth == 3 and kind == WoundKind.GUNSHOT and part == BodyPart.HEAD:
        _may_kill(world, who, Death.HEAD_WOUND, world.shared(Shooting).head_kills, wounded, HEAD, pair, nth)
        if world.citizens.alive[who] and has_senses(world, who):
            injuries.faint(world, who, wounded)
    return wounded


def _may_kill(
    world: World, who: int, death: Death, share: float, wounded: int, stream: int, pair: int, nth: int
) -> None:
    """Let a wound kill at once, by a draw."""
    odds = luck.chance(share)
    if luck.u32(world.key(stream), pair, nth) < odds:
        blood_loss.die(world, who, death, wounded, (), stream, odds)
