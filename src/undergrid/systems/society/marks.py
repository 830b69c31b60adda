"""Marks: people write on walls of what they know, and whoever passes by reads it, be it still so or not.

Of a place, of a watcher or of somebody, as its writer knew it last. Whoever comes by within some cells, has their
senses, does not run and has light enough may read it, and knows then what it says, by as much less firmly as a stranger
is believed, and as of the time at which the writer knew it. Those bound to the writer know the hand, and believe it as
they trust them; for all others it is a mark, and who has written it shows nowhere. Nobody reads a mark twice, or their
own. What is written stays on the wall.

Reads   who is about to WRITE as `asked` and `amount_of` have it; citizens.cell, luck, alive, doing, pace;
        tasks.owner, amount, cause; knowledge.knower, strength, topic, cause; marks; bonds; sky.light; light on cells as
        `light_on` has it; what stands in the way, as `world/reasons` has it
Writes  what stands on walls and who has read it, as `put_up` and `note_reading` do; knowledge as `take_in` does;
        knowledge.telling; what they are at as `tasks.begin` and `finish` do
Emits   MARK_WRITTEN(citizen; the message; cause: the order), MARK_READ(citizen, citizen who wrote it where the reader
        knows the hand; the message; cause: the writing; stream, odds), INTERRUPTED, REFUSED
Units   times in s, distances in cells; firmness in 1/1000; light in 1/255 of noon
Source  assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.core.bits import each_set
from undergrid.core.grid import cells_apart
from undergrid.core.handles import record
from undergrid.core.jit import kernel
from undergrid.core.tables import I64, Out
from undergrid.world.log.kinds import Kind
from undergrid.world.orders import tasks
from undergrid.world.orders.attempts import amount_of, anybody_tries, asked, is_minded
from undergrid.world.places.occupancy import Occupancy
from undergrid.world.reasons.society import writing
from undergrid.world.senses.earshot import AWAKE
from undergrid.world.senses.lamps import tables_now
from undergrid.world.senses.optics import clear, light_on
from undergrid.world.society import knowledge, marks, messages, regard
from undergrid.world.society.messages import Message
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity, Pace

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("marks")

_LOOK_S = 2  # seconds between looks: each has a turn within so many, by chunks of 64
_WALKING, _RUN = int(Activity.WALKING), int(Pace.RUN)


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.marks`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    write_seconds: int = Field(20, ge=1, le=3600, description="to write on a wall takes, s [assumed]")
    within_cells: int = Field(3, ge=0, le=50, description="a mark is read from within, cells [assumed]")
    light_needed: int = Field(24, ge=0, le=255, description="light that it takes to read one, 1/255 of noon [assumed]")
    notice: float = Field(0.3, ge=0, le=1, description="chance at a look, once in 2 s, to read it [assumed]")
    stranger: int = Field(500, ge=0, le=1000, description="how far an unknown hand is believed, 1/1000 [assumed]")


class _Seen(Out):
    """Who may have read which mark."""

    who: I64
    mark: I64


def step(world: World, params: Params) -> None:
    """Begin and end writing, and let whoever passes by read."""
    if anybody_tries(world):
        for who in asked(world, Verb.WRITE):
            amount = amount_of(world, who)
            why = writing(world, who, Verb.WRITE, -1, amount)
            tasks.begin_or_refuse(world, who, why, Verb.WRITE, -1, params.write_seconds, amount)
    if world.tasks.n_used:
        for slot in tasks.done(world, (Verb.WRITE,)).tolist():
            _write(world, slot)
    if world.marks.n_used:
        _read_on_the_way(world, params)


def _write(world: World, slot: int) -> None:
    """Let a mark be there that somebody has been writing."""
    table, people = world.tasks, world.citizens
    who, amount = int(table.owner[slot]), int(table.amount[slot])
    if writing(world, who, Verb.WRITE, -1, amount) is not None:
        tasks.interrupt(world, slot)
        return
    known = messages.to_tell(world, who, amount)
    said, here = messages.of(world, known), int(people.cell[who])
    event = world.events.one(Kind.MARK_WRITTEN, who, where=here, amount=said.packed, cause=int(table.cause[slot]))
    marks.put_up(world, here, who, said, int(world.knowledge.strength[known]), event)
    tasks.finish(world, slot)


def _read_on_the_way(world: World, params: Params) -> None:
    """Let those whose turn it is, and who pass by a mark, read it by a draw."""
    standing, odds = world.cache(Occupancy), luck.chance(params.notice)
    people, marked, city = world.citizens.handle, world.marks.handle, world.city.handle
    if not _anybody_near(people, marked, standing.handle, city, params.within_cells, world.tick % _LOOK_S):
        return
    knobs = record(
        optics=tables_now(world), light=int(world.sky.light[0]), needed=params.light_needed, odds=odds,
        within=params.within_cells, awake=AWAKE, turn=world.tick % _LOOK_S,
    )  # fmt: skip
    out = world.out(_Seen, standing.room)
    n = _pass_by(people, marked, standing.handle, city, knobs, world.key(STREAM), out.handle)
    for who, mark in out.rows(n):
        if not marks.has_read(world, who, mark):
            _read(world, params, who, mark, odds)


def _read(world: World, params: Params, who: int, mark: int, odds: int) -> None:
    """Let somebody know what a mark says."""
    table = world.marks
    writer = int(table.writer[mark])
    hand = writer if writer >= 0 and world.bonds.has(a=who, b=writer) else -1
    said = Message(Topic(int(table.topic[mark])), int(table.subject[mark]), int(table.place[mark]), int(table.at[mark]))
    event = world.events.one(
        Kind.MARK_READ, who, hand, int(table.cell[mark]), said.packed, int(table.cause[mark]), STREAM, odds
    )
    marks.note_reading(world, who, mark, event)
    believed = min(1000, 500 + regard.trust(world, who, hand)) if hand >= 0 else params.stranger
    strength = int(table.strength[mark]) * knowledge.KEPT // 1000 * believed // 1000
    source = hand if hand >= 0 else knowledge.ON_A_WALL
    if messages.take_in(world, who, said, source, strength, event) and not is_minded(world, who):
        _pass_on(world, who, said, event)


def _pass_on(world: World, who: int, said: Message, event: int) -> None:
    """Let somebody of the crowd who has read of a place tell others of it, as of what they are told."""
    if said.topic == Topic.PLACE:
        known = world.knowledge
        rows = known.where(knower=who, topic=Topic.PLACE)
        known.telling[rows[known.cause[rows] == event]] = True


@kernel
def _anybody_near(people, marks, occupancy, city, within, turn):
    """Whether anybody of those whose turn it is stands near a mark: most of the time nobody does."""
    for who in each_set(occupancy.outdoors):
        if (who >> 6) % _LOOK_S != turn:
            continue
        here = np.int64(people.cell[who])
        for mark in range(len(marks.used)):
            if marks.used[mark] and cells_apart(here, np.int64(marks.cell[mark]), city.width, city.area) <= within:
                return True
    return False


@kernel
def _pass_by(people, marks, occupancy, city, knobs, key, out):
    """Write who, of those whose turn it is, is near a mark, can read there, and does so by a draw; returns how many."""
    n = 0
    for who in each_set(occupancy.outdoors):
        if (who >> 6) % _LOOK_S != knobs.turn or not people.alive[who] or not knobs.awake[people.doing[who]]:
            continue
        if people.doing[who] == _WALKING and people.pace[who] == _RUN:
            continue
        here = np.int64(people.cell[who])
        for mark in range(len(marks.used)):
            there = np.int64(marks.cell[mark])
            if not marks.used[mark] or cells_apart(here, there, city.width, city.area) > knobs.within:
                continue
            if not _legible(city, knobs, there) or not clear(city, here, there):
                continue
            if luck.u32(key, luck.pair(people.luck[who], marks.luck[mark])) < knobs.odds:
                out.who[n], out.mark[n] = who, mark
                n += 1
                break  # one at a time
    return n


@kernel(inline=True)
def _legible(city, knobs, there):
    """Whether there is light enough on a cell to read by."""
    under_sky = city.flags[there // city.area] & 1 != 0
    return light_on(knobs.optics, np.int64(city.ground[there]), there, knobs.light, under_sky) >= knobs.needed
