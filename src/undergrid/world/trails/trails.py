"""Trails: laying traces, what is left of them, and who can read what from them.

A trace fades by half in a time that goes with its kind and shortens with wind, rain and falling ash: `weathering` adds
that up, and a trace remembers how far it had come when it was made. So what is left is worked out only when somebody
looks. Where several people have trodden since, less of it can be told apart.

An index finds the traces of a cell: a cache over the table, made anew where it is missing.

Source  Exponential decay: as of scent, P. Hepper, D. Wells, Chem. Senses 30 (2005) 291. That direction can be read from
        five steps in order and not from three: the same, for dogs. Half-lives: assumed, no published one was found.
"""

from __future__ import annotations

from enum import IntEnum
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from undergrid.core import luck
from undergrid.core.caches import Cache
from undergrid.core.halving import HALVES, fall
from undergrid.core.jit import kernel
from undergrid.core.tables import I32, I64, Rows
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.trails import TraceKind

if TYPE_CHECKING:
    from undergrid.world.world import World

HALF_LIFE = 1 << 40  # a half-life in units of `weathering.gone`
MOST = 4  # people whose prints can be told apart on one cell: the next tread out the oldest [assumed]
FRESH, RECENT = 3600, 86_400  # s until blood has dried and edges have slumped; until a trace is an old one [assumed]
STEPS = 5  # in order, from which on the direction of a trail can be read [Hepper & Wells 2005]
_PRINTS = int(TraceKind.PRINTS)


class Age(IntEnum):
    """What can be told of when a trace was made."""

    FRESH = 0  # within the hour: still glistening
    TODAY = 1
    OLD = 2


class Index(Cache):
    """The traces of each cell: an open hash of cells to the first of a chain of slots, with room for so many slots."""

    def __init__(self, world: World) -> None:
        room = max(1024, world.traces.n)
        self.room = room
        self.heads: I32 = np.full(1 << (2 * room - 1).bit_length(), -1, np.int32)
        self.after: I32 = np.full(room, -1, np.int32)
        _link(self.heads, self.after, world.traces.cell, world.traces.rows())


def index(world: World) -> Index:
    """The index over a world's traces, up to date."""
    found = world.cache(Index)
    return found if found.room >= world.traces.n else world.renew(Index)


# ---------------------------------------------------------------- laying


def lay(
    world: World,
    who: int,
    kind: TraceKind,
    cell: int,
    heading: int = 255,
    strength: int = 1000,
    cause: int = 0,
    made: int | None = None,
    false: bool = False,
) -> int:
    """Let somebody leave a trace on a cell: `heading` is where it leads, `strength` (1/1000) how plain it is.

    A trace of that kind and maker which is there already is renewed. `made` is the tick from which it seems to be, now
    if nothing is said; `false` says that it is to deceive. Returns its slot.
    """
    lay_many(
        world, int(kind), np.array([cell]), np.array([who]), np.array([heading]), np.array([strength]),
        cause or int(world.citizens.cause[who]) or world.scenario_event,
    )  # fmt: skip
    traces = world.traces
    slot = next(slot for slot in at(world, cell) if traces.kind[slot] == kind and traces.maker[slot] == who)
    traces.made[slot], traces.false[slot] = world.tick if made is None else made, false
    return slot


def lay_many(world: World, kind: int, cells: I64, makers: I64, headings: I64, strengths: I64, cause: int = 0) -> None:
    """Let many leave a trace of one kind each, (n,) each; `cause` 0: what each of them is about."""
    known, traces, people = index(world), world.traces, world.citizens
    gone = int(world.weathering.gone[kind])
    fresh = np.empty(len(cells), np.int64)
    n_fresh = _renew(
        known.heads, known.after, traces.luck, traces.cell, traces.kind, traces.maker, traces.made, traces.heading,
        traces.strength, traces.covered, traces.worn, traces.false, traces.followed, traces.cause, people.luck,
        people.cause, kind, cells, makers, headings, strengths, cause, world.scenario_event, gone, world.tick, fresh,
    )  # fmt: skip
    if not n_fresh:
        return
    slots = traces.take(n_fresh)
    _write(
        slots, fresh, traces.luck, traces.cell, traces.kind, traces.maker, traces.made, traces.heading, traces.strength,
        traces.covered, traces.worn, traces.false, traces.followed, traces.cause, people.luck, people.cause, kind,
        cells, makers, headings, strengths, cause, world.scenario_event, gone, world.tick,
    )  # fmt: skip
    if known.room < traces.n:
        world.renew(Index)
    else:
        _link(known.heads, known.after, traces.cell, slots)


def erase(world: World, slots: Rows) -> None:
    """Let traces be gone."""
    known = index(world)
    _unlink(known.heads, known.after, world.traces.cell, slots)
    world.traces.free(slots)


# ---------------------------------------------------------------- reading


