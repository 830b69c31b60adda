"""The voice: a mind born on the network speaks in a room where a node of its own is, and the wired who hear it waver.

The network reaches the wired by its depth. Resolve holds against it: who has none is held with the odds of the depth,
who is wholly resolved never. Whoever is held stands still for a while, can be asked to do nothing, and comes to by
themselves.

Source  assumed: a rule of the story.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.core.grid import is_near, squared_cells
from undergrid.world.body.posture import hears
from undergrid.world.log.kinds import Kind
from undergrid.world.network.wired import depth_of, wired_rows
from undergrid.world.orders import tasks
from undergrid.world.orders.attempts import is_minded
from undergrid.world.society.feelings import ONE, strongest
from undergrid.world.tables.feelings import Feeling
from undergrid.world.tables.people import Activity

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("voice")


class Voice(BaseModel):
    """The knobs under `rules.voice`: how far a mind of the network is heard, and what it does to the wired."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    heard_m: float = Field(30, ge=1, le=1000, description="it is heard from a node of its own within, m [assumed]")
    holds: float = Field(
        1.0, ge=0, le=10, description="odds that it holds whom it reaches wholly, and who has no resolve [assumed]"
    )
    holds_seconds: int = Field(45, ge=1, le=86_400, description="it holds them for, s [assumed]")
    again_minutes: float = Field(5, ge=0.1, le=10_000, description="it speaks again after, min [assumed]")


def speak(world: World, mind: int, whom: int, where: int, cause: int) -> int:
    """Let a mind (its row in `minds`) speak to somebody from its node on the cell `where`, because of an event.

    Returns MIND_SPOKE; 0 where it has spoken only just now.
    """
    knobs, minds = world.shared(Voice), world.minds
    if minds.spoke[mind] >= 0 and world.tick < minds.spoke[mind] + round(knobs.again_minutes * 60):
        return 0
    heard = listeners(world, where, knobs)
    minds.spoke[mind] = world.tick
    said = world.events.one(Kind.MIND_SPOKE, mind, whom, where, len(heard), cause)
    for who in heard:
        _waver(world, knobs, who, said)
    return said


def listeners(world: World, where: int, knobs: Voice) -> list[int]:
    """The wired who hear what is said from a node on a cell: rows, ascending. Who lies in a pod hears other things."""
    people, city = world.citizens, world.city
    near = squared_cells(knobs.heard_m, city.cell_mm)
    return [
        who
        for who in wired_rows(world).tolist()
        if people.doing[who] != Activity.PLUGGED
        and hears(world, who)
        and is_near(int(people.cell[who]), where, near, city.width, city.area)
    ]


def odds_to_be_held(world: World, who: int) -> int:
    """The odds that the voice holds somebody who hears it, of 2^32."""
    resolve, _ = strongest(world, who, Feeling.RESOLVE)
    share = depth_of(world, who) * (ONE - resolve) * world.shared(Voice).holds / (100 * ONE)
    return luck.chance(min(1.0, share))


def _waver(world: World, knobs: Voice, who: int, said: int) -> None:
    """Let a draw say whether somebody who hears the voice stands still."""
    people, cell = world.citizens, int(world.citizens.cell[who])
    odds = odds_to_be_held(world, who)
    if luck.u32(world.key(STREAM), people.luck[who]) >= odds:
        world.events.one(Kind.STOOD_FIRM, who, where=cell, cause=said, stream=STREAM, odds=odds)
        return
    held = world.events.one(
        Kind.STALLED, who, where=cell, amount=knobs.holds_seconds, cause=said, stream=STREAM, odds=odds
    )
    bound = world.spellbound
    bound.free(bound.of(who))
    slot = bound.take(1)
    bound.owner[slot], bound.until[slot], bound.cause[slot] = who, world.tick + knobs.holds_seconds, held
    task = tasks.task_of(world, who)
    if task >= 0:
        tasks.interrupt(world, task)
    tasks.stand_still(world, who)
    people.cause[who] = held
    if not is_minded(world, who):
        people.wake[who] = world.tick + knobs.holds_seconds


def release(world: World) -> None:
    """Let those go whom the voice has held for long enough: SPELL_BROKEN."""
    bound, people = world.spellbound, world.citizens
    rows = bound.rows()
    over = rows[bound.until[rows] <= world.tick]
    for slot in over.tolist():
        who = int(bound.owner[slot])
        if people.alive[who]:
            held = int(bound.cause[slot])
            freed = world.events.one(Kind.SPELL_BROKEN, who, where=int(people.cell[who]), cause=held)
            people.cause[who] = freed if people.cause[who] == held else people.cause[who]
    bound.free(np.asarray(over))
