"""Watcher fire: one shot of a watcher at somebody, by the odds that it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.core import luck
from undergrid.world.combat import odds
from undergrid.world.combat.hits import strike
from undergrid.world.combat.overload import burst_against, clinging_to
from undergrid.world.combat.suppression import pin
from undergrid.world.combat.weapons import ARMS, WEAPONS, damage, shot_code
from undergrid.world.log.kinds import Kind
from undergrid.world.senses.noises import make_noise
from undergrid.world.tables.authority import WatcherKind
from undergrid.world.tables.orders import Refusal

if TYPE_CHECKING:
    from undergrid.world.world import World


def fire_on(world: World, row: int, whom: int, least_odds: int, stream: luck.Stream, cause: int) -> int:
    """Let a watcher shoot at somebody, if there is a line of fire and hope to hit: FIRED_ON, which is returned; else 0.

    least_odds: a threshold of 2^32, below which it holds its fire; `stream` decides whether it hits. What it fires
    while somebody clings to it bursts there: BLAST, which is returned.
    """
    watchers = world.watchers
    clinging = clinging_to(world, row) if world.tasks.n_used else -1
    if clinging >= 0:
        return burst_against(world, row, clinging, cause)
    kind, line = ARMS[WatcherKind(int(watchers.kind[row]))], odds.seen_by_watcher(world, row, whom)
    if isinstance(line, Refusal) or not odds.in_range(world, kind, line):
        return 0
    chance = odds.odds_of_watcher(world, whom, kind, line)
    if chance < least_odds:
        return 0
    pair = luck.pair(int(watchers.luck[row]), int(world.citizens.luck[whom]))
    hit, where = luck.u32(world.key(stream), pair) < chance, int(watchers.cell[row])
    event = world.events.one(Kind.FIRED_ON, row, whom, where, shot_code(kind, hit), cause, stream, chance)
    make_noise(world, where, WEAPONS[kind].decibels, event)
    if hit:
        strike(world, whom, WEAPONS[kind].wound, damage(world, kind, pair, 0), event, pair, watcher=row)
    pin(world, whom, event)
    return event
