"""What hunger for sleep, water and warmth does to those whom no pod feeds, waters and warms: one row for each.

Every quantity is a value as of a tick and the conditions it has been under since; the systems `fatigue`, `thirst` and
`cold` work it out anew when these change, or at a due time, and never tick by tick.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from undergrid.core import units
from undergrid.core.halving import HALVES, shrunk
from undergrid.core.jit import kernel
from undergrid.core.tables import I16, I32, I64, U8, Flag, Rows, SlotTable, flag, i16, i32, i64, u8
from undergrid.world import waking
from undergrid.world.citizens import NEVER

if TYPE_CHECKING:
    from undergrid.world.world import World

LOOK = 600  # ticks at most between two looks at the water and the warmth of a body: air and sun change that slowly
_AWOKE, _AWAKE_AT, _TAU = 98_033, 24_530, 65_520  # who keeps regular hours: pressure on waking, at 06:49; see `fatigue`


class Waking(IntEnum):
    """What wakes somebody."""

    RESTED = 0
    NOISE = 1
    COLD = 2
    TOUCH = 3


class Thirst(IntEnum):
    """How far thirst has gone."""

    NONE = 0
    THIRSTY = 1
    PARCHED = 2
    DYING_OF_THIRST = 3


class Rest(IntEnum):
    """How a body rests, for the pressure to sleep."""

    UP = 0  # on its feet and at something
    STILL = 1
    LYING = 2
    ASLEEP = 3
    NONE = 4  # senseless, dead, hauled, held or at a gate: neither falls asleep nor wakes
    DREAMING = 5  # plugged in: the pressure falls, but the pod wakes them, not they themselves


class Exposure(SlotTable):
    """People out of the pods. Each quantity is a value as of a tick; it is worked out anew when something changes."""

    owner: I32 = i32(-1, "citizen", "whose")
    # sleep, by the two-process model
    pressure: I32 = i32(200_000, "1 / 1000000", "pressure to sleep as of `slept_at`")
    slept_at: I32 = i32(0, "tick", "as of when")
    rest: U8 = u8(Rest.UP, "Rest", "how they have rested since")
    willing: Flag = flag(0, "", "whether they have lain down to sleep")
    alert: I32 = i32(0, "tick", "not before then do they fall asleep against their will")
    sleep_due: I32 = i32(NEVER, "tick", "when they next fall asleep or wake by themselves")
    fatigue: I32 = i32(0, "1 / 1000 J/kg", "work done since they last slept, over walking unburdened")
    counted: I32 = i32(0, "1 / 1000 J/kg", "how much of that the pressure to sleep has in it")
    # water
    water: I32 = i32(0, "1 / 1000 mL", "water lost and not drunk as of `drunk_at`")
    drunk_at: I32 = i32(-1, "tick", "as of when; -1 not looked at yet")
    drain: I32 = i32(0, "1 / 1000 mL/h", "what they have lost since, without exertion")
    thirst_due: I32 = i32(NEVER, "tick", "when thirst next gets worse, or needs a look")
    # warmth
    core: I32 = i32(37_000, "1 / 1000 C", "temperature of the body's core as of `warmed_at`")
    core_rest: I16 = i16(0, "1 / 1000000 C", "what that leaves over")
    warmed_at: I32 = i32(-1, "tick", "as of when; -1 not looked at yet")
    air: I16 = i16(2000, "1 / 100 C", "how cold it has felt around them since, wind counted")
    heat: I16 = i16(1500, "mW/kg", "what the body has made of warmth since, without shivering")
    wraps: I16 = i16(1000, "1 / 1000 clo", "what they have had on since, with blankets")
    cold_due: I32 = i32(NEVER, "tick", "when cold next gets worse or better, or needs a look")
    clothing: I16 = i16(1000, "1 / 1000 clo", "what they wear")
    # stages, each with the event that set it
    parched: I16 = i16(0, "stage", "how far thirst has gone: 0 none to 3, of which one dies")
    chilled: I16 = i16(0, "Swiss stage", "how far cold has gone: 0 none to 4")
    numb: Flag = flag(0, "", "whether cold has taken their senses")
    weary: U8 = u8(100, "%", "of walking speed that weariness leaves")
    dry: U8 = u8(100, "%", "the same, thirst")
    stiff: U8 = u8(100, "%", "the same, cold")
    legs: U8 = u8(100, "%", "the same, all three")
    worn: I64 = i64(0, "event", "the last time they were worn out, not slept off yet; 0 they are not")
    sleep_cause: I64 = i64(0, "event", "what put them to sleep, or woke them")
    thirst_cause: I64 = i64(0, "event", "what set the stage of thirst")
    cold_cause: I64 = i64(0, "event", "what set the stage of cold")


def awake_for(ticks: int) -> int:
    """The pressure to sleep (1/1000000) of somebody who woke rested so many ticks ago."""
    return 1_000_000 - int(shrunk(1_000_000 - _AWOKE, ticks, _TAU, HALVES))


def expose(world: World, rows: Rows, cause: int = 0) -> npt.NDArray[np.int64]:
    """Let people be out of the pods from now on, because of `cause` (0: the scenario); returns their slots, as `rows`.

    They are warm, have drunk, and have been up since ten to seven as regular hours have it. Who is exposed already
    stays as they are.
    """
    exposure = world.exposure
    fresh = np.setdiff1d(rows, exposure.owner[exposure.used])
    slots = exposure.take(len(fresh))
    exposure.owner[slots] = fresh
    awake = (world.second_of_day - _AWAKE_AT) % units.DAY
    exposure.pressure[slots] = awake_for(awake)
    exposure.slept_at[slots] = world.tick
    # the first looks are spread, so that the later ones, a period on each time, are no spike either
    turn = world.tick + (slots >> 6) % LOOK
    exposure.sleep_due[slots] = exposure.thirst_due[slots] = exposure.cold_due[slots] = turn
    for column in (exposure.sleep_cause, exposure.thirst_cause, exposure.cold_cause):
        column[slots] = cause or world.scenario_event
    kept: npt.NDArray[np.int64] = np.flatnonzero(exposure.used)
    kept = kept[np.argsort(exposure.owner[kept])]
    return kept[np.searchsorted(exposure.owner[kept], rows)]


def slot_of(world: World, who: int) -> int:
    """The slot of somebody's exposure; -1 for who lives by the pods."""
    exposure = world.exposure
    if not exposure.n:
        return -1
    slots = np.flatnonzero(exposure.used & (exposure.owner == who))
    return int(slots[0]) if len(slots) else -1


