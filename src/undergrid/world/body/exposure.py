"""Exposure: what lack of sleep, water and warmth has done so far to people out of the pods."""

from __future__ import annotations

from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from undergrid.core import luck, units
from undergrid.core.halving import HALVES, shrunk
from undergrid.core.jit import kernel
from undergrid.core.tables import Rows
from undergrid.world.body import posture
from undergrid.world.tables.people import NEVER

if TYPE_CHECKING:
    from undergrid.world.world import World

LOOK = 600  # ticks at most between two looks at the water and the warmth of a body: air and sun change that slowly
WAKING = luck.stream("waking")
_SPREAD = 60  # minutes that people wake sooner or later than others, standard deviation [assumed]
_OWN = np.array([round(60 * NormalDist(0, _SPREAD).inv_cdf((n + 0.5) / 256)) for n in range(256)], np.int64)
_AWOKE, _AWAKE_AT, _TAU = 98_033, 24_530, 65_520  # pressure on waking, at 06:49, tau [regular hours by `fatigue`]
_ALL = 1_000_000  # the pressure to sleep that nobody reaches awake
TENTH = 100  # mL in a tenth of a litre, the unit that water is counted in


def awake_for(ticks: int) -> int:
    """The pressure to sleep (1/1000000) of somebody who woke rested so many ticks ago."""
    return _ALL - int(shrunk(_ALL - _AWOKE, ticks, _TAU, HALVES))


def expose(world: World, rows: Rows, cause: int = 0) -> npt.NDArray[np.int64]:
    """Let people be out of the pods from now on, because of `cause` (0: the scenario); returns their slots, as `rows`.

    They are warm, have drunk, and have been up since 06:49, as with regular hours, or since so much sooner or later as
    is theirs by `WAKING`. Those exposed already do not change.
    """
    exposure = world.exposure
    fresh = np.setdiff1d(rows, exposure.owner[exposure.rows()])
    slots = exposure.take(len(fresh))
    exposure.owner[slots] = fresh
    up = (world.second_of_day - _AWAKE_AT) % units.DAY
    _wake(exposure.handle, world.citizens.handle, slots, world.key(WAKING), up, _OWN, HALVES)
    exposure.slept_at[slots] = world.tick
    # the first looks are spread over a period, so that no later tick is a spike either
    turn = world.tick + (slots >> 6) % LOOK
    exposure.sleep_due[slots] = exposure.thirst_due[slots] = exposure.cold_due[slots] = turn
    exposure.up_cause[slots] = cause  # 0: it hangs on when they woke before the start, which is drawn
    for column in (exposure.sleep_cause, exposure.thirst_cause, exposure.cold_cause):
        column[slots] = cause or world.scenario_event
    kept = exposure.rows()
    kept = kept[np.argsort(exposure.owner[kept])]
    return kept[np.searchsorted(exposure.owner[kept], rows)]


@kernel
def _wake(exposure, people, slots, key, up, own, halves):
    """Set the pressure to sleep of those who, by regular hours, have been up for so many ticks: each by their own."""
    for slot in slots:
        later = own[luck.u32(key, people.luck[exposure.owner[slot]]) >> 24]
        exposure.pressure[slot] = _ALL - shrunk(_ALL - _AWOKE, max(0, up - later), _TAU, halves)


def slot_of(world: World, who: int) -> int:
    """The slot of somebody's exposure; -1 for people who live by the pods."""
    return world.exposure.first(owner=who)


def lacking(world: World, slot: int) -> int:
    """The water that somebody has lost and not drunk by now, in mL."""
    exposure = world.exposure
    since = max(0, world.tick - int(exposure.drunk_at[slot])) if exposure.drunk_at[slot] >= 0 else 0
    return (int(exposure.water[slot]) + int(exposure.drain[slot]) * since // units.HOUR) // 1000


def tenths_lacking(world: World, who: int) -> int:
    """How many whole tenths of a litre somebody lacks."""
    slot = slot_of(world, who)
    return lacking(world, slot) // TENTH if slot >= 0 else 0


def drink(world: World, who: int, ml: int, cause: int) -> int:
    """Let somebody drink so much water, because of the event `cause`; returns how much of it they needed, in mL.

    What they drink beyond that is not stored. People who are not exposed lack nothing.
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
        posture.refresh_pace(world, int(exposure.owner[slot]))


@kernel
def due_now(used, due, tick, slots):
    """Write the slots in use whose time has come into `slots`, ascending; returns how many."""
    first, n = NEVER, 0
    for slot in range(len(due)):  # at most ticks nobody is due: a few vector operations find that out
        first = min(first, due[slot])
    if first > tick:
        return 0
    for slot in range(len(used)):
        if used[slot] and due[slot] <= tick:
            slots[n] = slot
            n += 1
    return n