def at(world: World, cell: int) -> list[int]:
    """The slots of the traces on a cell, ascending."""
    if not world.traces.n:
        return []
    known = index(world)
    found: I64 = _on_cell(known.heads, known.after, world.traces.cell, cell)
    return sorted(found.tolist())


def left(world: World, slot: int) -> int:
    """How plain a trace is now, 1/1000, by itself: without those who have trodden on it since."""
    traces = world.traces
    return int(left_of(slot, traces.kind, traces.strength, traces.covered, traces.worn, world.weathering.gone, HALVES))


def readable(world: World, cell: int) -> list[tuple[int, int]]:
    """(slot, how plain it is, 1/1000) of the traces on a cell that are not gone, ascending by slot.

    Each of the others who have trodden there later leaves less of what was there: half, a third, and so on.
    """
    traces, known = world.traces, index(world)
    plain = [
        (slot, int(plain_of(slot, known.heads, known.after, traces.cell, traces.kind, traces.maker, traces.made,
                            traces.strength, traces.covered, traces.worn, world.weathering.gone, HALVES)))
        for slot in at(world, cell)
    ]  # fmt: skip
    return [(slot, share) for slot, share in plain if share]


def around(world: World, who: int, here: int, radius: int) -> dict[int, int]:
    """Cell -> slot of the newest trace of one maker, of all cells within so many of `here` on its level, near first."""
    city, traces = world.city, world.traces
    level, x, y = city.where(here)
    newest: dict[int, int] = {}
    known = index(world)
    slots: I64 = _near(known.heads, known.after, traces.cell, traces.maker, who, level, x, y, radius, city.width,
                       city.height)  # fmt: skip
    for slot in sorted(slots.tolist()):
        cell = int(traces.cell[slot])
        if cell not in newest or traces.made[slot] > traces.made[newest[cell]]:
            newest[cell] = slot
    return newest


def in_order(world: World, who: int, here: int, radius: int = STEPS) -> int:
    """How many steps of somebody's trail around a cell lie in the order in which they were made, that cell among them.

    Steps are in order that touch, or all but touch, the one made next.
    """
    newest, traces = around(world, who, here, radius), world.traces
    cells = sorted(newest, key=lambda cell: (int(traces.made[newest[cell]]), cell))
    if here not in newest:
        return 0
    run, with_here = [cells[0]], cells[0] == here
    for before, cell in pairwise(cells):
        next_step = touching(world, before, cell) and traces.made[newest[cell]] > traces.made[newest[before]]
        if not next_step:
            if with_here:
                break
            run = []
        run.append(cell)
        with_here = with_here or cell == here
    return len(run)


def touching(world: World, a: int, b: int, within: int = 2) -> bool:
    """Whether two cells of one level lie no more than so many apart, either way."""
    level, x, y = world.city.where(a)
    other, other_x, other_y = world.city.where(b)
    return level == other and abs(x - other_x) <= within and abs(y - other_y) <= within


def ahead(world: World, who: int) -> int:
    """The cell to which the trail leads that somebody knows of, as far as they have read it; -1 where they know none.

    Of several it is the one that was read last. Whoever walks there reads on from there (`systems/trails/tracking.py`).
    """
    known = world.knowledge
    rows = np.flatnonzero(known.used & (known.knower == who) & (known.topic == Topic.TRACE))
    return int(known.cell[rows[np.argmax(known.at[rows])]]) if len(rows) else -1


def age_class(world: World, slot: int) -> Age:
    """What whoever looks at a trace can tell of when it was made."""
    age = world.tick - int(world.traces.made[slot])
    return Age.FRESH if age < FRESH else Age.TODAY if age < RECENT else Age.OLD


# ---------------------------------------------------------------- kernels


@kernel
def left_of(slot, kind, strength, covered, worn, gone, halves):
    """What weather and covering have left of a trace, 1/1000."""
    age = gone[kind[slot]] - worn[slot]
    plain = int(strength[slot]) * (1000 - int(covered[slot])) // 1000
    return fall(plain, age >> 40, age & ((1 << 40) - 1), halves)


@kernel
def plain_of(slot, heads, after, cell, kind, maker, made, strength, covered, worn, gone, halves):
    """What can be read of a trace, 1/1000: what is left of it, less for each other person who trod there later."""
    left = left_of(slot, kind, strength, covered, worn, gone, halves)
    later = 1
    other = heads[bucket(cell[slot], len(heads))]
    while left > 0 and other >= 0:
        trod = kind[other] == _PRINTS and maker[other] != maker[slot]
        if trod and cell[other] == cell[slot] and made[other] > made[slot]:
            later += 1
        other = after[other]
    return left // later


@kernel(inline=True)
def bucket(cell, size):
    """Where the chain of a cell begins in an index with so many places, a power of two."""
    return (int(cell) * 0x9E3779B1 >> 11) & (size - 1)