def lacking(world: World, slot: int) -> int:
    """The water that somebody has lost and not drunk by now, in mL."""
    exposure = world.exposure
    since = max(0, world.tick - int(exposure.drunk_at[slot])) if exposure.drunk_at[slot] >= 0 else 0
    return (int(exposure.water[slot]) + int(exposure.drain[slot]) * since // units.HOUR) // 1000


def drink(world: World, who: int, ml: int, cause: int) -> int:
    """Let somebody drink so much water, because of the event `cause`; returns how much of it they lacked, in mL.

    What is drunk beyond that does no good later. Whoever is not exposed lacks nothing.
    """
    slot = slot_of(world, who)
    if slot < 0:
        return 0
    exposure = world.exposure
    used = max(0, min(ml, lacking(world, slot)))
    exposure.water[slot] -= 1000 * used
    exposure.thirst_cause[slot] = cause
    exposure.thirst_due[slot] = world.tick
    return used


def slow(world: World, slot: int) -> None:
    """Work out anew what weariness, thirst and cold together leave of somebody's walking speed."""
    exposure = world.exposure
    legs = int(exposure.weary[slot]) * int(exposure.dry[slot]) * int(exposure.stiff[slot]) // 10_000
    if legs != exposure.legs[slot]:
        exposure.legs[slot] = legs
        waking.refresh_pace(world, int(exposure.owner[slot]))


@kernel
def due_now(used, due, tick, slots):
    """Write the slots in use whose time has come into `slots`, ascending; returns how many."""
    first, n = NEVER, 0
    for slot in range(len(due)):  # nobody is due at most ticks: that is found out in a few vector operations
        first = min(first, due[slot])
    if first > tick:
        return 0
    for slot in range(len(used)):
        if used[slot] and due[slot] <= tick:
            slots[n] = slot
            n += 1
    return n
