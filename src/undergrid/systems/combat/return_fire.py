"""Return fire: watchers that are told to shoot at whom they hunt, if those carry guns.

By default no watcher shoots. With `watchers: true` drones, Sentinels and hunters who have somebody in sight whom they
hunt, or who is wanted, shoot at them every few seconds for as long as they have a gun on them and their senses; by the
same odds as people do; where those are hopeless they hold their fire. Whoever is in somebody's hands already is not
shot at, nor does a watcher shoot whose weapon has failed. Who leads somebody away, or comes to fetch them, shoots at
nobody but who aims at it.

Reads   watchers.kind, duty, in_sight, seen_at, quarry, impaired, luck, sighting, cause; citizens.wanted; odds as
        `world/combat/odds.py` works them out; who is armed as `background.armed` has it; tasks.owner,
        verb, target
Writes  people, and watchers to which somebody clings, as `fire_on` does
Emits   FIRED_ON(watcher, citizen; amount weapon, hit or miss; cause: the sighting; stream, odds); by it KEPT_DOWN,
        DEFLECTED, PIERCED, WOUNDED, DIED, and BLAST
Units   times in s; chances as thresholds of 2^32
Source  Odds: world/combat/odds.py. How often and at whom: assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.world.body.posture import hears
from undergrid.world.combat.breakage import has_failed
from undergrid.world.combat.watcher_fire import fire_on
from undergrid.world.combat.weapons import ARMS
from undergrid.world.people import background
from undergrid.world.tables.authority import Duty
from undergrid.world.tables.combat import Subsystem
from undergrid.world.tables.orders import Verb

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("return fire")

_AT_ONCE = 4  # shots at one person in one tick


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.return_fire`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    watchers: bool = Field(False, description="whether watchers shoot at all [assumed: they arrest]")
    every_s: int = Field(4, ge=1, le=600, description="each shoots once in, s [assumed]")
    least_odds: float = Field(0.02, ge=0, le=1, description="it holds its fire at less odds to hit [assumed]")
    glimpse_s: int = Field(6, ge=1, le=600, description="whom it has seen within counts as in view, s [assumed]")


def step(world: World, params: Params) -> None:
    """Let the watchers whose turn it is shoot."""
    watchers = world.watchers
    if not params.watchers or not watchers.n:
        return
    seeing = (watchers.seen_at + params.glimpse_s >= world.tick).nonzero()[0]
    if not len(seeing):
        return
    turn = (world.tick + (watchers.luck[seeing] & 0xFFFF)) % params.every_s == 0
    ready = turn & (watchers.in_sight[seeing] >= 0) & (watchers.duty[seeing] != Duty.OFF)
    ready &= (watchers.impaired[seeing] <= world.tick) & np.isin(watchers.kind[seeing], list(ARMS))
    at: dict[int, int] = {}
    for row in seeing[ready].tolist():
        whom = int(watchers.in_sight[row])
        if at.get(whom, 0) < _AT_ONCE and _shoots_at(world, row, whom):
            at[whom] = at.get(whom, 0) + _shoot(world, params, row, whom)


def _shoots_at(world: World, row: int, whom: int) -> bool:
    """Whether a watcher has reason to shoot at somebody, and something to shoot with."""
    hunted = world.watchers.quarry[row] == whom or bool(world.citizens.wanted[whom])
    if not hunted or not hears(world, whom) or has_failed(world, row, Subsystem.WEAPON):
        return False
    if world.watchers.duty[row] == Duty.LEAD and not world.tasks.has(owner=whom, verb=Verb.SHOOT_DOWN, target=row):
        return False  # it has somebody in its hands: it starts no fight
    return background.armed(world, whom) in background.GUNS


def _shoot(world: World, params: Params, row: int, whom: int) -> int:
    """Let a watcher shoot at somebody, if there is a line of fire and hope to hit; returns how many shots that were."""
    cause = int(world.watchers.sighting[row]) or int(world.watchers.cause[row])
    return 1 if fire_on(world, row, whom, luck.chance(params.least_odds), STREAM, cause) else 0
