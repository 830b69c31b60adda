"""Summons: who inside hears somebody at the door, and who of those who sleep there is woken for it.

Where all sleep, the one outside knocks; whoever is awake and cannot open calls a sleeper who can.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.core import luck
from undergrid.world.body.posture import wake_up
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import is_minded
from undergrid.world.senses.earshot import awake_inside
from undergrid.world.society.pleas import openers
from undergrid.world.tables.body import Waking
from undergrid.world.tables.people import Activity

if TYPE_CHECKING:
    from undergrid.world.world import World

HOST = luck.stream("parley.host")
KNOCK = luck.stream("parley.knock")
CALL = luck.stream("parley.call")
VOICES = luck.stream("parley.voices")


def who_hears(world: World, asker: int, building: int, knock_wakes: float, cause: int) -> tuple[int, int]:
    """(who inside hears somebody at the door, the event by which they do); -1 for nobody.

    Who can open comes before who cannot, who has a mind of their own before the others; among equals by a draw. Where
    all sleep, the asker knocks, and hears whoever that wakes.
    """
    among = openers(world, building, asker)[0] or [who for who in awake_inside(world, building) if who != asker]
    if not among:
        people = world.citizens
        sleepers = np.flatnonzero((people.inside == building) & people.alive & (people.doing == Activity.SLEEPING))
        if not len(sleepers):
            return -1, cause
        cause = world.events.one(Kind.KNOCKED, asker, building, int(people.cell[asker]), cause=cause)
        woken = _wake(world, sleepers.tolist(), asker, KNOCK, knock_wakes, cause)
        among = [who for who in openers(world, building, asker)[0] if who in woken] or woken
    among = [who for who in among if is_minded(world, who)] or among
    if not among:
        return -1, cause
    return among[luck.below(world.key(HOST), int(world.citizens.luck[asker]), len(among))], cause


def who_comes(world: World, host: int, asker: int, building: int, call_wakes: float, asked: int) -> int:
    """Who answers at the door in the end: `host` if they can open, else the first sleeper whom their call wakes."""
    up, asleep = openers(world, building, asker)
    if host in up:
        return host
    people, odds = world.citizens, luck.chance(call_wakes)
    for sleeper in asleep:
        if luck.u32(world.key(CALL), luck.pair(int(people.luck[sleeper]), int(people.luck[host]))) < odds:
            called = world.events.one(
                Kind.CALLED_TO_THE_DOOR, host, sleeper, int(people.cell[host]), cause=asked, stream=CALL, odds=odds
            )
            wake_up(world, sleeper, Waking.VOICE, called)
            return sleeper
    return host


def wake_by_voices(world: World, sleepers: list[int], guest: int, chance: float, cause: int) -> None:
    """Wake those sleepers, by a draw each, who hear the talk with a guest in the room."""
    _wake(world, sleepers, guest, VOICES, chance, cause)


def _wake(world: World, sleepers: list[int], by: int, stream: luck.Stream, chance: float, cause: int) -> list[int]:
    """Wake those sleepers whose draw says so, by what `by` does; returns their rows."""
    people, key, odds = world.citizens, world.key(stream), luck.chance(chance)
    woken = [who for who in sleepers if luck.u32(key, luck.pair(int(people.luck[who]), int(people.luck[by]))) < odds]
    for who in woken:
        wake_up(world, who, Waking.VOICE, cause)
    return woken
