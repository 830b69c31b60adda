"""What hunger for sleep, water and warmth does to those whom no pod feeds, waters and warms: one row for each."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from undergrid.core.tables import I16, I32, I64, U8, Flag, Rows, SlotTable, flag, i16, i32, i64, u8
from undergrid.world.citizens import NEVER

if TYPE_CHECKING:
    from undergrid.world.world import World


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


class Exposure(SlotTable):
    """People out of the pods. Each quantity is a value as of a tick; it is worked out anew when something changes."""

    owner: I32 = i32(-1, "citizen", "whose")
    # sleep, by the two-process model
    pressure: I32 = i32(200_000, "1 / 1000000", "pressure to sleep as of `slept_at`")
    slept_at: I32 = i32(0, "tick", "as of when")
    sleep_due: I32 = i32(NEVER, "tick", "when they next fall asleep or wake by themselves")
    fatigue: I32 = i32(0, "J/kg", "work done since they last slept, over walking unburdened")
    # water
    water: I32 = i32(0, "mL", "water lost and not drunk as of `drunk_at`")
    drunk_at: I32 = i32(0, "tick", "as of when")
    thirst_due: I32 = i32(NEVER, "tick", "when thirst next gets worse")
    # warmth
    core: I32 = i32(37_000, "1 / 1000 C", "temperature of the body's core as of `warmed_at`")
    warmed_at: I32 = i32(0, "tick", "as of when")
    cold_due: I32 = i32(NEVER, "tick", "when cold next gets worse or better")
    clothing: I16 = i16(1000, "1 / 1000 clo", "what they wear")
    # stages, each with the event that set it
    parched: I16 = i16(0, "stage", "how far thirst has gone: 0 none to 3, of which one dies")
    chilled: I16 = i16(0, "Swiss stage", "how far cold has gone: 0 none to 4")
    legs: U8 = u8(100, "%", "of walking speed that weariness, thirst and cold leave")
    worn: Flag = flag(0, "", "whether they are exhausted")
    sleep_cause: I64 = i64(0, "event", "what put them to sleep, or woke them")
    thirst_cause: I64 = i64(0, "event", "what set the stage of thirst")
    cold_cause: I64 = i64(0, "event", "what set the stage of cold")


def expose(world: World, rows: npt.NDArray[np.int64]) -> Rows:
    """Let the people of `rows` live out of the pods from now on; returns their slots, in the order of `rows`."""
    exposure = world.exposure
    slots = exposure.take(len(rows))
    exposure.owner[slots] = rows
    for column in (exposure.slept_at, exposure.drunk_at, exposure.warmed_at):
        column[slots] = world.tick
    for column in (exposure.sleep_cause, exposure.thirst_cause, exposure.cold_cause):
        column[slots] = world.scenario_event
    return slots