@kernel
def _link(heads, after, cell, slots):
    """Put slots into the index."""
    for n in range(len(slots)):
        slot = slots[n]
        place = bucket(cell[slot], len(heads))
        after[slot] = heads[place]
        heads[place] = slot


@kernel
def _unlink(heads, after, cell, slots):
    """Take slots out of the index."""
    for n in range(len(slots)):
        slot = slots[n]
        place = bucket(cell[slot], len(heads))
        if heads[place] == slot:
            heads[place] = after[slot]
        else:
            before = heads[place]
            while before >= 0 and after[before] != slot:
                before = after[before]
            if before >= 0:
                after[before] = after[slot]
        after[slot] = -1


@kernel
def _on_cell(heads, after, cell, here):
    """The slots on a cell, in no order."""
    n = 0
    slot = heads[bucket(here, len(heads))]
    while slot >= 0:
        n += 1 if cell[slot] == here else 0
        slot = after[slot]
    found = np.empty(n, np.int64)
    n = 0
    slot = heads[bucket(here, len(heads))]
    while slot >= 0:
        if cell[slot] == here:
            found[n] = slot
            n += 1
        slot = after[slot]
    return found


@kernel
def _near(heads, after, cell, maker, who, level, x, y, radius, width, height):
    """The slots of somebody's traces within `radius` cells of a place, in no order."""
    found = np.empty(16, np.int64)
    n = 0
    for there_y in range(max(0, y - radius), min(height, y + radius + 1)):
        for there_x in range(max(0, x - radius), min(width, x + radius + 1)):
            here = (level * height + there_y) * width + there_x
            slot = heads[bucket(here, len(heads))]
            while slot >= 0:
                if cell[slot] == here and maker[slot] == who:
                    if n == len(found):
                        wider = np.empty(2 * n, np.int64)
                        wider[:n] = found
                        found = wider
                    found[n] = slot
                    n += 1
                slot = after[slot]
    return found[:n]


@kernel
def _renew(heads, after, lucky, cell, kind, maker, made, heading, strength, covered, worn, false, followed, cause,
           parent, about, what, cells, makers, headings, strengths, why, root, gone, tick, fresh):  # fmt: skip
    """Renew the traces that are there already; writes the numbers of the others into `fresh`, returns how many.

    On a cell with as many people's prints as can be told apart, the oldest make room.
    """
    n_fresh = 0
    for n in range(len(cells)):
        here, who = int(cells[n]), int(makers[n])
        own = oldest = -1
        count = 0
        slot = int(heads[bucket(here, len(heads))])
        while slot >= 0:
            if cell[slot] == here and kind[slot] == what:
                count += 1
                if maker[slot] == who:
                    own = slot
                if oldest < 0 or made[slot] < made[oldest] or (made[slot] == made[oldest] and slot < oldest):
                    oldest = slot
            slot = int(after[slot])
        if own < 0 and what == _PRINTS and count >= MOST:
            own = oldest
        if own < 0:
            fresh[n_fresh] = n
            n_fresh += 1
            continue
        if maker[own] == who:  # the same trace, renewed
            made[own], strength[own], covered[own], worn[own] = tick, strengths[n], 0, gone
            heading[own] = headings[n] if headings[n] != 255 else heading[own]
            false[own] = followed[own] = False
            cause[own] = why if why != 0 else about[who] if about[who] != 0 else root
            continue
        _set(own, lucky, cell, kind, maker, made, heading, strength, covered, worn, false, followed, cause, parent,
             about, what, here, who, headings[n], strengths[n], why, root, gone, tick)  # fmt: skip
    return n_fresh


@kernel
def _write(slots, fresh, lucky, cell, kind, maker, made, heading, strength, covered, worn, false, followed, cause,
           parent, about, what, cells, makers, headings, strengths, why, root, gone, tick):  # fmt: skip
    """Write new traces, those numbered in `fresh`, into slots that have been taken for them."""
    for k in range(len(slots)):
        n = fresh[k]
        _set(slots[k], lucky, cell, kind, maker, made, heading, strength, covered, worn, false, followed, cause,
             parent, about, what, int(cells[n]), int(makers[n]), headings[n], strengths[n], why, root, gone,
             tick)  # fmt: skip


@kernel
def _set(slot, lucky, cell, kind, maker, made, heading, strength, covered, worn, false, followed, cause, parent, about,
         what, here, who, towards, plain, why, root, gone, tick):  # fmt: skip
    """Let a slot hold a trace as it is now."""
    lucky[slot] = luck.child(parent[who], tick, what, here)
    cell[slot], kind[slot], maker[slot], made[slot] = here, what, who, tick
    heading[slot], strength[slot], covered[slot], worn[slot] = towards, plain, 0, gone
    false[slot] = followed[slot] = False
    cause[slot] = why if why != 0 else about[who] if about[who] != 0 else root
